"""The four marks: what is not known is off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.kernel.marks import MARK_NAMES, NO_MARKS, Marks, marks_of
from comparanda.kernel.period import PartialDate, add_months
from comparanda.kernel.source import Source, is_address

TODAY = date(2026, 11, 22)
CLAIM = Source("Somebody said so")
ADDRESS = Source("Act", url="https://example.org/act")
REFERENCE = Source("Act", legal_reference="Foreigners Act, article 44")


def marks(**changes: object) -> Marks:
    known = {
        "as_of": None,
        "review_months": 12,
        "on": TODAY,
        "reviewed_on": None,
        "sources": (),
        "typed": False,
    }
    return marks_of(**(known | changes))  # type: ignore[arg-type]


def test_what_is_not_known_is_off() -> None:
    assert marks() == NO_MARKS
    assert tuple(NO_MARKS) == (False,) * 4
    assert not NO_MARKS.all


def test_all_four() -> None:
    every = marks(
        as_of=PartialDate(2026, 5), reviewed_on=date(2026, 6, 1), sources=(CLAIM, ADDRESS), typed=True
    )

    assert every.all
    assert tuple(every) == tuple(getattr(every, name) for name in MARK_NAMES)


@pytest.mark.parametrize(
    ("as_of", "up_to_date"),
    [
        (PartialDate(2025, 11, 22), True),
        (PartialDate(2025, 11, 21), False),
        (PartialDate(2026, 11, 22), True),
        (PartialDate(2026, 11, 23), False),
        # A month or a year counts from its first day: what is not known does not make it younger.
        (PartialDate(2025, 12), True),
        (PartialDate(2025, 11), False),
        (PartialDate(2026), True),
        (PartialDate(2025), False),
        (PartialDate(2027), False),
    ],
)
def test_up_to_date_within_the_review_period(as_of: PartialDate, up_to_date: bool) -> None:
    assert marks(as_of=as_of).up_to_date is up_to_date


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 600), st.integers(-40_000, 40_000))
def test_an_answer_grows_old_once_and_for_ever(as_of: date, review_months: int, days: int) -> None:
    on = min(max(as_of + timedelta(days=days), date(1800, 1, 1)), date(2300, 1, 1))
    known = marks(as_of=PartialDate.of(as_of), review_months=review_months, on=on).up_to_date

    assert known is (as_of <= on <= add_months(as_of, review_months))


@pytest.mark.parametrize(
    ("sources", "reliable"),
    [
        ((), False),
        ((CLAIM,), False),
        ((Source("Act", url="not an address"),), False),
        ((Source("Act", legal_reference="  "),), False),
        ((ADDRESS,), True),
        ((REFERENCE,), True),
        ((CLAIM, REFERENCE), True),
    ],
)
def test_reliable_where_a_reader_can_go_and_look(sources: tuple[Source, ...], reliable: bool) -> None:
    assert marks(sources=sources).reliable is reliable


@given(st.text())
def test_an_address_can_stand_in_a_link(text: str) -> None:
    if is_address(text):
        assert text.lower().startswith(("http://", "https://"))
        assert not set(text) & set(' \t\r\n<>"\x00\x1b')


@pytest.mark.parametrize(
    "text", ["https://a\x00b", "https://a\x1bb", "https://a\x7fb", "http://", "https:///path"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)
