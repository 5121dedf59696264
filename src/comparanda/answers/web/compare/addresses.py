"""Where a comparison is: its files, its citation, its one name. Leaves out the addresses of filters."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Release, Round
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import spoken
from comparanda.kernel.question import Question
from comparanda.present import wording

SUFFIXES = ("csv", "xlsx", "json", "pdf", "docx", "svg", "png")


def file_base(round: Round, release: Release, question: str, *, fixed: bool) -> str:
    base = reverse("answers:comparison", args=[round.public_name]).rstrip("/")
    if fixed:
        return f"{base}/editions/{release.number}"
    return f"{base}/questions/{question}" if question else base


def downloads_of(
    round: Round, release: Release, question: Question | None, *, fixed: bool
) -> list[tuple[str, str]]:
    """Buttons by the names people use, at the page's own address plus a suffix."""
    names = {
        "csv": "CSV",
        "xlsx": "Excel",
        "json": "JSON",
        "pdf": "PDF",
        "docx": "Word",
        "svg": "SVG",
        "png": "PNG",
    }
    base = file_base(round, release, "" if question is None else question.code, fixed=fixed)
    query = "?audience=network" if release.audience == Audience.NETWORK else ""
    drawable = question is None or question.lead_part.type.comparable
    return [
        (label, f"{base}.{suffix}{query}")
        for suffix, label in names.items()
        if drawable or suffix not in ("svg", "png")
    ]


def citation_of(round: Round, release: Release, language: str) -> str:
    """Who, what, edition, date, address: enough to find exactly this edition again."""
    address = settings.SITE_URL + reverse("answers:edition", args=[round.public_name, release.number])
    if release.audience == Audience.NETWORK:
        address += "?audience=network"
    asker = spoken(release.frozen["asker"]["name"], language).text
    number = f" ({round.number})" if round.number else ""
    return _("%(asker)s: %(title)s%(number)s. Edition %(edition)s, %(day)s. Comparanda. %(address)s") % {
        "asker": asker,
        "title": spoken(release.frozen["title"], language).text,
        "number": number,
        "edition": release.number,
        "day": wording.day_words(brussels_day(release.released_at), language),
        "address": address,
    }


def other_name(name: str, round: Round) -> str | None:
    """The name to redirect to where an address uses the round's other name."""
    return round.public_name if name != round.public_name else None


def moved(request: HttpRequest, view: str, *args: Any) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        reverse(f"answers:{view}", args=args) + (f"?{query}" if query else "")
    )
