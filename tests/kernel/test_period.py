"""Dates known to the year, the month or the day, and periods."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.kernel.period import InvalidPeriod, PartialDate, Period, add_months, days_between

DAYS = st.dates()


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    known = draw(st.integers(0, 2))
    return PartialDate(day.year, day.month if known > 0 else 0, day.day if known > 1 else 0)


@given(partial_dates())
def test_a_partial_date_is_read_back_as_itself(partial: PartialDate) -> None:
    assert PartialDate.parse(str(partial)) == partial


@given(partial_dates())
def test_first_and_last_day_hold_what_is_known(partial: PartialDate) -> None:
    for day in (partial.first_day, partial.last_day):
        assert str(day).startswith(str(partial))
    assert partial.first_day <= partial.last_day
    if partial.last_day != date.max:
        assert not str(partial.last_day + timedelta(days=1)).startswith(str(partial))


@given(partial_dates(), partial_dates())
def test_partial_dates_are_ordered_by_their_first_day(one: PartialDate, other: PartialDate) -> None:
    if one.first_day < other.first_day:
        assert one < other


@given(DAYS)
def test_a_day_is_a_partial_date(day: date) -> None:
    assert str(PartialDate.of(day)) == day.isoformat()
    assert PartialDate.of(day).first_day == PartialDate.of(day).last_day == day


@given(st.text())
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    for parse in (PartialDate.parse, Period.parse):
        with suppress(InvalidPeriod):
            assert str(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-",
        "2026-5",
        "2026-00",
        "2026-13",
        "2026-02-29",
        "2026-05-00",
        "0000",
        "2026-05-17T10:00",
        "20260517",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidPeriod):
        PartialDate.parse(text)


@given(partial_dates(), partial_dates())
def test_a_period_is_read_back_unless_it_ends_before_it_begins(one: PartialDate, other: PartialDate) -> None:
    text = f"{one}/{other}"

    if other.last_day < one.first_day:
        with pytest.raises(InvalidPeriod):
            Period.parse(text)
    else:
        assert Period.parse(text) == Period(one, other)
        assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 17), 12, date(2027, 5, 17)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), 0, date(2026, 1, 1)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(DAYS, st.integers(0, 1200), st.integers(0, 1200))
def test_more_months_are_never_earlier(day: date, fewer: int, more: int) -> None:
    fewer, more = sorted([fewer, more])

    assert day <= add_months(day, fewer) <= add_months(day, more)


@given(DAYS, DAYS)
def test_days_between(one: date, other: date) -> None:
    assert one + timedelta(days=days_between(one, other)) == other
