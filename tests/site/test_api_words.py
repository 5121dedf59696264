"""Searching and the glossary in the API: what they answer, in which shape, and nothing that is not public."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comparanda.glossary.actions.writing import write
from comparanda.glossary.core.cells import CellChange, label
from comparanda.index import actions as index
from comparanda.site.api import shapes
from factories import Network
from index.factories import document
from people.factories import give_second_factor

pytestmark = pytest.mark.django_db


def get(client: Client, rest: str, **parameters: Any) -> HttpResponse:
    return client.get(f"/api/v1/{rest}?{urlencode(parameters)}")


def answered(client: Client, rest: str, **parameters: Any) -> Any:
    response = get(client, rest, **parameters)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return json.loads(response.content)


@pytest.fixture
def ready(db: None) -> None:
    index.rebuild()


@pytest.fixture
def words(db: None) -> None:
    """Three concepts, and one that is a draft."""
    cells: list[tuple[str, str, str, Any]] = [
        ("detention", "status", "", "approved"),
        ("detention", "preferred", "en", [label("detention", source_title="Directive 2008/115/EC", source_url="https://example.org/act")]),
        ("detention", "preferred", "nl", [label("vreemdelingenbewaring", region="NL", use="national"), label("vasthouding", region="BE")]),
        ("detention", "hidden", "en", [label("locking up")]),
        ("detention", "none", "fi", [label("")]),
        ("detention", "definition", "en", "Confinement of a person."),
        ("detention", "definition", "bg", "Лишаване от свобода на движение."),
        ("detention", "legal_source", "", {"title": "Directive 2013/33/EU, article 2(h)", "url": "https://example.org/2h"}),
        ("detention", "matches", "", {"exact": ["https://example.org/1"]}),
        ("detention", "related", "", ["return"]),
        ("alternatives-to-detention", "status", "", "approved"),
        ("alternatives-to-detention", "preferred", "en", [label("alternatives to detention")]),
        ("alternatives-to-detention", "preferred", "bg", [label("алтернативи на задържането")]),
        ("alternatives-to-detention", "broader", "", ["detention"]),
        ("return", "status", "", "deprecated"),
        ("return", "preferred", "en", [label("return")]),
        ("unfinished", "status", "", "draft"),
        ("unfinished", "preferred", "en", [label("canarydraft")]),
        ("unfinished", "related", "", ["detention"]),
    ]  # fmt: skip
    write(CellChange(slug, field, language, None, after) for slug, field, language, after in cells)
    write([CellChange("return", "replaced_by", "", None, "detention")])


# search


def test_search_answers_in_exactly_the_shape_that_is_promised(client: Client, ready: None) -> None:
    index.put(
        [
            document(
                "answer:blue-card/permit/BG",
                language="bg",
                titles={"en": "Bulgaria: Is a permit needed?", "bg": "България: Изисква ли се разрешение?"},
                texts={"bg": "Да, разрешение за <сезонна> работа."},
                url_path="compare/blue-card/questions/permit/bg/",
            )
        ]
    )

    said = answered(client, "search", q="разрешение", language="en")

    shapes.Hits.model_validate(said)
    (hit,) = said.pop("results")
    assert said == {"count": 1}
    assert hit.pop("score") > 0
    assert hit == {
        "kind": "answer",
        "slug": "blue-card/permit/BG",
        "title": "Bulgaria: Is a permit needed?",
        "url": f"{settings.SITE_URL}/en/compare/blue-card/questions/permit/bg/",
        "snippet": "Да, разрешение за <сезонна> работа.",
        "language": "bg",
    }
    (bulgarian,) = answered(client, "search", q="разрешение", language="bg")["results"]
    assert bulgarian["title"] == "България: Изисква ли се разрешение?"
    assert bulgarian["url"].startswith(f"{settings.SITE_URL}/bg/")


def test_search_gives_at_most_as_many_as_asked_for_the_nearest_first(client: Client, ready: None) -> None:
    index.put(document(f"answer:{number}", titles={"en": f"Permit {number}"}) for number in range(60))

    few, many = (
        answered(client, "search", q="permit", limit=3),
        answered(client, "search", q="permit", limit=50),
    )

    assert (few["count"], len(few["results"]), many["count"], len(many["results"])) == (60, 3, 60, 50)
    assert len(answered(client, "search", q="permit")["results"]) == 10
    scores = [hit["score"] for hit in many["results"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("limit", ["0", "51", "-1", "x"])
def test_a_limit_beyond_its_bounds_is_refused(client: Client, ready: None, limit: str) -> None:
    response = get(client, "search", q="permit", limit=limit)

    assert response.status_code == 422
    assert list(json.loads(response.content)) == ["detail"]


def test_a_query_that_is_too_long_is_refused_in_words(client: Client, ready: None) -> None:
    response = get(client, "search", q="a" * 10_000)

    assert response.status_code == 422
    assert "10000 characters" in json.loads(response.content)["detail"]


@pytest.mark.parametrize("typed", ["", " ", "!", "nothing-has-this", "\x00\x07", "\u202e"])
def test_nothing_looked_for_or_found_is_an_empty_answer(client: Client, ready: None, typed: str) -> None:
    assert answered(client, "search", q=typed) == {"count": 0, "results": []}


def test_before_the_first_build_the_answer_says_so(client: Client, db: None) -> None:
    response = get(client, "search", q="permit")

    assert response.status_code == 503
    assert "being built" in json.loads(response.content)["detail"]


def test_search_finds_what_is_public_whoever_asks(client: Client, network: Network, ready: None) -> None:
    index.put(
        [
            document("answer:public", titles={"en": "Permit"}),
            document(
                "answer:inner", titles={"en": "Permit canary"}, audiences=frozenset({"network", "editor"})
            ),
        ]
    )
    member = Client()
    give_second_factor(network.user["editor"])
    member.force_login(network.user["editor"])

    for visitor in (client, member):
        said = answered(visitor, "search", q="permit", audience="network")
        assert [hit["slug"] for hit in said["results"]] == ["public"] and said["count"] == 1
        assert answered(visitor, "search", q="canary")["count"] == 0


def test_search_has_an_etag(client: Client, ready: None) -> None:
    index.put([document("a", titles={"en": "Permit"})])
    first = get(client, "search", q="permit")

    again = client.get("/api/v1/search?q=permit", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


# concepts


def test_concepts_in_use_are_listed_by_name(client: Client, words: None) -> None:
    said = answered(client, "concepts", language="bg")

    shapes.Concepts.model_validate(said)
    assert said["count"] == 2
    assert [(one["slug"], one["label"]) for one in said["results"]] == [
        ("detention", {"text": "detention", "language": "en"}),
        ("alternatives-to-detention", {"text": "алтернативи на задържането", "language": "bg"}),
    ]
    assert said["results"][0]["url"] == f"{settings.SITE_URL}/bg/glossary/detention/"
    assert client.get(said["results"][0]["api"].removeprefix(settings.SITE_URL)).status_code == 200


def test_a_concept_says_all_that_is_known_of_it(client: Client, words: None) -> None:
    said = answered(client, "concepts/detention")

    shapes.Concept.model_validate(said)
    plain = {"region": None, "use": None, "source": None}
    assert said == {
        "slug": "detention",
        "identifier": f"{settings.SITE_URL}/id/concept/detention",
        "status": "approved",
        "replaced_by": None,
        "label": {"text": "detention", "language": "en"},
        "labels": {
            "en": [
                {
                    "kind": "preferred", "text": "detention", "region": None, "use": None,
                    "source": {"title": "Directive 2008/115/EC", "url": "https://example.org/act"},
                },
                {"kind": "hidden", "text": "locking up", **plain},
            ],
            "fi": [{"kind": "none", "text": "", **plain}],
            "nl": [
                {"kind": "preferred", "text": "vreemdelingenbewaring", "region": "NL", "use": "national", "source": None},
                {"kind": "preferred", "text": "vasthouding", **plain, "region": "BE"},
            ],
        },
        "definitions": {"en": "Confinement of a person.", "bg": "Лишаване от свобода на движение."},
        "scope_notes": {},
        "legal_source": {"title": "Directive 2013/33/EU, article 2(h)", "url": "https://example.org/2h"},
        "broader": [],
        "narrower": ["alternatives-to-detention"],
        "related": ["return"],
        "matches": {"exact": ["https://example.org/1"]},
        "url": f"{settings.SITE_URL}/en/glossary/detention/",
        "api": f"{settings.SITE_URL}/api/v1/concepts/detention",
    }  # fmt: skip


def test_a_concept_no_longer_used_says_what_took_its_place(client: Client, words: None) -> None:
    said = answered(client, "concepts/return")

    assert (said["status"], said["replaced_by"]) == ("deprecated", "detention")


def test_drafts_are_nowhere(client: Client, network: Network, words: None, ready: None) -> None:
    editor = Client()
    give_second_factor(network.user["editor"])
    editor.force_login(network.user["editor"])

    assert (
        get(editor, "concepts/unfinished").status_code == get(client, "concepts/nothing").status_code == 404
    )
    for rest in ("concepts", "concepts/detention", "search?q=detention"):
        assert b"unfinished" not in editor.get(f"/api/v1/{rest}").content
    assert answered(editor, "search", q="canarydraft") == {"count": 0, "results": []}


def test_the_number_of_queries_does_not_grow_with_what_is_told(
    client: Client, words: None, ready: None
) -> None:
    def counted(rest: str) -> int:
        client.get(f"/api/v1/{rest}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/api/v1/{rest}").status_code == 200
        return len(captured)

    addresses = ("concepts", "concepts/detention", "search?q=detention&limit=50")
    few = [counted(rest) for rest in addresses]
    write(
        CellChange(f"detention-{number}", field, language, None, after)
        for number in range(30)
        for field, language, after in (
            ("status", "", "approved"),
            ("preferred", "en", [label(f"detention of kind {number}")]),
            ("broader", "", ["detention"]),
        )
    )

    index.rebuild()

    assert answered(client, "search", q="detention", limit=50)["count"] > 30
    # Where few things are found the search also asks for those that have some of it: then it asks once more.
    many = [counted(rest) for rest in addresses]
    assert many[:2] == few[:2]
    assert many[2] <= few[2]
