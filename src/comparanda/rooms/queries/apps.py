"""Registers queries with Django."""

from __future__ import annotations

from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "comparanda.rooms.queries"
    label = "queries"

    def ready(self) -> None:
        from comparanda.answers.kind import register  # models must be loaded first
        from comparanda.rooms.queries.room import ROOM

        register(ROOM)
