"""JSON: exact numbers, order kept, and refusals that name the place."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.formats.json import JsonError, write_json


class Color(StrEnum):
    RED = "red"


def test_values_are_written_exactly() -> None:
    value = {
        "z": Decimal("0.10000000000000000000001"),
        "a": [date(2025, 7, 1), datetime(2025, 7, 1, 8, tzinfo=UTC), None, True, -3, 0.5, Color.RED],
        "текст": "„Ελλάδα“ \u2028 \x00",
        "empty": [{}, []],
    }
    assert write_json(value).decode() == (
        '{"z": 0.10000000000000000000001, '
        '"a": ["2025-07-01", "2025-07-01T08:00:00Z", null, true, -3, 0.5, "red"], '
        '"текст": "„Ελλάδα“ \u2028 ", "empty": [{}, []]}\n'
    )


def test_indent_breaks_lines() -> None:
    assert write_json({"a": [1, {"b": 2}]}, indent=2) == (
        b'{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ]\n}\n'
    )


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(JSON_VALUES, st.sampled_from([None, 0, 2]))
def test_readers_get_back_what_was_written(value: object, indent: int | None) -> None:
    def legal(item: object) -> bool:
        if isinstance(item, str):
            return not any(
                (character < " " and character not in "\t\n\r") or character in "\ufffe\uffff"
                for character in item
            )
        if isinstance(item, dict):
            return all(legal(key) and legal(part) for key, part in item.items())
        return not isinstance(item, list) or all(map(legal, item))

    if legal(value):
        assert json.loads(write_json(value, indent=indent)) == value
    else:
        json.loads(write_json(value, indent=indent))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"answers": [1, {"value": float("nan")}]}, "answers[1].value"),
        ([Decimal("-Infinity")], "[0]"),
        ({"a": {1, 2}}, "a"),
        (object(), ""),
        ({"a": {3: "x"}}, "a"),
        ([datetime(2025, 7, 1)], "[0]"),
        (b"bytes", ""),
    ],
)
def test_what_json_cannot_say_is_refused_with_its_place(value: object, path: str) -> None:
    with pytest.raises(JsonError) as caught:
        write_json(value)
    assert caught.value.path == path


def test_value_that_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(JsonError, match="nested deeper"):
        write_json(value)
