"""How well search finds across languages, on the two labelled sets, beside plain BM25 over the same texts.

The starter glossary is loaded, and nothing but the set is in the index: once by words and concepts, then with the meaning
of the extra ``semantic``, where it is installed. Leaves out speed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figure import Figure

if TYPE_CHECKING:
    from comparanda.index.core.document import Document

PROJECT = Path(__file__).resolve().parents[1]
BEST = 10
WORDS_BAR, MEANING_BAR = 0.90, 0.95
SETS = {"labelled set": "retrieval", "held-out set": "retrieval-held-out"}

Finder = Callable[[str, str], Sequence[str]]
"""Text of a query and its language to the ids of at most ten documents."""


def lines(folder: str, name: str) -> list[Any]:
    """The objects of one file of a set."""
    text = (PROJECT / "tests" / "data" / folder / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def document(one: Any) -> Document:
    """A text of a set as a room would hand it in."""
    from comparanda.index.core.document import Document

    return Document(
        key=one["id"],
        kind="answer",
        audiences=frozenset({"public"}),
        language=one["language"],
        titles={one["language"]: one["title"]},
        texts={one["language"]: one["text"]},
        url_path=f"set/{one['id']}/",
    )


def recall(queries: Sequence[Any], find: Finder) -> float:
    """Mean share of a query's relevant documents that are among its ten."""
    shares = []
    for query in queries:
        relevant = set(query["relevant"])
        found = set(list(find(query["text"], query["language"]))[:BEST])
        shares.append(len(relevant & found) / min(len(relevant), BEST))
    return sum(shares) / len(shares)


def plain(documents: Sequence[Any]) -> Finder:
    """FTS5's own tokenizer and BM25 over the same texts, any word of the query: what a search box has without us."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, title, text, tokenize='unicode61')")
    database.executemany(
        "INSERT INTO words VALUES (?, ?, ?)", [(one["id"], one["title"], one["text"]) for one in documents]
    )

    def find(text: str, language: str) -> list[str]:
        words = "".join(letter if letter.isalnum() else " " for letter in text).split()
        asked = " OR ".join(f'"{word}"' for word in words)
        rows = database.execute("SELECT id FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10", [asked])
        return [id for (id,) in rows]

    return find


def by_index(text: str, language: str) -> list[str]:
    """What the site finds; the language is that of the page."""
    from comparanda.index.search import SearchRequest, search

    found = search(SearchRequest(text, language, frozenset({"public"}), limit=BEST))
    return [hit.document.key for hit in found.hits]


def only(folder: str) -> None:
    """An index of one set and nothing else."""
    from comparanda.index.actions import rebuild
    from comparanda.index.models import Vector
    from comparanda.index.registry import providers, register_provider

    for name in providers():
        register_provider(name, lambda: ())
    register_provider("set", lambda: [document(one) for one in lines(folder, "documents")])
    Vector.objects.all().delete()
    rebuild()


def words_loaded() -> None:
    """The starter glossary in the database of the ground."""
    from django.db import transaction

    from comparanda.glossary.content import load_glossary
    from comparanda.loading.reader import LoadReport

    with transaction.atomic():
        load_glossary(PROJECT / "content" / "glossary", LoadReport(), lambda what, done, total: None)


def measure() -> Iterator[Figure]:
    """Recall among ten, on each set: words and concepts, then with meaning."""
    from comparanda.index.meaning import embed

    words_loaded()
    for told, folder in SETS.items():
        documents, queries = lines(folder, "documents"), lines(folder, "queries")
        without = recall(queries, plain(documents))
        only(folder)
        # The first time a word is met a dictionary may still be opening.
        recall(queries, by_index)
        held = folder != "retrieval"
        yield Figure(
            f"recall@10, {told}, words and concepts",
            recall(queries, by_index),
            "",
            without,
            "plain BM25",
            bar=WORDS_BAR,
            guide=held,
            higher_is_better=True,
        )
        if embed():
            yield Figure(
                f"recall@10, {told}, with meaning",
                recall(queries, by_index),
                "",
                without,
                "plain BM25",
                bar=MEANING_BAR,
                guide=held,
                higher_is_better=True,
            )
