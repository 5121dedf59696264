"""What may happen to a round, a response and an answer, as tables: one row a step.

Who a person is towards a round is told by `Capacity`; the storeys above find it out. Leaves out what a
step changes besides the state (``actions``), and who sees what (``core.visibility``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ResponseState(StrEnum):
    WAITING = "waiting"
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    DECLINED = "declined"


class AnswerState(StrEnum):
    EMPTY = "empty"
    DRAFT = "draft"
    REVIEW = "review"
    RETURNED = "returned"
    APPROVED = "approved"


class Capacity(StrEnum):
    """In what capacity somebody acts on a round, a response or an answer."""

    ASKER = "asker"
    EDITOR = "editor"
    COORDINATOR = "coordinator"
    WRITER = "writer"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: from which states to which, who may, and what is needed (an English phrase for the log and
    the documentation, checked by the action of the same name)."""

    name: str
    before: frozenset[str]
    after: str
    by: frozenset[Capacity]
    needs: str = ""


def _step(name: str, before: str, after: str, by: str, needs: str = "") -> Step:
    return Step(name, frozenset(before.split()), after, frozenset(Capacity(who) for who in by.split()), needs)


ROUND_STEPS: tuple[Step, ...] = (
    _step("edit", "draft", "draft", "asker editor"),
    _step(
        "launch",
        "draft",
        "open",
        "asker",
        "a title, a question, a respondent, and a deadline unless standing",
    ),
    _step("cancel", "draft open", "cancelled", "asker", "a reason"),
    _step("close", "open", "closed", "asker editor"),
    _step("reopen", "closed cancelled", "open", "asker", "it was launched"),
    _step("summarise", "open closed", "", "asker editor"),
    _step("extend", "open closed", "", "asker editor", "a later deadline"),
    _step("clarify", "open closed", "", "asker editor", "a text"),
    _step("release", "open closed", "", "asker editor", "a closed round, or a standing one"),
    _step("withdraw", "open closed cancelled", "", "asker editor", "a reason"),
)
"""An empty ``after`` leaves the state as it is."""

RESPONSE_STEPS: tuple[Step, ...] = (
    _step("begin", "waiting", "drafting", "writer coordinator"),
    _step("assign", "waiting drafting submitted", "", "coordinator"),
    _step("submit", "waiting drafting submitted", "submitted", "coordinator", "an approved answer"),
    _step("decline", "waiting drafting", "declined", "coordinator", "a reason"),
    _step("resume", "declined", "drafting", "coordinator"),
    _step("reply", "waiting drafting submitted declined", "", "coordinator writer", "a text"),
)

ANSWER_STEPS: tuple[Step, ...] = (
    _step("write", "empty draft returned approved", "draft", "writer coordinator"),
    _step(
        "send", "draft returned", "review", "writer coordinator", "a value or an absence, and an as-of date"
    ),
    _step("return", "review approved", "returned", "coordinator", "a comment"),
    _step("approve", "review", "approved", "coordinator"),
    _step("recall", "review", "draft", "writer coordinator"),
    _step("comment", "empty draft review returned approved", "", "writer coordinator", "a text"),
)

_TABLES: dict[str, tuple[Step, ...]] = {
    "round": ROUND_STEPS,
    "response": RESPONSE_STEPS,
    "answer": ANSWER_STEPS,
}


class StepRefused(ValueError):
    """The step is not in the table for this state or this capacity."""

    def __init__(self, thing: str, step: str, state: str) -> None:
        self.thing, self.step, self.state = thing, step, state
        super().__init__(f"{thing}: '{step}' is not possible while '{state}'")


def step_of(thing: str, name: str) -> Step:
    """The row ``name`` of the table of a ``round``, ``response`` or ``answer``. Raises `KeyError`."""
    for step in _TABLES[thing]:
        if step.name == name:
            return step
    raise KeyError(f"{thing}.{name}")


def may(thing: str, name: str, state: str, capacities: frozenset[Capacity]) -> bool:
    """True when somebody with these capacities may take the step from this state."""
    step = step_of(thing, name)
    return state in step.before and bool(step.by & capacities)


def move(thing: str, name: str, state: str, capacities: frozenset[Capacity]) -> str:
    """The state after the step. Raises `StepRefused` where the table has no such row."""
    if not may(thing, name, state, capacities):
        raise StepRefused(thing, name, state)
    return step_of(thing, name).after or state


def steps_from(thing: str, state: str, capacities: frozenset[Capacity]) -> tuple[str, ...]:
    """Names of the steps open now, in the table's order: what a page may offer as buttons."""
    return tuple(step.name for step in _TABLES[thing] if state in step.before and step.by & capacities)
