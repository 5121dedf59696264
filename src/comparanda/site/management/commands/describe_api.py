"""Writes ``site/api/openapi.json`` from what the code says of the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

import comparanda.site.api
from comparanda.site.api import api


class Command(BaseCommand):
    """Reads the code, writes the file."""

    help = "Writes the committed OpenAPI description of the API anew."

    def handle(self, *args: Any, **options: Any) -> None:
        place = Path(comparanda.site.api.__file__).with_name("openapi.json")
        text = json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False)
        place.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(place.name)
