"""The index in SQLite: tokens in an FTS5 table, one column for each kind of token.

The tokenizer only cuts at spaces: words arrive cut and folded. Ranking is FTS5's own BM25 with a weight for each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from comparanda.index.core.expression import AllOf, AnyOf, Expression, Field, Term, Without
from comparanda.index.engines.contract import Engine, Row, places

COLUMNS = (
    "title_words",
    "text_words",
    "title_lemmas",
    "text_lemmas",
    "title_senses",
    "text_senses",
    "title_concepts",
    "text_concepts",
    "about",
)
WEIGHTS = (0.5, 0.5, 0.5, 0.3, 2.0, 1.0, 1.4, 0.7, 1.0)
"""Of the columns, in their order: what brings a document among the candidates, whose order is `core.ranking`'s."""

OF_FIELD = {
    Field.WORDS: "{title_words text_words}",
    Field.LEMMAS: "{title_lemmas text_lemmas}",
    Field.SENSES: "{title_senses text_senses}",
    Field.CONCEPTS: "{title_concepts text_concepts about}",
}


def written(expression: Expression) -> str:
    """The expression in FTS5's syntax; tokens are quoted, so that none is taken for an operator."""
    match expression:
        case Term(tokens, field):
            quoted = " ".join(tokens).replace('"', '""')
            return f'{OF_FIELD[field]} : "{quoted}"'
        case AnyOf(parts):
            return "(" + " OR ".join(written(part) for part in parts) + ")"
        case AllOf(parts):
            return "(" + " AND ".join(written(part) for part in parts) + ")"
        case Without(kept, excluded):
            return f"({written(kept)} NOT {written(excluded)})"


class SqliteEngine(Engine):
    """FTS5; see the module."""

    kinds = ("words", *Engine.kinds)

    def create(self, number: int) -> None:
        n = int(number)
        with connection.cursor() as cursor:
            # Numbers of documents are never given twice: a hit remembered for a moment is then gone and not another.
            cursor.execute(
                f"CREATE TABLE index_document_{n} (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, "
                "kind TEXT NOT NULL, language TEXT NOT NULL, circle INTEGER NOT NULL, signature INTEGER NOT NULL, weight REAL NOT NULL, meaning TEXT NOT NULL)"
            )
            cursor.execute(
                f"CREATE TABLE index_payload_{n} (id INTEGER PRIMARY KEY, payload TEXT NOT NULL, scored TEXT NOT NULL)"
            )
            cursor.execute(
                f"CREATE TABLE index_vocabulary_{n} (token TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID"
            )
            cursor.execute(
                f"CREATE VIRTUAL TABLE index_words_{n} USING fts5({', '.join(COLUMNS)}, "
                "tokenize=\"ascii tokenchars '_:.~-'\")"
            )
            ranking = ", ".join(str(weight) for weight in WEIGHTS)
            cursor.execute(
                f"INSERT INTO index_words_{n}(index_words_{n}, rank) VALUES ('rank', 'bm25({ranking})')"
            )

    def finish(self, number: int) -> None:
        n = int(number)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO index_words_{n}(index_words_{n}) VALUES ('optimize')")

    def gate(self, alone: bool) -> None:
        # Transactions begin as writers (see the settings), hence each is alone.
        return

    def may_count(self) -> bool:
        return True

    def write(self, number: int, rows: Sequence[Row]) -> None:
        n = int(number)
        if not rows:
            return
        self.delete(n, [row.key for row in rows])
        with connection.cursor() as cursor:
            ids = self._insert(cursor, n, rows, None)
            cursor.executemany(
                f"INSERT INTO index_words_{n} (rowid, {', '.join(COLUMNS)}) "
                f"VALUES (%s, {', '.join(['%s'] * len(COLUMNS))})",
                [
                    (id, *(" ".join(getattr(row, column)) for column in COLUMNS))
                    for id, row in zip(ids, rows, strict=True)
                ],
            )

    def delete(self, number: int, keys: Iterable[str]) -> None:
        n, keys = int(number), list(keys)
        with connection.cursor() as cursor:
            for start in range(0, len(keys), 500):
                some = keys[start : start + 500]
                cursor.execute(f"SELECT id FROM index_document_{n} WHERE key IN ({places(some)})", some)
                if ids := [row[0] for row in cursor.fetchall()]:
                    for kind, column in (("words", "rowid"), ("payload", "id"), ("document", "id")):
                        cursor.execute(f"DELETE FROM index_{kind}_{n} WHERE {column} IN ({places(ids)})", ids)

    def counted(self, number: int, expression: Expression, circles: Sequence[int]) -> dict[int, int]:
        n = int(number)
        if not circles:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.signature, count(*) FROM index_words_{n} w CROSS JOIN index_document_{n} d ON d.id = w.rowid "
                f"WHERE index_words_{n} MATCH %s AND d.circle IN ({places(circles)}) GROUP BY d.signature",
                [written(expression), *circles],
            )
            return dict(cursor.fetchall())

    def best(
        self,
        number: int,
        expression: Expression,
        circles: Sequence[int],
        limit: int,
        *,
        signatures: Sequence[int] | None = None,
        kinds: Sequence[str] = (),
        rarity: Mapping[Term, float] | None = None,
    ) -> list[int]:
        n = int(number)
        if not circles or (signatures is not None and not signatures):
            return []
        only, values = "", list[int | str](circles)
        if signatures is not None:
            # Written out, since there may be more of them than a statement takes values.
            only += f"AND d.signature IN ({', '.join(str(int(one)) for one in signatures)}) "
        if kinds:
            only += f"AND d.kind IN ({places(kinds)}) "
            values += kinds
        with connection.cursor() as cursor:
            # The words come first and in their order of rank, so that looking ends with the last row wanted.
            cursor.execute(
                f"SELECT d.id FROM index_words_{n} w CROSS JOIN index_document_{n} d ON d.id = w.rowid "
                f"WHERE index_words_{n} MATCH %s AND d.circle IN ({places(circles)}) {only}"
                "ORDER BY w.rank LIMIT %s",
                [written(expression), *values, limit],
            )
            return [id for (id,) in cursor.fetchall()]

    def found(self, number: int, expressions: Sequence[Expression], circles: Sequence[int]) -> list[bool]:
        n = int(number)
        if not circles:
            return [False] * len(expressions)
        with connection.cursor() as cursor:
            answers = []
            for expression in expressions:
                cursor.execute(
                    f"SELECT 1 FROM index_words_{n} w CROSS JOIN index_document_{n} d ON d.id = w.rowid "
                    f"WHERE index_words_{n} MATCH %s AND d.circle IN ({places(circles)}) LIMIT 1",
                    [written(expression), *circles],
                )
                answers.append(cursor.fetchone() is not None)
            return answers

    def matching(
        self, number: int, expression: Expression, circles: Sequence[int], ids: Sequence[int]
    ) -> set[int]:
        n = int(number)
        if not circles or not ids:
            return set()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.id FROM index_words_{n} w CROSS JOIN index_document_{n} d ON d.id = w.rowid "
                f"WHERE index_words_{n} MATCH %s AND d.circle IN ({places(circles)}) AND d.id IN ({places(ids)})",
                [written(expression), *circles, *ids],
            )
            return {id for (id,) in cursor.fetchall()}
