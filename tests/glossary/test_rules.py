"""Who may change words: a table of roles, and for every role the predicate and its queryset agree."""

from __future__ import annotations

from itertools import product

import pytest
from django.utils import timezone

from comparanda.glossary import rules
from comparanda.glossary.models import Change, Concept, Proposal
from comparanda.people.core.viewer import ANONYMOUS, SYSTEM, Viewer
from comparanda.people.models import User
from factories import Network
from glossary.words import Words

pytestmark = pytest.mark.django_db

EDITORS = {"editor", "second"}


@pytest.fixture
def changes(words: Words, editors: Network) -> list[Change]:
    """A change of every state, proposed by each editor, by somebody else, and by an account that is gone."""
    made = []
    gone = None
    for number, (state, proposer) in enumerate(
        product(Change.State.values, ["editor", "second", "bg.coordinator", gone]), start=1
    ):
        user: User | None = editors.user[proposer] if proposer else None
        proposal = Proposal.objects.create(number=number, proposed_by=user, proposed_at=timezone.now())
        made.append(
            Change.objects.create(
                proposal=proposal,
                position=1,
                concept="asylum",
                field="preferred",
                language="en",
                state=state,
                proposed_by=user,
                decided_by=editors.user["admin"] if state in ("approved", "rejected") else None,
            )
        )
    return made


def everybody(network: Network) -> dict[str, Viewer]:
    return {**network.viewers(), "reader": ANONYMOUS, "system": SYSTEM}


def test_only_editors_propose(editors: Network) -> None:
    may = {name for name, viewer in everybody(editors).items() if rules.can_propose(viewer)}

    assert may == EDITORS


def test_drafts_are_seen_by_editors_and_all_else_by_everybody(words: Words, editors: Network) -> None:
    for name, viewer in everybody(editors).items():
        seen = {one.slug for one in Concept.objects.all() if rules.can_see_concept(viewer, one)}

        assert seen == set(words) - (set() if name in EDITORS else {"secret"}), name
        assert seen == set(rules.concepts_visible_to(viewer).values_list("slug", flat=True)), name


def test_proposals_are_seen_by_editors(changes: list[Change], editors: Network) -> None:
    for name, viewer in everybody(editors).items():
        seen = {one.pk for one in Proposal.objects.all() if rules.can_see_proposal(viewer, one)}

        assert seen == ({change.proposal_id for change in changes} if name in EDITORS else set()), name
        assert seen == set(rules.proposals_visible_to(viewer).values_list("pk", flat=True)), name


def test_an_editor_decides_on_what_waits_and_is_not_their_own(
    changes: list[Change], editors: Network
) -> None:
    for name, viewer in everybody(editors).items():
        may = {change.pk for change in changes if rules.can_decide(viewer, change)}

        wanted = {
            change.pk
            for change in changes
            if name in EDITORS
            and change.state == "proposed"
            and change.proposed_by_id != editors.user[name].pk
        }
        assert may == wanted, name
        assert may == set(rules.changes_decided_by(viewer).values_list("pk", flat=True)), name


def test_an_editor_withdraws_their_own_that_wait(changes: list[Change], editors: Network) -> None:
    for name, viewer in everybody(editors).items():
        may = {change.pk for change in changes if rules.can_withdraw(viewer, change)}

        wanted = {
            change.pk
            for change in changes
            if name in EDITORS
            and change.state == "proposed"
            and change.proposed_by_id == editors.user[name].pk
        }
        assert may == wanted, name
        assert may == set(rules.changes_withdrawn_by(viewer).values_list("pk", flat=True)), name


def test_nobody_both_decides_and_withdraws(changes: list[Change], editors: Network) -> None:
    for viewer in everybody(editors).values():
        assert not any(
            rules.can_decide(viewer, change) and rules.can_withdraw(viewer, change) for change in changes
        )
