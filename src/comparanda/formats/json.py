"""Values as JSON (RFC 8259): UTF-8 as it is, keys in the order given, decimals digit for digit.

Python's own writer turns decimals into floats and takes NaN, which JSON has not; this one refuses what it cannot
say exactly, and names the place. Leaves out reading, and every type that has no plain counterpart: a caller who has
a dataclass says which of its fields are public.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from math import isfinite

from comparanda.formats.text import storable

_DEEPEST = 200


class JsonError(ValueError):
    """A value cannot be written; `path` leads to it, e.g. "answers[3].value" ("" is the whole)."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"At {path or 'the top'}: {reason}")
        self.path, self.reason = path, reason


def write_json(value: object, *, indent: int | None = None) -> bytes:
    """The value as UTF-8 JSON with a closing line feed.

    value: None, bool, str, int, finite float, finite Decimal, date (ISO 8601), datetime with its zone (RFC 3339),
        mappings with str keys, lists and tuples of these.
    indent: spaces a level; None writes one line.
    Raises JsonError for anything else, for NaN and infinities, and for nesting deeper than 200.
    """
    pieces = list(_pieces(value, "", 0, indent))
    pieces.append("\n")
    return "".join(pieces).encode("utf-8")


def _pieces(value: object, path: str, depth: int, indent: int | None) -> Iterator[str]:
    plain = _plain(value, path)
    if plain is not None:
        yield plain
        return
    if depth >= _DEEPEST:
        raise JsonError(path, f"nested deeper than {_DEEPEST}.")
    inner = "" if indent is None else "\n" + " " * indent * (depth + 1)
    outer = "" if indent is None else "\n" + " " * indent * depth
    comma = "," + (inner or " ")
    if isinstance(value, Mapping):
        if not value:
            yield "{}"
            return
        separator = "{" + inner
        for key, item in value.items():
            if not isinstance(key, str):
                raise JsonError(path, f"the key {key!r} is not text.")
            yield separator
            yield _quoted(key) + ": "
            yield from _pieces(item, f"{path}.{key}" if path else str(key), depth + 1, indent)
            separator = comma
        yield outer + "}"
    elif isinstance(value, list | tuple):
        if not value:
            yield "[]"
            return
        separator = "[" + inner
        for index, item in enumerate(value):
            yield separator
            yield from _pieces(item, f"{path}[{index}]", depth + 1, indent)
            separator = comma
        yield outer + "]"
    else:
        raise JsonError(path, f"{type(value).__name__} has no counterpart in JSON.")


def _plain(value: object, path: str) -> str | None:
    """The JSON of a value without parts; None where it has parts or is unknown."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float | Decimal):
        if not isfinite(value):
            raise JsonError(path, f"{value} is not a finite number.")
        return str(value) if isinstance(value, Decimal) else float.__repr__(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise JsonError(path, f"the moment {value.isoformat()} names no time zone.")
        return f'"{value.isoformat().replace("+00:00", "Z")}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return None


def _quoted(text: str) -> str:
    return encode_basestring(storable(text))
