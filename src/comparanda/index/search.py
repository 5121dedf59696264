"""Reads of the index: searching, and what is nearest to a text.

Every question carries the reader's audiences into the database; nothing is found first and left out afterwards. Queries
are not logged.
"""

from __future__ import annotations

import json
import re
from collections import ChainMap, Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection

from comparanda.index.asking import LONGEST_TEXT, Asked, asked, asked_for_text
from comparanda.index.core.document import Document, document_from_json
from comparanda.index.core.expression import Expression, Term, terms
from comparanda.index.core.facets import FACETS, Values, admitted, facet_counts, read
from comparanda.index.core.query import InvalidQuery, Query, parse_query
from comparanda.index.core.ranking import (
    LEAST_SHARE,
    NEUTRAL,
    Alike,
    Candidate,
    Placed,
    Vocabulary,
    placed,
)
from comparanda.index.core.snippet import Mark, Piece, pieces, snippet
from comparanda.index.core.spelling import slips, slips_allowed, spelled
from comparanda.index.core.tokens import plain, tokens
from comparanda.index.engines import LAYOUT, engine
from comparanda.index.engines.contract import Match, Stored
from comparanda.index.lemmas import forms_like, forms_of_lemmas
from comparanda.index.meaning import Nearness, nearness
from comparanda.index.models import Circle, Generation, GenerationState, Signature
from comparanda.kernel.language import Spoken, Text, spoken

__all__ = [
    "FACETS",
    "FARTHEST",
    "Hit",
    "InvalidQuery",
    "SearchRequest",
    "SearchResult",
    "index_ready",
    "nearest",
    "search",
]

FARTHEST = 1000
"""Results that can be paged through; nobody reads further, and each page costs as much as all before it."""

CANDIDATES = 200
"""Matches that are weighed against each other."""

ENOUGH = 10
"""Documents that have everything looked for, from which on those are not shown that have some of it only."""

NEIGHBOURS = 20
"""Documents nearest in meaning that come beside those found by words."""

MOST_TRIED = 20
"""Likely spellings that the index is asked for."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader looks for.

    Attributes:
        text: as typed.
        language: of the page, e.g. "bg"; the text may be in another.
        audiences: of the reader, e.g. frozenset({"public"}). Who has none finds nothing.
        filters: facet to chosen values; several values of one facet widen, several facets narrow.
        limit, offset: which of the results.
        meaning: whether what is near in meaning comes in too; False where only what names the thing is wanted, as on
            pages that are no search and load no model.
    """

    text: str
    language: str
    audiences: frozenset[str]
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    limit: int = 10
    offset: int = 0
    meaning: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found.

    Attributes:
        title: in the reader's language, else as `kernel.language.spoken` falls back.
        title_pieces: the title with what was looked for marked.
        snippet: the part of its text that shows why it was found, in pieces; empty where it has no text.
        snippet_language: of the snippet.
        score: higher is nearer; only comparable within one result.
    """

    document: Document
    title: Spoken
    title_pieces: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    snippet_language: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found.

    Attributes:
        ready: False while there is no index yet, only one being built: then nothing is found, and the page says so.
        asked: False where nothing was looked for: an empty text, only punctuation, only excluded words.
        count: all matches with the filters.
        complete: False where no document has everything looked for, and those found have some of it or are near in
            meaning.
        facets: facet to its values with counts; a facet's counts ignore what is chosen in it.
        suggestion: the query with misspelled words put right, which this reader would find something by; `None` where
            there is none.
        named: tokens of what the query as a whole is a name of, e.g. {"concept:blue-card"}.
    """

    ready: bool = True
    asked: bool = True
    count: int = 0
    complete: bool = True
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    suggestion: str | None = None
    named: frozenset[str] = frozenset()


def index_ready() -> bool:
    """Whether a generation serves."""
    return _serving() is not None


def search(request: SearchRequest) -> SearchResult:
    """What the reader finds.

    Raises:
        InvalidQuery: the text is too long; its message is fit to be shown.
    """
    query = parse_query(request.text)
    generation = _serving()
    if generation is None:
        return SearchResult(ready=False, asked=not query.empty)
    if query.empty:
        return SearchResult(asked=False)
    question = asked(query, request.language)
    try:
        return _searched(generation, query, question, request)
    except DatabaseError:
        # A build that ended between our two looks has taken the tables away; a second look finds the new ones.
        again = None if connection.in_atomic_block else _serving()
        if again is None or again == generation:
            raise
        return _searched(again, query, question, request)


def nearest(
    text: str,
    language: str,
    audiences: frozenset[str],
    kinds: Collection[str] = (),
    limit: int = 10,
) -> tuple[Hit, ...]:
    """The documents nearest to a text, best first: for precedents. Without facets; any length of text, of which the
    beginning counts. Empty where there is no index or nothing is near.

    Args:
        kinds: of documents, all where empty.
    """
    generation = _serving()
    question = asked_for_text(text, language) if generation is not None else None
    if generation is None or question is None:
        return ()
    circles = _circles(audiences)
    vocabulary = _vocabulary(generation, question)
    ids = engine().best(
        generation.number,
        question.some,
        circles,
        CANDIDATES,
        kinds=sorted(kinds),
        rarity=_rarity(question.some, vocabulary),
    )
    near = _nearness(text[:LONGEST_TEXT], question, found=bool(ids))
    if near is not None:
        ids = list(dict.fromkeys([*ids, *near.nearest(circles, kinds, limit)]))
    matches = engine().matches(generation.number, ids, circles)
    order = placed(*_to_be_placed(matches.values(), question, vocabulary, near))
    return _hits(
        generation.number, [(one.id, one.score) for one in order[:limit]], circles, question, language
    )


@dataclass(frozen=True, slots=True)
class _Generation:
    """The generation that serves: its number, and the size of what its vocabulary was counted over."""

    number: int
    counted: int


def _serving() -> _Generation | None:
    found = (
        Generation.objects.filter(state=GenerationState.SERVING, layout=LAYOUT)
        .values_list("number", "counted")
        .first()
    )
    return None if found is None else _Generation(*found)


def _circles(audiences: frozenset[str]) -> list[int]:
    """The circles of documents that a reader with these audiences may find."""
    if not audiences:
        return []
    return sorted(
        id
        for id, named in Circle.objects.values_list("id", "audiences")
        if not audiences.isdisjoint(named.split("\n"))
    )


def _values(signatures: Collection[int]) -> dict[int, Values]:
    """What the signatures stand for."""
    missing = [signature for signature in signatures if signature not in _remembered]
    if len(_remembered) + len(missing) > MOST_REMEMBERED:
        _remembered.clear()
        missing = list(signatures)
    for start in range(0, len(missing), 500):
        some = Signature.objects.filter(pk__in=missing[start : start + 500])
        _remembered.update((id, read(values)) for id, values in some.values_list("id", "values"))
    return {signature: _remembered[signature] for signature in signatures}


MOST_REMEMBERED = 20_000
"""Signatures kept in memory, some 20 MB."""

_remembered: dict[int, Values] = {}
"""A signature is a hash of its values: what is remembered never becomes wrong."""


# finding and placing


@dataclass(frozen=True, slots=True)
class _Found:
    """What matches, before a page of it is cut out.

    Attributes:
        counted: signature to number of matches, whatever is chosen.
        placed: matches in their order, as many as were weighed; only those with the choice.
        whole: True where each match has everything, and there may be more than were placed.
        any_whole: whether any match has everything.
    """

    counted: Mapping[int, int]
    placed: tuple[Placed, ...]
    whole: bool
    any_whole: bool


def _searched(generation: _Generation, query: Query, question: Asked, request: SearchRequest) -> SearchResult:
    circles = _circles(request.audiences)
    chosen = {
        facet: frozenset(values) for facet, values in request.filters.items() if facet in FACETS and values
    }
    vocabulary = _vocabulary(generation, question)
    every = engine().counted(generation.number, question.every, circles)
    if sum(every.values()) >= ENOUGH or question.every == question.some:
        found = _whole(generation, query, question, circles, chosen, vocabulary, every, request.meaning)
    else:
        found = _partial(
            generation, query, question, circles, chosen, vocabulary, bool(every), request.meaning
        )
    values = _values(found.counted)
    allowed = [signature for signature in found.counted if admitted(values[signature], chosen)]
    count = sum(found.counted[signature] for signature in allowed)
    offset, limit = max(0, request.offset), max(0, min(request.limit, 100))
    best = [(one.id, one.score) for one in found.placed]
    if found.whole and len(best) < min(offset + limit, count, FARTHEST):
        # Beyond what was weighed the engine's own order goes on.
        further = engine().best(
            generation.number,
            question.every,
            circles,
            min(offset + limit, FARTHEST),
            signatures=allowed if chosen else None,
        )
        known = {id for id, _ in best}
        best += [(id, 0.0) for id in further if id not in known]
    return SearchResult(
        count=count,
        complete=found.any_whole or not count,
        hits=_hits(
            generation.number,
            best[offset : min(offset + limit, FARTHEST)],
            circles,
            question,
            request.language,
        ),
        facets=facet_counts(found.counted, values, chosen),
        suggestion=None if found.any_whole else _suggestion(generation.number, query, question, circles),
        named=question.named,
    )


def _whole(
    generation: _Generation,
    query: Query,
    question: Asked,
    circles: Sequence[int],
    chosen: Values,
    vocabulary: Vocabulary,
    every: Mapping[int, int],
    meaning: bool,
) -> _Found:
    """Enough documents have everything, or everything is one thing: those alone, and the nearest in meaning."""
    signatures = None
    if chosen:
        values = _values(every)
        signatures = [signature for signature in every if admitted(values[signature], chosen)]
    ids = engine().best(
        generation.number,
        question.every,
        circles,
        CANDIDATES,
        signatures=signatures,
        rarity=_rarity(question.every, vocabulary),
    )
    near = _nearness(query.text, question, found=bool(every)) if meaning else None
    nearer = _nearest_beside(generation.number, near, question.every, circles)
    matches = engine().matches(generation.number, [*ids, *nearer], circles)
    beside = Counter(matches[id].signature for id in nearer if id in matches)
    order = placed(*_to_be_placed(_chosen(matches.values(), chosen), question, vocabulary, near))
    return _Found(Counter(every) + beside, tuple(order), whole=True, any_whole=bool(every))


def _partial(
    generation: _Generation,
    query: Query,
    question: Asked,
    circles: Sequence[int],
    chosen: Values,
    vocabulary: Vocabulary,
    any_whole: bool,
    meaning: bool,
) -> _Found:
    """Few documents have everything, or none: with them those that have some, the best of them, and the nearest in
    meaning. Choices are made among these, so that a facet's count is what choosing it leaves."""
    rarity = _rarity(question.some, vocabulary)
    whole = engine().best(generation.number, question.every, circles, ENOUGH) if any_whole else []
    some = engine().best(generation.number, question.some, circles, CANDIDATES, rarity=rarity)
    near = _nearness(query.text, question, found=bool(some)) if meaning else None
    ids = list(dict.fromkeys([*whole, *some]))
    nearer = [id for id in _nearest_beside(generation.number, near, None, circles) if id not in set(ids)]
    matches = engine().matches(generation.number, [*ids, *nearer], circles)
    if question.without is not None:
        gone = engine().matching(generation.number, question.without, circles, nearer)
        matches = {id: match for id, match in matches.items() if id not in gone}
    sure = {*whole, *nearer}
    order = [
        one
        for one in placed(*_to_be_placed(matches.values(), question, vocabulary, near))
        if one.share >= LEAST_SHARE or one.id in sure
    ]
    counted = Counter(matches[one.id].signature for one in order)
    values = _values(counted)
    left = tuple(one for one in order if admitted(values[matches[one.id].signature], chosen))
    return _Found(counted, left, whole=False, any_whole=any_whole)


def _chosen(matches: Iterable[Match], chosen: Values) -> list[Match]:
    found = list(matches)
    values = _values({match.signature for match in found})
    return [match for match in found if admitted(values[match.signature], chosen)]


def _nearness(text: str, question: Asked, *, found: bool) -> Nearness | None:
    """How near documents are in meaning. Where this reader finds nothing by the words, and they say nothing outside the
    index either, nothing is near: else a word would show that others find something by it."""
    return nearness(text, question.languages[0]) if found or question.neutral else None


def _nearest_beside(
    number: int, near: Nearness | None, expression: Expression | None, circles: Sequence[int]
) -> list[int]:
    """The nearest in meaning that do not match the expression."""
    if near is None:
        return []
    ids = near.nearest(circles, (), NEIGHBOURS)
    matching = set() if expression is None else engine().matching(number, expression, circles, ids)
    return [id for id in ids if id not in matching]


def _to_be_placed(
    matches: Iterable[Match], question: Asked, vocabulary: Vocabulary, near: Nearness | None
) -> tuple[list[Candidate], Sequence[Mapping[str, float]], Vocabulary, Alike | None]:
    """What `core.ranking.placed` takes."""
    found = list(matches)
    distances = {} if near is None else near.of([match.id for match in found])
    candidates = [
        Candidate(match.id, match.language, match.weight, match.scored, distances.get(match.id))
        for match in found
    ]
    alike = near.alike([match.id for match in found]) if near is not None and distances else None
    return candidates, question.weighed, vocabulary, alike


_neutral: tuple[_Generation, dict[str, int]] | None = None


def _vocabulary(generation: _Generation, question: Asked) -> Vocabulary:
    """In how many documents the tokens of the query stand, and all senses and concepts."""
    global _neutral
    held = _neutral
    if held is None or held[0] != generation or connection.in_atomic_block:
        held = (generation, engine().documents_beginning(generation.number, NEUTRAL))
        if not connection.in_atomic_block:
            _neutral = held
    wanted = {token for thing in question.weighed for token in thing if not token.startswith(NEUTRAL)}
    documents = engine().documents_with(generation.number, sorted(wanted))
    return Vocabulary(ChainMap(documents, held[1]), generation.counted)


def _rarity(expression: Expression, vocabulary: Vocabulary) -> dict[Term, float]:
    return {term: sum(vocabulary.rarity(token) for token in term.tokens) for term in terms(expression)}


# spelling


def _suggestion(number: int, query: Query, question: Asked, circles: Sequence[int]) -> str | None:
    """The query with each word that this reader finds nothing by replaced by the likest that it does; `None` where there
    is nothing to replace or no likeness."""
    words = [word for word in question.words if not word.isnumeric()]
    known = engine().found(number, [question.words[word] for word in words], circles)
    text, changed = query.text, False
    for word, is_known in zip(words, known, strict=True):
        if is_known:
            continue
        likest = _likest(number, word, circles, question.languages)
        if likest is None:
            return None
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        text, replaced = pattern.subn(likest, text)
        changed = changed or replaced > 0
    return text if changed else None


def _likest(number: int, word: str, circles: Sequence[int], languages: Sequence[str]) -> str | None:
    """The word likest to this one by which the reader finds something."""
    bare = plain(word)
    most = slips_allowed(bare)
    if not most:
        return None
    near: dict[str, tuple[int, bool]] = {}
    for language, form in forms_like(bare, most):
        distance = slips(bare, plain(form), most)
        if 0 < distance <= most or (distance == 0 and form != word):
            foreign = language not in languages
            near[form] = min(near.get(form, (most + 1, True)), (distance, foreign))
    tried = sorted(near, key=lambda form: (near[form], form))[:MOST_TRIED]
    for form, is_found in zip(
        tried, engine().found(number, [Term((form,)) for form in tried], circles), strict=True
    ):
        if is_found:
            return spelled(form)
    return None


# hits


def _hits(
    number: int,
    best: Sequence[tuple[int, float]],
    circles: Sequence[int],
    question: Asked,
    language: str,
) -> tuple[Hit, ...]:
    stored = engine().stored(number, [id for id, _ in best], circles)
    marked = dict(question.forms)
    for form, lemma in forms_of_lemmas(question.forms).items():
        marked.setdefault(form, question.forms[lemma])
    return tuple(
        _hit(stored[id], score, marked, question.concepts, language) for id, score in best if id in stored
    )


def _hit(
    stored: Stored, score: float, marked: Mapping[str, str], concepts: frozenset[str], language: str
) -> Hit:
    payload: dict[str, Any] = json.loads(stored.payload)
    document, spans = document_from_json(payload["document"]), payload["spans"]

    def marks(place: str, code: str, text: str) -> list[Mark]:
        found = [
            Mark(token.start, token.end, marked[token.form]) for token in tokens(text) if token.form in marked
        ]
        found += [
            Mark(start, end, token)
            for start, end, token in spans.get(place, {}).get(code, ())
            if token in concepts
        ]
        return found

    title = spoken(document.titles, language)
    code, text, found = _telling(document.texts, language, marks)
    return Hit(
        document=document,
        title=title,
        title_pieces=pieces(title.text, marks("titles", title.language, title.text)),
        snippet=snippet(text, found) if text else (),
        snippet_language=code,
        score=score,
    )


def _telling(texts: Text, language: str, marks: Any) -> tuple[str, str, list[Mark]]:
    """The text that shows best why it was found, its language and marks: the reader's own language before others."""
    if not texts:
        return language, "", []
    best: tuple[int, int, str, str, list[Mark]] | None = None
    own = spoken(texts, language).language
    for code in sorted(texts):
        found = marks("texts", code, texts[code])
        names = len({mark.name for mark in found})
        if best is None or (names, code == own) > best[:2]:
            best = (names, int(code == own), code, texts[code], found)
    assert best is not None
    return best[2:]
