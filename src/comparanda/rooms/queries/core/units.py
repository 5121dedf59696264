"""Units offered when a question is written, with their forms by language. Own words are possible besides.

Leaves out currencies, which are ISO 4217, and per cent, which is a type of its own.
"""

from __future__ import annotations

from comparanda.kernel.phrase import phrase
from comparanda.kernel.question import Unit

_TIME = phrase("Time")
_COUNTS = phrase("Counts")
_AMOUNTS = phrase("Amounts of money")


def _unit(code: str, en: str, bg: str) -> Unit:
    """``en`` and ``bg`` hold both forms, e.g. ``month/months``; one form serves for both."""
    one_en, _, other_en = en.partition("/")
    one_bg, _, other_bg = bg.partition("/")
    return Unit(code, {"en": one_en, "bg": one_bg}, {"en": other_en or one_en, "bg": other_bg or one_bg})


UNITS: dict[str, tuple[str, Unit]] = {
    unit.code: (group, unit)
    for group, unit in (
        (_TIME, _unit("hours", "hour/hours", "час/часа")),
        (_TIME, _unit("days", "day/days", "ден/дни")),
        (_TIME, _unit("working_days", "working day/working days", "работен ден/работни дни")),
        (_TIME, _unit("weeks", "week/weeks", "седмица/седмици")),
        (_TIME, _unit("months", "month/months", "месец/месеца")),
        (_TIME, _unit("years", "year/years", "година/години")),
        (_COUNTS, _unit("persons", "person/persons", "лице/лица")),
        (_COUNTS, _unit("applications", "application/applications", "заявление/заявления")),
        (_COUNTS, _unit("decisions", "decision/decisions", "решение/решения")),
        (_COUNTS, _unit("permits", "permit/permits", "разрешение/разрешения")),
        (_COUNTS, _unit("cases", "case/cases", "случай/случая")),
        (_COUNTS, _unit("places", "place/places", "място/места")),
        (_AMOUNTS, _unit("per_hour", "per hour", "на час")),
        (_AMOUNTS, _unit("per_day", "per day", "на ден")),
        (_AMOUNTS, _unit("per_month", "per month", "на месец")),
        (_AMOUNTS, _unit("per_year", "per year", "на година")),
        (_AMOUNTS, _unit("per_person", "per person", "на човек")),
        (_AMOUNTS, _unit("per_application", "per application", "на заявление")),
    )
}
"""Code to its group (a catalogue message) and the unit."""

CURRENCIES: tuple[str, ...] = (
    "EUR", "ALL", "AMD", "CHF", "CZK", "DKK", "GBP", "GEL", "HUF", "ISK", "MDL", "MKD", "NOK", "PLN", "RON", "RSD",
    "SEK", "TRY", "UAH", "USD",
)  # fmt: skip
"""ISO 4217, the euro first; those of members, observers and neighbours."""
