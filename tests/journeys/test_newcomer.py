"""Somebody who comes for the first time: from ``/`` to one answer and its source, in either language, on any screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from journeys.visits import Visitor

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
COMPARISON = "/compare/constitutional-review/"
ANSWER = f"{COMPARISON}questions/model/bg/"


@dataclass(frozen=True)
class Tongue:
    """What the content says in one language."""

    code: str
    locale: str
    theme: str
    headline: str
    country: str
    answer: str


TONGUES = (
    Tongue("en", "en-GB", "Justice", "Who may strike down a law?", "Bulgaria", "Constitutional court"),
    Tongue(
        "bg",
        "bg-BG",
        "Правосъдие",
        "Кой може да обяви закон за противоконституционен?",
        "България",
        "Конституционен съд",
    ),
)

PAGE_TYPES = (
    "/",
    "/about/",
    "/about/method/",
    "/about/data/",
    "/about/accessibility/",
    "/about/privacy/",
    "/compare/",
    COMPARISON,
    f"{COMPARISON}?questions=all",
    "/compare/labour-access/questions/waiting_months/",
    "/compare/constitutions/questions/adopted/",
    ANSWER,
    f"{COMPARISON}editions/",
    f"{COMPARISON}editions/1/",
    "/countries/",
    "/countries/bg/",
    "/themes/",
    "/themes/justice/",
    "/account/login/",
    "/account/password/reset/",
    "/there-is-no-such-page/",
)


def to_the_theme(visitor: Visitor, tongue: Tongue) -> None:
    """``/`` leads to the reader's language; the home page leads to the theme and the theme to the comparison."""
    visitor.go("/")
    assert visitor.path == f"/{tongue.code}/"
    assert visitor.page.locator("html").get_attribute("lang") == tongue.code
    visitor.page.locator("main h2 a", has_text=tongue.theme).click()
    assert visitor.path == f"/{tongue.code}/themes/justice/"
    visitor.follow(tongue.headline)
    assert visitor.path == f"/{tongue.code}{COMPARISON}"
    assert visitor.page.locator("h1").inner_text() == tongue.headline


def read_the_answer(visitor: Visitor, tongue: Tongue) -> None:
    """One answer says its value and leads to its source."""
    assert visitor.path == f"/{tongue.code}{ANSWER}"
    assert visitor.page.locator("h1").inner_text() == tongue.country
    assert visitor.page.locator(".answer-value").inner_text().strip() == tongue.answer
    source = visitor.page.locator("ol.sources a").first
    address = str(source.get_attribute("href"))
    assert address.startswith("https://")
    source.click()
    visitor.page.wait_for_url(address)
    assert visitor.beyond == [address], "one click, and nothing was fetched from beyond the site before it"


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
def test_from_home_to_a_source(visit: Callable[..., Visitor], tongue: Tongue) -> None:
    visitor = visit(locale=tongue.locale)
    to_the_theme(visitor, tongue)
    country = visitor.page.locator("#map a.country[data-country=BG]")
    assert str(country.get_attribute("aria-label")).startswith(f"{tongue.country}: {tongue.answer}")
    country.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**{ANSWER}")
    read_the_answer(visitor, tongue)


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
def test_without_scripts(visit: Callable[..., Visitor], tongue: Tongue) -> None:
    visitor = visit(locale=tongue.locale, scripts=False, **PHONE)
    to_the_theme(visitor, tongue)
    row = visitor.page.locator("tr[data-country=BG]")
    assert tongue.answer in row.inner_text()
    row.locator("th a").click()
    read_the_answer(visitor, tongue)


def test_filters_without_scripts(visit: Callable[..., Visitor]) -> None:
    visitor = visit(scripts=False)
    visitor.go(f"/en{COMPARISON}")
    visitor.page.locator("#f-value").select_option("supreme_court")
    visitor.press("Filter")
    assert "value=supreme_court" in visitor.path
    assert [str(name).strip() for name in visitor.page.locator("tbody th").all_inner_texts()] == ["Ireland"]


def test_the_other_language_is_the_same_page(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(f"/en{ANSWER}")
    visitor.page.locator("header .right a[hreflang=bg]").click()
    assert visitor.path == f"/bg{ANSWER}"
    assert visitor.page.locator("h1").inner_text() == "България"


@pytest.mark.parametrize("language", ["en", "bg"])
def test_nothing_overflows_a_phone(visit: Callable[..., Visitor], language: str) -> None:
    visitor = visit(**PHONE)
    wide = []
    for address in PAGE_TYPES:
        visitor.go(f"/{language}{address}")
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append(f"/{language}{address} is {width} px wide")
    assert not wide, "\n".join(wide)
