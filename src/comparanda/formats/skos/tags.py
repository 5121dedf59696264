"""Language tags after BCP 47 (RFC 5646), split into language and region as the glossary keeps them.

The registry of subtags is not carried along: which languages, scripts and regions exist is the Unicode CLDR's word
(Babel), and a language of three letters that it does not know is believed. Leaves out extended language subtags as
languages of their own, and matching of ranges (RFC 4647).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from comparanda.kernel.language import EU_LANGUAGES
from comparanda.kernel.phrase import Sentence, phrase

_SUBTAGS = re.compile(
    r"(?P<language>[a-z]{2,8})(?P<extended>(-[a-z]{3}){0,3})(-(?P<script>[a-z]{4}))?"
    r"(-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<rest>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[a-wy-z0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE | re.ASCII,
)
WRITE_TAG = phrase('write "%(better)s"')
"""The remedy for a tag that was meant otherwise."""

_PRIVATE = re.compile(r"x(-[a-z0-9]{1,8})+", re.IGNORECASE | re.ASCII)
# Codes that stay as they are written although the CLDR has merged the languages into others.
_ALSO_LANGUAGES = frozenset({"bh", "sh", "tl", "tw"})
_ALSO_REGIONS = frozenset({"EU", "UN"})
_NAMED_IN_THEMSELVES = frozenset({*EU_LANGUAGES, "mk", "no", "sq", "sr", "uk"})


_NOTHING = Sentence("")


@dataclass(frozen=True, slots=True)
class Tag:
    """A language tag read.

    language: BCP 47 in its usual letter case without the region, e.g. "sr-Latn"; as written where `fault` says why
        it cannot be used, empty where there was no tag.
    region: e.g. "AT" or "419" where the tag ends with it, else empty ("ca-ES-valencia" stays whole).
    fault, remedy: empty for a good tag; like the remark English as strings, and fit for any language.
    remark: what was changed beyond letter case, e.g. a code of three letters for one of two; else empty.
    """

    language: str
    region: str = ""
    fault: Sentence = _NOTHING
    remedy: Sentence = _NOTHING
    remark: Sentence = _NOTHING

    @property
    def whole(self) -> str:
        return f"{self.language}-{self.region}" if self.region else self.language


@lru_cache(maxsize=4096)
def read_tag(written: str) -> Tag:
    """The tag with its parts in their usual case, e.g. "de-at" as ("de", "AT"). Never raises: see `Tag.fault`."""
    if not written:
        return Tag("")
    if _PRIVATE.fullmatch(written):
        return Tag(written.lower())
    found = _SUBTAGS.fullmatch(written)
    if found is None:
        return _faulty(written, phrase('"%(tag)s" is not a language tag after BCP 47'))
    language, region = found["language"].lower(), (found["region"] or "").upper()
    remark = _NOTHING
    short = str(get_global("language_aliases").get(language, ""))
    if re.fullmatch("[a-z]{2}", short) and language not in _ALSO_LANGUAGES:
        if len(language) > 2:
            remark = Sentence(
                phrase(
                    '"%(tag)s" was read as "%(short)s": BCP 47 takes the code of two letters where there is one'
                ),
                tag=written,
                short=short,
            )
        language = short
    if not (language in _languages() or language in _ALSO_LANGUAGES or len(language) == 3):
        return _faulty(
            written,
            phrase('"%(tag)s" names no language: there is none with the code "%(code)s"'),
            found["language"],
        )
    if region and not region.isdigit() and region not in _regions():
        return _faulty(
            written, phrase('"%(tag)s" names no region: there is none with the code "%(code)s"'), region
        )
    pieces = [language + found["extended"].lower()]
    if found["script"]:
        pieces.append(found["script"].title())
    if region and found["rest"]:
        pieces.append(region)
        region = ""
    rest = found["rest"].lower().removeprefix("-")
    return Tag("-".join([*pieces, rest] if rest else pieces), region, remark=remark)


def _faulty(written: str, fault: str, code: str = "") -> Tag:
    better = _suggestion(written)
    shown = written if len(written) <= 40 else written[:39] + "…"
    remedy = (
        Sentence(WRITE_TAG, better=better)
        if better
        else Sentence(phrase('write a tag such as "bg", "en" or "de-AT"'))
    )
    return Tag(written, fault=Sentence(fault, tag=shown, code=code), remedy=remedy)


def _suggestion(written: str) -> str:
    """What was probably meant: another dash, a language's English or own name, a country's code; else empty."""
    plain = written.strip().replace("_", "-")
    if plain != written:
        tag = read_tag(plain)
        return "" if tag.fault else tag.whole
    if named := _language_names().get(plain.casefold()):
        return named
    language, _, region = plain.partition("-")
    if aliases := get_global("territory_aliases").get(region.upper()):
        return f"{language.lower()}-{aliases[0]}"
    if len(language) == 2 and not region:
        official: tuple[str, ...] = get_official_languages(language.upper())
        # A country's code for its language is the commonest slip: "cz", "dk", "gr", "ua".
        return official[0] if len(official) == 1 else {"gr": "el"}.get(language.lower(), "")
    return ""


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    return frozenset(Locale("en").territories) | _ALSO_REGIONS


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    """Names of languages in English and, for those of our countries, in themselves, to their codes."""
    names: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        if len(code) == 2:
            own = Locale.parse(code).get_display_name(code) if code in _NAMED_IN_THEMSELVES else None
            for each in (own, name):
                if each:
                    names[each.casefold()] = code
    return names
