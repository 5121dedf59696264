"""Cuts text of any language into words, and gives each word the form under which it is found.

A word's form is compatibility-composed and case-folded, which also makes the two Greek sigmas one. Accents stay: a form
without them is an additional one (`plain`), so that "refugie" finds "réfugié" and "ѝ" does not become "и".
Leaves out lemmas, which need a dictionary, and concepts, which the storeys above know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_FORM = 64
"""Characters. What is longer is no word of any language; its beginning stands for it."""

# Letters and digits of any script, with the marks that combine with them and the joiners inside a word.
_WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d])*"
)
# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
_NO_WORD = re.compile(r"[\s!-/:-@\[-`{-~]+")
_MARKS = re.compile(r"(?<=[a-zα-ω])[\u0300-\u036f]+")


class Token(NamedTuple):
    """A word where it stands: ``text[start:end]``, found under ``form``."""

    start: int
    end: int
    form: str


@lru_cache(maxsize=1 << 16)
def form_of(word: str) -> str:
    """The form under which a word is found, e.g. ``form_of("ΛΌΓΟΣ") == form_of("λόγος")``."""
    if word.isascii():
        return word.lower()[:LONGEST_FORM]
    form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    # Some single signs are composed of several words or have brackets: "ﷺ", "⑴".
    return (_NO_WORD.sub("", form) or word)[:LONGEST_FORM]


@lru_cache(maxsize=1 << 16)
def plain(form: str) -> str:
    """The form without the accents of Latin and Greek letters; Cyrillic й and ѝ are letters of their own and stay."""
    if form.isascii():
        return form
    stripped = _MARKS.sub("", unicodedata.normalize("NFD", form))
    return unicodedata.normalize("NFC", stripped).translate(_LETTERS)


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in their order."""
    for match in _WORD.finditer(text):
        yield Token(match.start(), match.end(), form_of(match.group()))


def forms(text: str) -> list[str]:
    """The forms of a text's words in their order, repeated ones too."""
    if text.isascii():
        return [word[:LONGEST_FORM] for word in _WORD.findall(text.lower())]
    return [form_of(word) for word in _WORD.findall(text)]
