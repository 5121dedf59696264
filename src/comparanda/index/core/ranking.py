"""Puts candidates into their order: values in, values out, the same on every database.

In four steps. Each thing looked for counts by the best token that a document has of it, after BM25 (Robertson and
Zaragoza 2009), where a rare token tells more than a frequent one. Languages are brought closer to each other, since a
document in the language of the query shares more tokens with it than one that says the same in another. Then the three
best documents speak for what was meant (pseudo-relevance feedback): who resembles them in senses and concepts rises.
Where meaning is known too, it comes in before that third step.

The constants were chosen on one half of the matters of ``tests/data/retrieval`` and lie on a plateau;
``docs/benchmarks.md`` tells the scores of the other half. Leaves out finding candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

SATURATION, LENGTH = 1.2, 0.5
"""k1 and b of BM25."""

TITLE = 2.0
"""How much a token in a title counts."""

RARITY = 0.8
"""Power of the inverse document frequency: below 1, since of a concept it tells less than of a word."""

EVENING = 0.5
"""How far languages are brought together: 0 not at all, 1 until the best of each is equal."""

SPEAKERS, SPEECH = 3, 3.0
"""How many documents speak for what was meant, and how much their word counts."""

RESEMBLING = 100
"""Best documents that are compared with those that speak; one below them is not lifted."""

LIKE_ITSELF = 1.0
"""How much the word of the best counts for itself, beside at most 1 for others."""

WHOLENESS = 0.0
"""What it counts in the end to have all that was looked for."""

WORDS_BESIDE_MEANING = 0.25
MEANING_SPEECH, TOKENS_SPEECH = 0.5, 1.0
"""The same where meaning is known: of likeness in meaning, and in tokens."""

LEAST_SHARE = 0.1
"""Of what was looked for, weighed by rarity, that a document must have to be found at all."""

NEUTRAL = ("s:", "concept:")
"""Beginnings of tokens that mean the same in every language and tell what a document is about."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document to be put in order.

    Attributes:
        language: that it was written in.
        weight: as its room gave it, 1 is usual.
        scored: its tokens, three lines: title, text, what it declares.
        near: how near its meaning is to the query's; `None` where that is not known.
    """

    id: int
    language: str
    weight: float
    scored: str
    near: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate in its place. ``share``: how much of what was looked for it has, 0 to 1; ``score``: 1 for the first."""

    id: int
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """In how many of all documents tokens stand. A token that is missing is taken for the rarest."""

    documents: Mapping[str, int]
    total: int

    def rarity(self, token: str) -> float:
        """Inverse document frequency, never negative."""
        documents = max(1, self.documents.get(token, 1))
        total = max(self.total, documents)
        return log(1 + (total - documents + 0.5) / (documents + 0.5))


Alike = Callable[[Sequence[int], Sequence[float]], Mapping[int, float]]
"""Ids of documents and how much each counts, to how alike in meaning every candidate is to them."""


def placed(
    candidates: Sequence[Candidate],
    weighed: Sequence[Mapping[str, float]],
    vocabulary: Vocabulary,
    alike: Alike | None = None,
) -> list[Placed]:
    """The candidates in their order, best first; ties by id.

    Args:
        weighed: what is looked for, thing by thing: tokens with what each counts, of which a document's best is taken.
        alike: where meaning is known.
    """
    if not candidates:
        return []
    # Of equals the one with the smaller id speaks, whatever order a database gives them in.
    candidates = sorted(candidates, key=lambda candidate: candidate.id)
    read = [_read(candidate.scored) for candidate in candidates]
    by_words, shares = _by_words(candidates, read, weighed, vocabulary)
    words = _evened(by_words, candidates)
    if alike is None:
        ranks = _evened(_spoken_for(words, _vectors(read, words, vocabulary), SPEECH), candidates)
    else:
        known = sorted(candidate.near for candidate in candidates if candidate.near is not None)
        middle = known[len(known) // 2] if known else 0.0
        mixed = [
            (candidate.near if candidate.near is not None else middle) + WORDS_BESIDE_MEANING * word
            for candidate, word in zip(candidates, words, strict=True)
        ]
        ranks = _spoken_for(mixed, _vectors(read, mixed, vocabulary), TOKENS_SPEECH)
        best = _speakers(mixed)
        likeness = alike([candidates[place].id for place, _ in best], [part for _, part in best])
        ranks = [
            rank + MEANING_SPEECH * likeness.get(candidate.id, 0.0)
            for candidate, rank in zip(candidates, ranks, strict=True)
        ]
    ranks = [rank + WHOLENESS * share for rank, share in zip(ranks, shares, strict=True)]
    ranks = [
        rank * candidate.weight**0.25 if rank > 0 else rank
        for candidate, rank in zip(candidates, ranks, strict=True)
    ]
    top = max(ranks)
    order = sorted(range(len(candidates)), key=lambda place: (-ranks[place], candidates[place].id))
    return [
        Placed(candidates[place].id, ranks[place] / top if top > 0 else 0.0, shares[place]) for place in order
    ]


@dataclass(frozen=True, slots=True)
class _Document:
    """How often each token stands in it, a title counting more; ``length`` is the number of all."""

    tokens: Mapping[str, float]
    length: int


def _read(scored: str) -> _Document:
    title, text, about = (line.split() for line in scored.split("\n"))
    tokens: Counter[str] = Counter(text)
    tokens.update(about)
    found: dict[str, float] = dict(tokens)
    for token in title:
        found[token] = found.get(token, 0.0) + TITLE
    return _Document(found, len(title) + len(text) + len(about))


def _by_words(
    candidates: Sequence[Candidate],
    read: Sequence[_Document],
    weighed: Sequence[Mapping[str, float]],
    vocabulary: Vocabulary,
) -> tuple[list[float], list[float]]:
    """Scores and shares."""
    average = sum(document.length for document in read) / len(read) or 1.0
    worth = [
        {token: part * vocabulary.rarity(token) ** RARITY for token, part in thing.items()}
        for thing in weighed
    ]
    whole = [_whole(thing) for thing in worth]
    total = sum(whole) or 1.0
    scores, shares = [], []
    for candidate, document in zip(candidates, read, strict=True):
        brake = SATURATION * (1 - LENGTH + LENGTH * document.length / average)
        score = share = 0.0
        for thing, most in zip(worth, whole, strict=True):
            best = had = 0.0
            for token, value in thing.items():
                often = document.tokens.get(token)
                if often:
                    best = max(best, value * often * (SATURATION + 1) / (often + brake))
                    had = max(had, value)
            score += best
            share += min(had, most)
        scores.append(score * sqrt(candidate.weight))
        shares.append(share / total)
    return scores, shares


def _whole(thing: Mapping[str, float]) -> float:
    """What a document has that has the thing in any language: its best token that is not bound to one."""
    neutral = [value for token, value in thing.items() if token.startswith(NEUTRAL)]
    return max(neutral or thing.values(), default=0.0)


def _evened(scores: Sequence[float], candidates: Sequence[Candidate]) -> list[float]:
    """Scores from 0 to 1, each language brought closer to the best."""
    best: dict[str, float] = {}
    for score, candidate in zip(scores, candidates, strict=True):
        best[candidate.language] = max(best.get(candidate.language, 0.0), score)
    evened = [
        score / best[candidate.language] ** EVENING if score > 0 else 0.0
        for score, candidate in zip(scores, candidates, strict=True)
    ]
    top = max(evened)
    return [score / top for score in evened] if top > 0 else evened


def _vectors(
    read: Sequence[_Document], scores: Sequence[float], vocabulary: Vocabulary
) -> list[Mapping[str, float]]:
    """What each of the best is about; of the others nothing."""
    best = sorted(range(len(scores)), key=lambda place: -scores[place])[:RESEMBLING]
    telling: dict[str, float] = {}
    vectors: list[Mapping[str, float]] = [{}] * len(scores)
    for place in best:
        vectors[place] = _vector(read[place], vocabulary, telling)
    return vectors


def _vector(document: _Document, vocabulary: Vocabulary, telling: dict[str, float]) -> dict[str, float]:
    """What the document is about, of length 1. ``telling``: how much each token tells, 0 where it is bound to a
    language; filled as tokens are met, since documents share most of them."""
    values = {}
    for token, often in document.tokens.items():
        tells = telling.get(token)
        if tells is None:
            tells = 0.0
            if token.startswith(NEUTRAL):
                tells = log(1 + vocabulary.total / max(1, vocabulary.documents.get(token, 1)))
            telling[token] = tells
        if tells:
            values[token] = tells if often == 1 else (1 + log(often)) * tells
    length = sqrt(sum(value * value for value in values.values()))
    return {token: value / length for token, value in values.items()} if length else {}


def _speakers(scores: Sequence[float]) -> list[tuple[int, float]]:
    """Places of the best, with what each says, together 1; fewer where fewer have a score."""
    best = sorted(range(len(scores)), key=lambda place: -scores[place])[:SPEAKERS]
    parts = [(place, scores[place] ** 2) for place in best if scores[place] > 0]
    whole = sum(part for _, part in parts)
    return [(place, part / whole) for place, part in parts] if whole else []


def _spoken_for(
    scores: Sequence[float], vectors: Sequence[Mapping[str, float]], speech: float
) -> list[float]:
    """Scores with the likeness to the best added. Only the best speaks for itself too, so that it stays the first where
    another is hardly worse; the others must be like each other."""
    ranks = list(scores)
    for order, (speaker, part) in enumerate(_speakers(scores)):
        said = vectors[speaker]
        for place, vector in enumerate(vectors):
            if place == speaker:
                likeness = 0.0 if order else LIKE_ITSELF
            else:
                likeness = sum(value * said[token] for token, value in vector.items() if token in said)
            ranks[place] += speech * part * likeness
    return ranks
