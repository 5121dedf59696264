"""Words of any text: where they stand, and the form under which each is found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comparanda.index.core.tokens import LONGEST_FORM, Token, form_of, forms, plain, tokens

TEXT = st.text(max_size=80)


@given(TEXT)
@example("Ако ѝ дам §12, l’asile — ΛΌΓΟΣﷺ!")
@example("\u202eabc\u202c \x00 \ud800 ⑴½ﹰ")
def test_tokens_stand_where_they_say(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.form == form_of(text[token.start : token.end])
        end = token.end


@given(TEXT)
def test_nothing_that_is_a_letter_or_a_digit_is_left_out(text: str) -> None:
    inside = {place for token in tokens(text) for place in range(token.start, token.end)}

    assert all(place in inside for place, sign in enumerate(text) if sign.isalnum())


@given(TEXT)
@example("A b_c d\x1fe")
def test_forms_are_those_of_the_tokens(text: str) -> None:
    assert forms(text) == [token.form for token in tokens(text)]


@given(st.text(min_size=1, max_size=200))
@example("ﷺ")
@example("ﹰ")
@example("⑴")
@example("æ" * 100)
def test_a_form_is_one_word_and_not_too_long(text: str) -> None:
    for form in forms(text):
        assert 0 < len(form) <= LONGEST_FORM
        assert not any(sign.isspace() or (sign.isascii() and not sign.isalnum()) for sign in form)


@given(TEXT)
def test_capitals_and_composition_make_no_difference(text: str) -> None:
    expected = forms(text)

    assert forms(unicodedata.normalize("NFC", text)) == expected
    assert forms(unicodedata.normalize("NFD", text)) == expected


@given(st.text("abcdefghij абвгдежзийѝщъьюя àéîõüß 0123", max_size=60))
def test_upper_case_makes_no_difference(text: str) -> None:
    assert forms(text.upper()) == forms(text)


@given(st.text(min_size=1, max_size=40))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    for form in forms(text):
        assert form_of(form) == form


@given(TEXT)
def test_plain_is_settled_at_once(text: str) -> None:
    for form in forms(text):
        assert plain(plain(form)) == plain(form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Blue Card", [Token(0, 4, "blue"), Token(5, 9, "card")]),
        ("snake_case", [Token(0, 5, "snake"), Token(6, 10, "case")]),
        ("l’asile", [Token(0, 1, "l"), Token(2, 7, "asile")]),
        ("2003/86/EC", [Token(0, 4, "2003"), Token(5, 7, "86"), Token(8, 10, "ec")]),
        ("cafe\u0301!", [Token(0, 5, "café")]),
        ("لاجِئ", [Token(0, 5, "لاجِئ")]),
        ("…—„“", []),
        ("", []),
    ],
)
def test_words_are_cut(text: str, expected: list[Token]) -> None:
    assert list(tokens(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("ΛΌΓΟΣ", "λόγος"), ("STRASSE", "straße"), ("ﬁn", "fin"), ("ПРАВО", "право"), ("e\u0301", "É")],
)
def test_spellings_of_one_form(one: str, other: str) -> None:
    assert form_of(one) == form_of(other)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("réfugié", "refugie"),
        ("οικογένεια", "οικογενεια"),
        ("świętość", "swietosc"),
        ("øl", "ol"),
        ("łódź", "lodz"),
        ("þæð", "thaed"),
        ("ѝ", "ѝ"),
        ("чийто", "чийто"),
        ("permit", "permit"),
    ],
)
def test_plain_leaves_cyrillic_letters(form: str, expected: str) -> None:
    assert plain(form) == expected
