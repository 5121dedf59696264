"""Steps of officers that several journeys share: ask, write an answer, review it. Each is done through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from journeys.visits import Visitor

BACKGROUND = "The ministry prepares an amendment.\n\nIt wants to know how **others** regulate access to work."
SOURCE = "Law on asylum and refugees, article 29"

Asked = Mapping[str, Any]
"""A question as it is typed: ``text``, ``short``, ``type`` (the code of an answer type), ``topic``; where it has them
``guidance``, ``choices`` (labels) and ``after`` (``question:part:value``)."""

PLAIN_QUESTIONS: tuple[Asked, ...] = (
    {"text": "May applicants work?", "short": "Work", "type": "yes_no", "topic": "labour-migration"},
    {
        "text": "Which authority grants the permit?",
        "short": "Authority",
        "type": "choice",
        "topic": "labour-migration",
        "choices": ("Ministry", "Employment agency", "Other"),
    },
    {"text": "Which conditions does the law set?", "short": "Conditions", "type": "text", "topic": "asylum"},
)


def write_question(asker: Visitor, question: Asked) -> None:
    """From the draft to a new question and back, saved."""
    page = asker.page
    asker.press("Save and add a question")
    page.locator("[name=text_en]").fill(question["text"])
    page.locator("[name=short_en]").fill(question["short"])
    page.locator("[name=guidance_en]").fill(question.get("guidance", ""))
    page.locator("[name=p0-type]").select_option(question["type"])
    page.locator("[name=p0-required]").check()
    if question["type"] in ("number", "money"):
        asker.unfold("Numbers, amounts, percentages")
        if question["type"] == "number":
            page.locator("[name=p0-unit]").select_option("months")
            page.locator("[name=p0-minimum]").fill("0")
            page.locator("[name=p0-decimals]").fill("0")
        else:
            page.locator("[name=p0-currency]").select_option("EUR")
    if choices := question.get("choices"):
        asker.press("Show what this type needs")
        assert page.locator("[name=text_en]").input_value() == question["text"]
        for index, label in enumerate(choices):
            page.locator(f"[name=p0c{index}-label_en]").fill(label)
    if after := question.get("after"):
        asker.unfold("Only after a certain answer")
        page.locator(f'[name=condition][value="{after}"]').check()
    asker.unfold("Topics of this question alone")
    page.locator(f'[name=topics][value="{question["topic"]}"]').check()
    asker.press("Save the question")
    assert asker.says("The question is saved.")


def draft(asker: Visitor, title: str, questions: Iterable[Asked], respondents: Iterable[str]) -> str:
    """A draft with everything that a launch needs. Returns the last part of its address; the visitor stays there."""
    page = asker.page
    asker.go("/en/workspace/queries/new/")
    page.locator("[name=title]").fill(title)
    asker.press("Begin")
    page.locator("[name=background_en]").fill(BACKGROUND)
    page.locator("[name=on_behalf_of]").fill("Ministry of the Interior")
    for topic in ("labour-migration", "asylum"):
        page.locator(f"[name=topics][value={topic}]").check()
    asker.press("Nobody")
    for respondent in respondents:
        page.locator(f"[name=invited][value={respondent}]").check()
    for question in questions:
        write_question(asker, question)
    found = re.search(r"/queries/([^/]+)/", asker.path)
    assert found, asker.path
    return found[1]


def launch(asker: Visitor) -> str:
    """Launches the draft that the visitor looks at. Returns its number."""
    asker.follow("Launch …")
    asker.page.get_by_role("button", name=re.compile("^Launch")).click()
    found = re.search(r"It is number (\d{4}\.\d+)\.", asker.text())
    assert found, asker.text()
    return found[1]


def fill_answer(visitor: Visitor, fill: Callable[[Visitor], None], note: str = "") -> None:
    """Types a whole answer into the page of a question."""
    page = visitor.page
    fill(visitor)
    page.locator("[name=note]").fill(note)
    page.locator('[name="source-0-title"]').fill(SOURCE)
    page.locator('[name="source-0-url"]').fill("https://lex.example.org/asylum#29")
    page.locator("[name=as_of]").fill("2026-05-17")


def write_answer(
    member: Visitor, number: str, code: str, fill: Callable[[Visitor], None], note: str = ""
) -> None:
    """Writes one answer of Bulgaria with its source and date, sees it saved by itself, and sends it to review."""
    member.go(f"/en/workspace/{number}/bg/{code}/")
    fill_answer(member, fill, note)
    member.page.locator("[data-autosave-state]", has_text="draft saved").wait_for()
    member.press("Send to review")
    assert member.says("Sent to review."), member.text()


def approve(coordinator: Visitor, number: str, code: str) -> None:
    """Approves one answer of Bulgaria."""
    coordinator.go(f"/en/workspace/{number}/bg/{code}/")
    coordinator.press("Approve")
    assert coordinator.says("Approved.")


def value(text: str) -> Callable[[Visitor], None]:
    """Types a value."""
    return lambda visitor: visitor.page.locator("[name=value_value]").fill(text)


def picked(code: str) -> Callable[[Visitor], None]:
    """Chooses a value."""
    return lambda visitor: visitor.pick("value_value", code)
