"""A Grid as rows for pages, and as one matrix for "all questions".

The matrix is written as text here, not by a template: at 32 countries by 40 questions a template engine takes
most of the time a page may take. Everything that comes from content is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Cell, Grid, Subject
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question
from comparanda.present import wording
from comparanda.present.classes import Classes, absence_class, classify


@dataclass(frozen=True, slots=True)
class RowView:
    """One country's answer to one question, all in words. ``url`` leads to the answer's own page."""

    code: str
    name: str
    url: str
    cell: Cell
    css_class: str
    value: Spoken
    note: Spoken
    as_of: str
    marks: str


def row_views(
    grid: Grid, question: Question, classes: Classes, url_of: Callable[[str], str], language: str
) -> list[RowView]:
    """Rows of one question, in the alphabetical order of the countries' names."""
    rows = [
        RowView(
            code=subject.code,
            name=country_name(subject.code, language),
            url=url_of(subject.code),
            cell=cell,
            css_class=classes.by_subject[subject.code],
            value=wording.cell_words(question, cell, language),
            note=cell.note(language),
            as_of=wording.date_words(cell.as_of, language) if cell.as_of else "",
            marks=wording.marks_words(cell) if cell.absence is None else "",
        )
        for subject, cell in grid.column(question.code)
    ]
    return sorted(rows, key=lambda row: row.name.casefold())


@lru_cache(maxsize=4096)
def _lang(language: str, page_language: str) -> str:
    return "" if not language or language == page_language else f' lang="{escape(language)}"'


def matrix(
    grid: Grid,
    *,
    language: str,
    question_url: Callable[[str], str],
    answer_url: Callable[[str, str], str],
    caption: str,
) -> SafeString:
    """Countries by questions in one table: a coloured dot, the value in words, late and unchecked said in words."""
    columns: list[Classes] = [classify(q, grid.column(q.code), language) for q in grid.questions]
    head = "".join(
        f'<th scope="col"><a href="{escape(question_url(q.code))}"{_lang(said.language, language)}>{escape(said.text)}</a></th>'
        for q in grid.questions
        for said in [spoken(q.short or q.text, language)]
    )
    words = _cached_words(language)
    late = f' <span class="badge late">{escape(_("late"))}</span>'
    order = sorted(
        range(len(grid.subjects)), key=lambda i: country_name(grid.subjects[i].code, language).casefold()
    )
    out = [
        f'<table class="matrix"><caption class="visually-hidden">{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">{escape(_("Country"))}</th>{head}</tr></thead><tbody>'
    ]
    for i in order:
        subject: Subject = grid.subjects[i]
        out.append(
            f'<tr data-country="{escape(subject.code)}"><th scope="row">'
            f"{escape(country_name(subject.code, language))}</th>"
        )
        for question, classes, cell in zip(grid.questions, columns, grid.cells[i], strict=True):
            css = classes.by_subject[subject.code]
            said = words(question, cell)
            href = escape(answer_url(question.code, subject.code))
            extra = late if cell.late else ""
            if cell.absence is not None:
                out.append(
                    f'<td><a class="absence {absence_class(cell.absence)}" href="{href}">{escape(said.text)}</a>{extra}</td>'
                )
            else:
                text = said.text if len(said.text) <= 60 else said.text[:57].rstrip() + "…"
                out.append(
                    f'<td><a class="val" href="{href}"{_lang(said.language, language)}><i class="sw {css}"></i>'
                    f"{escape(text)}</a>{extra}</td>"
                )
        out.append("</tr>")
    out.append("</tbody></table>")
    return mark_safe("".join(out))


def _cached_words(language: str) -> Callable[[Question, Cell], Spoken]:
    """`wording.cell_words`, remembering single coded and numeric values within one table."""
    known: dict[tuple[str, str, str], Spoken] = {}

    def words(question: Question, cell: Cell) -> Spoken:
        part = question.lead_part
        value = cell.values.get(part.code)
        if (
            cell.absence is not None
            or len(cell.values) != 1
            or not isinstance(value, str)
            or not part.type.comparable
        ):
            return wording.cell_words(question, cell, language)
        key = (question.code, part.code, value)
        if key not in known:
            known[key] = wording.cell_words(question, cell, language)
        return known[key]

    return words
