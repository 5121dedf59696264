"""Home and the pages about the product. Leaves out everything that belongs to a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language_from_request

from comparanda.answers import queries
from comparanda.answers.models import Release, ReleaseEntry, Round
from comparanda.answers.web.cards import Card, cards_of
from comparanda.answers.web.lookup import today
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.present.caching import conditional
from comparanda.present.wording import language
from comparanda.rooms.themes.models import Theme

ABOUT_PAGES = ("method", "accessibility", "privacy", "data")


def root(request: HttpRequest) -> HttpResponse:
    """``/`` leads to the reader's language by ``Accept-Language``."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts over what is public: states and observers with an answer, answers, those with a source, topics."""

    countries: int
    comparisons: int
    answers: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """``themes``: each with its cards. ``newest``: rounds released last, newest first."""

    themes: list[tuple[Theme, list[Card]]]
    newest: list[Round]
    numbers: Numbers


def _numbers(latest: dict[int, Release]) -> Numbers:
    shown = ReleaseEntry.objects.filter(release__in=latest.values(), version__isnull=False)
    counted = shown.aggregate(
        answers=Count("pk"),
        countries=Count("subject_code", distinct=True, filter=~Q(version__absence=Absence.UNKNOWN)),
        reviewed=Count("pk", filter=Q(version__reviewed_on__year=today().year)),
    )
    return Numbers(counted["countries"], len(latest), counted["answers"], counted["reviewed"])


@conditional
def home(request: HttpRequest) -> HttpResponse:
    """Search box, what is new, the themes' maps, by country, numbers."""
    rounds = list(queries.released_rounds(Audience.PUBLIC))
    latest = queries.latest_editions(rounds)
    cards = {card.slug: card for card in cards_of(rounds, latest, language(), today())}
    themes = [
        (theme, [cards[slug] for slug in theme.comparisons if slug in cards]) for theme in Theme.objects.all()
    ]
    page = HomePage(themes, rounds[:6], _numbers(latest))
    return render(request, "site/home.html", {"home": page})


def about(request: HttpRequest, page: str = "about") -> HttpResponse:
    """What this is, the method, accessibility, privacy, data. Raises 404 for any other page."""
    if page not in ("about", *ABOUT_PAGES):
        raise Http404
    context: dict[str, Any] = {"page": page}
    return render(request, "about/page.html", context)
