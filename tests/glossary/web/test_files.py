"""Files at their addresses, and the concept's address for ever, which answers in the form that is asked for."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
import rdflib
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comparanda.glossary import queries
from comparanda.glossary.actions import releasing, writing
from comparanda.glossary.core import cells as core
from comparanda.people.core.viewer import SYSTEM
from factories import Network
from glossary.conftest import signed_in
from glossary.words import Words, edits

pytestmark = [
    pytest.mark.django_db,
    # rdflib 7.6 warns of itself when it reads JSON-LD.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RDFLIB = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/rdf+xml": "xml"}


def graph(answer: HttpResponse) -> rdflib.Graph:
    return rdflib.Graph().parse(data=answer.content, format=RDFLIB[answer["Content-Type"].partition(";")[0]])


# the whole


@pytest.mark.parametrize(("suffix", "content_type"), TYPES.items())
def test_the_whole_glossary_in_every_form(
    words: Words, client: Client, suffix: str, content_type: str
) -> None:
    answer = client.get(f"/en/glossary.{suffix}")

    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
    assert answer["Content-Disposition"] == f'attachment; filename="comparanda-glossary.{suffix}"'
    assert len(answer.content) > 1_000


@pytest.mark.parametrize("suffix", ["json", "pdf", "docx", "svg", "exe", "TTL", "ttl2"])
def test_other_forms_are_404(words: Words, client: Client, suffix: str) -> None:
    for address in ("/en/glossary", "/en/glossary/asylum", "/en/glossary/releases/1"):
        assert client.get(f"{address}.{suffix}").status_code == 404


def test_what_changed_is_in_the_next_file(words: Words, client: Client) -> None:
    before = client.get("/en/glossary.csv")
    assert client.get("/en/glossary.csv", headers={"if-none-match": before["ETag"]}).status_code == 304

    writing.write(edits("asylum", words["asylum"], preferred_fi=[core.label("turvapaikka")]))

    assert "turvapaikka" not in before.content.decode()
    assert "turvapaikka" in client.get("/en/glossary.csv").content.decode()
    releasing.release(SYSTEM, note={"en": "First."})
    assert 'versionInfo "1"' in client.get("/en/glossary.ttl").content.decode()


def test_a_file_is_written_once_for_the_same_words(words: Words, client: Client) -> None:
    first = client.get("/en/glossary.csv").content
    with CaptureQueriesContext(connection) as counted:
        again = client.get("/en/glossary.csv").content

    assert again == first
    assert not any("glossary_label" in query["sql"] for query in counted)


def test_a_file_under_another_language_has_its_words(words: Words, client: Client) -> None:
    assert client.get("/bg/glossary.xlsx").content != client.get("/en/glossary.xlsx").content
    assert client.get("/bg/glossary.csv").content == client.get("/en/glossary.csv").content


def test_files_are_only_read(words: Words, client: Client) -> None:
    for address in ("/en/glossary.ttl", "/en/glossary/asylum.ttl", "/id/concept/asylum", "/id/glossary"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code in (200, 303)


# a release


def test_a_release_in_every_form_for_ever(words: Words, client: Client) -> None:
    releasing.release(SYSTEM, note={"en": "First."}, now=datetime(2026, 11, 22, tzinfo=UTC))
    before = {suffix: client.get(f"/en/glossary/releases/1.{suffix}") for suffix in TYPES}
    writing.write(edits("asylum", words["asylum"], preferred_en=[core.label("refuge")]))
    releasing.release(SYSTEM, note={"en": "Second."})

    for suffix, answer in before.items():
        assert answer["Content-Disposition"] == f'attachment; filename="comparanda-glossary-1.{suffix}"'
        assert client.get(f"/en/glossary/releases/1.{suffix}").content == answer.content
    rows = list(
        csv.DictReader(io.StringIO(client.get("/en/glossary/releases/2.csv").content.decode("utf-8-sig")))
    )
    assert {"concept": "asylum", "label": "refuge"}.items() <= next(
        row for row in rows if (row["concept"], row["language"], row["kind"]) == ("asylum", "en", "preferred")
    ).items()


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999999"])
def test_files_of_a_release_that_is_not_there_are_404(words: Words, client: Client, number: str) -> None:
    releasing.release(SYSTEM, note={"en": "First."})

    assert client.get(f"/en/glossary/releases/{number}.ttl").status_code == 404


# one concept


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_a_concept_as_linked_data(words: Words, client: Client, suffix: str) -> None:
    answer = client.get(f"/en/glossary/refugee.{suffix}")

    assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[suffix])
    assert rdflib.URIRef(queries.identifier("refugee")) in set(graph(answer).subjects())


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_concept_is_no_table(words: Words, client: Client, suffix: str) -> None:
    assert client.get(f"/en/glossary/refugee.{suffix}").status_code == 404


# the address for ever


def asked(client: Client, accept: str | None, slug: str = "refugee", **headers: str) -> HttpResponse:
    wanted = headers if accept is None else {"accept": accept, **headers}
    return client.get(f"/id/concept/{slug}", headers=wanted)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/turtle", TYPES["ttl"]),
        ("application/x-turtle", TYPES["ttl"]),
        ("application/ld+json", TYPES["jsonld"]),
        ("application/json", TYPES["jsonld"]),
        ("application/rdf+xml", TYPES["rdf"]),
        ("application/rdf+xml;q=0.8, text/turtle;q=0.9", TYPES["ttl"]),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8, text/html;q=0.1", TYPES["rdf"]),
        ("text/html;q=0.5, application/ld+json", TYPES["jsonld"]),
        ("TEXT/TURTLE", TYPES["ttl"]),
        ("text/turtle, */*;q=0.1", TYPES["ttl"]),
        ("text/html;q=0, text/turtle;q=0.2", TYPES["ttl"]),
    ],
)
def test_machines_are_given_the_form_they_ask_for(
    words: Words, client: Client, accept: str, content_type: str
) -> None:
    answer = asked(client, accept)

    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
    assert (rdflib.URIRef(queries.identifier("refugee")), None, None) in graph(answer)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {part.strip() for part in answer["Vary"].split(",")} >= {"Accept", "Accept-Language", "Cookie"}


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "text/html",
        "text/*",
        BROWSER,
        "text/turtle;q=0.5, text/html",
        "application/xhtml+xml",
    ],
)
def test_people_are_led_to_the_page(words: Words, client: Client, accept: str | None) -> None:
    answer = asked(client, accept)

    assert (answer.status_code, answer["Location"]) == (303, "/en/glossary/refugee/")
    assert {part.strip() for part in answer["Vary"].split(",")} >= {"Accept", "Accept-Language", "Cookie"}


def test_people_are_led_to_the_page_in_their_language(words: Words, client: Client) -> None:
    answer = asked(client, "text/html", **{"accept-language": "bg, en;q=0.5"})

    assert answer["Location"] == "/bg/glossary/refugee/"
    assert asked(client, "text/html", **{"accept-language": "fr"})["Location"] == "/en/glossary/refugee/"


@pytest.mark.parametrize("accept", ["image/png", "text/plain", "application/pdf, image/*", "text/turtle;q=0"])
def test_what_there_is_not_is_406_with_what_there_is(words: Words, client: Client, accept: str) -> None:
    for answer in (asked(client, accept), client.get("/id/glossary", headers={"accept": accept})):
        assert (answer.status_code, answer["Content-Type"]) == (406, "text/plain; charset=utf-8")
        assert answer.content == b"text/html, text/turtle, application/ld+json, application/rdf+xml\n"
        assert "Accept" in answer["Vary"]


@pytest.mark.parametrize(
    "accept", ["nonsense", ";;;", "text/html;q=x", "a" * 5_000, "\u00fc/\u00fc", "text/turtle;q=99"]
)
def test_a_header_that_nobody_understands_does_no_harm(words: Words, client: Client, accept: str) -> None:
    assert asked(client, accept).status_code in (200, 303, 406)


def test_a_deprecated_concept_keeps_answering(words: Words, client: Client) -> None:
    assert asked(client, "text/html", "alien").status_code == 303
    made = graph(asked(client, "text/turtle", "alien"))
    replaced = rdflib.URIRef("http://purl.org/dc/terms/isReplacedBy")
    assert list(made.objects(rdflib.URIRef(queries.identifier("alien")), replaced)) == [
        rdflib.URIRef(queries.identifier("migrant"))
    ]


def test_the_scheme_leads_to_its_page_and_its_files(words: Words, client: Client) -> None:
    def led(accept: str) -> str:
        answer = client.get("/id/glossary", headers={"accept": accept, "accept-language": "bg"})
        assert answer.status_code == 303
        return str(answer["Location"])

    assert led("text/html") == "/bg/glossary/"
    assert led("text/turtle").endswith("/glossary.ttl")
    assert led("application/ld+json").endswith("/glossary.jsonld")


# drafts


@pytest.mark.parametrize("name", ["reader", "outsider", "bg.coordinator", "commission", "admin"])
def test_a_draft_is_404_at_every_address(words: Words, editors: Network, name: str) -> None:
    client = signed_in(editors, name)
    for address in (
        "/id/concept/secret",
        "/en/glossary/secret/",
        *(f"/en/glossary/secret.{form}" for form in TYPES),
    ):
        for accept in ("text/html", "text/turtle"):
            assert client.get(address, headers={"accept": accept}).status_code == 404, address


def test_the_address_for_ever_of_a_draft_is_404_for_editors_too(words: Words, editors: Network) -> None:
    """It is the same for everybody, and kept by caches."""
    client = signed_in(editors, "editor")

    assert client.get("/id/concept/secret", headers={"accept": "text/turtle"}).status_code == 404
    assert client.get("/en/glossary/secret.ttl").status_code == 200
    assert "no-store" in client.get("/en/glossary/secret.ttl")["Cache-Control"]


def test_no_door_speaks_of_a_draft(
    words: Words, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    releasing.release(SYSTEM, note={"en": "First."})
    addresses = [
        *(f"/en/glossary.{form}" for form in ("ttl", "jsonld", "rdf", "csv")),
        *(f"/en/glossary/releases/1.{form}" for form in ("ttl", "csv")),
        *(f"/en/glossary/{slug}.ttl" for slug in ("refugee", "asylum")),
        "/en/glossary/releases/1/",
        "/id/concept/refugee",
        "/api/v1/concepts",
        "/api/v1/concepts?language=bg",
        "/api/v1/concepts/refugee",
        "/api/v1/concepts/asylum",
        "/sitemap.xml",
        "/en/search/?q=secret+plan",
    ]
    for address in addresses:
        answer = client.get(address, headers={"accept": "text/turtle, application/json, */*;q=0.5"})
        text = (
            answer.content.decode().replace("secret plan", "")
            if "search" in address
            else answer.content.decode()
        )
        assert answer.status_code == 200, address
        assert "secret" not in text.replace("secret+plan", "").replace("secret%20plan", ""), address
        assert "таен" not in text, address
    assert client.get("/api/v1/concepts/secret").status_code == 404


@pytest.mark.parametrize("slug", ["nowhere", "REFUGEE", "x" * 500])
def test_what_is_no_concept_is_404(words: Words, client: Client, slug: str) -> None:
    assert asked(client, "text/turtle", slug).status_code == 404
