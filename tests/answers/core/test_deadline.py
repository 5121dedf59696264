"""Deadlines end with the day in Brussels, also on the days when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.answers.core.deadline import brussels_day, end_of, is_late, query_number

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(
    datetime(1990, 1, 2),
    datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)


@pytest.mark.parametrize(
    ("reply_by", "ends"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 23, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 22, tzinfo=UTC)),
        # The last Sunday of March has 23 hours, that of October 25: each ends at its own midnight.
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_deadline_ends_at_midnight_in_brussels(reply_by: date, ends: datetime) -> None:
    assert end_of(reply_by).astimezone(UTC) == ends
    assert not is_late(reply_by, ends - timedelta(microseconds=1))
    assert is_late(reply_by, ends)


def test_without_a_deadline_nothing_is_late() -> None:
    assert not is_late(None, datetime(9999, 1, 1, tzinfo=UTC))


@given(DAYS, MOMENTS)
def test_late_is_when_brussels_has_another_day(reply_by: date, at: datetime) -> None:
    assert is_late(reply_by, at) is (brussels_day(at) > reply_by)


@given(MOMENTS)
def test_the_day_does_not_depend_on_the_zone_it_is_told_in(at: datetime) -> None:
    assert brussels_day(at) == brussels_day(at.astimezone(UTC))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_the_year_of_a_number_is_that_of_brussels(at: datetime, day: date) -> None:
    assert brussels_day(at) == day


def test_a_number_is_year_and_sequence() -> None:
    assert query_number(2026, 41) == "2026.41"
    assert query_number(2026, 4) != query_number(2026, 40)
