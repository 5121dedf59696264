"""Rows are checked against their columns, and the fault is named."""

from datetime import datetime
from decimal import Decimal

import pytest

from comparanda.formats.table import Column, RowError, Table
from formats.examples import ROWS, table


def test_missing_key_names_row_and_column() -> None:
    broken = {key: value for key, value in ROWS[0].items() if key != "note"}
    with pytest.raises(RowError) as caught:
        list(table([ROWS[0], broken]).cells())
    assert (caught.value.row, caught.value.column) == (2, "note")
    assert "row 2, column note" in str(caught.value)


def test_unknown_key_is_refused_rather_than_lost() -> None:
    with pytest.raises(RowError) as caught:
        list(table([{**ROWS[0], "secret": 1}]).cells())
    assert caught.value.column == "secret"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("country", 1),
        ("country", True),
        ("months", "3"),
        ("months", True),
        ("months", float("nan")),
        ("months", Decimal("Infinity")),
        ("as_of", "2025-13"),
        ("as_of", "July"),
        ("as_of", datetime(2025, 7, 1)),
        ("reliable", 1),
        ("reliable", "yes"),
        ("source", "javascript:alert(1)"),
        ("source", "/relative"),
        ("source", "https://example.org/a b"),
        ("note", ["text"]),
    ],
)
def test_value_of_another_kind_is_refused(key: str, value: object) -> None:
    with pytest.raises(RowError) as caught:
        list(table([{**ROWS[0], key: value}]).cells())
    assert (caught.value.row, caught.value.column) == (1, key)


def test_none_is_absent_in_every_kind() -> None:
    assert next(table([dict.fromkeys(ROWS[0])]).cells()) == [None] * 7


def test_two_columns_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        list(Table("t", [Column("a", "A"), Column("a", "B")], []).cells())
