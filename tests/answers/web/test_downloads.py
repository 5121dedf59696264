"""Files over HTTP: addresses, who gets which, caches and conditional requests, withdrawn editions."""

from __future__ import annotations

import re
import shutil
from base64 import b64encode
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import translation
from lxml import etree

from comparanda.answers.actions import releasing
from comparanda.answers.models import Release, Round
from comparanda.answers.web.downloads import files_folder
from comparanda.kernel.audience import Audience
from factories import Network, close, launched_round, make_draft, release, reply

pytestmark = pytest.mark.django_db

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
}
MAGIC = {
    "csv": b"comparison,",
    "xlsx": b"PK",
    "json": b"{",
    "docx": b"PK",
    "pdf": b"%PDF",
    "svg": b"<svg",
    "png": b"\x89PNG",
}


@pytest.fixture(autouse=True)
def empty_folder():
    """No test finds the files of another."""
    shutil.rmtree(files_folder(), ignore_errors=True)
    yield
    translation.activate("en")


@pytest.fixture
def round(network: Network) -> Round:
    """A closed query: a yes or no, an amount and a text; bg answers the first for the network only, at and de all."""
    asked = launched_round(network, types=("yes_no", "money", "text"), respondents=("bg", "de", "at"))
    reply(network, asked, "bg", {"q1": make_draft(audience=Audience.NETWORK, note="canary")}, gaps=True)
    reply(network, asked, "de")
    reply(network, asked, "at")
    return close(network, asked)


@pytest.fixture
def public(network: Network, round: Round) -> Release:
    return release(network, round, Audience.PUBLIC)


def address(round: Round, rest: str = ".csv", language: str = "en") -> str:
    return f"/{language}/compare/{round.number}{rest}"


def signed_in(network: Network, username: str) -> Client:
    client = Client()
    client.force_login(network.user[username])
    return client


@pytest.mark.parametrize("suffix", sorted(CONTENT_TYPES))
def test_every_format_is_served(client: Client, round: Round, public: Release, suffix: str) -> None:
    response = client.get(address(round, f".{suffix}"))
    assert response.status_code == 200
    assert response["Content-Type"] == CONTENT_TYPES[suffix]
    assert response.content.startswith(MAGIC[suffix])
    assert f'filename="{round.number}-edition-1-en.{suffix}"' in response["Content-Disposition"]
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize(
    "rest",
    [".zip", ".CSV", ".csvx", "/questions/q1.zip", "/questions/q9.csv", "/editions/1.zip", "/editions/2.csv",
     "/questions/q3.svg", "/questions/q3.png", "/questions/q1/chart.svg", "/questions/q3/chart.svg",
     "/questions/q9/chart.svg", "/questions/q2/chart.svg?theme=loud", "/questions/q2/chart.svg?edition=x",
     "/questions/q2/chart.svg?edition=2", ".csv?audience=own-team"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, round: Round, public: Release, rest: str) -> None:
    assert client.get(address(round, rest)).status_code == 404


def test_unknown_comparison_and_unreleased_round_are_not_found(client: Client, round: Round) -> None:
    assert client.get("/en/compare/2026.999.csv").status_code == 404
    assert client.get("/en/compare/nothing.csv").status_code == 404
    assert client.get(address(round)).status_code == 404


def test_slug_of_a_numbered_query_leads_to_its_number(client: Client, round: Round, public: Release) -> None:
    response = client.get(f"/en/compare/{round.slug}.csv?x=1")
    assert (response.status_code, response["Location"]) == (301, address(round, ".csv?x=1"))
    unreleased = Round.objects.get(pk=round.pk)
    unreleased.releases.all().delete()
    assert client.get(f"/en/compare/{round.slug}.csv").status_code == 404


def test_question_file_holds_that_question_only(client: Client, round: Round, public: Release) -> None:
    lines = client.get(address(round, "/questions/q2.csv")).content.decode().splitlines()
    assert {line.split(",")[5] for line in lines[1:]} == {"q2"}


def test_language_of_the_address_is_that_of_the_file(client: Client, round: Round, public: Release) -> None:
    response = client.get(address(round, ".csv", "bg"))
    assert "България" in response.content.decode()
    assert response["Content-Language"] == "bg"
    assert response["ETag"] != client.get(address(round, ".csv")).headers["ETag"]


# who gets which


@pytest.mark.parametrize(
    ("username", "status"),
    [("bg.labour", 200), ("at.coordinator", 200), ("commission", 200), ("editor", 200), ("no.officer", 404),
     ("outsider", 404), ("admin", 404)],
)  # fmt: skip
def test_network_edition_is_for_its_circle(
    network: Network, round: Round, settings, username: str, status: int
) -> None:
    settings.COMPARANDA = settings.COMPARANDA.__class__(
        **{name: getattr(settings.COMPARANDA, name) for name in settings.COMPARANDA.__slots__}
        | {"demo": True}
    )
    release(network, round, Audience.NETWORK)
    response = signed_in(network, username).get(address(round, ".csv?audience=network"))
    assert response.status_code == status
    assert (b"canary" in response.content) == (status == 200)


def test_network_file_is_kept_by_no_cache_and_never_handed_to_the_public(
    network: Network, round: Round, public: Release
) -> None:
    release(network, round, Audience.NETWORK)
    member = signed_in(network, "bg.labour")
    response = member.get(address(round, ".csv?audience=network"))
    assert b"canary" in response.content
    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" in response["Vary"]
    assert "network" in response["Content-Disposition"]
    reader = Client()
    assert reader.get(address(round, ".csv?audience=network")).status_code == 404
    assert (
        reader.get(
            address(round, ".csv?audience=network"), headers={"If-None-Match": response["ETag"]}
        ).status_code
        == 404
    )
    assert b"canary" not in reader.get(address(round)).content
    assert member.get(address(round)).content == reader.get(address(round)).content
    assert member.get(address(round)).headers["ETag"] != response["ETag"]


def test_files_of_the_public_need_no_session(client: Client, round: Round, public: Release) -> None:
    response = client.get(address(round))
    assert response.cookies == {} and "Cookie" not in response.get("Vary", "")


# caches


def test_reader_who_has_the_file_is_told_so_before_it_is_made(
    client: Client, round: Round, public: Release
) -> None:
    response = client.get(address(round, ".pdf"))
    shutil.rmtree(files_folder())
    again = client.get(address(round, ".pdf"), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == response["ETag"]
    since = client.get(address(round, ".pdf"), headers={"If-Modified-Since": response["Last-Modified"]})
    assert since.status_code == 304
    assert not files_folder().exists()


def test_conditional_request_takes_few_queries(
    client: Client, round: Round, public: Release, django_assert_max_num_queries
) -> None:
    etag = client.get(address(round)).headers["ETag"]
    with django_assert_max_num_queries(6):
        client.get(address(round), headers={"If-None-Match": etag})


def test_finished_file_is_kept_and_read_back(client: Client, round: Round, public: Release) -> None:
    first = client.get(address(round, ".csv"))
    (kept,) = files_folder().rglob("*.csv")
    assert kept.read_bytes() == first.content
    assert first["ETag"].strip('"') == kept.stem
    kept.write_bytes(b"as kept")
    assert client.get(address(round, ".csv")).content == b"as kept"


def test_new_edition_gets_a_new_file(client: Client, network: Network, round: Round, public: Release) -> None:
    before = client.get(address(round))
    Round.objects.filter(pk=round.pk).update(summary={"en": "At last."})
    release(network, Round.objects.get(pk=round.pk), Audience.PUBLIC)
    after = client.get(address(round))
    assert after["ETag"] != before["ETag"]
    assert ",2,public," in after.content.decode()
    assert client.get(address(round, "/editions/1.csv")).content == before.content


def test_translation_added_to_a_question_gives_a_new_file(
    client: Client, round: Round, public: Release
) -> None:
    before = client.get(address(round, ".csv", "bg"))
    question = round.template.questions.get(code="q1")
    question.text = question.text | {"bg": "Какво е правилото?"}
    question.save()
    after = client.get(address(round, ".csv", "bg"), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and "Какво е правилото?" in after.content.decode()


# withdrawn


def test_withdrawn_edition_is_gone_with_its_reason(
    client: Client, network: Network, round: Round, public: Release
) -> None:
    etag = client.get(address(round, "/editions/1.csv")).headers["ETag"]
    releasing.withdraw(network.viewer("fr.coordinator"), public, reason="A figure was wrong.")
    for rest in ("/editions/1.csv", "/editions/1.pdf", "/questions/q2/chart.svg?edition=1"):
        gone = client.get(address(round, rest), headers={"If-None-Match": etag})
        assert gone.status_code == 410
        assert gone["Content-Type"] == "text/plain; charset=utf-8"
        assert "A figure was wrong." in gone.content.decode()
    assert client.get(address(round)).status_code == 404


def test_withdrawn_network_edition_says_its_reason_to_its_circle_only(network: Network, round: Round) -> None:
    edition = release(network, round, Audience.NETWORK)
    releasing.withdraw(network.viewer("fr.coordinator"), edition, reason="canaryreason")
    rest = "/editions/1.csv?audience=network"
    gone = signed_in(network, "bg.labour").get(address(round, rest))
    assert (gone.status_code, gone["Cache-Control"]) == (410, "private, no-store")
    assert Client().get(address(round, rest)).status_code == 404


# pictures


def test_picture_opened_by_itself_has_a_policy_that_admits_its_own_style_only(
    client: Client, round: Round, public: Release
) -> None:
    response = client.get(address(round, ".svg"))
    (style,) = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert (
        response["Content-Security-Policy"]
        == f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    )
    assert b'style="' not in response.content and b"<script" not in response.content


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chart_is_drawn_in_either_theme(client: Client, round: Round, public: Release, theme: str) -> None:
    response = client.get(address(round, f"/questions/q2/chart.svg?theme={theme}&edition=1"))
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    words = "".join(root.itertext())
    assert "Austria" in words and "Germany" in words and "Bulgaria" not in words
    assert b'style="' not in response.content and b"<script" not in response.content


def test_post_is_refused(client: Client, round: Round, public: Release) -> None:
    assert client.post(address(round)).status_code == 405


def test_head_gives_the_headers_of_get(client: Client, round: Round, public: Release) -> None:
    assert client.head(address(round)).headers["ETag"] == client.get(address(round)).headers["ETag"]
