"""Carries out the import of a vocabulary file: by the operator at once, by an editor as a proposal.

Leaves out reading (`formats.skos`) and what would change (`core.importing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from comparanda.audit.actions import record
from comparanda.formats.skos.fault import Fault, errors
from comparanda.formats.skos.reading import (
    LARGEST_FILE,
    FoundScheme,
    Reading,
    read_file,
    read_vocabulary,
)
from comparanda.glossary import queries
from comparanda.glossary.actions import proposing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.importing import ImportPlan, known_targets, plan_import
from comparanda.glossary.core.soundness import Unsound, new_faults
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Proposal
from comparanda.kernel.error import ContentError, Place
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import SYSTEM, Viewer


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read: what would change, and every fault found; with an error nothing can be carried out.

    faults: of the file itself; unsound: what its words would break among ours, not asked where the file has errors.
    schemes: every scheme that the file names, also those that were not asked for; empty for CSV.
    """

    plan: ImportPlan
    faults: tuple[Fault, ...]
    unsound: tuple[Unsound, ...] = ()
    schemes: tuple[FoundScheme, ...] = ()

    @property
    def sound(self) -> bool:
        return not (errors(self.faults) or self.unsound)


def read_import(
    data: bytes, name: str, *, scheme: str = "", untagged: str = "", largest: int = LARGEST_FILE
) -> Import:
    """Read a vocabulary file and plan its import; nothing is written.

    ``scheme``: the address of the one scheme to take; empty for all. ``untagged``: the language of texts that name
    none. Raises `kernel.error.ContentError` where the file cannot be read at all.
    """
    base = queries.base()
    return _planned(
        read_vocabulary(data, name, base=base, scheme=scheme, untagged=untagged, largest=largest),
        name,
        scheme,
    )


def read_import_file(
    path: Path, *, scheme: str = "", untagged: str = "", columns: Mapping[str, str] | None = None
) -> Import:
    """`read_import` of a file of the operator's, whose size is looked at before a byte is read. Raises OSError too.

    ``columns``: headers of a CSV file to the names that we know them by.
    """
    reading = read_file(path, base=queries.base(), scheme=scheme, untagged=untagged, columns=columns)
    return _planned(reading, str(path), scheme)


def _planned(reading: Reading, name: str, scheme: str) -> Import:
    if scheme and not reading.schemes:
        raise ContentError(Place(name), phrase("a CSV file names no scheme"), phrase("leave the scheme out"))
    vocabulary, base = queries.cells_now(), queries.base()
    faults = reading.checked(known_targets(vocabulary, base))
    plan = plan_import(vocabulary, reading.scheme, base)
    unsound = [] if errors(faults) else new_faults(vocabulary, plan.changes)
    return Import(plan, tuple(faults), tuple(unsound), reading.schemes)


_FAULTY = phrase("The file breaks rules of a sound vocabulary; nothing was imported.")
_NOTHING = phrase("The file changes nothing.")
_MOVED = phrase("%(cell)s has changed while the file was read; nothing was imported. Import it again.")


@transaction.atomic
def carry_out(viewer: Viewer, read: Import, *, name: str) -> list[str]:
    """Write what the plan says, all or nothing; returns the slugs that changed. The operator's way, by command.

    Raises `Forbidden`; `Refused` where the file has errors, a cell has changed since it was read or the words would not
    fit together.
    """
    if viewer != SYSTEM:
        raise Forbidden("glossary.import")
    if not read.sound:
        raise Refused(_FAULTY)
    writing.lock()
    _refuse_moved(read.plan)
    writing.refuse_unsound(read.plan.changes)
    changed = writing.write(read.plan.changes)
    if changed:
        record(
            "glossary.vocabulary.imported",
            actor=viewer.username,
            subject="content:glossary",
            details={"file": name[:200], "concepts": len(changed)},
        )
    return changed


def _refuse_moved(plan: ImportPlan) -> None:
    """Reading a large file takes its time: nobody's change of that time is overwritten unseen."""
    now = queries.cells_now()
    for change in plan.changes:
        standing = core.canonical(change.field, now.get(change.concept, {}).get(change.key))
        if standing != core.canonical(change.field, change.before):
            raise Refused(_MOVED, cell=proposing.cell_words(change.concept, change.field, change.language))


def propose(viewer: Viewer, read: Import, *, name: str, note: str = "") -> Proposal:
    """Lay what the plan says before a second editor. Raises as `proposing.propose`, and `Refused` for a faulty file."""
    if not read.sound:
        raise Refused(_FAULTY)
    if not read.plan.changes:
        raise Refused(_NOTHING)
    return proposing.propose(viewer, read.plan.changes, note=note, origin=name)
