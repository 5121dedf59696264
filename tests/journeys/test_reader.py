"""Somebody who works with a comparison: filters it, reads across countries and editions, takes files and cites."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from journeys.visits import Visitor

pytestmark = pytest.mark.browser

REVIEW = "/en/compare/constitutional-review/"

TYPES = {
    "csv": ("text/csv", b"comparison,edition,audience,country_code"),
    "json": ("application/json", b"{"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    "pdf": ("application/pdf", b"%PDF-"),
    "svg": ("image/svg+xml", b"<svg"),
    "png": ("image/png", b"\x89PNG"),
}
"""Suffix to media type and how such a file begins."""


def countries(visitor: Visitor) -> list[str]:
    """Codes of the countries in the table, in its order."""
    rows = visitor.page.locator("tbody tr[data-country]")
    return [str(code) for code in rows.evaluate_all("rows => rows.map(row => row.dataset.country)")]


def test_filters_stand_in_the_address(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(REVIEW)
    everyone = countries(visitor)
    assert len(everyone) == 27
    visitor.page.locator("#f-group").select_option("euro")
    visitor.page.wait_for_url("**group=euro*")
    euro = countries(visitor)
    assert "DE" in euro and "SE" not in euro
    visitor.page.locator("#f-value").select_option("constitutional_court")
    visitor.page.wait_for_url("**value=constitutional_court*")
    both = countries(visitor)
    assert set(both) < set(euro) and "IE" not in both
    visitor.page.locator("#f-mark").select_option("reliable")
    visitor.page.wait_for_url("**mark=reliable*")
    other = visit()
    other.go(visitor.path)
    assert countries(other) == countries(visitor), "the address says it all"
    visitor.follow("Clear filters")
    assert countries(visitor) == everyone


def test_a_list_of_comparisons_is_filtered(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go("/en/")
    visitor.page.locator("input[name=q]").fill("detention")
    visitor.press("Search")
    assert "q=detention" in visitor.path
    links = visitor.page.locator("main a[href*='/compare/']").evaluate_all(
        "found => found.map(a => a.pathname)"
    )
    assert "/en/compare/detention/" in links
    assert "/en/compare/prosecution/" not in links


def test_the_map_fills_the_panel(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(REVIEW)
    panel, page = visitor.page.locator("#country-panel"), visitor.page
    at_rest = panel.inner_text()
    page.locator("#map a.country[data-country=IE]").first.hover()
    panel.locator("h3", has_text="Ireland").wait_for()
    assert "Supreme court" in panel.inner_text()
    page.locator("#map a.country[data-country=BG]").first.focus()
    panel.locator("h3", has_text="Bulgaria").wait_for()
    assert "Constitutional court" in panel.inner_text()
    assert panel.locator(".src a").get_attribute("href") == page.locator("#bg .src a").get_attribute("href")
    page.keyboard.press("Escape")
    page.mouse.move(1, 1)
    page.locator("h1").click()
    assert panel.inner_text() == at_rest


def test_one_question_and_one_answer(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(REVIEW)
    visitor.follow("Established")
    assert visitor.path == f"{REVIEW}questions/established/"
    assert "1991" in visitor.page.locator("tr[data-country=BG]").inner_text()
    visitor.page.locator("tr[data-country=BG] th a").click()
    assert visitor.path == f"{REVIEW}questions/established/bg/"
    assert visitor.says("1991") and visitor.says("version 1")
    for mark in ("Up to date", "Objective", "Reliable", "Comparable"):
        assert visitor.says(mark)
    visitor.page.locator("nav a[rel=next]").click()
    assert visitor.path == f"{REVIEW}questions/established/hr/"


def test_all_questions(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(f"{REVIEW}?questions=all")
    table = visitor.page.locator("main table").first
    assert table.locator("thead th").count() == 1 + 9
    assert table.locator("tbody tr").count() == 27


def test_editions_stay(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(REVIEW)
    visitor.follow("edition 1")
    assert visitor.path == f"{REVIEW}editions/"
    visitor.follow("Edition 1")
    assert visitor.path == f"{REVIEW}editions/1/"
    assert len(countries(visitor)) == 27
    assert visitor.go(f"{REVIEW}editions/2/").status == 404
    visitor.go(f"{REVIEW}editions/1/")
    citation = visitor.page.locator("#citation").inner_text()
    assert f"{visitor.site}{REVIEW}editions/1/" in citation and "Edition 1" in citation


def test_files_are_what_they_say(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go(REVIEW)
    links = visitor.page.locator("main .dl a").evaluate_all("found => found.map(a => a.href)")
    offered = {str(link).partition("?")[0].rpartition(".")[2]: str(link) for link in links}
    assert set(offered) == set(TYPES)
    for suffix, (media_type, beginning) in TYPES.items():
        response = visitor.context.request.get(offered[suffix])
        assert response.status == 200, suffix
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert response.body().removeprefix(b"\xef\xbb\xbf").lstrip().startswith(beginning), suffix
        called = response.headers.get("content-disposition", "")
        assert f'filename="constitutional-review-edition-1-en.{suffix}"' in called or suffix in (
            "svg",
            "png",
        ), called


def test_the_page_and_its_file_agree(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go("/en/compare/labour-access/questions/waiting_months/")
    shown = " ".join(str(visitor.page.locator("tr[data-country=BG] td").first.inner_text()).split())
    body = visitor.context.request.get(f"{visitor.site}/api/v1/comparisons/labour-access/grid").text()
    assert json.loads(body)
    rows = visitor.context.request.get(f"{visitor.site}/en/compare/labour-access.csv").text().splitlines()
    row = next(line for line in rows if ",BG," in line and ",waiting_months," in line)
    assert shown.split()[0] in row.split(","), (shown, row)


def test_a_country_gathers_what_is_known(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go("/en/countries/")
    visitor.page.locator("main a[href='/en/countries/bg/']").first.click()
    assert visitor.page.locator("h1").inner_text() == "Bulgaria"
    assert visitor.says("Constitutional court")
    assert visitor.page.locator("main a[href*='/compare/']").count() >= 10
