"""Counts over one question of a Grid. They count the cells that the grid's reader may see, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from comparanda.kernel.absence import Absence
from comparanda.kernel.grid import Cell
from comparanda.kernel.question import Part, PartType, as_number


@dataclass(frozen=True, slots=True)
class Tally:
    """``values``: canonical value or code to number of cells, in the order of the code list (yes
    before no) for coded parts, ascending for numbers and dates. With ``choices`` one cell counts under each of its
    codes. ``absences``: only reasons that occur. ``lowest``, ``middle`` (the median) and ``highest``
    are ``None`` for parts that are not numeric or have no value.
    """

    total: int
    with_value: int
    values: dict[str, int]
    absences: dict[Absence, int]
    lowest: Decimal | None = None
    middle: Decimal | None = None
    highest: Decimal | None = None


def median(numbers: list[Decimal]) -> Decimal:
    """The middle of sorted ``numbers``, the mean of the two middle ones for an even count. Needs at least one."""
    half, odd = divmod(len(numbers), 2)
    return numbers[half] if odd else (numbers[half - 1] + numbers[half]) / 2


def tally_of(part: Part, cells: Iterable[Cell]) -> Tally:
    """Count ``part`` over ``cells``. A cell whose value lacks this part counts as no-answer."""
    counts: Counter[str] = Counter()
    absences: Counter[Absence] = Counter()
    numbers: list[Decimal] = []
    total = with_value = 0
    for cell in cells:
        total += 1
        value = cell.values.get(part.code) if cell.absence is None else None
        if value is None:
            absences[cell.absence or Absence.NO_ANSWER] += 1
            continue
        with_value += 1
        counts.update([value] if isinstance(value, str) else value)
        number = as_number(value) if part.type.numeric else None
        if number is not None:
            numbers.append(number)
    if part.type is PartType.YES_NO:
        ordered = [code for code in ("yes", "no") if counts[code]]
    elif part.type.coded:
        ordered = [code.code for code in part.codes if counts[code.code]]
    elif part.type.numeric:
        ordered = sorted(counts, key=Decimal)
    else:
        ordered = sorted(counts)
    numbers.sort()
    return Tally(
        total=total,
        with_value=with_value,
        values={code: counts[code] for code in ordered},
        absences={absence: absences[absence] for absence in Absence if absences[absence]},
        lowest=numbers[0] if numbers else None,
        middle=median(numbers) if numbers else None,
        highest=numbers[-1] if numbers else None,
    )
