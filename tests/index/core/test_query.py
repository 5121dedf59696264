"""What was typed, taken apart: whatever it is, only forms of words come out."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comparanda.index.core.query import MAXIMUM_LENGTH, MAXIMUM_WORDS, InvalidQuery, Query, parse_query
from comparanda.index.core.tokens import form_of

ANYTHING = st.text(max_size=MAXIMUM_LENGTH) | st.text("ab1 \"'„“”«»-–*()^:&|!~\\\x00\n", max_size=80)


@given(ANYTHING)
@example('"')
@example('-"a b" -„в г“ «d»')
@example("NEAR(a b) AND col:* OR ^x")
@example("'; DROP TABLE index_document_1; --")
@example("\u202eרוצים אשרה\u202c")
def test_only_forms_come_out(typed: str) -> None:
    query = parse_query(typed)

    parts = [(word,) for word in query.words] + [*query.phrases, *query.excluded]
    for form in (form for part in parts for form in part):
        assert form == form_of(form)
        assert form and not any(sign in " \"'\\&|!()*:^\x00\n" for sign in form)
    assert len(parts) == len(query.words) + len(query.phrases) + len(query.excluded)
    assert sum(len(part) for part in parts) <= MAXIMUM_WORDS
    for sequences in (query.words, query.phrases, query.excluded):
        assert len(set(sequences)) == len(sequences)
    assert all(len(phrase) > 1 for phrase in query.phrases)


@given(ANYTHING)
def test_what_is_shown_again_asks_the_same(typed: str) -> None:
    query = parse_query(typed)

    again = parse_query(query.text)

    assert (again.words, again.phrases, again.excluded) == (query.words, query.phrases, query.excluded)
    assert again.text == query.text


@given(ANYTHING)
def test_the_text_shown_is_one_line(typed: str) -> None:
    text = parse_query(typed).text

    assert text == " ".join(text.split())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Blue Card blue", Query("Blue Card blue", ("blue", "card"))),
        ('"Blue Card" fees', Query('"Blue Card" fees', ("fees",), (("blue", "card"),))),
        ("„синя карта“", Query("„синя карта“", (), (("синя", "карта"),))),
        ("«carte bleue»", Query("«carte bleue»", (), (("carte", "bleue"),))),
        ('"one"', Query('"one"', ("one",))),
        ("permit -student", Query("permit -student", ("permit",), (), (("student",),))),
        ("permit –student", Query("permit –student", ("permit",), (), (("student",),))),
        ('permit -"blue card"', Query('permit -"blue card"', ("permit",), (), (("blue", "card"),))),
        ("2003/86/EC", Query("2003/86/EC", (), (("2003", "86", "ec"),))),
        ("2026.14", Query("2026.14", (), (("2026", "14"),))),
        ("non-refoulement", Query("non-refoulement", ("non", "refoulement"))),
        ("l'asile d’État", Query("l'asile d’État", ("asile", "état"))),
        ("state's", Query("state's", ("state",))),
        ('open "quote', Query('open "quote', ("open", "quote"))),
        ("a - b", Query("a - b", ("a", "b"))),
        ("  many \n spaces ", Query("many spaces", ("many", "spaces"))),
    ],
)
def test_typed_is_taken_apart(typed: str, expected: Query) -> None:
    assert parse_query(typed) == expected


@pytest.mark.parametrize("typed", ["", "   ", "?!…", '""', "-student", '-"blue card"', "\x00", "—"])
def test_nothing_looked_for_is_empty(typed: str) -> None:
    assert parse_query(typed).empty


def test_forms_are_those_of_words_and_phrases_each_once() -> None:
    query = parse_query('card "blue card" fee -student')

    assert query.forms == ("card", "fee", "blue")


def test_the_longest_query_is_asked() -> None:
    assert parse_query("a" * MAXIMUM_LENGTH).words == ("a" * 64,)


@pytest.mark.parametrize("length", [MAXIMUM_LENGTH + 1, 10_000])
def test_a_text_that_is_no_query_is_refused_in_words(length: int) -> None:
    with pytest.raises(InvalidQuery) as refusal:
        parse_query("x" * length)

    assert str(refusal.value) == (
        f"The query has {length} characters; at most 400 fit. Take the words that matter most."
    )
    assert refusal.value.values == {"length": length, "maximum": MAXIMUM_LENGTH}


def test_spaces_are_not_counted_against_a_query() -> None:
    assert parse_query(" " * MAXIMUM_LENGTH + "permit" + " " * MAXIMUM_LENGTH).words == ("permit",)


def test_phrases_are_kept_before_words_where_there_are_too_many() -> None:
    words = " ".join(f"w{number}" for number in range(60))

    query = parse_query(f'{words} "blue card"')

    assert query.phrases == (("blue", "card"),)
    assert query.words == tuple(f"w{number}" for number in range(MAXIMUM_WORDS - 2))
