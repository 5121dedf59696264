"""Slips between words, against their definition."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.spelling import slips, slips_allowed, spelled

WORD = st.text("abcж", max_size=7)
ENOUGH = 20
"""More than any two words of the tests are apart."""


def defined(word: str, other: str) -> int:
    """Optimal string alignment, as it is defined."""

    @cache
    def apart(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        found = min(
            apart(i - 1, j) + 1, apart(i, j - 1) + 1, apart(i - 1, j - 1) + (word[i - 1] != other[j - 1])
        )
        if i > 1 and j > 1 and word[i - 1] == other[j - 2] and word[i - 2] == other[j - 1]:
            found = min(found, apart(i - 2, j - 2) + 1)
        return found

    return apart(len(word), len(other))


@given(WORD, WORD)
def test_slips_are_those_of_the_definition(word: str, other: str) -> None:
    assert slips(word, other, ENOUGH) == defined(word, other)


@given(WORD, WORD, st.integers(0, 3))
def test_more_than_the_most_are_not_counted_further(word: str, other: str, most: int) -> None:
    assert slips(word, other, most) == min(defined(word, other), most + 1)


@given(WORD, WORD)
def test_slips_are_the_same_there_and_back(word: str, other: str) -> None:
    assert slips(word, other, ENOUGH) == slips(other, word, ENOUGH)


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("permit", "permit", 0),
        ("permit", "permits", 1),
        ("permit", "pemit", 1),
        ("permit", "parmit", 1),
        ("permit", "perimt", 1),
        ("permit", "primet", 3),
        ("", "ab", 2),
    ],
)
def test_slips_of_the_hand(word: str, other: str, expected: int) -> None:
    assert slips(word, other, 3) == expected


@given(st.text(max_size=30), st.text(max_size=5))
def test_a_longer_word_may_have_as_many_slips_or_more(word: str, more: str) -> None:
    assert slips_allowed(word) <= slips_allowed(word + more)
    assert slips_allowed(word) * 3 <= len(word)


def test_a_word_of_three_letters_may_have_none() -> None:
    assert (slips_allowed("law"), slips_allowed("laws")) == (0, 1)


@pytest.mark.parametrize(
    ("form", "expected"), [("λόγοσ", "λόγος"), ("σώμα", "σώμα"), ("permit", "permit"), ("", "")]
)
def test_greek_is_spelled_with_its_last_sigma(form: str, expected: str) -> None:
    assert spelled(form) == expected
