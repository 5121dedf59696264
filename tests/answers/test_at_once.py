"""Several people at the same moment: numbers without gaps, no lost words, one edition of a number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.actions.replying import Base
from comparanda.answers.error import Conflict, Refused
from comparanda.answers.models import AnswerVersion, NumberSequence, Release, Round
from comparanda.audit.queries import verify
from comparanda.kernel.audience import Audience
from factories import Network, answer_of, close, draft_round, launched_round, make_draft, reply, write

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def a_server(db: None) -> Iterator[None]:
    """Several connections need a server: the tests' SQLite lives in the memory of one."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: COMPARANDA_DATABASE_URL is not set to a server")
    yield


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Results, or the refusals raised, of calls that begin together, each on a connection of its own."""
    results: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int) -> None:
        try:
            start.wait()
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_launches_at_once_get_numbers_without_gaps(network: Network) -> None:
    asker = network.viewer("fr.coordinator")
    drafts = [draft_round(network, title=f"Query {n}") for n in range(8)]
    Round.objects.filter(pk=drafts[3].pk).update(background={})

    results = at_once(*[lambda draft=draft: asking.launch(asker, draft) for draft in drafts])

    assert isinstance(results[3], Refused)
    numbers = sorted(int(round.number.partition(".")[2]) for round in results if isinstance(round, Round))
    assert numbers == list(range(1, 8))
    assert NumberSequence.objects.get().last == 7
    verify()


def test_one_draft_launched_twice_at_once_is_launched_once(network: Network) -> None:
    asker, draft = network.viewer("fr.coordinator"), draft_round(network)

    results = at_once(*[lambda: asking.launch(asker, draft)] * 3)

    assert sorted(type(result).__name__ for result in results) == ["Refused", "Refused", "Round"]
    assert NumberSequence.objects.get().last == 1


def test_two_saves_at_once_keep_both_texts(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")
    base = Base.of(write(network.viewer("bg.labour"), answer, make_draft(note="Before.")))

    results = at_once(
        *[
            lambda who=who: replying.save_draft(
                network.viewer(who), answer, base=base, draft=make_draft({"value": "no"}, note=f"By {who}.")
            )
            for who in ("bg.labour", "bg.coordinator")
        ]
    )

    assert {type(result) for result in results} == {AnswerVersion, Conflict}
    kept = {version.notes[0]["text"] for version in AnswerVersion.objects.all()}
    assert {"By bg.labour.", "By bg.coordinator."} <= kept


def test_an_edition_released_twice_at_once_is_one_edition(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "bg")
    close(network, round)
    asker = network.viewer("fr.coordinator")

    results = at_once(*[lambda: releasing.release(asker, round, audience=Audience.PUBLIC)] * 2)

    assert {type(result) for result in results} == {Release, Refused}
    assert Release.objects.count() == 1
    verify()


def test_a_step_taken_twice_at_once_is_taken_once(network: Network) -> None:
    answer, labour = answer_of(launched_round(network), "bg"), network.viewer("bg.labour")
    write(labour, answer)

    results = at_once(*[lambda: replying.send_to_review(labour, answer)] * 2)

    assert {type(result).__name__ for result in results} == {"Answer", "Refused"}
