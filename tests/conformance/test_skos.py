"""SKOS as others write it: real vocabularies read in place, their faults named, and written back without loss.

The files are those of the Skosmos test suite, a part of EuroVoc and a table of new GEMET terms. They are not part of
the repository; where they are absent, these tests say so and are skipped.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS

from comparanda.formats.csv import write_csv
from comparanda.formats.media import MediaType
from comparanda.formats.skos.columns import long_table
from comparanda.formats.skos.fault import Rule, Severity, errors
from comparanda.formats.skos.integrity import faults
from comparanda.formats.skos.reading import Reading, read_file, read_vocabulary
from comparanda.formats.skos.relations import without_unknown_targets
from comparanda.formats.skos.writing import write_json_ld, write_rdf_xml, write_turtle
from comparanda.glossary.core.importing import plan_import
from comparanda.glossary.core.vocabulary import cells_of
from comparanda.kernel.concept import LabelKind, Scheme, Status
from comparanda.kernel.error import ContentError
from comparanda.kernel.language import EU_LANGUAGES
from comparanda.kernel.source import Source

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "skos"
EUROVOC = FIXTURES / "eurovoc-subset" / "eurovoc_justice_migration.ttl"
GEMET = FIXTURES / "gemet-sample" / "gemet_new_terms_en_bg.csv"

pytestmark = [
    pytest.mark.skipif(
        not FIXTURES.is_dir(),
        reason="the real vocabularies (Skosmos, EuroVoc, GEMET) are not beside this repository",
    ),
    # rdflib 7.6 warns of itself when it reads JSON-LD.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


@dataclass(frozen=True)
class Found:
    """What a file must be found to hold: concepts, tops, schemes, and its faults by rule but for what is left out."""

    concepts: int
    tops: int
    schemes: int
    errors: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)


VOCABULARIES: dict[str, Found] = {
    "altlabel": Found(1, 1, 1),
    "cbd": Found(2, 0, 0, {}, {"no-top": 1}),
    "changes": Found(5, 0, 0, {}, {"no-top": 1}),
    "collation": Found(3, 0, 0, {}, {"no-top": 1}),
    "conceptPropertyLabels": Found(4, 1, 1, {"orphan": 1}, {"match-within": 2}),
    "cycle": Found(4, 1, 1, {"cycle": 2}),
    "date": Found(5, 0, 0, {}, {"no-top": 1}),
    "dup": Found(7, 0, 0, {}, {"match-within": 2, "no-top": 1, "shared-label": 4}),
    "dupgroup": Found(1, 0, 0, {"orphan": 1, "unknown-target": 1}),
    "groups": Found(7, 1, 1),
    "hash": Found(2, 2, 1, {"untagged": 1}),
    "http304": Found(7, 0, 2, {}, {"date": 2, "no-top": 1}),
    "mapping": Found(2, 0, 0, {}, {"no-top": 1}),
    "multiple-schemes": Found(3, 3, 3, {}, {"unknown-target": 3}),
    "nolang": Found(3, 1, 1, {"orphan": 2, "untagged": 3}),
    "prefix": Found(1, 0, 0),
    "sub": Found(1, 0, 0),
    "subtag": Found(1, 0, 0),
    "test": Found(
        18,
        1,
        1,
        {"S14": 1, "no-preferred": 1, "orphan": 6, "unknown-target": 1, "untagged": 2},
        {"date": 1, "match-within": 3},
    ),
    "test-551-A": Found(551, 551, 1),
    "test-concept-schemes": Found(6, 5, 5),
    "test-hierarchy": Found(
        19, 1, 1, {"S14": 1, "no-preferred": 2, "orphan": 6, "untagged": 1}, {"date": 1, "match-within": 3}
    ),
    "test-hierarchy-without-top-concepts": Found(
        19, 0, 1, {"S14": 1, "no-preferred": 2, "untagged": 1}, {"date": 1, "match-within": 3, "no-top": 1}
    ),
    "test-notation-sort": Found(
        16,
        1,
        1,
        {"no-preferred": 1, "orphan": 5, "unknown-target": 2, "untagged": 1},
        {"date": 1, "match-within": 3},
    ),
    "test-qualified-broader": Found(3, 0, 0, {}, {"no-top": 1}),
    "test-qualified-notation": Found(5, 0, 0, {}, {"no-top": 1, "shared-label": 5}),
    "test-rdf-list": Found(27, 4, 1),
    "xl": Found(1, 0, 0),
}
WITHOUT_CONCEPTS = ("default_graph", "myns-ontology", "test-marc")


@lru_cache(maxsize=40)
def vocabulary(name: str) -> Reading:
    return read_file(FIXTURES / "skosmos-test-vocabs" / f"{name}.ttl")


@lru_cache(maxsize=1)
def eurovoc() -> Reading:
    return read_file(EUROVOC)


def by_rule(reading: Reading, severity: Severity) -> dict[str, int]:
    found = (fault for fault in reading.checked() if fault.severity is severity)
    return dict(Counter(fault.rule.value for fault in found if fault.rule is not Rule.LEFT_OUT))


def nodes(reading: Reading, rule: Rule) -> list[str]:
    return [fault.node.rpartition("/")[2] for fault in reading.checked() if fault.rule is rule]


def test_every_vocabulary_of_the_suite_is_tried() -> None:
    files = {path.stem for path in (FIXTURES / "skosmos-test-vocabs").glob("*.ttl")}
    assert files == {*VOCABULARIES, *WITHOUT_CONCEPTS}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabulary_is_read_and_its_faults_are_named(name: str) -> None:
    reading, expected = vocabulary(name), VOCABULARIES[name]
    concepts = reading.scheme.concepts
    assert (
        Found(
            len(concepts),
            sum(concept.top for concept in concepts),
            len(reading.schemes),
            by_rule(reading, Severity.ERROR),
            by_rule(reading, Severity.WARNING),
        )
        == expected
    )


@pytest.mark.parametrize("name", VOCABULARIES)
def test_concepts_labels_and_relations_are_those_that_rdflib_counts(name: str) -> None:
    # Some of these files hold impossible dates, on purpose.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    graph = rdflib.Graph().parse(FIXTURES / "skosmos-test-vocabs" / f"{name}.ttl")
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    pairs = set(graph.subject_objects(SKOS.broader)) | {
        (low, high) for high, low in graph.subject_objects(SKOS.narrower)
    }
    reading = vocabulary(name)
    assert {concept.identifier for concept in reading.scheme.concepts} == {
        str(concept) for concept in concepts
    }
    for kind, predicate in (
        (LabelKind.PREFERRED, SKOS.prefLabel),
        (LabelKind.ALTERNATIVE, SKOS.altLabel),
        (LabelKind.HIDDEN, SKOS.hiddenLabel),
    ):
        expected = {
            (str(subject), str(label).strip(), (label.language or "").lower())
            for subject, label in graph.subject_objects(predicate)
            if subject in concepts
        }
        found = {
            (concept.identifier, label.text, label.tag.lower())
            for concept in reading.scheme.concepts
            for label in concept.of_kind(kind)
        }
        assert found == expected
    # A pair of which only the upper concept is described has no concept to stand at.
    assert sum(len(concept.broader) for concept in reading.scheme.concepts) == sum(
        low in concepts for low, _ in pairs
    )


@pytest.mark.parametrize("name", WITHOUT_CONCEPTS)
def test_file_without_concepts_is_refused(name: str) -> None:
    with pytest.raises(ContentError, match="holds no concept"):
        vocabulary(name)


def test_cycle_is_named() -> None:
    messages = [fault.message for fault in vocabulary("cycle").checked()]
    assert messages == [
        "broader leads round in a circle: ta2 → ta2",
        "broader leads round in a circle: ta3 → ta4 → ta3",
    ]


def test_labels_without_language_are_named_and_read_on_request() -> None:
    assert nodes(vocabulary("nolang"), Rule.UNTAGGED) == ["no1", "no2", "no3"]
    reading = read_file(FIXTURES / "skosmos-test-vocabs" / "nolang.ttl", untagged="en")
    assert nodes(reading, Rule.UNTAGGED) == []


def test_doubled_labels_and_missing_concepts_are_named() -> None:
    assert nodes(vocabulary("dup"), Rule.SHARED_LABEL) == ["d1", "d2", "d3", "d6"]
    assert nodes(vocabulary("test"), Rule.UNKNOWN_TARGET) == ["ta1"]
    assert nodes(vocabulary("test"), Rule.ONE_PREFERRED) == ["ta127"]
    assert nodes(vocabulary("test"), Rule.ORPHAN) == ["ta118", "ta124", "ta125", "ta126", "ta127", "ta128"]


def test_what_is_left_out_is_counted() -> None:
    told = [fault.message for fault in vocabulary("groups").faults]
    assert (
        "collections and groups that were not taken over: 4, e.g. http://www.skosmos.skos/groups/fish" in told
    )


def test_one_of_several_schemes_is_read() -> None:
    path = FIXTURES / "skosmos-test-vocabs" / "test-concept-schemes.ttl"
    reading = read_file(path, scheme="http://exemple.fr/mt1")
    assert [concept.identifier for concept in reading.scheme.concepts] == [
        "http://exemple.fr/c1",
        "http://exemple.fr/c1.1",
    ]
    assert reading.scheme.titles == {"en": "Micro-Thesaurus 1"}


def test_skos_xl_region_status_and_definition_nodes_are_read() -> None:
    (xl,) = vocabulary("xl").scheme.concepts
    assert (xl.definitions, xl.definition_source) == (
        {"en": "Unit of thought"},
        Source("", "https://en.wikipedia.org/wiki/Concept"),
    )
    (subtag,) = vocabulary("subtag").scheme.concepts
    assert [(label.language, label.region) for label in subtag.labels] == [("en", "GB")]
    changes = vocabulary("changes").scheme.by_slug()
    assert (changes["d4"].status, changes["d4"].replaced_by) == (Status.DEPRECATED, ("d3",))


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabulary_written_and_read_again_is_the_same(name: str) -> None:
    scheme = vocabulary(name).scheme
    turtle = rdflib.Graph().parse(data=write_turtle(scheme), format="turtle")
    for data, medium, syntax in (
        (write_turtle(scheme), MediaType.TURTLE, "turtle"),
        (write_json_ld(scheme), MediaType.JSON_LD, "json-ld"),
        (write_rdf_xml(scheme), MediaType.RDF_XML, "xml"),
    ):
        assert read_vocabulary(data, f"again{medium.suffix}").scheme == scheme
        assert isomorphic(rdflib.Graph().parse(data=data, format=syntax), turtle)
    again = read_vocabulary(write_csv(long_table(scheme)), "again.csv")
    assert again.scheme.concepts == scheme.concepts
    assert again.faults == ()


def test_part_of_eurovoc_is_read_whole() -> None:
    reading = eurovoc()
    concepts = reading.scheme.concepts
    assert (len(concepts), sum(concept.top for concept in concepts), len(reading.schemes)) == (868, 57, 14)
    labels = [label for concept in concepts for label in concept.labels]
    assert Counter(label.kind for label in labels) == {
        LabelKind.PREFERRED: 23_369,
        LabelKind.ALTERNATIVE: 1_876,
    }
    assert {label.language for label in labels} == {*EU_LANGUAGES, "mk", "no", "sq", "sr"}
    assert reading.scheme.by_slug()["100"].preferred("bg").text == "расов конфликт"  # type: ignore[union-attr]


def test_faults_of_eurovoc_are_real_ones() -> None:
    told = [str(fault) for fault in errors(eurovoc().checked())]
    assert told == [
        'http://eurovoc.europa.eu/538: "fundamental rights" (en) is alternative and preferred label at once '
        "(keep it as one of them)",
        'http://eurovoc.europa.eu/538: "droits fondamentaux" (fr) is alternative and preferred label at once '
        "(keep it as one of them)",
    ]


def test_eurovoc_written_and_read_again_is_the_same() -> None:
    scheme = eurovoc().scheme
    for data, name in (
        (write_turtle(scheme), "eurovoc.ttl"),
        (write_json_ld(scheme), "eurovoc.jsonld"),
        (write_rdf_xml(scheme), "eurovoc.rdf"),
    ):
        assert read_vocabulary(data, name).scheme == scheme


def test_one_microthesaurus_of_eurovoc_stands_alone_once_relations_out_of_it_are_left_out() -> None:
    reading = read_file(EUROVOC, scheme="http://eurovoc.europa.eu/100212")
    whole = without_unknown_targets(reading.scheme)
    assert len(whole.concepts) == 133
    assert errors(faults(whole)) == []


def test_importing_eurovoc_into_a_part_of_itself_adds_the_rest() -> None:
    scheme = eurovoc().scheme
    part = Scheme(concepts=tuple(concept for concept in scheme.concepts if concept.slug.startswith("1")))
    plan = plan_import(
        {concept.slug: cells_of(concept) for concept in part.concepts}, scheme, "http://eurovoc.europa.eu/"
    )
    assert len(plan.added) == len(scheme.concepts) - len(part.concepts)
    assert plan.missing == ()
    # Those that stand are changed only where they are related to one that comes.
    assert {change.field for change in plan.changes if change.concept in plan.changed} == {"related"}


def test_table_of_gemet_is_read_by_a_mapping() -> None:
    columns = {"n": "notation", "en": "pref_en", "bg": "pref_bg", "broader_en": "broader_label_en"}
    reading = read_file(GEMET, columns=columns)
    assert len(reading.scheme.concepts) == 45
    for concept in reading.scheme.concepts:
        assert concept.preferred("en") and concept.preferred("bg")
        assert concept.definitions["en"] and concept.definitions["bg"]
    unknown = [
        (fault.line, fault.message) for fault in reading.checked() if fault.rule is Rule.UNKNOWN_TARGET
    ]
    assert unknown == [
        (2, "broader pollution, which is not among the concepts"),
        (3, "broader impact-source, which is not among the concepts"),
        (6, "broader pollution, which is not among the concepts"),
    ]
    assert errors(reading.checked(frozenset({"pollution", "impact-source"}))) == []
    again = read_vocabulary(write_csv(long_table(reading.scheme)), "again.csv")
    assert again.scheme.concepts == reading.scheme.concepts
