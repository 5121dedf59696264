"""Registers themes with Django."""

from __future__ import annotations

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "comparanda.rooms.themes"
    label = "themes"

    def ready(self) -> None:
        from comparanda.answers.kind import register  # models must be loaded first
        from comparanda.index.registry import register_provider
        from comparanda.rooms.themes import searchable
        from comparanda.rooms.themes.room import ROOM

        register(ROOM)
        register_provider("themes", searchable.documents)
