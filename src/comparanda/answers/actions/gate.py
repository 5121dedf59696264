"""What every action asks first: may this viewer take this step from this state? Writes nothing."""

from __future__ import annotations

from comparanda.answers import rules
from comparanda.answers.core.state import StepRefused, move
from comparanda.answers.error import Forbidden, Refused
from comparanda.answers.models import Answer, Response, Round
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import Viewer

_NOT_NOW = phrase(
    "This is not possible any more: somebody has taken a step meanwhile. Look at the page again."
)


def _pass(thing: str, step: str, state: str, held: frozenset) -> str:  # type: ignore[type-arg]
    if not held:
        raise Forbidden(f"{thing}.{step}")
    try:
        return move(thing, step, state, held)
    except StepRefused as error:
        raise Refused(_NOT_NOW) from error


def round_step(viewer: Viewer, round: Round, step: str) -> str:
    """The round's state after ``step``. Raises `Forbidden` or `Refused`."""
    return _pass("round", step, round.state, rules.round_capacities(viewer, round))


def response_step(viewer: Viewer, response: Response, step: str) -> str:
    return _pass("response", step, response.state, rules.response_capacities(viewer, response))


def answer_step(viewer: Viewer, answer: Answer, step: str) -> str:
    return _pass("answer", step, answer.state, rules.answer_capacities(viewer, answer))
