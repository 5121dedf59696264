"""The search page: the box, what was found, ways to narrow it, and ways on where nothing was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comparanda.answers.searchable import audiences_of
from comparanda.answers.web.lookup import viewer_of
from comparanda.index.core.query import InvalidQuery, parse_query
from comparanda.index.core.snippet import Piece
from comparanda.index.search import FACETS, FARTHEST, Hit, SearchRequest, SearchResult
from comparanda.index.search import search as searched
from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, spoken
from comparanda.people.models import Topic
from comparanda.present.caching import conditional
from comparanda.present.wording import language
from comparanda.rooms.search.core.address import Address, page_numbers
from comparanda.rooms.search.queries import Offer, kind_name, meant, offers, value_names

RESULTS_ON_A_PAGE = 10
VALUES_SHOWN = 7
"""Of a facet before the rest is folded away; chosen ones are always shown."""

MOST_COUNTRIES = 3
"""Named beside a result; of more only the number is told."""

FACET_NAMES = {
    "kind": gettext_lazy("Kind"),
    "country": gettext_lazy("Country"),
    "topic": gettext_lazy("Topic"),
    "year": gettext_lazy("Year"),
    "language": gettext_lazy("Language"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet with how many matches it would leave, whatever else is chosen in its facet. ``id`` is that
    of its box."""

    value: str
    id: str
    name: Spoken
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: ``shown`` before ``folded``."""

    name: str
    label: str
    shown: list[Choice]
    folded: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value; ``url`` is the same search without it."""

    label: str
    name: Spoken
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """One result. ``countries`` is a name, a few names or a number of countries in words; empty where there is none.
    ``snippet_language`` is a text without words: only its language counts."""

    url: str
    title: Spoken
    title_pieces: tuple[Piece, ...]
    kind: str
    subtitle: Spoken
    countries: str
    year: int | None
    snippet: tuple[Piece, ...]
    snippet_language: Spoken


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the results; without a number and address where some are left out."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What the page shows.

    Attributes:
        text: what was typed, fit to be shown; ``typed`` is what it really was, for the box.
        hidden: the chosen values for the form that holds only the box.
        fault: why the query was not asked, in words; empty where it was.
        ready: False while the first index is being built.
        asked: False where nothing was looked for.
        complete: False where no document has all the words and some have some of them.
        suggestion: another spelling and the address that asks for it; `None` where there is none.
        unfiltered_url: the same words without any choice.
        chips: everything that is chosen.
        first, last: the numbers of the first and the last result on the page; 0 where there is none.
        cut: True on the last page that can be reached while there are more results.
        meant: the concept that the words are a name of, on the first page.
        offers: concepts near to words that found nothing.
        topics: with their addresses, where nothing was looked for.
    """

    typed: str
    text: str
    hidden: list[tuple[str, str]]
    fault: str = ""
    ready: bool = True
    asked: bool = False
    complete: bool = True
    count: int = 0
    first: int = 0
    last: int = 0
    found: list[Found] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    suggestion: tuple[str, str] | None = None
    unfiltered_url: str = ""
    pages: list[PageLink] = field(default_factory=list)
    previous_url: str = ""
    next_url: str = ""
    cut: bool = False
    meant: Offer | None = None
    offers: list[Offer] = field(default_factory=list)
    topics: list[tuple[Spoken, str]] = field(default_factory=list)


def _url(address: Address) -> str:
    return reverse("search:search") + address.query


@conditional
def search(request: HttpRequest) -> HttpResponse:
    """What the reader finds; 400 where the query is too long to be one. A page beyond the last leads to the last."""
    address = Address.of({name: request.GET.getlist(name) for name in request.GET})
    hidden = [(facet, value) for facet in FACETS for value in address.chosen.get(facet, ())]
    try:
        text = parse_query(address.text).text
        result = searched(
            SearchRequest(
                text=address.text,
                language=language(),
                audiences=audiences_of(viewer_of(request)),
                filters=address.chosen,
                limit=RESULTS_ON_A_PAGE,
                offset=(address.page - 1) * RESULTS_ON_A_PAGE,
            )
        )
    except InvalidQuery as error:
        page = SearchPage(address.text, "", hidden, fault=_(error.message) % error.values)
        return render(request, "search/search.html", {"page": page}, status=400)
    last_page = ceil(min(result.count, FARTHEST) / RESULTS_ON_A_PAGE)
    if result.count and address.page > last_page:
        return HttpResponseRedirect(_url(address.on_page(last_page)))
    if result.asked and result.ready:
        page = _result_page(address, text, hidden, result, last_page)
    else:
        page = _start_page(address, text, hidden, ready=result.ready)
    return render(request, "search/search.html", {"page": page})


def _start_page(address: Address, text: str, hidden: list[tuple[str, str]], *, ready: bool) -> SearchPage:
    """Nothing was looked for, or there is no index to look in."""
    said = language()
    labels = [topic.spoken_label(said) for topic in Topic.objects.all()]
    return SearchPage(
        typed=address.text,
        text=text,
        hidden=hidden,
        ready=ready,
        topics=[(label, _url(Address(label.text))) for label in labels],
    )


def _result_page(
    address: Address, text: str, hidden: list[tuple[str, str]], result: SearchResult, last_page: int
) -> SearchPage:
    said = language()
    facets = _facets(address, result, said)
    pages = [
        PageLink(number, _url(address.on_page(number)) if number else "", number == address.page)
        for number in page_numbers(address.page, last_page)
    ]
    first = (address.page - 1) * RESULTS_ON_A_PAGE
    return SearchPage(
        typed=address.text,
        text=text,
        hidden=hidden,
        asked=True,
        complete=result.complete,
        count=result.count,
        first=first + 1 if result.hits else 0,
        last=first + len(result.hits),
        found=[_found(hit, said) for hit in result.hits],
        facets=facets,
        chips=[
            Chip(facet.label, choice.name, _url(address.without(facet.name, choice.value)))
            for facet in facets
            for choice in facet.shown
            if choice.chosen
        ],
        suggestion=(result.suggestion, _url(address.asking(result.suggestion)))
        if result.suggestion
        else None,
        unfiltered_url=_url(address.unfiltered()),
        pages=pages,
        previous_url=_url(address.on_page(address.page - 1)) if address.page > 1 else "",
        next_url=_url(address.on_page(address.page + 1)) if address.page < last_page else "",
        cut=result.count > FARTHEST and address.page == last_page,
        meant=meant(result.named, said) if result.count and address.page == 1 else None,
        offers=[] if result.count else offers(text, said),
    )


def _facets(address: Address, result: SearchResult, said: str) -> list[Facet]:
    """The facets that any match has a value of; chosen values first, then the most frequent ones."""
    facets = []
    for name in FACETS:
        counted = dict(result.facets.get(name, ()))
        # What is chosen can be taken back even where the index has never heard of it.
        counted |= {value: 0 for value in address.chosen.get(name, ()) if value not in counted}
        if not counted:
            continue
        names = value_names(name, counted, said)
        chosen = frozenset(address.chosen.get(name, ()))
        choices = [
            Choice(value, f"{name}-{value}", names[value], count, value in chosen)
            for value, count in counted.items()
        ]
        choices.sort(key=lambda choice: not choice.chosen)
        least = max(VALUES_SHOWN, len(chosen))
        # One value alone is not worth a fold.
        cut = least if len(choices) > least + 1 else len(choices)
        facets.append(Facet(name, str(FACET_NAMES[name]), choices[:cut], choices[cut:]))
    return facets


def _found(hit: Hit, said: str) -> Found:
    document = hit.document
    countries = [country_name(code, said) for code in document.countries]
    named = ", ".join(countries) if len(countries) <= MOST_COUNTRIES else ""
    if countries and not named:
        named = ngettext("%(count)d country", "%(count)d countries", len(countries)) % {
            "count": len(countries)
        }
    return Found(
        url=reverse("home") + document.url_path,
        title=hit.title,
        title_pieces=hit.title_pieces,
        kind=kind_name(document.kind),
        subtitle=spoken(document.subtitle, said),
        countries="" if named == hit.title.text else named,
        year=document.year,
        snippet=hit.snippet,
        snippet_language=Spoken("", hit.snippet_language),
    )
