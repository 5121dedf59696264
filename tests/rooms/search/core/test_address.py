"""The state of a search in its address: nothing is lost on the way there and back, and nothing odd gets in."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.rooms.search.core.address import LAST_PAGE, MOST_CHOSEN, Address, page_numbers

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def read(address: Address) -> Address:
    return Address.of(parse_qs(address.query.removeprefix("?")))


@given(
    text=TEXT,
    countries=st.lists(st.sampled_from(["BG", "FR", "DE"]), unique=True),
    years=st.lists(st.integers(1990, 2030).map(str), unique=True, max_size=4),
    page=st.integers(1, LAST_PAGE),
)
def test_an_address_is_read_as_it_was_written(
    text: str, countries: list[str], years: list[str], page: int
) -> None:
    chosen = {"country": tuple(countries), "year": tuple(years)}
    address = Address(text, {facet: values for facet, values in chosen.items() if values}, page)

    assert read(address) == address


def test_the_empty_search_has_no_query_string() -> None:
    assert Address().query == ""
    assert Address.of({}) == Address()


@pytest.mark.parametrize(
    ("given", "page"),
    [("2", 2), ("0", 1), ("-1", 1), ("two", 1), ("", 1), ("٣", 1), ("1e3", 1), ("9" * 9, LAST_PAGE), ("9" * 5000, 1)],
)  # fmt: skip
def test_a_page_is_a_number_or_the_first(given: str, page: int) -> None:
    assert Address.of({"page": [given]}).page == page


@pytest.mark.parametrize(
    ("facet", "value"),
    [("kind", "<script>"), ("country", "Bulgaria"), ("topic", "../x"), ("year", "20256"), ("year", "MMXX"),
     ("language", "de_AT"), ("kind", ""), ("topic", "a" * 121)],
)  # fmt: skip
def test_what_cannot_be_a_value_of_its_facet_is_let_go(facet: str, value: str) -> None:
    assert Address.of({facet: [value]}).chosen == {}


def test_countries_are_read_in_small_letters_too_and_each_value_once() -> None:
    assert Address.of({"country": ["bg", "BG", "fr"]}).chosen == {"country": ("BG", "FR")}


def test_more_values_than_anybody_chooses_are_not_looked_at() -> None:
    years = [str(year) for year in range(1000, 1000 + 2 * MOST_CHOSEN)]

    assert len(Address.of({"year": years}).chosen["year"]) == MOST_CHOSEN


def test_a_choice_taken_back_leads_to_the_first_page_of_what_is_left() -> None:
    address = Address("work", {"country": ("BG", "FR"), "year": ("2024",)}, 3)

    assert address.without("country", "BG") == Address("work", {"country": ("FR",), "year": ("2024",)})
    assert address.without("year", "2024") == Address("work", {"country": ("BG", "FR")})
    assert address.unfiltered() == Address("work")
    assert address.asking("wage") == Address("wage", {"country": ("BG", "FR"), "year": ("2024",)})


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [
        (1, 0, []),
        (1, 1, []),
        (1, 2, [1, 2]),
        (1, 20, [1, 2, 3, None, 20]),
        (4, 20, [1, 2, 3, 4, 5, 6, None, 20]),
        (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_pages_shown_are_the_ends_and_those_around(
    current: int, last: int, numbers: list[int | None]
) -> None:
    assert page_numbers(current, last) == numbers
