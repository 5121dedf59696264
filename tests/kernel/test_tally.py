"""Counts over the cells that the reader may see."""

from __future__ import annotations

from decimal import Decimal
from statistics import median as plain_median

from hypothesis import given
from hypothesis import strategies as st

from comparanda.kernel.absence import Absence
from comparanda.kernel.grid import Cell
from comparanda.kernel.question import Code, Part, PartType, number_text
from comparanda.kernel.tally import median, tally_of

CODES = tuple(Code(code, {}) for code in ("none", "partial", "full"))
NUMBER = Part("value", PartType.NUMBER)
YES_NO = Part("value", PartType.YES_NO)
CHOICES = Part("value", PartType.CHOICES, codes=CODES)

NUMBERS = st.decimals(-1000, 1000, places=2)
CELLS = st.lists(
    st.builds(lambda absence: Cell(absence=absence), st.sampled_from(Absence))
    | st.builds(lambda number: Cell(values={"value": number_text(number)}), NUMBERS)
    | st.just(Cell(values={"other": "1"}))
)


@given(CELLS)
def test_every_cell_counts_once(cells: list[Cell]) -> None:
    tally = tally_of(NUMBER, cells)

    assert tally.total == len(cells) == tally.with_value + sum(tally.absences.values())
    assert tally.with_value == sum(tally.values.values())
    assert all(tally.values.values()) and all(tally.absences.values())


@given(CELLS)
def test_lowest_middle_and_highest(cells: list[Cell]) -> None:
    numbers = [Decimal(str(cell.values["value"])) for cell in cells if "value" in cell.values]
    tally = tally_of(NUMBER, cells)

    if numbers:
        assert (tally.lowest, tally.highest) == (min(numbers), max(numbers))
        assert tally.middle == plain_median(numbers) == median(sorted(numbers))
    else:
        assert (tally.lowest, tally.middle, tally.highest) == (None, None, None)
    assert list(tally.values) == sorted(tally.values, key=Decimal)


def test_a_cell_with_an_absence_counts_as_that_whatever_it_carries() -> None:
    cells = [Cell(values={"value": "yes"}, absence=Absence.NOT_PUBLIC), Cell(values={"value": "yes"})]

    tally = tally_of(YES_NO, cells)

    assert (tally.values, tally.absences) == ({"yes": 1}, {Absence.NOT_PUBLIC: 1})


def test_yes_comes_before_no_and_codes_in_the_order_of_their_list() -> None:
    said = [Cell(values={"value": value}) for value in ("no", "yes", "no")]
    assert list(tally_of(YES_NO, said).values.items()) == [("yes", 1), ("no", 2)]

    chosen = [Cell(values={"value": value}) for value in (("full",), ("none", "full"), ("partial",))]
    tally = tally_of(CHOICES, chosen)
    assert list(tally.values.items()) == [("none", 1), ("partial", 1), ("full", 2)]
    assert (tally.total, tally.with_value) == (3, 3)


def test_a_missing_part_is_no_answer() -> None:
    assert tally_of(YES_NO, [Cell(values={"since": "2020"})]).absences == {Absence.NO_ANSWER: 1}


def test_equal_numbers_are_one_value() -> None:
    tally = tally_of(
        NUMBER, [Cell(values={"value": "18"}), Cell(values={"value": "18"}), Cell(values={"value": "2"})]
    )

    assert list(tally.values.items()) == [("2", 1), ("18", 2)]
