"""Languages, and text kept by language with a fallback that shows.

Leaves out the interface's own words, which are gettext's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Text = Mapping[str, str]
"""Language code to text, e.g. ``{"en": "Return", "bg": "Връщане"}``. A missing language is a missing key."""

EU_LANGUAGES: tuple[str, ...] = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The 24 official languages (Regulation No 1 of 1958 as amended), ISO 639-1."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with the language it is really in, so that pages can mark it, e.g. ``Spoken("Return", "en")``.

    ``text`` is empty when there is none in any language; ``language`` is then the one asked for.
    """

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def spoken(text: Text, language: str) -> Spoken:
    """The text in ``language``; else in English; else in the first language it has.

    The fallback is visible in the result's ``language``.
    """
    for code in (language, "en", *text):
        if text.get(code):
            return Spoken(text[code], code)
    return Spoken("", language)
