"""Finds names of countries in texts and queries, so that "Niemczech" and "Germany" meet in ``country:DE``.

Names are those of the Unicode CLDR in the language of the text, and a few that people use beside them. Inflected names
are found by their lemma. Leaves out adjectives and inhabitants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from comparanda.index.core.tokens import Token, forms
from comparanda.index.registry import Annotation

BESIDE: dict[str, dict[str, str]] = {
    "en": {"czech republic": "CZ", "great britain": "GB", "uk": "GB", "usa": "US", "united states of america": "US",
           "holland": "NL", "the netherlands": "NL", "republic of moldova": "MD", "türkiye": "TR", "burma": "MM",
           "ivory coast": "CI", "democratic republic of the congo": "CD", "macedonia": "MK", "slovak republic": "SK"},
    "bg": {"чешката република": "CZ", "чешка република": "CZ", "великобритания": "GB", "англия": "GB", "сащ": "US",
           "холандия": "NL", "република молдова": "MD", "македония": "MK", "словашката република": "SK"},
    "fr": {"république tchèque": "CZ", "grande-bretagne": "GB", "hollande": "NL", "états-unis d’amérique": "US",
           "macédoine": "MK", "biélorussie": "BY"},
    "de": {"tschechische republik": "CZ", "großbritannien": "GB", "holland": "NL", "usa": "US", "mazedonien": "MK",
           "weißrussland": "BY", "republik moldau": "MD"},
    "es": {"república checa": "CZ", "gran bretaña": "GB", "holanda": "NL", "ee uu": "US", "macedonia": "MK"},
    "pl": {"republika czeska": "CZ", "anglia": "GB", "usa": "US", "macedonia": "MK"},
    "it": {"repubblica ceca": "CZ", "gran bretagna": "GB", "olanda": "NL", "macedonia": "MK"},
    "ro": {"republica cehă": "CZ", "marea britanie": "GB", "olanda": "NL", "sua": "US"},
}  # fmt: skip
"""Language to other names that people use, in small letters, and the country's code."""


@lru_cache(maxsize=32)
def _names(language: str) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    """First form of a name to the whole names that begin so, the longest first, with their codes."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    named = {name: code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    named |= BESIDE.get(language, {})
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for name, code in named.items():
        if code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB"):
            name_forms = tuple(forms(name))
            if name_forms:
                found[name_forms[0]].append((name_forms, code))
    return {first: sorted(names, key=lambda one: -len(one[0])) for first, names in found.items()}


def countries_in(
    text: str, tokens: Sequence[Token], lemmas: Mapping[str, str], language: str, *, typed: bool = False
) -> Iterator[Annotation]:
    """Countries named in a text.

    Args:
        tokens: of the text.
        lemmas: of its forms, as far as they are known.
        typed: it is a query, whose author may leave capitals out; in a text a name has one, so that Bulgarian "мали"
            (small ones) is not a country.
    """
    names = _names(language)
    if not names:
        return
    at = 0
    while at < len(tokens):
        token = tokens[at]
        step = 1
        if typed or text[token.start].isupper() or not text[token.start].isalpha():
            lemma = lemmas.get(token.form, token.form)
            for name, code in (
                *names.get(token.form, ()),
                *(names.get(lemma, ()) if lemma != token.form else ()),
            ):
                if len(name) == 1 or _follows(name, tokens, at, lemmas):
                    step = len(name)
                    yield Annotation(token.start, tokens[at + step - 1].end, f"country:{code}")
                    break
        at += step


def _follows(name: tuple[str, ...], tokens: Sequence[Token], at: int, lemmas: Mapping[str, str]) -> bool:
    if at + len(name) > len(tokens):
        return False
    return all(
        part in (tokens[at + place].form, lemmas.get(tokens[at + place].form))
        for place, part in enumerate(name[1:], start=1)
    )
