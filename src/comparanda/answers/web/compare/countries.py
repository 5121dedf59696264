"""Countries: all of which something is known, and one with the panels of the rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from comparanda.answers import queries
from comparanda.answers.kind import Panel, rooms
from comparanda.answers.web.compare.addresses import moved
from comparanda.answers.web.lookup import today, viewer_of
from comparanda.kernel.country import EMN_OBSERVERS, EU, GROUPS, KNOWN, country_name, sort_by_name
from comparanda.present import wording
from comparanda.present.caching import conditional
from comparanda.present.map import MapCountry, attribution, drawn_codes, render_map


@dataclass(frozen=True, slots=True)
class CountryLine:
    code: str
    name: str
    url: str
    answers: int


@conditional
def countries(request: HttpRequest) -> HttpResponse:
    """Every country of which something is known, by group."""
    language = wording.language()
    rounds = list(queries.released_rounds())
    latest = queries.latest_editions(rounds)
    counted: dict[str, int] = {}
    for release in latest.values():
        for text in release.frozen["subjects"]:
            code = text.partition(":")[2]
            counted[code] = counted.get(code, 0) + 1
    lines = [
        CountryLine(
            code, country_name(code, language), reverse("answers:country", args=[code.lower()]), counted[code]
        )
        for code in sort_by_name(counted, language)
    ]
    members = [line for line in lines if line.code in EU]
    others = [line for line in lines if line.code not in EU]
    svg = render_map(
        [
            MapCountry(line.code, line.name, _("%(count)s comparisons") % {"count": line.answers}, "k1" if line.code in EU else "k2", line.url)
            for line in lines
            if line.code in drawn_codes()
        ],
        title=_("Countries"), description=_("Choose a country on the map or in the list."), heading=False, language=language,
    )  # fmt: skip
    return render(
        request,
        "answers/countries.html",
        {"members": members, "others": others, "svg": mark_safe(svg), "map_source": _(attribution())},
    )


@conditional
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """What is known of a country: the panels that the rooms offer."""
    if iso2 != iso2.lower():
        return moved(request, "country", iso2.lower())
    code = iso2.upper()
    if code not in KNOWN:
        raise Http404
    language = wording.language()
    panels: list[Panel] = []
    for room in rooms():
        if room.country_panel is not None:
            panel = room.country_panel(code, viewer_of(request), language, today())
            if panel is not None:
                panels.append(panel)
    groups = [_(name) for name, codes in GROUPS.values() if code in codes]
    svg = render_map(
        [MapCountry(code, country_name(code, language), "", "k1", None)] if code in drawn_codes() else [],
        title=country_name(code, language), description="", level="coarse", small_state_insets=True, heading=False,
        frame="wide" if code in ("GE", "AM", "TR") else "union", element_id="map-country", language=language,
    )  # fmt: skip
    return render(
        request,
        "answers/country.html",
        {
            "code": code,
            "name": country_name(code, language),
            "panels": panels,
            "groups": groups,
            "svg": mark_safe(svg),
            "observer": code in EMN_OBSERVERS,
        },
    )
