"""Pages of themes: the list and one theme with its maps."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from comparanda.answers import queries
from comparanda.answers.web.cards import Card, cards_of
from comparanda.answers.web.lookup import today
from comparanda.present.caching import conditional
from comparanda.present.wording import language
from comparanda.rooms.themes.models import Theme


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme with the cards of its released comparisons, in its own order; then others of the same theme."""

    theme: Theme
    cards: list[Card]
    others: list[Card]


def _pages(themes: list[Theme]) -> list[ThemePage]:
    rounds = list(queries.released_rounds())
    latest = queries.latest_editions(rounds)
    cards = {card.slug: card for card in cards_of(rounds, latest, language(), today())}
    pages = []
    for theme in themes:
        own = [cards[slug] for slug in theme.comparisons if slug in cards]
        others = [
            cards[round.slug]
            for round in rounds
            if round.theme == theme.slug and round.slug not in theme.comparisons
        ]
        pages.append(ThemePage(theme, own, others))
    return pages


@conditional
def themes(request: HttpRequest) -> HttpResponse:
    """All thematic areas."""
    return render(request, "themes/themes.html", {"pages": _pages(list(Theme.objects.all()))})


@conditional
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A thematic area of the data portal: its maps and comparisons."""
    found = get_object_or_404(Theme, slug=slug)
    return render(request, "themes/theme.html", {"page": _pages([found])[0]})
