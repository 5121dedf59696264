"""What every template knows: navigation, languages, who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comparanda.answers.kind import MenuEntry, rooms
from comparanda.people.core.viewer import ANONYMOUS


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A line of the main menu. ``current``: the page shown is it or below it."""

    label: Any
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class LanguageEntry:
    """The same page in another language. ``url`` is absolute, for ``hreflang``."""

    code: str
    native_name: str
    url: str
    current: bool


OWN_MENU = (
    MenuEntry(_("Compare"), "answers:comparisons", 10),
    MenuEntry(_("Countries"), "answers:countries", 20),
    MenuEntry(_("Glossary"), "glossary:browse", 40),
)


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """The site's own entries and those that rooms offer, in order. An entry exists once its page does."""
    entries = sorted(
        [*OWN_MENU, *(entry for room in rooms() for entry in room.menu)], key=lambda e: e.position
    )
    found = []
    for entry in entries:
        url = reverse(entry.url_name)
        found.append(NavigationEntry(entry.label, url, request.path.startswith(url)))
    return found


def languages(request: HttpRequest) -> list[LanguageEntry]:
    """Every language the site speaks, with this page's address in it."""
    found = []
    now = get_language()
    for code, _name in settings.LANGUAGES:
        path = request.path
        try:
            resolve(request.path_info)
            path = translate_url(request.path, code)
        except (Resolver404, NoReverseMatch):
            path = f"/{code}/"
        query = request.META.get("QUERY_STRING", "")
        native = Locale.parse(code).get_display_name(code) or code
        found.append(
            LanguageEntry(
                code,
                native[:1].upper() + native[1:],
                settings.SITE_URL + path + (f"?{query}" if query else ""),
                code == now,
            )
        )
    return found


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Lazy where a page may not need it, and found once where it names it again and again."""
    return {
        "navigation": cache(partial(navigation, request)),
        "languages": cache(partial(languages, request)),
        "viewer": getattr(request, "viewer", ANONYMOUS),
        "demo": settings.COMPARANDA.demo,
        "canonical_url": settings.SITE_URL + request.path,
    }
