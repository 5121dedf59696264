"""Registers search with Django."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "comparanda.rooms.search"
    label = "search"

    def ready(self) -> None:
        from comparanda.answers.kind import register  # models must be loaded first
        from comparanda.rooms.search.room import ROOM

        register(ROOM)
