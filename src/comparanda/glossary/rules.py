"""Who may change words: each permission as a predicate and as a queryset, side by side.

Leaves out what a sound change is (`glossary.actions`). Readers see what is approved; editors see drafts and proposals.
"""

from __future__ import annotations

from django.db.models import QuerySet

from comparanda.glossary.models import Change, Concept, Proposal
from comparanda.people.core.viewer import Viewer


def can_see_concept(viewer: Viewer, concept: Concept) -> bool:
    """Approved and deprecated concepts: everyone; drafts: editors."""
    return viewer.editor or concept.status != Concept.Status.DRAFT


def concepts_visible_to(viewer: Viewer) -> QuerySet[Concept]:
    """The queryset of `can_see_concept`."""
    return Concept.objects.all() if viewer.editor else Concept.objects.exclude(status=Concept.Status.DRAFT)


def can_propose(viewer: Viewer) -> bool:
    """Who may open the grid, propose changes and release: editors."""
    return viewer.editor


def can_see_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    return viewer.editor


def proposals_visible_to(viewer: Viewer) -> QuerySet[Proposal]:
    """The queryset of `can_see_proposal`."""
    return Proposal.objects.all() if viewer.editor else Proposal.objects.none()


def can_decide(viewer: Viewer, change: Change) -> bool:
    """Another editor than the one who proposed it, while nobody has decided."""
    return (
        viewer.editor
        and viewer.user_id is not None
        and change.state == Change.State.PROPOSED
        and change.proposed_by_id != viewer.user_id
    )


def changes_decided_by(viewer: Viewer) -> QuerySet[Change]:
    """The queryset of `can_decide`."""
    if not viewer.editor or viewer.user_id is None:
        return Change.objects.none()
    return Change.objects.filter(state=Change.State.PROPOSED).exclude(proposed_by_id=viewer.user_id)


def can_withdraw(viewer: Viewer, change: Change) -> bool:
    """The editor who proposed it, while nobody has decided."""
    return viewer.editor and change.state == Change.State.PROPOSED and change.proposed_by_id == viewer.user_id


def changes_withdrawn_by(viewer: Viewer) -> QuerySet[Change]:
    """The queryset of `can_withdraw`."""
    if not viewer.editor:
        return Change.objects.none()
    return Change.objects.filter(state=Change.State.PROPOSED, proposed_by_id=viewer.user_id)
