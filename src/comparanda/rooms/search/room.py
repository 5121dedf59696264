"""Search: what this room is. It holds only the search pages; the index and what is in it belong to other storeys."""

from __future__ import annotations

from comparanda.answers.kind import Room

ROOM = Room(name="search", urls="comparanda.rooms.search.web.urls")
