"""Files of the whole starter glossary: three forms of linked data that say the same and keep the rules, a table that reads
back.

The whole is read by pyoxigraph, which is fast; rdflib, which is not, reads a branch of it. No test here takes `words`:
the starter glossary is in the database until the module ends.
"""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
from pytest_django import DjangoDbBlocker
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS

from comparanda.formats.media import MediaType
from comparanda.formats.skos.fault import errors
from comparanda.formats.skos.reading import read_vocabulary
from comparanda.formats.skos.relations import closed
from comparanda.glossary import exports, queries
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.importing import plan_import
from comparanda.glossary.core.vocabulary import scheme_of
from comparanda.glossary.models import Concept
from comparanda.kernel.concept import Scheme

# rdflib 7.6 warns of itself when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

OXIGRAPH = {
    MediaType.TURTLE: pyoxigraph.RdfFormat.TURTLE,
    MediaType.JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    MediaType.RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
}
RDFLIB = {MediaType.TURTLE: "turtle", MediaType.JSON_LD: "json-ld", MediaType.RDF_XML: "xml"}


def statements(data: bytes, medium: MediaType) -> frozenset[pyoxigraph.Triple]:
    return frozenset(quad.triple for quad in pyoxigraph.parse(data, format=OXIGRAPH[medium]))


def graph(data: bytes, medium: MediaType) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format=RDFLIB[medium])


@pytest.fixture(scope="module")
def whole(starter_words: None, django_db_blocker: DjangoDbBlocker) -> Scheme:
    with django_db_blocker.unblock():
        return exports.scheme_now()


@pytest.fixture(scope="module")
def turtle(whole: Scheme) -> bytes:
    return exports.linked_data(whole, MediaType.TURTLE)


@pytest.fixture(scope="module")
def said(turtle: bytes) -> frozenset[pyoxigraph.Triple]:
    """What the Turtle file of the starter glossary says."""
    return statements(turtle, MediaType.TURTLE)


@pytest.mark.parametrize("medium", [MediaType.JSON_LD, MediaType.RDF_XML])
def test_the_starter_glossary_says_the_same_in_every_form(
    starter: None, whole: Scheme, said: frozenset[pyoxigraph.Triple], medium: MediaType
) -> None:
    assert statements(exports.linked_data(whole, medium), medium) == said
    # Without nodes that have no name, equal statements are equal graphs.
    assert not any(
        isinstance(part, pyoxigraph.BlankNode) for one in said for part in (one.subject, one.object)
    )


def test_every_concept_of_the_starter_glossary_is_one(
    starter: None, said: frozenset[pyoxigraph.Triple]
) -> None:
    concepts = {
        one.subject.value
        for one in said
        if one.predicate.value == str(RDF.type) and one.object == pyoxigraph.NamedNode(str(SKOS.Concept))
    }

    assert concepts == {queries.identifier(slug) for slug in Concept.objects.values_list("slug", flat=True)}


def test_the_starter_glossary_keeps_the_rules_and_reads_back_as_it_is(
    starter: None, turtle: bytes, whole: Scheme
) -> None:
    read = read_vocabulary(turtle, "glossary.ttl", base=queries.base())

    assert errors(read.checked()) == []
    assert read.scheme.concepts == closed(whole).concepts
    assert plan_import(queries.cells_now(), read.scheme, queries.base()).changes == ()


def test_the_table_of_the_starter_glossary_reads_back_as_it_is(starter: None, whole: Scheme) -> None:
    data = exports.glossary_file(whole, MediaType.CSV, "en")

    read = read_vocabulary(data, "glossary.csv", base=queries.base())

    assert errors(read.checked()) == []
    assert read.scheme.concepts == closed(whole).concepts


def test_a_branch_of_the_starter_glossary_is_the_same_graph_in_every_form(starter: None) -> None:
    vocabulary = queries.public_cells()
    branch = {"return"} | set(queries.narrower_of()["return"])
    cut = {slug: core.without_concepts(vocabulary[slug], vocabulary.keys() - branch) for slug in branch}
    scheme = scheme_of(cut, queries.base())

    graphs = [graph(exports.linked_data(scheme, medium), medium) for medium in exports.LINKED_DATA]

    assert len(branch) > 3
    assert len(graphs[0]) > 1_000
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])
