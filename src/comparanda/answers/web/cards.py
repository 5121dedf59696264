"""Cards of comparisons: a small map, a title, what is in it. For home, themes and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from comparanda.answers.models import Question, Release, ReleaseEntry, Round
from comparanda.answers.queries import VERSION_FIELDS, cell_from, subject_from
from comparanda.kernel.absence import Absence
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import NOT_ASKED, Cell
from comparanda.kernel.language import Spoken
from comparanda.present import wording
from comparanda.present.classes import classify
from comparanda.present.lede import finding
from comparanda.present.map import MapCountry, drawn_codes, render_map


@dataclass(frozen=True, slots=True)
class Card:
    """``svg`` is a small map of the lead question, empty where none is drawn. ``finding`` is one sentence."""

    slug: str
    url: str
    title: Spoken
    headline: Spoken
    finding: str
    countries: int
    questions: int
    released_at: datetime
    svg: SafeString
    kind: str
    number: str


def cards_of(rounds: Iterable[Round], latest: Mapping[int, Release], language: str, on: date) -> list[Card]:
    """A card for each round with an edition. Three SQL queries however many there are."""
    rounds = [round for round in rounds if round.pk in latest]
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.filter(template__in=[r.template_id for r in rounds]).select_related(
        "section"
    ):
        questions.setdefault(question.template_id, []).append(question)
    rows: dict[int, dict[str, Cell]] = {}
    leads = {
        round.pk: next(
            (
                q
                for q in questions.get(round.template_id, [])
                if q.code == latest[round.pk].frozen["lead_question"]
            ),
            (questions.get(round.template_id) or [None])[0],
        )
        for round in rounds
    }
    plains = {pk: question.plain() for pk, question in leads.items() if question is not None}
    by_release = {latest[round.pk].pk: round.pk for round in rounds}
    entries = ReleaseEntry.objects.filter(
        release__in=by_release, question__in=[q.pk for q in leads.values() if q is not None]
    ).values(
        "release_id",
        "subject_code",
        "version_id",
        "absence",
        "late",
        *[f"version__{f}" for f in VERSION_FIELDS],
    )
    for row in entries:
        pk = by_release[row["release_id"]]
        rows.setdefault(pk, {})[row["subject_code"]] = (
            Cell(absence=Absence(row["absence"]))
            if row["version_id"] is None
            else cell_from(row, plains[pk], on, prefix="version__")
        )
    cards = []
    for round in rounds:
        edition = latest[round.pk]
        round.title, round.headline = edition.frozen["title"], edition.frozen["headline"]
        url = reverse("answers:comparison", args=[round.public_name])
        subjects = [subject_from(text) for text in edition.frozen["subjects"]]
        svg, said = "", ""
        plain = plains.get(round.pk)
        if plain is not None:
            column = [(s, rows.get(round.pk, {}).get(s.code, NOT_ASKED)) for s in subjects]
            said = finding(plain, column, language)
            if plain.lead_part.type.comparable:
                classes = classify(plain, column, language)
                svg = render_map(
                    [
                        MapCountry(
                            s.code,
                            country_name(s.code, language),
                            wording.cell_words(plain, cell, language).text,
                            classes.by_subject[s.code],
                            None,
                        )
                        for s, cell in column
                        if s.code in drawn_codes()
                    ],
                    title=round.headline_in(language).text,
                    description=said,
                    level="coarse",
                    frame="union",
                    small_state_insets=False,
                    element_id=f"map-{round.slug}",
                    heading=False,
                    language=language,
                )
        cards.append(
            Card(
                slug=round.slug,
                url=url,
                title=round.title_in(language),
                headline=round.headline_in(language),
                finding=said,
                countries=len(subjects),
                questions=len(questions.get(round.template_id, [])),
                released_at=edition.released_at,
                svg=mark_safe(svg),
                kind=round.kind,
                number=round.number or "",
            )
        )
    return cards
