"""Two officers in two browsers write on one answer: neither text is lost, and a third text joins them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journeys.asking import PLAIN_QUESTIONS, draft, fill_answer, launch, picked
from journeys.visits import Visitor

pytestmark = pytest.mark.browser

LABOURS = "Three months after registration, says the labour directorate."
COORDINATORS = "The coordinator reads article 29 otherwise: at once."
JOINED = "Three months by article 29; at once for those whom the directorate exempts."
LATER = "A thought that came while the other was saving."


def asked(visit: Callable[..., Visitor], title: str) -> str:
    """A launched query; returns the address of its first question for Bulgaria."""
    asker = visit().sign_in("fr.coordinator")
    draft(asker, title, PLAIN_QUESTIONS[:1], ["bg"])
    return f"/en/workspace/{launch(asker)}/bg/q1/"


def standing(visitor: Visitor, address: str) -> str:
    """The note that a page of the answer shows now."""
    visitor.go(address)
    return str(visitor.page.locator("[name=note]").input_value())


def kept(visitor: Visitor, address: str) -> str:
    """Every version that the history keeps, read without what it shows as left out from the one before."""
    visitor.go(f"{address}history/")
    visitor.page.evaluate("document.querySelectorAll('main del').forEach(gone => gone.remove())")
    return " ".join(visitor.page.locator("main").text_content().split())


def test_two_saves_by_button(visit: Callable[..., Visitor]) -> None:
    address = asked(visit, "Work of applicants, told by two")
    labour, coordinator = visit().sign_in("bg.labour"), visit(scripts=False).sign_in("bg.coordinator")
    labour.go(address)
    coordinator.go(address)
    fill_answer(labour, picked("yes"), LABOURS)
    labour.press("Save")
    assert labour.says("Saved as a draft.")

    for name in ("note", "as_of"):
        coordinator.page.locator(f"[name={name}]").fill(COORDINATORS if name == "note" else "2026-06")
    coordinator.pick("value_value", "no")
    coordinator.press("Save")
    assert "/conflict/" in coordinator.path
    mine, theirs = (
        coordinator.page.locator(f"section[aria-labelledby={side}]").inner_text()
        for side in ("mine", "theirs")
    )
    assert COORDINATORS in " ".join(mine.split())
    assert LABOURS in " ".join(theirs.split())
    assert standing(labour, address) == LABOURS, "what stood first stands"
    history = kept(labour, address)
    assert LABOURS in history and COORDINATORS in history

    coordinator.pick("take-value_value", "theirs")
    coordinator.page.locator("[name=note]").fill(JOINED)
    coordinator.press("Save this text")
    assert standing(labour, address) == JOINED
    assert labour.page.locator("[name=value_value][value=yes]").is_checked()
    history = kept(coordinator, address)
    assert all(text in history for text in (LABOURS, COORDINATORS, JOINED))


def test_two_saves_by_themselves(visit: Callable[..., Visitor]) -> None:
    address = asked(visit, "Work of applicants, saved by itself")
    labour, coordinator = visit().sign_in("bg.labour"), visit().sign_in("bg.coordinator")
    labour.go(address)
    coordinator.go(address)
    labour.page.locator("[name=note]").fill(LABOURS)
    labour.page.locator("[data-autosave-state]", has_text="draft saved").wait_for()
    coordinator.page.locator("[name=note]").fill(COORDINATORS)
    met = coordinator.page.locator("[data-autosave-state] a")
    met.wait_for()
    assert coordinator.page.locator("[name=note]").input_value() == COORDINATORS, "the writer writes on"
    labour.page.locator("[name=note]").fill(f"{LABOURS} {LATER}")
    labour.press("Save")
    assert labour.says("Saved as a draft."), "who was first is not disturbed"

    met.click()
    assert "/conflict/" in coordinator.path
    assert coordinator.says(COORDINATORS) and coordinator.says(LATER)
    coordinator.follow("Leave the other text standing")
    assert standing(labour, address) == f"{LABOURS} {LATER}"
    history = kept(coordinator, address)
    assert COORDINATORS in history and LATER in history
