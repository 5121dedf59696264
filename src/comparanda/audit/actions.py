"""The one write of the audit log: appending an entry.

Leaves out permission: whoever acts has been allowed to by the action that records it.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from .core.chain import Link, plain
from .models import ChainHead, Entry

EVENT = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")


class NotInTransactionError(RuntimeError):
    """An entry was to be recorded outside the transaction of the change that it records."""


def record(
    event: str,
    *,
    actor: str,
    subject: str,
    organisation: str = "",
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Appends an entry in the caller's transaction, so that change and record stand or fall together.

    Args:
        event: app, thing and verb, e.g. "answers.round.launched".
        actor: a username, or "system".
        subject: kind and public identifier, e.g. "round:2026.1".
        organisation: the code acted for, e.g. "bg"; empty when none.
        details: plain values that say what changed, without any contents of answers.

    Raises:
        NotInTransactionError: there is no open transaction.
        ValueError: the event's form is wrong, a text is missing or too long, or details are not plain.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError(f"{event}: record it inside transaction.atomic(), beside the change")
    if not EVENT.fullmatch(event):
        raise ValueError(f"{event!r} is not an event: expected app.thing.verb in small letters")
    texts = {"event": event, "actor": actor, "subject": subject, "organisation": organisation}
    for name, text in texts.items():
        if not text and name != "organisation":
            raise ValueError(f"{event}: {name} is empty")
        longest = Entry._meta.get_field(name).max_length
        if longest is not None and len(text) > longest:
            raise ValueError(f"{event}: {name} is longer than {longest} characters")
        plain(text, name)
    written_details = plain(dict(details or {}))

    head = _locked_head()
    link = Link(
        sequence=head.count + 1,
        at=timezone.now(),
        actor=actor,
        organisation=organisation,
        event=event,
        subject=subject,
        details=written_details,
        previous_hash=head.hash,
    )
    entry = Entry(
        sequence=link.sequence,
        at=link.at,
        actor=actor,
        organisation=organisation,
        event=event,
        subject=subject,
        details=written_details,
        previous_hash=link.previous_hash,
        hash=link.computed_hash(),
    )
    entry.save()
    head.count = entry.sequence
    head.hash = entry.hash
    head.save(update_fields=["count", "hash"])
    return entry


def _locked_head() -> ChainHead:
    """The head, held until the transaction ends.

    PostgreSQL locks the row. SQLite knows no row locks: its transactions start as writers ("immediate" in the
    settings), and the unique number stops whatever would slip through.
    """
    locked = ChainHead.objects.select_for_update()
    head = locked.filter(pk=ChainHead.ONLY).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=ChainHead.ONLY)
        head = locked.get(pk=ChainHead.ONLY)
    return head
