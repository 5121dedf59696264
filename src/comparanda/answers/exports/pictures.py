"""The map of one question as a file that stands alone. Leaves out charts (``present.chart``) and drawing PNG."""

from __future__ import annotations

from django.utils.translation import gettext as _

from comparanda.answers.exports.edition import Edition
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Grid
from comparanda.kernel.language import spoken
from comparanda.kernel.question import Question
from comparanda.present import wording
from comparanda.present.classes import classify
from comparanda.present.lede import finding
from comparanda.present.map import MapCountry, attribution, drawn_codes, render_map


class NoPicture(LookupError):
    """The question has no map: its answers are text, or nothing in it lies on the map."""


def leading_question(edition: Edition, grid: Grid) -> Question:
    """The question that speaks for the comparison; the first where the edition names none of this grid's.

    Raises `NoPicture` where the grid has no question.
    """
    for question in grid.questions:
        if question.code == edition.lead_question:
            return question
    if not grid.questions:
        raise NoPicture("the comparison has no question")
    return grid.questions[0]


def edition_line(edition: Edition, language: str) -> str:
    """Which edition it is, in one line: ``Edition 1 of 22 November 2026 (public)``."""
    return _("Edition %(number)d of %(day)s (%(audience)s)") % {
        "number": edition.number,
        "day": wording.day_words(edition.released_on, language),
        "audience": str(wording.AUDIENCES[edition.audience]).lower(),
    }


def map_of(edition: Edition, grid: Grid, question: Question, language: str, *, alone: bool = True) -> str:
    """The map of a question as SVG with its own colours and a legend that counts.

    ``alone``: with the question above it and its source below it, for a file of its own; without, for a document
    that says both. Raises `NoPicture`.
    """
    column = list(grid.column(question.code))
    drawn = drawn_codes()
    shown = [
        (subject, cell) for subject, cell in column if subject.kind == "country" and subject.code in drawn
    ]
    if not question.lead_part.type.comparable or not shown:
        raise NoPicture(f"the question '{question.code}' has no map")
    classes = classify(question, column, language)
    title = spoken(question.text, language).text
    source = _("Comparanda: %(title)s. %(edition)s.") % {
        "title": spoken(edition.title, language).text,
        "edition": edition_line(edition, language),
    }
    return render_map(
        [
            MapCountry(
                subject.code,
                country_name(subject.code, language),
                wording.cell_words(question, cell, language).text,
                classes.by_subject[subject.code],
                None,
            )
            for subject, cell in shown
        ],
        title=title,
        description=finding(question, column, language),
        standalone=True,
        element_id="map",
        heading=alone,
        legend=[(entry.css_class, entry.label.text, entry.count) for entry in classes.legend],
        footer=f"{source} {_(attribution())}" if alone else _(attribution()),
        language=language,
    )
