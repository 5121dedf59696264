"""Counts of facets, against counting each one by itself."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparanda.index.core.facets import FACETS, admitted, facet_counts, read, written

OF_FACET = {
    "kind": ["answer", "question"],
    "country": ["BG", "DE", "FR"],
    "topic": ["asylum", "return"],
    "year": ["2023", "2024"],
    "language": ["bg", "en"],
}
VALUES = st.fixed_dictionaries(
    {
        facet: st.lists(st.sampled_from(some), unique=True, max_size=2).map(tuple)
        for facet, some in OF_FACET.items()
    }
)
CHOSEN = st.dictionaries(st.sampled_from(FACETS), st.none()).flatmap(
    lambda facets: st.fixed_dictionaries(
        {facet: st.frozensets(st.sampled_from(OF_FACET[facet]), max_size=2) for facet in facets}
    )
)


@given(VALUES)
def test_values_are_read_as_they_were_written(values: dict[str, tuple[str, ...]]) -> None:
    assert read(written(values)) == {facet: tuple(sorted(some)) for facet, some in values.items()}


@given(VALUES)
def test_the_same_values_are_written_the_same(values: dict[str, tuple[str, ...]]) -> None:
    assert written({facet: (*reversed(some), *some) for facet, some in values.items()}) == written(values)


def test_a_facet_without_values_is_an_empty_one() -> None:
    assert read(written({})) == dict.fromkeys(FACETS, ())


@settings(max_examples=50)
@given(
    documents=st.lists(st.tuples(VALUES, st.integers(1, 9)), max_size=12),
    chosen=CHOSEN,
)
def test_a_count_is_what_choosing_its_value_alone_in_its_facet_would_leave(
    documents: list[tuple[dict[str, tuple[str, ...]], int]], chosen: dict[str, frozenset[str]]
) -> None:
    values = {signature: some for signature, (some, _) in enumerate(documents)}
    counted = {signature: number for signature, (_, number) in enumerate(documents)}

    counts = facet_counts(counted, values, chosen)

    assert tuple(counts) == FACETS
    for facet in FACETS:
        expected: Counter[str] = Counter()
        for signature, number in counted.items():
            for value in values[signature][facet]:
                if admitted(values[signature], {**chosen, facet: frozenset({value})}):
                    expected[value] += number
        told = dict(counts[facet])
        assert {value: number for value, number in told.items() if number} == dict(expected)
        # What is chosen can be taken back, even where it leaves nothing.
        assert chosen.get(facet, frozenset()) <= told.keys()
        assert {value for value, number in told.items() if not number} <= chosen.get(facet, frozenset())


@settings(max_examples=50)
@given(
    documents=st.lists(VALUES, max_size=8),
    chosen=CHOSEN,
    own=st.frozensets(st.sampled_from(["BG", "DE", "FR"])),
)
def test_counts_of_a_facet_ignore_its_own_choice(
    documents: list[dict[str, tuple[str, ...]]], chosen: dict[str, frozenset[str]], own: frozenset[str]
) -> None:
    values = dict(enumerate(documents))
    counted = dict.fromkeys(values, 1)

    def of_country(choice: dict[str, frozenset[str]]) -> dict[str, int]:
        return {value: number for value, number in facet_counts(counted, values, choice)["country"] if number}

    assert of_country({**chosen, "country": own}) == of_country({**chosen, "country": frozenset()})


def test_the_largest_count_comes_first_and_years_newest_first() -> None:
    values = {
        1: {"kind": ("question",), "year": ("2022",)},
        2: {"kind": ("answer",), "year": ("2024",)},
        3: {"kind": ("about",), "year": ("2023",)},
    }

    counts = facet_counts({1: 5, 2: 9, 3: 5}, values, {})

    assert counts["kind"] == (("answer", 9), ("about", 5), ("question", 5))
    assert counts["year"] == (("2024", 9), ("2023", 5), ("2022", 5))


@pytest.mark.parametrize(
    ("chosen", "but", "expected"),
    [
        ({}, "", True),
        ({"country": frozenset()}, "", True),
        ({"country": frozenset({"BG", "FR"})}, "", True),
        ({"country": frozenset({"FR"})}, "", False),
        ({"country": frozenset({"FR"})}, "country", True),
        ({"country": frozenset({"BG"}), "year": frozenset({"2024"})}, "", False),
        ({"country": frozenset({"BG"}), "year": frozenset({"2024"})}, "year", True),
    ],
)
def test_admitted_needs_one_value_of_each_facet(
    chosen: dict[str, frozenset[str]], but: str, expected: bool
) -> None:
    assert admitted({"country": ("BG", "DE")}, chosen, but) is expected
