"""The contract of the index, on whichever database the tests run: what is put is found, by whom it may be found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from comparanda.index import actions
from comparanda.index.core.document import Document
from comparanda.index.registry import register_provider, withdraw
from comparanda.index.search import SearchRequest, SearchResult, index_ready, search
from index.factories import NETWORK, PUBLIC, document

pytestmark = pytest.mark.django_db


def find(text: str, audiences: frozenset[str] = PUBLIC, language: str = "en", **more: Any) -> SearchResult:
    return search(SearchRequest(text, language, audiences, **more))


def keys(result: SearchResult) -> list[str]:
    return [hit.document.key for hit in result.hits]


@pytest.fixture
def index(db: None) -> Iterator[list[Document]]:
    """A serving index, empty at first; what is in the list is what its one room provides."""
    documents: list[Document] = []
    register_provider("tests", lambda: iter(documents))
    actions.rebuild()
    yield documents
    withdraw("tests")


def test_before_the_first_build_nothing_is_found_and_that_is_said() -> None:
    result = find("permit")

    assert (result.ready, result.count) == (False, 0)
    assert not index_ready()


def test_put_is_found_by_its_words(index: list[Document]) -> None:
    actions.put(
        [document("a", titles={"en": "Residence permits"}), document("b", titles={"en": "Detention"})]
    )

    assert keys(find("permits")) == ["a"]
    assert keys(find("residence permits")) == ["a"]
    assert find("asylum").count == 0


def test_put_again_replaces(index: list[Document]) -> None:
    actions.put([document("a", titles={"en": "Residence permits"})])
    actions.put([document("a", titles={"en": "Detention"})])

    assert find("permits").count == 0
    assert keys(find("detention")) == ["a"]


def test_removed_is_gone(index: list[Document]) -> None:
    actions.put([document("a", titles={"en": "Residence permits"})])
    actions.remove(["a", "never there"])

    assert find("permits").count == 0


def test_another_inflection_finds(index: list[Document]) -> None:
    actions.put(
        [
            document("en", titles={"en": "Rivers and geese"}),
            document("bg", language="bg", titles={"bg": "Под планините"}),
            document("fr", language="fr", titles={"fr": "Les chevaux sauvages"}),
        ]
    )

    assert keys(find("goose")) == ["en"]
    assert keys(find("планина", language="bg")) == ["bg"]
    assert keys(find("cheval", language="fr")) == ["fr"]
    assert keys(find("cheval", language="en")) == ["fr"]


def test_accents_left_out_find(index: list[Document]) -> None:
    actions.put([document("fr", language="fr", titles={"fr": "Réfugiés"})])

    assert keys(find("refugies")) == ["fr"]


def test_a_network_document_is_found_by_the_network_alone(index: list[Document]) -> None:
    actions.put(
        [
            document("open", titles={"en": "Permit"}),
            document("closed", audiences=frozenset({"network"}), titles={"en": "Permit zanzibarite"}),
        ]
    )

    assert keys(find("permit")) == ["open"]
    assert find("zanzibarite").count == 0
    assert sorted(keys(find("permit", NETWORK))) == ["closed", "open"]
    assert find("permit", frozenset()).count == 0


def test_facets_ignore_their_own_choice(index: list[Document]) -> None:
    actions.put(
        [
            document("bg", titles={"en": "Permit"}, countries=("BG",), year=2024),
            document("de", titles={"en": "Permit"}, countries=("DE",), year=2024),
            document("q", titles={"en": "Permit"}, kind="question", year=2023),
        ]
    )

    result = find("permit", filters={"country": ["BG"]})

    assert keys(result) == ["bg"]
    assert result.count == 1
    assert result.facets["country"] == (("BG", 1), ("DE", 1))
    assert result.facets["kind"] == (("answer", 1),)
    assert result.facets["year"] == (("2024", 1),)


def test_the_match_is_marked(index: list[Document]) -> None:
    actions.put([document("a", titles={"en": "Rules"}, texts={"en": "Who holds a permit may stay."})])

    (hit,) = find("permits").hits

    assert [(piece.text, piece.marked) for piece in hit.snippet] == [
        ("Who holds a ", False),
        ("permit", True),
        (" may stay.", False),
    ]
    assert hit.snippet_language == "en"
