"""What a room's panel on a country's page shows. Leaves out the page itself (``countries``)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from comparanda.answers import queries
from comparanda.kernel.absence import Absence
from comparanda.kernel.language import spoken
from comparanda.present import wording


def panel_rows(code: str, kind: str, on: date, language: str) -> list[dict[str, Any]]:
    """The lead answers of a country in released rounds of a kind, in words: what a room's panel shows."""
    rows = []
    for round, lead, cell in queries.public_rows_of_country(code, on):
        if round.kind != kind:
            continue
        rows.append(
            {
                "round": round,
                "title": round.title_in(language),
                "question": spoken(lead.short or lead.text, language),
                "value": wording.cell_words(lead, cell, language),
                "cell": cell,
                "missing": cell.absence is not None and cell.absence is not Absence.NOT_APPLICABLE,
                "as_of": wording.date_words(cell.as_of, language) if cell.as_of else "",
                "url": reverse("answers:answer", args=[round.public_name, lead.code, code.lower()]),
                "comparison_url": reverse("answers:comparison", args=[round.public_name]),
            }
        )
    return rows
