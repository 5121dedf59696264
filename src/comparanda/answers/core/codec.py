"""Questions, notes and sources to and from the JSON that the database and content packs keep.

Leaves out values, which ``kernel.question`` converts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from comparanda.kernel.grid import Note
from comparanda.kernel.question import Code, Condition, Part, PartType, Unit
from comparanda.kernel.source import Source


class InvalidDefinition(ValueError):
    """A question's definition is not one this engine can ask; the text says why."""


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise InvalidDefinition(f"'{value}' is not a number") from None
    if not number.is_finite():
        raise InvalidDefinition(f"'{value}' is not a number")
    return number


def _decimals(value: object) -> int | None:
    if value is None or value == "":
        return None
    if not str(value).isdecimal():
        raise InvalidDefinition(f"'{value}' is not a number of decimal places")
    return int(str(value))


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value or {}, Mapping):
        raise InvalidDefinition(f"'{value}' is not a text by language")
    return dict(value or {})  # type: ignore[call-overload, no-any-return]


def _code(data: object) -> Code:
    if not isinstance(data, Mapping) or not data.get("code"):
        raise InvalidDefinition("an entry of a code list has no code")
    return Code(str(data["code"]), _texts(data.get("label")), _texts(data.get("description")))


def part_from_json(data: Mapping[str, Any]) -> Part:
    """One part. Raises `InvalidDefinition` for an unknown type, a choice without a code list, or bounds that no
    number meets."""
    try:
        kind = PartType(data["type"])
    except (KeyError, ValueError):
        raise InvalidDefinition(f"unknown answer type '{data.get('type')}'") from None
    unit = data.get("unit") or {}
    if not isinstance(unit, Mapping):
        raise InvalidDefinition(f"'{unit}' is not a unit")
    codes = tuple(_code(code) for code in data.get("codes") or ())
    if kind in (PartType.CHOICE, PartType.CHOICES):
        if len(codes) < 2:
            raise InvalidDefinition("a choice needs a code list of at least two entries")
        if len({code.code for code in codes}) != len(codes):
            raise InvalidDefinition("a code list has the same code twice")
    minimum, maximum = _decimal(data.get("minimum")), _decimal(data.get("maximum"))
    if minimum is not None and maximum is not None and minimum > maximum:
        raise InvalidDefinition(f"the least value, {minimum}, is above the greatest, {maximum}")
    return Part(
        code=str(data.get("code") or "value"),
        type=kind,
        label=_texts(data.get("label")),
        unit=Unit(
            code=str(unit.get("code", "")),
            one=_texts(unit.get("one")),
            other=_texts(unit.get("other")),
            currency=str(unit.get("currency", "")),
        ),
        codes=codes,
        required=bool(data.get("required", False)),
        minimum=minimum,
        maximum=maximum,
        decimals=_decimals(data.get("decimals")),
    )


def part_to_json(part: Part) -> dict[str, Any]:
    """The inverse of `part_from_json`; what is absent is left out."""
    data: dict[str, Any] = {"code": part.code, "type": part.type.value}
    if part.label:
        data["label"] = dict(part.label)
    if part.unit.code:
        unit = {"code": part.unit.code, "one": dict(part.unit.one), "other": dict(part.unit.other)}
        data["unit"] = unit | ({"currency": part.unit.currency} if part.unit.currency else {})
    if part.codes:
        data["codes"] = [
            {"code": code.code, "label": dict(code.label)}
            | ({"description": dict(code.description)} if code.description else {})
            for code in part.codes
        ]
    if part.required:
        data["required"] = True
    for name, bound in (("minimum", part.minimum), ("maximum", part.maximum)):
        if bound is not None:
            data[name] = str(bound)
    if part.decimals is not None:
        data["decimals"] = part.decimals
    return data


def condition_from_json(data: Mapping[str, Any] | None) -> Condition | None:
    """A condition, or ``None`` where the question is always asked."""
    if not data:
        return None
    return Condition(str(data["question"]), str(data.get("part") or "value"), tuple(data["values"]))


def condition_to_json(condition: Condition | None) -> dict[str, Any] | None:
    if condition is None:
        return None
    return {"question": condition.question, "part": condition.part, "values": list(condition.values)}


def notes_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Note, ...]:
    return tuple(
        Note(note["language"], note["text"], note.get("original", True), note.get("translated_by", ""))
        for note in data
    )


def notes_to_json(notes: Iterable[Note]) -> list[dict[str, Any]]:
    return [
        {"language": note.language, "text": note.text, "original": note.original}
        | ({"translated_by": note.translated_by} if note.translated_by else {})
        for note in notes
    ]


def sources_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Source, ...]:
    return tuple(
        Source(source.get("title", ""), source.get("url", ""), source.get("legal_reference", ""))
        for source in data
    )


def sources_to_json(sources: Iterable[Source]) -> list[dict[str, Any]]:
    return [
        {"title": source.title}
        | ({"url": source.url} if source.url else {})
        | ({"legal_reference": source.legal_reference} if source.legal_reference else {})
        for source in sources
    ]
