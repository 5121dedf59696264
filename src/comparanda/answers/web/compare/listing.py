"""The list of released comparisons and its filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comparanda.answers import queries
from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.kind import kinds
from comparanda.answers.models import Round
from comparanda.answers.web.cards import Card, cards_of
from comparanda.answers.web.compare.filters import Option
from comparanda.answers.web.lookup import today
from comparanda.kernel.country import country_name, sort_by_name
from comparanda.kernel.language import spoken
from comparanda.people.models import Topic
from comparanda.present import wording
from comparanda.present.caching import conditional


@dataclass(frozen=True, slots=True)
class ListPage:
    """Released comparisons that pass the filters."""

    cards: list[Card]
    kinds: list[Option]
    topics: list[Option]
    countries: list[Option]
    years: list[Option]
    words: str
    active: bool


@conditional
def comparisons(request: HttpRequest) -> HttpResponse:
    """All released rounds, filtered by kind, topic, country, year."""
    language = wording.language()
    chosen = {name: request.GET.get(name, "")[:80] for name in ("kind", "topic", "country", "year", "q")}
    rounds = list(queries.released_rounds().prefetch_related("template__questions"))
    latest = queries.latest_editions(rounds)
    words = chosen["q"].casefold().split()

    def says(round: Round) -> str:
        """Titles, headlines and questions in every language they have: few rounds, so read and not indexed."""
        frozen = latest[round.pk].frozen
        texts = [*frozen["title"].values(), *frozen["headline"].values()]
        texts += [text for question in round.template.questions.all() for text in question.text.values()]
        return " ".join(texts).casefold()

    def keep(round: Round) -> bool:
        frozen = latest[round.pk].frozen
        return (
            (not chosen["kind"] or round.kind == chosen["kind"])
            and (not chosen["topic"] or chosen["topic"] in frozen["topics"])
            and (not chosen["country"] or f"country:{chosen['country'].upper()}" in frozen["subjects"])
            and (not chosen["year"] or str(brussels_day(latest[round.pk].released_at).year) == chosen["year"])
            and (not words or all(word in says(round) for word in words))
        )

    shown = [round for round in rounds if keep(round)]
    topics = {slug for release in latest.values() for slug in release.frozen["topics"]}
    codes = {text.partition(":")[2] for release in latest.values() for text in release.frozen["subjects"]}
    years = sorted({str(brussels_day(release.released_at).year) for release in latest.values()}, reverse=True)
    page = ListPage(
        cards=cards_of(shown, latest, language, today()),
        kinds=[
            Option(name, str(kind.plural), name == chosen["kind"])
            for name, kind in kinds().items()
            if any(round.kind == name for round in rounds)
        ],
        topics=[
            Option(t.slug, spoken(t.label, language).text, t.slug == chosen["topic"])
            for t in Topic.objects.filter(slug__in=topics)
        ],
        countries=[
            Option(code.lower(), country_name(code, language), code.lower() == chosen["country"].lower())
            for code in sort_by_name(codes, language)
        ],
        years=[Option(year, year, year == chosen["year"]) for year in years],
        words=chosen["q"],
        active=any(chosen.values()),
    )
    return render(request, "answers/comparisons.html", {"page": page})
