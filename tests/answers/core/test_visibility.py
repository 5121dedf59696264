"""The pure rules against the table written by hand: every role, phase, audience and circumstance."""

from __future__ import annotations

from itertools import product

import pytest

from answers.who_sees_what import (
    BEHIND_THE_ANSWER,
    DECLINE,
    NETWORK_EDITION,
    PEOPLE,
    ROUND,
    Circumstances,
    readers,
    those_told,
    those_who_see,
)
from comparanda.answers.core.visibility import (
    AnswerFacts,
    Phase,
    RoundFacts,
    Sight,
    sees_clarifications,
    sees_decline,
    sees_network_editions,
    sees_review_comments,
    sees_round,
    sight,
)
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import ANONYMOUS, Viewer

ASKED = frozenset({"bg", "de", "no"})
GIVEN = 11
"""The user whom Bulgaria's question was given to."""


def _member(code: str, user_id: int, *, coordinator: bool = False, observer: bool = False) -> Viewer:
    here = frozenset({code})
    return Viewer(
        user_id=user_id,
        member_of=frozenset() if coordinator else here,
        coordinator_of=here if coordinator else frozenset(),
        observer_of=here if observer else frozenset(),
    )


VIEWERS: dict[str, Viewer] = {
    "reader": ANONYMOUS,
    "signed in": Viewer(user_id=1),
    "own coordinator": _member("bg", 10, coordinator=True),
    "own member, given": _member("bg", GIVEN),
    "own member, not given": _member("bg", 12),
    "asker": _member("fr", 20, coordinator=True),
    "asker's member": _member("fr", 21),
    "asked coordinator": _member("de", 30, coordinator=True),
    "asked member": _member("de", 31),
    "unasked coordinator": _member("at", 40, coordinator=True),
    "unasked member": _member("at", 41),
    "asked observer": _member("no", 50, coordinator=True, observer=True),
    "asked observer's member": _member("no", 51, observer=True),
    "unasked observer": _member("ge", 60, coordinator=True, observer=True),
    "editor": Viewer(user_id=70, editor=True),
    "commission": Viewer(user_id=71, commission=True),
    "administrator": Viewer(user_id=72, administrator=True),
}

CIRCUMSTANCES = [
    Circumstances(frozenset(responded), closed, observers)
    for responded, closed, observers in product(
        [(), ("de",), ("no",), ("de", "no")], [False, True], [False, True]
    )
]


def facts(now: Circumstances, **more: object) -> RoundFacts:
    return RoundFacts(
        asker="fr",
        asked=ASKED,
        responded=now.responded,
        closed=now.closed,
        includes_observers=now.observers,
        **more,  # type: ignore[arg-type]
    )


def test_the_table_speaks_of_everybody_here() -> None:
    assert set(VIEWERS) == set(PEOPLE)


@pytest.mark.parametrize("compiled", [False, True], ids=["answered", "compiled"])
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("phase", Phase, ids=lambda phase: phase.name.lower())
def test_sight_agrees_with_the_table(phase: Phase, audience: Audience, compiled: bool) -> None:
    respondent = "editors" if compiled else "bg"
    for now in CIRCUMSTANCES:
        # Whose answer was submitted has responded.
        own = frozenset({"bg"}) if phase is not Phase.DRAFTING and not compiled else frozenset()
        round_facts = facts(Circumstances(now.responded | own, now.closed, now.observers))
        answer = AnswerFacts(phase, audience, respondent, compiled, frozenset({GIVEN}))
        seen = {role: sight(viewer, round_facts, answer) for role, viewer in VIEWERS.items()}
        where = phase.name.lower()

        shown = {role for role, what in seen.items() if what is Sight.SHOWN}
        told = {role for role, what in seen.items() if what is Sight.NOT_PUBLIC}

        assert shown == readers(where, audience, now, compiled=compiled), now
        assert told == those_told(where, audience, now, compiled=compiled), now


@pytest.mark.parametrize("where", ["draft", "launched", "network", "public"])
def test_round_agrees_with_the_table(where: str) -> None:
    for now in CIRCUMSTANCES:
        round_facts = facts(
            now,
            launched=where != "draft",
            network_edition=where in ("network", "public"),
            public_edition=where == "public",
        )

        seen = {role for role, viewer in VIEWERS.items() if sees_round(viewer, round_facts)}

        assert seen == those_who_see(ROUND, where, now)


@pytest.mark.parametrize("now", CIRCUMSTANCES[:2] + CIRCUMSTANCES[-2:])
def test_network_editions_agree_with_the_table(now: Circumstances) -> None:
    seen = {role for role, viewer in VIEWERS.items() if sees_network_editions(viewer, facts(now))}

    assert seen == those_who_see(NETWORK_EDITION, "edition", now)


@pytest.mark.parametrize(
    ("phase", "where"),
    [(Phase.SUBMITTED, "submitted"), (Phase.NETWORK, "network"), (Phase.PUBLIC, "network")],
)
def test_declines_agree_with_the_table(phase: Phase, where: str) -> None:
    for now in CIRCUMSTANCES:
        seen = {role for role, viewer in VIEWERS.items() if sees_decline(viewer, facts(now), "bg", phase)}

        assert seen == those_who_see(DECLINE, where, now)


def test_clarifications_and_comments_agree_with_the_table() -> None:
    said = {
        role for role, viewer in VIEWERS.items() if sees_clarifications(viewer, facts(Circumstances()), "bg")
    }
    remarked = {
        role for role, viewer in VIEWERS.items() if sees_review_comments(viewer, "bg", frozenset({GIVEN}))
    }

    assert said == those_who_see(BEHIND_THE_ANSWER, "clarifications")
    assert remarked == those_who_see(BEHIND_THE_ANSWER, "comments")


def test_later_phases_take_nothing_away() -> None:
    for now, audience, compiled, viewer in product(CIRCUMSTANCES, Audience, [False, True], VIEWERS.values()):
        respondent = "editors" if compiled else "bg"
        shown = [
            sight(viewer, facts(now), AnswerFacts(phase, audience, respondent, compiled)) is Sight.SHOWN
            for phase in Phase
        ]

        assert shown == sorted(shown)
