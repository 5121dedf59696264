"""What a vocabulary file would change, read by the very readers of the site. Without Django."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from comparanda.formats.csv import write_csv
from comparanda.formats.skos.columns import long_table
from comparanda.formats.skos.reading import read_vocabulary
from comparanda.formats.skos.writing import write_json_ld, write_rdf_xml, write_turtle
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.importing import ImportPlan, known_targets, plan_import, slug_from
from comparanda.glossary.core.soundness import after_changes, vocabulary_faults
from comparanda.glossary.core.vocabulary import scheme_of
from glossary.words import Words, concept, small

BASE = "https://comparanda.example/id/concept/"
THEIRS = "https://theirs.example/"
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://theirs.example/> .
@prefix our: <https://comparanda.example/id/concept/> .
"""


def planned(data: bytes | str, vocabulary: Words | None = None, name: str = "words.ttl") -> ImportPlan:
    """The plan of a file against the small vocabulary, or another."""
    raw = data.encode() if isinstance(data, str) else data
    ours = small() if vocabulary is None else vocabulary
    return plan_import(ours, read_vocabulary(raw, name, base=BASE).scheme, BASE)


def turtle(body: str) -> str:
    return PREFIXES + body


def carried_out(plan: ImportPlan, vocabulary: Words | None = None) -> Words:
    """The vocabulary after the plan; it must be sound."""
    standing = small() if vocabulary is None else vocabulary
    after = {slug: dict(cells) for slug, cells in after_changes(standing, plan.changes).items()}
    assert vocabulary_faults(after) == []
    return after


def cells_changed(plan: ImportPlan) -> set[tuple[str, str, str]]:
    return {(one.concept, one.field, one.language) for one in plan.changes}


def texts(cells: dict[core.Key, Any], field: str, language: str) -> list[str]:
    return [one["text"] for one in cells.get((field, language), ())]


# our own file


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("words.ttl", write_turtle),
        ("words.rdf", write_rdf_xml),
        ("words.jsonld", write_json_ld),
        ("words.csv", lambda scheme: write_csv(long_table(scheme))),
    ],
)
def test_our_own_file_changes_nothing(name: str, written: Any) -> None:
    plan = planned(written(scheme_of(small(), BASE)), name=name)

    assert plan.changes == ()
    assert plan.unchanged == tuple(sorted(small()))
    assert (plan.added, plan.changed, plan.missing, plan.renamed) == ((), (), (), {})


def test_the_file_of_one_concept_changes_nothing() -> None:
    data = write_turtle(scheme_of(small(), BASE), "refugee")

    plan = planned(data)
    faults = read_vocabulary(data, "refugee.ttl", base=BASE).checked(known_targets(small(), BASE))

    assert plan.changes == ()
    assert plan.unchanged == ("refugee",)
    assert set(plan.missing) == set(small()) - {"refugee"}
    assert faults == []


def test_our_own_concept_is_brought_to_what_the_file_says() -> None:
    later = small()
    later["return"]["preferred", "en"] = [core.label("return migration", source_title="Comparanda editors")]
    del later["return"]["preferred", "fr"]
    later["voluntary-return"]["broader", ""] = ["migration"]

    plan = planned(write_turtle(scheme_of(later, BASE)))

    assert cells_changed(plan) == {
        ("return", "preferred", "en"),
        ("return", "preferred", "fr"),
        ("voluntary-return", "broader", ""),
    }
    assert carried_out(plan) == later
    assert plan.changed == ("return", "voluntary-return")


def test_what_the_file_has_nowhere_stays() -> None:
    """A translator's list of labels says nothing of definitions, relations and other languages."""
    data = "concept,language,kind,label\nreturn,fi,preferred,paluu\nalien,fi,preferred,ulkomaalainen\n"

    plan = planned(data, name="finnish.csv")

    assert cells_changed(plan) == {("return", "preferred", "fi"), ("alien", "preferred", "fi")}
    assert carried_out(plan)["alien"]["status", ""] == "deprecated"


def test_concepts_that_the_file_leaves_out_are_told_and_stay() -> None:
    kept = {slug: cells for slug, cells in small().items() if slug in ("migration", "asylum")}

    plan = planned(write_turtle(scheme_of(kept, BASE)))

    assert plan.missing == tuple(sorted(set(small()) - {"migration", "asylum"}))
    assert plan.changes == ()
    assert carried_out(plan) == small()


def test_a_relation_to_our_own_concept_outside_the_file_is_kept() -> None:
    plan = planned(turtle('our:exile a skos:Concept ; skos:prefLabel "exile"@en ; skos:broader our:asylum .'))

    assert plan.added == ("exile",)
    assert carried_out(plan)["exile"]["broader", ""] == ["asylum"]


def test_labels_keep_their_order_and_new_ones_follow() -> None:
    later = small()
    later["return"]["alternative", "en"] = [
        core.label("a way home"),
        *reversed(later["return"]["alternative", "en"]),
    ]

    plan = planned(write_turtle(scheme_of(later, BASE)))

    (change,) = plan.changes
    assert [one["text"] for one in change.after] == ["returns", "return of migrants", "a way home"]


def test_an_address_of_ours_that_is_no_slug_gets_one() -> None:
    plan = planned(
        turtle('<https://comparanda.example/id/concept/Exile/2> a skos:Concept ; skos:prefLabel "exile"@en .')
    )

    assert plan.added == ("2",)
    assert plan.renamed == {}


# somebody else's file


def test_a_new_concept_is_named_after_its_english_label_and_keeps_its_address() -> None:
    plan = planned(turtle(':c1 a skos:Concept ; skos:prefLabel "Highly Skilled Worker’s visa"@en .'))

    assert plan.added == ("highly-skilled-workers-visa",)
    assert plan.renamed == {THEIRS + "c1": "highly-skilled-workers-visa"}
    made = carried_out(plan)["highly-skilled-workers-visa"]
    assert made["matches", ""] == {"exact": [THEIRS + "c1"]}
    assert texts(made, "preferred", "en") == ["Highly Skilled Worker’s visa"]


def test_a_new_concept_without_an_english_label_is_named_after_its_address() -> None:
    plan = planned(
        turtle(
            ':изгнание a skos:Concept ; skos:prefLabel "изгнание"@bg . :c7 a skos:Concept ; skos:prefLabel "изгнаник"@bg .'
        )
    )

    assert plan.added[0] == "c7"
    assert plan.added[1].startswith("concept-")


def test_the_same_english_name_fills_what_is_empty_and_takes_nothing() -> None:
    plan = planned(
        turtle(
            """:c1 a skos:Concept ; skos:prefLabel "Return"@en, "завръщане"@bg, "retorno"@es ;
            skos:altLabel "homecoming"@en ; skos:definition "Theirs."@en, "Тяхно."@bg ;
            skos:hiddenLabel "retrun"@en ; skos:notation "77" ."""
        )
    )

    assert plan.changed == ("return",)
    made = carried_out(plan)["return"]
    assert texts(made, "preferred", "en") == ["return"]
    assert texts(made, "preferred", "bg") == ["връщане"]
    assert texts(made, "preferred", "es") == ["retorno"]
    assert texts(made, "alternative", "en") == ["returns", "return of migrants"]
    assert (made["definition", "en"], made["definition", "bg"]) == ("What is called return.", "Тяхно.")
    assert ("hidden", "en") not in made
    assert made["notations", ""] == ["77"]
    assert made["matches", ""] == {"exact": [THEIRS + "c1"]}
    assert made["broader", ""] == ["migration"]


def test_a_kept_match_tells_a_concept_whatever_it_is_called() -> None:
    plan = planned(
        "<http://eurovoc.europa.eu/1711> a <http://www.w3.org/2004/02/skos/core#Concept> ;"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "displaced person"@en, "utečenec"@sk .'
    )

    assert plan.changed == ("refugee",)
    assert cells_changed(plan) == {("refugee", "preferred", "sk")}


def test_a_second_time_nothing_changes() -> None:
    data = turtle(
        """:c1 a skos:Concept ; skos:prefLabel "Return"@en, "retorno"@es ; skos:related :c2 .
        :c2 a skos:Concept ; skos:prefLabel "ticket"@en ; skos:broader :c3 .
        :c3 a skos:Concept ; skos:prefLabel "paper"@en ."""
    )
    first = carried_out(planned(data))

    second = planned(data, first)

    assert second.changes == ()
    assert second.unchanged == ("paper", "return", "ticket")
    assert second.missing == ()


def test_relations_follow_the_names_that_concepts_get() -> None:
    plan = planned(
        turtle(
            """:c1 a skos:Concept ; skos:prefLabel "asylum"@en .
            :c2 a skos:Concept ; skos:prefLabel "exile"@en ; skos:broader :c1 ; skos:related :c3 .
            :c3 a skos:Concept ; skos:prefLabel "banishment"@en ."""
        )
    )

    made = carried_out(plan)
    assert made["exile"]["broader", ""] == ["asylum"]
    assert made["exile"]["related", ""] == ["banishment"]


def test_two_concepts_of_one_name_get_two_slugs() -> None:
    plan = planned(
        turtle(
            ':c1 a skos:Concept ; skos:prefLabel "exile"@en .'
            ':c2 a skos:Concept ; skos:prefLabel "Exile"@en .'
            ':c3 a skos:Concept ; skos:prefLabel "return"@en .'
            ':c4 a skos:Concept ; skos:prefLabel "RETURN"@en .'
        )
    )

    assert plan.added == ("exile", "exile-2", "return-2")
    assert plan.changed == ("return",)
    assert len(set(plan.renamed.values())) == len(plan.renamed) == 4


def test_our_own_concept_gets_its_name_before_one_that_only_matches_it() -> None:
    vocabulary = small()
    vocabulary["asylum"]["matches", ""] = {"exact": [THEIRS + "a1"]}

    plan = planned(
        turtle(
            ':a1 a skos:Concept ; skos:prefLabel "shelter"@en .'
            'our:asylum a skos:Concept ; skos:prefLabel "asylum"@en, "azyl"@cs .'
        ),
        vocabulary,
    )

    assert plan.added == ("shelter",)
    assert plan.changed == ("asylum",)
    assert len(cells_changed(plan)) == len(plan.changes)


def test_names_of_pages_are_no_short_names() -> None:
    plan = planned(turtle(':c1 a skos:Concept ; skos:prefLabel "releases"@en .'))

    assert plan.added == ("releases-2",)


def test_a_long_name_makes_a_short_one() -> None:
    long = "very " * 40 + "long"
    plan = planned(
        turtle(
            f':c1 a skos:Concept ; skos:prefLabel "{long}"@en . :c2 a skos:Concept ; skos:prefLabel "{long}"@en .'
        )
    )

    assert len(plan.added) == 2
    assert all(len(slug) <= 100 for slug in plan.added)
    carried_out(plan)


def test_where_a_language_is_said_to_have_no_term_none_is_filled_in() -> None:
    plan = planned(
        turtle(
            ':c1 a skos:Concept ; skos:prefLabel "refugee"@en, "Flüchtling"@de ; skos:altLabel "Vertriebener"@de .'
        )
    )

    made = carried_out(plan)["refugee"]
    assert ("preferred", "de") not in made
    assert made["none", "de"] == small()["refugee"]["none", "de"]


def test_a_preferred_label_of_theirs_that_is_an_alternative_of_ours_moves_up() -> None:
    vocabulary = small()
    del vocabulary["refugee"]["preferred", "bg"]

    plan = planned(
        turtle(':c1 a skos:Concept ; skos:prefLabel "refugee"@en, "признат бежанец"@bg .'), vocabulary
    )

    made = carried_out(plan, vocabulary)["refugee"]
    assert texts(made, "preferred", "bg") == ["признат бежанец"]
    assert ("alternative", "bg") not in made


@pytest.mark.parametrize("kind", ["broad", "narrow", "related"])
def test_what_we_keep_as_another_concept_is_not_merged_for_its_name(kind: str) -> None:
    vocabulary = small()
    vocabulary["asylum"]["matches", ""] = {kind: [THEIRS + "c1"]}

    plan = planned(turtle(':c1 a skos:Concept ; skos:prefLabel "asylum"@en .'), vocabulary)

    assert plan.added == ("asylum-2",)
    assert plan.changed == ()
    carried_out(plan, vocabulary)


def test_an_address_that_is_matched_already_is_not_matched_in_a_second_way() -> None:
    vocabulary = small()
    vocabulary["asylum"]["matches", ""] = {"close": [THEIRS + "c1"], "broad": ["https://a.example/1"]}

    plan = planned(
        turtle(':c1 a skos:Concept ; skos:prefLabel "asylum"@en ; skos:exactMatch <https://a.example/1> .'),
        vocabulary,
    )

    assert plan.unchanged == ("asylum",)


def test_somebody_elses_file_is_not_asked_for_what_it_leaves_out() -> None:
    assert planned(turtle(':c1 a skos:Concept ; skos:prefLabel "exile"@en .')).missing == ()


def test_a_relation_that_leads_out_of_the_file_to_nothing_of_ours_is_left_out() -> None:
    plan = planned(
        turtle(
            ':c1 a skos:Concept ; skos:prefLabel "exile"@en ; skos:broader :gone ; skos:related our:asylum .'
        )
    )

    made = carried_out(plan)["exile"]
    assert ("broader", "") not in made
    assert made["related", ""] == ["asylum"]


def test_a_deprecated_concept_and_its_successor_come_together() -> None:
    plan = planned(
        turtle(
            """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dct: <http://purl.org/dc/terms/> .
            :old a skos:Concept ; skos:prefLabel "illegal alien"@en ; owl:deprecated true ; dct:isReplacedBy :new .
            :new a skos:Concept ; skos:prefLabel "irregular migrant"@en ."""
        )
    )

    made = carried_out(plan)["illegal-alien"]
    assert (made["status", ""], made["replaced_by", ""]) == ("deprecated", "irregular-migrant")


def test_every_cell_of_a_plan_stands_once() -> None:
    rows = csv.reader(io.StringIO(write_csv(long_table(scheme_of(small(), THEIRS))).decode("utf-8-sig")))
    assert sum(1 for _ in rows) > 50

    plan = planned(write_turtle(scheme_of(small(), THEIRS)))

    assert len(cells_changed(plan)) == len(plan.changes)
    carried_out(plan)


def test_into_an_empty_glossary_everything_is_new() -> None:
    plan = planned(write_turtle(scheme_of(small(), BASE)), {})

    assert plan.added == tuple(sorted(small()))
    wanted = small()
    wanted["return"]["alternative", "en"].reverse()  # a file has its own order
    assert carried_out(plan, {}) == wanted


# names


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Right to family life", "right-to-family-life"),
        ("  Réfugié (statut)  ", "refugie-statut"),
        ("worker's visa", "workers-visa"),
        ("бежанец", ""),
        ("—", ""),
        ("", ""),
        ("A" * 300, "a" * 90),
    ],
)
def test_a_name_as_a_slug(text: str, slug: str) -> None:
    assert slug_from(text) == slug


def test_our_own_concepts_are_known_by_name_and_by_address() -> None:
    assert known_targets({"asylum": concept("asylum")}, BASE) == {"asylum", BASE + "asylum"}
