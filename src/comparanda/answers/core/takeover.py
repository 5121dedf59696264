"""What of an earlier answer fits another question, so that it may be taken over.

A value is taken over only where it says the same there: the same type, the same unit, the same entries of a list. Leaves
out who may take what (`rules`) and that it must be dated anew (`actions.replying`).
"""

from __future__ import annotations

from collections.abc import Mapping

from comparanda.kernel.language import Text
from comparanda.kernel.question import (
    InvalidValue,
    Part,
    PartType,
    Question,
    Unit,
    Value,
    entry_text,
    parse_value,
)


def fitting(
    question: Question, earlier: Question, values: Mapping[str, Value], *, continued: bool
) -> dict[str, Value]:
    """The values of an earlier answer that fit ``question``, by its parts.

    ``continued``: ``question`` continues ``earlier``, so that equal codes mean the same; otherwise the words must agree
    too. Of a list with several ticks all fit or none: some of them would be another answer.
    """
    found: dict[str, Value] = {}
    others = {part.code: part for part in earlier.parts}
    alone = len(question.parts) == len(earlier.parts) == 1
    for part in question.parts:
        other = earlier.parts[0] if alone else others.get(part.code)
        value = values.get(other.code) if other is not None else None
        if other is None or value is None or part.type is not other.type:
            continue
        if not _same_unit(part, other):
            continue
        if not continued and not (_same_part(part, other, alone) and _same_choices(part, other, value)):
            continue
        try:
            fitted = parse_value(part, entry_text(part, value))
        except InvalidValue:
            continue
        if fitted is not None:
            found[part.code] = fitted
    return found


def _agree(one: Text, other: Text) -> bool:
    """The same words in some language that both have; two texts without words agree."""
    shared = [code for code in one if one[code] and other.get(code)]
    if not shared:
        return not any(one.values()) and not any(other.values())
    return any(one[code].strip().casefold() == other[code].strip().casefold() for code in shared)


def _same_unit(part: Part, other: Part) -> bool:
    if part.type not in (PartType.NUMBER, PartType.MONEY):
        return True
    named: tuple[Unit, Unit] = (part.unit, other.unit)
    codes, currencies = {unit.code for unit in named}, {unit.currency for unit in named}
    # Units in own words share a code, whatever they count.
    return len(codes) == len(currencies) == 1 and _agree(part.unit.other, other.unit.other)


def _same_part(part: Part, other: Part, alone: bool) -> bool:
    return alone or _agree(part.label, other.label)


def _same_choices(part: Part, other: Part, value: Value) -> bool:
    if part.type not in (PartType.CHOICE, PartType.CHOICES):
        return True
    chosen = (value,) if isinstance(value, str) else value
    here = {code.code: code.label for code in part.codes}
    there = {code.code: code.label for code in other.codes}
    return all(code in here and code in there and _agree(here[code], there[code]) for code in chosen)
