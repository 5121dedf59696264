"""Numbered releases of the whole glossary: what stands now, frozen, with the list of what changed since the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from comparanda.audit.actions import record
from comparanda.glossary import queries, rules
from comparanda.glossary.actions import writing
from comparanda.glossary.actions.proposing import NO_CONTROLS
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import has_controls
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Release
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import SYSTEM, Viewer


def snapshot_now() -> dict[str, dict[str, Any]]:
    """Slug to packed cells of every concept that everyone sees."""
    return {slug: core.packed(cells) for slug, cells in queries.public_cells().items()}


def pending_changes() -> list[CellChange]:
    """What a release made now would list as changed."""
    last = queries.latest_release()
    return core.release_changes(last.snapshot if last else {}, snapshot_now())


def content_hash(number: int, note: Mapping[str, str], snapshot: Mapping[str, Any]) -> str:
    """The hash over what a release froze."""
    return core.hash_of({"number": number, "note": dict(note), "snapshot": snapshot})


@transaction.atomic
def release(viewer: Viewer, *, note: Mapping[str, str], now: datetime | None = None) -> Release:
    """Freeze the glossary as its next numbered release.

    Raises `Forbidden`; `Refused` where nothing has changed since the last, or the English note is missing.
    """
    if not (rules.can_propose(viewer) or viewer == SYSTEM):
        raise Forbidden("glossary.release")
    if not note.get("en", "").strip():
        raise Refused(phrase("Say in English what this release is about."))
    if any(has_controls(text) for text in note.values()):
        raise Refused(NO_CONTROLS)
    writing.lock()
    last = queries.latest_release()
    snapshot = snapshot_now()
    changes = core.release_changes(last.snapshot if last else {}, snapshot)
    if not changes:
        raise Refused(phrase("Nothing has changed since the last release."))
    number = (last.number if last else 0) + 1
    kept = {language: text.strip() for language, text in note.items() if text.strip()}
    made = Release.objects.create(
        number=number,
        released_at=now or timezone.now(),
        note=kept,
        concepts=len(snapshot),
        labels=sum(
            len(value)
            for cells in snapshot.values()
            for name, value in cells.items()
            if name.partition("/")[0] in ("preferred", "alternative", "hidden")
        ),
        snapshot=snapshot,
        # The first release is new as a whole: its list of changes would be the release once more.
        changes=[
            {
                "concept": one.concept,
                "field": one.field,
                "language": one.language,
                "before": one.before,
                "after": one.after,
            }
            for one in changes
        ]
        if last
        else [],
        content_hash=content_hash(number, kept, snapshot),
    )
    record(
        "glossary.release.made",
        actor=viewer.username,
        subject=f"glossary:{number}",
        details={"concepts": made.concepts, "changes": len(changes), "hash": made.content_hash},
    )
    return made
