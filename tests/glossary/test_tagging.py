"""Taggers with the words as they stand in the database, and what the index is told of a text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comparanda.glossary import tagging
from comparanda.glossary.actions import writing
from comparanda.glossary.core import cells as core
from comparanda.index.models import Form
from comparanda.index.registry import Annotation
from glossary.words import Words, edits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Other tests have other words."""
    tagging._taggers.clear()
    tagging.forget()
    yield
    tagging._taggers.clear()
    tagging.forget()


def found(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[mark.start : mark.end], mark.concept) for mark in tagging.marks(text, language)]


def test_labels_of_concepts_in_use_are_found(words: Words) -> None:
    assert found("A refugee, a refugge, an alien and a secret plan.", "en") == [
        ("refugee", "refugee"),
        ("refugge", "refugee"),
    ]
    assert found("Бежанците и доброволното връщане.", "bg") == [
        ("Бежанците", "refugee"),
        ("доброволното връщане", "voluntary-return"),
    ]


def test_a_language_without_labels_finds_nothing(words: Words) -> None:
    assert found("A refugee.", "fi") == []
    assert found("A refugee.", "x-klingon") == []


def test_a_changed_word_is_found_at_once(words: Words) -> None:
    assert found("The exile.", "en") == []

    writing.write(edits("asylum", words["asylum"], alternative_en=[core.label("exile")]))

    assert found("The exile.", "en") == [("exile", "asylum")]


def test_the_tagger_is_made_once_while_nothing_changes(words: Words) -> None:
    assert tagging.tagger("en") is tagging.tagger("en")
    assert tagging.tagger("en") is not tagging.tagger("en", patient=True)
    before = tagging.tagger("en")
    writing.write(edits("asylum", words["asylum"], definition_fi="Turvapaikka."))
    assert tagging.tagger("en") is not before


def test_lemmas_that_the_index_has_met_are_used(words: Words) -> None:
    writing.write(edits("refugee", words["refugee"], preferred_pl=[core.label("uchodźca")]))
    Form.objects.create(language="pl", form="uchodźcom", lemma="uchodźca", length=9, head="uc", tail="om")

    assert found("Pomoc uchodźcom i uchodźcami.", "pl") == [("uchodźcom", "refugee")]
    assert tagging.known_lemmas(["uchodźcom", "lipa", "uchodźcom"], "pl") == ["uchodźca", "lipa", "uchodźca"]


def test_who_can_wait_has_lemmas_out_of_a_dictionary(words: Words) -> None:
    writing.write(edits("refugee", words["refugee"], preferred_pl=[core.label("uchodźca")]))

    text = "Pomoc uchodźcami."
    assert [mark.concept for mark in tagging.marks(text, "pl", patient=True)] == ["refugee"]


def test_concepts_of_a_text_come_by_frequency(words: Words) -> None:
    text = "Asylum: refugees, a refugee and a migrant."

    assert tagging.concepts_in(text, "en") == ["refugee", "asylum", "migrant"]
    assert tagging.concepts_in("Nothing.", "en") == []


def test_the_index_is_told_of_concepts_by_tokens(words: Words) -> None:
    assert list(tagging.annotations("a refugee", "en")) == [Annotation(2, 9, "concept:refugee")]
    assert tagging.token_of("refugee") == "concept:refugee"


def test_the_longest_slug_is_a_token(words: Words) -> None:
    slug = "x" * 100
    writing.write(
        [
            core.CellChange(slug, "status", "", None, "approved"),
            core.CellChange(slug, "preferred", "en", None, [core.label("exile")]),
        ]
    )

    assert [one.token for one in tagging.annotations("the exile", "en")] == [f"concept:{slug}"]


def test_what_stands_below_is_near_and_what_stands_below_that_less(words: Words) -> None:
    assert list(tagging.neighbours("concept:migration")) == [
        ("concept:migrant", 0.5),
        ("concept:return", 0.5),
        ("concept:voluntary-return", 0.25),
    ]
    assert list(tagging.neighbours("country:BG")) == []
    assert list(tagging.neighbours("concept:nowhere")) == []
