"""Questions, notes and sources through the JSON that keeps them; conditions."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.answers.core import codec
from comparanda.answers.core.condition import is_asked, ruled_out
from comparanda.kernel.grid import Note
from comparanda.kernel.question import Code, Condition, Part, PartType, Unit
from comparanda.kernel.source import Source

WORDS = st.text(min_size=1, max_size=12)
TEXTS = st.dictionaries(st.sampled_from(["en", "bg", "fr"]), WORDS, max_size=3)
BOUNDS = st.none() | st.decimals(-1000, 1000, places=2)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    kind = draw(st.sampled_from(PartType))
    codes: tuple[Code, ...] = ()
    if kind in (PartType.CHOICE, PartType.CHOICES):
        names = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True))
        codes = tuple(Code(name, draw(TEXTS), draw(TEXTS)) for name in names)
    unit = draw(st.just(Unit()) | st.builds(Unit, WORDS, TEXTS, TEXTS, st.sampled_from(["", "EUR"])))
    low, high = draw(BOUNDS), draw(BOUNDS)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return Part(
        code=draw(WORDS),
        type=kind,
        label=draw(TEXTS),
        unit=unit,
        codes=codes,
        required=draw(st.booleans()),
        minimum=low,
        maximum=high,
        decimals=draw(st.none() | st.integers(0, 6)),
    )


@given(parts())
def test_a_part_comes_back_as_it_was(part: Part) -> None:
    assert codec.part_from_json(json.loads(json.dumps(codec.part_to_json(part)))) == part


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"type": "riddle"},
        {"type": "choice"},
        {"type": "choice", "codes": [{"code": "only"}]},
        {"type": "choices", "codes": [{"code": "a"}, {"code": "a"}]},
        {"type": "number", "minimum": "little"},
        {"type": "number", "maximum": "1/2"},
        {"type": "number", "minimum": "NaN"},
        {"type": "number", "minimum": "5", "maximum": "4"},
        {"type": "number", "decimals": -1},
        {"type": "number", "decimals": "two"},
        {"type": ["number"]},
        {"type": "choice", "codes": [{}, {}]},
        {"type": "choice", "codes": ["yes", "no"]},
        {"type": "choice", "codes": [{"code": "a", "label": "A"}, {"code": "b"}]},
        {"type": "number", "unit": "months"},
        {"type": "text", "label": "Text"},
    ],
)
def test_a_definition_that_cannot_be_asked_is_refused(definition: dict[str, Any]) -> None:
    with pytest.raises(codec.InvalidDefinition):
        codec.part_from_json(definition)


@given(
    st.lists(
        st.builds(Note, st.sampled_from(["en", "bg"]), WORDS, st.booleans(), st.just("") | WORDS), max_size=3
    )
)
def test_notes_come_back_as_they_were(notes: list[Note]) -> None:
    assert codec.notes_from_json(json.loads(json.dumps(codec.notes_to_json(notes)))) == tuple(notes)


@given(st.lists(st.builds(Source, WORDS, st.just("") | WORDS, st.just("") | WORDS), max_size=3))
def test_sources_come_back_as_they_were(sources: list[Source]) -> None:
    assert codec.sources_from_json(json.loads(json.dumps(codec.sources_to_json(sources)))) == tuple(sources)


def test_bounds_keep_their_decimals() -> None:
    part = codec.part_from_json({"type": "percent", "minimum": "0.10", "maximum": 50, "decimals": "2"})

    assert (part.code, part.minimum, part.maximum, part.decimals) == (
        "value",
        Decimal("0.10"),
        Decimal(50),
        2,
    )


# conditions

IF_YES = Condition("q1", "value", ("yes",))


@pytest.mark.parametrize(
    ("condition", "answers", "asked"),
    [
        (None, {}, True),
        (IF_YES, {}, False),
        (IF_YES, {"q1": {}}, False),
        (IF_YES, {"q1": {"value": "no"}}, False),
        (IF_YES, {"q1": {"value": "yes"}}, True),
        (IF_YES, {"q2": {"value": "yes"}}, False),
        (IF_YES, {"q1": {"since": "yes"}}, False),
        (Condition("q1", "value", ("a", "b")), {"q1": {"value": ("c", "b")}}, True),
        (Condition("q1", "value", ("a", "b")), {"q1": {"value": ("c",)}}, False),
        # One code is not the letters of another.
        (Condition("q1", "value", ("a",)), {"q1": {"value": "abc"}}, False),
    ],
)
def test_a_question_is_asked_when_its_condition_holds(
    condition: Condition | None, answers: dict[str, dict[str, Any]], asked: bool
) -> None:
    assert is_asked(condition, answers) is asked


IF_SINCE = Condition("q2", "value", ("2020",))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {}),
        ({"q1": {"value": "yes"}}, {}),
        ({"q1": {"value": "no"}}, {"q2": "q1", "q3": "q1"}),
        # "Unknown" is an answer, and not the yes on which the next question rests.
        ({"q1": {}}, {"q2": "q1", "q3": "q1"}),
        ({"q1": {"value": "yes"}, "q2": {"value": "2021"}}, {"q3": "q2"}),
        ({"q1": {"value": "no"}, "q2": {"value": "2020"}}, {"q2": "q1", "q3": "q1"}),
    ],
)
def test_what_the_own_answers_rule_out(answers: dict[str, dict[str, Any]], expected: dict[str, str]) -> None:
    assert ruled_out({"q1": None, "q2": IF_YES, "q3": IF_SINCE}, answers) == expected


@pytest.mark.parametrize("condition", [None, IF_YES, Condition("q9", "since", ("a", "b"))])
def test_a_condition_comes_back_as_it_was(condition: Condition | None) -> None:
    assert codec.condition_from_json(json.loads(json.dumps(codec.condition_to_json(condition)))) == condition
