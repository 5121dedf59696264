"""One searchable thing, as a room hands it in.

One thing is one document with all its languages, so that nothing is found twice. Leaves out how it is cut into tokens
(`tokens`) and stored (`comparanda.index.engines`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comparanda.kernel.language import Text

MAXIMUM_KEY_LENGTH = 200


class InvalidDocument(ValueError):
    """A room handed in a document that cannot be indexed; says which and why."""


@dataclass(frozen=True, slots=True)
class Document:
    """A searchable thing, e.g. one country's answer to one question.

    Attributes:
        key: unique over all kinds, e.g. "answer:blue-card/permit/BG"; putting it again replaces the document.
        kind: what it is, e.g. "answer"; a facet.
        audiences: who may find it, e.g. {"public"} or {"network", "observer:NO"}. A reader has such a set too and
            finds what shares at least one with it.
        language: the language it was written in, e.g. "bg".
        titles: title by language. At least one.
        texts: what else is searched, by language; a language without a text is a missing key.
        url_path: its page without the language prefix, e.g. "compare/blue-card/".
        countries: ISO 3166-1 alpha-2 codes it is about, e.g. ("BG",); a facet.
        topics: slugs it is about, e.g. ("labour-migration",); a facet.
        year: the year it speaks of; `None` where it has none. A facet.
        subtitle: a line under the title by language, e.g. what the answer belongs to; shown and searched.
        weight: how much rather than others it should stand first; 1 is usual, 2 is twice.
    """

    key: str
    kind: str
    audiences: frozenset[str]
    language: str
    titles: Text
    url_path: str
    texts: Text = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    year: int | None = None
    subtitle: Text = field(default_factory=dict)
    weight: float = 1.0

    def __post_init__(self) -> None:
        fault = ""
        if not self.key or len(self.key) > MAXIMUM_KEY_LENGTH:
            fault = f"its key has {len(self.key)} characters, 1 to {MAXIMUM_KEY_LENGTH} fit"
        elif not self.audiences:
            fault = "it names no audience; what nobody may find is not handed in"
        elif not any(clean(title) for title in self.titles.values()):
            fault = "it has no title"
        elif not self.kind:
            fault = "it has no kind"
        elif not 0 < self.weight < 100:
            fault = f"its weight is {self.weight}, more than 0 and less than 100 is possible"
        if fault:
            raise InvalidDocument(f"{self.key or 'a document'}: {fault}")

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that it can be read in, its own first: those of its texts, or of its titles where it has no text."""
        other = sorted(code for code, text in (self.texts or self.titles).items() if text.strip())
        return (self.language, *(code for code in other if code != self.language))


def document_json(document: Document) -> dict[str, Any]:
    """The document as JSON keeps it; texts in Unicode's composed form, without control characters."""
    return {
        "key": document.key,
        "kind": document.kind,
        "audiences": sorted(document.audiences),
        "language": document.language,
        "titles": _clean(document.titles),
        "url_path": document.url_path,
        "texts": _clean(document.texts),
        "countries": list(document.countries),
        "topics": list(document.topics),
        "year": document.year,
        "subtitle": _clean(document.subtitle),
        "weight": document.weight,
    }


def document_from_json(data: Mapping[str, Any]) -> Document:
    """The inverse of `document_json`."""
    return Document(
        key=data["key"],
        kind=data["kind"],
        audiences=frozenset(data["audiences"]),
        language=data["language"],
        titles=data["titles"],
        url_path=data["url_path"],
        texts=data["texts"],
        countries=tuple(data["countries"]),
        topics=tuple(data["topics"]),
        year=data["year"],
        subtitle=data["subtitle"],
        weight=data["weight"],
    )


def _clean(text: Text) -> dict[str, str]:
    cleaned = {language: clean(words) for language, words in text.items()}
    return {language: words for language, words in cleaned.items() if words}


def clean(text: str) -> str:
    """The text in composed form, with control characters, surrogates and marks of direction as spaces or nothing."""
    if not text.isprintable():
        text = text.translate(_STRIPPED)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


# C0 and C1 characters become spaces, except tab and line ends; what turns the direction of writing, byte order marks
# and lone surrogates vanish: none of them is ever part of a word, and PostgreSQL refuses some. So do soft hyphens, which
# stand inside words that were copied from a page.
_STRIPPED: dict[int, str | None] = {
    **{code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A, 0x0D)},
    **dict.fromkeys(
        (0x00AD, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    ),
    **dict.fromkeys(range(0xD800, 0xE000)),
}
