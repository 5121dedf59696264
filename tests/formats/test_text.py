"""What is taken out of text, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from comparanda.formats.text import breakable, one_line, printable, storable

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_storable_text_fits_xml_and_utf8(text: str) -> None:
    element = etree.Element("t")
    element.text = storable(text)
    etree.tostring(element).decode()
    assert storable(text).encode("utf-8").decode("utf-8") == storable(text)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")))
def test_ordinary_text_is_not_touched(text: str) -> None:
    assert storable(text) == text


@given(ANY_TEXT)
def test_printable_text_is_stable_and_has_one_kind_of_line_end(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert "\r" not in once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u2067b\nc", "a\u2067b\u2069\nc"),
        ("\u2067\u202ex\u2069y", "\u2067\u202ex\u2069y"),
        ("\u202ax\u202c", "\u202ax\u202c"),
    ],
)
def test_open_direction_marks_are_closed(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_lone_surrogates_show_that_something_was_lost() -> None:
    assert storable("a\ud800b\x00c") == "a\ufffdbc"


def test_only_very_long_words_may_break() -> None:
    assert breakable("a" * 80) == "a" * 80
    assert breakable("b" * 81).replace("\u200b", "") == "b" * 81
    assert max(len(part) for part in breakable("b" * 81).split("\u200b")) == 10


def test_one_line_has_single_spaces() -> None:
    assert one_line(" a\r\n\tb\u2028c ") == "a b c"
