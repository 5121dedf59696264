"""Dates known to the year, the month or the day, and periods between two of them.

Written as in ISO 8601: ``2024``, ``2024-05``, ``2024-05-17``; a period ``2020/2024-05``. Leaves out
time zones: deadlines are reckoned in ``answers.core.deadline``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class InvalidPeriod(ValueError):
    """The text is no year, month, day or period."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day. ``month`` and ``day`` are 0 where they are not known."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2024``, ``2024-05`` or ``2024-05-17``. Raises `InvalidPeriod` for anything else."""
        match = _SHAPE.fullmatch(text.strip())
        if match is None:
            raise InvalidPeriod(text)
        year, month, day = (int(group or 0) for group in match.groups())
        try:
            date(year, month or 1, day or 1)
        except ValueError as error:
            raise InvalidPeriod(text) from error
        if match.group(2) == "00" or match.group(3) == "00":
            raise InvalidPeriod(text)
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        if not self.month:
            return f"{self.year:04d}"
        if not self.day:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """From one partial date to another, both included, e.g. ``2020/2024-05``."""

    start: PartialDate
    end: PartialDate

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read two partial dates with a slash between. Raises `InvalidPeriod` where the end is before the start."""
        start_text, slash, end_text = text.partition("/")
        if not slash:
            raise InvalidPeriod(text)
        period = cls(PartialDate.parse(start_text), PartialDate.parse(end_text))
        if period.end.last_day < period.start.first_day:
            raise InvalidPeriod(text)
        return period

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > 9999:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_between(earlier: date, later: date) -> int:
    """Days from ``earlier`` to ``later``; negative where it is the other way round."""
    return (later - earlier) // timedelta(days=1)
