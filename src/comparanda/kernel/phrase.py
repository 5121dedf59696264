"""Marks English message identifiers in plain Python for the catalogue. The storeys that know the
reader's language translate them; this one only makes them findable for the extractor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self


def phrase(message: str) -> str:
    """Return ``message`` unchanged; the extractor collects its argument."""
    return message


def counted(singular: str, plural: str) -> tuple[str, str]:
    """Return both forms unchanged; the extractor collects them as a plural entry."""
    return singular, plural


class Sentence(str):
    """A catalogue message with its places filled: as a string in English, by `in_words` in any language. A sentence
    made of a sentence is the same, whatever the values.

    message: the English message as the catalogue has it, with ``%(name)s`` places.
    values: what fills them: strings as they are, whole numbers and floats (told with one decimal) in the form of the
        language, and sentences, which are put into the language themselves. May hold more than the message names.
    """

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, /, **values: object) -> Self:
        if isinstance(message, Sentence):
            values, message = dict(message.values), message.message
        sentence = super().__new__(cls, _filled(message, values, str, _english))
        sentence.message, sentence.values = message, values
        return sentence

    def in_words(self, translate: Callable[[str], str], number: Callable[[int | float], str]) -> str:
        """In the language of ``translate`` (message to its translation) and ``number`` (a number as it is written)."""
        # A catalogue answers the empty message with its own head.
        return _filled(translate(self.message) if self.message else "", self.values, translate, number)


def told(fault: str, remedy: str = "", of: str = "") -> Sentence:
    """A fault with what to do about it and what it is of, each told unless it is empty: ``of: fault (remedy)``."""
    sentence = Sentence("%(fault)s (%(remedy)s)", fault=fault, remedy=remedy) if remedy else Sentence(fault)
    return Sentence("%(of)s: %(fault)s", of=of, fault=sentence) if of else sentence


def _filled(
    text: str,
    values: Mapping[str, object],
    translate: Callable[[str], str],
    number: Callable[[int | float], str],
) -> str:
    if not values:
        return text
    words = {}
    for name, value in values.items():
        if isinstance(value, Sentence):
            words[name] = value.in_words(translate, number)
        elif isinstance(value, int | float):
            words[name] = number(value)
        else:
            words[name] = str(value)
    return text % words


def _english(number: int | float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
