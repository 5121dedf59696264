"""The pure chain: no alteration, removal, insertion or swap stays unseen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.audit.core.chain import (
    FAULTS_KEPT,
    GENESIS,
    FaultKind,
    Head,
    Link,
    NotPlainError,
    plain,
    verify,
)

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
DETAILS = st.dictionaries(
    TEXTS,
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS | st.lists(TEXTS, max_size=3),
)


def chain_of(details: list[object]) -> list[Link]:
    links: list[Link] = []
    previous = GENESIS
    for index, detail in enumerate(details):
        link = Link(
            sequence=index + 1,
            at=START + timedelta(minutes=index),
            actor="bg.coordinator",
            organisation="bg",
            event="answers.response.submitted",
            subject=f"round:2026.{index}",
            details=detail,
            previous_hash=previous,
        )
        link = replace(link, hash=link.computed_hash())
        links.append(link)
        previous = link.hash
    return links


def head_of(links: list[Link]) -> Head:
    return Head(len(links), links[-1].hash if links else GENESIS)


CHAINS = st.lists(DETAILS, min_size=3, max_size=8).map(chain_of)


@given(CHAINS)
def test_untouched_chain_is_sound(links: list[Link]) -> None:
    head = head_of(links)
    outcome = verify(links, recorded=head, expected=head)
    assert outcome.sound
    assert outcome.head == head


@given(CHAINS, st.data())
def test_any_altered_field_is_found(links: list[Link], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(links) - 1))
    link = links[index]
    changed = data.draw(
        st.sampled_from(
            [
                replace(link, at=link.at + timedelta(microseconds=1)),
                replace(link, actor=link.actor + "x"),
                replace(link, organisation="fr"),
                replace(link, event="answers.response.declined"),
                replace(link, subject=link.subject + "0"),
                replace(link, details={"altered": [link.details]}),
                replace(link, previous_hash="1" * 64),
                replace(link, hash="2" * 64),
            ]
        )
    )
    tampered = [*links[:index], changed, *links[index + 1 :]]
    assert not verify(tampered, recorded=head_of(links)).sound


@given(CHAINS, st.data())
def test_an_entry_altered_and_hashed_anew_is_found(links: list[Link], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(links) - 1))
    changed = replace(links[index], actor="somebody.else")
    changed = replace(changed, hash=changed.computed_hash())
    tampered = [*links[:index], changed, *links[index + 1 :]]
    assert not verify(tampered, recorded=head_of(links)).sound


@given(CHAINS, st.data())
def test_any_removed_entries_are_found(links: list[Link], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(links) - 1), min_size=1))
    left = [link for index, link in enumerate(links) if index not in gone]
    assert not verify(left, recorded=head_of(links)).sound
    assert not verify(left, recorded=head_of(left), expected=head_of(links)).sound


@given(CHAINS, st.data())
def test_any_two_swapped_entries_are_found(links: list[Link], data: st.DataObject) -> None:
    first, second = data.draw(st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True))
    swapped = list(links)
    swapped[first] = replace(links[second], sequence=links[first].sequence)
    swapped[second] = replace(links[first], sequence=links[second].sequence)
    assert not verify(swapped, recorded=head_of(links)).sound


@given(CHAINS, st.integers(0, 8))
def test_an_inserted_entry_is_found(links: list[Link], place: int) -> None:
    index = min(place, len(links))
    previous = links[index - 1].hash if index else GENESIS
    forged = replace(links[0], sequence=index + 1, actor="forger", previous_hash=previous)
    forged = replace(forged, hash=forged.computed_hash())
    moved = [replace(link, sequence=link.sequence + 1) for link in links[index:]]
    assert not verify([*links[:index], forged, *moved], recorded=head_of(links)).sound


@given(CHAINS, st.data())
def test_a_chain_rewritten_with_its_head_is_found_by_the_printed_head(
    links: list[Link], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(links) - 1))
    details = [link.details for link in links]
    details[index] = {"rewritten": [details[index]]}
    rewritten = chain_of(details)
    assert verify(rewritten, recorded=head_of(rewritten)).sound
    outcome = verify(rewritten, recorded=head_of(rewritten), expected=head_of(links))
    assert [fault.kind for fault in outcome.faults] == [FaultKind.REWRITTEN]


def test_a_longer_chain_agrees_with_an_earlier_printed_head() -> None:
    links = chain_of([{}, {}, {}, {}])
    assert verify(links, recorded=head_of(links), expected=head_of(links[:2])).sound


def test_a_cut_tail_is_named() -> None:
    links = chain_of([{}, {}, {}, {}])
    outcome = verify(links[:2], recorded=head_of(links[:2]), expected=head_of(links))
    assert [(fault.kind, fault.sequence) for fault in outcome.faults] == [(FaultKind.CUT, 3)]


def test_entries_without_a_recorded_head_are_a_fault() -> None:
    outcome = verify(chain_of([{}, {}]), recorded=None)
    assert [fault.kind for fault in outcome.faults] == [FaultKind.HEAD]


def test_an_empty_chain_is_sound() -> None:
    assert verify([], recorded=None).sound
    assert verify([], recorded=Head(0, GENESIS), expected=Head(0, GENESIS)).sound


def test_the_list_of_faults_is_bounded_but_all_are_counted() -> None:
    links = [replace(link, hash="0" * 64) for link in chain_of([{}] * 50)]
    outcome = verify(links, recorded=None)
    assert len(outcome.faults) == FAULTS_KEPT
    assert outcome.fault_count > 50


def test_the_same_moment_in_another_zone_gives_the_same_hash() -> None:
    link = chain_of([{}])[0]
    elsewhere = replace(link, at=link.at.astimezone(timezone(timedelta(hours=2))))
    assert elsewhere.computed_hash() == link.hash


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"days": 1.0},
        [date(2026, 1, 1)],
        {1: "key"},
        "nul\x00",
        {"half": "\ud800"},
        2**53,
        {"a": {"b": {1}}},
    ],
)
def test_details_without_one_written_form_are_refused(value: object) -> None:
    with pytest.raises(NotPlainError, match=r"^details"):
        plain(value)


@given(DETAILS)
def test_plain_details_pass_unchanged(details: dict[str, object]) -> None:
    assert plain(details) == details


@given(st.integers(0, 10**9), st.binary(min_size=32, max_size=32))
def test_a_printed_head_reads_back(count: int, digest: bytes) -> None:
    head = Head(count, digest.hex())
    assert Head.parse(f" {head}\n") == head


@pytest.mark.parametrize("text", ["", "12", "x:" + "a" * 64, "1:" + "A" * 64, "1:abc", "-1:" + "a" * 64])
def test_a_malformed_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a head"):
        Head.parse(text)
