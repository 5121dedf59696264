"""The small scripts in a real browser: what they add, and that they lose nothing.

The pages are pieces written here and answered without a server; the journeys drive the real ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Request, Route, sync_playwright

import comparanda

pytestmark = pytest.mark.browser

STATIC = Path(comparanda.__file__).parent / "site" / "static" / "site"
SITE = "http://comparanda.test"
PAUSE_MS = 1500

WRITING = """<p data-autosave-state></p>
<form method="post" action="/next" data-autosave="/save" data-autosave-failed="Not saved yet"
  data-autosave-conflict="Compare both texts">
<input type="hidden" name="csrfmiddlewaretoken" value="token"><input type="hidden" name="base_version" value="1">
<textarea name="note"></textarea><button>Next</button></form>"""

MAP = """<style>a{display:block}</style>
<svg viewBox="0 0 20 10" width="400" height="200"><g role="list">
<a class="country k1" data-country="AT" href="/at/" aria-label="Austria: yes"><path d="M0 0h9v9h-9z"/></a>
<a class="country k2" data-country="BG" href="/bg/" aria-label="Bulgaria: no"><path d="M10 0h9v9h-9z"/></a></g></svg>
<div id="country-panel">Choose a country.</div>
<table><tr data-country="AT"><th><a href="/at/">Austria</a></th><td><span class="val">yes</span></td>
<td><p class="note">Since 1920.</p></td><td><span class="marks">m</span><span class="src">law</span></td></tr>
<tr data-country="BG"><th><a href="/bg/">Bulgaria</a></th><td><span class="val">no</span></td></tr></table>"""

FILTERS = """<form class="filters" method="get"><select name="group"><option value="">all</option>
<option value="eu">EU</option></select><input type="hidden" name="mark" value=""><button>Filter</button></form>
<div data-results>%s</div>"""


class Site:
    """Answers the browser's requests. ``on_save`` says how a save is answered; ``saves`` and ``sent`` keep what came."""

    def __init__(self, page: Page, body: str, script: str) -> None:
        self.page, self.body, self.script = page, body, script
        self.saves: list[dict[str, str]] = []
        self.sent: list[dict[str, str]] = []
        self.on_save = self.saved
        self.delay_ms = 0
        page.route("**/*", self.answer)

    def open(self, address: str = "/") -> None:
        self.page.goto(SITE + address)

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == f"/{self.script}":
            route.fulfill(path=STATIC / self.script, content_type="text/javascript")
        elif path == "/save":
            self.saves.append(fields(route.request))
            self.page.wait_for_timeout(self.delay_ms)
            self.on_save(route)
        elif route.request.method == "POST":
            self.sent.append(fields(route.request))
            route.fulfill(body="next question", content_type="text/html")
        else:
            body = self.body.replace("%s", urlsplit(route.request.url).query or "everything")
            html = f"<!doctype html><title>t</title>{body}<script type=module src=/{self.script}></script>"
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    def saved(self, route: Route) -> None:
        count = len(self.saves)
        route.fulfill(json={"saved": True, "message": f"Saved {count}", "version": count + 1})

    def state(self) -> str:
        return self.page.inner_text("[data-autosave-state]")

    def version(self) -> str:
        return self.page.input_value("[name=base_version]")


def fields(request: Request) -> dict[str, str]:
    """The fields of a posted form, urlencoded or multipart."""
    body = request.post_data or ""
    if "multipart" not in request.headers["content-type"]:
        return {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    boundary = "--" + request.headers["content-type"].split("boundary=")[1]
    parts = (part.strip("\r\n").split("\r\n\r\n", 1) for part in body.split(boundary)[1:-1])
    return {part[0].split('name="')[1].split('"')[0]: part[1] if len(part) > 1 else "" for part in parts}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
        except Error as error:
            pytest.skip(f"no Chromium to drive: {error.message.splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []


def test_autosave_takes_over_message_and_version(page: Page) -> None:
    site = Site(page, WRITING, "autosave.js")
    site.open()
    page.fill("textarea", "До 18 месеца")
    page.wait_for_function("document.querySelector('[data-autosave-state]').textContent === 'Saved 1'")
    assert site.saves == [{"csrfmiddlewaretoken": "token", "base_version": "1", "note": "До 18 месеца"}]
    assert site.version() == "2"


def test_autosave_without_a_connection_says_so_and_tries_again(page: Page) -> None:
    site = Site(page, WRITING, "autosave.js")
    site.on_save = lambda route: route.abort()
    site.open()
    page.fill("textarea", "text")
    page.wait_for_function("document.querySelector('[data-autosave-state]').textContent === 'Not saved yet'")
    site.on_save = site.saved
    page.wait_for_function("document.querySelector('[data-autosave-state]').textContent === 'Saved 2'")
    assert [save["note"] for save in site.saves] == ["text", "text"]


def test_autosave_of_a_text_saved_by_another_leads_to_both(page: Page) -> None:
    site = Site(page, WRITING, "autosave.js")
    site.on_save = lambda route: route.fulfill(
        status=409, json={"saved": False, "message": "Somebody saved meanwhile.", "url": "/both/"}
    )
    site.open()
    page.fill("textarea", "mine")
    link = page.wait_for_selector("[data-autosave-state] a")
    assert link is not None
    assert (link.inner_text(), link.get_attribute("href")) == ("Compare both texts", "/both/")
    page.fill("textarea", "mine, longer")
    page.wait_for_timeout(PAUSE_MS + 500)
    assert [save["note"] for save in site.saves] == ["mine"]
    assert site.version() == "1"


def test_sending_during_a_save_waits_for_its_version(page: Page) -> None:
    site = Site(page, WRITING, "autosave.js")
    site.delay_ms = 800
    site.open()
    page.fill("textarea", "text")
    with page.expect_request("**/save"):
        pass
    page.click("button")
    page.wait_for_url("**/next")
    assert [(sent["base_version"], sent["note"]) for sent in site.sent] == [("2", "text")]


def test_leaving_with_unsaved_text_warns(page: Page) -> None:
    site = Site(page, WRITING, "autosave.js")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    site.open()
    page.click("textarea")
    page.keyboard.type("text")
    page.reload()
    assert dialogs == ["beforeunload"]


def panel(page: Page) -> str:
    return " ".join(page.inner_text("#country-panel").split())


def test_focus_on_the_map_shows_the_country_and_marks_its_row(page: Page) -> None:
    Site(page, MAP, "map.js").open()
    page.focus("a[data-country=AT]")
    assert panel(page) == "Austria yes Since 1920. m law"
    assert page.get_attribute("tr[data-country=AT]", "class") == "selected"
    page.focus("a[data-country=BG]")
    assert panel(page) == "Bulgaria no"
    assert page.get_attribute("tr[data-country=AT]", "class") == ""


def test_row_under_the_pointer_marks_the_map(page: Page) -> None:
    Site(page, MAP, "map.js").open()
    page.hover("tr[data-country=BG] td")
    assert page.get_attribute("a[data-country=BG]", "class") == "country k2 selected"
    page.mouse.move(1, 700)
    assert page.get_attribute("a[data-country=BG]", "class") == "country k2"
    assert panel(page) == "Choose a country."


def test_first_click_holds_second_opens_escape_lets_go(page: Page) -> None:
    Site(page, MAP, "map.js").open()
    page.click("a[data-country=BG] path")
    page.mouse.move(1, 700)
    assert (panel(page), urlsplit(page.url).fragment) == ("Bulgaria no", "bg")
    page.keyboard.press("Escape")
    assert (panel(page), urlsplit(page.url).fragment) == ("Choose a country.", "")
    page.click("a[data-country=BG] path")
    page.click("a[data-country=BG] path")
    assert urlsplit(page.url).path == "/bg/"


def test_enter_on_the_map_opens_at_once(page: Page) -> None:
    Site(page, MAP, "map.js").open()
    page.focus("a[data-country=AT]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/")


def test_country_in_the_address_is_shown(page: Page) -> None:
    Site(page, MAP, "map.js").open("/#at")
    assert panel(page) == "Austria yes Since 1920. m law"


def test_filter_replaces_results_and_keeps_the_focus(page: Page) -> None:
    Site(page, FILTERS, "filters.js").open()
    page.focus("select")
    page.select_option("select", "eu")
    page.wait_for_function("document.querySelector('[data-results]').textContent === 'group=eu'")
    assert urlsplit(page.url).query == "group=eu"
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
