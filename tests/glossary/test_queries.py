"""Reads of words: names with a visible fallback, the tree, what stands around a concept."""

from __future__ import annotations

from typing import Any

import pytest

from comparanda.glossary import queries, usage
from comparanda.glossary.actions import writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.models import Concept, Relation
from comparanda.glossary.queries import Branch, Named, collated, initial
from comparanda.kernel.language import Spoken
from comparanda.people.core.viewer import ANONYMOUS
from glossary.words import Words, concept, edits, whole

pytestmark = pytest.mark.django_db


def get(slug: str) -> Concept:
    return Concept.objects.get(slug=slug)


# names


def test_names_come_in_the_language_else_in_english_and_say_which(words: Words) -> None:
    found = queries.named(queries.current(), "de")

    assert found == [
        Named("asylum", Spoken("Asyl", "de"), True),
        Named("voluntary-return", Spoken("freiwillige Rückkehr", "de"), True),
        Named("migrant", Spoken("migrant", "en"), False),
        Named("migration", Spoken("Migration", "de"), True),
        Named("refugee", Spoken("refugee", "en"), False),
        Named("return", Spoken("Rückkehr", "de"), True),
    ]


def test_a_label_of_the_whole_language_is_the_name_before_a_regions(words: Words) -> None:
    writing.write(edits("asylum", words["asylum"], preferred_nl=[core.label("asiel in België", region="BE")]))

    assert queries.name_of(get("refugee"), "nl") == Spoken("vluchteling", "nl")
    assert queries.name_of(get("asylum"), "nl") == Spoken("asiel in België", "nl")


def test_a_concept_without_either_name_is_called_by_its_slug(words: Words) -> None:
    writing.write(whole({"изход": {("status", ""): "approved", ("preferred", "bg"): [core.label("изход")]}}))

    assert queries.name_of(get("изход"), "fr") == Spoken("изход", "en")


def test_names_of_what_is_not_there_are_left_out(words: Words) -> None:
    assert queries.names_of(["asylum", "nowhere"], "bg") == {"asylum": Spoken("убежище", "bg")}


def test_names_cost_two_queries(words: Words, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        queries.named(Concept.objects.all(), "bg")


@pytest.mark.parametrize(
    ("text", "key", "letter"),
    [
        ("Élan", "elan", "E"),
        ("Ångström", "angstrom", "A"),
        ("йод", "йод", "Й"),
        ("Ёж", "ёж", "Ё"),
        ("Άσυλο", "ασυλο", "Α"),
        ("ß", "ss", "S"),
        ("1951 Convention", "1951 convention", "#"),
        ("«quoted»", "«quoted»", "#"),
        ("", "", "#"),
    ],
)
def test_names_are_sorted_and_filed_without_regard_to_case_and_accents(
    text: str, key: str, letter: str
) -> None:
    assert (collated(text), initial(text)) == (key, letter)


def test_languages_are_those_with_a_preferred_label_the_unions_first(words: Words) -> None:
    writing.write(
        edits(
            "asylum", words["asylum"], preferred_uk=[core.label("притулок")], alternative_ga=[core.label("x")]
        )
    )

    assert queries.languages() == ["bg", "de", "en", "fr", "nl", "uk"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("bg",), ("по нашему", "bg")),
        (("fr", "bg"), ("по нашему", "bg")),
        (("fr",), ("ours", "en")),
        (("en",), ("ours", "en")),
    ],
)
def test_a_definition_falls_back_visibly(wanted: tuple[str, ...], found: tuple[str, str]) -> None:
    assert queries.definition_in({"bg": "по нашему", "en": "ours", "de": ""}, *wanted) == Spoken(*found)


def test_no_definition_is_an_empty_one() -> None:
    assert queries.definition_in({}, "bg") == Spoken("", "bg")
    assert queries.definition_in({"el": "μας"}, "bg") == Spoken("μας", "el")


def test_definitions_are_those_of_concepts_in_use(words: Words) -> None:
    assert queries.definitions(["asylum", "secret", "alien"], "bg") == {
        "asylum": Spoken("What is called asylum.", "en")
    }


# the tree


def shape(branches: list[Branch] | tuple[Branch, ...]) -> list[Any]:
    return [(one.slug, one.deep, shape(one.children)) for one in branches]


def test_the_tree_holds_concepts_in_use_from_the_top(words: Words) -> None:
    assert shape(queries.tree("en")) == [
        ("asylum", 0, [("refugee", 1, [])]),
        ("migration", 0, [("migrant", 1, []), ("return", 1, [("voluntary-return", 2, [])])]),
    ]


def test_a_concept_with_two_broader_ones_stands_under_both(words: Words) -> None:
    writing.write(edits("refugee", words["refugee"], broader=["asylum", "migration"]))

    assert str(shape(queries.tree("en"))).count("'refugee'") == 2


def test_what_stands_under_nothing_in_use_is_at_the_top(words: Words) -> None:
    writing.write(edits("asylum", words["asylum"], status="draft"))

    assert [one.slug for one in queries.tree("en")] == ["migration", "refugee"]


def test_a_cycle_is_cut_where_it_closes(words: Words) -> None:
    Relation.objects.create(concept=get("return"), kind="broader", other=get("voluntary-return"))

    assert "voluntary-return" in str(shape(queries.tree("en")))
    assert queries.neighbours(get("return")).ancestors == (("migration",),)


def test_the_tree_costs_the_same_for_any_number(words: Words, django_assert_num_queries: Any) -> None:
    writing.write(whole({f"c{number}": concept(f"c{number}", broader=["return"]) for number in range(40)}))

    with django_assert_num_queries(3):
        queries.tree("bg")


def piled(levels: int) -> Words:
    """Two concepts a level, each under both of the level above: as many ways up as two to the power of the levels."""
    return {
        f"l{level}{side}": concept(
            f"level {level} {side}", broader=[f"l{level - 1}a", f"l{level - 1}b"] if level else None
        )
        for level in range(levels)
        for side in "ab"
    }


def test_a_hierarchy_that_piles_up_is_shown_in_bounded_time() -> None:
    writing.write(whole(piled(40)))

    assert len(queries.neighbours(get("l39a")).ancestors) == queries.MOST_WAYS
    assert 1_000 < str(queries.tree("en")).count("Branch(") < 2 * queries.MOST_BRANCHES


def test_a_chain_of_a_thousand_is_shown_as_far_as_anybody_reads() -> None:
    writing.write(
        whole({f"c{n}": concept(f"c{n}", broader=[f"c{n - 1}"] if n else None) for n in range(1_500)})
    )

    (top,) = queries.tree("en")
    deep = top
    while deep.children:
        (deep,) = deep.children
    assert deep.deep == queries.DEEPEST
    (way,) = queries.neighbours(get("c1499")).ancestors
    assert (len(way), way[-1]) == (1_499, "c0")


# around a concept


def test_what_stands_around_a_concept(words: Words) -> None:
    around = queries.neighbours(get("return"))

    assert (around.broader, around.narrower, around.related) == (("migration",), ("voluntary-return",), ())
    assert queries.neighbours(get("voluntary-return")).ancestors == (("return", "migration"),)
    assert queries.neighbours(get("migration")).ancestors == ()


def test_related_is_told_from_both_sides_and_drafts_are_not(words: Words) -> None:
    assert queries.neighbours(get("refugee")).related == ("migrant",)
    assert queries.neighbours(get("migrant")).related == ("refugee",)
    assert queries.neighbours(get("asylum")).narrower == ("refugee",)


def test_every_way_up_is_told_the_shortest_first(words: Words) -> None:
    writing.write(edits("voluntary-return", words["voluntary-return"], broader=["migration", "return"]))

    assert queries.neighbours(get("voluntary-return")).ancestors == (("migration",), ("return", "migration"))


def test_narrower_ones_are_those_in_use(words: Words) -> None:
    assert queries.narrower_of() == {
        "migration": ("migrant", "return"),
        "return": ("voluntary-return",),
        "asylum": ("refugee",),
    }
    assert queries.directly_below("asylum") == {"refugee", "secret"}


def test_what_everyone_sees_speaks_of_no_draft(words: Words) -> None:
    assert "secret" not in str(queries.public_cells())
    assert queries.public_cells(["refugee", "secret"]).keys() == {"refugee"}
    assert queries.draft_slugs() == {"secret"}


def test_terms_are_labels_of_concepts_in_use(words: Words) -> None:
    terms = queries.terms("en")

    assert {slug for slug, _, _, _ in terms} == {
        "migration",
        "return",
        "voluntary-return",
        "migrant",
        "asylum",
        "refugee",
    }
    assert ("refugee", "en", "hidden", "refugge") in terms
    assert all(text for _, _, _, text in queries.terms())
    assert {language for _, language, _, _ in queries.terms()} == {"bg", "de", "en", "fr", "nl"}


def test_languages_of_terms_are_those_that_a_text_can_be_read_in(words: Words) -> None:
    writing.write(edits("secret", words["secret"], alternative_sv=[core.label("hemlig plan")]))
    writing.write(edits("asylum", words["asylum"], none_ga=[core.label("")]))

    assert queries.languages_of_terms() == ["bg", "de", "en", "fr", "nl"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        # The words themselves, then what begins with them, then what holds them.
        (("RETURN",), [("return", "return", "return", "en"), ("voluntary-return", "voluntary return", "voluntary return", "en")]),
        (("refugie",), [("refugee", "refugee", "réfugié", "fr")]),
        (("refugge",), [("refugee", "refugee", "refugge", "en")]),
        (("  Return   of ",), [("return", "return", "return of migrants", "en")]),
        (("бежан", "bg", "bg"), [("refugee", "бежанец", "бежанец", "bg")]),
        (("бежан", "de", "de"), []),
        (("бежан", "", "de"), [("refugee", "refugee", "бежанец", "bg")]),
        # Neither a draft nor what is no longer used.
        (("secret",), []),
        (("alien",), []),
        (("",), []),
        ((" ",), []),
    ],
)  # fmt: skip
def test_concepts_are_found_by_any_label(
    asked: tuple[str, ...], found: list[tuple[str, ...]], words: Words
) -> None:
    text, language, named_in = (*asked, *("", "en")[len(asked) - 1 :])

    assert [
        (one.slug, one.name.text, one.label.text, one.label.language)
        for one in queries.called(text, language, named_in=named_in)
    ] == found


def test_finding_concepts_costs_three_queries(words: Words, django_assert_num_queries: Any) -> None:
    for text in ("refugee", "e"):
        with django_assert_num_queries(3):
            assert queries.called(text)


def test_identifiers_stand_under_the_sites_address(settings: Any) -> None:
    settings.SITE_URL = "https://words.example"

    assert queries.identifier("asylum") == "https://words.example/id/concept/asylum"


def test_before_any_word_there_is_no_stamp() -> None:
    assert queries.stamp() == ""
    assert queries.latest_release() is None
    assert queries.languages() == []
    assert queries.tree("en") == []


# where it is used


def test_uses_come_from_those_who_offer_them() -> None:
    def finder(slug: str, viewer: Any, language: str) -> list[usage.Use]:
        return [usage.Use("Comparisons", Spoken(f"{slug}/{language}/{viewer.username}", language), "/x/")]

    usage.register_finder(finder)
    usage.register_finder(finder)
    try:
        found = [use for use in usage.uses("asylum", ANONYMOUS, "bg") if use.url == "/x/"]
    finally:
        usage._FINDERS.remove(finder)

    assert [use.title.text for use in found] == ["asylum/bg/"]
