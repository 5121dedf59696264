"""Turtle, JSON-LD and RDF/XML: the same statements, readable by others, and read back as they were."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rdflib.compare import isomorphic

from comparanda.formats.media import MediaType
from comparanda.formats.skos import integrity
from comparanda.formats.skos.reading import read_vocabulary
from comparanda.formats.skos.relations import closed
from comparanda.formats.skos.writing import SkosError, write_json_ld, write_rdf_xml, write_turtle
from comparanda.kernel.concept import Concept, Label, Scheme
from comparanda.kernel.source import Source
from formats.skos_examples import GLOSSARY, SCHEME_ADDRESS, address, read_here, schemes

# rdflib 7.6 warns of itself when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

WRITERS: dict[MediaType, Callable[..., bytes]] = {
    MediaType.TURTLE: write_turtle,
    MediaType.JSON_LD: write_json_ld,
    MediaType.RDF_XML: write_rdf_xml,
}
RDFLIB = {MediaType.TURTLE: "turtle", MediaType.JSON_LD: "json-ld", MediaType.RDF_XML: "xml"}
OXIGRAPH = {
    MediaType.TURTLE: pyoxigraph.RdfFormat.TURTLE,
    MediaType.JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    MediaType.RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
}

GOLDEN = """\

<https://comparanda.example/id/concept/refugee>
    a skos:Concept ;
    skos:inScheme <https://comparanda.example/id/glossary> ;
    skos:prefLabel "бежанец"@bg,
        "refugee"@en ;
    skos:broader <https://comparanda.example/id/concept/asylum> ;
    skos:related <https://comparanda.example/id/concept/stateless-person> ;
    skos:exactMatch <http://eurovoc.europa.eu/2018> ;
    skos:closeMatch <https://example.org/refugee>,
        <https://example.org/refugees> ;
    adms:status <http://purl.org/adms/status/Completed> ;
    dct:modified "2026-01-02"^^xsd:date .
"""


def in_rdflib(data: bytes, medium: MediaType) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format=RDFLIB[medium])


def in_oxigraph(data: bytes, medium: MediaType) -> set[str]:
    """Each statement as N-Triples; parsed strictly, as others do."""
    return {str(quad.triple) for quad in pyoxigraph.parse(BytesIO(data), OXIGRAPH[medium])}


def test_turtle_is_as_agreed() -> None:
    written = write_turtle(GLOSSARY).decode()
    assert GOLDEN in written
    assert write_turtle(GLOSSARY, only="refugee").decode().endswith(GOLDEN)


@pytest.mark.parametrize("medium", WRITERS)
def test_file_reads_back_as_it_was_and_keeps_the_rules(medium: MediaType) -> None:
    reading = read_vocabulary(WRITERS[medium](GLOSSARY), f"glossary{medium.suffix}")
    assert reading.scheme == GLOSSARY
    assert reading.checked() == []


@pytest.mark.parametrize("medium", WRITERS)
def test_file_is_the_same_twice_whatever_the_order(medium: MediaType) -> None:
    turned = replace(
        GLOSSARY,
        concepts=tuple(
            replace(concept, labels=concept.labels[::-1], related=concept.related[::-1])
            for concept in reversed(GLOSSARY.concepts)
        ),
    )
    assert WRITERS[medium](turned) == WRITERS[medium](GLOSSARY)


@pytest.mark.parametrize("only", ["", "asylum", "alien"])
def test_three_formats_are_isomorphic_in_rdflib_and_in_oxigraph(only: str) -> None:
    files = {medium: write(GLOSSARY, only=only) for medium, write in WRITERS.items()}
    turtle = in_rdflib(files[MediaType.TURTLE], MediaType.TURTLE)
    assert len(turtle) > 10
    for medium, data in files.items():
        assert isomorphic(in_rdflib(data, medium), turtle)
        assert in_oxigraph(data, medium) == in_oxigraph(files[MediaType.TURTLE], MediaType.TURTLE)
        assert len(in_oxigraph(data, medium)) == len(turtle)


@settings(max_examples=50)
@given(schemes())
def test_any_scheme_reads_back_as_it_was_and_says_the_same_in_each_format(scheme: Scheme) -> None:
    files = {medium: write(scheme) for medium, write in WRITERS.items()}
    for medium, data in files.items():
        assert read_here(data, medium).scheme == scheme
        assert in_oxigraph(data, medium) == in_oxigraph(files[MediaType.TURTLE], MediaType.TURTLE)


@settings(max_examples=50)
@given(scheme=schemes(), medium=st.sampled_from(list(WRITERS)))
def test_rdflib_reads_as_many_statements_of_any_scheme_as_oxigraph(scheme: Scheme, medium: MediaType) -> None:
    # rdflib warns in its log of days that Python cannot hold, and reads them all the same.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    data = WRITERS[medium](scheme)
    assert len(in_rdflib(data, medium)) == len(in_oxigraph(data, medium))


def test_one_concept_needs_its_neighbours_by_name_only() -> None:
    refugee = GLOSSARY.by_slug()["refugee"]
    neighbours = tuple(Concept(slug, address(slug)) for slug in ("asylum", "stateless-person"))
    alone = replace(GLOSSARY, concepts=(refugee, *neighbours))
    assert write_turtle(alone, only="refugee") == write_turtle(GLOSSARY, only="refugee")


def test_one_concept_says_its_licence_but_not_the_concepts_of_the_scheme() -> None:
    graph = in_rdflib(write_turtle(GLOSSARY, only="refugee"), MediaType.TURTLE)
    scheme = rdflib.URIRef(SCHEME_ADDRESS)
    assert graph.value(scheme, rdflib.DCTERMS.license) == rdflib.URIRef(GLOSSARY.license_url)
    assert list(graph.objects(scheme, rdflib.SKOS.hasTopConcept)) == []
    assert list(graph.subjects(rdflib.RDF.type, rdflib.SKOS.Concept)) == [rdflib.URIRef(address("refugee"))]


def test_plain_labels_stand_beside_those_with_a_source() -> None:
    graph = in_rdflib(write_turtle(GLOSSARY), MediaType.TURTLE)
    xl = rdflib.Namespace("http://www.w3.org/2008/05/skos-xl#")
    asylum = rdflib.URIRef(address("asylum"))
    forms = {graph.value(label, xl.literalForm) for label in graph.objects(asylum, xl.prefLabel)}
    assert forms == {
        rdflib.Literal("asylum", lang="en"),
        rdflib.Literal("убежище", lang="bg"),
        rdflib.Literal("Asylrecht", lang="de-AT"),
    }
    assert forms < set(graph.objects(asylum, rdflib.SKOS.prefLabel))


def test_rdf_xml_has_no_document_type_and_names_concepts_as_elements() -> None:
    root = etree.fromstring(write_rdf_xml(GLOSSARY))
    assert root.getroottree().docinfo.internalDTD is None
    assert len(root.findall("{http://www.w3.org/2004/02/skos/core#}Concept")) == 4


def test_control_characters_do_not_cost_the_file() -> None:
    scheme = Scheme(
        SCHEME_ADDRESS, concepts=(Concept("a", address("a"), (Label("a\x00\x0bb\ud800", "en"),)),)
    )
    for medium, write in WRITERS.items():
        (concept,) = read_vocabulary(write(scheme), f"a{medium.suffix}").scheme.concepts
        assert concept.labels == (Label("ab\ufffd", "en"),)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"identifier": "asylum"}, "'asylum' is not an absolute address"),
        ({"identifier": "https://example.org/a b"}, "is not an absolute address"),
        ({"broader": ("unknown",)}, "'unknown' is neither a concept of the scheme nor an address"),
        ({"labels": (Label("a", "english"),)}, '"english" names no language'),
        ({"labels": (Label("a", "bg_BG"),)}, '"bg_BG" is not a language tag'),
        ({"definition_source": Source("Law", "example.org/<law>")}, "is not an absolute address"),
    ],
)
@pytest.mark.parametrize("medium", WRITERS)
def test_what_rdf_cannot_say_is_refused(medium: MediaType, wrong: dict[str, object], told: str) -> None:
    concept = replace(Concept("a", address("a"), (Label("a", "en"),)), **wrong)  # type: ignore[arg-type]
    with pytest.raises(SkosError) as refused:
        WRITERS[medium](Scheme(SCHEME_ADDRESS, concepts=(concept,)))
    assert told in str(refused.value)


def test_top_concept_without_a_scheme_is_refused() -> None:
    with pytest.raises(SkosError, match="needs an identifier"):
        write_turtle(Scheme(concepts=(Concept("a", address("a"), top=True),)))


def test_unknown_concept_is_refused() -> None:
    with pytest.raises(SkosError, match="no concept 'b'"):
        write_turtle(GLOSSARY, only="b")


def test_the_shared_example_keeps_the_rules() -> None:
    assert integrity.faults(GLOSSARY) == []
    assert closed(GLOSSARY) == GLOSSARY
