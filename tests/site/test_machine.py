"""Health, robots, sitemap and feeds: what is public, in every language, and nothing else."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation
from lxml import etree

from comparanda.answers.actions import releasing
from comparanda.answers.models import Release, Round
from comparanda.kernel.audience import Audience
from comparanda.rooms.themes.models import Theme
from factories import Network, close, launched_round, make_draft, release, reply

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def english():
    yield
    translation.activate("en")


@pytest.fixture
def public(network: Network) -> Release:
    """A public edition; beside it a round that only the network may read."""
    hidden = launched_round(network, title="canarytitle", respondents=("bg", "hr"))
    reply(network, hidden, "bg", {"q1": make_draft(note="canarynote")})
    release(network, close(network, hidden), Audience.NETWORK)
    round = launched_round(network, types=("yes_no", "text"), respondents=("bg", "de"))
    reply(network, round, "bg")
    edition = release(network, close(network, round), Audience.PUBLIC)
    Theme.objects.create(slug="work", title={"en": "Work"}, summary={"en": "All."}, comparisons=[round.slug])
    return edition


# health


def test_health_says_that_all_is_well(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    said = json.loads(response.content)
    assert (said["status"], said["database"]) == ("ok", "ok") and said["version"]


def test_health_says_when_the_database_does_not_answer(client: Client) -> None:
    def refuse(execute, sql, params, many, context):
        raise OperationalError("the disk is gone, password=canary")

    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["database"] == "unavailable"
    assert b"canary" not in response.content


# robots


def test_robots_leave_alone_what_needs_an_account(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    for code, _name in settings.LANGUAGES:
        assert f"Disallow: /{code}/workspace/" in lines and f"Disallow: /{code}/account/" in lines
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"


# sitemap


def addresses(client: Client) -> dict[str, dict[str, str]]:
    """Address to its alternates."""
    root = etree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")
        }
        for url in root.iter(f"{SITEMAP}url")
    }


def test_sitemap_names_every_public_page_in_every_language(client: Client, public: Release) -> None:
    found = addresses(client)
    name = public.round.number
    for rest in ("", "compare/", f"compare/{name}/", f"compare/{name}/questions/q1/", f"compare/{name}/questions/q2/",
                 "countries/", "countries/bg/", "countries/de/", "themes/work/", "about/", "about/method/"):  # fmt: skip
        english, bulgarian = (f"{settings.SITE_URL}/{code}/{rest}" for code in ("en", "bg"))
        alternates = {"en": english, "bg": bulgarian, "x-default": english}
        assert found[english] == alternates and found[bulgarian] == alternates
    assert not any("canary" in address or "/hr/" in address for address in found)
    assert len(found) == len(set(found))


def test_sitemap_leads_to_pages_that_are_there(client: Client, public: Release) -> None:
    for address in addresses(client):
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


# feeds


def entries(client: Client, language: str = "en") -> list[etree._Element]:
    response = client.get(f"/feeds/releases.atom?language={language}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return list(etree.fromstring(response.content).iter(f"{ATOM}entry"))


def test_feed_tells_public_editions_with_their_finding(client: Client, public: Release) -> None:
    (entry,) = entries(client)
    link = entry.find(f"{ATOM}link").get("href")
    assert link == f"{settings.SITE_URL}/en/compare/{public.round.number}/editions/1/"
    assert entry.findtext(f"{ATOM}id") == link
    assert entry.findtext(f"{ATOM}title") == "Permits for seasonal work – edition 1"
    assert "Yes in the only country with an answer" in entry.findtext(f"{ATOM}summary")
    assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200


def test_feed_has_the_newest_first_and_no_withdrawn_edition(
    client: Client, network: Network, public: Release
) -> None:
    Round.objects.filter(pk=public.round_id).update(summary={"en": "Now summed up."})
    second = release(
        network, Round.objects.get(pk=public.round_id), Audience.PUBLIC, change_note={"en": "Summed up."}
    )
    titles = [entry.findtext(f"{ATOM}title")[-1] for entry in entries(client)]
    assert titles == ["2", "1"]
    assert entries(client)[0].findtext(f"{ATOM}summary").startswith("Summed up.")
    releasing.withdraw(network.viewer("fr.coordinator"), second, reason="Wrong.")
    assert [entry.findtext(f"{ATOM}title")[-1] for entry in entries(client)] == ["1"]


def test_feed_speaks_the_language_asked_for(client: Client, public: Release) -> None:
    root = etree.fromstring(client.get("/feeds/releases.atom?language=bg").content)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "bg"
    assert "/bg/compare/" in root.find(f"{ATOM}entry/{ATOM}link").get("href")
    assert client.get("/feeds/releases.atom?language=xx").status_code == 404


def test_feed_holds_nothing_of_the_network(network: Network, public: Release) -> None:
    member = Client()
    member.force_login(network.user["fr.coordinator"])
    for path in (
        "/feeds/releases.atom",
        "/feeds/releases.atom?audience=network",
        "/sitemap.xml",
        "/robots.txt",
    ):
        assert b"canary" not in member.get(path).content


def test_empty_feed_is_valid_and_an_unknown_one_is_not_found(client: Client) -> None:
    assert entries(client) == []
    assert client.get("/feeds/drafts.atom").status_code == 404
    assert client.post("/feeds/releases.atom").status_code == 405
