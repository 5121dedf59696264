"""The four marks of an answer: up to date, objective, reliable, comparable. Computed, never stored by hand.

What is not known is off, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comparanda.kernel.period import PartialDate, add_months
from comparanda.kernel.source import Source


@dataclass(frozen=True, slots=True)
class Marks:
    """Which of the four marks an answer carries on the day they were computed for."""

    up_to_date: bool = False
    objective: bool = False
    reliable: bool = False
    comparable: bool = False

    @property
    def all(self) -> bool:
        return self.up_to_date and self.objective and self.reliable and self.comparable

    def __iter__(self) -> Iterator[bool]:
        return iter((self.up_to_date, self.objective, self.reliable, self.comparable))


MARK_NAMES: tuple[str, ...] = ("up_to_date", "objective", "reliable", "comparable")

NO_MARKS = Marks()


def marks_of(
    *,
    as_of: PartialDate | None,
    review_months: int,
    on: date,
    reviewed_on: date | None,
    sources: Iterable[Source],
    typed: bool,
) -> Marks:
    """Compute the four marks as they stand on the day ``on``.

    ``review_months``: how long an answer to the question counts as up to date; an as-of given as a
    year or a month counts from its first day, so that what is not known does not make it younger;
    an as-of in the future is off. ``reviewed_on``: the day somebody other than the author reviewed
    it, ``None`` if nobody did. ``typed``: it has a value of a typed or coded part.
    """
    return Marks(
        up_to_date=as_of is not None and as_of.first_day <= on <= add_months(as_of.first_day, review_months),
        objective=reviewed_on is not None,
        reliable=any(source.checkable for source in sources),
        comparable=typed,
    )
