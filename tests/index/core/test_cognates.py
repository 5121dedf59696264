"""Keys of cognates: one for words that look and sound alike across scripts, none for short or foreign ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.cognates import COGNATE, LETTERS, cognate


@pytest.mark.parametrize(
    "words",
    [
        ("homosexual", "homosexualité", "хомосексуален", "homoseksualny", "Homosexualität"),
        ("constitution", "конституция", "konstytucja", "constitución"),
        ("detention", "détention"),
        ("naturalisation", "naturalización", "натурализация"),
        ("politics", "политика", "πολιτική"),
    ],
)
def test_cognates_of_several_languages_have_one_key(words: tuple[str, ...]) -> None:
    assert len({cognate(word.lower()) for word in words}) == 1


@pytest.mark.parametrize("word", ["visa", "law", "виза", "2003", "مهاجر", "а", ""])
def test_short_words_numbers_and_other_scripts_have_none(word: str) -> None:
    assert cognate(word) is None


@given(st.text(max_size=40))
def test_a_key_is_always_that_long_and_only_latin_letters(word: str) -> None:
    key = cognate(word)

    if key is not None:
        letters = key.removeprefix(COGNATE)
        assert len(letters) == LETTERS
        assert letters.isascii()
        assert letters.isalpha()
