"""The order of candidates, by what holds whatever its constants are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.ranking import Candidate, Placed, Vocabulary, placed

VOCABULARY = Vocabulary(
    {"common": 900, "permit": 40, "student": 40, "rare": 1, "s:permit": 50, "filler": 500}, 1000
)
TOKEN = st.sampled_from(["common", "permit", "student", "rare", "s:permit", "concept:asylum", "filler"])


def candidate(
    id: int, title: str = "", text: str = "", about: str = "", *, language: str = "en", weight: float = 1.0
) -> Candidate:
    return Candidate(id, language, weight, f" {title} \n {text} \n {about} ")


def looked_for(*tokens: str) -> list[Mapping[str, float]]:
    """Each token as a thing of its own."""
    return [{token: 1.0} for token in tokens]


def order(candidates: Sequence[Candidate], *tokens: str) -> list[int]:
    return [one.id for one in placed(candidates, looked_for(*tokens), VOCABULARY)]


CANDIDATES = st.lists(
    st.tuples(
        st.lists(TOKEN, max_size=4),
        st.lists(TOKEN, max_size=8),
        st.lists(TOKEN, max_size=2),
        st.sampled_from(["bg", "en"]),
        st.floats(0.1, 5),
    ),
    max_size=8,
).map(
    lambda some: [
        candidate(id, " ".join(title), " ".join(text), " ".join(about), language=language, weight=weight)
        for id, (title, text, about, language, weight) in enumerate(some)
    ]
)
WEIGHED = st.lists(st.dictionaries(TOKEN, st.floats(0.1, 1), min_size=1, max_size=3), max_size=4)


@given(candidates=CANDIDATES, weighed=WEIGHED)
def test_every_candidate_has_one_place(
    candidates: list[Candidate], weighed: list[Mapping[str, float]]
) -> None:
    found = placed(candidates, weighed, VOCABULARY)

    assert sorted(one.id for one in found) == [one.id for one in candidates]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(-1e-9 <= one.share <= 1 + 1e-9 for one in found)
    assert all(one.score <= 1 for one in found)


@given(candidates=CANDIDATES, weighed=WEIGHED)
def test_shares_do_not_depend_on_the_order_in_which_candidates_come(
    candidates: list[Candidate], weighed: list[Mapping[str, float]]
) -> None:
    mixed = list(reversed(candidates))

    first = {one.id: one for one in placed(candidates, weighed, VOCABULARY)}
    second = {one.id: one for one in placed(mixed, weighed, VOCABULARY)}

    for id, one in first.items():
        assert second[id].share == pytest.approx(one.share)


@given(candidates=CANDIDATES, weighed=WEIGHED)
def test_the_first_has_the_score_1_where_anything_was_found(
    candidates: list[Candidate], weighed: list[Mapping[str, float]]
) -> None:
    found = placed(candidates, weighed, VOCABULARY)

    wanted = {token for thing in weighed for token in thing}
    if any(wanted & set(one.scored.split()) for one in candidates):
        assert found[0].score == pytest.approx(1)


def test_without_candidates_nothing_is_placed() -> None:
    assert placed([], looked_for("permit"), VOCABULARY) == []


def test_what_has_nothing_stands_last_and_has_no_share() -> None:
    found = placed(
        [candidate(1, text="filler"), candidate(2, text="permit")], looked_for("permit"), VOCABULARY
    )

    assert [one.id for one in found] == [2, 1]
    assert (found[0].share, found[1].share) == (1, 0)
    assert found[1].score < found[0].score


def test_equals_stand_in_the_order_of_their_ids() -> None:
    for text in ("filler", "permit s:permit"):
        assert order([candidate(id, text) for id in (3, 1, 2)], "permit") == [1, 2, 3]


def test_more_of_what_was_looked_for_stands_higher() -> None:
    candidates = [
        candidate(1, text="permit filler filler"),
        candidate(2, text="permit student filler"),
        candidate(3, text="filler student filler"),
    ]

    found = placed(candidates, looked_for("permit", "student"), VOCABULARY)

    assert found[0].id == 2
    assert {one.id: one.share for one in found} == pytest.approx({1: 0.5, 2: 1, 3: 0.5})


def test_a_match_in_the_title_stands_higher() -> None:
    assert order([candidate(1, "filler", "permit"), candidate(2, "permit", "filler")], "permit") == [2, 1]


def test_a_rare_token_tells_more_than_a_frequent_one() -> None:
    candidates = [candidate(1, text="common filler"), candidate(2, text="rare filler")]

    found = placed(candidates, looked_for("common", "rare"), VOCABULARY)

    assert [one.id for one in found] == [2, 1]
    assert found[0].share > found[1].share


def test_the_same_in_a_shorter_text_stands_higher() -> None:
    candidates = [candidate(1, text="permit " + "filler " * 60), candidate(2, text="permit filler")]

    assert order(candidates, "permit") == [2, 1]


def test_the_weight_of_its_room_counts() -> None:
    candidates = [candidate(1, text="permit filler"), candidate(2, text="permit filler", weight=4.0)]

    assert order(candidates, "permit") == [2, 1]


def test_of_one_thing_the_best_token_counts_once() -> None:
    thing = [{"permit": 0.5, "s:permit": 1.0}]
    candidates = [
        candidate(1, text="permit"),
        candidate(2, text="s:permit"),
        candidate(3, text="s:permit permit"),
    ]

    shares = {one.id: one.share for one in placed(candidates, thing, VOCABULARY)}

    assert shares[1] < shares[2] == shares[3] == 1


def test_languages_are_brought_closer_to_each_other() -> None:
    """One that has every form of a thing in its own language stands by no more than that before one that has its sense."""
    thing = looked_for("permit", "s:permit")
    candidates = [
        candidate(1, text="permit s:permit", language="en"),
        candidate(2, text="s:permit", language="bg"),
        candidate(3, text="s:permit", language="en"),
    ]

    scores = {one.id: one.score for one in placed(candidates, thing, VOCABULARY)}

    assert scores[1] >= scores[2] > scores[3]


def test_what_resembles_the_best_rises() -> None:
    candidates = [
        candidate(1, "rare permit", "concept:asylum concept:return"),
        candidate(2, text="permit concept:fish concept:sea"),
        candidate(3, text="permit concept:asylum concept:return"),
    ]

    assert order(candidates, "rare", "permit") == [1, 3, 2]


def test_nearness_in_meaning_brings_up_what_shares_no_word() -> None:
    candidates = [
        Candidate(1, "en", 1.0, " \n filler \n ", near=-0.2),
        Candidate(2, "bg", 1.0, " \n друго \n ", near=0.6),
        Candidate(3, "en", 1.0, " \n filler \n ", near=0.1),
    ]

    def alike(ids: Sequence[int], parts: Sequence[float]) -> Mapping[int, float]:
        return dict.fromkeys([1, 2, 3], 0.0)

    found: list[Placed] = placed(candidates, looked_for("permit"), VOCABULARY, alike)

    assert [one.id for one in found] == [2, 3, 1]


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 1000))
def test_rarity_falls_with_the_number_of_documents_and_is_never_negative(
    one: int, other: int, total: int
) -> None:
    fewer, more = sorted([one, other])
    rarity = Vocabulary({"fewer": fewer, "more": more}, max(total, more)).rarity

    assert rarity("fewer") >= rarity("more") >= 0
    assert rarity("unknown") >= rarity("fewer")


def test_a_token_in_more_documents_than_were_counted_is_not_negative() -> None:
    assert Vocabulary({"new": 50}, 3).rarity("new") >= 0
