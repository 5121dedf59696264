"""A person at a browser: goes to pages, clicks what is written, signs in. Leaves out what a journey expects to see."""

from __future__ import annotations

import re
from typing import Any

PATIENCE_MS = 30_000
"""A lost step must end some day; nothing is measured by it."""


class Visitor:
    """One person with one browser window. ``page`` is Playwright's own.

    Addresses are given from the root of the site, e.g. ``/en/compare/``. Addresses beyond the site are answered
    with an empty page, so that a link out can be followed where there is no network; ``beyond`` lists them.
    """

    def __init__(
        self,
        browser: Any,
        site: str,
        *,
        locale: str = "en-GB",
        width: int = 1280,
        height: int = 900,
        scripts: bool = True,
        dark: bool = False,
    ) -> None:
        self.site = site
        self.faults: list[str] = []
        self.beyond: list[str] = []
        self.context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.route(lambda address: not address.startswith(site), self._answer_beyond)
        self.page = self.new_window()

    def new_window(self) -> Any:
        """A further window of the same person."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page.url, said.text))
        return page

    def _heard(self, address: str, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.faults.append(f"{address}: {text}")

    def _answer_beyond(self, route: Any) -> None:
        self.beyond.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Beyond</title>")

    def leave(self) -> None:
        self.context.close()

    def go(self, address: str) -> Any:
        """Opens a page of the site and returns Playwright's response."""
        return self.page.goto(self.site + address)

    @property
    def path(self) -> str:
        """Where the visitor is, from the root of the site, with what follows ``?`` and ``#``."""
        return str(self.page.url).removeprefix(self.site)

    def sign_in(self, username: str, language: str = "en") -> Visitor:
        """One click on a demo account."""
        self.go(f"/{language}/account/login/")
        self.page.get_by_role("button", name=username, exact=True).click()
        self.page.wait_for_url(re.compile(r"/workspace/$"))
        return self

    def press(self, name: str, within: Any = None) -> None:
        """Presses the button called ``name``; where that leads to a page, waits until all of it is there."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, name: str, within: Any = None) -> None:
        """Follows the link called ``name`` and waits until all of the page is there."""
        (within or self.page).get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def unfold(self, name: str, within: Any = None) -> None:
        """Opens the fold whose heading begins with ``name``."""
        (within or self.page).locator("summary", has_text=name).first.click()

    def pick(self, name: str, value: str) -> None:
        """Chooses one radio button by the name of its field, as a person does: by its label."""
        self.page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()

    def text(self) -> str:
        """What the page says."""
        return str(self.page.locator("main").inner_text())

    def says(self, words: str) -> bool:
        """Whether the page says this, whatever its line breaks and small letters."""
        return " ".join(words.split()).casefold() in " ".join(self.text().split()).casefold()
