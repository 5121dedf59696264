"""The tree that the index is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.expression import (
    AllOf,
    AnyOf,
    Expression,
    Field,
    Term,
    Without,
    all_of,
    any_of,
    terms,
)

A, B, C = Term(("a",)), Term(("b",), Field.LEMMAS), Term(("c", "d"))
TERM = st.builds(Term, st.tuples(st.sampled_from("abc")), st.sampled_from(Field))
EXPRESSION: st.SearchStrategy[Expression] = st.recursive(
    TERM,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(any_of)
        | st.lists(inner, min_size=1, max_size=3).map(all_of)
        | st.builds(Without, inner, inner)
    ),
    max_leaves=8,
)


def test_one_part_is_itself() -> None:
    assert any_of([A]) == A
    assert all_of([A]) == A


def test_each_part_counts_once() -> None:
    assert any_of([A, A]) == A
    assert any_of([A, B, A]) == AnyOf((A, B))
    assert all_of([B, A, B]) == AllOf((B, A))


def test_the_same_token_in_another_field_is_another_term() -> None:
    assert any_of([Term(("a",)), Term(("a",), Field.SENSES)]) == AnyOf((A, Term(("a",), Field.SENSES)))


def test_excluded_terms_do_not_count_towards_a_match() -> None:
    assert terms(Without(any_of([A, B]), C)) == [A, B]


def test_terms_stand_once_in_their_order() -> None:
    assert terms(all_of([any_of([B, A]), C, any_of([A, C])])) == [B, A, C]


@given(EXPRESSION)
def test_terms_are_distinct_and_never_only_excluded(expression: Expression) -> None:
    found = terms(expression)

    assert len(set(found)) == len(found) > 0
    assert terms(Without(expression, Term(("never",)))) == found
