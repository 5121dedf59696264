"""A chart of one question as a Vega-Lite specification: bars for numbers, dots for dates, lines for periods.

The specification is plain data. Altair would make the same, but importing it costs a web process a second and 60 MB;
it is used in the tests only, to hold these specifications to its schema. Drawing is ``formats.images``'. Leaves out
coded answers and text: the map, its legend that counts and the table say them better.
"""

from __future__ import annotations

import textwrap
from typing import Any

from babel import Locale
from django.utils.translation import ngettext

from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Cell, Grid, Subject
from comparanda.kernel.language import spoken
from comparanda.kernel.period import PartialDate
from comparanda.kernel.question import Part, PartType, Question, as_number
from comparanda.present import wording
from comparanda.present.palette import PALETTE, Scheme

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FEWEST = 2
"""Countries with a value; with fewer there is nothing to compare."""

WIDTH = 560
ROW = 22
_FONT = "Noto Sans, sans-serif"


def chart_spec(
    question: Question, grid: Grid, language: str, theme: Scheme = "light"
) -> dict[str, Any] | None:
    """The chart of a question of the grid, ``None`` where no chart makes sense: coded answers, text, fewer than two
    values.

    Numbers are sorted by value, dates and periods by their beginning. Countries without a value are left out; the
    line under the title says how many have one. The active translation must be that of ``language``.
    """
    part = question.lead_part
    column = list(grid.column(question.code))
    rows = [row for subject, cell in column if (row := _row(part, subject, cell, language)) is not None]
    if len(rows) < FEWEST:
        return None
    if part.type.numeric:
        rows.sort(key=lambda row: (-row["sort"], row["country"]))
        layers = _bars(rows)
    else:
        rows.sort(key=lambda row: (row["sort"], row["country"]))
        layers = _dots() if part.type is PartType.DATE else _spans()
    counted = ngettext(
        "%(count)d of %(total)d country has a value",
        "%(count)d of %(total)d countries have a value",
        len(rows),
    ) % {"count": len(rows), "total": len(column)}
    colours = PALETTE[theme]
    title = spoken(question.text, language).text
    return {
        "$schema": SCHEMA,
        "description": title,
        "title": {
            "text": textwrap.wrap(title, 72),
            "subtitle": counted,
            "anchor": "start",
            "frame": "group",
            "offset": 14,
        },
        "data": {"values": rows},
        "width": WIDTH,
        "height": {"step": ROW},
        "padding": 16,
        "background": colours["inset"],
        "encoding": {
            "y": {
                "field": "country",
                "type": "nominal",
                "sort": [row["country"] for row in rows],
                "axis": {
                    "title": None,
                    "ticks": False,
                    "domain": False,
                    "labelLimit": 220,
                    "labelPadding": 8,
                },
            }
        },
        "layer": [
            _coloured(layer, colours["s4" if theme == "light" else "s5"], colours["ink"]) for layer in layers
        ],
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "locale": _locale(language),
            "title": {
                "color": colours["ink"],
                "subtitleColor": colours["soft"],
                "fontSize": 16,
                "subtitleFontSize": 13,
                "subtitlePadding": 6,
            },
            "axis": {
                "labelColor": colours["ink"],
                "titleColor": colours["soft"],
                "gridColor": colours["land"],
                "domainColor": colours["soft"],
                "tickColor": colours["soft"],
                "labelFontSize": 13,
                "titleFontSize": 13,
            },
        },
    }


def _row(part: Part, subject: Subject, cell: Cell, language: str) -> dict[str, Any] | None:
    """One country's values for the chart; ``None`` without a value or where the part is not charted."""
    value = cell.values.get(part.code) if cell.absence is None else None
    if not isinstance(value, str):
        return None
    name = country_name(subject.code, language) if subject.kind == "country" else subject.code
    said = {"country": name, "words": wording.one_value_words(part, value, language).text}
    number = as_number(value)
    if part.type.numeric and number is not None:
        # Charts are drawn in floats; the words beside each bar keep the exact number.
        return said | {"value": float(number), "sort": float(number)}
    if part.type is PartType.DATE:
        day = PartialDate.parse(value).first_day.isoformat()
        return said | {"start": day, "sort": day}
    if part.type is PartType.PERIOD:
        start, _slash, end = value.partition("/")
        first, last = PartialDate.parse(start).first_day, PartialDate.parse(end).last_day
        return said | {"start": first.isoformat(), "end": last.isoformat(), "sort": first.isoformat()}
    return None


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A bar from zero and its value in words. Negative bars have their words on the left."""
    axis = {"title": None, "grid": True, "tickCount": 5}
    bar = {
        "mark": {"type": "bar", "height": 14},
        "encoding": {"x": {"field": "value", "type": "quantitative", "axis": axis}},
    }

    def words(test: str, align: str, gap: int) -> dict[str, Any]:
        return {
            "transform": [{"filter": test}],
            "mark": {"type": "text", "align": align, "dx": gap, "fontSize": 12},
            "encoding": {
                "x": {"field": "value", "type": "quantitative"},
                "text": {"field": "words", "type": "nominal"},
            },
        }

    layers = [bar, words("datum.value >= 0", "left", 6)]
    return (
        [*layers, words("datum.value < 0", "right", -6)] if any(row["value"] < 0 for row in rows) else layers
    )


def _time(field: str) -> dict[str, Any]:
    # UTC, so that a day is the same day wherever the chart is drawn.
    return {
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "grid": True, "format": "%Y", "tickCount": 6},
    }


def _dots() -> list[dict[str, Any]]:
    return [
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {"x": _time("start")},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": 12},
            "encoding": {"x": _time("start"), "text": {"field": "words", "type": "nominal"}},
        },
    ]


def _spans() -> list[dict[str, Any]]:
    return [
        {
            "mark": {"type": "bar", "height": 12, "cornerRadius": 3},
            "encoding": {"x": _time("start"), "x2": {"field": "end"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12},
            "encoding": {"x": _time("end"), "text": {"field": "words", "type": "nominal"}},
        },
    ]


def _coloured(layer: dict[str, Any], filled: str, ink: str) -> dict[str, Any]:
    colour = ink if layer["mark"]["type"] == "text" else filled
    return layer | {"mark": layer["mark"] | {"color": colour}}


def _locale(language: str) -> dict[str, Any]:
    """How the axis writes numbers: separators of the language (Unicode CLDR)."""
    symbols = Locale.parse(language).number_symbols["latn"]
    return {
        "number": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
        }
    }
