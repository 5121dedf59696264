"""Carries out the import of a vocabulary file: by the operator at once, by an editor as a proposal.

Leaves out reading (`formats.skos`) and what would change (`core.importing`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from comparanda.audit.actions import record
from comparanda.formats.skos.integrity import Fault, errors
from comparanda.formats.skos.reading import LARGEST_FILE, read_vocabulary
from comparanda.glossary import queries
from comparanda.glossary.actions import proposing, writing
from comparanda.glossary.core.importing import ImportPlan, known_targets, plan_import
from comparanda.glossary.core.soundness import Unsound, new_faults
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Proposal
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import SYSTEM, Viewer


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read: what would change, and every fault found; with an error nothing can be carried out.

    faults: of the file itself; unsound: what its words would break among ours, not asked where the file has errors.
    """

    plan: ImportPlan
    faults: tuple[Fault, ...]
    unsound: tuple[Unsound, ...] = ()

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
    reading = read_vocabulary(
        data, name, base=queries.base(), scheme=scheme, untagged=untagged, largest=largest
    )
    vocabulary, base = queries.cells_now(), queries.base()
    faults = reading.checked(known_targets(vocabulary, base))
    plan = plan_import(vocabulary, reading.scheme, base)
    unsound = [] if errors(faults) else new_faults(vocabulary, plan.changes)
    return Import(plan, tuple(faults), tuple(unsound))


_FAULTY = phrase("The file breaks rules of a sound vocabulary; nothing was imported.")
_NOTHING = phrase("The file changes nothing.")


@transaction.atomic
def carry_out(viewer: Viewer, read: Import, *, name: str) -> list[str]:
    """Write what the plan says, all or nothing; returns the slugs that changed. The operator's way, by command.

    Raises `Forbidden`; `Refused` where the file has errors or the words would not fit together.
    """
    if viewer != SYSTEM:
        raise Forbidden("glossary.import")
    if not read.sound:
        raise Refused(_FAULTY)
    writing.lock()
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


def propose(viewer: Viewer, read: Import, *, name: str, note: str = "") -> Proposal:
    """Lay what the plan says before a second editor. Raises as `proposing.propose`, and `Refused` for a faulty file."""
    if not read.sound:
        raise Refused(_FAULTY)
    if not read.plan.changes:
        raise Refused(_NOTHING)
    return proposing.propose(viewer, read.plan.changes, note=note, origin=name)
