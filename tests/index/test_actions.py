"""Putting, removing and building anew: what readers find meanwhile, and what is left after a build that failed."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from comparanda.index import actions
from comparanda.index.actions import BuildOvertaken, BuildRunning
from comparanda.index.core.document import Document
from comparanda.index.engines import LAYOUT, engine
from comparanda.index.models import Change, Generation, GenerationState
from comparanda.index.registry import register_provider, withdraw
from comparanda.index.search import SearchRequest, index_ready, search
from index.factories import PUBLIC, document

pytestmark = pytest.mark.django_db

Provide = Callable[[Callable[[], Iterable[Document]]], None]


@pytest.fixture
def provide() -> Iterator[Provide]:
    """Says what the one room provides from now on."""
    yield lambda documents: register_provider("tests", documents)
    withdraw("tests")
    withdraw("tests-too")


def found(text: str) -> list[str]:
    return sorted(hit.document.key for hit in search(SearchRequest(text, "en", PUBLIC, limit=100)).hits)


def titled(key: str, title: str) -> Document:
    return document(key, titles={"en": title})


def serving() -> Generation:
    generation: Generation = Generation.objects.get(state=GenerationState.SERVING)
    return generation


def a_build(*, builder: str, silent: timedelta = timedelta(0)) -> Generation:
    """A build that somebody else began and that last gave a sign of life so long ago."""
    then = timezone.now() - silent
    generation: Generation = Generation.objects.create(
        number=max(engine().numbers(), default=0) + 1,
        layout=LAYOUT,
        state=GenerationState.BUILDING,
        started_at=then,
        beat_at=then,
        builder=builder,
    )
    engine().create(generation.number)
    return generation


# putting and removing


def test_without_an_index_nothing_is_put_or_removed(provide: Provide) -> None:
    actions.put([titled("a", "Permit")])
    actions.remove(["a"])

    assert not index_ready()
    assert engine().numbers() == set()


def test_of_one_key_the_last_document_counts(provide: Provide) -> None:
    provide(list)
    actions.rebuild()

    actions.put([titled("a", "Detention"), titled("b", "Asylum"), titled("a", "Permit")])

    assert (found("permit"), found("detention"), found("asylum")) == (["a"], [], ["b"])
    assert engine().size(serving().number) == 2


def test_what_a_transaction_takes_back_is_not_put(provide: Provide) -> None:
    provide(list)
    actions.rebuild()
    actions.put([titled("a", "Permit")])

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.put([titled("a", "Detention"), titled("b", "Asylum")])
        actions.remove(["a"])
        raise ZeroDivisionError

    assert (found("permit"), found("asylum")) == (["a"], [])


def test_removing_nothing_and_putting_nothing_changes_nothing(provide: Provide) -> None:
    provide(lambda: [titled("a", "Permit")])
    actions.rebuild()

    actions.put([])
    actions.remove([])

    assert found("permit") == ["a"]


def test_more_documents_than_one_statement_takes_are_removed(provide: Provide) -> None:
    provide(lambda: (titled(f"a{number}", "Permit") for number in range(520)))
    actions.rebuild()

    actions.remove([*(f"a{number}" for number in range(519)), "never there"])

    assert found("permit") == ["a519"]


def test_a_small_index_that_has_grown_counts_its_vocabulary_anew(provide: Provide) -> None:
    provide(lambda: [titled("a", "Permit")])
    actions.rebuild()
    number = serving().number

    actions.put([titled("b", "Permit"), titled("c", "Detention")])

    assert serving().counted == 3
    assert engine().documents_with(number, ["permit", "detention"]) == {"permit": 2, "detention": 1}


# building


def test_a_build_asks_every_room_and_tells_how_far_it_is(provide: Provide) -> None:
    provide(lambda: (titled(f"a{number}", "Permit") for number in range(actions.DOCUMENTS_AT_ONCE + 1)))
    register_provider("tests-too", lambda: [titled("b", "Asylum")])
    told: list[tuple[str, int]] = []

    generation = actions.rebuild(lambda name, done: told.append((name, done)))

    assert [one for one in told if one[0].startswith("tests")] == [
        ("tests", actions.DOCUMENTS_AT_ONCE),
        ("tests", actions.DOCUMENTS_AT_ONCE + 1),
        ("tests-too", actions.DOCUMENTS_AT_ONCE + 2),
    ]
    assert generation.documents == generation.counted == actions.DOCUMENTS_AT_ONCE + 2
    assert found("asylum") == ["b"]


def test_a_build_takes_what_rooms_have_now(provide: Provide) -> None:
    provide(lambda: [titled("a", "Permit"), titled("b", "Permit")])
    actions.rebuild()

    provide(lambda: [titled("b", "Detention"), titled("c", "Permit"), titled("c", "Asylum")])
    actions.rebuild()

    assert (found("permit"), found("detention"), found("asylum")) == ([], ["b"], ["c"])


def test_the_old_generation_serves_until_the_new_one_is_ready(provide: Provide) -> None:
    seen: list[list[str]] = []

    def documents() -> Iterator[Document]:
        for number in range(actions.DOCUMENTS_AT_ONCE + 1):
            yield titled(f"new{number}", "Detention")
        # The first batch is stored by now.
        seen.append(found("permit"))
        seen.append(found("detention"))

    provide(lambda: [titled("old", "Permit")])
    actions.rebuild()
    before = serving()
    provide(documents)
    actions.rebuild()

    assert seen == [["old"], []]
    assert found("permit") == []
    assert serving().number > before.number


def test_only_the_last_retired_generation_is_kept_for_who_still_reads_it(provide: Provide) -> None:
    provide(lambda: [titled("a", "Permit")])

    numbers = [actions.rebuild().number for _ in range(4)]

    assert numbers == sorted(set(numbers))
    assert engine().numbers() == set(numbers[-2:])
    assert list(Generation.objects.values_list("number", "state")) == [
        (numbers[-2], GenerationState.RETIRED),
        (numbers[-1], GenerationState.SERVING),
    ]


@pytest.mark.parametrize("stored", [0, actions.DOCUMENTS_AT_ONCE])
def test_a_build_that_fails_leaves_the_old_one(provide: Provide, stored: int) -> None:
    def failing() -> Iterator[Document]:
        for number in range(stored):
            yield titled(f"new{number}", "Detention")
        actions.put([titled("put", "Asylum")])
        raise OSError("the room is not there")

    provide(lambda: [titled("old", "Permit")])
    before = actions.rebuild()
    provide(failing)

    with pytest.raises(OSError, match="the room is not there"):
        actions.rebuild()

    assert (found("permit"), found("detention"), found("asylum")) == (["old"], [], ["put"])
    assert list(Generation.objects.all()) == [before]
    assert engine().numbers() == {before.number}
    assert not Change.objects.exists()
    provide(lambda: [titled("newer", "Detention")])
    actions.rebuild()
    assert found("detention") == ["newer"]


def test_a_first_build_that_fails_leaves_no_index(provide: Provide) -> None:
    def failing() -> Iterator[Document]:
        yield titled("a", "Permit")
        raise OSError

    provide(failing)

    with pytest.raises(OSError):
        actions.rebuild()

    assert not index_ready()
    assert engine().numbers() == set()


def test_what_is_put_and_removed_during_a_build_is_in_both_generations(provide: Provide) -> None:
    seen: list[tuple[list[str], list[str]]] = []

    def documents() -> Iterator[Document]:
        yield titled("changed", "Permit")
        yield titled("removed", "Permit")
        for number in range(actions.DOCUMENTS_AT_ONCE):
            yield titled(f"other{number}", "Filler")
        # The room was asked before these changed; they are stored in the new generation by now, as they were.
        actions.put([titled("changed", "Asylum"), titled("added", "Asylum"), titled("taken", "Asylum")])
        actions.remove(["removed", "taken"])
        seen.append((found("permit"), found("asylum")))

    provide(lambda: [titled("changed", "Permit"), titled("removed", "Permit")])
    actions.rebuild()
    provide(documents)
    actions.rebuild()

    assert seen == [([], ["added", "changed"])]
    assert (found("permit"), found("asylum")) == ([], ["added", "changed"])
    assert not Change.objects.exists()
    assert serving().documents == actions.DOCUMENTS_AT_ONCE + 2


def test_what_is_put_during_the_first_build_is_found_when_it_is_done(provide: Provide) -> None:
    def documents() -> Iterator[Document]:
        actions.put([titled("put", "Permit")])
        yield titled("a", "Detention")

    provide(documents)
    actions.rebuild()

    assert found("permit") == ["put"]


def test_many_changes_during_a_build_are_all_played_in(provide: Provide) -> None:
    many = actions.DOCUMENTS_AT_ONCE + 3

    def documents() -> Iterator[Document]:
        yield titled("a0", "Permit")
        actions.put(titled(f"a{number}", "Permit") for number in range(many))
        actions.put([titled("a1", "Detention")])

    provide(documents)
    generation = actions.rebuild()

    assert generation.documents == many
    assert found("detention") == ["a1"]


# two builds


def test_a_build_that_another_process_is_at_is_not_begun(provide: Provide) -> None:
    provide(lambda: [titled("a", "Permit")])
    actions.rebuild()
    other = a_build(builder=f"{socket.gethostname()[:150]}:{os.getppid()}")

    with pytest.raises(BuildRunning) as refusal:
        actions.rebuild()

    assert str(refusal.value).startswith("the index is being built already, since ")
    assert Generation.objects.filter(pk=other.pk).exists()
    assert found("permit") == ["a"]


@pytest.mark.parametrize(
    ("builder", "silent", "alive"),
    [
        ("elsewhere:1", timedelta(0), True),
        ("elsewhere:1", timedelta(hours=1), False),
        ("elsewhere", timedelta(0), True),
        ("", timedelta(hours=1), False),
    ],
)
def test_a_build_on_another_machine_is_dead_when_it_is_silent(
    provide: Provide, builder: str, silent: timedelta, alive: bool
) -> None:
    provide(lambda: [titled("a", "Permit")])
    other = a_build(builder=builder, silent=silent)

    if alive:
        with pytest.raises(BuildRunning):
            actions.rebuild()
    else:
        actions.rebuild()

    assert Generation.objects.filter(pk=other.pk).exists() == alive
    assert found("permit") == ([] if alive else ["a"])


def test_a_build_whose_process_is_gone_is_swept_away_with_its_tables(provide: Provide) -> None:
    provide(lambda: [titled("a", "Permit")])
    # No process has this number: it is more than any kernel gives.
    dead = a_build(builder=f"{socket.gethostname()[:150]}:{2**22 + 1}")
    Change.objects.create(generation=dead, key="never", document=None)

    generation = actions.rebuild()

    assert list(Generation.objects.all()) == [generation]
    assert engine().numbers() == {generation.number}
    assert found("permit") == ["a"]


def test_a_build_that_was_taken_for_dead_ends_without_having_changed_anything(provide: Provide) -> None:
    """The second begins while the first waits for its room; the first then goes on."""
    second: list[Generation] = []

    def documents() -> Iterator[Document]:
        if not second:
            second.append(Generation())
            second[0] = actions.rebuild()
            yield titled("first", "Detention")
        else:
            yield titled("second", "Permit")

    provide(documents)

    with pytest.raises(BuildOvertaken):
        actions.rebuild()

    assert serving() == second[0]
    assert (found("permit"), found("detention")) == (["second"], [])
    assert engine().numbers() == {second[0].number}


@pytest.mark.django_db(transaction=True)
def test_two_builds_at_once_leave_one_whole_index(provide: Provide) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: COMPARANDA_DATABASE_URL is not set to a server")
    provide(lambda: (titled(f"a{number}", "Permit") for number in range(30)))
    start = threading.Barrier(3)
    ends: list[object] = []

    def build() -> None:
        try:
            start.wait()
            ends.append(actions.rebuild())
        except Exception as error:
            ends.append(error)
        finally:
            connection.close()

    def write() -> None:
        try:
            start.wait()
            for number in range(30, 40):
                actions.put([titled(f"a{number}", "Permit")])
                actions.remove([f"a{number - 30}"])
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for call in (build, build, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(end) for end in ends if not isinstance(end, Generation)] in ([], [BuildOvertaken])
    assert not Generation.objects.filter(state=GenerationState.BUILDING).exists()
    assert engine().size(serving().number) == len(found("permit"))
    actions.rebuild()
    assert found("permit") == sorted(f"a{number}" for number in range(30))
