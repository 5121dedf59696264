"""A concept as cells, one a field and language: what the grid edits, a proposal changes, a release freezes.

Values in, values out. Leaves out how cells are stored (`glossary.actions`) and whether the words are sound together
(`kernel.concept`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

LABEL_FIELDS = ("preferred", "alternative", "hidden", "none")
TEXT_FIELDS = ("definition", "scope_note")
LANGUAGE_FIELDS = (*LABEL_FIELDS, *TEXT_FIELDS)
PLAIN_FIELDS = (
    "status",
    "replaced_by",
    "broader",
    "related",
    "legal_source",
    "matches",
    "notations",
    "notes",
)
FIELDS = (*LANGUAGE_FIELDS, *PLAIN_FIELDS)

LABEL_KEYS = ("text", "region", "use", "source_title", "source_url", "confidence")

Key = tuple[str, str]
"""Field and language, e.g. ``("preferred", "bg")``; the language of a plain field is empty."""

Cells = Mapping[Key, Any]
"""Cell to value; an empty cell is a missing key. Label fields hold a list of mappings with `LABEL_KEYS`, text fields
a text, ``broader`` and ``related`` a sorted list of slugs, ``status`` and ``replaced_by`` a text, ``legal_source``
title and url, ``matches`` kind to a sorted list of addresses, ``notations`` a sorted list of codes, ``notes`` a list of
mappings with kind, text and language."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after; ``None`` is an empty cell."""

    concept: str
    field: str
    language: str
    before: Any
    after: Any

    @property
    def key(self) -> Key:
        return (self.field, self.language)


def label(
    text: str,
    *,
    region: str = "",
    use: str = "",
    source_title: str = "",
    source_url: str = "",
    confidence: str = "",
) -> dict[str, str]:
    """One label as a cell holds it."""
    return {
        "text": text,
        "region": region,
        "use": use,
        "source_title": source_title,
        "source_url": source_url,
        "confidence": confidence,
    }


def canonical(field: str, value: Any) -> Any:
    """The value as it is compared and kept: what has no order is sorted, nothing stands twice, what is empty is
    ``None``.

    Raises:
        ValueError: there is no such field.
    """
    if field not in FIELDS:
        raise ValueError(f"there is no field '{field}'")
    if not value:
        return None
    if field in LABEL_FIELDS:
        labels = [{key: one.get(key, "") for key in LABEL_KEYS} for one in value]
        return [one for place, one in enumerate(labels) if one not in labels[:place]]
    if field in ("broader", "related", "notations"):
        return sorted(set(value))
    if field == "matches":
        kept = {kind: sorted(set(addresses)) for kind, addresses in sorted(value.items()) if addresses}
        return kept or None
    if field == "legal_source":
        return {"title": value.get("title", ""), "url": value.get("url", "")} if value.get("title") else None
    return value


def changes(concept: str, before: Cells, after: Cells) -> list[CellChange]:
    """The cells that differ, in the order of `FIELDS`, then of languages."""
    found = []
    for key in sorted({*before, *after}, key=lambda key: (FIELDS.index(key[0]), key[1])):
        old, new = canonical(key[0], before.get(key)), canonical(key[0], after.get(key))
        if old != new:
            found.append(CellChange(concept, key[0], key[1], old, new))
    return found


def with_changes(cells: Cells, made: Iterable[CellChange]) -> dict[Key, Any]:
    """The cells after the changes."""
    result = dict(cells)
    for change in made:
        if change.after is None:
            result.pop(change.key, None)
        else:
            result[change.key] = change.after
    return result


def without_concepts(cells: Cells, slugs: Set[str]) -> dict[Key, Any]:
    """The cells with every mention of these concepts taken out."""
    if not slugs:
        return dict(cells)
    result = {}
    for key, value in cells.items():
        if key[0] in ("broader", "related"):
            value = [slug for slug in value if slug not in slugs]
        if value and not (key[0] == "replaced_by" and value in slugs):
            result[key] = value
    return result


def packed(cells: Cells) -> dict[str, Any]:
    """Cells as JSON can hold them: ``"preferred/bg"`` to value, in a fixed order."""
    return {f"{field}/{language}": cells[field, language] for field, language in sorted(cells)}


def unpacked(data: Mapping[str, Any]) -> dict[Key, Any]:
    """What `packed` was made from."""
    result = {}
    for name, value in data.items():
        field, _, language = name.partition("/")
        result[field, language] = value
    return result


def hash_of(data: Any) -> str:
    """SHA-256 over plain data in a fixed form, in hexadecimal digits."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def release_changes(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[CellChange]:
    """What changed from one snapshot (slug to packed cells) to the next, by slug. A concept that went is all cells
    emptied: it does not happen (deprecated concepts stay), but a list of changes must not hide it if it did."""
    found: list[CellChange] = []
    for slug in sorted({*before, *after}):
        found.extend(changes(slug, unpacked(before.get(slug, {})), unpacked(after.get(slug, {}))))
    return found
