"""What is typed into a cell of the grid, and what the cell shows. Without Django."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.glossary.core import cells as core
from comparanda.glossary.core import grid
from comparanda.glossary.core.grid import NO_TERM, CellError, regional, shown, tidied, typed
from glossary.words import SOURCE, small

OURS = {"source_title": "Comparanda editors", "source_url": "https://example.org/editors"}
EUROVOC = core.label("one", **SOURCE)


def after(cells: core.Cells, field: str, language: str, line: str, **source: str) -> dict[core.Key, Any]:
    """The cells with what is typed into one of them."""
    result = dict(cells)
    for key, value in typed(cells, field, language, line, **source):
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


# labels


def test_a_label_that_is_new_carries_the_source_given() -> None:
    assert typed({}, "preferred", "bg", "  нов   етикет ", **OURS) == [
        (("preferred", "bg"), [core.label("нов етикет", **OURS, confidence="medium")])
    ]


def test_a_label_that_nobody_names_a_source_for_has_no_confidence() -> None:
    assert typed({}, "preferred", "bg", "нов") == [(("preferred", "bg"), [core.label("нов")])]


def test_a_label_that_was_there_keeps_its_own_source() -> None:
    cells = {("alternative", "en"): [EUROVOC]}

    assert typed(cells, "alternative", "en", "two; one", **OURS) == [
        (("alternative", "en"), [core.label("two", **OURS, confidence="medium"), EUROVOC])
    ]


def test_labels_are_parted_by_semicolons_and_stand_once() -> None:
    cells = after({}, "alternative", "en", "; one ;two;; one;", **OURS)

    assert [one["text"] for one in cells["alternative", "en"]] == ["one", "two"]
    assert shown(cells, "alternative", "en") == "one; two"


def test_two_preferred_labels_are_refused() -> None:
    with pytest.raises(CellError, match="One preferred label in a language"):
        typed({}, "preferred", "en", "one; two")
    assert typed({}, "preferred", "en", "one; one") == [(("preferred", "en"), [core.label("one")])]


def test_an_emptied_cell_is_none() -> None:
    cells = {("alternative", "en"): [EUROVOC]}

    assert typed(cells, "alternative", "en", "  ") == [(("alternative", "en"), None)]


def test_labels_of_regions_are_kept_and_not_shown_in_the_line() -> None:
    cells = small()["refugee"]

    assert shown(cells, "preferred", "nl") == "vluchteling"
    assert regional(cells, "preferred", "nl") == [("vluchtelinge", "BE")]
    made = after(cells, "preferred", "nl", "asielgerechtigde", **OURS)
    assert [(one["text"], one["region"]) for one in made["preferred", "nl"]] == [
        ("asielgerechtigde", ""),
        ("vluchtelinge", "BE"),
    ]
    assert [one["text"] for one in after(cells, "preferred", "nl", "")["preferred", "nl"]] == ["vluchtelinge"]


def test_only_labels_have_regions() -> None:
    assert regional(small()["refugee"], "definition", "en") == []


def test_a_label_that_holds_a_semicolon_stays_one_label() -> None:
    whole = core.label("exit; entry", **SOURCE)
    cells = {("alternative", "en"): [whole, EUROVOC]}

    made = after(cells, "alternative", "en", shown(cells, "alternative", "en") + "; three", **OURS)

    assert [one["text"] for one in made["alternative", "en"]] == ["exit; entry", "one", "three"]
    assert made["alternative", "en"][0] == whole


def test_a_preferred_label_that_holds_a_semicolon_may_stand_and_be_replaced() -> None:
    cells = {("preferred", "en"): [core.label("exit; entry", **SOURCE)]}

    assert after(cells, "preferred", "en", "exit; entry") == cells
    assert shown(after(cells, "preferred", "en", "exit"), "preferred", "en") == "exit"
    with pytest.raises(CellError):
        typed(cells, "preferred", "en", "exit; entry; more")


# no term


@pytest.mark.parametrize("dash", ["-", "–", "—", "∅", " – "])
def test_a_dash_says_that_there_is_no_term(dash: str) -> None:
    cells = after({("preferred", "de"): [EUROVOC]}, "preferred", "de", dash, **OURS)

    assert cells == {("none", "de"): [core.label("", **OURS)]}
    assert shown(cells, "preferred", "de") == NO_TERM


def test_a_dash_that_stood_there_keeps_its_source() -> None:
    cells = small()["refugee"]

    assert after(cells, "preferred", "de", "-", **OURS) == cells


def test_a_label_in_place_of_the_dash_takes_it_away() -> None:
    cells = after(small()["refugee"], "preferred", "de", "Flüchtling", **OURS)

    assert ("none", "de") not in cells
    assert shown(cells, "preferred", "de") == "Flüchtling"


def test_the_dash_can_be_taken_away_without_a_label_in_its_place() -> None:
    cells = after(small()["refugee"], "preferred", "de", "")

    assert ("none", "de") not in cells
    assert shown(cells, "preferred", "de") == ""


def test_a_language_may_have_no_term_but_a_region() -> None:
    cells = after(small()["refugee"], "preferred", "nl", "–", **OURS)

    assert [one["region"] for one in cells["preferred", "nl"]] == ["BE"]
    assert shown(cells, "preferred", "nl") == NO_TERM
    assert shown(after(cells, "preferred", "nl", NO_TERM), "preferred", "nl") == NO_TERM


def test_that_a_region_has_no_term_is_kept() -> None:
    of_region = core.label("", region="AT")
    cells = {("none", "de"): [of_region]}

    assert shown(cells, "preferred", "de") == ""
    assert after(cells, "preferred", "de", "Asyl")["none", "de"] == [of_region]
    assert after(cells, "preferred", "de", "-")["none", "de"] == [core.label(""), of_region]


@pytest.mark.parametrize("field", ["alternative", "hidden"])
@pytest.mark.parametrize("line", ["–", "; -", "one; –"])
def test_only_a_preferred_cell_takes_a_dash(field: str, line: str) -> None:
    with pytest.raises(CellError, match="Only the preferred label"):
        typed({}, field, "de", line)


def test_a_dash_is_no_label_beside_another() -> None:
    with pytest.raises(CellError, match="One preferred label"):
        typed({}, "preferred", "de", "Asyl; –")


def test_a_dash_within_a_label_is_part_of_it() -> None:
    assert shown(after({}, "preferred", "en", "asylum-seeker"), "preferred", "en") == "asylum-seeker"
    assert shown(after({}, "definition", "en", "–"), "definition", "en") == "–"


# texts


def test_a_text_is_tidied_and_keeps_its_paragraphs() -> None:
    line = "  One   sentence. \r\n\r\n\r\n\r\n Another;  with a semicolon.\r\n"

    assert typed({}, "definition", "en", line) == [
        (("definition", "en"), "One sentence.\n\nAnother; with a semicolon.")
    ]


def test_a_text_that_says_the_same_stays_to_the_letter() -> None:
    cells = {("scope_note", "en"): "First.\n \nSecond.  "}

    assert typed(cells, "scope_note", "en", "First.\r\n\r\nSecond.") == [
        (("scope_note", "en"), "First.\n \nSecond.  ")
    ]
    assert typed(cells, "scope_note", "en", "") == [(("scope_note", "en"), None)]


# any cell, any line

LINES = st.text(st.sampled_from("ab ;–-\n\r\tя"), max_size=14)
TEXTS = st.text(st.sampled_from("ab;я "), min_size=1, max_size=6).map(str.strip).filter(bool)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        ("preferred", "en"): st.lists(st.builds(core.label, TEXTS), min_size=1, max_size=1),
        ("alternative", "en"): st.lists(
            st.builds(core.label, TEXTS, region=st.sampled_from(["", "BE"])), min_size=1, max_size=3
        ),
        ("none", "en"): st.just([core.label("", **SOURCE)]),
        ("definition", "en"): TEXTS,
    },
)


@given(CELLS, st.sampled_from(grid.FIELDS), LINES)
def test_what_a_cell_shows_typed_again_is_the_same_cell(
    cells: dict[core.Key, Any], field: str, line: str
) -> None:
    try:
        once = after(cells, field, "en", line)
    except CellError:
        return

    again = after(once, field, "en", shown(once, field, "en"))

    assert shown(again, field, "en") == shown(once, field, "en")
    assert again == once


@given(st.sampled_from(grid.FIELDS), LINES)
def test_tidied_twice_is_tidied_once(field: str, line: str) -> None:
    assert tidied(field, tidied(field, line)) == tidied(field, line)


@given(CELLS, st.sampled_from(grid.FIELDS), LINES)
def test_regions_are_never_lost(cells: dict[core.Key, Any], field: str, line: str) -> None:
    try:
        made = after(cells, field, "en", line)
    except CellError:
        return

    assert regional(made, field, "en") == regional(cells, field, "en")
