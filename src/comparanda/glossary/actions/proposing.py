"""How words change: an editor proposes, a second editor decides on each change, the first may withdraw.

Each asks the permission, changes in one transaction, and records the step. Leaves out the rows themselves
(`actions.writing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from comparanda.audit.actions import record
from comparanda.glossary import queries, rules
from comparanda.glossary.actions import writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import CONTROLS, has_controls
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Change, Proposal
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import Viewer

_NOTHING = phrase("Nothing would change.")
_WAITING = phrase("Somebody has proposed a change of the same cell already: %(cell)s. Decide on it first.")
_MOVED = phrase("%(cell)s has changed since this was proposed. Reject this change and propose it anew.")
MOVED_ON_PAGE = phrase(
    "Somebody has changed “%(concept)s”, %(cell)s meanwhile; it now says “%(now)s”. What you typed is still here."
)
NO_CONTROLS = phrase("The text holds control characters; write it anew.")
_NONE_CHOSEN = phrase("Choose at least one change.")
_AT_ONCE = 500


def cell_words(concept: str, field: str, language: str) -> str:
    """How a cell is called in messages, e.g. "return, preferred, bg"."""
    return ", ".join(part for part in (concept, field, language) if part)


def _change_of(row: Change) -> CellChange:
    return CellChange(row.concept, row.field, row.language, row.before, row.after)


@transaction.atomic
def propose(viewer: Viewer, edits: Iterable[CellChange], *, note: str = "", origin: str = "") -> Proposal:
    """Lay changes before a second editor; edits that change nothing are left out.

    ``before`` of an edit is what the proposer saw; where the cell holds something else by now, the edit is refused,
    so that nobody overwrites what they have not read.

    Raises `Forbidden`; `Refused` where nothing would change, a cell has moved on or waits for a decision already, or
    the words would not fit together.
    """
    if not rules.can_propose(viewer):
        raise Forbidden("glossary.propose")
    if has_controls(note):
        raise Refused(NO_CONTROLS)
    writing.lock()
    wanted = []
    edits = list(edits)
    now = queries.cells_now({edit.concept for edit in edits})
    pending = queries.pending_cells({edit.concept for edit in edits})
    for edit in edits:
        before = core.canonical(edit.field, edit.before)
        after = core.canonical(edit.field, edit.after)
        if before == after:
            continue
        cell = cell_words(edit.concept, edit.field, edit.language)
        if core.canonical(edit.field, now.get(edit.concept, {}).get(edit.key)) != before:
            raise Refused(_MOVED, cell=cell)
        if (edit.concept, edit.field, edit.language) in pending:
            raise Refused(_WAITING, cell=cell)
        wanted.append(CellChange(edit.concept, edit.field, edit.language, before, after))
    if not wanted:
        raise Refused(_NOTHING)
    writing.refuse_unsound(wanted)
    number = (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    proposal = Proposal.objects.create(
        number=number,
        proposed_by_id=viewer.user_id,
        proposed_at=timezone.now(),
        note=note.strip(),
        origin=CONTROLS.sub("", origin)[:200],
    )
    Change.objects.bulk_create(
        Change(
            proposal=proposal,
            position=position,
            concept=edit.concept,
            field=edit.field,
            language=edit.language,
            before=edit.before,
            after=edit.after,
            proposed_by_id=viewer.user_id,
        )
        for position, edit in enumerate(wanted, start=1)
    )
    record(
        "glossary.proposal.made",
        actor=viewer.username,
        subject=f"proposal:{number}",
        details={"changes": len(wanted)},
    )
    return proposal


@transaction.atomic
def approve(viewer: Viewer, proposal: Proposal, positions: Sequence[int]) -> list[str]:
    """Put the chosen changes into force; returns the slugs that changed.

    Raises `Forbidden` where one of them is the viewer's own or decided; `Refused` where a cell has moved on since it
    was proposed or the words would not fit together.
    """
    writing.lock()
    rows = _decidable(viewer, proposal, positions)
    now = queries.cells_now({row.concept for row in rows})
    for row in rows:
        standing = core.canonical(row.field, now.get(row.concept, {}).get((row.field, row.language)))
        # What says already what was proposed is in force by another change, e.g. the other side of a related pair.
        if standing not in (row.before, row.after):
            raise Refused(_MOVED, cell=cell_words(row.concept, row.field, row.language))
    made = [_change_of(row) for row in rows]
    writing.refuse_unsound(made)
    changed = writing.write(made)
    _decided(viewer, rows, Change.State.APPROVED, "")
    record(
        "glossary.proposal.approved",
        actor=viewer.username,
        subject=f"proposal:{proposal.number}",
        details={"changes": len(rows), "concepts": changed},
    )
    return changed


@transaction.atomic
def reject(viewer: Viewer, proposal: Proposal, positions: Sequence[int], *, reason: str) -> None:
    """Turn the chosen changes down, with the reason that the proposer reads.

    Raises `Forbidden` as `approve`; `Refused` without a reason.
    """
    if not reason.strip():
        raise Refused(phrase("Say why, so that the other editor can mend it."))
    if has_controls(reason):
        raise Refused(NO_CONTROLS)
    rows = _decidable(viewer, proposal, positions)
    _decided(viewer, rows, Change.State.REJECTED, reason.strip())
    record(
        "glossary.proposal.rejected",
        actor=viewer.username,
        subject=f"proposal:{proposal.number}",
        details={"changes": len(rows)},
    )


@transaction.atomic
def withdraw(viewer: Viewer, proposal: Proposal, positions: Sequence[int]) -> None:
    """Take own changes back before anybody has decided. Raises `Forbidden`; `Refused` where none was chosen."""
    rows = _chosen(proposal, positions)
    if not rows:
        raise Refused(_NONE_CHOSEN)
    if not all(rules.can_withdraw(viewer, row) for row in rows):
        raise Forbidden("glossary.withdraw")
    _put(rows, state=Change.State.WITHDRAWN)
    record(
        "glossary.proposal.withdrawn",
        actor=viewer.username,
        subject=f"proposal:{proposal.number}",
        details={"changes": len(rows)},
    )


def _chosen(proposal: Proposal, positions: Iterable[int]) -> list[Change]:
    """The changes at these positions, held until the transaction ends; what is no position of the proposal is nothing."""
    wanted = frozenset(positions)
    return [row for row in proposal.changes.select_for_update() if row.position in wanted]


def _decidable(viewer: Viewer, proposal: Proposal, positions: Sequence[int]) -> list[Change]:
    rows = _chosen(proposal, positions)
    if not rows:
        if not rules.can_propose(viewer):
            raise Forbidden("glossary.decide")
        raise Refused(_NONE_CHOSEN)
    if not all(rules.can_decide(viewer, row) for row in rows):
        raise Forbidden("glossary.decide")
    return rows


def _decided(viewer: Viewer, rows: list[Change], state: str, reason: str) -> None:
    _put(rows, state=state, reason=reason, decided_by_id=viewer.user_id, decided_at=timezone.now())


def _put(rows: Sequence[Change], **columns: Any) -> None:
    """The same values into all rows, some hundred at a time: an import may have proposed ten thousand."""
    for start in range(0, len(rows), _AT_ONCE):
        Change.objects.filter(pk__in=[row.pk for row in rows[start : start + _AT_ONCE]]).update(**columns)
