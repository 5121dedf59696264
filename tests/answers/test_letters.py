"""Letters about rounds: to the right people, in their language, and without a word of any answer."""

from __future__ import annotations

import pytest

from comparanda.answers.actions import asking, releasing, replying
from comparanda.kernel.audience import Audience
from comparanda.outbox.models import Message
from factories import (
    Network,
    answer_of,
    close,
    launched_round,
    make_draft,
    release,
    reply,
    response_of,
    write,
    write_and_approve,
)

CANARY = "canary-4711"
"""Stands in everything that a letter must not carry."""


def letters(event: str) -> dict[str, Message]:
    """Letters of one event by address, without the domain."""
    return {message.to.partition("@")[0]: message for message in Message.objects.filter(event=event)}


def test_launch_tells_coordinators_and_the_members_given_a_question(network: Network) -> None:
    round = launched_round(network, respondents=["bg", "de", "no"])

    assert set(letters("answers.round.launched")) == {"bg.coordinator", "de.coordinator", "no.coordinator"}
    assert set(letters("answers.answer.assigned")) == {"bg.labour"}
    assert all(round.public_name in message.subject for message in Message.objects.all())


def test_letters_are_in_the_language_of_their_reader(network: Network) -> None:
    launched_round(network)

    sent = letters("answers.round.launched")

    assert sent["bg.coordinator"].language == "bg"
    assert "Звено FR" in sent["bg.coordinator"].subject
    assert sent["de.coordinator"].language == "en"
    assert "Contact point FR" in sent["de.coordinator"].subject


def test_a_letter_leads_to_the_page_it_speaks_of(network: Network) -> None:
    round = launched_round(network)

    assert f"{round.public_name}/bg/" in letters("answers.round.launched")["bg.coordinator"].body_text
    assert letters("answers.round.launched")["de.coordinator"].body_text.strip().endswith("/de/")


@pytest.mark.parametrize(
    ("asker", "told"),
    [("fr.coordinator", "fr.coordinator"), ("commission", "commission"), ("editor", "editor")],
)
def test_the_asker_is_told_of_a_reply(network: Network, asker: str, told: str) -> None:
    round = launched_round(network, asker=asker)

    reply(network, round, "de")

    assert set(letters("answers.response.submitted")) == {told}
    assert "Contact point DE" in letters("answers.response.submitted")[told].subject


def test_a_reminder_goes_to_those_who_have_not_replied_alone(network: Network) -> None:
    round = launched_round(network, respondents=["bg", "de", "at", "no"])
    reply(network, round, "de")
    replying.decline(network.viewer("at.coordinator"), response_of(round, "at"), reason="No data.")

    assert asking.remind(network.viewer("fr.coordinator"), round) == 2

    assert set(letters("answers.round.reminded")) == {"bg.coordinator", "no.coordinator"}


def test_nobody_who_left_is_written_to(network: Network) -> None:
    network.user["de.coordinator"].is_active = False
    network.user["de.coordinator"].save()

    launched_round(network)

    assert "de.coordinator" not in letters("answers.round.launched")


def test_no_letter_carries_what_was_answered_or_said(network: Network) -> None:
    round = launched_round(network, respondents=["bg", "de", "at"], types=["text"])
    asker, bulgarian = network.viewer("fr.coordinator"), network.viewer("bg.coordinator")
    answer = answer_of(round, "bg")
    draft = make_draft({"value": CANARY}, note=CANARY, sources=[{"title": CANARY}])
    labour = network.viewer("bg.labour")
    write(labour, answer, draft)
    replying.send_to_review(labour, answer)
    replying.return_answer(bulgarian, answer, comment=CANARY)
    replying.comment(labour, answer, text=CANARY)
    write_and_approve(network, answer, draft)
    replying.submit(bulgarian, answer.response)
    replying.decline(network.viewer("at.coordinator"), response_of(round, "at"), reason=CANARY)
    asking.clarify(asker, answer.response, text=CANARY)
    asking.clarify(bulgarian, answer.response, text=CANARY)
    close(network, round)
    asking.summarise(asker, round, summary={"en": CANARY})
    for audience in (Audience.NETWORK, Audience.PUBLIC):
        edition = release(network, round, audience, change_note={"en": CANARY})
        releasing.withdraw(asker, edition, reason=CANARY)
    asking.cancel(asker, launched_round(network, title="Another"), reason=CANARY)

    events = set(Message.objects.values_list("event", flat=True))

    assert events == {
        "answers.round.launched",
        "answers.answer.assigned",
        "answers.answer.sent",
        "answers.answer.returned",
        "answers.response.submitted",
        "answers.round.clarified",
        "answers.round.released",
        "answers.round.cancelled",
    }
    assert not [
        message.event for message in Message.objects.all() if CANARY in message.subject + message.body_text
    ]
