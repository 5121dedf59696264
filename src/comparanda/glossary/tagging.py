"""Concepts in running text, with the words as they stand now: taggers by language, made when first asked for and anew
after words have changed.

Lemmas come from the index's table of word forms; whoever can wait may also ask the language worker. Leaves out how labels
are found (`core.tagging`).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from babel import Locale, UnknownLocaleError
from django.db import connection

from comparanda.glossary import queries
from comparanda.glossary.core.tagging import Mark, Tagger, Term
from comparanda.index import lemmas
from comparanda.index.models import Form
from comparanda.index.registry import Annotation

FORMS_AT_ONCE = 500
_TOKEN = "concept:"

LOOKED = 1.0
"""Seconds for which a tagger goes on without looking whether words have changed, so that a whole index can be built
without a query a text. Whoever changed them in this process sees it at once."""

_taggers: dict[tuple[str, bool], tuple[str, Tagger]] = {}
_lock = threading.Lock()
_looked: tuple[float, str] | None = None


def forget(slugs: Sequence[str] = ()) -> None:
    """Look again: words have changed."""
    global _looked
    _looked = None


def _stamp() -> str:
    global _looked
    now = time.monotonic()
    known = _looked
    # Inside a transaction words may be changed and taken back: there it is asked each time.
    if known is not None and now - known[0] < LOOKED and not connection.in_atomic_block:
        return known[1]
    stamp = queries.stamp()
    if not connection.in_atomic_block:
        _looked = (now, stamp)
    return stamp


def known_lemmas(words: Sequence[str], language: str) -> list[str]:
    """The lemma of each word that the index has met, else the word itself: no dictionary is opened."""
    found: dict[str, str] = {}
    distinct = list(dict.fromkeys(words))
    for start in range(0, len(distinct), FORMS_AT_ONCE):
        some = Form.objects.filter(language=language, form__in=distinct[start : start + FORMS_AT_ONCE])
        found |= dict(some.values_list("form", "lemma"))
    return [found.get(word, word) for word in words]


def all_lemmas(words: Sequence[str], language: str) -> list[str]:
    """The lemma of each word, out of a dictionary where the index has not met it."""
    found = lemmas.lemmas_of_texts(language, {word: word for word in words})
    return [found.get(word, word) for word in words]


def _places(language: str) -> list[str]:
    """Names of countries in the language; none where the language is unknown to the CLDR."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return []
    return [name for code, name in territories.items() if len(code) == 2 and code.isalpha()]


def tagger(language: str, *, patient: bool = False) -> Tagger:
    """The tagger of a language with the words as they are. ``patient``: words that are not known yet are looked up in a
    dictionary, which takes seconds the first time."""
    now = _stamp()
    standing = _taggers.get((language, patient))
    if standing is not None and standing[0] == now:
        return standing[1]
    with _lock:
        standing = _taggers.get((language, patient))
        if standing is not None and standing[0] == now:
            return standing[1]
        terms = [Term(slug, text, kind) for slug, _of, kind, text in queries.terms(language)]
        made = Tagger(
            language,
            terms,
            all_lemmas if patient else known_lemmas,
            places=_places(language) if terms else (),
        )
        _taggers[language, patient] = (now, made)
        return made


def marks(text: str, language: str, *, patient: bool = False) -> list[Mark]:
    """Concepts in a text by their places; none in a language without labels."""
    return tagger(language, patient=patient).marks(text)


def concepts_in(text: str, language: str) -> list[str]:
    """Slugs of the concepts that a text speaks of, the most frequent first; of equals, the earlier."""
    counted = Counter(mark.concept for mark in marks(text, language))
    return [slug for slug, _count in counted.most_common()]


def annotations(text: str, language: str) -> Iterator[Annotation]:
    """What the index is told of a text: each concept by a token of its own, the same in every language."""
    for mark in marks(text, language, patient=True):
        yield Annotation(mark.start, mark.end, _TOKEN + mark.concept)


def neighbours(token: str) -> Iterator[tuple[str, float]]:
    """What the index may look for beside a concept: the concepts just below it, and with less weight below those."""
    if not token.startswith(_TOKEN):
        return
    below = queries.narrower_of()
    for child in below.get(token.removeprefix(_TOKEN), ()):
        yield _TOKEN + child, 0.5
        for grandchild in below.get(child, ()):
            yield _TOKEN + grandchild, 0.25


def token_of(slug: str) -> str:
    """The index's token of a concept."""
    return _TOKEN + slug
