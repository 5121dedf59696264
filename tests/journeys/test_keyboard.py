"""By keyboard alone: Tab, Enter, Space, arrows and letters; every stop shows that it is one, and none holds a visitor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from journeys.visits import Visitor

pytestmark = pytest.mark.browser

MOST_STOPS = 400
"""More than any page has: whoever has pressed Tab so often walks in circles."""

STOP = """() => {
    const here = document.activeElement;
    if (!here || here === document.body || here === document.documentElement) return null;
    window.stopsMet ??= new Map();
    if (!window.stopsMet.has(here)) window.stopsMet.set(here, window.stopsMet.size);
    const outlined = (node) => {
        const style = node && getComputedStyle(node);
        return Boolean(style) && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    };
    const drawn = here.matches("svg a") && [here, ...here.children].some((node) => {
        const style = getComputedStyle(node);
        return style.stroke !== "none" && parseFloat(style.strokeWidth) >= 2;
    });
    // The browser's own control for a day has stops inside itself, which the browser itself outlines.
    const within = here.type === "date" && !here.matches(":focus-visible");
    const label = here.labels?.[0];
    const box = here.getBoundingClientRect();
    return {
        number: window.stopsMet.get(here),
        name: (here.getAttribute("aria-label") || label?.innerText || here.innerText || here.name || "").trim(),
        tag: here.tagName.toLowerCase(),
        shows: outlined(here) || outlined(here.closest("label")) || outlined(label) || drawn || within,
        seen: box.width > 0 && box.height > 0,
    };
}"""


class Walker:
    """A visitor without a mouse."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.keys = visitor, visitor.page.keyboard

    def stop(self) -> dict[str, Any] | None:
        """Where the keyboard is; ``None`` outside the page."""
        found = self.visitor.page.evaluate(STOP)
        if found is not None:
            where = f"{self.visitor.path}: {found['tag']} “{found['name'][:60]}”"
            assert found["shows"], f"{where} does not show that it has the focus"
            assert found["seen"], f"{where} cannot be seen and takes the focus"
        return found

    def reach(self, selector: str, name: str = "") -> Walker:
        """Presses Tab until the focus is on what ``selector`` says and, where given, what is called ``name``."""
        for _press in range(MOST_STOPS):
            self.keys.press("Tab")
            stop = self.stop()
            if stop is None:
                continue
            fits = self.visitor.page.evaluate("wanted => document.activeElement.matches(wanted)", selector)
            if fits and (not name or " ".join(stop["name"].split()).startswith(name)):
                return self
        raise AssertionError(f"{self.visitor.path}: no way by Tab to {selector} {name}")

    def press(self, key: str) -> Walker:
        self.keys.press(key)
        return self

    def enter(self, expected: str) -> Walker:
        """Presses Enter and waits for the address that it leads to, a regular expression."""
        self.keys.press("Enter")
        self.visitor.page.wait_for_url(re.compile(expected))
        return self

    def type(self, text: str) -> Walker:
        """Types over what stands in the field."""
        self.keys.press("Control+a")
        self.keys.type(text)
        return self

    def sign_in(self, username: str) -> Walker:
        self.visitor.go("/en/account/login/")
        return self.reach("button[name=username]", username).enter(r"/workspace/$")


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/bg/compare/constitutional-review/",
        "/en/compare/constitutional-review/?questions=all",
        "/en/compare/constitutional-review/questions/model/bg/",
        "/en/account/login/",
    ],
)
def test_a_page_is_walked_from_end_to_end(visit: Callable[..., Visitor], address: str) -> None:
    walker = Walker(visit())
    walker.visitor.go(address)
    met = []
    for _press in range(MOST_STOPS):
        walker.press("Tab")
        stop = walker.stop()
        if stop is None:
            break
        met.append(stop["number"])
    else:
        pytest.fail(f"{address}: Tab never leaves the page")
    assert met == sorted(set(met)), "every stop once"
    assert len(met) > 5
    walker.press("Shift+Tab")
    back = walker.stop()
    assert back is not None and back["number"] == met[-1], "and back again"


def test_a_newcomer(visit: Callable[..., Visitor]) -> None:
    walker = Walker(visit())
    walker.visitor.go("/")
    walker.press("Tab")
    first = walker.stop()
    assert first is not None and first["name"] == "Skip to content"
    walker.press("Enter")
    assert walker.visitor.path.endswith("#main")
    walker.reach("main h2 a", "Justice").enter("/themes/justice/$")
    walker.reach("main h2 a", "Who may strike down a law?").enter("/compare/constitutional-review/$")
    walker.reach("#map a.country", "Bulgaria:")
    panel = walker.visitor.page.locator("#country-panel")
    assert "Constitutional court" in panel.inner_text(), "the panel follows the keyboard"
    walker.enter("/questions/model/bg/$")
    walker.reach("ol.sources a").press("Enter")
    walker.visitor.page.wait_for_url(re.compile("^https://"))


def test_a_menu_closes_on_escape(visit: Callable[..., Visitor]) -> None:
    walker = Walker(visit())
    walker.sign_in("editor").reach("details.account > summary").press("Enter")
    menu = walker.visitor.page.locator("details.account")
    assert menu.get_attribute("open") is not None
    walker.reach("details.account a", "Profile").press("Escape")
    assert menu.get_attribute("open") is None
    stop = walker.stop()
    assert stop is not None and stop["tag"] == "summary", "the focus is back where the menu was opened"


def test_officers(visit: Callable[..., Visitor]) -> None:
    """Asked, answered, approved and submitted without a mouse."""
    asker = Walker(visit()).sign_in("fr.coordinator")
    asker.reach("main a", "Queries you ask").enter("/workspace/rounds/$")
    asker.reach("main a", "Ask the network").enter("/queries/new/$")
    asker.reach("[name=title]").type("Work of applicants, asked by keyboard")
    asker.reach("main button", "Begin").enter(r"/queries/(?!new/)[^/]+/$")
    asker.reach("[name=background_en]").type("The ministry prepares an amendment.")
    asker.reach("[name=topics][value=labour-migration]").press("Space")
    asker.reach("main button", "Nobody").enter("#respondents$")
    asker.reach("[name=invited][value=bg]").press("Space")
    asker.reach("main button", "Save and add a question").enter("/questions/new/$")
    asker.reach("[name=text_en]").type("May applicants work?")
    asker.reach("[name=short_en]").type("Work")
    asker.reach("main button", "Save the question").enter(r"/queries/[^/]+/(#questions)?$")
    assert asker.visitor.says("The question is saved.")
    asker.reach("main a", "Launch …").enter("/launch/$")
    asker.reach("main button", "Launch").enter(r"/workspace/rounds/\d{4}\.\d+/$")
    found = re.search(r"It is number (\d{4}\.\d+)\.", asker.visitor.text())
    assert found

    coordinator = Walker(visit()).sign_in("bg.coordinator")
    home = rf"/workspace/{re.escape(found[1])}/bg/$"
    coordinator.reach("main a", "Work of applicants, asked by keyboard").enter(home)
    coordinator.reach("main table a", "1. Work").enter("/q1/$")
    coordinator.reach("[name=value_value]").press("ArrowDown")
    assert coordinator.visitor.page.locator("[name=value_value][value=yes]").is_checked()
    coordinator.reach("[name=note]").type("After three months.")
    coordinator.reach("[name=as_of]").type("2026-05")
    coordinator.reach("main button", "Send to review").enter(home)
    coordinator.reach("main a", "1. Work").enter("/q1/$")
    coordinator.reach("main button", "Approve").press("Enter")
    coordinator.visitor.page.locator(".message", has_text="Approved.").wait_for()
    coordinator.reach("main a", found[1]).enter(home)
    coordinator.reach("main a", "Submit to the asker").enter("/submit/$")
    coordinator.reach("main button", "Submit").enter(home)
    asker.visitor.page.reload()
    assert asker.visitor.says("1 of 1 members have replied")
