"""The grid and its cells: always full, cut without losing order, fallback of languages that shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import NO_ANSWER, NOT_ASKED, Cell, Grid, Note, Subject
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Part, PartType, Question


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Grids whose cells say where they stand."""
    codes = draw(st.lists(st.sampled_from("AT BE BG CY CZ DE".split()), unique=True))
    questions = draw(st.lists(st.sampled_from("q1 q2 q3 q4".split()), unique=True))
    return Grid(
        tuple(Subject("country", code) for code in codes),
        tuple(Question(code, {}, (Part("value", PartType.TEXT),)) for code in questions),
        tuple(
            tuple(Cell(values={"value": f"{code} {question}"}) for question in questions) for code in codes
        ),
    )


@given(grids())
def test_every_cell_is_found_by_row_and_by_column(grid: Grid) -> None:
    for question in grid.questions:
        for subject, cell in grid.column(question.code):
            assert cell.values["value"] == f"{subject.code} {question.code}"
            assert grid.row(subject)[grid.column_index(question.code)] is cell
    assert len(list(grid.every_cell())) == len(grid.subjects) * len(grid.questions)


@given(grids(), st.sets(st.sampled_from("AT BE BG CY CZ DE".split())))
def test_where_keeps_the_rows_it_is_told_to_in_their_order(grid: Grid, kept: set[str]) -> None:
    cut = grid.where(lambda subject, row: subject.code in kept)

    assert cut.subjects == tuple(subject for subject in grid.subjects if subject.code in kept)
    assert all(cut.row(subject) == grid.row(subject) for subject in cut.subjects)
    assert cut.questions == grid.questions


@given(grids(), st.randoms())
def test_only_takes_questions_in_the_order_given(grid: Grid, random) -> None:
    codes = [question.code for question in grid.questions]
    random.shuffle(codes)
    cut = grid.only(tuple(codes))

    assert tuple(question.code for question in cut.questions) == tuple(codes)
    for code in codes:
        assert list(cut.column(code)) == list(grid.column(code))


@pytest.mark.parametrize("cells", [(), ((NOT_ASKED, NOT_ASKED),), ((NOT_ASKED,), (NOT_ASKED,)), ((),)])
def test_a_grid_with_holes_is_none(cells: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="one row a subject"):
        Grid((Subject("country", "BG"),), (Question("q", {}, (Part("value", PartType.TEXT),)),), cells)


def test_what_is_not_in_the_grid() -> None:
    grid = Grid((), (), ())

    with pytest.raises(KeyError):
        grid.column_index("q1")
    with pytest.raises(KeyError):
        grid.row(Subject("country", "BG"))


@pytest.mark.parametrize(
    ("cell", "answered"),
    [
        (Cell(values={"value": "yes"}, version=1), True),
        (Cell(absence=Absence.UNKNOWN, version=1), True),
        (Cell(absence=Absence.NOT_APPLICABLE, version=2), True),
        (Cell(absence=Absence.DECLINED), False),
        (Cell(absence=Absence.NOT_PUBLIC), False),
        (NO_ANSWER, False),
        (NOT_ASKED, False),
    ],
)
def test_answered(cell: Cell, answered: bool) -> None:
    assert cell.answered is answered


# languages


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ({"en": "Return", "bg": "Връщане"}, "bg", Spoken("Връщане", "bg")),
        ({"en": "Return"}, "bg", Spoken("Return", "en")),
        ({"en": "Return", "bg": ""}, "bg", Spoken("Return", "en")),
        ({"fr": "Retour", "de": "Rückkehr"}, "bg", Spoken("Retour", "fr")),
        ({"fr": "", "de": "Rückkehr"}, "bg", Spoken("Rückkehr", "de")),
        ({}, "bg", Spoken("", "bg")),
        ({"en": ""}, "bg", Spoken("", "bg")),
    ],
)
def test_the_fallback_shows_its_language(text: dict[str, str], language: str, expected: Spoken) -> None:
    assert spoken(text, language) == expected
    assert str(spoken(text, language)) == expected.text


@given(
    st.dictionaries(st.sampled_from(["en", "bg", "fr", "de"]), st.text(max_size=3)),
    st.sampled_from(["en", "bg", "fr"]),
)
def test_a_spoken_text_is_really_in_its_language(text: dict[str, str], language: str) -> None:
    found = spoken(text, language)

    assert found.text == text.get(found.language, "")
    assert bool(found.text) is any(text.values())
    if text.get(language):
        assert found.language == language


def test_notes_fall_back_to_the_original_then_to_english() -> None:
    german, english = Note("de", "Nein."), Note("en", "No.", original=False, translated_by="editors")
    french = Note("fr", "Non.", original=False)

    assert Cell(notes=(english, german)).note("de") == Spoken("Nein.", "de")
    assert Cell(notes=(english, german)).note("bg") == Spoken("Nein.", "de")
    assert Cell(notes=(french, english)).note("bg") == Spoken("No.", "en")
    assert Cell(notes=(french,)).note("bg") == Spoken("Non.", "fr")
    assert Cell().note("bg") == Spoken("", "bg")


def test_text_values_fall_back_to_the_language_they_were_written_in() -> None:
    cell = Cell(values={"value": "Council"}, language="en", translations={"bg": {"value": "Съвет"}})

    assert cell.spoken_text("value", "bg") == Spoken("Съвет", "bg")
    assert cell.spoken_text("value", "fr") == Spoken("Council", "en")
    assert cell.spoken_text("other", "bg") == Spoken("", "en")


# audiences


def test_what_reaches_which_edition() -> None:
    reached = {
        audience: {edition for edition in Audience if audience.reaches(edition)} for audience in Audience
    }

    assert reached == {
        Audience.PUBLIC: {Audience.PUBLIC, Audience.NETWORK},
        Audience.NETWORK: {Audience.NETWORK},
        Audience.OWN_TEAM: set(),
    }
