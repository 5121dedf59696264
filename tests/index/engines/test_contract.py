"""What every engine does, on whichever database the tests run: the same answers as looking at each document by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comparanda.index import actions
from comparanda.index.asking import asked, asked_for_text
from comparanda.index.core.document import Document
from comparanda.index.core.expression import AllOf, AnyOf, Expression, Field, Term, Without, all_of, any_of
from comparanda.index.core.query import MAXIMUM_LENGTH, parse_query
from comparanda.index.core.tokens import forms
from comparanda.index.engines import Row, engine
from comparanda.index.engines.contract import BREAK
from comparanda.index.registry import register_provider, withdraw
from comparanda.index.search import SearchRequest, SearchResult, nearest, search
from index.factories import NETWORK, PUBLIC, document

pytestmark = pytest.mark.django_db

NUMBER = 7
PUBLIC_CIRCLE, NETWORK_CIRCLE = 1, 2**62 + 1
"""Circles are hashes of up to 63 bits."""

CIRCLES = [PUBLIC_CIRCLE, NETWORK_CIRCLE]
WORD = st.sampled_from(
    ["permit", "права", "2003", "~мигрант", "a'b", 'q"t', "back\\slash", "or", "not", "near"]
)
CONCEPT = st.sampled_from(["country:BG", "concept:blue-card", "s:employer"])


def row(key: str = "a", circle: int = PUBLIC_CIRCLE, signature: int = 1, **tokens: Sequence[str]) -> Row:
    empty: Sequence[str] = ()
    return Row(
        key=key,
        kind=str(tokens.pop("kind", "answer")),
        language="en",
        circle=circle,
        signature=signature,
        weight=1.0,
        meaning=key,
        payload=json.dumps({"key": key}),
        **{
            name: tokens.get(name, empty)
            for name in (
                "title_words", "text_words", "title_lemmas", "text_lemmas", "title_senses", "text_senses",
                "title_concepts", "text_concepts", "about",
            )
        },
    )  # fmt: skip


@pytest.fixture
def tables(db: None) -> None:
    """The empty tables of a generation."""
    engine().create(NUMBER)


def keys(ids: Sequence[int] | set[int], circles: Sequence[int] = CIRCLES) -> list[str]:
    stored = engine().stored(NUMBER, list(ids), circles)
    return [stored[id].key for id in ids]


def best(expression: Expression, circles: Sequence[int] = CIRCLES, limit: int = 100) -> list[str]:
    return keys(engine().best(NUMBER, expression, circles, limit))


# against looking at each row


def beside(tokens: Sequence[str], wanted: tuple[str, ...]) -> bool:
    small = [token.lower() for token in tokens]
    return any(
        tuple(small[place : place + len(wanted)]) == tuple(token.lower() for token in wanted)
        for place in range(len(small))
    )


def matches(one: Row, expression: Expression) -> bool:
    """The contract, said plainly."""
    match expression:
        case Term(wanted, Field.WORDS):
            return beside(one.title_words, wanted) or beside(one.text_words, wanted)
        case Term(wanted, Field.LEMMAS):
            return beside([*one.title_lemmas, *one.text_lemmas], wanted)
        case Term(wanted, Field.SENSES):
            return beside([*one.title_senses, *one.text_senses], wanted)
        case Term(wanted, Field.CONCEPTS):
            return beside([*one.title_concepts, *one.text_concepts, *one.about], wanted)
        case AnyOf(parts):
            return any(matches(one, part) for part in parts)
        case AllOf(parts):
            return all(matches(one, part) for part in parts)
        case Without(kept, excluded):
            return matches(one, kept) and not matches(one, excluded)
        case Term():
            raise AssertionError(f"no such field: {expression.field}")


PLAIN = st.sampled_from(["permit", "права", "2003", "~мигрант", "or", "not", "near"])
TERM = (
    st.builds(Term, st.lists(PLAIN, min_size=1, max_size=3).map(tuple), st.just(Field.WORDS))
    | st.builds(Term, st.tuples(PLAIN), st.just(Field.LEMMAS))
    | st.builds(Term, st.tuples(CONCEPT), st.sampled_from([Field.SENSES, Field.CONCEPTS]))
)
EXPRESSION: st.SearchStrategy[Expression] = st.recursive(
    TERM,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(any_of)
        | st.lists(inner, min_size=1, max_size=3).map(all_of)
        | st.builds(Without, inner, inner)
    ),
    max_leaves=6,
)
SOME = st.lists(PLAIN, max_size=4)
ROWS = st.lists(
    st.builds(
        row,
        circle=st.sampled_from(CIRCLES),
        signature=st.integers(1, 3),
        title_words=SOME,
        text_words=st.lists(PLAIN | st.just(BREAK), max_size=6),
        title_lemmas=SOME,
        text_lemmas=SOME,
        text_senses=st.lists(CONCEPT, max_size=2),
        title_concepts=st.lists(CONCEPT, max_size=2),
        about=st.lists(CONCEPT, max_size=2),
    ),
    max_size=6,
)


def test_finding_is_the_same_as_looking_at_each_document(tables: None) -> None:
    @settings(max_examples=40)
    @given(rows=ROWS, expression=EXPRESSION, circles=st.sets(st.sampled_from(CIRCLES)).map(sorted))
    def found_as_defined(rows: list[Row], expression: Expression, circles: list[int]) -> None:
        named = {
            f"k{place}": Row(**{name: getattr(one, name) for name in Row.__slots__} | {"key": f"k{place}"})
            for place, one in enumerate(rows)
        }
        engine().delete(NUMBER, [f"k{place}" for place in range(6)])
        engine().write(NUMBER, list(named.values()))
        expected = {key for key, one in named.items() if one.circle in circles and matches(one, expression)}

        ids = engine().best(NUMBER, expression, circles, 100)

        assert sorted(keys(ids)) == sorted(expected)
        assert engine().counted(NUMBER, expression, circles) == Counter(
            named[key].signature for key in expected
        )
        assert engine().found(NUMBER, [expression], circles) == [bool(expected)]
        everything = engine().best(NUMBER, any_of([expression, Term(("never",))]), CIRCLES, 100)
        assert set(keys(engine().matching(NUMBER, expression, circles, everything))) == expected
        assert sorted(one.key for one in engine().stored(NUMBER, ids, circles).values()) == sorted(expected)

    found_as_defined()


def test_any_token_is_accepted_and_never_taken_for_an_operator(tables: None) -> None:
    engine().write(NUMBER, [row("other", text_words=["other"])])

    @settings(max_examples=40)
    @given(
        st.lists(
            st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])) | WORD, min_size=1
        ).map(tuple)
    )
    @example(("",))
    @example(('"', "'", "\\", "\\'", "* OR other"))
    @example((") OR (other",))
    @example(("':* | 'w:other",))
    @example(("x" * 2000,))
    def accepted(tokens: tuple[str, ...]) -> None:
        term = Term(tokens)
        with transaction.atomic():
            for expression in (term, Without(any_of([term, Term(("never",))]), term), all_of([term, term])):
                if "other" not in " ".join(tokens).lower().split():
                    assert engine().found(NUMBER, [expression], CIRCLES) == [False]
                assert engine().best(NUMBER, expression, [], 10) == []

    accepted()


@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE index_document_1; --",
        "permit:* & !visa | (card <-> blue)",
        'NEAR(a b, 2) AND {title_words} : x OR NOT ^y + "z"',
        "\\ \\' \\\" ' \" ''",
        "%s %(x)s {} _ %",
        "\x00\x01\x1f\x7f permit \ud800",
        "\u202eרוצים אשרה\u202c لاجئ ﷺ ⑴",
        "🙂👩‍👩‍👧 é e\u0301 ﬁ Å",
        '"' * 399,
        "(" * 400,
        "-a -b -c",
        '-"a b" c',
        " ".join("abcdefghij"[n // 10] + "0123456789"[n % 10] + "x" for n in range(99)),
        "or and not near",
        "the of and",
        "s:employer concept:asylum country:BG ~мигрант _",
    ],
)
def test_whatever_was_typed_is_asked(typed: str) -> None:
    register_provider("tests", lambda: [document("a", titles={"en": "Permit"})])
    try:
        actions.rebuild()
        for language in ("en", "bg", "xx"):
            result = search(SearchRequest(typed, language, PUBLIC))
            assert result.ready
            nearest(typed * 30, language, PUBLIC)
    finally:
        withdraw("tests")


def test_a_question_of_any_text_is_accepted(tables: None) -> None:
    @settings(max_examples=15)
    @given(st.text(max_size=MAXIMUM_LENGTH))
    def accepted(typed: str) -> None:
        query = parse_query(typed)
        question = None if query.empty else asked(query, "xx")
        beside_it = asked_for_text(typed * 20, "xx")
        with transaction.atomic():
            for one in (question, beside_it):
                if one is not None:
                    assert engine().found(NUMBER, [one.every, one.some], CIRCLES) == [False, False]

    accepted()


def test_a_text_of_ten_thousand_characters_is_put_and_asked_for(tables: None) -> None:
    text = "Who’s \"in\" & out? | (право) ⟂ \\ 'x' " * 300
    words = forms(text)
    engine().write(NUMBER, [row("long", text_words=words)])

    assert best(Term(tuple(words[:30]))) == ["long"]
    assert best(all_of([Term((word,)) for word in dict.fromkeys(words)])) == ["long"]


# phrases


def test_a_phrase_does_not_reach_from_one_text_into_another(tables: None) -> None:
    engine().write(
        NUMBER,
        [
            row("title-text", title_words=["blue"], text_words=["card"]),
            row("two-texts", text_words=["blue", BREAK, "card"]),
            row("far", text_words=["blue", "or", "card"]),
            row("turned", text_words=["card", "blue"]),
            row("title", title_words=["the", "blue", "card"]),
            row("text", text_words=["a", "blue", "card"]),
        ],
    )

    assert sorted(best(Term(("blue", "card")))) == ["text", "title"]


def test_a_word_late_in_a_long_text_is_found(tables: None) -> None:
    engine().write(
        NUMBER, [row("long", text_words=[*(f"w{number}" for number in range(19_990)), "last", "words"])]
    )

    assert best(Term(("last",))) == ["long"]


def test_a_word_that_stands_a_thousand_times_is_found_everywhere(tables: None) -> None:
    engine().write(NUMBER, [row("often", text_words=["permit"] * 1000 + ["visa"])])

    assert best(all_of([Term(("permit",)), Term(("visa",))])) == ["often"]


# writing


def test_writing_replaces_and_deleting_takes_away_everything(tables: None) -> None:
    engine().write(NUMBER, [row("a", text_words=["permit"]), row("b", text_words=["permit"])])
    first = engine().best(NUMBER, Term(("permit",)), CIRCLES, 10)
    engine().write(NUMBER, [row("a", text_words=["visa"])])
    engine().delete(NUMBER, ["b", "never"])

    assert best(Term(("permit",))) == []
    assert best(Term(("visa",))) == ["a"]
    assert engine().stored(NUMBER, first, CIRCLES) == {}
    assert engine().matches(NUMBER, first, CIRCLES) == {}
    assert engine().size(NUMBER) == 1


def test_the_number_of_a_document_is_never_given_again(tables: None) -> None:
    engine().write(NUMBER, [row("a", text_words=["permit"])])
    (first,) = engine().best(NUMBER, Term(("permit",)), CIRCLES, 10)
    engine().delete(NUMBER, ["a"])
    engine().write(NUMBER, [row("b", text_words=["permit"])])

    assert engine().best(NUMBER, Term(("permit",)), CIRCLES, 10) != [first]


def test_tables_are_made_and_dropped() -> None:
    engine().create(NUMBER)
    engine().create(NUMBER + 1)
    assert engine().numbers() == {NUMBER, NUMBER + 1}

    engine().drop(NUMBER)
    engine().drop(NUMBER)

    assert engine().numbers() == {NUMBER + 1}


def test_the_vocabulary_is_counted_by_documents(tables: None) -> None:
    engine().write(
        NUMBER,
        [
            row("a", title_lemmas=["permit"], text_lemmas=["permit", "visa"], text_senses=["s:employer"]),
            row("b", text_lemmas=["permit"], about=["concept:blue-card"]),
        ],
    )

    counted = engine().counted_vocabulary(NUMBER)
    engine().write_vocabulary(NUMBER, {"old": 9})
    engine().write_vocabulary(NUMBER, counted)

    assert engine().documents_with(NUMBER, ["permit", "visa", "old", "s:employer"]) == {
        "permit": 2,
        "visa": 1,
        "s:employer": 1,
    }
    assert engine().documents_beginning(NUMBER, ("s:", "concept:")) == {
        "s:employer": 1,
        "concept:blue-card": 1,
    }


# limits


def test_the_best_are_limited_to_kinds_signatures_and_number(tables: None) -> None:
    rows = [row(f"k{n}", text_words=["permit"], signature=n % 3, kind="qa"[n % 2]) for n in range(12)]
    engine().write(NUMBER, rows)
    term = Term(("permit",))

    def chosen(**more: object) -> list[str]:
        return sorted(keys(engine().best(NUMBER, term, CIRCLES, 100, **more)))  # type: ignore[arg-type]

    assert len(engine().best(NUMBER, term, CIRCLES, 5)) == 5
    assert chosen(signatures=[1]) == ["k1", "k10", "k4", "k7"]
    assert chosen(signatures=[1], kinds=["q"]) == ["k10", "k4"]
    assert chosen(signatures=[]) == []
    assert engine().matching(NUMBER, term, CIRCLES, []) == set()


def test_many_signatures_fit_into_one_question(tables: None) -> None:
    engine().write(NUMBER, [row("a", text_words=["permit"], signature=2**62)])

    signatures = [*range(40_000), 2**62]

    assert keys(engine().best(NUMBER, Term(("permit",)), CIRCLES, 5, signatures=signatures)) == ["a"]


# the audience


@pytest.fixture
def guarded() -> Iterator[list[Document]]:
    """One document for everybody and one for the network that shares some words and countries with it."""
    documents = [
        document(
            "open", titles={"en": "Permit"}, texts={"en": "Ordinary permit."}, countries=("BG",), year=2024
        ),
        document(
            "closed",
            audiences=frozenset({"network"}),
            titles={"en": "Permit quokkaville"},
            texts={"en": "Confidential permit in quokkaville, zanzibarite."},
            countries=("DE",),
            topics=("hidden-topic",),
            year=1999,
            kind="secret",
        ),
    ]
    register_provider("tests", lambda: documents)
    actions.rebuild()
    yield documents
    withdraw("tests")


def everything_shown(result: SearchResult) -> str:
    """All that a page could show of a result."""
    return repr((result.count, result.facets, result.suggestion, result.complete, result.hits))


@pytest.mark.parametrize(
    "text",
    ["permit", "quokkaville", '"permit quokkaville"', "permit zanzibarite", "permit -ordinary", "quokkavile", "zanzibarit",
     "confidential", "germany", "hidden-topic"],
)  # fmt: skip
def test_what_a_reader_may_not_find_leaves_no_trace(guarded: list[Document], text: str) -> None:
    """A search says the same whether the document is there or not."""
    with_it = search(SearchRequest(text, "en", PUBLIC))
    close = nearest(f"{text} quokkaville zanzibarite", "en", PUBLIC)
    actions.remove(["closed"])
    without_it = search(SearchRequest(text, "en", PUBLIC))

    assert with_it.count == without_it.count
    assert with_it.facets == without_it.facets
    assert (with_it.suggestion, with_it.complete) == (without_it.suggestion, without_it.complete)
    assert [hit.document.key for hit in with_it.hits] == [hit.document.key for hit in without_it.hits]
    assert "closed" not in everything_shown(with_it) and "1999" not in everything_shown(with_it)
    assert {hit.document.key for hit in close} <= {"open"}


def test_who_may_find_it_does(guarded: list[Document]) -> None:
    """What `test_what_a_reader_may_not_find_leaves_no_trace` could have leaked."""
    result = search(SearchRequest("permit", "en", NETWORK))

    assert sorted(hit.document.key for hit in result.hits) == ["closed", "open"]
    assert result.facets["country"] == (("BG", 1), ("DE", 1))
    assert result.facets["year"] == (("2024", 1), ("1999", 1))
    assert result.facets["topic"] == (("hidden-topic", 1),)
    assert search(SearchRequest("quokkavile", "en", NETWORK)).suggestion == "quokkaville"
    (hit,) = search(SearchRequest("zanzibarite", "en", NETWORK)).hits
    assert "zanzibarite" in [piece.text for piece in hit.snippet if piece.marked]
    assert "closed" in [one.document.key for one in nearest("quokkaville", "en", NETWORK)]


@pytest.mark.parametrize("filters", [{"kind": ["secret"]}, {"country": ["DE"]}, {"topic": ["hidden-topic"]}])
def test_choosing_a_facet_does_not_open_what_is_closed(
    guarded: list[Document], filters: dict[str, list[str]]
) -> None:
    result = search(SearchRequest("permit", "en", PUBLIC, filters=filters))

    assert (result.count, result.hits) == (0, ())


def test_who_has_no_audience_finds_nothing(guarded: list[Document]) -> None:
    result = search(SearchRequest("permit", "en", frozenset()))

    assert (result.count, result.hits, result.suggestion) == (0, (), None)
    assert not any(counts for counts in result.facets.values())
    assert nearest("permit", "en", frozenset()) == ()


def test_no_question_is_answered_without_circles(tables: None) -> None:
    engine().write(NUMBER, [row("a", text_words=["permit"])])
    term = Term(("permit",))
    ids = engine().best(NUMBER, term, CIRCLES, 10)

    assert len(ids) == 1
    assert engine().best(NUMBER, term, [], 10) == []
    assert engine().counted(NUMBER, term, []) == {}
    assert engine().found(NUMBER, [term], []) == [False]
    assert engine().matching(NUMBER, term, [], ids) == set()
    assert engine().matches(NUMBER, ids, []) == {}
    assert engine().stored(NUMBER, ids, []) == {}
    assert engine().best(NUMBER, term, [NETWORK_CIRCLE], 10) == []


# the same hits on every database


def test_hits_stand_in_the_same_order_on_every_database() -> None:
    documents = [
        document("both", titles={"en": "Residence permit"}, texts={"en": "Residence permit for students."}),
        document("title", titles={"en": "Residence"}, texts={"en": "Something else."}),
        document(
            "text",
            titles={"en": "Other"},
            texts={"en": "Here residence is said once. " + "Filler words. " * 40},
        ),
        document("none", titles={"en": "Fishing"}, texts={"en": "Boats and nets."}),
    ]
    register_provider("tests", lambda: documents)
    try:
        actions.rebuild()
        result = search(SearchRequest("residence", "en", PUBLIC))
    finally:
        withdraw("tests")

    found = [hit.document.key for hit in result.hits]
    assert (sorted(found), result.count) == (["both", "text", "title"], 3)
    assert found[-1] == "text"
    assert result.facets["kind"] == (("answer", 3),)
