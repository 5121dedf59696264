"""What of an earlier answer fits another question."""

from __future__ import annotations

from typing import Any

import pytest

from comparanda.answers.core.takeover import fitting
from comparanda.kernel.question import Code, Part, PartType, Question, Unit, Value

MONTHS = Unit("months", {"en": "month"}, {"en": "months"})
DAYS = Unit("days", {"en": "day"}, {"en": "days"})


def part(type: PartType, code: str = "value", **fields: Any) -> Part:
    return Part(code, type, **fields)


def question(*parts: Part) -> Question:
    return Question("q1", {"en": "What is the rule?"}, parts)


def codes(**labels: str) -> tuple[Code, ...]:
    return tuple(Code(code, {"en": label}) for code, label in labels.items())


def taken(
    here: Part, there: Part, value: Value, *, continued: bool = False, of: str = "value"
) -> dict[str, Value]:
    return fitting(question(here), question(there), {of: value}, continued=continued)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (PartType.YES_NO, "yes"),
        (PartType.PERCENT, "12.5"),
        (PartType.DATE, "2024-05"),
        (PartType.PERIOD, "2020/2024-05"),
        (PartType.TEXT, "Six months as a rule."),
        (PartType.LINK, "https://example.org/act"),
        (PartType.LEGAL_REFERENCE, "Foreigners Act, article 44(8)"),
    ],
)
def test_the_same_type_fits(kind: PartType, value: str) -> None:
    assert taken(part(kind), part(kind), value) == {"value": value}


def test_another_type_does_not_fit() -> None:
    assert taken(part(PartType.TEXT), part(PartType.YES_NO), "yes") == {}
    assert taken(part(PartType.PERCENT), part(PartType.NUMBER), "12") == {}


@pytest.mark.parametrize("continued", [False, True])
def test_a_number_fits_in_the_same_unit_only(continued: bool) -> None:
    months, days = part(PartType.NUMBER, unit=MONTHS), part(PartType.NUMBER, unit=DAYS)
    assert taken(months, months, "18", continued=continued) == {"value": "18"}
    assert taken(days, months, "18", continued=continued) == {}


def test_units_in_own_words_are_told_apart_by_the_words() -> None:
    cases = part(PartType.NUMBER, unit=Unit("own", {"en": "case"}, {"en": "cases"}))
    judges = part(PartType.NUMBER, unit=Unit("own", {"en": "judge"}, {"en": "judges"}))
    assert taken(cases, judges, "18") == {}


def test_an_amount_fits_in_the_same_currency_only() -> None:
    euro = part(PartType.MONEY, unit=Unit("EUR", currency="EUR"))
    lev = part(PartType.MONEY, unit=Unit("BGN", currency="BGN"))
    assert taken(euro, euro, "1234.5") == {"value": "1234.5"}
    assert taken(euro, lev, "1234.5") == {}


def test_a_number_beyond_the_new_bounds_does_not_fit() -> None:
    open_ended = part(PartType.NUMBER, unit=MONTHS)
    short = part(PartType.NUMBER, unit=MONTHS, maximum=12)
    assert taken(short, open_ended, "18") == {}
    assert taken(short, open_ended, "1.125") == {"value": "1.125"}


def test_a_choice_fits_where_the_code_is_called_the_same() -> None:
    here = part(PartType.CHOICE, codes=codes(all="All of them", none="None"))
    there = part(PartType.CHOICE, codes=codes(all="all of them", none="No answer"))
    assert taken(here, there, "all") == {"value": "all"}
    assert taken(here, there, "none") == {}


def test_a_continued_question_keeps_its_codes_whatever_they_are_called_now() -> None:
    here = part(PartType.CHOICE, codes=codes(all="Every one", none="None"))
    there = part(PartType.CHOICE, codes=codes(all="All of them", some="Some"))
    assert taken(here, there, "all", continued=True) == {"value": "all"}
    assert taken(here, there, "some", continued=True) == {}


def test_of_several_ticks_all_fit_or_none() -> None:
    here = part(PartType.CHOICES, codes=codes(a="A", b="B"))
    there = part(PartType.CHOICES, codes=codes(a="A", b="B", c="C"))
    assert taken(here, there, ("a", "b")) == {"value": ("a", "b")}
    assert taken(here, there, ("a", "c")) == {}


def test_labels_in_other_languages_alone_do_not_agree() -> None:
    here = part(PartType.CHOICE, codes=(Code("a", {"en": "All"}), Code("b", {"en": "None"})))
    there = part(PartType.CHOICE, codes=(Code("a", {"fr": "Toutes"}), Code("b", {"fr": "Aucune"})))
    assert taken(here, there, "a") == {}


def test_single_parts_meet_whatever_their_codes() -> None:
    assert taken(part(PartType.YES_NO, "allowed"), part(PartType.YES_NO), "yes") == {"allowed": "yes"}


def test_one_of_several_parts_fits_where_it_is_called_the_same() -> None:
    first = part(PartType.YES_NO)
    how_many = part(PartType.NUMBER, "p2", unit=MONTHS, label={"en": "How many?"})
    how_long = part(PartType.NUMBER, "p2", unit=MONTHS, label={"en": "How long?"})
    values: dict[str, Value] = {"value": "yes", "p2": "18"}

    def fit(here: Part, continued: bool) -> dict[str, Value]:
        return fitting(question(first, here), question(first, how_many), values, continued=continued)

    assert fit(how_many, False) == values
    assert fit(how_long, False) == {"value": "yes"}
    assert fit(how_long, True) == values
