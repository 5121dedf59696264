"""Cards of comparisons: kept for a day and a language, and never older than the newest edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from comparanda.answers import queries
from comparanda.answers.actions import releasing
from comparanda.answers.models import Release, Round
from comparanda.answers.web.cards import Card, cards_of
from comparanda.answers.web.lookup import today
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Cell, Subject
from comparanda.present.lede import finding
from comparanda.rooms.themes.models import Theme
from factories import Network, close, launched_round, make_draft, release, reply

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    caches["cards"].clear()
    yield
    caches["cards"].clear()


@pytest.fixture
def released(network: Network) -> Round:
    """A comparison on the home page; Bulgaria has said yes."""
    round = launched_round(network, title="Seasonal permits", respondents=("bg", "de"))
    reply(network, round, "bg")
    release(network, close(network, round), Audience.PUBLIC)
    Theme.objects.create(slug="work", title={"en": "Work"}, summary={"en": "All."}, comparisons=[round.slug])
    return Round.objects.get(pk=round.pk)


def cards(
    round: Round, edition: Release | None = None, *, language: str = "en", later: int = 0
) -> list[Card]:
    """The card of a round, ``later`` days from now."""
    latest = queries.latest_editions([round]) if edition is None else {round.pk: edition}
    return cards_of([round], latest, language, today() + timedelta(days=later))


def drawn_anew(round: Round, edition: Release | None = None, **choices: Any) -> bool:
    """Whether a card was drawn and not taken from what is kept: only then are answers read."""
    with CaptureQueriesContext(connection) as asked:
        cards(round, edition, **choices)
    return any("answers_releaseentry" in query["sql"] for query in asked.captured_queries)


def finding_of(value: str, round: Round) -> str:
    """The finding where Bulgaria has given this answer and Germany none."""
    lead = queries.questions_of_edition(queries.latest_editions([round])[round.pk])[0]
    column = [
        (Subject("country", "BG"), Cell(values={"value": value})),
        (Subject("country", "DE"), Cell(absence=Absence.NO_ANSWER)),
    ]
    return finding(lead, column, "en")


def said_at_home(client: Client, address: str = "/en/") -> list[str]:
    """What the map of each card on a page says is in it: the finding."""
    page = html.fromstring(client.get(address).content)
    return [
        " ".join(said.split())
        for said in page.xpath("//*[local-name() = 'svg']/*[local-name() = 'desc']/text()")
    ]


def test_a_card_is_drawn_once_for_a_day_and_a_language(released: Round) -> None:
    assert drawn_anew(released)
    first = cards(released)
    assert not drawn_anew(released)
    assert cards(released) == first
    assert "map-seasonal-permits" in first[0].svg
    assert drawn_anew(released, language="bg")
    assert not drawn_anew(released, language="bg")
    assert drawn_anew(released, later=1)
    assert not drawn_anew(released)


def test_a_new_edition_shows_at_once(released: Round, network: Network, client: Client) -> None:
    yes, no = finding_of("yes", released), finding_of("no", released)
    assert yes != no
    for _time in range(2):
        assert said_at_home(client) == [yes]
    reply(network, released, "bg", {"q1": make_draft({"value": "no"})})
    assert said_at_home(client) == [yes]  # submitted, and not released
    second = release(network, released, Audience.PUBLIC)
    for address in ("/en/", "/en/compare/", "/en/themes/work/"):
        assert said_at_home(client, address) == [no]
    releasing.withdraw(network.viewer("fr.coordinator"), second, reason="The correction was wrong.")
    assert said_at_home(client) == [yes]


def test_editions_of_the_network_are_not_kept(released: Round, network: Network, client: Client) -> None:
    reply(network, released, "de", {"q1": make_draft({"value": "no"}, audience=Audience.NETWORK)})
    inner = release(network, released, Audience.NETWORK)
    assert drawn_anew(released, inner)
    assert drawn_anew(released, inner)
    seen = cards(released, inner)[0].finding
    assert seen != finding_of("yes", released)
    assert said_at_home(client) == [finding_of("yes", released)]


def test_a_translation_that_came_later_shows_at_once(released: Round) -> None:
    cards(released)
    question = released.template.questions.get(code="q1")
    question.text = question.text | {"bg": "Разрешено ли е?"}
    question.save()
    assert drawn_anew(released)


def test_one_round_more_costs_no_query_more(released: Round, network: Network) -> None:
    rounds = [released]
    for number in range(2):
        round = launched_round(network, title=f"Permits {number}", respondents=("bg",))
        reply(network, round, "bg")
        release(network, close(network, round), Audience.PUBLIC)
        rounds.append(Round.objects.get(pk=round.pk))
    latest = queries.latest_editions(rounds)
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as asked:
            assert len(cards_of(rounds, latest, "en", today())) == 3
        assert len(asked.captured_queries) == expected
