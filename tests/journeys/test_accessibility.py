"""axe-core on every page type, in both languages, signed out and signed in, light and, for a third of them, dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from journeys.asking import PLAIN_QUESTIONS, approve, draft, fill_answer, launch, picked, value, write_answer
from journeys.visits import Visitor

pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERY_THIRD = 3

WORDS = (
    "/glossary/",
    "/glossary/?view=tree&language=fr",
    "/glossary/family-reunification/",
    "/glossary/releases/",
    "/glossary/releases/1/",
    "/search/",
    "/search/?q=detention",
    "/search/?q=zzxxqqvv",
    "/compare/labour-access/questions/waiting_months/dk/",
)
EDITORS = (
    "/workspace/glossary/",
    "/workspace/glossary/?field=definition&language=bg",
    "/workspace/glossary/concepts/",
    "/workspace/glossary/concepts/asylum/",
    "/workspace/glossary/proposals/",
    "/workspace/glossary/import/",
    "/workspace/glossary/releases/",
)
PUBLIC = (
    "/",
    "/about/",
    "/about/method/",
    "/about/data/",
    "/about/accessibility/",
    "/about/privacy/",
    "/compare/",
    "/compare/?q=nothing+has+this+name",
    "/compare/constitutional-review/",
    "/compare/constitutional-review/?questions=all",
    "/compare/constitutional-review/?group=benelux&mark=objective",
    "/compare/labour-access/questions/waiting_months/",
    "/compare/constitutional-review/questions/established/",
    "/compare/constitutional-review/questions/model/bg/",
    "/compare/constitutional-review/editions/",
    "/compare/constitutional-review/editions/1/",
    "/countries/",
    "/countries/bg/",
    "/themes/",
    "/themes/justice/",
    "/account/login/",
    "/account/password/reset/",
    "/there-is-no-such-page/",
)


@dataclass
class Office:
    """Addresses without their language, by who may open them; each list ends with what a released query adds for all."""

    coordinator: list[str] = field(default_factory=list)
    asker: list[str] = field(default_factory=list)
    everyone: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def office(chromium: Any, site: str) -> Iterator[Office]:
    """A query with an answer approved, one in conflict, one returned, a refusal, messages and editions; and a draft."""
    asker, coordinator, labour, germany = (
        Visitor(chromium, site).sign_in(name)
        for name in ("fr.coordinator", "bg.coordinator", "bg.labour", "de.coordinator")
    )
    draft(asker, "Work of applicants", PLAIN_QUESTIONS, ["bg", "de", "no"])
    number = launch(asker)
    desk, home = f"/workspace/rounds/{number}/", f"/workspace/{number}/bg/"

    write_answer(labour, number, "q1", picked("yes"), "After three months.")
    approve(coordinator, number, "q1")
    labour.go(f"/en{home}q2/")
    coordinator.go(f"/en{home}q2/")
    for visitor, choice in ((labour, "ministry"), (coordinator, "other")):
        fill_answer(visitor, picked(choice), f"Written by {choice}.")
        visitor.press("Save")
    conflict = coordinator.path.removeprefix("/en")
    assert "/conflict/" in conflict
    write_answer(coordinator, number, "q3", value("An address."))
    coordinator.go(f"/en{home}q3/")
    coordinator.unfold("Return with a comment")
    coordinator.page.locator("[name=comment]").fill("Please name the article.")
    coordinator.press("Return with this comment")
    coordinator.go(f"/en{home}submit/")
    coordinator.press("Submit with gaps")
    germany.go(f"/en/workspace/{number}/de/")
    germany.unfold("Decline with a reason")
    germany.page.locator("[name=reason]").fill("Nobody in charge until autumn.")
    germany.press("Decline this query")
    asker.go(f"/en{desk}respondents/bg/")
    asker.page.locator("[name=clarify-text]").fill("From which day?")
    asker.press("Send")
    asker.go(f"/en{desk}")
    asker.press("Close the query")
    asker.press("Release edition 1 to the network")
    asker.press("Release public edition 1")
    assert asker.says("Public edition 1 is out")
    slug = draft(asker, "Ad hoc query on fees", PLAIN_QUESTIONS[:2], ["bg"])
    coordinator.go("/en/outbox/")
    letter = str(coordinator.page.locator("tbody a").first.get_attribute("href")).removeprefix("/en")
    for visitor in (asker, coordinator, labour, germany):
        visitor.leave()

    query = f"/workspace/queries/{slug}/"
    yield Office(
        coordinator=[
            "/workspace/",
            home,
            f"{home}q1/",
            f"{home}q1/?new=1",
            f"{home}q1/history/",
            f"{home}q2/",
            conflict,
            f"{home}q3/",
            f"{home}print/",
            f"{home}submit/",
            "/workspace/team/",
            "/workspace/team/bg/",
            "/workspace/team/bg/invite/",
            "/workspace/team/bg/people/bg.labour/",
            "/workspace/profile/",
            "/workspace/log/",
            "/outbox/",
            letter,
            "/account/2fa/",
            "/account/password/change/",
            "/account/email/",
            "/account/logout/",
        ],
        asker=[
            "/workspace/rounds/",
            desk,
            f"{desk}respondents/bg/",
            f"{desk}respondents/de/",
            f"{desk}respondents/no/",
            "/workspace/queries/new/",
            query,
            f"{query}questions/new/",
            f"{query}questions/q2/",
            f"{query}questions/q1/remove/",
            f"{query}preview/",
            f"{query}launch/",
            f"/compare/{number}/?audience=network",
        ],
        everyone=[
            f"/compare/{number}/",
            f"/compare/{number}/?questions=all",
            f"/compare/{number}/questions/q1/bg/",
            f"/compare/{number}/questions/q1/de/",
            f"/compare/{number}/editions/",
        ],
    )


def violations(visitor: Visitor, where: str) -> list[str]:
    """What axe finds wrong on the page that the visitor looks at, one line an element."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(visitor.page, options=options).response["violations"]
    return [
        f"{where}: {fault['id']} ({fault['help']}): {' '.join(map(str, node['target']))}: "
        f"{node['html'][:160]} {(node.get('failureSummary') or '')[:240]!r}"
        for fault in found
        for node in fault["nodes"][:3]
    ]


def look_at(visitor: Visitor, language: str, addresses: list[str]) -> list[str]:
    """Opens every page; every third is looked at once more in the dark."""
    found = []
    for place, address in enumerate(addresses):
        response = visitor.go(f"/{language}{address}")
        expected = 404 if "no-such-page" in address else 200
        assert response.status == expected, f"/{language}{address} answers {response.status}"
        visitor.page.evaluate(
            "document.querySelectorAll('main details').forEach(fold => { fold.open = true })"
        )
        found += violations(visitor, f"/{language}{address}")
        if place % EVERY_THIRD == (0 if language == "en" else 1):
            visitor.page.emulate_media(color_scheme="dark")
            found += violations(visitor, f"/{language}{address} in the dark")
            visitor.page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("language", ["en", "bg"])
def test_pages_for_everyone(visit: Callable[..., Visitor], language: str) -> None:
    found = look_at(visit(), language, list(PUBLIC))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "bg"])
def test_pages_of_words(visit: Callable[..., Visitor], language: str) -> None:
    found = look_at(visit(), language, list(WORDS))
    found += look_at(visit().sign_in("editor"), language, list(EDITORS))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "bg"])
def test_pages_of_officers(visit: Callable[..., Visitor], office: Office, language: str) -> None:
    found = look_at(visit(), language, office.everyone)
    found += look_at(visit().sign_in("bg.coordinator"), language, office.coordinator)
    found += look_at(visit().sign_in("fr.coordinator"), language, office.asker)
    assert not found, "\n".join(found)


def test_pages_with_faults(visit: Callable[..., Visitor], office: Office) -> None:
    """A refused form is a page of its own kind."""
    found = []
    stranger = visit()
    stranger.go("/en/account/login/")
    stranger.page.locator("[name=login]").fill("nobody")
    stranger.page.locator("[name=password]").fill("wrong")
    stranger.page.locator("form:has([name=password]) button").click()
    found += violations(stranger, "sign-in refused")
    coordinator = visit().sign_in("bg.coordinator")
    coordinator.go("/en" + next(address for address in office.coordinator if address.endswith("q3/")))
    for name in ("value_value", "as_of"):
        coordinator.page.locator(f"[name={name}]").fill("")
    coordinator.press("Send to review")
    assert coordinator.says("Some fields need a look.")
    found += violations(coordinator, "answer refused")
    asker = visit().sign_in("fr.coordinator")
    asker.go("/en" + next(address for address in office.asker if address.endswith("questions/new/")))
    asker.page.locator("[name=p0-type]").select_option("choice")
    asker.press("Save the question")
    found += violations(asker, "question refused")
    assert not found, "\n".join(found)


def test_a_phone(visit: Callable[..., Visitor]) -> None:
    """Where menus fold and tables become cards, the same rules hold."""
    visitor = visit(width=390, height=844)
    found = []
    for address in ("/en/", "/bg/compare/labour-access/", "/en/compare/constitutional-review/?questions=all"):
        visitor.go(address)
        visitor.page.locator("details.burger > summary").click()
        found += violations(visitor, f"{address} at 390 px")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("dark", [False, True])
def test_words_on_a_phone(visit: Callable[..., Visitor], dark: bool) -> None:
    """The tree, a concept with its picture, a definition that shows, results; and the editors' grid."""
    reader, editor = (visit(width=390, height=844, dark=dark) for _each in range(2))
    editor.sign_in("editor")
    found = []
    for visitor, address in (
        (reader, "/bg/glossary/?view=tree&language=de"),
        (reader, "/bg/glossary/family-reunification/"),
        (reader, "/bg/search/?q=asylum"),
        (reader, "/bg/compare/labour-access/questions/waiting_months/dk/"),
        (editor, "/bg/workspace/glossary/"),
    ):
        visitor.go(address)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, address
        visitor.page.evaluate(
            "document.querySelectorAll('main details').forEach(fold => { fold.open = true })"
        )
        for term in visitor.page.locator(".term-in-text > a").all()[:2]:
            term.focus()
            place = term.locator("xpath=following-sibling::*[contains(@class, 'tip')]").bounding_box()
            assert place and place["x"] >= 0 and place["x"] + place["width"] <= 390, place
        found += violations(visitor, f"{address} at 390 px")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, f"{address} unfolded"
    assert not found, "\n".join(found)


def test_words_under_way(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    """A dry run, a proposal as its own editor and as the second one sees it, the grid while it waits, one withdrawn."""
    editor, second = visit().sign_in("editor"), visit().sign_in("editor.words")
    file = tmp_path / "words.csv"
    file.write_text("concept,language,kind,label\nasylum,mt,preferred,ażil fl-Unjoni\n", encoding="utf-8")
    editor.go("/en/workspace/glossary/import/")
    editor.page.set_input_files("[name=file]", str(file))
    editor.press("See what would change")
    found = violations(editor, "dry run")
    editor.press("Propose these changes")
    assert editor.says("You proposed this; another editor decides.")
    found += violations(editor, "own proposal")
    second.go(editor.path)
    assert second.page.get_by_role("button", name="Approve what is ticked").count() == 1
    found += violations(second, "proposal to decide")
    second.page.emulate_media(color_scheme="dark")
    found += violations(second, "proposal to decide in the dark")
    second.go("/en/workspace/glossary/?language=mt&q=asylum")
    assert second.page.locator(".grid-edit ins").count() == 1
    found += violations(second, "grid while a proposal waits")
    editor.press("Withdraw what is ticked")
    assert editor.says("Withdrawn.")
    found += violations(editor, "proposal withdrawn")
    assert not found, "\n".join(found)


def test_axe_would_say_so(visit: Callable[..., Visitor]) -> None:
    """The instrument itself: faults put into a page are found, in light and in the dark."""
    visitor = visit()
    visitor.go("/en/about/")
    visitor.page.evaluate(
        """() => {
            const box = document.createElement("p");
            box.append(document.createElement("input"), "faint");
            box.className = "faint";
            document.querySelector("main").append(box);
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".faint { color: #777; background: #666 }");
            document.adoptedStyleSheets.push(sheet);
        }"""
    )
    found = "\n".join(violations(visitor, "planted"))
    assert "label (" in found and "color-contrast (" in found
