"""The API: what it answers, in which shape, to whom (everybody, and only what is public), and its description."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from django.test import Client
from django.utils import translation

from comparanda.answers.actions import releasing, replying
from comparanda.answers.models import Release, Round
from comparanda.kernel.audience import Audience
from comparanda.rooms.themes.models import Theme
from comparanda.site.api import api, shapes
from factories import Network, close, draft_round, launched_round, make_draft, release, reply, response_of

pytestmark = pytest.mark.django_db

REWRITE = (
    "openapi.json differs from the code. If the change is meant, write it anew with: "
    "COMPARANDA_DEMO=1 comparanda manage describe_api"
)
SHAPES = {
    "/comparisons": shapes.Comparisons,
    "/comparisons/{name}": shapes.ComparisonDetail,
    "/comparisons/{name}/grid": shapes.Comparison,
    "/comparisons/{name}/questions/q1": shapes.Comparison,
    "/countries": shapes.Countries,
    "/countries/bg": shapes.Country,
    "/topics": shapes.Topics,
    "/themes": shapes.Themes,
}


@pytest.fixture(autouse=True)
def english():
    yield
    translation.activate("en")


@pytest.fixture
def public(network: Network) -> Release:
    """One public edition, among things that are not public."""
    round = launched_round(
        network, types=("yes_no", "number", "choices", "date", "text"), respondents=("bg", "de", "at", "no")
    )
    reply(network, round, "bg")
    secret = make_draft({"value": "no"}, audience=Audience.NETWORK, note="canarynote")
    reply(network, round, "at", {"q1": secret}, gaps=True)
    replying.decline(network.viewer("de.coordinator"), response_of(round, "de"), reason="canaryreason")
    round = close(network, round)
    edition = release(network, round, Audience.PUBLIC)
    release(network, round, Audience.NETWORK)
    network_only = launched_round(network, title="canarytitle", respondents=("bg", "hr"))
    reply(network, network_only, "bg")
    release(network, close(network, network_only), Audience.NETWORK)
    draft_round(network, title="canarydraft")
    Theme.objects.create(
        slug="work", title={"en": "Work", "bg": "Труд"}, summary={"en": "All about it."},
        comparisons=[round.slug, network_only.slug],
    )  # fmt: skip
    return edition


def get(client: Client, rest: str, **headers: str):
    return client.get(f"/api/v1{rest}", headers=headers)


def paths(release: Release, name: str = "") -> dict[str, type]:
    return {path.format(name=name or release.round.number): shape for path, shape in SHAPES.items()}


def test_every_answer_has_the_shape_described(client: Client, public: Release) -> None:
    for path, shape in paths(public).items():
        for language in ("en", "bg"):
            response = get(client, f"{path}?language={language}")
            assert (response.status_code, response["Content-Type"]) == (200, "application/json"), path
            said = json.loads(response.content)
            read = shape.model_validate(said)
            assert json.loads(read.model_dump_json()).keys() == said.keys()
            assert response["Content-Language"] == language


def _members(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in _members(item)}
    return {name for item in value for name in _members(item)} if isinstance(value, list) else set()


def test_no_answer_says_more_than_described_and_none_a_database_key(client: Client, public: Release) -> None:
    for path, shape in paths(public).items():
        said = json.loads(get(client, path).content)
        again = json.loads(shape.model_validate(said).model_dump_json())
        assert _members(said) == _members(again)
        assert "pk" not in _members(said)
        identifiers = [subject["id"] for subject in said.get("subjects", [])]
        assert all(identifier.startswith("country:") for identifier in identifiers)


def test_nothing_that_is_not_public_is_said(client: Client, network: Network, public: Release) -> None:
    member = Client()
    member.force_login(network.user["fr.coordinator"])
    for visitor in (client, member):
        for path in paths(public):
            assert b"canary" not in get(visitor, path).content
    other = Round.objects.get(title__en="canarytitle")
    for name in (other.slug, other.number, Round.objects.get(title__en="canarydraft").slug):
        for rest in ("", "/grid", "/questions/q1"):
            assert get(member, f"/comparisons/{name}{rest}?audience=network").status_code == 404
    assert json.loads(get(member, "/themes").content)["results"][0]["comparisons"] == [public.round.slug]
    assert get(member, "/countries/hr").status_code == 404


def test_grid_says_every_cell_and_why_one_is_empty(client: Client, public: Release) -> None:
    said = json.loads(get(client, f"/comparisons/{public.round.number}/grid").content)
    cells = {(cell["subject"], cell["question"]): cell for cell in said["cells"]}
    assert len(cells) == 4 * 5
    assert cells["country:BG", "q2"]["values"] == {"value": 18}
    assert cells["country:BG", "q3"]["values"] == {"value": ["none", "full"]}
    assert cells["country:AT", "q1"]["absence"] == "not-public"
    assert cells["country:AT", "q1"]["values"] == {} and cells["country:AT", "q1"]["sources"] == []
    assert cells["country:DE", "q1"]["absence"] == "no-answer" and cells["country:DE", "q1"]["reason"] is None
    assert said["questions"][0]["tally"]["values"] == {"yes": 1}


def test_comparison_answers_at_its_slug_and_at_its_number(client: Client, public: Release) -> None:
    one = get(client, f"/comparisons/{public.round.slug}/grid").content
    assert one == get(client, f"/comparisons/{public.round.number}/grid").content
    assert (
        get(client, f"/comparisons/{public.round.slug}").content
        == get(client, f"/comparisons/{public.round.number}").content
    )


def test_question_is_the_grid_with_one_question(client: Client, public: Release) -> None:
    said = json.loads(get(client, f"/comparisons/{public.round.slug}/questions/q2").content)
    assert [question["code"] for question in said["questions"]] == ["q2"]
    assert {cell["question"] for cell in said["cells"]} == {"q2"} and len(said["cells"]) == 4


def test_language_is_that_asked_for_and_a_fallback_shows(client: Client, public: Release) -> None:
    country = json.loads(get(client, "/countries/bg?language=bg").content)
    assert country["name"] == "България"
    assert country["answers"][0]["title"]["language"] == "en"
    theme = json.loads(get(client, "/themes?language=bg").content)["results"][0]
    assert (theme["title"], theme["summary"]["language"]) == ({"text": "Труд", "language": "bg"}, "en")
    assert "/bg/" in theme["url"]


def test_list_can_be_narrowed_to_a_topic(client: Client, public: Release) -> None:
    assert json.loads(get(client, "/comparisons?topic=labour-migration").content)["count"] == 1
    assert json.loads(get(client, "/comparisons?topic=asylum").content)["count"] == 0


@pytest.mark.parametrize(
    ("path", "status"),
    [("/comparisons/nothing", 404), ("/comparisons/nothing/grid", 404), ("/countries/us", 404), ("/nothing", 404),
     ("/comparisons/", 404), ("/comparisons?language=xx", 422), ("/countries/bg?language=", 422)],
)  # fmt: skip
def test_problems_are_told_in_json(client: Client, public: Release, path: str, status: int) -> None:
    response = get(client, path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    said = json.loads(response.content)
    assert list(said) == ["detail"] and isinstance(said["detail"], str) and said["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_api_is_read_only(client: Client, method: str) -> None:
    for path in ("/comparisons", "/openapi.json", "/nothing"):
        response = getattr(client, method)(f"/api/v1{path}")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert list(json.loads(response.content)) == ["detail"]


def test_everything_has_an_etag_and_is_not_sent_twice(client: Client, public: Release) -> None:
    for path in (*paths(public), "/openapi.json"):
        response = get(client, path)
        again = get(client, path, **{"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert response.cookies == {}


def test_etag_of_the_grid_changes_with_the_edition_and_the_language(
    client: Client, network: Network, public: Release
) -> None:
    path = f"/comparisons/{public.round.number}/grid"
    first = get(client, path)["ETag"]
    assert get(client, path + "?language=bg")["ETag"] != first
    releasing.withdraw(network.viewer("fr.coordinator"), public, reason="Wrong.")
    assert get(client, path, **{"If-None-Match": first}).status_code == 404


def test_number_of_queries_does_not_grow_with_the_comparisons(
    client: Client, network: Network, django_assert_num_queries
) -> None:
    def counted(path: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert get(client, path).status_code == 200
        return len(captured)

    totals = []
    for count in (1, 3):
        while Release.objects.count() < count:
            round = launched_round(
                network, respondents=("bg",), title=f"Comparison {count} {Release.objects.count()}"
            )
            reply(network, round, "bg")
            release(network, close(network, round), Audience.PUBLIC)
        totals.append([counted(path) for path in ("/comparisons", "/countries", "/topics", "/themes")])
    assert totals[0] == totals[1]


# the description


def test_committed_description_is_what_the_code_says() -> None:
    committed = json.loads(files("comparanda.site.api").joinpath("openapi.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(api.get_openapi_schema())), REWRITE


def test_description_is_served(client: Client) -> None:
    served = json.loads(get(client, "/openapi.json").content)
    assert served == json.loads(json.dumps(api.get_openapi_schema()))
    assert "/api/v1/comparisons/{slug}/grid" in served["paths"]


def test_reference_needs_nothing_that_the_policy_forbids(client: Client) -> None:
    response = get(client, "/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "/api/v1/comparisons/{slug}/grid" in page and "CountryAnswer" in page
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert ' style="' not in page and "<style" not in page and "onclick" not in page
    assert "cdn" not in page and page.count("<script") == page.count('<script type="module" src="/static/')


def test_door_of_the_api_leads_to_its_reference(client: Client) -> None:
    assert get(client, "/")["Location"] == "/api/v1/docs"
