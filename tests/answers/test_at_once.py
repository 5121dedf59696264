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
from comparanda.answers.models import Answer, AnswerVersion, NumberSequence, Release, Response, Round
from comparanda.audit.queries import verify
from comparanda.kernel.audience import Audience
from factories import (
    Network,
    answer_of,
    close,
    draft_round,
    launched_round,
    make_draft,
    reply,
    write,
    write_and_approve,
)

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


@pytest.mark.parametrize(
    "other", ["bg.coordinator", "bg.labour"], ids=["two people", "one person in two windows"]
)
def test_two_saves_at_once_keep_both_texts(network: Network, other: str) -> None:
    # Several times, since a race that can be lost is not lost every time.
    round = launched_round(network, types=["yes_no"] * 6)
    labour, rival = network.viewer("bg.labour"), network.viewer(other)
    for question in range(1, 7):
        answer = answer_of(round, "bg", f"q{question}")
        base = Base.of(write(labour, answer, make_draft(note="Before.")))

        results = at_once(
            *[
                lambda who=who, note=note, answer=answer, base=base: replying.save_draft(
                    who, answer, base=base, draft=make_draft({"value": "no"}, note=note)
                )
                for who, note in ((labour, "One."), (rival, "Other."))
            ]
        )

        assert {type(result) for result in results} == {AnswerVersion, Conflict}
        kept = {version.notes[0]["text"] for version in answer.versions.all()}
        assert {"One.", "Other."} <= kept


def test_a_correction_and_a_submission_at_once(network: Network) -> None:
    round = launched_round(network, types=["yes_no"] * 6)
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    for question in range(1, 7):
        answer = answer_of(round, "bg", f"q{question}")
        approved = write_and_approve(network, answer, make_draft(note="Approved."))

        results = at_once(
            lambda answer=answer, approved=approved: replying.save_draft(
                labour, answer, base=Base.of(approved), draft=make_draft(note="Still open.")
            ),
            lambda answer=answer: replying.submit(coordinator, answer.response, with_gaps=True),
        )

        assert isinstance(results[0], AnswerVersion)
        assert isinstance(results[1], (Response, Refused))
        submitted = Answer.objects.select_related("submitted").get(pk=answer.pk).submitted
        assert submitted is None or submitted.notes[0]["text"] == "Approved."


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
