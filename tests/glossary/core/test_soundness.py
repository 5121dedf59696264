"""What stops a change: rules of the whole vocabulary, and what the columns cannot hold. Without Django."""

from __future__ import annotations

from typing import Any

import pytest

from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import after_changes, vocabulary_faults
from glossary.words import Words, concept, small


def faults_of(vocabulary: Words) -> set[tuple[str, str]]:
    return {(fault.rule, fault.concept) for fault in vocabulary_faults(vocabulary)}


def changed(slug: str, field: str, value: Any, language: str = "") -> Words:
    vocabulary = small()
    vocabulary[slug][field, language] = value
    return vocabulary


def test_the_small_vocabulary_is_sound() -> None:
    assert vocabulary_faults(small()) == []
    assert vocabulary_faults({}) == []


@pytest.mark.parametrize(
    ("rule", "slug", "field", "language", "value"),
    [
        ("cycle", "migration", "broader", "", ["voluntary-return"]),
        ("unknown-target", "return", "broader", "", ["nowhere"]),
        ("unknown-target", "alien", "replaced_by", "", "nowhere"),
        ("related-to-itself", "asylum", "related", "", ["asylum"]),
        ("S27", "voluntary-return", "related", "", ["migration"]),
        ("S14", "asylum", "preferred", "en", [core.label("asylum"), core.label("refuge")]),
        ("S13", "asylum", "alternative", "en", [core.label("asylum")]),
        ("S46", "refugee", "matches", "", {"exact": ["https://a.example/1"], "broad": ["https://a.example/1"]}),
        ("language-tag", "asylum", "preferred", "english", [core.label("asylum")]),
        ("untagged", "asylum", "alternative", "", [core.label("refuge")]),
        ("control-characters", "asylum", "preferred", "en", [core.label("asy\x00lum")]),
        ("control-characters", "asylum", "definition", "en", "Null:\x00"),
        ("control-characters", "asylum", "preferred", "en", [core.label("asylum", source_title="Null\x00")]),
        ("control-characters", "asylum", "legal_source", "", {"title": "Null\x00", "url": ""}),
        ("control-characters", "asylum", "notations", "", ["\x1b"]),
        ("empty-label", "asylum", "preferred", "en", [core.label("\u200b")]),
        ("too-long", "asylum", "preferred", "en", [core.label("a" * 251)]),
        ("too-long", "asylum", "preferred", "zh-Hant-x-abcd", [core.label("庇護")]),
        ("too-long", "asylum", "definition", "zh-Hant-x-abcd", "庇護"),
        ("too-long", "asylum", "preferred", "es", [core.label("asilo", region="419")]),
        ("too-long", "asylum", "preferred", "es", [core.label("asilo", source_title="s" * 201)]),
        ("too-long", "asylum", "preferred", "es", [core.label("asilo", source_url="https://a.example/" + "s" * 500)]),
        ("address", "asylum", "preferred", "es", [core.label("asilo", source_url="javascript:alert(1)")]),
        ("address", "asylum", "legal_source", "", {"title": "Act", "url": "javascript:alert(1)"}),
        ("address", "asylum", "matches", "", {"exact": ["eurovoc"]}),
        ("match-address", "asylum", "matches", "", {"close": ["javascript:alert(1)"]}),
        ("term-and-no-term", "asylum", "none", "en", [core.label("")]),
        ("no-term-twice", "refugee", "none", "de", [core.label(""), core.label("", source_title="a")]),
        ("replaced-in-use", "asylum", "replaced_by", "", "migration"),
        ("replaced-by-draft", "alien", "replaced_by", "", "secret"),
        ("replaced-by-itself", "alien", "replaced_by", "", "alien"),
    ],
)  # fmt: skip
def test_what_is_unsound_is_told_with_its_concept(
    rule: str, slug: str, field: str, language: str, value: Any
) -> None:
    found = faults_of(changed(slug, field, value, language))

    # A cycle is told of the first of those that it runs through.
    assert rule in {told for told, of in found if of == slug or told == "cycle"}


def test_a_concept_needs_a_preferred_label() -> None:
    vocabulary = small() | {"bare": {("status", ""): "approved"}}

    assert faults_of(vocabulary) == {("no-preferred", "bare")}


@pytest.mark.parametrize("slug", ["", "två", "a b", "a/b", "x" * 101, "releases"])
def test_some_names_cannot_be_short_names(slug: str) -> None:
    assert ("slug", slug) in faults_of(small() | {slug: concept("something")})


def test_a_hundred_letters_can_be_a_short_name() -> None:
    assert vocabulary_faults(small() | {"x" * 100: concept("something")}) == []


def test_a_fault_says_what_to_do() -> None:
    (fault,) = vocabulary_faults(changed("asylum", "replaced_by", "migration"))

    assert fault.message == "the concept is replaced by migration and yet in use"
    assert fault.remedy == "deprecate it, or take the replacement away"


# what will stand


def after(*changes: CellChange) -> Words:
    return {slug: dict(cells) for slug, cells in after_changes(small(), changes).items()}


def test_nothing_changed_is_the_same() -> None:
    assert after() == small()


def test_a_related_concept_may_become_the_broader_one() -> None:
    made = after(
        CellChange("migrant", "related", "", ["refugee"], None),
        CellChange("migrant", "broader", "", ["migration"], ["refugee"]),
    )

    assert made["refugee"]["related", ""] == ["secret"]
    assert vocabulary_faults(made) == []


def test_related_holds_on_both_sides() -> None:
    made = after(CellChange("asylum", "related", "", None, ["migration"]))

    assert made["migration"]["related", ""] == ["asylum"]


def test_related_to_what_is_not_there_is_left_to_be_told() -> None:
    assert ("unknown-target", "asylum") in faults_of(
        after(CellChange("asylum", "related", "", None, ["nowhere"]))
    )


def test_a_new_concept_stands_where_it_is_made() -> None:
    made = after(CellChange("exile", "preferred", "en", None, [core.label("exile")]))

    assert made["exile"] == {("preferred", "en"): [core.label("exile")]}
