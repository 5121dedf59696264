"""Registers the pillar with Django."""

from __future__ import annotations

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "comparanda.answers"
    label = "answers"
    verbose_name = "Answers"

    def ready(self) -> None:
        """What the pillar offers to the storeys below: its documents to the index, its uses of concepts to the glossary."""
        from comparanda.answers import searchable
        from comparanda.glossary.usage import register_finder
        from comparanda.index.registry import register_provider

        register_provider("answers", searchable.documents)
        register_finder(searchable.uses_of_concept)
