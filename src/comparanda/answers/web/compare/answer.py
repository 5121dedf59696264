"""One country's answer to one question, with its marks and its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comparanda.answers import queries
from comparanda.answers.models import Release, Round
from comparanda.answers.web.compare.addresses import citation_of, moved, other_name
from comparanda.answers.web.earlier import Taken, taken_in_edition
from comparanda.answers.web.lookup import edition_shown, round_named, today, viewer_of
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Cell
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question
from comparanda.present import wording
from comparanda.present.caching import conditional
from comparanda.present.classes import classify
from comparanda.present.table import RowView, row_views


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One answer with what the reader may know of its history. ``parts``: label and words of each part.

    ``cell_index`` and its neighbours lead from country to country; ``taken``: the earlier answer it was taken over from,
    where the reader may know of it."""

    round: Round
    edition: Release
    title: Spoken
    headline: Spoken
    question: Question
    question_text: Spoken
    guidance: Spoken
    country: str
    code: str
    cell: Cell
    css_class: str
    value: Spoken
    parts: list[tuple[Spoken, Spoken]]
    notes: list[tuple[Spoken, bool, str]]
    as_of: str
    absence_meaning: str
    provenance: str
    confidence: str
    mark_lines: list[tuple[str, bool, str]]
    history: list[queries.VersionSeen]
    history_words: list[tuple[queries.VersionSeen, Spoken, Spoken]]
    previous: RowView | None
    next: RowView | None
    citation: str
    network: bool
    back_url: str
    taken: Taken | None


def _mark_lines(cell: Cell, question: Question, language: str) -> list[tuple[str, bool, str]]:
    """Each mark: its name, whether it is on, and why, in words."""
    as_of = wording.date_words(cell.as_of, language) if cell.as_of else ""
    months = question.review_months
    return [
        (
            str(wording.MARKS["up_to_date"]), cell.marks.up_to_date,
            _("As of %(day)s; an answer to this question counts as up to date for %(months)s months.")
            % {"day": as_of, "months": months} if as_of else _("It is not known as of when it holds."),
        ),
        (
            str(wording.MARKS["objective"]), cell.marks.objective,
            _("Reviewed on %(day)s by another than its author.")
            % {"day": wording.day_words(cell.reviewed_on, language)} if cell.reviewed_on
            else _("Nobody but its author has reviewed it, as far as is known."),
        ),
        (
            str(wording.MARKS["reliable"]), cell.marks.reliable,
            _("It names a source that can be looked up.") if cell.marks.reliable
            else _("It names no source with an address or a legal reference."),
        ),
        (
            str(wording.MARKS["comparable"]), cell.marks.comparable,
            _("It is typed or coded in the terms of the question.") if cell.marks.comparable
            else _("It is free text, to be read rather than compared."),
        ),
    ]  # fmt: skip


@conditional
def answer(request: HttpRequest, name: str, code: str, iso2: str) -> HttpResponse:
    """One answer with its history."""
    round = round_named(name)
    release = edition_shown(request, round)
    if iso2 != iso2.lower() or other_name(name, round):
        return moved(request, "answer", round.public_name, code, iso2.lower())
    language = wording.language()
    on = today()
    grid = queries.edition_grid(release, on)
    country_code = iso2.upper()
    try:
        asked = grid.questions[grid.column_index(code)]
    except KeyError:
        raise Http404 from None
    audience = "?audience=network" if release.audience == Audience.NETWORK else ""
    classes = classify(asked, grid.column(code), language)
    rows = row_views(
        grid, asked, classes,
        lambda c: reverse("answers:answer", args=[round.public_name, code, c.lower()]) + audience, language,
    )  # fmt: skip
    index = next((i for i, row in enumerate(rows) if row.code == country_code), None)
    if index is None:
        raise Http404
    row = rows[index]
    cell = row.cell
    subject = next(s for s in grid.subjects if s.code == country_code)
    history = queries.released_history(round, asked, subject, Audience(release.audience), on)
    page = AnswerPage(
        round=round,
        edition=release,
        title=spoken(release.frozen["title"], language),
        headline=spoken(release.frozen["headline"] or release.frozen["title"], language),
        question=asked,
        question_text=spoken(asked.text, language),
        guidance=spoken(asked.guidance, language),
        country=row.name,
        code=country_code,
        cell=cell,
        css_class=row.css_class,
        value=row.value,
        parts=[
            (spoken(part.label, language), wording.part_words(part, cell, language))
            for part in asked.parts
            if cell.absence is None and part.code in cell.values
        ],
        notes=[
            (Spoken(n.text, n.language), n.original, n.translated_by)
            for n in sorted(cell.notes, key=lambda note: note.language != language)
        ],
        as_of=row.as_of,
        absence_meaning=str(wording.ABSENCE_MEANINGS[cell.absence]) if cell.absence else "",
        provenance=str(wording.PROVENANCES[cell.provenance]) if cell.provenance else "",
        confidence=str(wording.CONFIDENCES[cell.confidence]) if cell.confidence else "",
        mark_lines=_mark_lines(cell, asked, language) if cell.absence is None else [],
        history=history,
        history_words=[
            (v, wording.cell_words(asked, v.cell, language), v.cell.note(language)) for v in history
        ],
        previous=rows[index - 1] if index > 0 else None,
        next=rows[index + 1] if index + 1 < len(rows) else None,
        citation=citation_of(round, release, language),
        network=release.audience == Audience.NETWORK,
        back_url=reverse("answers:question", args=[round.public_name, code]) + audience,
        taken=taken_in_edition(
            viewer_of(request), queries.version_shown(release, subject, code), Audience(release.audience)
        ),
    )
    return render(request, "answers/answer.html", {"page": page})
