"""Finding concepts in running text, beside the bare automaton over the same labels and text; and how well it finds them.

The text is that
of the retrieval set, not the labelled sentences, which hold far more terms than people write.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figure import Figure, processor

if TYPE_CHECKING:
    from comparanda.glossary.core.tagging import Tagger

PROJECT = Path(__file__).resolve().parents[1]
SPEED_BAR = 0.3
SCORE_BAR = 0.90
RUNS = 5
REPEATED = 40
"""How often the text is taken: some 0.6 million characters."""


def _labels() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted((PROJECT / "content" / "glossary").glob("*/labels.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row["label"]]
    return rows


def _lines(path: str) -> list[Any]:
    text = (PROJECT / "tests" / "data" / path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _lemmas(words: Sequence[str], language: str) -> list[str]:
    import simplemma

    return [simplemma.lemmatize(word, lang=language).lower() for word in words]


def tagger(language: str, labels: list[dict[str, str]]) -> Tagger:
    """The tagger of a language over the starter glossary."""
    from babel import Locale

    from comparanda.glossary.core.tagging import Tagger, Term

    terms = [Term(row["concept"], row["label"], row["kind"]) for row in labels if row["language"] == language]
    places = [name for code, name in Locale.parse(language).territories.items() if len(code) == 2]
    return Tagger(language, terms, _lemmas, places=places)


def scores(language: str, labels: list[dict[str, str]]) -> tuple[float, float]:
    """Precision and recall on the labelled sentences: a mark counts with its place and concept."""
    found = right = wanted = 0
    ready = tagger(language, labels)
    for sentence in _lines("tagging/sentences.jsonl"):
        if sentence["language"] != language:
            continue
        gold = {(mark["start"], mark["end"], mark["concept"]) for mark in sentence["marks"]}
        told = {(mark.start, mark.end, mark.concept) for mark in ready.marks(sentence["text"])}
        found, right, wanted = found + len(told), right + len(gold & told), wanted + len(gold)
    return right / found, right / wanted


def measure() -> Iterator[Figure]:
    """Speed against the bare automaton in Bulgarian and English, then precision and recall in six languages."""
    import ahocorasick

    labels = _labels()
    documents = _lines("retrieval/documents.jsonl")
    for language in ("bg", "en"):
        text = "\n".join(one["text"] for one in documents if one["language"] == language) * REPEATED
        bare = ahocorasick.Automaton()
        for row in labels:
            if row["language"] == language:
                bare.add_word(row["label"].lower(), row["concept"])
        bare.make_automaton()
        ready = tagger(language, labels)
        ready.marks(text)
        theirs = processor(RUNS, lambda text=text, bare=bare: list(bare.iter(text.lower())))
        ours = processor(RUNS, lambda text=text, ready=ready: ready.marks(text))
        yield Figure(
            f"tagging {language}",
            len(text) / ours / 1e6,
            "M characters/s",
            len(text) / theirs / 1e6,
            "bare pyahocorasick",
            bar_ratio=SPEED_BAR,
            higher_is_better=True,
        )
    for language in ("bg", "en", "fr", "de", "es", "pl"):
        for name, value in zip(("precision", "recall"), scores(language, labels), strict=True):
            yield Figure(
                f"tagging {language}, {name} on the labelled sentences",
                value,
                "",
                bar=SCORE_BAR if language in ("bg", "en") else None,
                higher_is_better=True,
            )
