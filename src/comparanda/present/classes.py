"""Which class of colour each country belongs to, and the legend that counts.

Coded values get a colour each in the order of their code list; "no" and "none" have a colour of their own,
for they are answers; numbers and dates fall into ordered steps; hatching is for missing data alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from comparanda.kernel.absence import Absence
from comparanda.kernel.grid import Cell, Subject
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.period import PartialDate
from comparanda.kernel.question import Part, PartType, Question, as_number
from comparanda.kernel.tally import tally_of
from comparanda.present import wording

CATEGORIES = 8
"""Colours for coded values; further codes share the last."""

STEPS = 5
"""Steps for many different numbers: readers tell apart about five shades of one colour."""

NONE_CODES = frozenset({"no", "none"})
MISSING = "missing"
OTHER = "other"
_HATCHED = frozenset({Absence.NO_ANSWER, Absence.UNKNOWN, Absence.DECLINED, Absence.NOT_PUBLIC})


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend. ``value`` is what the filter in the address says: a code, ``low..high``, or an absence."""

    css_class: str
    value: str
    label: Spoken
    description: Spoken
    count: int


@dataclass(frozen=True, slots=True)
class Classes:
    """``by_subject``: subject code to CSS class. ``values``: subject code to the legend entry's value."""

    part: Part
    legend: tuple[LegendEntry, ...]
    by_subject: dict[str, str]
    values: dict[str, str]


def absence_class(absence: Absence) -> str:
    """Hatched where an answer is missing; plain where the question does not arise or was not asked."""
    return MISSING if absence in _HATCHED else OTHER


def _coded(part: Part, code: str) -> list[tuple[str, str, Spoken, Spoken]]:
    """Value, class, label and description of each code, in order."""
    if part.type is PartType.YES_NO:
        return [
            ("yes", "k1", wording.one_value_words(part, "yes", code), Spoken("", code)),
            ("no", "none-value", wording.one_value_words(part, "no", code), Spoken("", code)),
        ]
    entries = []
    serial = 0
    for entry in part.codes:
        if entry.code in NONE_CODES:
            css = "none-value"
        else:
            serial = min(serial + 1, CATEGORIES)
            css = f"k{serial}"
        entries.append((entry.code, css, spoken(entry.label, code), spoken(entry.description, code)))
    return entries


def _key(part: Part, cell: Cell) -> Decimal | None:
    """What an ordered part is ordered by: the number itself, the year of a date, how many codes were chosen."""
    value = cell.values.get(part.code)
    if value is None:
        return None
    if part.type is PartType.CHOICES:
        return Decimal(len(value))
    if part.type is PartType.DATE and isinstance(value, str):
        return Decimal(PartialDate.parse(value).year)
    if part.type is PartType.PERIOD and isinstance(value, str):
        return Decimal(PartialDate.parse(value.partition("/")[0]).year)
    return as_number(value)


def _steps(keys: list[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Ranges that hold about equally many values each; every different value a step of its own where few differ."""
    distinct = sorted(set(keys))
    if len(distinct) <= STEPS:
        return [(key, key) for key in distinct]
    ordered = sorted(keys)
    bounds: list[tuple[Decimal, Decimal]] = []
    start = 0
    for step in range(1, STEPS + 1):
        end = round(len(ordered) * step / STEPS)
        while end < len(ordered) and end > 0 and ordered[end] == ordered[end - 1]:
            end += 1
        if end > start:
            bounds.append((ordered[start], ordered[end - 1]))
            start = end
    return bounds


def _step_words(part: Part, low: Decimal, high: Decimal, code: str) -> str:
    if part.type in (PartType.DATE, PartType.PERIOD):
        return f"{low}" if low == high else f"{low} – {high}"
    if part.type is PartType.CHOICES:
        return wording.number_words(low, code) if low == high else f"{low} – {high}"
    if low == high:
        return wording.with_unit(part, low, code)
    return f"{wording.number_words(low, code)} – {wording.with_unit(part, high, code)}"


def classify(question: Question, column: Iterable[tuple[Subject, Cell]], code: str) -> Classes:
    """Classes and legend of one question, in the language ``code``."""
    cells = list(column)
    part = question.lead_part
    by_subject: dict[str, str] = {}
    values: dict[str, str] = {}
    legend: list[LegendEntry] = []
    present = [(subject, cell) for subject, cell in cells if cell.absence is None]
    if part.type.coded and part.type is not PartType.CHOICES:
        counts = tally_of(part, (cell for _, cell in cells)).values
        css_of = {}
        for value, css, label, description in _coded(part, code):
            css_of[value] = css
            if counts.get(value):
                legend.append(LegendEntry(css, value, label, description, counts[value]))
        for subject, cell in present:
            value = cell.values.get(part.code)
            if isinstance(value, str):
                by_subject[subject.code], values[subject.code] = css_of.get(value, OTHER), value
    elif part.type.comparable:
        keyed = {subject.code: key for subject, cell in present if (key := _key(part, cell)) is not None}
        steps = _steps(list(keyed.values()))
        # The darkest step is always the last, so that few steps still differ clearly.
        shades = {1: (4,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5)}.get(
            len(steps), tuple(range(1, len(steps) + 1))
        )
        for shade, (low, high) in zip(shades, steps, strict=True):
            inside = [subject for subject, key in keyed.items() if low <= key <= high]
            value = f"{low}" if low == high else f"{low}..{high}"
            by_subject.update(dict.fromkeys(inside, f"s{shade}"))
            values.update(dict.fromkeys(inside, value))
            legend.append(
                LegendEntry(
                    f"s{shade}",
                    value,
                    Spoken(_step_words(part, low, high, code), code),
                    Spoken("", code),
                    len(inside),
                )
            )
    else:
        for subject, _ in present:
            by_subject[subject.code], values[subject.code] = "k1", "answered"
        if present:
            legend.append(
                LegendEntry(
                    "k1", "answered", Spoken(wording._("Answered"), code), Spoken("", code), len(present)
                )
            )
    for absence in Absence:
        missing = [subject.code for subject, cell in cells if cell.absence is absence]
        if not missing:
            continue
        css = absence_class(absence)
        by_subject.update(dict.fromkeys(missing, css))
        values.update(dict.fromkeys(missing, absence.value))
        legend.append(
            LegendEntry(
                css,
                absence.value,
                Spoken(str(wording.ABSENCES[absence]), code),
                Spoken(str(wording.ABSENCE_MEANINGS[absence]), code),
                len(missing),
            )
        )
    for subject, _ in cells:
        by_subject.setdefault(subject.code, MISSING)
        values.setdefault(subject.code, Absence.NO_ANSWER.value)
    return Classes(part, tuple(legend), by_subject, values)
