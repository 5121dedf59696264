"""What words of several languages share when they come from one: "homosexual", "homosexualité", "хомосексуален".

A cognate key is the beginning of a word in plain Latin letters, with the spellings of one sound made one. It brings
together what no dictionary links, words of one family too ("constitution", "конституционен"); it also brings together
what merely looks alike, and therefore counts little. Leaves out what weight it has.
"""

from __future__ import annotations

import re
from functools import lru_cache

from comparanda.index.core.tokens import plain

COGNATE = "k:"
"""Begins the token of a key, so that no key is taken for a word."""

LETTERS = 5
"""Of a key; a shorter word has none."""

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "s", "и": "i", "й": "i", "к": "c",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
        "ц": "c", "ч": "c", "ш": "s", "щ": "st", "ъ": "a", "ь": "i", "ю": "u", "я": "a", "ѝ": "i",
    }
)  # fmt: skip
_GREEK = str.maketrans(
    {
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "s", "η": "i", "θ": "t", "ι": "i", "κ": "c", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "cs", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f",
        "χ": "h", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
_ONE_SOUND = (
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("qu|ck|ch|k|q"), "c"),
    (re.compile("cz|cs|ts|tz"), "c"),
    (re.compile("sch|sz|sh"), "s"),
    (re.compile("x"), "cs"),
    (re.compile("y|j"), "i"),
    (re.compile("w"), "v"),
    (re.compile("z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=1 << 16)
def cognate(word: str) -> str | None:
    """The token of a word's key; `None` where the word is too short for one, or of another script."""
    letters = plain(word)
    if not letters.isascii():
        letters = letters.translate(_CYRILLIC).translate(_GREEK)
        if not letters.isascii():
            return None
    for pattern, sound in _ONE_SOUND:
        letters = pattern.sub(sound, letters)
    return COGNATE + letters[:LETTERS] if len(letters) >= LETTERS and letters.isalpha() else None
