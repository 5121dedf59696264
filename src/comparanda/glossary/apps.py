"""Registers the pillar with Django."""

from __future__ import annotations

from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "comparanda.glossary"
    label = "glossary"
    verbose_name = "Glossary"

    def ready(self) -> None:
        """What the pillar offers to the index: its concepts as documents, concepts in texts as tokens, what stands near."""
        from comparanda.glossary import searchable, signs, tagging
        from comparanda.index import registry

        registry.register_provider("glossary", searchable.documents)
        registry.register_annotator("glossary", tagging.annotations)
        registry.register_expander("glossary", tagging.neighbours)
        signs.on_words_changed(tagging.forget)
        signs.on_words_changed(searchable.refresh)
