"""What somebody typed into a search box, taken apart: words, "phrases" and -excluded words.

Nothing that was typed reaches a database as syntax: only forms of words leave this module. Leaves out lemmas, concepts
and spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comparanda.index.core.document import clean
from comparanda.index.core.tokens import form_of, forms
from comparanda.kernel.phrase import phrase

MAXIMUM_LENGTH = 400
"""Characters. A longer text is not a query but a document."""

MAXIMUM_WORDS = 40
"""Words that are looked for; those after them are let go. The shortest words of 400 characters would be 200."""


class InvalidQuery(ValueError):
    """A query that is not asked. ``message`` is an English catalogue message with ``%(name)s`` places filled from
    ``values``, fit to stand beside the search box."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart.

    Attributes:
        text: what was typed, without control characters and with single spaces; fit to be shown again.
        words: forms to be found, each once, in their order, e.g. ("blue", "card").
        phrases: sequences of forms to be found beside each other: what stood in quotes, and numbers of acts and queries,
            e.g. ("2003", "86", "ec").
        excluded: sequences of forms that must not occur.
    """

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @property
    def empty(self) -> bool:
        """True where nothing is looked for: only punctuation, or only what must not occur."""
        return not self.words and not self.phrases

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that is looked for, each once: the words, then those of the phrases."""
        return tuple(dict.fromkeys([*self.words, *(form for phrase in self.phrases for form in phrase)]))


_QUOTED = re.compile(r'(?<!\w)(-?)(?:"([^"]*)"|„([^“”"]*)[“”"]|“([^”"]*)[”"]|«([^»]*)»)')
_SPACES = re.compile(r"\s+")
# Elided articles stand before an apostrophe; what it joins are words of their own.
_APART = re.compile(r"['’ʼ`´]")
_DASHES = "-−–—"


def parse_query(typed: str) -> Query:
    """Take apart what was typed.

    Raises:
        InvalidQuery: it is longer than 400 characters.
    """
    if len(typed) > MAXIMUM_LENGTH * 4:
        # Not even cleaned: a megabyte is refused as fast as a line.
        raise InvalidQuery(TOO_LONG, length=len(typed), maximum=MAXIMUM_LENGTH)
    text = _SPACES.sub(" ", clean(typed)).strip()
    if len(text) > MAXIMUM_LENGTH:
        raise InvalidQuery(TOO_LONG, length=len(text), maximum=MAXIMUM_LENGTH)
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []

    def take(found: tuple[str, ...], exclude: bool, quoted: bool) -> None:
        if not found:
            return
        if exclude:
            excluded.append(found)
        elif len(found) > 1 and (quoted or any(form.isdecimal() for form in found)):
            phrases.append(found)
        else:
            words.extend(found)

    def in_quotes(match: re.Match[str]) -> str:
        take(
            tuple(forms(next(group for group in match.groups()[1:] if group is not None))),
            match[1] == "-",
            True,
        )
        return " "

    for chunk in _QUOTED.sub(in_quotes, text).split():
        exclude = chunk[0] in _DASHES and len(chunk) > 1 and form_of(chunk[1]).isalnum()
        pieces = [tuple(forms(piece)) for piece in _APART.split(chunk[1:] if exclude else chunk)]
        pieces = [piece for piece in pieces if piece]
        # The "l" of "l'asile" and the "s" of "state's" say nothing.
        told = [piece for piece in pieces if len(piece) > 1 or len(piece[0]) > 1] or pieces
        for piece in told:
            take(piece, exclude, False)
    return _cut(text, words, phrases, excluded)


TOO_LONG = phrase(
    "The query has %(length)s characters; at most %(maximum)s fit. Take the words that matter most."
)


def _cut(
    text: str, words: list[str], phrases: list[tuple[str, ...]], excluded: list[tuple[str, ...]]
) -> Query:
    """The query with each thing once and no more words than are looked for."""
    left = MAXIMUM_WORDS
    kept: list[list[tuple[str, ...]]] = []
    for sequences in (phrases, [(word,) for word in words], excluded):
        here: list[tuple[str, ...]] = []
        for sequence in dict.fromkeys(sequences):
            if left <= 0:
                break
            here.append(sequence[:left])
            left -= len(sequence)
        kept.append(here)
    return Query(
        text=text,
        words=tuple(sequence[0] for sequence in kept[1]),
        phrases=tuple(kept[0]),
        excluded=tuple(kept[2]),
    )
