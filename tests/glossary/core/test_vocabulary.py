"""Between cells and the concepts that files speak of, there and back. Without Django."""

from __future__ import annotations

from datetime import date

import pytest

from comparanda.formats.skos.relations import closed
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.vocabulary import cells_of, concept_of, scheme_of
from comparanda.kernel.concept import Label, LabelKind, Match, Status
from comparanda.kernel.source import Source
from glossary.words import small

BASE = "https://comparanda.example/id/concept/"


@pytest.mark.parametrize("slug", sorted(small()))
def test_cells_made_into_a_concept_and_back_are_the_same(slug: str) -> None:
    cells = small()[slug]

    assert cells_of(concept_of(slug, cells, BASE)) == cells


def test_a_concept_says_what_its_cells_say() -> None:
    made = concept_of("refugee", small()["refugee"], BASE, changed=date(2026, 11, 22))

    assert made.identifier == BASE + "refugee"
    assert made.preferred("nl", "BE") == Label("vluchtelinge", "nl", region="BE")
    assert [label.language for label in made.of_kind(LabelKind.NONE)] == ["de"]
    assert made.definition_source == Source("Convention of 1951, Article 1", "https://example.org/1951")
    assert made.matches == {Match.EXACT: ("http://eurovoc.europa.eu/1711",)}
    assert (made.broader, made.related, made.top) == (("asylum",), ("migrant", "secret"), False)
    assert (made.status, made.changed) == (Status.APPROVED, date(2026, 11, 22))


def test_what_stands_under_nothing_is_a_top_concept() -> None:
    assert concept_of("asylum", small()["asylum"], BASE).top
    assert not concept_of("asylum", small()["asylum"], BASE, top=False).top


def test_a_concept_without_a_status_is_a_draft() -> None:
    assert concept_of("x", {("preferred", "en"): [core.label("x")]}, BASE).status is Status.DRAFT


def test_a_legal_reference_alone_is_the_title_of_the_source() -> None:
    concept = concept_of("x", {("legal_source", ""): {"title": "Act 1", "url": ""}}, BASE)

    assert concept.definition_source == Source("Act 1", "")
    assert cells_of(concept)["legal_source", ""] == {"title": "Act 1", "url": ""}


def test_the_whole_is_a_scheme_with_address_licence_and_number() -> None:
    scheme = scheme_of(
        small(), BASE, number="2", issued=date(2026, 11, 22), changed={"asylum": date(2026, 1, 1)}
    )

    assert scheme.identifier == "https://comparanda.example/id/glossary"
    assert (scheme.number, scheme.issued) == ("2", date(2026, 11, 22))
    assert [concept.slug for concept in scheme.concepts] == sorted(small())
    assert scheme.by_slug()["asylum"].changed == date(2026, 1, 1)
    assert {concept.slug for concept in scheme.concepts if concept.top} == {"asylum", "migration"}
    assert closed(scheme).by_slug()["migration"].narrower == ("alien", "migrant", "return")
