"""Compounds taken apart, by words that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.compounds import SHORTEST, parts

KNOWN = frozenset(
    {
        "aufenthalt",
        "aufenthaltsrecht",
        "titel",
        "dauer",
        "arbeit",
        "geber",
        "verband",
        "familie",
        "recht",
        "amt",
    }
)
WORD = st.text("abcde", min_size=SHORTEST, max_size=8)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("aufenthaltsdauer", ("aufenthalt", "dauer")),
        ("aufenthaltstitel", ("aufenthalt", "titel")),
        ("familienrecht", ("familie", "recht")),
        ("arbeitgeber", ("arbeit", "geber")),
        ("arbeitgeberverband", ("arbeit", "geber", "verband")),
        ("einreisetitel", ("titel",)),
        ("aufenthaltsxyzq", ("aufenthalt",)),
        ("aufenthaltsrecht", ()),
        ("wörterbuch", ()),
        ("amtrecht", ()),
        ("", ()),
    ],
)
def test_words_are_taken_apart(word: str, expected: tuple[str, ...]) -> None:
    assert parts(word, KNOWN) == expected


@given(word=st.text("abcdes", max_size=24), known=st.frozensets(WORD, max_size=8))
def test_parts_are_known_and_stand_in_the_word_in_their_order(word: str, known: frozenset[str]) -> None:
    found = parts(word, known)

    assert len(found) <= 3
    assert found == () or word not in known
    if len(found) == 3:
        assert "".join(found)[0] == word[0]
    for part in found:
        assert part in known
        assert part in word


@given(first=WORD, joint=st.sampled_from(["", "s", "es", "n", "en", "er", "e"]), head=WORD)
def test_two_known_words_beside_each_other_are_always_found(first: str, joint: str, head: str) -> None:
    word = first + joint + head

    found = parts(word, frozenset({first, head}))

    assert found
    assert set(found) <= {first, head}


@given(st.text("abcde", max_size=30))
def test_a_known_word_has_no_parts(word: str) -> None:
    assert parts(word, frozenset({word, word[:5], word[5:]})) == ()
