"""Who sees what, when: the table of ``docs/visibility.md`` as one pure function a row.

``rules.py`` says the same as querysets; a test proves that both agree for every role, state and
audience.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import Viewer


class Phase(IntEnum):
    """How far a version of an answer has come. A later phase includes the circles of the earlier ones."""

    DRAFTING = 0
    SUBMITTED = 1
    NETWORK = 2
    PUBLIC = 3


class Sight(StrEnum):
    """What a viewer is shown in the place of an answer.

    ``HIDDEN``: nothing, not even that there is one; elsewhere in the round the cell reads ``no-answer``.
    ``NOT_PUBLIC``: that the respondent replied, but not what.
    """

    SHOWN = "shown"
    NOT_PUBLIC = "not-public"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the rules need to know of a round. Organisations by code.

    ``responded``: those that submitted or declined. ``network_edition``/``public_edition``: it has such
    an edition that was not withdrawn.
    """

    asker: str
    asked: frozenset[str] = frozenset()
    responded: frozenset[str] = frozenset()
    launched: bool = True
    closed: bool = False
    includes_observers: bool = False
    network_edition: bool = False
    public_edition: bool = False


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What the rules need to know of one version of an answer."""

    phase: Phase
    audience: Audience
    respondent: str
    compiled: bool = False
    assignees: frozenset[int] = field(default_factory=frozenset)


def is_asker(viewer: Viewer, round_facts: RoundFacts) -> bool:
    """The coordinator or body that launched the round."""
    return (
        round_facts.asker in viewer.coordinator_of
        or (round_facts.asker == "commission" and viewer.commission)
        or (round_facts.asker == "editors" and viewer.editor)
    )


def sees_network_editions(viewer: Viewer, round_facts: RoundFacts) -> bool:
    """Contact points, commission, editor; observers if the round includes them."""
    return (
        viewer.editor
        or viewer.commission
        or bool(viewer.contact_points - viewer.observer_of)
        or (round_facts.includes_observers and bool(viewer.observer_of))
    )


def sees_round(viewer: Viewer, facts: RoundFacts) -> bool:
    """Title, background and questions of a round."""
    if facts.public_edition or is_asker(viewer, facts) or viewer.editor:
        return True
    if not facts.launched:
        return False
    if facts.network_edition and sees_network_editions(viewer, facts):
        return True
    return bool(viewer.contact_points & facts.asked) or viewer.commission or viewer.administrator


def _own(viewer: Viewer, facts: AnswerFacts) -> bool:
    """Own contact point: coordinators all, members the questions given to them, all once submitted."""
    if facts.compiled:
        return viewer.editor
    if facts.respondent in viewer.coordinator_of:
        return True
    if facts.respondent not in viewer.member_of:
        return False
    return facts.phase >= Phase.SUBMITTED or viewer.user_id in facts.assignees


def _in_the_round(viewer: Viewer, round_facts: RoundFacts) -> bool:
    """Those who see submitted answers before any release."""
    if is_asker(viewer, round_facts) or viewer.editor or viewer.commission:
        return True
    mine = viewer.contact_points & round_facts.asked
    return bool(mine & round_facts.responded) or (bool(mine) and round_facts.closed)


def sight(viewer: Viewer, round_facts: RoundFacts, facts: AnswerFacts) -> Sight:
    """What ``viewer`` is shown of one version of an answer."""
    if _own(viewer, facts):
        return Sight.SHOWN
    if facts.phase is Phase.DRAFTING:
        return Sight.HIDDEN
    reached = (not facts.compiled and _in_the_round(viewer, round_facts)) or (
        facts.phase >= Phase.NETWORK and sees_network_editions(viewer, round_facts)
    )
    if reached:
        return Sight.SHOWN if facts.audience.reaches(Audience.NETWORK) else Sight.NOT_PUBLIC
    if facts.phase is Phase.PUBLIC:
        return Sight.SHOWN if facts.audience is Audience.PUBLIC else Sight.NOT_PUBLIC
    return Sight.HIDDEN


def sees_decline(viewer: Viewer, round_facts: RoundFacts, respondent: str, phase: Phase) -> bool:
    """Whether ``viewer`` knows that the respondent declined, and why. Elsewhere it reads ``no-answer``."""
    if respondent in viewer.contact_points:
        return True
    if phase >= Phase.SUBMITTED and (is_asker(viewer, round_facts) or viewer.editor or viewer.commission):
        return True
    return phase >= Phase.NETWORK and sees_network_editions(viewer, round_facts)


def sees_clarifications(viewer: Viewer, round_facts: RoundFacts, respondent: str) -> bool:
    """Both sides and the editor, once the round is launched."""
    return is_asker(viewer, round_facts) or viewer.editor or respondent in viewer.contact_points


def sees_review_comments(
    viewer: Viewer, respondent: str, assignees: frozenset[int], *, compiled: bool = False
) -> bool:
    """Comments of national review stay within the contact point: coordinators all, members those on
    the questions given to them. Those on a compiled answer are the editors'."""
    if compiled:
        return viewer.editor
    return respondent in viewer.coordinator_of or (
        respondent in viewer.member_of and viewer.user_id in assignees
    )
