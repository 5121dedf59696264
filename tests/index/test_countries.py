"""Countries named in texts and queries."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from comparanda.index.core.tokens import tokens
from comparanda.index.countries import BESIDE, countries_in

MEMBERS = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
).split()  # fmt: skip
LANGUAGES = ["bg", "en", "fr", "de", "el"]


def named(
    text: str, language: str, lemmas: Mapping[str, str] | None = None, *, typed: bool = False
) -> list[tuple[str, str]]:
    """Each stretch of the text that names a country, with the country's token."""
    found = countries_in(text, list(tokens(text)), lemmas or {}, language, typed=typed)
    return [(text[one.start : one.end], one.token) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_member_state_is_found_by_its_name(language: str) -> None:
    names = Locale.parse(language).territories

    for code in MEMBERS:
        name = names[code]
        assert named(f"A {name}.", language) == [(name, f"country:{code}")]
        assert named(name.lower(), language, typed=True) == [(name.lower(), f"country:{code}")]


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [(language, name, code) for language, names in BESIDE.items() for name, code in names.items()],
)
def test_other_names_are_found_too(language: str, name: str, code: str) -> None:
    assert named(name, language, typed=True)[0][1] == f"country:{code}"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Germany and France", "en", [("Germany", "country:DE"), ("France", "country:FR")]),
        ("the Czech Republic, the UK", "en", [("Czech Republic", "country:CZ"), ("UK", "country:GB")]),
        ("North Macedonia", "en", [("North Macedonia", "country:MK")]),
        ("Democratic Republic of the Congo", "en", [("Democratic Republic of the Congo", "country:CD")]),
        ("GERMANY", "en", [("GERMANY", "country:DE")]),
        ("European Union", "en", []),
        ("German law", "en", []),
        ("Deutschland", "en", []),
        ("Germany", "xx", []),
        ("Germany", "not a language", []),
        ("", "en", []),
    ],
)
def test_names_in_a_text(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert named(text, language) == expected


def test_in_a_text_a_name_has_a_capital_and_in_a_query_it_need_not() -> None:
    assert named("мали групи", "bg") == []
    assert named("мали", "bg", typed=True) == [("мали", "country:ML")]
    assert named("Мали", "bg") == [("Мали", "country:ML")]


def test_an_inflected_name_is_found_by_its_lemma() -> None:
    assert named("w Niemczech", "pl") == []
    assert named("w Niemczech", "pl", {"niemczech": "niemcy"}) == [("Niemczech", "country:DE")]


@given(
    st.lists(
        st.sampled_from(
            ["Germany", "united", "Kingdom", "States", "of", "America", "Czech", "Republic", ",", "мали"]
        ),
        max_size=10,
    ).map(" ".join),
    st.sampled_from(["en", "bg"]),
    st.booleans(),
)
def test_names_lie_in_the_text_beside_each_other(text: str, language: str, typed: bool) -> None:
    cut = list(tokens(text))

    found = list(countries_in(text, cut, {}, language, typed=typed))

    assert {one.start for one in found} <= {token.start for token in cut}
    assert {one.end for one in found} <= {token.end for token in cut}
    assert all(one.end <= other.start for one, other in pairwise(found))
