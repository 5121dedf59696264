"""Stems: what a word and its inflections share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.stems import SHORTEST, stem

WORD = st.text("абвгдезийклмнопрстуъьюя", max_size=14) | st.text("aeioymnktrsząęłćż", max_size=14)


@given(word=WORD, language=st.sampled_from(["bg", "pl", "en", "fr", "xx"]))
def test_a_stem_is_the_beginning_of_its_word(word: str, language: str) -> None:
    found = stem(word, language)

    assert word.startswith(found)
    assert found == word or len(found) >= SHORTEST


@given(word=st.text(max_size=20), language=st.sampled_from(["en", "fr", "de", "", "xx"]))
def test_a_language_without_rules_leaves_words_as_they_are(word: str, language: str) -> None:
    assert stem(word, language) == word


@pytest.mark.parametrize(
    ("language", "inflections"),
    [
        ("bg", ["мигрант", "мигранта", "мигрантът", "мигранти", "мигрантите"]),
        ("bg", ["легализация", "легализацията", "легализации", "легализациите"]),
        ("bg", ["дейност", "дейността", "дейности", "дейностите"]),
        ("bg", ["правен", "правна", "правно", "правни", "правните", "правния"]),
        ("bg", ["обжалване", "обжалването", "обжалвания", "обжалванията"]),
        ("pl", ["pobytowy", "pobytowa", "pobytowe", "pobytowego", "pobytowych", "pobytowym"]),
    ],
)
def test_inflections_meet(language: str, inflections: list[str]) -> None:
    assert len({stem(word, language) for word in inflections}) == 1


@pytest.mark.parametrize("word", ["дете", "село", "море", "една"])
def test_a_short_word_keeps_its_ending(word: str) -> None:
    assert stem(word, "bg") == word
