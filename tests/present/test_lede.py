"""The finding of a question in English: one country, all of them, and where they differ."""

from __future__ import annotations

import pytest

from comparanda.kernel.grid import NO_ANSWER, Cell, Subject
from comparanda.kernel.question import Part, PartType, Question
from comparanda.present.lede import finding, tally_sentence
from comparanda.present.wording import date_words

COUNTRIES = ("AT", "BG", "CZ", "DE")


def column(*values: str | None) -> list[tuple[Subject, Cell]]:
    """A column with these values; ``None`` where the country has no answer."""
    cells = (Cell(values={"value": value}) if value is not None else NO_ANSWER for value in values)
    return [(Subject("country", code), cell) for code, cell in zip(COUNTRIES, cells, strict=False)]


def question(kind: PartType) -> Question:
    return Question("q", {"en": "How?"}, (Part("value", kind),))


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (PartType.YES_NO, ("yes",), "Yes in the only country with an answer."),
        (PartType.YES_NO, ("no", "no"), "No everywhere: in all 2 countries with an answer."),
        (PartType.YES_NO, ("yes", "no"), "1 country answers “yes”; “no” is the answer of Bulgaria."),
        (PartType.YES_NO, ("yes", "yes", "no"), "2 countries answer “yes”; “no” is the answer of Czechia."),
        (PartType.DATE, ("2015",), "The only value: 2015."),
        (PartType.DATE, ("2015", "2015"), "The same everywhere: 2015."),
        (
            PartType.DATE,
            ("2015", "1991-07"),
            "The earliest: July 1991 (Bulgaria); the latest: 2015 (Austria).",
        ),
    ],
)
def test_finding(kind: PartType, values: tuple[str, ...], said: str) -> None:
    assert finding(question(kind), column(*values), "en") == said


def test_who_has_no_answer_is_counted_after_the_answers() -> None:
    cells = column("yes", "no", None)
    assert finding(question(PartType.YES_NO), cells, "en").endswith("1 country has no answer.")
    assert tally_sentence(question(PartType.YES_NO), cells, "en") == "1 yes, 1 no; 1 has not answered"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("2024", "en", "2024"),
        ("2024-05", "en", "May 2024"),
        ("2024", "bg", "2024 г."),
        ("2024-05", "bg", "май 2024 г."),
    ],
)
def test_a_year_and_a_month_read_as_the_language_writes_them(text: str, code: str, said: str) -> None:
    assert " ".join(date_words(text, code).split()) == said
