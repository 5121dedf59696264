"""An edition as rows: the tidy table of the ``.csv``, and the workbook that puts a readable grid before it.

Columns are data. Leaves out bytes (``formats.csv``, ``formats.xlsx``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from comparanda.answers.exports.edition import Edition, answer_address
from comparanda.answers.exports.pictures import edition_line
from comparanda.answers.exports.subjects import arranged, subject_name
from comparanda.formats.table import Cell as TableCell
from comparanda.formats.table import Column, Table
from comparanda.formats.xlsx import Sheet
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Cell, Grid, Subject
from comparanda.kernel.language import spoken
from comparanda.kernel.question import Part, PartType, Question, as_number
from comparanda.present import wording

JOINED_BY = " | "
"""Between the sources of one answer in one cell: titles and addresses in the same order."""

CODES_JOINED_BY = ";"
"""Between several codes of one value, as content packs write them."""


def tidy_columns() -> tuple[Column, ...]:
    """The columns of a comparison's ``.csv``, in their promised order; titles in the active language."""
    return (
        Column("comparison", _("Comparison"), width=20),
        Column("edition", _("Edition"), "number", width=9),
        Column("audience", _("Audience"), width=10),
        Column("country_code", _("Country code"), width=9),
        Column("country", _("Country"), width=18),
        Column("question", _("Question code"), width=20),
        Column("part", _("Part"), width=10),
        Column("question_text", _("Question"), "long_text", width=44),
        Column("value", _("Value"), width=22),
        Column("value_label", _("Value in words"), "long_text", width=32),
        Column("unit", _("Unit"), width=12),
        Column("note", _("Note"), "long_text"),
        Column("note_language", _("Language of the note"), width=10),
        Column("absence", _("Absence"), width=14),
        Column("as_of", _("As of"), "date", width=11),
        Column("provenance", _("Provenance"), width=12),
        Column("confidence", _("Confidence"), width=12),
        Column("up_to_date", _("Up to date"), "boolean", width=10),
        Column("objective", _("Objective"), "boolean", width=10),
        Column("reliable", _("Reliable"), "boolean", width=10),
        Column("comparable", _("Comparable"), "boolean", width=11),
        Column("source_title", _("Source"), "long_text", width=40),
        Column("source_url", _("Address of the source"), width=40),
        Column("permalink", _("Permanent address"), "link"),
    )


@dataclass(frozen=True, slots=True)
class TidyTable(Table):
    """A table in which ``value`` is text, but a number where the row's part is numeric: -3 stays -3 and is no formula.

    ``numeric``: question and part of each numeric part.
    """

    numeric: frozenset[tuple[str, str]] = frozenset()

    def cells(self) -> Iterator[list[TableCell]]:
        keys = [column.key for column in self.columns]
        value, question, part = keys.index("value"), keys.index("question"), keys.index("part")
        for row in Table.cells(self):
            if row[value] is not None and (row[question], row[part]) in self.numeric:
                number = as_number(str(row[value]))
                row[value] = row[value] if number is None else number
            yield row


def unit_of(part: Part) -> str:
    """The code of the unit, ``%`` for a percentage, empty where there is none."""
    return "%" if part.type is PartType.PERCENT else part.unit.code


def _plain_value(value: object) -> str | None:
    if value is None:
        return None
    return CODES_JOINED_BY.join(value) if isinstance(value, tuple) else str(value)


def _row(
    edition: Edition, question: Question, part: Part, subject: Subject, cell: Cell, language: str
) -> Mapping[str, object]:
    value = cell.values.get(part.code) if cell.absence is None else None
    absence = cell.absence or (Absence.NO_ANSWER if value is None else None)
    note = cell.note(language)
    reason = cell.reason if edition.audience is Audience.NETWORK else ""
    return {
        "comparison": edition.name,
        "edition": edition.number,
        "audience": edition.audience.value,
        "country_code": subject.code,
        "country": subject_name(subject, language),
        "question": question.code,
        "part": part.code,
        "question_text": spoken(question.text, language).text,
        "value": _plain_value(value),
        "value_label": wording.part_words(part, cell, language).text if value is not None else None,
        "unit": unit_of(part) or None,
        "note": note.text or reason or None,
        "note_language": (note.language or None) if note.text else None,
        "absence": absence.value if absence else None,
        "as_of": str(cell.as_of) if cell.as_of else None,
        "provenance": cell.provenance.value if cell.provenance else None,
        "confidence": cell.confidence.value if cell.confidence else None,
        "up_to_date": cell.marks.up_to_date,
        "objective": cell.marks.objective,
        "reliable": cell.marks.reliable,
        "comparable": cell.marks.comparable,
        "source_title": JOINED_BY.join(
            source.title or source.legal_reference or source.url for source in cell.sources
        )
        or None,
        "source_url": JOINED_BY.join(source.url for source in cell.sources if source.url) or None,
        "permalink": answer_address(edition, question.code, subject),
    }


def tidy_table(edition: Edition, grid: Grid, language: str) -> Table:
    """One row for each subject, question and part, absences included.

    ``value`` is the code (several with semicolons between), the plain number, the ISO date or the text;
    ``value_label`` is what ``language`` calls it. A part that an answer leaves out reads ``no-answer``. A declined
    answer's reason stands as its note, in network editions.
    """
    return TidyTable(
        edition.name,
        tidy_columns(),
        (
            _row(edition, question, part, subject, cell, language)
            for subject, row in zip(grid.subjects, grid.cells, strict=True)
            for question, cell in zip(grid.questions, row, strict=True)
            for part in question.parts
        ),
        numeric=frozenset(
            (question.code, part.code)
            for question in grid.questions
            for part in question.parts
            if part.type.numeric
        ),
    )


def _grid_value(part: Part, cell: Cell, language: str) -> str | Decimal | None:
    """What the readable grid shows of a part: words, or the number itself."""
    if cell.absence is not None:
        return None
    value = cell.values.get(part.code)
    if value is None:
        return None
    if part.type.numeric:
        return as_number(value)
    return wording.part_words(part, cell, language).text


def _heading(question: Question, part: Part, language: str) -> str:
    """A column's heading: the question, its part where it has several, its unit where it has one."""
    words = spoken(question.short or question.text, language).text
    if len(question.parts) > 1 and (label := spoken(part.label, language).text):
        words = f"{words} – {label}"
    if part.type is PartType.PERCENT:
        return f"{words} (%)"
    if part.type.numeric:
        per = spoken(part.unit.other, language).text
        unit = f"{part.unit.currency} {per}".strip() if part.unit.currency else per
        return f"{words} ({unit})" if unit else words
    return words


def grid_table(edition: Edition, grid: Grid, language: str) -> Table:
    """Countries down, by name; questions across, in words. A numeric column in which every cell is a number or nothing holds
    numbers, its absences in the words of a column beside it; any other says its absences in place."""
    grid = arranged(edition, grid, language)
    columns = [Column("subject", _("Country"), width=20)]
    fields: list[tuple[str, int, Part, str]] = []
    for index, question in enumerate(grid.questions):
        for part in question.parts:
            key = f"{question.code}.{part.code}"
            heading = _heading(question, part, language)
            if part.type.numeric:
                columns.append(Column(key, heading, "number", width=max(12, min(24, len(heading)))))
                fields.append((key, index, part, "number"))
                if any(row[index].values.get(part.code) is None for row in grid.cells):
                    columns.append(Column(f"{key}.absence", _("Why there is no number"), width=18))
                    fields.append((f"{key}.absence", index, part, "absence"))
            else:
                columns.append(Column(key, heading, "long_text", width=28))
                fields.append((key, index, part, "words"))

    def rows() -> Iterator[Mapping[str, object]]:
        for subject, cells in zip(grid.subjects, grid.cells, strict=True):
            row: dict[str, object] = {"subject": subject_name(subject, language)}
            for key, index, part, shown in fields:
                cell = cells[index]
                value = _grid_value(part, cell, language)
                absence = str(wording.ABSENCES[cell.absence or Absence.NO_ANSWER]) if value is None else None
                row[key] = {"number": value, "absence": absence, "words": value or absence}[shown]
            yield row

    return Table(edition.name, columns, rows())


def sheets(edition: Edition, grid: Grid, language: str) -> list[Sheet]:
    """The workbook: the grid in words, then the tidy rows."""
    title = spoken(edition.headline or edition.title, language).text
    return [
        Sheet(
            grid_table(edition, grid, language),
            _("Answers"),
            intro=[title, edition_line(edition, language)],
        ),
        Sheet(tidy_table(edition, grid, language), _("All data"), frozen_columns=5),
    ]
