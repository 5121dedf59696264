"""What an edition freezes, and what changed between two."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comparanda.answers.core.edition import (
    Candidate,
    Change,
    Entry,
    changes_between,
    entry_for,
    hash_of,
)
from comparanda.kernel.absence import GIVEN_BY_RESPONDENTS, Absence
from comparanda.kernel.audience import Audience

EDITIONS = st.sampled_from([Audience.PUBLIC, Audience.NETWORK])


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    declined = draw(st.booleans())
    version = None if declined else draw(st.none() | st.integers(1, 9))
    return Candidate(
        compiled=draw(st.booleans()),
        version=version,
        audience=draw(st.sampled_from(Audience)),
        absence=draw(st.none() | st.sampled_from(sorted(GIVEN_BY_RESPONDENTS))) if version else None,
        declined=declined,
        reason="Secret reason." if declined else "",
        late=draw(st.booleans()),
        asked=bool(version) or draw(st.booleans()),
    )


LISTS = st.lists(candidates(), max_size=4)


@given(LISTS, EDITIONS)
def test_an_edition_never_refers_to_what_its_audience_may_not_read(
    given_: list[Candidate], edition: Audience
) -> None:
    entry = entry_for(given_, edition)

    if entry.version is not None:
        [chosen] = {
            c.audience for c in given_ if c.version == entry.version and c.audience.reaches(edition)
        } or {None}
        assert chosen is not None


@given(LISTS)
def test_a_public_edition_knows_no_reasons(given_: list[Candidate]) -> None:
    entry = entry_for(given_, Audience.PUBLIC)

    assert entry.reason == ""
    assert entry.absence is not Absence.DECLINED


@given(LISTS, EDITIONS)
def test_every_cell_has_a_version_or_a_reason_why_not(given_: list[Candidate], edition: Audience) -> None:
    entry = entry_for(given_, edition)

    assert entry.version is not None or entry.absence is not None
    assert entry.absence is None or entry.version is None or entry.absence in GIVEN_BY_RESPONDENTS


@given(LISTS, EDITIONS, st.randoms())
def test_a_contact_points_answer_supersedes_a_compiled_one(
    given_: list[Candidate], edition: Audience, random: Any
) -> None:
    own = Candidate(compiled=False, version=100, audience=Audience.OWN_TEAM)
    given_ = [candidate for candidate in given_ if candidate.compiled] + [own]
    random.shuffle(given_)

    assert entry_for(given_, edition) == Entry(None, Absence.NOT_PUBLIC)


def test_without_the_contact_points_answer_the_compiled_one_stands() -> None:
    compiled = Candidate(compiled=True, version=7)

    for other in (
        Candidate(compiled=False, version=None),
        Candidate(compiled=False, version=None, declined=True, reason="No data."),
    ):
        for edition in (Audience.NETWORK, Audience.PUBLIC):
            assert entry_for([other, compiled], edition) == Entry(7, None)


def test_the_six_reasons_of_a_cell() -> None:
    asked = Candidate(compiled=False, version=None)
    declined = Candidate(compiled=False, version=None, declined=True, reason="No data.")
    unknown = Candidate(compiled=False, version=3, absence=Absence.UNKNOWN, late=True)
    network = Candidate(compiled=False, version=3, audience=Audience.NETWORK, late=True)

    assert entry_for([], Audience.PUBLIC) == Entry(None, Absence.NOT_ASKED)
    assert entry_for([asked], Audience.NETWORK) == Entry(None, Absence.NO_ANSWER)
    assert entry_for([declined], Audience.NETWORK) == Entry(None, Absence.DECLINED, "No data.")
    assert entry_for([declined], Audience.PUBLIC) == Entry(None, Absence.NO_ANSWER)
    assert entry_for([unknown], Audience.PUBLIC) == Entry(3, Absence.UNKNOWN, late=True)
    assert entry_for([network], Audience.NETWORK) == Entry(3, None, late=True)
    assert entry_for([network], Audience.PUBLIC) == Entry(None, Absence.NOT_PUBLIC, late=True)


def test_that_a_question_was_not_asked_is_told_to_those_who_may_read_why() -> None:
    ruled_out = Candidate(compiled=False, version=None, asked=False, audience=Audience.NETWORK)

    assert entry_for([ruled_out], Audience.NETWORK) == Entry(None, Absence.NOT_ASKED)
    assert entry_for([ruled_out], Audience.PUBLIC) == Entry(None, Absence.NO_ANSWER)


# changes

ENTRIES = st.builds(Entry, st.integers(1, 3), st.none(), late=st.booleans()) | st.builds(
    Entry, st.none(), st.sampled_from([Absence.NO_ANSWER, Absence.NOT_PUBLIC, Absence.DECLINED])
)
FROZEN = st.dictionaries(
    st.tuples(st.sampled_from(["country:BG", "country:FR"]), st.sampled_from(["q1", "q2"])), ENTRIES
)


@given(FROZEN)
def test_nothing_changed_between_an_edition_and_itself(frozen: dict[tuple[str, str], Entry]) -> None:
    assert changes_between(frozen, dict(frozen)) == ()


@given(FROZEN, FROZEN)
def test_changes_say_what_a_reader_can_see(
    before: dict[tuple[str, str], Entry], after: dict[tuple[str, str], Entry]
) -> None:
    expected = set()
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        had, has = (was and was.version), (now and now.version)
        if had == has and (had or was is None or now is None or was.absence == now.absence):
            continue
        expected.add(
            Change(*key, "added" if has and not had else "removed" if had and not has else "changed")
        )

    changes = changes_between(before, after)

    assert set(changes) == expected
    assert len(changes) == len(expected)


@given(FROZEN, FROZEN)
def test_what_was_added_one_way_was_removed_the_other(
    before: dict[tuple[str, str], Entry], after: dict[tuple[str, str], Entry]
) -> None:
    def named(changes: tuple[Change, ...], kind: str) -> set[tuple[str, str]]:
        return {(change.subject, change.question) for change in changes if change.kind == kind}

    there, back = changes_between(before, after), changes_between(after, before)

    assert named(there, "added") == named(back, "removed")
    assert named(there, "removed") == named(back, "added")


# hash

TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def _turned(tree: Any) -> Any:
    """The same content with every mapping the other way round."""
    if isinstance(tree, dict):
        return {key: _turned(value) for key, value in reversed(tree.items())}
    return [_turned(item) for item in tree] if isinstance(tree, list) else tree


@given(st.dictionaries(st.text(), TREES, max_size=4))
def test_the_hash_does_not_depend_on_the_order_of_keys_or_a_trip_through_json(frozen: dict[str, Any]) -> None:
    assert hash_of(frozen) == hash_of(_turned(frozen)) == hash_of(json.loads(json.dumps(frozen)))


@given(st.dictionaries(st.text(), TREES, min_size=1, max_size=4), TREES)
def test_the_hash_changes_with_the_content(frozen: dict[str, Any], other: Any) -> None:
    key = sorted(frozen)[0]
    changed = {**frozen, key: other}

    assert (hash_of(frozen) == hash_of(changed)) is (
        json.dumps(frozen[key], sort_keys=True) == json.dumps(other, sort_keys=True)
    )


def test_the_hash_is_that_of_the_canonical_text() -> None:
    # sha256sum of the UTF-8 text {"а":"Връщане","б":[1,null]}
    assert hash_of({"б": [1, None], "а": "Връщане"}) == (
        "13e92ada266e11633a4297a87510638e956a22d8e0337c50104f79b3dc2b4b98"
    )
