"""What somebody types into a cell of the grid, as labels and texts, and back. Values in, values out.

Labels are separated by ";", a single dash says that the language has no term. Labels of a region are not edited here:
they are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from comparanda.glossary.core import cells as core
from comparanda.kernel.phrase import phrase

NO_TERM = "–"
"""What a cell shows, and may be given, for a language that has no term for the concept."""

_DASHES = frozenset({"-", "–", "—", "∅"})

FIELDS = ("preferred", "alternative", "hidden", "definition", "scope_note")
"""What the grid edits; the rest of a concept has a page of its own."""


class CellError(ValueError):
    """What was typed cannot be a cell; ``message`` is a catalogue message."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def tidied(field: str, text: str) -> str:
    """What was typed without what nobody meant: labels on one line, texts in paragraphs with a blank line between.

    Browsers send line ends of their own: two texts are the same where they are so after this.
    """
    if field in core.LABEL_FIELDS:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def shown(cells: core.Cells, field: str, language: str) -> str:
    """The cell's line: labels without a region, separated by "; "; a dash for "no term"; empty for nothing."""
    value = cells.get((field, language))
    if field not in core.LABEL_FIELDS:
        return value or ""
    line = "; ".join(one["text"] for one in value or () if not one["region"])
    if not line and field == "preferred" and _at_large(cells.get(("none", language))):
        return NO_TERM
    return line


def regional(cells: core.Cells, field: str, language: str) -> list[tuple[str, str]]:
    """Labels of regions in the cell, as text and country code."""
    if field not in core.LABEL_FIELDS:
        return []
    return [(one["text"], one["region"]) for one in cells.get((field, language)) or () if one["region"]]


def says_no_term(line: str) -> bool:
    """True for a line that is one dash."""
    return line.strip() in _DASHES


def typed(
    cells: core.Cells,
    field: str,
    language: str,
    line: str,
    *,
    source_title: str = "",
    source_url: str = "",
) -> list[tuple[core.Key, Any]]:
    """The cells that a line makes, as key and value (``None`` for empty). New labels carry the source given; a label
    that was there keeps its own, and its semicolons. A text that says the same stays to the letter.

    Raises `CellError` where a preferred cell holds more than one label, or another cell a dash.
    """
    line = tidied(field, line)
    key = (field, language)
    if field not in core.LABEL_FIELDS:
        text = cells.get(key) or ""
        return [(key, (text if tidied(field, text) == line else line) or None)]
    standing: list[dict[str, str]] = list(cells.get(key) or ())
    of_regions = [one for one in standing if one["region"]]
    none = list(cells.get(("none", language)) or ())
    by_text = {tidied(field, one["text"]): one for one in _at_large(standing)}
    texts = list(dict.fromkeys(_labels(line, by_text)))
    if field != "preferred" and any(map(says_no_term, texts)):
        raise CellError(phrase("Only the preferred label can say that there is no term."))
    if field == "preferred" and len(texts) > 1:
        raise CellError(phrase("One preferred label in a language; the others go under “Other labels”."))
    if any(map(says_no_term, texts)):
        if not _at_large(none):
            none = [core.label("", source_title=source_title, source_url=source_url), *none]
        return [(key, of_regions or None), (("none", language), none)]
    made = [
        by_text.get(text)
        or core.label(
            text,
            source_title=source_title,
            source_url=source_url,
            confidence="medium" if source_title else "",
        )
        for text in texts
    ]
    result: list[tuple[core.Key, Any]] = [(key, [*made, *of_regions] or None)]
    if field == "preferred" and _at_large(none):
        # Whoever writes a label, or takes the dash away, no longer says that there is no term.
        result.append((("none", language), [one for one in none if one["region"]] or None))
    return result


def _at_large(labels: Sequence[dict[str, str]] | None) -> list[dict[str, str]]:
    """Those of the language as a whole."""
    return [one for one in labels or () if not one["region"]]


def _labels(line: str, known: Iterable[str]) -> list[str]:
    """The labels of a line. One that was there and holds semicolons itself is taken as a whole."""
    parts = [part.strip() for part in line.split(";")]
    wholes = {tuple(part.strip() for part in text.split(";")): text for text in known if ";" in text}
    found = []
    at = 0
    while at < len(parts):
        fitting = [whole for whole in wholes if tuple(parts[at : at + len(whole)]) == whole]
        whole = max(fitting, key=len, default=(parts[at],))
        found.append(wholes.get(whole, whole[0]))
        at += len(whole)
    return [text for text in found if text]
