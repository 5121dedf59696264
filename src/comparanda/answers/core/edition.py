"""What an edition freezes: one entry a subject and question, decided for one audience.

An entry of a public edition never refers to a version that the public may not read: the reference
itself is left out, so nothing that shows an edition can leak it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one respondent has to offer for a subject and a question.

    ``version``: identifier of the submitted version, ``None`` where there is none. ``absence``: the
    respondent's own reason, if that is its answer. ``declined``: the whole response was, for ``reason``.
    ``asked`` is False where the respondent's own answer to another question rules this one out; ``audience`` is then
    that answer's, since to say so tells of it.
    """

    compiled: bool
    version: int | None
    audience: Audience = Audience.PUBLIC
    absence: Absence | None = None
    declined: bool = False
    reason: str = ""
    late: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One frozen cell. ``version`` is ``None`` wherever this edition's audience may not read it."""

    version: int | None
    absence: Absence | None
    reason: str = ""
    late: bool = False


def entry_for(candidates: Iterable[Candidate], edition: Audience) -> Entry:
    """The cell of an edition for ``edition`` (public or network).

    A contact point's answer supersedes a compiled one, also when its audience keeps it from this
    edition; a contact point that did not answer or declined leaves the compiled one standing.
    """
    ranked = sorted(candidates, key=lambda candidate: (candidate.version is None, candidate.compiled))
    if not ranked:
        return Entry(None, Absence.NOT_ASKED)
    first = ranked[0]
    if first.version is not None:
        if not first.audience.reaches(edition):
            return Entry(None, Absence.NOT_PUBLIC, late=first.late)
        return Entry(first.version, first.absence, late=first.late)
    if any(candidate.declined for candidate in ranked) and edition is Audience.NETWORK:
        declined = next(candidate for candidate in ranked if candidate.declined)
        return Entry(None, Absence.DECLINED, reason=declined.reason)
    if not any(candidate.asked for candidate in ranked) and first.audience.reaches(edition):
        return Entry(None, Absence.NOT_ASKED)
    return Entry(None, Absence.NO_ANSWER)


Key = tuple[str, str]
"""Subject as written (``country:BG``) and question code."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs from the edition before. ``kind``: added, changed or removed."""

    subject: str
    question: str
    kind: str


def changes_between(before: Mapping[Key, Entry], after: Mapping[Key, Entry]) -> tuple[Change, ...]:
    """Cells that differ, in the order of ``after`` and then those that are gone.

    *added*: a version where there was none; *removed*: the other way round; *changed*: another version
    or another reason of absence.
    """
    changes: list[Change] = []
    for key, entry in after.items():
        old = before.get(key)
        if old == entry:
            continue
        was, now = (old.version if old else None), entry.version
        if was is None and now is None and old is not None and old.absence is entry.absence:
            continue
        if was == now and was is not None:
            continue
        kind = (
            "added"
            if was is None and now is not None
            else "removed"
            if now is None and was is not None
            else "changed"
        )
        if old is None and now is None:
            continue
        changes.append(Change(*key, kind))
    changes.extend(
        Change(*key, "removed")
        for key, entry in before.items()
        if key not in after and entry.version is not None
    )
    return tuple(changes)


def hash_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) over the canonical JSON of everything an edition froze: keys sorted, UTF-8, no spaces."""
    text = json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
