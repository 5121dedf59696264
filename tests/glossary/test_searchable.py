"""What the index is given of words: concepts in use, in all their languages, and never a draft."""

from __future__ import annotations

from typing import Any

import pytest

from comparanda.glossary import searchable
from comparanda.glossary.actions import writing
from comparanda.glossary.core import cells as core
from comparanda.index import actions as index
from comparanda.index import registry
from comparanda.index.core.document import Document
from comparanda.index.search import SearchRequest, search
from comparanda.people.models import Topic
from glossary.words import Words, edits

pytestmark = pytest.mark.django_db

PUBLIC = frozenset({"public"})


def documents() -> dict[str, Document]:
    return {one.key: one for one in searchable.documents()}


def test_every_concept_in_use_is_a_document(words: Words) -> None:
    assert documents().keys() == {
        f"concept:{slug}"
        for slug in ("migration", "return", "voluntary-return", "migrant", "asylum", "refugee")
    }


def test_a_document_holds_names_labels_and_definitions_by_language(words: Words) -> None:
    one = documents()["concept:refugee"]

    assert one.titles == {"en": "refugee", "bg": "бежанец", "fr": "réfugié", "nl": "vluchteling"}
    assert one.texts["en"].splitlines() == ["refugge", "What is called refugee."]
    assert one.texts["bg"] == "признат бежанец"
    assert one.texts["nl"] == "vluchtelinge"
    assert (one.kind, one.url_path, one.language, one.audiences) == (
        "concept",
        "glossary/refugee/",
        "en",
        PUBLIC,
    )


def test_no_document_speaks_of_a_draft(words: Words) -> None:
    assert "secret" not in str(list(searchable.documents()))
    assert "таен" not in str(list(searchable.documents()))


def test_a_concept_that_is_a_topic_is_filed_under_it(words: Words) -> None:
    Topic.objects.create(slug="asylum", label={"en": "Asylum"}, position=1)

    assert documents()["concept:asylum"].topics == ("asylum",)
    assert documents()["concept:refugee"].topics == ()


@pytest.fixture
def built(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of the small vocabulary and of nothing else."""
    monkeypatch.setattr(registry, "_providers", {"glossary": registry.providers()["glossary"]})
    index.rebuild()


def hits(text: str, language: str = "en") -> list[str]:
    return [hit.document.key for hit in search(SearchRequest(text, language, PUBLIC)).hits]


def test_a_concept_is_found_by_any_of_its_labels_in_any_language(built: None) -> None:
    assert hits("бежанците", "bg")[0] == "concept:refugee"
    assert hits("réfugié", "fr")[0] == "concept:refugee"
    assert hits("vluchteling", "nl")[0] == "concept:refugee"


def test_a_changed_concept_is_found_by_its_new_label_and_a_draft_by_none(
    built: None, words: Words, django_capture_on_commit_callbacks: Any
) -> None:
    assert hits("secret plan") == []
    with django_capture_on_commit_callbacks(execute=True):
        writing.write(
            [
                *edits("asylum", words["asylum"], alternative_en=[core.label("sanctuary")]),
                *edits("migrant", words["migrant"], status="draft"),
            ]
        )
    searchable.refresh(["asylum", "migrant"])

    assert hits("sanctuary")[0] == "concept:asylum"
    assert "concept:migrant" not in hits("migrant")


def test_refresh_takes_out_what_is_not_in_use(built: None) -> None:
    searchable.refresh(["nowhere", "secret", "alien"])

    assert "concept:alien" not in hits("alien")
    assert "concept:secret" not in hits("secret plan")
