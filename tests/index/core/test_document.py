"""Documents as rooms hand them in: what is refused, and what JSON keeps."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comparanda.index.core.document import (
    MAXIMUM_KEY_LENGTH,
    InvalidDocument,
    clean,
    document_from_json,
    document_json,
)
from index.factories import document

LANGUAGE = st.sampled_from(["bg", "en", "fr", "el", "ar"])
TEXTS = st.dictionaries(LANGUAGE, st.text(max_size=40), max_size=3)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"key": ""}, "a document: its key has 0 characters, 1 to 200 fit"),
        ({"key": "k" * (MAXIMUM_KEY_LENGTH + 1)}, "its key has 201 characters, 1 to 200 fit"),
        ({"audiences": frozenset()}, "answer:1: it names no audience; what nobody may find is not handed in"),
        ({"titles": {}}, "answer:1: it has no title"),
        ({"titles": {"en": " \n"}}, "answer:1: it has no title"),
        ({"titles": {"en": "\x00\u200e"}}, "answer:1: it has no title"),
        ({"kind": ""}, "answer:1: it has no kind"),
        ({"weight": 0}, "answer:1: its weight is 0, more than 0 and less than 100 is possible"),
        ({"weight": 100.0}, "answer:1: its weight is 100.0, more than 0 and less than 100 is possible"),
        ({"weight": float("nan")}, "answer:1: its weight is nan, more than 0 and less than 100 is possible"),
    ],
)
def test_what_cannot_be_indexed_is_refused_with_its_reason(values: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        document(**{"key": "answer:1", **values})

    assert str(refusal.value).endswith(why)


def test_the_longest_key_fits() -> None:
    assert document("k" * MAXIMUM_KEY_LENGTH).key == "k" * MAXIMUM_KEY_LENGTH


@pytest.mark.parametrize(
    ("titles", "texts", "expected"),
    [
        ({"en": "A", "fr": "B"}, {}, ("en", "fr")),
        ({"en": "A", "fr": "B"}, {"bg": "текст"}, ("en", "bg")),
        ({"en": "A"}, {"fr": "texte", "bg": "текст", "de": " "}, ("en", "bg", "fr")),
    ],
)
def test_languages_are_its_own_and_those_of_its_texts(
    titles: dict[str, str], texts: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert document(titles=titles, texts=texts).languages == expected


@given(
    titles=TEXTS,
    texts=TEXTS,
    subtitle=TEXTS,
    countries=st.lists(st.sampled_from(["BG", "DE"]), unique=True),
    year=st.none() | st.integers(1900, 2100),
)
def test_json_keeps_a_document(
    titles: dict[str, str],
    texts: dict[str, str],
    subtitle: dict[str, str],
    countries: list[str],
    year: int | None,
) -> None:
    made = document(
        titles={"en": "Title", **{code: text for code, text in titles.items() if code != "en"}},
        texts=texts,
        subtitle=subtitle,
        countries=tuple(countries),
        topics=("asylum",),
        year=year,
        audiences=frozenset({"network", "public"}),
        weight=1.5,
    )

    read = document_from_json(json.loads(json.dumps(document_json(made))))

    assert document_json(read) == document_json(made)
    assert (read.key, read.kind, read.audiences, read.language, read.url_path) == (
        made.key,
        made.kind,
        made.audiences,
        made.language,
        made.url_path,
    )
    assert (read.countries, read.topics, read.year, read.weight) == (
        made.countries,
        made.topics,
        made.year,
        made.weight,
    )
    for kept, given_ in (
        (read.titles, made.titles),
        (read.texts, made.texts),
        (read.subtitle, made.subtitle),
    ):
        assert kept == {code: clean(text) for code, text in given_.items() if clean(text)}


@given(st.text(max_size=60))
@example("e\u200e\u0301")
@example("\x00 \ud800\udfff\ufeff")
@example("a\u2066b\u2069\u202ec")
def test_clean_text_is_composed_and_fit_for_every_database(text: str) -> None:
    cleaned = clean(text)

    cleaned.encode()  # a lone surrogate would raise
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(sign not in "\t\n\r" and unicodedata.category(sign) == "Cc" for sign in cleaned)
    assert not set(cleaned) & set("\u200e\u200f\u202a\u202e\u2066\u2069\ufeff")
    assert cleaned == cleaned.strip()


@given(st.text(max_size=60))
@example("e\u200e\u0301")
@example("\u200e \u200e")
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=["L", "N"]), max_size=40))
def test_letters_and_digits_are_kept(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b", "a b"),
        ("a\tb\r\nc", "a\tb\r\nc"),
        ("\u202eabc\u202c", "abc"),
        ("Aufent\u00adhalt", "Aufenthalt"),
        ("  plain  ", "plain"),
    ],
)
def test_what_is_no_text_vanishes_or_parts(text: str, expected: str) -> None:
    assert clean(text) == expected
