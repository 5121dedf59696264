"""How well concepts are found in running text, measured on the sentences labelled by hand in ``tests/data/tagging``.

The labels are those of the starter glossary, the lemmas those of simplemma; no database takes part. A mark counts as
found only where place and concept are both right. The bar holds for Bulgarian and English; the other four languages are
small samples and are only shown: run with ``-s`` to read the table.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from babel import Locale
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from comparanda.glossary.core.tagging import Tagger, Term

PROJECT = Path(__file__).parents[2]
SENTENCES = PROJECT / "tests" / "data" / "tagging" / "sentences.jsonl"
AREAS = sorted((PROJECT / "content" / "glossary").glob("*/labels.csv"))
LANGUAGES = ("bg", "en", "fr", "de", "es", "pl")
BAR = 0.90

Found = tuple[int, int, str]


@dataclass(frozen=True)
class Score:
    """Counts over all sentences of a language: marks that are right, marks that are not, marks that are missed."""

    sentences: int
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


@cache
def lemmatizer() -> Lemmatizer:
    """With packed dictionaries, as the language worker of the site has them."""
    factory = StreamDictionaryFactory(cache_max_size=len(LANGUAGES))
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))


def lemmatised(words: Sequence[str], language: str) -> list[str]:
    return [lemmatizer().lemmatize(word, lang=language) for word in words]


@cache
def labels() -> tuple[dict[str, str], ...]:
    """Rows of all labels of the starter glossary."""
    rows: list[dict[str, str]] = []
    for path in AREAS:
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return tuple(rows)


@cache
def starter_tagger(language: str) -> Tagger:
    """The tagger as the site makes it out of the starter glossary."""
    terms = [
        Term(row["concept"], row["label"], row["kind"])
        for row in labels()
        if row["language"] == language and row["kind"] != "none"
    ]
    countries = [
        name for code, name in Locale.parse(language).territories.items() if len(code) == 2 and code.isalpha()
    ]
    return Tagger(language, terms, lemmatised, places=countries)


@cache
def labelled() -> dict[str, list[tuple[str, frozenset[Found]]]]:
    """Language to its sentences, each with the marks that a reader would want."""
    found: dict[str, list[tuple[str, frozenset[Found]]]] = {}
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        marks = frozenset((mark["start"], mark["end"], mark["concept"]) for mark in one["marks"])
        found.setdefault(one["language"], []).append((one["text"], marks))
    return found


def marked(text: str, language: str) -> frozenset[Found]:
    return frozenset((mark.start, mark.end, mark.concept) for mark in starter_tagger(language).marks(text))


@cache
def score(language: str) -> Score:
    right = wrong = missed = 0
    for text, wanted in labelled()[language]:
        found = marked(text, language)
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    return Score(len(labelled()[language]), right, wrong, missed)


def table() -> str:
    lines = ["language  sentences  marks  precision  recall"]
    for language in LANGUAGES:
        of = score(language)
        lines.append(
            f"{language:8}  {of.sentences:9}  {of.right + of.missed:5}  {of.precision:9.3f}  {of.recall:6.3f}"
        )
    return "\n".join(lines)


def test_the_set_is_as_large_as_it_is_said_to_be() -> None:
    counts = {language: len(sentences) for language, sentences in labelled().items()}

    assert counts.keys() == set(LANGUAGES)
    assert sum(counts.values()) >= 300
    assert counts["bg"] >= 100
    assert counts["en"] >= 60


def test_every_label_of_the_set_lies_in_its_sentence() -> None:
    concepts = {row["concept"] for row in labels()}

    for sentences in labelled().values():
        for text, marks in sentences:
            places = sorted(marks)
            assert all(0 <= start < end <= len(text) for start, end, _ in places), text
            assert all(one[1] <= other[0] for one, other in pairwise(places)), text
            assert {concept for _, _, concept in places} <= concepts, text


@pytest.mark.parametrize("language", ["bg", "en"])
def test_precision_and_recall_reach_the_bar(language: str) -> None:
    print("\n" + table())

    of = score(language)

    assert of.precision >= BAR, table()
    assert of.recall >= BAR, table()


@pytest.mark.parametrize("language", ["bg", "de"])
def test_a_sentence_is_tagged_alike_alone_and_in_a_crowd(language: str) -> None:
    """What the tagger remembers of one text must not show in the next: a fresh one says the same as one that has read
    all the others."""
    texts = [text for text, _ in labelled()[language]][:12]
    seasoned = [marked(text, language) for text in texts]

    starter_tagger.cache_clear()
    fresh = [marked(text, language) for text in reversed(texts)]

    assert seasoned == list(reversed(fresh))
