"""Files of the small vocabulary: what they say of a concept, tables that read back, a workbook, no draft.

Leaves out the starter glossary as a whole: `test_starter_files`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
import rdflib
from django.utils import translation
from rdflib.namespace import OWL, RDF, SKOS

from comparanda.formats.media import MediaType
from comparanda.glossary import exports, queries
from comparanda.glossary.actions import releasing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.models import Release
from comparanda.people.core.viewer import SYSTEM
from glossary.words import Words, edits

# rdflib 7.6 warns of itself when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

RDFLIB = {MediaType.TURTLE: "turtle", MediaType.JSON_LD: "json-ld", MediaType.RDF_XML: "xml"}

every_form = pytest.mark.parametrize("medium", exports.LINKED_DATA)


def graph(data: bytes, medium: MediaType) -> rdflib.Graph:
    # JSON-LD puts its statements into the default graph of a set of graphs.
    return rdflib.Graph().parse(data=data, format=RDFLIB[medium])


def concept(slug: str) -> rdflib.URIRef:
    return rdflib.URIRef(queries.identifier(slug))


@every_form
@pytest.mark.django_db
def test_linked_data_says_what_a_concept_is(words: Words, medium: MediaType) -> None:
    made = graph(exports.linked_data(exports.scheme_now(), medium), medium)

    labels = {str(label) for label in made.objects(concept("refugee"), SKOS.prefLabel)}
    assert labels == {"refugee", "бежанец", "réfugié", "vluchteling", "vluchtelinge"}
    assert rdflib.Literal("vluchtelinge", "nl-BE") in set(made.objects(concept("refugee"), SKOS.prefLabel))
    assert (concept("refugee"), SKOS.broader, concept("asylum")) in made
    assert (concept("asylum"), SKOS.narrower, concept("refugee")) in made
    assert (concept("migrant"), SKOS.related, concept("refugee")) in made
    assert (concept("alien"), OWL.deprecated, rdflib.Literal(True)) in made
    scheme = rdflib.URIRef(queries.base().removesuffix("concept/") + "glossary")
    assert set(made.objects(scheme, SKOS.hasTopConcept)) == {concept("asylum"), concept("migration")}


@pytest.mark.parametrize("medium", exports.MEDIA)
@pytest.mark.django_db
def test_no_file_speaks_of_a_draft(words: Words, medium: MediaType) -> None:
    data = exports.glossary_file(exports.scheme_now(), medium, "en")
    if medium is MediaType.XLSX:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True)
        text = str([row for sheet in book for row in sheet.iter_rows(values_only=True)])
        book.close()
    else:
        text = data.decode("utf-8")

    assert "refugee" in text
    for word in ("secret", "таен", "draft"):
        assert word not in text


@pytest.mark.parametrize("slug", ["migration", "asylum", "refugee", "migrant", "alien", "return"])
@every_form
@pytest.mark.django_db
def test_the_file_of_a_concept_says_of_it_what_the_whole_file_says(
    words: Words, slug: str, medium: MediaType
) -> None:
    whole = graph(exports.linked_data(exports.scheme_now(), medium), medium)

    one = graph(exports.linked_data(exports.scheme_around(slug), medium, slug), medium)

    assert set(one.predicate_objects(concept(slug))) == set(whole.predicate_objects(concept(slug)))
    assert set(one.subjects(RDF.type, SKOS.Concept)) == {concept(slug)}
    assert "secret" not in one.serialize(format="nt")


@pytest.mark.django_db
def test_the_file_of_a_draft_is_for_editors_and_whole(words: Words) -> None:
    made = graph(
        exports.linked_data(exports.scheme_around("secret"), MediaType.TURTLE, "secret"), MediaType.TURTLE
    )

    assert set(made.objects(concept("secret"), SKOS.related)) == {concept("refugee")}


@pytest.mark.parametrize("medium", [MediaType.CSV, MediaType.XLSX, MediaType.PDF])
@pytest.mark.django_db
def test_a_concept_does_not_come_as_a_table(words: Words, medium: MediaType) -> None:
    with pytest.raises(ValueError, match=f"does not come as {medium.value}"):
        exports.linked_data(exports.scheme_around("asylum"), medium, "asylum")


# tables


@pytest.mark.parametrize("language", ["en", "bg"])
@pytest.mark.django_db
def test_the_table_has_headers_for_machines_in_every_language(words: Words, language: str) -> None:
    with translation.override(language):
        data = exports.glossary_file(exports.scheme_now(), MediaType.CSV, language)

    header, *rows = data.decode("utf-8-sig").splitlines()
    assert header == "concept,language,kind,label,region,use,source_title,source_url,confidence"
    assert "asylum,bg,preferred,убежище,,,EuroVoc,https://example.org/eurovoc,high" in rows
    assert "refugee,nl,preferred,vluchtelinge,BE,,,," in rows


def sheets(data: bytes) -> Mapping[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.django_db
def test_the_workbook_has_a_row_a_concept_and_then_everything(words: Words) -> None:
    made = sheets(exports.glossary_file(exports.scheme_now(), MediaType.XLSX, "en"))

    assert list(made) == ["Concepts", "Everything"]
    header, *rows = [row for row in made["Concepts"] if row[1] is not None]
    assert [row[0] for row in rows] == sorted(set(words) - {"secret"})
    assert header[:4] == ("Concept", "Preferred label (en)", "Preferred label (bg)", "Preferred label (de)")
    (asylum,) = [row for row in rows if row[0] == "asylum"]
    assert asylum[1:5] == ("asylum", "убежище", "Asyl", "asile")
    assert len(made["Everything"]) > 60


@pytest.mark.django_db
def test_the_workbook_begins_with_the_readers_language(words: Words) -> None:
    with translation.override("bg"):
        made = sheets(exports.glossary_file(exports.scheme_now(), MediaType.XLSX, "bg"))

    first = next(iter(made.values()))
    assert first[0][0] == "Речник на Comparanda"
    header = next(row for row in first if row[1] is not None)
    assert str(header[1]).endswith("(bg)")
    assert str(header[2]).endswith("(en)")


# releases


@pytest.mark.django_db
def test_a_release_stays_as_it_was(words: Words) -> None:
    made = releasing.release(SYSTEM, note={"en": "First."}, now=datetime(2026, 11, 22, tzinfo=UTC))
    before = {
        medium: exports.glossary_file(exports.scheme_of_release(made), medium, "en", created=made.released_at)
        for medium in exports.MEDIA
    }

    writing.write(edits("asylum", words["asylum"], preferred_en=[core.label("refuge")], status="draft"))

    again = exports.scheme_of_release(Release.objects.get())
    assert (again.number, again.issued) == ("1", date(2026, 11, 22))
    for medium, data in before.items():
        assert exports.glossary_file(again, medium, "en", created=made.released_at) == data


@pytest.mark.django_db
def test_what_stands_now_names_the_last_release(words: Words) -> None:
    assert exports.scheme_now().number == ""
    releasing.release(SYSTEM, note={"en": "First."})

    assert exports.scheme_now().number == "1"
    intro = sheets(exports.glossary_file(exports.scheme_now(), MediaType.XLSX, "en"))["Concepts"]
    assert [row[0] for row in intro[:2]] == ["Comparanda glossary", "Release 1"]


@pytest.mark.django_db
def test_an_empty_glossary_comes_in_every_form() -> None:
    for medium in exports.MEDIA:
        assert exports.glossary_file(exports.scheme_now(), medium, "en")
