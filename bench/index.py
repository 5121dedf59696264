"""The index at a hundred thousand documents: how fast it is built, whether that stays linear, and how fast it finds.

Held against a bare FTS5 table over the same words in the same database. Leaves out meaning, whose vectors are made
afterwards, and how good the results are (`retrieval`).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from bench.corpus import documents, queries
from bench.figure import Figure

if TYPE_CHECKING:
    from comparanda.index.core.document import Document

DOCUMENTS = 100_000
QUERIES = 200
PER_SECOND, NOT_LINEAR, QUERY_RATIO, SLOWEST_MS = 1000, 1.5, 3.0, 30.0
PUBLIC = frozenset({"public"})


def _built(made: Sequence[Document]) -> tuple[float, float]:
    """Documents a second of a whole build, and the seconds of its last quarter beside its second one: the first meets
    the words that no table knows."""
    from comparanda.index.actions import rebuild
    from comparanda.index.registry import providers, register_provider

    for name in providers():
        register_provider(name, lambda: ())
    register_provider("made", lambda: made)
    reached: dict[int, float] = {}

    def progress(name: str, done: int) -> None:
        reached[done] = time.perf_counter()

    begun = time.perf_counter()
    rebuild(progress)
    taken = time.perf_counter() - begun
    quarter = DOCUMENTS // 4
    at = [reached[min(done for done in reached if done >= part * quarter)] for part in (1, 2, 3, 4)]
    return DOCUMENTS / taken, (at[3] - at[2]) / (at[1] - at[0])


def _bare(made: Sequence[Document]) -> float:
    """A bare FTS5 table over the same texts; documents a second."""
    from django.db import connection

    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE bare USING fts5(title, text, tokenize='unicode61')")
        for start in range(0, len(made), 2000):
            cursor.executemany(
                "INSERT INTO bare (title, text) VALUES (%s, %s)",
                [
                    (" ".join(one.titles.values()), " ".join(one.texts.values()))
                    for one in made[start : start + 2000]
                ],
            )
        cursor.execute("INSERT INTO bare(bare) VALUES ('optimize')")
    return DOCUMENTS / (time.perf_counter() - begun)


def _bare_query(text: str) -> int:
    """The ten best of the documents that have every word, and how many there are."""
    from django.db import connection

    asked = " ".join(f'"{word}"' for word in text.split())
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM bare WHERE bare MATCH %s ORDER BY rank LIMIT 10", [asked])
        cursor.fetchall()
        cursor.execute("SELECT count(*) FROM bare WHERE bare MATCH %s", [asked])
        return int(cursor.fetchone()[0])


def _each(asked: Sequence[tuple[str, str]], *finders: Callable[[str, str], object]) -> list[list[float]]:
    """Seconds of each query by each finder, in turn, so that noise falls on all alike."""
    taken: list[list[float]] = [[] for _ in finders]
    for language, text in asked:
        for place, find in enumerate(finders):
            begun = time.perf_counter()
            find(text, language)
            taken[place].append(time.perf_counter() - begun)
    return taken


def _spread(taken: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    return statistics.median(taken) * 1000, statistics.quantiles(taken, n=20)[-1] * 1000


def measure() -> Iterator[Figure]:
    """Build, index query and whole search."""
    from comparanda.index.asking import asked
    from comparanda.index.core.query import parse_query
    from comparanda.index.engines import engine
    from comparanda.index.search import CANDIDATES, SearchRequest, _circles, _serving, search

    made = list(documents(DOCUMENTS))
    bare_speed = _bare(made)
    speed, bend = _built(made)
    made.clear()
    yield Figure(
        "index build",
        speed,
        "documents/s",
        bare_speed,
        "bare FTS5",
        bar=PER_SECOND,
        guide=True,
        higher_is_better=True,
    )
    yield Figure("index build, last quarter beside second", bend, "×", bar=NOT_LINEAR)
    generation = _serving()
    assert generation is not None
    circles = _circles(PUBLIC)
    chosen = queries(QUERIES)
    expressions = {text: asked(parse_query(text), language).every for language, text in chosen}

    def index_query(text: str, language: str) -> None:
        engine().best(generation.number, expressions[text], circles, CANDIDATES)
        engine().counted(generation.number, expressions[text], circles)

    def bare_query(text: str, language: str) -> None:
        _bare_query(text)

    def whole(text: str, language: str) -> None:
        search(SearchRequest(text, language, PUBLIC))

    finders = (bare_query, index_query, whole)
    _each(chosen, *finders)
    bare, ours, all_of_it = (_spread(taken) for taken in _each(chosen, *finders))
    yield Figure("index query, median", ours[0], "ms", bare[0], "bare FTS5", bar_ratio=QUERY_RATIO)
    yield Figure(
        "index query, 95th percentile", ours[1], "ms", bare[1], "bare FTS5", bar=SLOWEST_MS, guide=True
    )
    yield Figure("whole search, median", all_of_it[0], "ms", bare[0], "bare FTS5")
    yield Figure(
        "whole search, 95th percentile", all_of_it[1], "ms", bare[1], "bare FTS5", bar=SLOWEST_MS, guide=True
    )
