"""The tables of state changes: nothing happens that no row allows, and every state can be reached."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comparanda.answers.core.state import (
    ANSWER_STEPS,
    RESPONSE_STEPS,
    ROUND_STEPS,
    AnswerState,
    Capacity,
    ResponseState,
    RoundState,
    Step,
    StepRefused,
    may,
    move,
    step_of,
    steps_from,
)

TABLES: dict[str, tuple[type, tuple[Step, ...], str]] = {
    "round": (RoundState, ROUND_STEPS, "draft"),
    "response": (ResponseState, RESPONSE_STEPS, "waiting"),
    "answer": (AnswerState, ANSWER_STEPS, "empty"),
}
"""Thing to its states, its table and the state it begins in."""

EVERY_SET_OF_CAPACITIES = [
    frozenset(some)
    for some in chain.from_iterable(combinations(Capacity, n) for n in range(len(Capacity) + 1))
]

MOVES = {
    ("round", "edit", "draft"): "draft",
    ("round", "launch", "draft"): "open",
    ("round", "cancel", "draft"): "cancelled",
    ("round", "cancel", "open"): "cancelled",
    ("round", "close", "open"): "closed",
    ("round", "reopen", "closed"): "open",
    ("round", "reopen", "cancelled"): "open",
    ("response", "begin", "waiting"): "drafting",
    ("response", "submit", "waiting"): "submitted",
    ("response", "submit", "drafting"): "submitted",
    ("response", "submit", "submitted"): "submitted",
    ("response", "decline", "waiting"): "declined",
    ("response", "decline", "drafting"): "declined",
    ("response", "resume", "declined"): "drafting",
    ("answer", "write", "empty"): "draft",
    ("answer", "write", "draft"): "draft",
    ("answer", "write", "returned"): "draft",
    ("answer", "write", "approved"): "draft",
    ("answer", "send", "draft"): "review",
    ("answer", "send", "returned"): "review",
    ("answer", "return", "review"): "returned",
    ("answer", "return", "approved"): "returned",
    ("answer", "approve", "review"): "approved",
    ("answer", "recall", "review"): "draft",
}
"""All moves there are, written by hand: thing, step and state before to the state after."""


def every_combination() -> list[tuple[str, Step, str]]:
    return [
        (thing, step, state)
        for thing, (states, table, _) in TABLES.items()
        for step in table
        for state in states
    ]


def test_the_moves_are_these_and_no_others() -> None:
    moves = {
        (thing, step.name, state): step.after
        for thing, step, state in every_combination()
        if state in step.before and step.after
    }

    assert moves == MOVES


@pytest.mark.parametrize("thing", TABLES)
def test_tables_name_known_states_and_each_step_once(thing: str) -> None:
    states, table, _ = TABLES[thing]

    assert len({step.name for step in table}) == len(table)
    assert {state for step in table for state in step.before} <= set(states)
    assert {step.after for step in table} - {""} <= set(states)
    assert all(step.by and step.before for step in table)


@pytest.mark.parametrize("thing", TABLES)
def test_every_state_can_be_reached_and_left(thing: str) -> None:
    states, table, first = TABLES[thing]
    reached = {first}
    while further := {step.after for step in table if step.after and reached & step.before} - reached:
        reached |= further

    assert reached == set(states)
    assert {state for step in table for state in step.before} == set(states)


def test_a_step_outside_the_table_is_refused_for_everybody() -> None:
    for thing, step, state in every_combination():
        for held in EVERY_SET_OF_CAPACITIES:
            allowed = state in step.before and bool(held & step.by)
            assert may(thing, step.name, state, held) is allowed
            assert (step.name in steps_from(thing, state, held)) is allowed
            if allowed:
                assert move(thing, step.name, state, held) == (step.after or state)
            else:
                with pytest.raises(StepRefused) as refused:
                    move(thing, step.name, state, held)
                assert (refused.value.thing, refused.value.step, refused.value.state) == (
                    thing,
                    step.name,
                    state,
                )


def test_nobody_acts_without_a_capacity() -> None:
    assert not any(
        steps_from(thing, state, frozenset()) for thing, (states, *_) in TABLES.items() for state in states
    )


def test_only_a_coordinator_speaks_for_the_contact_point() -> None:
    for name in ("submit", "decline", "resume", "assign"):
        assert step_of("response", name).by == {Capacity.COORDINATOR}
    for name in ("approve", "return"):
        assert step_of("answer", name).by == {Capacity.COORDINATOR}


def test_only_the_asker_launches_cancels_and_reopens() -> None:
    for name in ("launch", "cancel", "reopen"):
        assert step_of("round", name).by == {Capacity.ASKER}


def test_an_unknown_step_is_an_error_of_the_code() -> None:
    with pytest.raises(KeyError):
        step_of("round", "explode")


class AnyLife(RuleBasedStateMachine):
    """A thing to which anybody tries anything: only rows of the table move it."""

    @initialize(thing=st.sampled_from(sorted(TABLES)))
    def begin(self, thing: str) -> None:
        self.thing = thing
        self.states, self.table, self.state = TABLES[thing]

    @rule(data=st.data(), held=st.sampled_from(EVERY_SET_OF_CAPACITIES))
    def try_any_step(self, data: st.DataObject, held: frozenset[Capacity]) -> None:
        step = data.draw(st.sampled_from(self.table))
        before = self.state
        try:
            self.state = move(self.thing, step.name, before, held)
        except StepRefused:
            assert self.state == before
            assert before not in step.before or not held & step.by
        else:
            assert self.state == MOVES.get((self.thing, step.name, before), before)

    @precondition(lambda self: hasattr(self, "thing"))
    @rule(held=st.sampled_from(EVERY_SET_OF_CAPACITIES))
    def what_is_offered_works(self, held: frozenset[Capacity]) -> None:
        for name in steps_from(self.thing, self.state, held):
            assert move(self.thing, name, self.state, held) in set(self.states)

    @invariant()
    def the_state_is_one_of_the_table(self) -> None:
        if hasattr(self, "thing"):
            assert self.state in set(self.states)


TestAnyLife = AnyLife.TestCase
