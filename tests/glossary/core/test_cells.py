"""Cells: one form of each value, what changed, and there and back. Without Django."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange, canonical, changes, packed, unpacked, with_changes
from glossary.words import small

SLUGS = st.sampled_from(["asylum", "return", "refugee", "visa"])
TEXTS = st.text(min_size=1, max_size=12)
LABELS = st.lists(
    st.builds(
        core.label,
        TEXTS,
        region=st.sampled_from(["", "BE", "AT"]),
        use=st.sampled_from(["", "acquis"]),
        source_title=st.sampled_from(["", "EuroVoc"]),
    ),
    min_size=1,
    max_size=3,
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(core.LABEL_FIELDS, LABELS),
    **dict.fromkeys(core.TEXT_FIELDS, TEXTS),
    **dict.fromkeys(("broader", "related", "notations"), st.lists(SLUGS, min_size=1)),
    "status": st.sampled_from(["draft", "approved", "deprecated"]),
    "replaced_by": SLUGS,
    "legal_source": st.fixed_dictionaries({"title": TEXTS, "url": st.just("https://example.org/")}),
    "matches": st.dictionaries(st.sampled_from(["exact", "close"]), st.lists(TEXTS), min_size=1),
    "notes": st.lists(
        st.fixed_dictionaries({"kind": st.just("note"), "text": TEXTS, "language": st.just("en")})
    ),
}


@st.composite
def some_cells(draw: st.DrawFn) -> dict[core.Key, Any]:
    """Cells as they stand: every value in its one form, no cell empty."""
    result = {}
    for field, language in draw(
        st.sets(st.tuples(st.sampled_from(core.FIELDS), st.sampled_from(["bg", "en", "sr-Latn"])), max_size=5)
    ):
        value = canonical(field, draw(VALUES[field]))
        if value is not None:
            result[field, language if field in core.LANGUAGE_FIELDS else ""] = value
    return result


def test_every_field_has_values_here() -> None:
    assert VALUES.keys() == set(core.FIELDS)


# one form


def test_there_is_no_other_field() -> None:
    with pytest.raises(ValueError, match="no field 'narrower'"):
        canonical("narrower", ["asylum"])


@pytest.mark.parametrize("field", core.FIELDS)
@pytest.mark.parametrize("empty", [None, "", [], {}, ()], ids=repr)
def test_what_is_empty_is_none(field: str, empty: object) -> None:
    assert canonical(field, empty) is None


@pytest.mark.parametrize("field", ["broader", "related", "notations"])
def test_what_has_no_order_is_sorted_and_stands_once(field: str) -> None:
    assert canonical(field, ["b", "a", "b"]) == ["a", "b"]


def test_labels_keep_their_order_and_get_every_key() -> None:
    assert canonical("alternative", [{"text": "b"}, {"text": "a", "region": "BE", "pk": 3}]) == [
        core.label("b"),
        core.label("a", region="BE"),
    ]


def test_matches_lose_kinds_without_addresses() -> None:
    assert canonical("matches", {"exact": [], "close": ["b", "a", "a"]}) == {"close": ["a", "b"]}
    assert canonical("matches", {"exact": []}) is None


def test_a_legal_source_without_a_title_is_none() -> None:
    assert canonical("legal_source", {"title": "", "url": "https://example.org/"}) is None
    assert canonical("legal_source", {"title": "Act 1"}) == {"title": "Act 1", "url": ""}


@given(st.sampled_from(core.FIELDS).flatmap(lambda field: st.tuples(st.just(field), VALUES[field])))
def test_one_form_of_one_form_is_itself(pair: tuple[str, Any]) -> None:
    field, value = pair
    once = canonical(field, value)

    assert canonical(field, once) == once


# what changed


@given(some_cells())
def test_nothing_changed_is_no_change(cells: dict[core.Key, Any]) -> None:
    assert changes("x", cells, cells) == []
    assert with_changes(cells, []) == cells


@given(some_cells(), some_cells())
def test_changes_carried_out_make_the_later_out_of_the_earlier(
    before: dict[core.Key, Any], after: dict[core.Key, Any]
) -> None:
    made = changes("x", before, after)

    assert with_changes(before, made) == after
    assert all(one.before != one.after and one.concept == "x" for one in made)
    assert len({one.key for one in made}) == len(made)


@given(some_cells(), some_cells())
def test_changes_turned_round_lead_back(before: dict[core.Key, Any], after: dict[core.Key, Any]) -> None:
    back = [
        CellChange(one.concept, one.field, one.language, one.after, one.before)
        for one in changes("x", before, after)
    ]

    assert with_changes(after, back) == before


def test_changes_come_in_the_order_of_fields_then_languages() -> None:
    after = {
        ("status", ""): "approved",
        ("definition", "en"): "x",
        ("preferred", "en"): [core.label("a")],
        ("preferred", "bg"): [core.label("а")],
    }

    assert [one.key for one in changes("x", {}, after)] == [
        ("preferred", "bg"),
        ("preferred", "en"),
        ("definition", "en"),
        ("status", ""),
    ]


def test_what_was_given_is_not_changed() -> None:
    before = {("broader", ""): ["a"]}

    with_changes(before, [CellChange("x", "broader", "", ["a"], None)])

    assert before == {("broader", ""): ["a"]}


# there and back


@given(some_cells())
def test_what_is_packed_is_unpacked_the_same_even_through_json(cells: dict[core.Key, Any]) -> None:
    assert unpacked(json.loads(json.dumps(packed(cells)))) == cells


@given(some_cells())
def test_packing_has_one_order(cells: dict[core.Key, Any]) -> None:
    turned = dict(reversed(cells.items()))

    assert list(packed(turned)) == list(packed(cells))


@given(some_cells(), some_cells())
def test_hashes_tell_different_words_apart(one: dict[core.Key, Any], other: dict[core.Key, Any]) -> None:
    same = packed(one) == packed(other)

    assert (core.hash_of(packed(one)) == core.hash_of(packed(other))) == same
    assert core.hash_of(packed(dict(reversed(one.items())))) == core.hash_of(packed(one))


# releases


def test_the_first_release_changes_every_cell() -> None:
    after = {slug: packed(cells) for slug, cells in small().items()}

    found = core.release_changes({}, after)

    assert len(found) == sum(len(cells) for cells in after.values())
    assert all(one.before is None for one in found)
    assert [one.concept for one in found] == sorted(one.concept for one in found)


def test_the_same_again_changes_nothing() -> None:
    snapshot = {slug: packed(cells) for slug, cells in small().items()}

    assert core.release_changes(snapshot, json.loads(json.dumps(snapshot))) == []


def test_a_concept_that_went_is_not_hidden() -> None:
    before = {"asylum": packed(small()["asylum"])}

    found = core.release_changes(before, {})

    assert {(one.concept, one.after) for one in found} == {("asylum", None)}
    assert len(found) == len(before["asylum"])
