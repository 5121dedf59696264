"""Deadlines and numbers, which go by the day and the year in Brussels."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def end_of(reply_by: date) -> datetime:
    """The moment a deadline ends: midnight after the day, in Brussels, time-zone aware."""
    return datetime.combine(reply_by + timedelta(days=1), time.min, tzinfo=BRUSSELS)


def is_late(reply_by: date | None, at: datetime) -> bool:
    """True when ``at`` (aware) lies after the day's end. Without a deadline nothing is late."""
    return reply_by is not None and at >= end_of(reply_by)


def brussels_day(at: datetime) -> date:
    """The day it is in Brussels at the moment ``at`` (aware)."""
    return at.astimezone(BRUSSELS).date()


def query_number(year: int, sequence: int) -> str:
    """The public number, e.g. ``2026.41``."""
    return f"{year:04d}.{sequence}"
