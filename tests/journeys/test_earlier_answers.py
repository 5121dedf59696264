"""Precedents at a browser: a query that stands on an earlier question, and an earlier answer taken over and dated anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journeys.asking import approve, draft, launch, picked, write_answer
from journeys.test_words import searching
from journeys.visits import Visitor

pytestmark = pytest.mark.browser

QUESTION = {
    "text": "May seasonal workers change their employer during the season?",
    "short": "Change",
    "type": "yes_no",
    "topic": "labour-migration",
}
NOTE = "Once, with the consent of the agency."


def test_a_query_with_a_precedent_and_an_earlier_answer_taken_over(visit: Callable[..., Visitor]) -> None:
    asker, coordinator, labour = visit(), visit(), visit()
    searching(asker, "/en/search/?q=asylum")
    asker.sign_in("fr.coordinator")
    coordinator.sign_in("bg.coordinator")
    labour.sign_in("bg.labour")

    draft(asker, "Seasonal workers and their employers", [QUESTION], ["bg"])
    first = launch(asker)
    write_answer(labour, first, "q1", picked("yes"), NOTE)
    approve(coordinator, first, "q1")
    coordinator.go(f"/en/workspace/{first}/bg/submit/")
    coordinator.page.get_by_role("button", name="Submit").first.click()

    # Asked again, in other words and another language: the earlier question is found and taken over.
    asker.go("/en/workspace/queries/new/")
    asker.page.locator("[name=title]").fill("Смяна на работодателя от сезонни работници")
    asker.press("Begin")
    asker.page.locator("[name=background_en]").fill("The earlier answers are two years old.")
    asker.page.locator("[name=on_behalf_of]").fill("Ministry of Labour")
    asker.page.locator("[name=topics][value=labour-migration]").check()
    asker.press("Nobody")
    asker.page.locator("[name=invited][value=bg]").check()
    # Taking over sends the form, so all of it is saved.
    near = asker.page.locator("ol.near li", has_text=QUESTION["text"]).last
    near.wait_for()
    near.get_by_role("button", name="Take over").first.click()
    assert asker.says(QUESTION["text"])
    second = launch(asker)

    # The respondent sees its own earlier answer and takes it over; without a date it goes nowhere.
    labour.go(f"/en/workspace/{second}/bg/q1/")
    labour.page.locator(".precedents a", has_text="Take over").first.click()
    assert labour.page.locator("[name=note]").input_value() == NOTE
    assert labour.page.locator("[name=as_of]").input_value() == ""
    labour.press("Save")
    labour.go(f"/en/workspace/{second}/bg/q1/")
    labour.page.locator("[name=as_of]").fill("2026-11-20")
    labour.press("Save")
    assert labour.page.locator("[name=as_of]").input_value() == "2026-11-20"
    assert labour.says("taken over")
