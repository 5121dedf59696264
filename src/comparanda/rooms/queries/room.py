"""Ad hoc queries: what this room is and what it offers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comparanda.answers.kind import Kind, Room
from comparanda.rooms.queries.queries import cautions_of

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
)
