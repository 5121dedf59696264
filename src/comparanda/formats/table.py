"""The neutral table: columns as data and rows as mappings, written by csv.py and xlsx.py.

A table is checked while it is written: a value that does not fit its column stops the file with the row and the
column named, because a wrong file is worse than no file. Leaves out where the rows come from and every language
but the one its text is already in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Literal

from comparanda.formats.text import storable

Kind = Literal["text", "number", "date", "boolean", "link", "long_text"]
Cell = str | int | float | Decimal | date | bool | None

_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LINK = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)


class RowError(ValueError):
    """A row does not fit the columns of its table; `row` counts from 1 under the header, `column` is the key."""

    def __init__(self, table: str, row: int, column: str, reason: str) -> None:
        super().__init__(f"Table {table}, row {row}, column {column}: {reason}")
        self.table, self.row, self.column, self.reason = table, row, column, reason


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    key: what rows and machine-readable headers call it, e.g. "country_code".
    title: what readers call it, in their language, e.g. "Country".
    kind: what its values are: "text" and "long_text" str (long text wraps), "number" int, float or Decimal,
        "date" a date, or a str of a year, a month or a day ("2025", "2025-07", "2025-07-01"), "boolean" bool,
        "link" an http, https or mailto address as str. None is absent in every kind.
    width: of the column on a sheet, in characters; None leaves it to the kind.
    """

    key: str
    title: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; each row maps every column key to a value. Rows may be an iterator: it is read once.

    name: for error messages and file names, e.g. "labour-access".
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, object]]

    def cells(self) -> Iterator[list[Cell]]:
        """Each row as the list of its values in column order, checked, text storable.

        Raises RowError where a key is missing or unknown or a value is of another kind than its column's.
        """
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"Table {self.name} has two columns with the same key.")
        known = set(keys)
        for number, row in enumerate(self.rows, start=1):
            if row.keys() != known:
                for key in keys:
                    if key not in row:
                        raise RowError(self.name, number, key, "the row has no value under this key.")
                for key in row:
                    if key not in known:
                        raise RowError(self.name, number, key, "the table has no column of this key.")
            yield [self._checked(number, column, row[column.key]) for column in self.columns]

    def _checked(self, number: int, column: Column, value: object) -> Cell:
        if value is None:
            return None
        kind = column.kind
        if kind in ("text", "long_text"):
            if isinstance(value, str):
                return storable(str(value))
        elif kind == "number":
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                if not isfinite(value):
                    raise RowError(self.name, number, column.key, f"{value} is not a finite number.")
                return value
        elif kind == "date":
            if isinstance(value, date) and not isinstance(value, datetime):
                return value
            if isinstance(value, str) and _PARTIAL_DATE.fullmatch(value):
                return str(value)
        elif kind == "boolean":
            if isinstance(value, bool):
                return value
        elif isinstance(value, str) and _LINK.fullmatch(value):
            return storable(str(value))
        raise RowError(self.name, number, column.key, f"{_shortened(value)} is not of the kind {kind}.")


def _shortened(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
