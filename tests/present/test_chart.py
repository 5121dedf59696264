"""Charts as specifications: what is charted, in which order, in which words."""

from __future__ import annotations

import altair
import pytest
from django.utils import translation
from lxml import etree

from comparanda.formats.images import vega_to_svg
from comparanda.kernel.grid import NO_ANSWER, Cell, Grid, Subject
from comparanda.kernel.question import Code, Part, PartType, Question, Unit
from comparanda.present.chart import chart_spec
from comparanda.present.palette import PALETTE

MONTHS = Unit("months", {"en": "month", "bg": "месец"}, {"en": "months", "bg": "месеца"})
CODES = (Code("a", {"en": "Alpha"}), Code("b", {"en": "Beta"}))
VALUES = {
    PartType.NUMBER: ("18", "6", "1234.5"),
    PartType.MONEY: ("100", "-20.5", "0"),
    PartType.PERCENT: ("12.5", "100", "0"),
    PartType.DATE: ("2024", "1999-05", "2020-05-17"),
    PartType.PERIOD: ("2020/2024-05", "1999/2001", "2020-01/2020-12"),
}
CHARTED = sorted(VALUES)


def make_question(kind: PartType) -> Question:
    unit = (
        Unit("EUR", currency="EUR")
        if kind is PartType.MONEY
        else MONTHS
        if kind is PartType.NUMBER
        else Unit()
    )
    part = Part("value", kind, unit=unit, codes=CODES if kind in (PartType.CHOICE, PartType.CHOICES) else ())
    return Question("q", {"en": "How much?", "bg": "Колко?"}, (part,))


def make_grid(question: Question, **values: object) -> Grid:
    cells = tuple(
        (NO_ANSWER if value is None else Cell(values={"value": value}),) for value in values.values()
    )  # type: ignore[dict-item]
    return Grid(tuple(Subject("country", code) for code in values), (question,), cells)


def spec_of(kind: PartType, language: str = "en", theme: str = "light", **values: object) -> dict | None:
    question = make_question(kind)
    given = values or dict(zip(("BG", "FR", "MT"), VALUES[kind], strict=True))
    with translation.override(language):
        return chart_spec(question, make_grid(question, **given), language, theme)  # type: ignore[arg-type]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", CHARTED)
def test_specification_is_valid_and_can_be_drawn(kind: PartType, theme: str) -> None:
    spec = spec_of(kind, "bg", theme)
    assert spec is not None
    schema = spec | {"$schema": altair.SCHEMA_URL}
    altair.LayerChart.from_dict(schema)
    words = "".join(etree.fromstring(vega_to_svg(spec).encode()).itertext())
    assert "България" in words and "Колко?" in words


@pytest.mark.parametrize(
    ("kind", "value"),
    [(PartType.YES_NO, "yes"), (PartType.CHOICE, "a"), (PartType.CHOICES, ("a", "b")), (PartType.TEXT, "So."),
     (PartType.LINK, "https://example.org"), (PartType.LEGAL_REFERENCE, "Article 4")],
)  # fmt: skip
def test_nothing_is_charted_that_is_not_a_quantity(kind: PartType, value: object) -> None:
    assert spec_of(kind, BG=value, FR=value, MT=value) is None


def test_one_value_is_no_comparison() -> None:
    assert spec_of(PartType.NUMBER, BG="3", FR=None, MT=None) is None


def test_numbers_stand_from_high_to_low_and_same_ones_by_name() -> None:
    spec = spec_of(PartType.NUMBER, MT="6", FR="18", BG="6", DE=None)
    assert spec is not None
    assert [(row["country"], row["words"]) for row in spec["data"]["values"]] == [
        ("France", "18 months"), ("Bulgaria", "6 months"), ("Malta", "6 months"),
    ]  # fmt: skip
    assert spec["encoding"]["y"]["sort"] == ["France", "Bulgaria", "Malta"]
    assert spec["title"]["subtitle"] == "3 of 4 countries have a value"


def test_dates_stand_from_early_to_late() -> None:
    spec = spec_of(PartType.DATE)
    assert spec is not None
    assert [(row["country"], row["start"]) for row in spec["data"]["values"]] == [
        ("France", "1999-05-01"), ("Malta", "2020-05-17"), ("Bulgaria", "2024-01-01"),
    ]  # fmt: skip


def test_period_ends_with_its_last_day() -> None:
    spec = spec_of(PartType.PERIOD)
    assert spec is not None
    assert {row["country"]: row["end"] for row in spec["data"]["values"]} == {
        "Bulgaria": "2024-05-31", "France": "2001-12-31", "Malta": "2020-12-31",
    }  # fmt: skip


def test_negative_numbers_have_their_words_on_the_left() -> None:
    aligned = [
        layer["mark"]["align"]
        for layer in spec_of(PartType.MONEY)["layer"]
        if layer["mark"]["type"] == "text"
    ]  # type: ignore[index]
    assert aligned == ["left", "right"]


def test_colours_and_separators_follow_theme_and_language() -> None:
    light, dark = spec_of(PartType.NUMBER), spec_of(PartType.NUMBER, "bg", "dark")
    assert light is not None and dark is not None
    assert (light["background"], dark["background"]) == (PALETTE["light"]["inset"], PALETTE["dark"]["inset"])
    assert (
        light["config"]["locale"]["number"]["decimal"],
        dark["config"]["locale"]["number"]["decimal"],
    ) == (".", ",")
