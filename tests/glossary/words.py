"""A small vocabulary for tests, as cells: two branches, four languages, one concept of each status.

``migration`` stands over ``return`` and that over ``voluntary-return``; ``asylum`` over ``refugee``, which has a region's
label and no term in German. ``alien`` is deprecated in favour of ``migrant``; ``secret`` is a draft under ``asylum``.
"""

from __future__ import annotations

from typing import Any

from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange

SOURCE = {"source_title": "EuroVoc", "source_url": "https://example.org/eurovoc", "confidence": "high"}

Words = dict[str, dict[core.Key, Any]]


def concept(
    english: str,
    bulgarian: str = "",
    *,
    broader: list[str] | None = None,
    related: list[str] | None = None,
    status: str = "approved",
    replaced_by: str = "",
    **labels: str | list[str],
) -> dict[core.Key, Any]:
    """Cells of one concept. Further labels by ``<kind>_<language>``, e.g. ``alternative_en=["aliens"]``; a definition
    stands in English."""
    cells: dict[core.Key, Any] = {
        ("status", ""): status,
        ("preferred", "en"): [core.label(english, **SOURCE)],
        ("definition", "en"): f"What is called {english}.",
    }
    if bulgarian:
        cells["preferred", "bg"] = [core.label(bulgarian, **SOURCE)]
    for name, texts in labels.items():
        kind, _, language = name.rpartition("_")
        cells[kind, language] = [
            core.label(text, **SOURCE) for text in ([texts] if isinstance(texts, str) else texts)
        ]
    for field, others in (("broader", broader), ("related", related)):
        if others:
            cells[field, ""] = sorted(others)
    if replaced_by:
        cells["replaced_by", ""] = replaced_by
    return cells


def small() -> Words:
    """The vocabulary that the module's first lines tell of, made anew at each call."""
    refugee = concept(
        "refugee",
        "бежанец",
        broader=["asylum"],
        preferred_fr="réfugié",
        alternative_bg=["признат бежанец"],
        hidden_en=["refugge"],
    )
    refugee["none", "de"] = [core.label("", **SOURCE)]
    refugee["preferred", "nl"] = [
        core.label("vluchteling", **SOURCE),
        core.label("vluchtelinge", region="BE"),
    ]
    refugee["legal_source", ""] = {
        "title": "Convention of 1951, Article 1",
        "url": "https://example.org/1951",
    }
    refugee["matches", ""] = {"exact": ["http://eurovoc.europa.eu/1711"]}
    refugee["related", ""] = ["migrant", "secret"]
    return {
        "migration": concept("migration", "миграция", preferred_de="Migration", preferred_fr="migration"),
        "return": concept(
            "return",
            "връщане",
            broader=["migration"],
            preferred_de="Rückkehr",
            preferred_fr="retour",
            alternative_en=["returns", "return of migrants"],
        ),
        "voluntary-return": concept(
            "voluntary return", "доброволно връщане", broader=["return"], preferred_de="freiwillige Rückkehr"
        ),
        "migrant": concept("migrant", "мигрант", broader=["migration"], related=["refugee"]),
        "asylum": concept("asylum", "убежище", preferred_de="Asyl", preferred_fr="asile"),
        "refugee": refugee,
        "alien": concept(
            "alien", "чужденец", broader=["migration"], status="deprecated", replaced_by="migrant"
        ),
        "secret": concept(
            "secret plan", "таен план", broader=["asylum"], related=["refugee"], status="draft"
        ),
    }


def edits(slug: str, before: core.Cells, **after: Any) -> list[CellChange]:
    """Changes of cells named ``<field>`` or ``<field>_<language>``, e.g. ``edits("return", cells, preferred_de=[…])``."""
    made = []
    for name, value in after.items():
        field, language = (name, "") if name in core.PLAIN_FIELDS else name.rsplit("_", 1)
        made.append(CellChange(slug, field, language, before.get((field, language)), value))
    return made


def whole(vocabulary: Words) -> list[CellChange]:
    """Changes that make the vocabulary out of nothing."""
    return [
        CellChange(slug, field, language, None, value)
        for slug, cells in vocabulary.items()
        for (field, language), value in cells.items()
    ]
