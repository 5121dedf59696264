"""Themes: what this room is and what it offers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comparanda.answers.kind import Kind, MenuEntry, Room

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
)
