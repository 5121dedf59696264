"""Importing a vocabulary in the browser: look, then propose; and every kind of bad file told in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from comparanda.audit.models import Entry
from comparanda.formats.media import MediaType
from comparanda.glossary import exports, queries
from comparanda.glossary.actions import proposing
from comparanda.glossary.models import Proposal, Vocabulary
from comparanda.glossary.web import importing
from comparanda.people.core.viewer import Viewer
from factories import Network
from glossary.conftest import signed_in
from glossary.words import Words

pytestmark = pytest.mark.django_db

ADDRESS = "/en/workspace/glossary/import/"
PREFIXES = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix : <https://theirs.example/> .\n"
GOOD = (
    PREFIXES
    + """:exile a skos:Concept ; skos:prefLabel "exile"@en, "изгнание"@bg .
:return a skos:Concept ; skos:prefLabel "return"@en, "retorno"@es ; skos:broader :exile .
"""
)
BOMB = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [
<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="https://theirs.example/a"><skos:prefLabel xml:lang="en">&g;</skos:prefLabel></skos:Concept>
</rdf:RDF>"""
THIEF = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="https://theirs.example/a"><skos:prefLabel xml:lang="en">&secret;</skos:prefLabel></skos:Concept>
</rdf:RDF>"""


@pytest.fixture
def client(editors: Network) -> Client:
    return signed_in(editors, "editor")


def upload(client: Client, data: str | bytes, name: str = "words.ttl", **more: str) -> HttpResponse:
    raw = data.encode() if isinstance(data, str) else data
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, raw), "then": "look", **more})


def everything() -> tuple[Any, ...]:
    return (
        queries.cells_now(),
        Proposal.objects.count(),
        Entry.objects.filter(event__startswith="glossary").count(),
        list(Vocabulary.objects.values()),
    )


# look, then propose


def test_a_file_is_looked_at_first(words: Words, client: Client) -> None:
    before = everything()

    answer = upload(client, GOOD)

    page = answer.context["page"]
    assert answer.status_code == 200
    assert (page.read.plan.added, page.read.plan.changed) == (("exile",), ("return",))
    assert ("return", "Preferred label, Spanish", "", "retorno") in page.changes
    assert page.left_out == 0
    assert everything() == before


def test_the_frame_of_the_page_leads_to_the_same_page_in_the_other_language(
    client: Client, words: Words
) -> None:
    answer = client.get("/en/workspace/glossary/import/").content.decode()

    assert '/bg/workspace/glossary/import/" hreflang="bg" lang="bg">Български</a>' in answer
    assert '<option value="fr">French</option>' in answer


def test_what_was_looked_at_is_proposed_without_a_second_upload(
    words: Words, client: Client, second: Viewer
) -> None:
    token = upload(client, GOOD).context["page"].token

    answer = client.post(ADDRESS, {"token": token, "then": "propose", "note": "From theirs."})

    made = Proposal.objects.get()
    assert answer["Location"] == f"/en/workspace/glossary/proposals/{made.number}/"
    assert (made.origin, made.note) == ("words.ttl", "From theirs.")
    proposing.approve(second, made, list(made.changes.values_list("position", flat=True)))
    assert queries.cells_now()["exile"]["preferred", "bg"][0]["text"] == "изгнание"
    # What was proposed waits no longer.
    assert client.post(ADDRESS, {"token": token, "then": "propose"}).status_code == 400


@pytest.mark.parametrize("name", ["words.ttl", "words.rdf", "words.jsonld", "words.csv"])
def test_every_form_is_read(words: Words, client: Client, name: str) -> None:
    data = exports.glossary_file(exports.scheme_now(), MediaType(name.partition(".")[2]), "en")

    page = upload(client, data, name).context["page"]

    assert page.read.plan.changes == ()
    assert page.read.plan.missing == ("secret",)


def test_texts_without_a_language_are_taken_to_be_in_the_one_chosen(words: Words, client: Client) -> None:
    data = PREFIXES + ':exile a skos:Concept ; skos:prefLabel "exile" .'

    assert "no language" in upload(client, data).content.decode()
    answer = upload(client, data, untagged="en")

    assert answer.context["page"].read.sound
    token = answer.context["page"].token
    assert client.post(ADDRESS, {"token": token, "untagged": "en", "then": "propose"}).status_code == 302


def test_a_token_is_its_editors_own(words: Words, client: Client, editors: Network) -> None:
    token = upload(client, GOOD).context["page"].token

    answer = signed_in(editors, "second").post(ADDRESS, {"token": token, "then": "propose"})

    assert (answer.status_code, answer.context["fault"]) == (400, "Choose a file.")


def test_a_long_list_of_changes_is_cut(words: Words, client: Client) -> None:
    data = PREFIXES + "".join(
        f':c{number} a skos:Concept ; skos:prefLabel "concept {number}"@en .\n' for number in range(150)
    )

    page = upload(client, data).context["page"]

    assert len(page.changes) == importing.MOST_SHOWN
    assert page.left_out == len(page.read.plan.changes) - importing.MOST_SHOWN > 0


# bad files


def refused(answer: HttpResponse, told: str, before: tuple[Any, ...]) -> None:
    """Told in these words with status 400, and nothing was written."""
    assert answer.status_code == 400
    text = answer.context["fault"] or " ".join(text for _, text in answer.context["page"].faults)
    assert told in text, text
    assert everything() == before


LONG_LINE = PREFIXES + "#" + "x" * (9 * 1024**2)
BAD = [
    pytest.param(LONG_LINE, "words.ttl", "larger than 8 MB", id="9 MB"),
    pytest.param(b"", "words.ttl", "holds no concept", id="empty"),
    pytest.param(" \n", "words.ttl", "holds no concept", id="blank"),
    pytest.param(PREFIXES, "words.ttl", "holds no concept", id="nothing said"),
    pytest.param(PREFIXES + ":a skos:prefLabel", "words.ttl", "words.ttl:3", id="cut off"),
    pytest.param("<html><body>Error 502</body></html>", "words.rdf", "words.rdf", id="a page of HTML"),
    pytest.param("PK\x03\x04" + "x" * 100, "words.xlsx", "format cannot be told", id="a workbook"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "words.ttl", "words.ttl", id="a picture"),
    pytest.param("{" * 5_000, "words.jsonld", "words.jsonld", id="deep JSON"),
    pytest.param("[" * 100_000 + "]" * 100_000, "words.jsonld", "words.jsonld", id="very deep JSON"),
    pytest.param('{"@context": "https://theirs.example/context", "@id": "x"}', "words.jsonld", "words.jsonld", id="a context elsewhere"),
    pytest.param(BOMB, "words.rdf", "words.rdf", id="entity bomb"),
    pytest.param(THIEF, "words.rdf", "words.rdf", id="entity from a file"),
    pytest.param('{"rows": [1, 2]}', "words.json", "holds no concept", id="another JSON"),
    pytest.param("a,b\n1,2\n", "words.csv", "names neither of the two forms", id="wrong columns"),
    pytest.param("concept,language,kind\nx,en,preferred\n", "words.csv", "names neither of the two forms", id="a column missing"),
    pytest.param("concept,concept,language,kind,label\n", "words.csv", "stands twice", id="a column twice"),
    pytest.param('concept,language,kind,label\n"x', "words.csv", "words.csv:2", id="quotes that do not close"),
    pytest.param("concept,language,kind,label\nx,en,preferred,Größe".encode("latin-1"), "words.csv", "not UTF-8", id="Latin-1"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "told"), BAD)
def test_a_file_that_cannot_be_read_is_told(
    words: Words, client: Client, data: str | bytes, name: str, told: str
) -> None:
    before = everything()

    refused(upload(client, data, name), told, before)


def test_no_file_at_all_is_told(words: Words, client: Client) -> None:
    before = everything()

    refused(client.post(ADDRESS, {"then": "look"}), "Choose a file.", before)
    refused(client.post(ADDRESS, {"then": "propose", "token": "x" * 300}), "Choose a file.", before)
    refused(client.post(ADDRESS, {"then": "propose", "token": "\x00 \n"}), "Choose a file.", before)


UNSOUND = [
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@en ; skos:broader :b . :b a skos:Concept ; skos:prefLabel "b"@en ; skos:broader :a .', "circle", id="cyclic"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@en ; skos:broader :a .', "circle", id="its own parent"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@english .', "language", id="a language that is none"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@en-ZZ-ZZ .', "language", id="a wrong tag"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@zz .', "names no language", id="an unknown language"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@zh-Hant-x-private .', "more than 12", id="a language too long for us"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a" .', "no language", id="untagged"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@en, "b"@en .', "2 preferred labels", id="two preferred"),
    pytest.param(':a a skos:Concept ; skos:altLabel "a"@en .', "no preferred label", id="no preferred"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@en ; skos:altLabel "a"@en .', "at once", id="two kinds"),
    pytest.param(':a a skos:Concept, skos:ConceptScheme ; skos:prefLabel "a"@en .', "scheme", id="concept and scheme"),
    pytest.param(f':a a skos:Concept ; skos:prefLabel "{"a" * 300}"@en .', "more than 250", id="a label too long"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a\\u0007b"@en .', "control characters", id="a bell"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a\\u202Eb"@en .', "control characters", id="turned round"),
    pytest.param('[] a skos:Concept ; skos:prefLabel "a"@en . :b a skos:Concept ; skos:prefLabel "b"@en .', "no address", id="without an address"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "a"@en ; skos:exactMatch <javascript:alert(1)> .', "address", id="a script for a match"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "told"), UNSOUND)
def test_a_file_that_breaks_rules_is_shown_with_its_faults_and_not_proposed(
    words: Words, client: Client, body: str, told: str
) -> None:
    before = everything()

    answer = upload(client, PREFIXES + body)
    page = answer.context["page"]

    assert answer.status_code == 400
    assert not page.read.sound
    assert page.faults[0][0] == "error"
    assert any(told in text for _, text in page.faults), page.faults
    assert 'value="propose"' not in answer.content.decode()
    assert client.post(ADDRESS, {"token": page.token, "then": "propose"}).status_code == 400
    assert everything() == before


def test_right_to_left_words_are_read(words: Words, client: Client) -> None:
    data = PREFIXES + ':exile a skos:Concept ; skos:prefLabel "exile"@en, "منفى"@ar, "גלות"@he .'

    assert upload(client, data).context["page"].read.sound


def test_rows_of_a_table_are_told_with_their_lines(words: Words, client: Client) -> None:
    data = "concept,language,kind,label\nexile,en,preferred,exile\nexile,en,prefered,x\nexile,en\nexile,bulgarian,preferred,y\n"

    page = upload(client, data, "words.csv").context["page"]

    errors = [text for severity, text in page.faults if severity == "error"]
    assert [text.partition(":")[0] for text in errors[:2]] == ["line 3", "line 4"]
    assert not page.read.sound


def test_what_a_file_says_is_shown_as_text(words: Words, client: Client) -> None:
    bad = "<script>alert(1)</script>"
    answer = upload(client, PREFIXES + f':a a skos:Concept ; skos:prefLabel "{bad}"@en .', f"{bad}.ttl")

    assert bad not in answer.content.decode()


def test_a_name_of_a_file_does_no_harm(words: Words, client: Client) -> None:
    for name in ("../../etc/passwd.ttl", "x" * 300 + ".ttl", "дума.ttl", " .ttl"):
        assert upload(client, GOOD, name).status_code == 200


def test_a_vocabulary_as_large_as_may_be_is_read(words: Words, client: Client) -> None:
    row = ':c{0} a skos:Concept ; skos:prefLabel "concept number {0}"@en, "понятие номер {0}"@bg ; skos:broader :c0 .\n'
    data = PREFIXES + ':c0 a skos:Concept ; skos:prefLabel "top"@en .\n'
    data += "".join(row.format(number) for number in range(1, 3_000))

    answer = upload(client, data)

    assert answer.context["page"].read.sound
    assert len(answer.context["page"].read.plan.added) == 3_000


FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures" / "skos"


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the real vocabularies are not beside the project")
def test_a_real_vocabulary_is_proposed_and_approved_in_the_browser(
    words: Words, client: Client, editors: Network
) -> None:
    (path,) = FIXTURES.rglob("eurovoc_justice_migration.ttl")
    answer = upload(client, path.read_bytes(), path.name)
    # As it comes a concept has labels that are preferred and alternative at once; an editor takes the alternatives out,
    # and wants two languages.
    nodes = {fault.node for fault in answer.context["page"].read.faults if fault.severity == "error"}
    assert (answer.status_code, nodes) == (400, {"http://eurovoc.europa.eu/538"})
    mended = [
        quad
        for quad in pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
        if not (quad.subject.value in nodes and quad.predicate.value.endswith("altLabel"))
        and getattr(quad.object, "language", None) in (None, "bg", "en")
    ]
    answer = upload(client, pyoxigraph.serialize(mended, format=pyoxigraph.RdfFormat.TURTLE), path.name)
    assert len(answer.context["page"].read.plan.changes) > 2_000

    answer = client.post(ADDRESS, {"token": answer.context["page"].token, "then": "propose"})
    made = Proposal.objects.get()
    address = f"/en/workspace/glossary/proposals/{made.number}/"
    assert answer["Location"] == address
    answer = signed_in(editors, "second").post(address, {"then": "approve", "all": "1"})

    assert answer.status_code == 302
    assert not Proposal.objects.get().open
    assert len(queries.cells_now()) > len(words) + 800
