"""Texts cut into passages: the text to the letter, cut where no term can go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.glossary.core.passages import passages


def blocks(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def cut(text: str, size: int, longest_line: int = 1000) -> list[str]:
    return [passage for _begin, passage in passages(blocks(text, size), longest_line=longest_line)]


@given(st.text("a.,\n\r -б"), st.integers(1, 12), st.integers(1, 20))
def test_passages_are_the_text_and_know_their_places(text: str, size: int, longest_line: int) -> None:
    place = 0
    for begin, passage in passages(blocks(text, size), longest_line=longest_line):
        assert begin == place
        assert passage
        place += len(passage)
        assert text[begin:place] == passage
    assert place == len(text)


@given(st.text("a.,\n -"), st.integers(1, 12))
def test_a_line_is_never_cut(text: str, size: int) -> None:
    assert all(passage.endswith("\n") for passage in cut(text, size)[:-1])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("family\nreunification.\n\nthe end", ["family\nreunification.\n\n", "the end"]),
        ("one.\nfamily\nreunification", ["one.\n", "family\nreunification"]),
        ("one.\r\n \r\nfamily\r\nreunification", ["one.\r\n \r\n", "family\r\nreunification"]),
        ("one “two.”\nfamily\nreunification", ["one “two.”\n", "family\nreunification"]),
        ("one\nfamily reunification", ["one\n", "family reunification"]),
        ("family reunification", ["family reunification"]),
        ("", []),
    ],
)
def test_the_best_place_is_taken(text: str, parts: list[str]) -> None:
    assert cut(text, max(1, len(text))) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Family reunification", ["One. ", "Family reunification"]),
        ("one, family reunification", ["one, ", "family reunification"]),
        ("family reunification", ["family ", "reunification"]),
        ("family-reunification", ["family-", "reunification"]),
        ("familyreunification", ["familyreunification"]),
    ],
)
def test_a_line_that_is_too_long_is_cut_within(text: str, parts: list[str]) -> None:
    assert cut(text, len(text), longest_line=len(text)) == parts
