"""What both engines can do, and the SQL that is the same for both.

A generation ``n`` has ``index_document_n`` (narrow: one row is looked at for each match), ``index_payload_n`` (what is
shown and scored of a candidate) and ``index_vocabulary_n`` (in how many documents a token stands); where the tokens are
searched is each engine's own. Every question that finds documents takes the circles of the reader and asks the database
for those alone: there is no way to ask without them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from comparanda.index.core.expression import Expression, Term

LAYOUT = 3
"""Raised when the tables change: generations of an older layout are then built anew."""

BREAK = "_"
"""A token that stands between two texts of one document, so that no phrase reaches from one into the other."""

COLUMNS = ("key", "kind", "language", "circle", "signature", "weight", "meaning")
"""Of ``index_document_n`` beside its id, named as in `Row`."""

AT_ONCE = 500
"""Values in one statement: SQLite takes 32,766, older ones 999."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document ready to be stored. Sequences of tokens are in the order of the text.

    Attributes:
        language: that it was written in.
        about: tokens that the document declares itself, e.g. "country:BG".
        meaning: digest of its passage, see `models.Vector`.
        payload: what is shown of it, as JSON.
    """

    key: str
    kind: str
    language: str
    circle: int
    signature: int
    weight: float
    meaning: str
    payload: str
    title_words: Sequence[str]
    text_words: Sequence[str]
    title_lemmas: Sequence[str]
    text_lemmas: Sequence[str]
    title_senses: Sequence[str]
    text_senses: Sequence[str]
    title_concepts: Sequence[str]
    text_concepts: Sequence[str]
    about: Sequence[str]

    @property
    def scored(self) -> str:
        """The tokens that `core.ranking` weighs, as they are stored: see `core.ranking.written`."""
        return "\n".join(
            f" {' '.join(tokens)} "
            for tokens in (
                (*self.title_lemmas, *self.title_senses, *self.title_concepts),
                (*self.text_lemmas, *self.text_senses, *self.text_concepts),
                self.about,
            )
        )

    @property
    def vocabulary(self) -> set[str]:
        """Each of those tokens once."""
        return {
            *self.title_lemmas,
            *self.text_lemmas,
            *self.title_senses,
            *self.text_senses,
            *self.title_concepts,
            *self.text_concepts,
            *self.about,
        }


@dataclass(frozen=True, slots=True)
class Match:
    """A document that was found, as far as its rank and its facets need it. ``scored`` as in `Row`."""

    id: int
    language: str
    weight: float
    signature: int
    scored: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it is read back for a hit."""

    id: int
    key: str
    payload: str


class Engine(ABC):
    """One database's way of keeping and finding."""

    # tables

    kinds: tuple[str, ...] = ("vocabulary", "payload", "document")
    """Tables of a generation, in the order in which they can be dropped."""

    @abstractmethod
    def create(self, number: int) -> None:
        """The empty tables of a generation."""

    @abstractmethod
    def finish(self, number: int) -> None:
        """What is done once after many rows were written, so that reading is fast."""

    def drop(self, number: int) -> None:
        """Away with a generation's tables, as far as they are there."""
        with connection.cursor() as cursor:
            for kind in self.kinds:
                cursor.execute(f"DROP TABLE IF EXISTS index_{kind}_{int(number)}")

    def numbers(self) -> set[int]:
        """Generations that have tables."""
        with connection.cursor() as cursor:
            names = connection.introspection.table_names(cursor)
        start = "index_document_"
        return {
            int(name[len(start) :])
            for name in names
            if name.startswith(start) and name[len(start) :].isdigit()
        }

    # writing

    @abstractmethod
    def gate(self, alone: bool) -> None:
        """Pass the gate of the index in this transaction, beside others or alone. A build takes it alone at its
        beginning and at its end, so that no change falls between two generations: whoever changes something either
        ends before the build begins to read, or sees that there is a build."""

    @abstractmethod
    def may_count(self) -> bool:
        """Whether this transaction may write the vocabulary anew: False where another is at it."""

    @abstractmethod
    def write(self, number: int, rows: Sequence[Row]) -> None:
        """Put rows, in place of those of the same keys. Keys are distinct."""

    @abstractmethod
    def delete(self, number: int, keys: Iterable[str]) -> None:
        """Take documents out; keys that are not there are none."""

    def write_vocabulary(self, number: int, counted: Mapping[str, int]) -> None:
        """In how many documents each token stands, in place of what was written before."""
        table = f"index_vocabulary_{int(number)}"
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            cursor.executemany(
                f"INSERT INTO {table} (token, documents) VALUES (%s, %s)", sorted(counted.items())
            )

    def counted_vocabulary(self, number: int) -> Counter[str]:
        """In how many documents each token stands, counted anew: for small generations."""
        found: Counter[str] = Counter()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT scored FROM index_payload_{int(number)}")
            while rows := cursor.fetchmany(AT_ONCE):
                for (scored,) in rows:
                    found.update(set(scored.split()))
        return found

    # reading

    @abstractmethod
    def counted(self, number: int, expression: Expression, circles: Sequence[int]) -> dict[int, int]:
        """Signature to number of the documents that match and that these circles may find."""

    @abstractmethod
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
        """The best matches that these circles may find, best first by the engine's own ranking.

        Args:
            signatures: only documents of these; `None` for all.
            kinds: only documents of these; empty for all.
            rarity: of the expression's terms, for an engine that does not know it.
        """

    @abstractmethod
    def found(self, number: int, expressions: Sequence[Expression], circles: Sequence[int]) -> list[bool]:
        """For each expression whether any document that these circles may find matches it."""

    @abstractmethod
    def matching(
        self, number: int, expression: Expression, circles: Sequence[int], ids: Sequence[int]
    ) -> set[int]:
        """Which of these documents match and may be found by these circles."""

    def matches(self, number: int, ids: Sequence[int], circles: Sequence[int]) -> dict[int, Match]:
        """Documents by their ids; those are missing that are gone or that these circles may not find."""
        columns = "d.id, d.language, d.weight, d.signature, p.scored"
        return {row[0]: Match(*row) for row in self._documents(number, columns, ids, circles)}

    def stored(self, number: int, ids: Sequence[int], circles: Sequence[int]) -> dict[int, Stored]:
        """Documents by their ids; those are missing that are gone or that these circles may not find."""
        return {
            row[0]: Stored(*row) for row in self._documents(number, "d.id, d.key, p.payload", ids, circles)
        }

    def documents_with(self, number: int, tokens: Iterable[str]) -> dict[str, int]:
        """In how many documents each token stands, as last counted; tokens that stood in none are missing."""
        wanted = list(tokens)
        found: dict[str, int] = {}
        with connection.cursor() as cursor:
            for start in range(0, len(wanted), AT_ONCE):
                some = wanted[start : start + AT_ONCE]
                cursor.execute(
                    f"SELECT token, documents FROM index_vocabulary_{int(number)} WHERE token IN ({places(some)})",
                    some,
                )
                found.update(cursor.fetchall())
        return found

    def documents_beginning(self, number: int, beginnings: Sequence[str]) -> dict[str, int]:
        """The same for all tokens that begin so; the beginnings are ours and hold no signs of LIKE."""
        either = " OR ".join(["token LIKE %s"] * len(beginnings))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT token, documents FROM index_vocabulary_{int(number)} WHERE {either}",
                [f"{beginning}%" for beginning in beginnings],
            )
            return dict(cursor.fetchall())

    def size(self, number: int) -> int:
        """How many documents a generation holds."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM index_document_{int(number)}")
            return int(cursor.fetchone()[0])

    def _documents(
        self, number: int, columns: str, ids: Sequence[int], circles: Sequence[int]
    ) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        if not circles:
            return rows
        with connection.cursor() as cursor:
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                cursor.execute(
                    f"SELECT {columns} FROM index_document_{int(number)} d "
                    f"JOIN index_payload_{int(number)} p ON p.id = d.id "
                    f"WHERE d.id IN ({places(some)}) AND d.circle IN ({places(circles)})",
                    [*some, *circles],
                )
                rows += cursor.fetchall()
        return rows

    def _insert(
        self, cursor: Any, number: int, rows: Sequence[Row], words: Sequence[str] | None
    ) -> list[int]:
        """The ids that the rows got, in their order; their payloads are written too. ``words`` go into a column of that
        name where there is one."""
        columns = [*COLUMNS, *([] if words is None else ["words"])]
        one = "(" + ", ".join(["%s"] * len(COLUMNS) + ([] if words is None else ["%s::tsvector"])) + ")"
        values: list[Any] = []
        for position, row in enumerate(rows):
            values += [getattr(row, column) for column in COLUMNS]
            values += [] if words is None else [words[position]]
        cursor.execute(
            f"INSERT INTO index_document_{int(number)} ({', '.join(columns)}) VALUES {', '.join([one] * len(rows))} "
            "RETURNING id, key",
            values,
        )
        ids = {key: id for id, key in cursor.fetchall()}
        cursor.executemany(
            f"INSERT INTO index_payload_{int(number)} (id, payload, scored) VALUES (%s, %s, %s)",
            [(ids[row.key], row.payload, row.scored) for row in rows],
        )
        return [ids[row.key] for row in rows]


def places(values: Sequence[Any]) -> str:
    """Placeholders for so many values."""
    return ", ".join(["%s"] * len(values))
