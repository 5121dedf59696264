"""Countries, their names and the groups they are compared in."""

from __future__ import annotations

import pytest

from comparanda.kernel.country import (
    EFTA,
    EMN_MEMBERS,
    EMN_OBSERVERS,
    EU,
    EURO_AREA,
    EUROSTAT_CODES,
    GROUPS,
    KNOWN,
    SCHENGEN,
    country_name,
    sort_by_name,
)
from comparanda.kernel.error import ConfigurationError, ContentError, Place


def test_groups_have_the_members_that_law_gives_them() -> None:
    assert {name: len(countries) for name, (_, countries) in GROUPS.items()} == {
        "eu": 27,
        "emn": 26,
        "observers": 8,
        "schengen": 29,
        "euro": 21,
        "efta": 4,
    }
    assert {"BG", "HR"} <= EURO_AREA and not {"DK", "SE", "PL"} & EURO_AREA
    assert {"BG", "RO", "CH", "NO"} <= SCHENGEN and not {"IE", "CY"} & SCHENGEN
    assert {"DK"} == EU - EMN_MEMBERS
    assert not EMN_MEMBERS & EMN_OBSERVERS
    assert SCHENGEN - EU == EFTA


def test_every_country_of_a_group_is_known_and_named_in_both_languages() -> None:
    assert set().union(*(countries for _, countries in GROUPS.values())) <= KNOWN
    for code in KNOWN:
        assert country_name(code, "en") != code
        assert country_name(code, "bg") not in (code, country_name(code, "en"))


def test_greece_is_gr_except_where_sdmx_speaks() -> None:
    assert "GR" in EU and "EL" not in KNOWN
    assert EUROSTAT_CODES["GR"] == "EL"


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("BG", "bg", "България"),
        ("BG", "en", "Bulgaria"),
        ("BG", "de", "Bulgarien"),
        ("BG", "xx", "Bulgaria"),
        ("BG", "not a language", "Bulgaria"),
        ("BG", "", "Bulgaria"),
        ("QQ9", "en", "QQ9"),
    ],
)
def test_names(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name


def test_the_order_is_that_of_the_language() -> None:
    assert sort_by_name(["ES", "AT", "BG"], "en") == ["AT", "BG", "ES"]
    assert sort_by_name(["ES", "AT", "BG"], "bg") == ["AT", "BG", "ES"]
    assert sort_by_name(["DE", "GR", "HU"], "en") == ["DE", "GR", "HU"]
    assert sort_by_name(["HU", "DE", "GR"], "bg") == ["DE", "GR", "HU"]
    assert sort_by_name(["CZ", "HR"], "bg") == ["HR", "CZ"]


def test_errors_name_place_fault_and_remedy() -> None:
    assert str(ContentError(Place("a.csv", 3), "no such code", "add it")) == "a.csv:3: no such code (add it)"
    assert str(ContentError(Place("a.csv"), "empty")) == "a.csv: empty"
    assert str(ConfigurationError("X", "is wrong", "set it")) == "X: is wrong; set it"
