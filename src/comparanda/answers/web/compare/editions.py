"""Editions of a comparison: what changed in each, and each for ever."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comparanda.answers import queries, rules
from comparanda.answers.models import Release, Round
from comparanda.answers.web.compare.addresses import downloads_of, moved, other_name
from comparanda.answers.web.compare.comparison import comparison_page
from comparanda.answers.web.lookup import edition_shown, round_named, viewer_of
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, spoken
from comparanda.present import wording
from comparanda.present.caching import conditional


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A cell that differs from the edition before: country and question in words."""

    country: str
    question: Spoken
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in the list."""

    release: Release
    url: str
    note: Spoken
    changes: list[ChangeLine]
    downloads: list[tuple[str, str]]


def _change_lines(
    round: Round, release: Release, short: dict[str, Spoken], language: str
) -> list[ChangeLine]:
    kinds_of_change = {"added": _("new answer"), "changed": _("changed"), "removed": _("taken out")}
    audience = "?audience=network" if release.audience == Audience.NETWORK else ""
    lines = []
    for change in release.changes:
        country_code = change["subject"].partition(":")[2]
        lines.append(
            ChangeLine(
                country_name(country_code, language),
                short.get(change["question"], Spoken(change["question"], "")),
                kinds_of_change[change["kind"]],
                reverse("answers:answer", args=[round.public_name, change["question"], country_code.lower()])
                + audience,
            )
        )
    return lines


def _short_texts(release: Release, language: str) -> dict[str, Spoken]:
    return {q.code: spoken(q.short or q.text, language) for q in queries.questions_of_edition(release)}


@conditional
def editions(request: HttpRequest, name: str) -> HttpResponse:
    """What changed in each edition."""
    round = round_named(name)
    language = wording.language()
    audience = Audience.NETWORK if request.GET.get("audience") == "network" else Audience.PUBLIC
    visible = list(
        rules.editions_visible_to(viewer_of(request))
        .filter(round=round, audience=audience)
        .order_by("-number")
    )
    if not visible:
        raise Http404
    if other := other_name(name, round):
        return moved(request, "editions", other)
    short = _short_texts(visible[0], language)
    query = "?audience=network" if audience is Audience.NETWORK else ""
    lines = [
        EditionLine(
            release,
            reverse("answers:edition", args=[round.public_name, release.number]) + query,
            spoken(release.change_note, language),
            _change_lines(round, release, short, language),
            [] if release.withdrawn_at else downloads_of(round, release, None, fixed=True),
        )
        for release in visible
    ]
    newest = visible[0]
    return render(
        request,
        "answers/editions.html",
        {
            "round": round,
            "lines": lines,
            "title": spoken(newest.frozen["title"], language),
            "headline": spoken(newest.frozen["headline"] or newest.frozen["title"], language),
            "network": audience is Audience.NETWORK,
            "back_url": reverse("answers:comparison", args=[round.public_name]) + query,
        },
    )


@conditional
def edition(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """That edition for ever. Withdrawn, a tombstone with the reason (410)."""
    round = round_named(name)
    release = edition_shown(request, round, number)
    if other := other_name(name, round):
        return moved(request, "edition", other, number)
    language = wording.language()
    if release.withdrawn_at is not None:
        return render(
            request,
            "answers/withdrawn.html",
            {"round": round, "release": release, "title": spoken(release.frozen["title"], language)},
            status=410,
        )
    every = request.GET.get("questions") == "all"
    page = comparison_page(
        request, round, release, question_code=request.GET.get("question") or None, every=every, fixed=True
    )
    short = _short_texts(release, language)
    return render(
        request,
        "answers/comparison.html",
        {"page": page, "fixed": True, "changes": _change_lines(round, release, short, language)},
    )
