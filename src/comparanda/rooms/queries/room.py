"""Ad hoc queries: what this room is and what it offers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from comparanda.answers.kind import Kind, Panel, Room
from comparanda.people.core.viewer import Viewer
from comparanda.rooms.queries.queries import cautions_of


def country_panel(code: str, viewer: Viewer, language: str, on: date) -> Panel | None:
    """The country's answers in released queries."""
    from comparanda.answers.web.compare import panel_rows  # pages are loaded after the rooms

    rows = panel_rows(code, "queries", on, language)
    return Panel(_("Ad hoc queries"), "answers/panel.html", {"rows": rows}) if rows else None


ROOM = Room(
    name="queries",
    kind=Kind(
        name="queries",
        label=_("Ad hoc query"),
        plural=_("Ad hoc queries"),
        disclaimer=_(
            "The replies were given by national contact points to exchange information within the network. Each "
            "contact point gave what was current, objective and reliable to the best of its knowledge; a reply "
            "need not state the official position of its country."
        ),
        numbered=True,
        asked_in_workspace=True,
    ),
    urls="comparanda.rooms.queries.web.urls",
    warnings=cautions_of,
    country_panel=country_panel,
)
