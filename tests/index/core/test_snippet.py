"""Snippets: always a part of the text, never with a match cut in two."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.snippet import ELLIPSIS, WIDTH, Mark, Piece, joined, pieces, snippet

SHORT = 40
"""A width for tests, so that examples stay small."""

LEFT_OUT = (Piece(f"{ELLIPSIS} "), Piece(f" {ELLIPSIS}"))


@dataclass(frozen=True)
class Marked:
    text: str
    marks: list[Mark]


@st.composite
def marked(draw: st.DrawFn, longest: int = SHORT // 4) -> Marked:
    """A text of words and spaces, no letter of which stands twice, and marks that may lie anywhere and overlap. Marks of
    a stretch together are no longer than what a snippet shows before it."""
    length = draw(st.sampled_from([0, 1, SHORT, SHORT + 9, 100, 150]))
    gaps = [byte % 6 == 0 for byte in draw(st.binary(min_size=length, max_size=length))]
    text = "".join(" " if gap else chr(0x4E00 + place) for place, gap in enumerate(gaps))
    marks: list[Mark] = []
    for _ in range(draw(st.integers(0, 8)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = min(len(text), start + draw(st.integers(1, longest)))
        mark = Mark(start, end, draw(st.sampled_from("xyz")))
        if all(one.end - one.start <= longest for one in joined([*marks, mark])):
            marks.append(mark)
    return Marked(text, marks)


def shown(some: tuple[Piece, ...]) -> tuple[str, bool, bool]:
    """The stretch of text that the pieces show, and whether something is left out before and after."""
    before, after = some[:1] == LEFT_OUT[:1], some[-1:] == LEFT_OUT[1:]
    inside = some[1 if before else 0 : len(some) - 1 if after else len(some)]
    return "".join(piece.text for piece in inside), before, after


@given(marked())
def test_joined_marks_cover_the_same_and_do_not_overlap(case: Marked) -> None:
    done = joined(case.marks)

    assert {place for mark in done for place in range(mark.start, mark.end)} == {
        place for mark in case.marks for place in range(mark.start, mark.end)
    }
    assert all(one.end <= other.start for one, other in itertools.pairwise(done))


@given(marked())
def test_pieces_make_the_whole_text(case: Marked) -> None:
    done = pieces(case.text, case.marks)

    assert "".join(piece.text for piece in done) == case.text
    assert all(piece.text for piece in done)
    assert [piece.text for piece in done if piece.marked] == [
        case.text[mark.start : mark.end] for mark in joined(case.marks)
    ]


@given(marked())
def test_a_snippet_is_a_part_of_the_text(case: Marked) -> None:
    text, before, after = shown(snippet(case.text, case.marks, SHORT))

    whole = "".join(" " if sign.isspace() else sign for sign in case.text)
    assert text in whole
    assert before or whole.startswith(text)
    assert after or whole.endswith(text)


@given(marked())
def test_a_snippet_is_about_as_wide_as_asked(case: Marked) -> None:
    text, before, after = shown(snippet(case.text, case.marks, SHORT))

    if before or after:
        assert SHORT // 4 <= len(text) <= SHORT * 1.5
    else:
        assert len(text) == len(case.text)


@given(marked())
def test_a_snippet_never_cuts_a_match(case: Marked) -> None:
    done = snippet(case.text, case.marks, SHORT)
    text, before, after = shown(done)
    spans = joined(case.marks)

    # No letter stands twice, so the place is known.
    start = case.text.find(text) if before or after else 0
    end = start + len(text)
    assert all(
        span.end <= start or start <= span.start < span.end <= end or end <= span.start for span in spans
    )
    assert [piece.text for piece in done if piece.marked] == [
        case.text[span.start : span.end] for span in spans if start <= span.start and span.end <= end
    ]


@given(marked())
def test_a_snippet_shows_a_match_where_there_is_one(case: Marked) -> None:
    done = snippet(case.text, case.marks, SHORT)

    assert any(piece.marked for piece in done) == bool(case.marks)


@given(marked(longest=300))
def test_a_match_longer_than_the_snippet_does_not_make_it_longer(case: Marked) -> None:
    text, _, _ = shown(snippet(case.text, case.marks, SHORT))

    assert len(text) <= SHORT * 1.5


def test_the_stretch_with_most_different_matches_is_shown() -> None:
    text = "permit " + "word " * 100 + "permit for a student " + "word " * 100 + "permit permit permit"
    marks = [
        Mark(place, place + len(word), word)
        for word in ("permit", "student")
        for place in range(len(text))
        if text.startswith(word, place)
    ]

    done = snippet(text, marks)

    assert [piece.text for piece in done if piece.marked] == ["permit", "student"]
    assert (done[0], done[-1]) == LEFT_OUT


def test_what_stands_before_a_match_is_shown_too() -> None:
    text = "word " * 100 + "no residence permit " + "word " * 100

    at = text.index("permit")
    done = snippet(text, [Mark(at, at + 6, "permit")])

    assert done[1].text.endswith("no residence ")


def test_without_matches_the_beginning_is_shown() -> None:
    text = " ".join(f"word{number}" for number in range(200))

    done = snippet(text, [])

    assert done[0].text == text[: len(done[0].text)]
    assert done[1:] == LEFT_OUT[1:]
    assert text[len(done[0].text)] == " "
    assert len(done[0].text) <= WIDTH


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    assert snippet("Who holds\na permit", [Mark(12, 18, "permit")]) == (
        Piece("Who holds a "),
        Piece("permit", True),
    )


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_no_text_has_no_marks(text: str) -> None:
    assert "".join(piece.text for piece in snippet(text, [])) == text.replace("\n", " ")


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    text, before, after = shown(snippet("x" * 1000, [Mark(500, 510, "x")]))

    assert (len(text), before, after) == (WIDTH, True, True)
