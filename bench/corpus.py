"""Documents made for measuring the index: real words of four languages, as often as words are in real texts.

The words come out of the dictionaries of the lemmatiser; the first hundred of each language come from its short words,
and the n-th word is used about 1/n as often as the first (Zipf). Leaves out meaning: nothing here can be read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comparanda.index.core.document import Document

LANGUAGES = ("en", "bg", "fr", "de")
FORMS = 40_000
"""Word forms of each language."""

TITLE_WORDS, TEXT_WORDS = 6, 40
COUNTRIES = "AT BE BG HR CY CZ DE EE FI FR GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE NO".split()
TOPICS = "asylum return reception integration citizenship detention labour-migration trafficking".split()
KINDS = ("answer", "answer", "answer", "answer", "question", "comparison", "concept")


@cache
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """Forms, the most frequent first, and their cumulated frequencies."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    known = [word for word in DefaultDictionaryFactory(1).get_dictionary(language) if word.isalpha()]
    chance = random.Random(language)
    chosen = chance.sample(known, min(FORMS, len(known)))
    short = [word for word in chosen if len(word) <= 5][:100]
    forms = [*short, *(word for word in chosen if word not in set(short))]
    return forms, list(accumulate(1 / (rank + 10) for rank in range(len(forms))))


def documents(count: int, seed: int = 1, first: int = 0) -> Iterator[Document]:
    """So many documents, the same for the same seed."""
    from comparanda.index.core.document import Document

    chance = random.Random(seed)
    for number in range(first, first + count):
        language = LANGUAGES[number % len(LANGUAGES)]
        forms, weights = vocabulary(language)
        words = chance.choices(forms, cum_weights=weights, k=TITLE_WORDS + TEXT_WORDS)
        yield Document(
            key=f"made:{number}",
            kind=chance.choice(KINDS),
            audiences=frozenset({"public"} if number % 5 else {"network"}),
            language=language,
            titles={language: " ".join(words[:TITLE_WORDS]).capitalize()},
            texts={language: " ".join(words[TITLE_WORDS:]).capitalize() + "."},
            url_path=f"made/{number}/",
            countries=(chance.choice(COUNTRIES),),
            topics=(chance.choice(TOPICS),),
            year=chance.randint(2015, 2026),
        )


def queries(count: int, seed: int = 2) -> list[tuple[str, str]]:
    """Language and words of so many queries: one to three words each, as frequent as their rank among the two thousand
    most frequent says, so that some match thousands of documents and some a handful."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        forms, _ = vocabulary(language)
        words = [forms[int(2000 ** chance.random()) + 20] for _ in range(1 + number % 3)]
        made.append((language, " ".join(words)))
    return made
