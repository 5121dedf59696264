"""Changed cells in their rows, and rows as cells again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comparanda.glossary import queries, signs
from comparanda.glossary.actions import writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.error import Refused
from comparanda.glossary.models import Concept, Label, Relation, Vocabulary
from glossary.words import Words, concept, edits, small, whole


def written(slug: str, **after: Any) -> dict[core.Key, Any]:
    """The concept's cells after a write of these."""
    writing.write(edits(slug, queries.cells_now([slug]).get(slug, {}), **after))
    return queries.cells_now([slug])[slug]


@pytest.mark.django_db
def test_what_is_written_is_read_back(words: Words) -> None:
    assert queries.cells_now() == words


@pytest.mark.django_db
def test_some_concepts_are_read_as_all_are(words: Words) -> None:
    assert queries.cells_now(["refugee", "return", "nowhere"]) == {
        slug: words[slug] for slug in ("refugee", "return")
    }
    assert queries.cells_now([]) == {}


@pytest.mark.django_db
def test_nothing_to_write_writes_nothing() -> None:
    assert writing.write([]) == []
    assert not Vocabulary.objects.exists()


@pytest.mark.django_db
def test_labels_of_a_cell_are_replaced_and_others_stay(words: Words) -> None:
    now = written("return", alternative_en=[core.label("way home")], preferred_fr=None)

    assert [one["text"] for one in now["alternative", "en"]] == ["way home"]
    assert ("preferred", "fr") not in now
    assert now["preferred", "en"] == words["return"]["preferred", "en"]
    assert now == {
        **{key: value for key, value in words["return"].items() if key != ("preferred", "fr")},
        ("alternative", "en"): [core.label("way home")],
    }


@pytest.mark.django_db
def test_every_plain_cell_is_written_and_emptied(words: Words) -> None:
    full: dict[str, Any] = {
        "definition_bg": "Закрила.",
        "scope_note_en": "In the Union.",
        "legal_source": {"title": "Act", "url": ""},
        "matches": {"exact": ["https://a.example/1"], "close": ["https://a.example/2"]},
        "notations": ["1", "2"],
        "notes": [{"kind": "example", "text": "An example.", "language": "en"}],
        "broader": ["migration"],
        "related": ["return"],
        "status": "deprecated",
        "replaced_by": "migrant",
    }
    now = written("asylum", **full)
    for name, value in full.items():
        field, language = (name, "") if name in core.PLAIN_FIELDS else name.rsplit("_", 1)
        assert now[field, language] == value

    emptied = written("asylum", **{**dict.fromkeys(full), "status": "approved"})

    assert emptied == words["asylum"]


@pytest.mark.django_db
def test_a_related_pair_stands_once_whichever_side_names_it(words: Words) -> None:
    written("voluntary-return", related=["asylum"])

    (row,) = Relation.objects.filter(kind="related", other__slug="voluntary-return")
    assert row.concept.slug == "asylum"
    assert queries.cells_now(["asylum"])["asylum"]["related", ""] == ["voluntary-return"]
    written("asylum", related=None)
    assert ("related", "") not in queries.cells_now(["voluntary-return"])["voluntary-return"]


@pytest.mark.django_db
def test_what_one_side_of_a_pair_gains_counts_as_an_edit_of_the_other(words: Words) -> None:
    before = dict(Concept.objects.values_list("slug", "revision"))

    written("voluntary-return", related=["asylum"])

    after = dict(Concept.objects.values_list("slug", "revision"))
    assert {slug for slug in after if after[slug] != before[slug]} == {"voluntary-return", "asylum"}


@pytest.mark.django_db
def test_a_deprecated_concept_and_its_successor_come_at_once_in_any_order() -> None:
    new = {
        "c": concept("third"),
        "a": concept("first", status="deprecated", replaced_by="b"),
        "b": concept("second", status="deprecated", replaced_by="c"),
    }

    writing.write(whole(new))

    assert queries.cells_now() == new


@pytest.mark.django_db
def test_a_standing_concept_may_be_replaced_by_one_that_comes(words: Words) -> None:
    writing.write(
        [
            *whole({"exile": concept("exile")}),
            *edits("asylum", words["asylum"], status="deprecated", replaced_by="exile"),
        ]
    )

    assert Concept.objects.get(slug="asylum").replaced_by.slug == "exile"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["broader", "related", "replaced_by"])
def test_a_concept_that_is_not_there_is_refused(words: Words, field: str) -> None:
    with pytest.raises(Refused, match="There is no concept “nowhere”"):
        written("asylum", **{field: "nowhere" if field == "replaced_by" else ["nowhere"]})


@pytest.mark.django_db
def test_each_write_moves_the_vocabulary_on(words: Words) -> None:
    (before,) = Vocabulary.objects.values_list("revision", "stamp")
    written("asylum", definition_bg="Закрила.")
    (after,) = Vocabulary.objects.values_list("revision", "stamp")

    assert after[0] == before[0] + 1
    assert after[1] not in ("", before[1])
    assert Concept.objects.get(slug="asylum").revision == 2
    assert Concept.objects.get(slug="return").revision == 1


@pytest.mark.django_db
def test_a_pack_leaves_its_mark(words: Words) -> None:
    writing.write(edits("asylum", words["asylum"], definition_bg="Закрила."), loaded={"asylum": "x" * 64})

    one = Concept.objects.get(slug="asylum")
    assert (one.loaded_hash, one.loaded_revision, one.revision) == ("x" * 64, 2, 2)


@pytest.mark.django_db
def test_who_asked_to_be_told_is_told_after_the_commit(
    words: Words, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[list[str]] = []
    signs.on_words_changed(heard := lambda slugs: told.append(list(slugs)))
    try:
        with django_capture_on_commit_callbacks(execute=True):
            written("asylum", definition_bg="Закрила.", related=["return"])
            assert told == []
    finally:
        signs._LISTENERS.remove(heard)

    assert told == [["asylum"]]


@pytest.mark.django_db
def test_a_listener_is_told_once_however_often_it_asks() -> None:
    told: list[list[str]] = []
    signs.on_words_changed(heard := lambda slugs: told.append(list(slugs)))
    try:
        signs.on_words_changed(heard)
        signs._LISTENERS[-1](["x"])
    finally:
        signs._LISTENERS.remove(heard)
    assert told == [["x"]]
    assert heard not in signs._LISTENERS


@pytest.mark.django_db
def test_many_new_concepts_cost_as_few_statements_as_one(django_assert_max_num_queries: Any) -> None:
    many = {
        f"c{number}": concept(f"concept {number}", broader=["c0"] if number else None)
        for number in range(200)
    }

    with django_assert_max_num_queries(25):
        writing.write(whole(many))

    assert (Concept.objects.count(), Label.objects.count(), Relation.objects.count()) == (200, 200, 199)


# any change

SLUGS = st.sampled_from(sorted(small()))
TEXT = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=10).filter(str.strip)
LABELS = st.lists(
    st.builds(core.label, TEXT, region=st.sampled_from(["", "BE"])),
    max_size=3,
    unique_by=lambda one: (one["text"], one["region"]),
)
EDITS = st.lists(
    st.one_of(
        st.tuples(SLUGS, st.sampled_from(["alternative", "hidden"]), st.sampled_from(["bg", "en", "fi"]), LABELS),
        st.tuples(SLUGS, st.sampled_from(["definition", "scope_note"]), st.sampled_from(["bg", "fi"]), TEXT),
        st.tuples(SLUGS, st.sampled_from(["broader", "related"]), st.just(""), st.lists(SLUGS, max_size=3)),
        st.tuples(SLUGS, st.just("notations"), st.just(""), st.lists(TEXT, max_size=3)),
    ),
    max_size=6,
    unique_by=lambda one: one[:3],
)  # fmt: skip


class AnyChange(TestCase):
    """Whatever the rules let pass is written as it was said, and what they refuse leaves everything as it was."""

    @given(EDITS)
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    def test_any_sound_change_is_read_back(self, wanted: list[tuple[str, str, str, Any]]) -> None:
        writing.write(whole(small()))
        before = queries.cells_now()
        changes = [
            CellChange(
                slug, field, language, before[slug].get((field, language)), core.canonical(field, value)
            )
            for slug, field, language, value in wanted
        ]
        try:
            writing.refuse_unsound(changes)
        except Refused:
            assert queries.cells_now() == before
            return

        writing.write(changes)

        now = queries.cells_now()
        for change in changes:
            standing = now[change.concept].get(change.key)
            if change.field != "related":
                assert standing == change.after
        for slug, cells in now.items():
            for other in cells.get(("related", ""), ()):
                assert slug in now[other]["related", ""]
        writing.refuse_unsound([])
