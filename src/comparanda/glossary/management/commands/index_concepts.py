"""Makes changed concepts findable, beside the site: `glossary.searchable.refresh` starts it."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from comparanda.glossary import queries, searchable


class Command(BaseCommand):
    """``comparanda manage index_concepts asylum return`` or ``--all``."""

    help = "Bring the index up to date with concepts that have changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*")
        parser.add_argument("--all", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        # Others come first: nobody waits for this.
        if hasattr(os, "nice"):
            os.nice(10)
        slugs = list(queries.current().values_list("slug", flat=True)) if options["all"] else options["slugs"]
        searchable.put(slugs)
