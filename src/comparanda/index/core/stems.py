"""What a word that no dictionary knows has in common with its inflections, where a language's grammar says it simply.

Bulgarian has rules since its dictionary is small and its article hangs on the word, Polish for adjectives, whose feminine
and neuter forms are missing from its. The result is no word; it is only compared. Leaves out words that a dictionary
knows.
"""

from __future__ import annotations

import re

STEM = "~"
"""Begins the token of a stem, so that no stem is taken for a word."""

SHORTEST = 4
"""Letters that stay."""

# The first that fits counts. Adjectives lose their suffix too, since it loses a vowel before an ending (правен, правна);
# nouns of action (обжалване) are spared that. The article -та follows a vowel or -ст, -то and -те follow a vowel.
_BULGARIAN = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![аеиоуъюя])(ният|ния|ната|ното|ните|на|но|ни|ен)$",
        r"(ията|ията|иите|ието|ия|ии|ие)$",
        r"(овете|ове)$",
        r"(ата|ята|ото|ето|ите|ете|ът|ят)$",
        r"(?<=ст)та$",
        r"[аяоеиъую]$",
    )
)

_POLISH = (re.compile(r"(iego|iemu|imi|ich|iej|ego|emu|ymi|ych|ym|im|ej|ie|ia|ią|y|a|ą|e|i|o)$"),)
_RULES = {"bg": _BULGARIAN, "pl": _POLISH}


def stem(word: str, language: str) -> str:
    """The word without endings of inflection, e.g. "мигрантите" and "мигрант" are both "мигрант"; the word itself in a
    language without rules."""
    for pattern in _RULES.get(language, ()):
        found = pattern.search(word)
        if found is not None and found.start() >= SHORTEST:
            return word[: found.start()]
    return word
