"""The passage that stands for a document's meaning."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.passage import LONGEST, digest, passage
from index.factories import document


@pytest.mark.parametrize(
    ("language", "titles", "texts", "expected"),
    [
        ("en", {"en": "Permits"}, {}, "Permits"),
        ("en", {"en": "Permits"}, {"en": "Who needs one."}, "Permits. Who needs one."),
        ("bg", {"bg": "Разрешения", "en": "Permits"}, {"bg": "Кой.", "en": "Who."}, "Разрешения. Кой."),
        ("bg", {"en": "Permits", "fr": "Titres"}, {"fr": "Qui."}, "Permits. Qui."),
        ("en", {"en": "Per\x00mits\u202e"}, {"en": " "}, "Per mits"),
    ],
)
def test_a_passage_is_title_and_text_in_its_own_language(
    language: str, titles: dict[str, str], texts: dict[str, str], expected: str
) -> None:
    assert passage(document(language=language, titles=titles, texts=texts)) == expected


@given(words=st.lists(st.text("абвabc", min_size=1, max_size=30), min_size=1, max_size=120))
def test_a_long_text_is_cut_between_words(words: list[str]) -> None:
    text = " ".join(words)

    found = passage(document(titles={"en": "Title"}, texts={"en": text}))

    assert len(found) <= LONGEST
    assert f"Title. {text} ".startswith(f"{found} ")


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    assert passage(document(titles={"en": "x" * 1000})) == "x" * LONGEST


def test_what_is_not_in_the_passage_does_not_change_it() -> None:
    one = document(
        "one", texts={"en": "The same text."}, titles={"en": "Title"}, countries=("BG",), year=2020
    )
    other = document("other", texts={"en": "The same text.", "bg": "Друг."}, titles={"en": "Title"})

    assert passage(one) == passage(other)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_digest_stands_for_one_passage(one: str, other: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", digest(one))
    assert (digest(one) == digest(other)) == (one == other)
