"""YAML and CSV with places. Plain Python; nothing here writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from comparanda.kernel.error import ComparandaError, ContentError, Place

MAXIMUM_FILE_SIZE = 20 * 1024 * 1024
"""Bytes. A pack is written by people; a larger file is a mistake."""


class PackError(ComparandaError):
    """All faults of a load, each with its place. ``faults`` is never empty."""

    def __init__(self, faults: list[ContentError]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass
class Faults:
    """Collects faults so that all are told at once."""

    found: list[ContentError] = field(default_factory=list)

    def add(self, place: Place, fault: str, remedy: str = "") -> None:
        self.found.append(ContentError(place, fault, remedy))

    def stop_if_any(self) -> None:
        """Raises `PackError` where something was collected."""
        if self.found:
            raise PackError(self.found)


@dataclass
class LoadReport:
    """What a load changed, by kind of thing: ``{"comparison": {"added": 1, "unchanged": 9}}``."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def count(self, thing: str, outcome: str, number: int = 1) -> None:
        of = self.counts.setdefault(thing, {})
        of[outcome] = of.get(outcome, 0) + number

    @property
    def changed(self) -> bool:
        return any(n for of in self.counts.values() for outcome, n in of.items() if outcome != "unchanged")

    def lines(self) -> Iterator[str]:
        for thing, of in self.counts.items():
            yield f"{thing}: " + ", ".join(f"{number} {outcome}" for outcome, number in sorted(of.items()))


Progress = Callable[[str, int, int], None]
"""Called with what is being loaded, how many are done and how many there are."""


def no_progress(what: str, done: int, total: int) -> None:
    """For loads that nobody watches."""


class Mapped(dict[str, Any]):
    """A YAML mapping that knows the line it begins on and the line of each key."""

    line: int = 0
    lines: Mapping[str, int] = {}


class _Loader(yaml.SafeLoader):
    """SafeLoader without aliases (an alias bomb grows without bound) and with line numbers."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:  # e.g. the thirtieth of February
            raise yaml.MarkedYAMLError(
                problem=f"'{str(node.value)[:40]}' cannot be read: {str(error)[:80]}",
                problem_mark=node.start_mark,
            ) from error


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapped:
    result = Mapped()
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.MarkedYAMLError(
                problem=f"the key {key!r} is not text; put it in quotes", problem_mark=key_node.start_mark
            )
        if key in result:
            raise yaml.MarkedYAMLError(
                problem=f"the key '{key}' stands twice", problem_mark=key_node.start_mark
            )
        lines[key] = key_node.start_mark.line + 1
        result[key] = loader.construct_object(value_node, deep=True)
    result.line, result.lines = node.start_mark.line + 1, lines
    return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise ContentError(Place(str(path)), "there is no such file", "check the path")
    if path.stat().st_size > MAXIMUM_FILE_SIZE:
        raise ContentError(Place(str(path)), "the file is larger than 20 MB", "split it")
    return path.read_bytes()


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _bytes(path)[: error.start].count(b"\n") + 1
        raise ContentError(Place(str(path), line), "the file is not UTF-8", "save it as UTF-8") from error


def read_yaml(path: Path) -> Mapped:
    """A file that holds one mapping. Raises `ContentError` with the line."""
    try:
        data = yaml.load(_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError(
            Place(str(path), line), error.problem or "not readable as YAML", "mend the line"
        ) from error
    except RecursionError as error:
        raise ContentError(Place(str(path)), "the file is nested too deeply", "mend the file") from error
    except yaml.YAMLError as error:
        raise ContentError(Place(str(path)), str(error).splitlines()[0], "mend the file") from error
    if not isinstance(data, Mapped):
        raise ContentError(Place(str(path), 1), "the file does not hold a mapping of keys to values")
    return data


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file with its place."""

    place: Place
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def read_csv(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """Rows of a CSV file whose header holds at least ``columns``. Cells are stripped. Raises `PackError` naming
    every row with too few or too many cells, `ContentError` for the file as a whole."""
    faults = Faults()
    rows: list[Row] = []
    # Not splitlines(): that would also split at separators that may stand inside a cell.
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in columns if column not in header]
        if missing:
            raise ContentError(
                Place(str(path), 1),
                f"columns are missing: {', '.join(missing)}",
                "add them to the first line",
            )
        if len(set(header)) < len(header):
            raise ContentError(
                Place(str(path), 1), "a column stands twice in the first line", "keep one of the two"
            )
        line = reader.line_num + 1
        for cells in reader:
            place = Place(str(path), line)
            line = reader.line_num + 1
            if not cells:
                continue
            if len(cells) != len(header):
                faults.add(
                    place, f"{len(cells)} cells where the header has {len(header)}", "check commas and quotes"
                )
                continue
            rows.append(Row(place, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    except csv.Error as error:
        raise ContentError(Place(str(path), reader.line_num), str(error), "check the quotes") from error
    faults.stop_if_any()
    return rows
