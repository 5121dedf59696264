"""The whole life of a query, as those who ask and those who answer live it, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from journeys.asking import (
    BACKGROUND,
    SOURCE,
    approve,
    draft,
    launch,
    picked,
    value,
    write_answer,
    write_question,
)
from journeys.visits import Visitor

pytestmark = pytest.mark.browser

BAD_TITLE = "Ad hoc query on work of applicants during the procedure Asylum"
TITLE = "Work of applicants during the asylum procedure"
HEADLINE = "May applicants work before a decision?"
REASON = "Reorganisation of the ministry, nobody in charge until autumn"
SUMMARY = "Bulgaria alone has described its rules so far."
NOTE = "After three months without a decision through no fault of the applicant."
RETURNED = "Please name the article."
CLARIFICATION = "From which day do the months run?"
REPLY = "From the day of registration."

QUESTIONS = (
    {"text": HEADLINE, "short": "Work allowed", "type": "yes_no", "topic": "labour-migration"},
    {
        "text": "After how many months may they begin?",
        "short": "Waiting time",
        "guidance": "Months from registration, as the law stands.",
        "type": "number",
        "topic": "labour-migration",
        "after": "q1:value:yes",
    },
    {
        "text": "Which authority grants the permit?",
        "short": "Authority",
        "type": "choice",
        "topic": "labour-migration",
        "choices": ("Ministry", "Employment agency", "Other"),
    },
    {
        "text": "Which conditions does the reception law set?",
        "short": "Conditions",
        "type": "text",
        "topic": "asylum",
    },
    {
        "text": "How much does the permit cost?",
        "short": "Fee",
        "guidance": "The fee for one permit, without expenses.",
        "type": "money",
        "topic": "labour-migration",
    },
    {"text": "Since when is the rule in force?", "short": "In force", "type": "date", "topic": "asylum"},
)


def open_query(asker: Visitor, until: date) -> None:
    """A draft with a bad title at first, whose warnings help it to a good one."""
    page = asker.page
    asker.go("/en/workspace/rounds/")
    asker.follow("Ask the network")
    page.get_by_label("Title", exact=True).fill(BAD_TITLE)
    asker.press("Begin")
    assert asker.says("The title says what kind of document this is.")
    assert asker.says("“Asylum” is the theme and not part of the title.")
    page.locator("[name=title_en]").fill(TITLE)
    page.locator("[name=headline_en]").fill(HEADLINE)
    page.locator("[name=background_en]").fill(BACKGROUND)
    page.locator("[name=on_behalf_of]").fill("Mme Jeanne Martin")
    for topic in ("labour-migration", "asylum"):
        page.locator(f"[name=topics][value={topic}]").check()
    page.locator("[name=reply_by]").fill(until.isoformat())
    asker.press("Nobody")
    for respondent in ("bg", "de", "no"):
        page.locator(f"[name=invited][value={respondent}]").check()
    asker.press("Save the draft")
    assert asker.says("The draft is saved.")
    assert not asker.says("The title says what kind of document this is.")
    assert asker.says("This looks like a person.")
    page.locator("[name=on_behalf_of]").fill("Ministry of the Interior")
    for question in QUESTIONS:
        write_question(asker, question)
    assert page.locator("[name=on_behalf_of]").input_value() == "Ministry of the Interior"
    assert not asker.says("This looks like a person.")
    assert asker.says("3 chosen")


def preview_and_launch(asker: Visitor) -> str:
    """Returns the number that the query got."""
    page = asker.page
    asker.press("Save and preview")
    for question in QUESTIONS:
        assert asker.says(str(question["text"]))
    assert asker.says("only if “Work allowed” is: yes")
    assert asker.says("on behalf of Ministry of the Interior")
    assert page.locator("main strong", has_text="others").count() == 1
    assert asker.says("2 members, 1 observer")
    return launch(asker)


def letters_to(visitor: Visitor, number: str, address: str) -> list[str]:
    """Subjects of the letters about a query that the demo kept instead of sending them, newest first."""
    visitor.go("/en/outbox/")
    rows = visitor.page.locator("tbody tr", has_text=address).filter(has_text=number)
    return [str(text) for text in rows.locator("th").all_inner_texts()]


def cell(visitor: Visitor, country: str) -> str:
    """The row of a country in the table of the page, in one line."""
    row = visitor.page.locator("tr", has=visitor.page.locator("th", has_text=country)).first
    return " ".join(str(row.inner_text()).split())


def test_the_life_of_a_query(visit: Callable[..., Visitor]) -> None:
    today = date.today()
    until, longer = today + timedelta(days=21), today + timedelta(days=35)
    asker = visit().sign_in("fr.coordinator")
    coordinator, labour, asylum = (
        visit().sign_in(f"bg.{who}") for who in ("coordinator", "labour", "asylum")
    )
    germany, norway, reader = visit().sign_in("de.coordinator"), visit().sign_in("observer.no"), visit()

    # asked
    open_query(asker, until)
    number = preview_and_launch(asker)
    desk, home = f"/en/workspace/rounds/{number}/", f"/en/workspace/{number}/bg/"
    assert reader.go(f"/en/compare/{number}/").status == 404

    # found, and given to whom it concerns
    coordinator.go("/en/workspace/")
    assert letters_to(coordinator, number, "bg.coordinator@demo.invalid")
    assert letters_to(coordinator, number, "bg.labour@demo.invalid")
    coordinator.go("/en/workspace/")
    coordinator.follow(TITLE)
    given = {
        code: coordinator.page.locator(f"[name=assignee-{code}]").input_value()
        for code in ("q1", "q2", "q3", "q4", "q5", "q6")
    }
    theirs = {"q4": "bg.asylum", "q6": "bg.asylum"}
    assert given == {code: theirs.get(code, "bg.labour") for code in given}

    # written: kept by itself, with sources and dates
    labour.go("/en/workspace/")
    labour.follow("Work allowed")
    labour.pick("value_value", "yes")
    labour.page.locator("[name=note]").fill("Half a thought")
    labour.page.locator("[data-autosave-state]", has_text="draft saved").wait_for()
    labour.page.reload()
    assert labour.page.locator("[name=note]").input_value() == "Half a thought"
    write_answer(labour, number, "q1", picked("yes"))
    write_answer(labour, number, "q2", value("3"), NOTE)
    write_answer(labour, number, "q3", picked("employment-agency"))
    labour.go(f"{home}q5/")
    labour.pick("audience", "network")
    write_answer(labour, number, "q5", lambda who: (value("12.50")(who), who.pick("audience", "network")))
    assert labour.go(f"{home}q4/").status == 404, "a member sees the questions given to it, and no other"
    write_answer(asylum, number, "q4", value("Registration, and an address."))
    write_answer(asylum, number, "q6", value("2015-10"))

    # reviewed: one goes back with a comment and comes again
    coordinator.go(f"{home}q2/")
    coordinator.unfold("Return with a comment")
    coordinator.page.get_by_label("What should change?").fill(RETURNED)
    coordinator.press("Return with this comment")
    labour.go("/en/workspace/")
    assert labour.says("Returned to you")
    labour.follow("Waiting time")
    assert labour.says(RETURNED)
    labour.page.locator("[name=note]").fill(NOTE + " Article 29.")
    labour.press("Send to review")
    for code in ("q1", "q2", "q3", "q4", "q5", "q6"):
        approve(coordinator, number, code)
    coordinator.go(f"{home}print/")
    for words in ("3 months", "Article 29", "12.50", "Employment agency", SOURCE, "Signature"):
        assert coordinator.says(words), words
    assert "Bulgaria" in cell(asker, "Bulgaria") if asker.go(desk) else False
    assert "No answer yet" in cell(asker, "Bulgaria")
    assert not asker.says("3 months")

    # submitted: the asker's table fills
    coordinator.go(home)
    coordinator.follow("Submit to the asker")
    coordinator.press("Submit")
    coordinator.page.wait_for_url(re.compile(re.escape(home) + "$"))
    asker.go(desk)
    assert "3 months" in cell(asker, "Bulgaria")
    assert asker.says("1 of 2 members have replied")
    assert germany.go(f"/en/workspace/{number}/de/").ok
    assert not germany.says("Others so far"), "answers stay independent until one's own is in"

    # clarified
    asker.follow("Bulgaria")
    asker.page.locator("[name=clarify-question]").select_option("q2")
    asker.page.locator("[name=clarify-text]").fill(CLARIFICATION)
    asker.press("Send")
    coordinator.go(home)
    assert coordinator.says(CLARIFICATION)
    coordinator.page.get_by_label("Message to the asker").fill(REPLY)
    coordinator.press("Send to the asker")
    asker.page.reload()
    assert asker.says(REPLY)

    # more time for one, a reminder for both who owe a reply
    asker.go(desk)
    asker.page.locator("#replies").get_by_role("link", name="Germany").click()
    asker.page.locator("[name=extend-to]").fill(longer.isoformat())
    asker.press("Extend the deadline")
    assert asker.says("There is time until")
    asker.go(desk)
    asker.press("Remind them")
    assert asker.says("2 contact points are reminded.")
    assert len(letters_to(germany, number, "de.coordinator@demo.invalid")) == 3
    assert len(letters_to(coordinator, number, "observer.no@demo.invalid")) == 2

    # declined
    germany.go(f"/en/workspace/{number}/de/")
    germany.unfold("Decline with a reason")
    germany.page.locator("[name=reason]").fill(REASON)
    germany.press("Decline this query")
    assert germany.says("Your contact point has declined")
    assert germany.says("Others so far"), "who has declined sees the others"

    # closed, summed up, released
    asker.go(desk)
    assert "Declined" in cell(asker, "Germany")
    asker.press("Close the query")
    assert asker.says("The query is closed.")
    assert asker.says("1 yes")
    asker.page.locator("[name=summary_en]").fill(SUMMARY)
    asker.press("Save the summary")
    assert asker.says("The summary is saved.")
    asker.press("Release edition 1 to the network")
    assert asker.says("Edition 1 for the network is out.")
    assert reader.go(f"/en/compare/{number}/").status == 404
    asker.press("Release public edition 1")
    assert asker.says("Public edition 1 is out")

    # read
    reader.go("/en/compare/")
    reader.page.get_by_role("link", name=TITLE).or_(
        reader.page.get_by_role("link", name=HEADLINE)
    ).first.click()
    assert reader.page.locator("h1").inner_text() == HEADLINE
    assert reader.says(SUMMARY) and reader.says("Ministry of the Interior")
    assert "Yes" in cell(reader, "Bulgaria")
    assert "Declined" not in cell(reader, "Germany")
    reader.go(f"/en/compare/{number}/questions/q2/bg/")
    assert reader.says("3 months") and reader.says(NOTE) and reader.says(SOURCE)
    reader.go(f"/en/compare/{number}/questions/q5/bg/")
    assert not reader.says("12.50")
    assert reader.go(f"/en/compare/{number}/questions/q5/bg/?audience=network").status == 404
    norway.go(f"/en/compare/{number}/questions/q5/bg/?audience=network")
    assert norway.says("12.50")
    for suffix in ("", "questions/q5/bg/", "editions/", "editions/1/", "questions/q5/", "?questions=all"):
        reader.go(f"/en/compare/{number}/{suffix}")
        assert REASON not in reader.page.content()
        assert "12.50" not in reader.page.content()

    # corrected: the second edition says what changed, the first stays
    labour.go(f"{home}q2/")
    labour.follow("Write a new version")
    labour.page.locator("[name=value_value]").fill("4")
    labour.press("Send to review")
    approve(coordinator, number, "q2")
    coordinator.go(home)
    coordinator.follow("Submit corrections")
    coordinator.press("Submit")
    coordinator.page.wait_for_url(re.compile(re.escape(home) + "$"))
    asker.go(desk)
    public = asker.page.locator("form", has_text="Public edition 2")
    assert re.search(r"Bulgaria: Waiting time\s+changed", public.inner_text())
    public.locator("[name=public-note_en]").fill("Bulgaria has corrected the waiting time.")
    asker.press("Release public edition 2")
    assert asker.says("Public edition 2 is out")
    reader.go(f"/en/compare/{number}/editions/")
    assert reader.says("Bulgaria has corrected the waiting time.") and reader.says(
        "Bulgaria: Waiting time – changed"
    )
    reader.go(f"/en/compare/{number}/editions/1/?question=q2")
    assert "3 months" in cell(reader, "Bulgaria")
    reader.go(f"/en/compare/{number}/questions/q2/")
    assert "4 months" in cell(reader, "Bulgaria")


def test_a_copy_is_cancelled_and_reopened(visit: Callable[..., Visitor]) -> None:
    asker, coordinator = visit().sign_in("fr.coordinator"), visit().sign_in("bg.coordinator")
    page = asker.page
    question = {"text": "Is there a fee?", "short": "Fee", "type": "yes_no", "topic": "labour-migration"}
    draft(asker, "Fees for residence permits", [question], ["bg"])
    first = launch(asker)

    asker.go("/en/workspace/queries/new/?q=fees+for+residence")
    page.get_by_role("button", name=re.compile("^Copy.*Fees for residence permits")).click()
    assert asker.says("This is a copy.")
    assert asker.says("Is there a fee?") and asker.says(first), (
        "its question, and a link to where it comes from"
    )
    page.locator("[name=title_en]").fill("Fees for residence permits, a year later")
    asker.press("Save and preview")
    second = launch(asker)
    assert second != first

    asker.unfold("Cancel the query")
    page.locator("[name=cancel-reason]").fill("The law is being rewritten.")
    asker.press("Cancel the query")
    assert asker.says("The query is cancelled.")
    coordinator.go(f"/en/workspace/{second}/bg/")
    assert coordinator.says("The law is being rewritten.")
    asker.press("Open it again")
    assert asker.says("The query is open again.")
    coordinator.page.reload()
    assert not coordinator.says("The law is being rewritten.")
    coordinator.go("/en/workspace/")
    assert coordinator.says("Fees for residence permits, a year later")
