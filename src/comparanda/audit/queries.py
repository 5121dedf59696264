"""Reads of the audit log: its head, the entries of an organisation, and whether the chain is sound.

Leaves out who may read them: `people.rules` says that.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import QuerySet

from .core import chain
from .core.chain import GENESIS, Head, Verification
from .models import ChainHead, Entry

ROWS_AT_ONCE = 500

__all__ = ["Head", "Verification", "entries", "entries_for_organisation", "head", "verify"]


def head() -> Head:
    """Where the chain ends now: count and hash, to be printed in a release or a backup."""
    row = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    return Head(0, GENESIS) if row is None else Head(row.count, row.hash)


def entries() -> QuerySet[Entry]:
    """All entries, the latest first."""
    return Entry.objects.order_by("-sequence")


def entries_for_organisation(code: str) -> QuerySet[Entry]:
    """What was done on behalf of one organisation, e.g. "bg", the latest first."""
    return entries().filter(organisation=code)


def verify(expected: Head | None = None) -> Verification:
    """Reads the whole log once, in constant memory, and tells every fault found.

    Args:
        expected: a head printed earlier; with it a tail cut off behind it, or a log rewritten with a matching
            head, shows too.
    """
    row = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    recorded = None if row is None else Head(row.count, row.hash)
    return chain.verify(_links(), recorded=recorded, expected=expected)


def _links() -> Iterator[chain.Link]:
    """Every entry as a link; one whose columns cannot even be read comes as a link that no hash fits."""
    last_sequence = -1
    while True:
        rest = Entry.objects.order_by("sequence").filter(sequence__gt=last_sequence)
        try:
            for entry in rest.iterator(chunk_size=ROWS_AT_ONCE):
                yield entry.link()
                last_sequence = entry.sequence
        except (ValueError, TypeError, AttributeError):
            # SQLite lets a raw write put anything into a column; the check goes on behind such a row.
            unreadable = rest.values_list("sequence", flat=True)[0]
            yield chain.Link(
                sequence=unreadable,
                at=datetime.min.replace(tzinfo=UTC),
                actor="",
                organisation="",
                event="",
                subject="",
                details=None,
                previous_hash="",
            )
            last_sequence = unreadable
        else:
            return
