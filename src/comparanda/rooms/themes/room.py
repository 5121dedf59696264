"""Themes: what this room is and what it offers."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comparanda.answers.kind import Kind, MenuEntry, Panel, Room
from comparanda.people.core.viewer import Viewer


def country_panel(code: str, viewer: Viewer, language: str, on: date) -> Panel | None:
    """The country's answers in compiled comparisons."""
    from comparanda.answers.web.compare import panel_rows  # pages are loaded after the rooms

    rows = panel_rows(code, "themes", on, language)
    return Panel(_("Comparisons"), "answers/panel.html", {"rows": rows}) if rows else None


def theme_link(slug: str, language: str) -> tuple[str, str] | None:
    """Address and title of a theme's page."""
    from comparanda.rooms.themes.models import Theme  # models are loaded after the rooms

    theme = Theme.objects.filter(slug=slug).first()
    return (reverse("themes:theme", args=[slug]), theme.title_in(language).text) if theme else None


ROOM = Room(
    name="themes",
    kind=Kind(
        name="themes",
        label=_("Comparison"),
        plural=_("Comparisons"),
        disclaimer=_(
            "The answers were compiled by the editors from published sources, each named beside its answer. No "
            "national contact point has given them."
        ),
        standing=True,
    ),
    urls="comparanda.rooms.themes.web.urls",
    menu=(MenuEntry(_("Themes"), "themes:themes", 30),),
    country_panel=country_panel,
    theme_link=theme_link,
)
