"""Cards of comparisons: a small map, a title, what is in it. For home, themes and lists.

A card of a public edition is kept for its day and language, since its map takes longer to draw than the page around it.
Leaves out cards for one reader alone: what is kept is shown to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.cache import caches
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from comparanda.answers.models import Question, Release, ReleaseEntry, Round
from comparanda.answers.queries import VERSION_FIELDS, cell_from, subject_from
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import NOT_ASKED, Cell, Subject
from comparanda.kernel.language import Spoken
from comparanda.kernel.question import Question as PlainQuestion
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
    """A card for each round with an edition. Two SQL queries however many there are; one where all cards are kept."""
    rounds = [round for round in rounds if round.pk in latest]
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.filter(template__in=[r.template_id for r in rounds]).select_related(
        "section"
    ):
        questions.setdefault(question.template_id, []).append(question)
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
    counts = {round.pk: len(questions.get(round.template_id, [])) for round in rounds}
    for round in rounds:
        frozen = latest[round.pk].frozen
        round.title, round.headline = frozen["title"], frozen["headline"]
    keys = {
        pk: _key(round, latest[pk], plains.get(pk), counts[pk], language, on)
        for round in rounds
        if latest[pk := round.pk].audience == Audience.PUBLIC
    }
    kept: dict[str, Card] = caches["cards"].get_many(keys.values())
    missing = [round for round in rounds if keys.get(round.pk) not in kept]
    columns = _columns(missing, latest, leads, plains, on) if missing else {}
    drawn = {
        round.pk: _drawn(
            round, latest[round.pk], plains.get(round.pk), columns[round.pk], counts[round.pk], language
        )
        for round in missing
    }
    caches["cards"].set_many({keys[pk]: card for pk, card in drawn.items() if pk in keys})
    return [drawn[round.pk] if round.pk in drawn else kept[keys[round.pk]] for round in rounds]


def _key(
    round: Round, edition: Release, lead: PlainQuestion | None, questions: int, language: str, on: date
) -> str:
    """Everything a card depends on, in one hash: the edition by what it froze; the questions, whose translations may
    grow without one; the day, since marks are those of a day."""
    told = (
        edition.audience, str(edition.pk), edition.content_hash, edition.released_at.isoformat(), round.kind, round.slug,
        round.number or "", reverse("answers:comparison", args=[round.public_name]), repr(lead), str(questions),
        language, on.isoformat(),
    )  # fmt: skip
    return sha256("\x1f".join(told).encode("utf-8")).hexdigest()


def _columns(
    rounds: Iterable[Round],
    latest: Mapping[int, Release],
    leads: Mapping[int, Question | None],
    plains: Mapping[int, PlainQuestion],
    on: date,
) -> dict[int, list[tuple[Subject, Cell]]]:
    """Round key to the cells of its lead question, one for each subject of the edition. One SQL query."""
    by_release = {latest[round.pk].pk: round.pk for round in rounds}
    cells: dict[int, dict[str, Cell]] = {pk: {} for pk in by_release.values()}
    entries = ReleaseEntry.objects.filter(
        release__in=by_release, question__in=[q.pk for pk in cells if (q := leads[pk]) is not None]
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
        cells[pk][row["subject_code"]] = (
            Cell(absence=Absence(row["absence"]))
            if row["version_id"] is None
            else cell_from(row, plains[pk], on, prefix="version__")
        )
    return {
        pk: [
            (subject, cells[pk].get(subject.code, NOT_ASKED))
            for subject in map(subject_from, latest[pk].frozen["subjects"])
        ]
        for pk in cells
    }


def _drawn(
    round: Round,
    edition: Release,
    lead: PlainQuestion | None,
    column: list[tuple[Subject, Cell]],
    questions: int,
    language: str,
) -> Card:
    """The card itself; no map where there is no lead question, or where its answers cannot be compared."""
    svg, said = "", ""
    if lead is not None:
        said = finding(lead, column, language)
        if lead.lead_part.type.comparable:
            classes = classify(lead, column, language)
            svg = render_map(
                [
                    MapCountry(
                        s.code,
                        country_name(s.code, language),
                        wording.cell_words(lead, cell, language).text,
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
    return Card(
        slug=round.slug,
        url=reverse("answers:comparison", args=[round.public_name]),
        title=round.title_in(language),
        headline=round.headline_in(language),
        finding=said,
        countries=len(column),
        questions=questions,
        released_at=edition.released_at,
        svg=mark_safe(svg),
        kind=round.kind,
        number=round.number or "",
    )
