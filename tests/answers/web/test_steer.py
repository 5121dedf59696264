"""The asker's desk: the list of rounds, following a round, each step, release; and who has no place there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comparanda.answers.actions import asking, replying
from comparanda.answers.models import Clarification, Release, Round
from comparanda.kernel.audience import Audience
from comparanda.outbox.models import Message
from comparanda.people.queries import today
from factories import (
    Network,
    answer_of,
    close,
    draft_round,
    launched_round,
    make_compiled,
    make_draft,
    release,
    reply,
    response_of,
    write,
)
from people.factories import give_second_factor

pytestmark = pytest.mark.django_db


def sign_in(client: Client, network: Network, username: str) -> Client:
    """Signed in as somebody who has set up the second factor."""
    give_second_factor(network.user[username])
    client.force_login(network.user[username])
    return client


@pytest.fixture
def coordinator(network: Network, client: Client) -> Client:
    return sign_in(client, network, "fr.coordinator")


def desk(client: Client, round: Round) -> Any:
    return client.get(f"/en/workspace/rounds/{round.public_name}/").context["desk"]


def again(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


# the list


def test_list_shows_own_rounds_with_what_came_in(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    reply(network, round, "bg")
    draft_round(network, title="A draft")
    draft_round(network, asker="de.coordinator", title="Not mine")
    rounds = coordinator.get("/en/workspace/rounds/").context["rounds"]
    assert [(str(line.title), line.replied, line.asked) for line in rounds.lines] == [
        ("A draft", 0, 0),
        ("Permits for seasonal work", 1, 2),
    ]
    assert [(tab.value, tab.count) for tab in rounds.tabs] == [("", 2), ("draft", 1), ("open", 1)]


def test_list_by_state_and_released(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg"])
    reply(network, round, "bg")
    close(network, round)
    release(network, round, Audience.NETWORK)
    draft_round(network, title="A draft")
    for state, titles in (("released", ["Permits for seasonal work"]), ("draft", ["A draft"]), ("open", [])):
        lines = coordinator.get("/en/workspace/rounds/", {"state": state}).context["rounds"].lines
        assert [str(line.title) for line in lines] == titles
    assert coordinator.get("/en/workspace/rounds/", {"state": "nonsense"}).status_code == 404


def test_list_takes_the_same_number_of_reads_for_one_and_three_rounds(
    network: Network, coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    launched_round(network)
    coordinator.get("/en/workspace/rounds/")
    with django_assert_max_num_queries(20) as one:
        coordinator.get("/en/workspace/rounds/")
    launched_round(network, title="Second")
    draft_round(network, title="Third")
    with django_assert_max_num_queries(20) as three:
        coordinator.get("/en/workspace/rounds/")
    assert len(three) == len(one)


@pytest.mark.parametrize("username", ["bg.labour", "admin", "outsider"])
def test_list_is_not_there_for_those_who_cannot_ask(network: Network, client: Client, username: str) -> None:
    sign_in(client, network, username)
    assert client.get("/en/workspace/rounds/").status_code == 404


def test_list_asks_for_sign_in(network: Network, client: Client) -> None:
    assert client.get("/en/workspace/rounds/").status_code == 302


# the desk


def test_desk_of_another_asker_is_not_there(network: Network, client: Client) -> None:
    round = launched_round(network)
    edition_less = [
        "",
        "close/",
        "cancel/",
        "reopen/",
        "remind/",
        "summary/",
        "release/public/",
        "respondents/bg/",
    ]
    for username in ("de.coordinator", "fr.officer", "commission", "admin", "no.coordinator", "outsider"):
        sign_in(client, network, username)
        for step in edition_less:
            url = f"/en/workspace/rounds/{round.number}/{step}"
            answer = client.get(url) if step in ("", "respondents/bg/") else client.post(url)
            assert answer.status_code == 404, (username, step)


def test_steps_are_posts(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    for step in ("close", "cancel", "reopen", "remind", "summary", "release/public", "respondents/bg/extend"):
        assert coordinator.get(f"/en/workspace/rounds/{round.number}/{step}/").status_code == 405


def test_desk_shows_submitted_answers_and_never_a_draft(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de", "no"], types=["text"])
    reply(network, round, "bg", {"q1": make_draft({"value": "Six months."})})
    write(
        network.viewer("de.coordinator"),
        answer_of(round, "de"),
        make_draft({"value": "CANARY"}, note="CANARY"),
    )
    answer = coordinator.get(f"/en/workspace/rounds/{round.number}/")
    shown = {reply.code: reply for reply in answer.context["desk"].replies}
    assert shown["BG"].values[0].text == "Six months."
    assert shown["DE"].values[0].text == "No answer yet"
    assert "CANARY" not in answer.content.decode()
    # Begun and untouched look the same: how far a draft has come is nobody's business.
    assert (shown["DE"].replied, shown["DE"].values) == (shown["NO"].replied, shown["NO"].values)
    assert [reply.code for reply in answer.context["desk"].replies if reply.observer] == ["NO"]


def test_desk_counts_observers_apart(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de", "no", "ge"])
    reply(network, round, "bg")
    reply(network, round, "no")
    page = desk(coordinator, round)
    assert (page.replied, page.asked, page.observers_replied, page.observers_asked) == (1, 2, 1, 2)


def test_own_team_answer_is_counted_and_not_shown(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg"], types=["text"])
    reply(network, round, "bg", {"q1": make_draft({"value": "CANARY"}, audience=Audience.OWN_TEAM)})
    for page in ("", "respondents/bg/"):
        html = coordinator.get(f"/en/workspace/rounds/{round.number}/{page}").content.decode()
        assert "CANARY" not in html
        assert "Answered, not public" in html


def test_declined_reply_shows_its_reason_to_the_asker(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    replying.decline(
        network.viewer("bg.coordinator"), response_of(round, "bg"), reason="No such permit exists."
    )
    page = coordinator.get(f"/en/workspace/rounds/{round.number}/respondents/bg/").context["page"]
    assert page.declined_reason == "No such permit exists."
    assert {reply.code: reply.declined for reply in desk(coordinator, round).replies} == {
        "BG": True,
        "DE": False,
    }


def test_desk_takes_the_same_number_of_reads_for_any_size(
    network: Network, coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    small = launched_round(network, respondents=["bg"])
    large = launched_round(network, respondents=["bg", "de", "at", "no"], types=["yes_no", "number", "text"])
    for round in (small, large):
        reply(network, round, "bg")
        close(network, round)
        desk(coordinator, round)
    with django_assert_max_num_queries(40) as few:
        desk(coordinator, small)
    with django_assert_max_num_queries(40) as many:
        desk(coordinator, large)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("open", {"cancel", "close", "summarise", "extend", "clarify", "withdraw"}),
        ("closed", {"reopen", "summarise", "extend", "clarify", "release", "withdraw"}),
        ("cancelled", {"reopen", "withdraw"}),
    ],
)
def test_desk_offers_the_steps_of_the_state(
    network: Network, coordinator: Client, state: str, steps: set[str]
) -> None:
    round = launched_round(network)
    if state == "closed":
        close(network, round)
    elif state == "cancelled":
        asking.cancel(network.viewer("fr.coordinator"), round, reason="Asked elsewhere.")
    assert desk(coordinator, round).steps == steps


# steps


def test_close_and_reopen(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    url = f"/en/workspace/rounds/{round.number}/"
    assert coordinator.post(f"{url}close/")["Location"] == url
    assert again(round).state == "closed"
    coordinator.post(f"{url}reopen/")
    assert again(round).state == "open"


def test_close_of_a_closed_round_says_that_it_is_not_possible(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    close(network, round)
    answer = coordinator.post(f"/en/workspace/rounds/{round.number}/close/", follow=True)
    assert "somebody has taken a step meanwhile" in answer.content.decode()


def test_cancel_needs_a_reason_and_keeps_it(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    url = f"/en/workspace/rounds/{round.number}/cancel/"
    refused = coordinator.post(url, {"cancel-reason": " "})
    assert list(refused.context["desk"].cancel_form.errors) == ["reason"]
    assert again(round).state == "open"
    coordinator.post(url, {"cancel-reason": "Asked elsewhere."})
    assert again(round).cancelled_reason == "Asked elsewhere."


def test_reminder_goes_to_those_who_have_not_replied(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    reply(network, round, "bg")
    before = Message.objects.count()
    answer = coordinator.post(f"/en/workspace/rounds/{round.number}/remind/", follow=True)
    assert "1 contact point is reminded." in answer.content.decode()
    new = Message.objects.order_by("-pk")[: Message.objects.count() - before]
    assert [message.to for message in new] == ["de.coordinator@example.org"]


def test_deadline_is_extended_for_one_country(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    later = round.reply_by + timedelta(days=7)
    url = f"/en/workspace/rounds/{round.number}/respondents/bg/extend/"
    refused = coordinator.post(url, {"extend-to": str(today())})
    assert list(refused.context["page"].extend_form.errors) == ["to"]
    coordinator.post(url, {"extend-to": str(later)})
    assert response_of(round, "bg").extended_to == later
    assert response_of(round, "de").extended_to is None


def test_clarification_reaches_the_thread_of_one_country(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    url = f"/en/workspace/rounds/{round.number}/respondents/bg/"
    refused = coordinator.post(url, {"clarify-text": " ", "clarify-question": "q1"})
    assert list(refused.context["page"].clarify_form.errors) == ["text"]
    answer = coordinator.post(url, {"clarify-text": "Since when?", "clarify-question": "q1"})
    assert answer["Location"] == f"{url}#clarifications"
    said = Clarification.objects.get()
    assert (said.text, said.response.respondent.code, said.from_asker, said.question.code) == (
        "Since when?",
        "bg",
        True,
        "q1",
    )
    assert {reply.code: reply.messages for reply in desk(coordinator, round).replies} == {"BG": 1, "DE": 0}


def test_respondent_who_was_not_asked_is_not_there(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg"])
    assert coordinator.get(f"/en/workspace/rounds/{round.number}/respondents/at/").status_code == 404


def test_summary_is_kept_by_language(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    url = f"/en/workspace/rounds/{round.number}/summary/"
    coordinator.post(url, {"summary_en": "Most do.", "summary_bg": "Повечето."})
    assert again(round).summary == {"en": "Most do.", "bg": "Повечето."}
    coordinator.post(url, {"summary_en": "Most do.", "summary_bg": ""})
    assert again(round).summary == {"en": "Most do."}


def test_summary_with_control_characters_is_refused_and_kept_in_the_form(
    network: Network, coordinator: Client
) -> None:
    round = launched_round(network)
    answer = coordinator.post(
        f"/en/workspace/rounds/{round.number}/summary/", {"summary_en": "Bell\x07 rings"}
    )
    form = answer.context["desk"].summary_form
    assert list(form.errors) == ["summary_en"]
    assert form["summary_en"].value() == "Bell\x07 rings"


def test_tallies_and_finding_stand_beside_the_summary(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    reply(network, round, "bg")
    (outcome,) = desk(coordinator, round).outcomes
    assert outcome.tally == "1 yes; 1 has not answered"
    assert outcome.finding == "Yes in the only country with an answer. 1 country has no answer."


# release


def test_previews_count_for_each_circle(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de", "at", "no"])
    reply(network, round, "bg")
    reply(network, round, "de", {"q1": make_draft(audience=Audience.NETWORK)})
    replying.decline(network.viewer("at.coordinator"), response_of(round, "at"), reason="No data.")
    assert desk(coordinator, round).previews == []
    close(network, round)
    for_network, public = desk(coordinator, round).previews
    assert (for_network.shown, for_network.not_public, for_network.declined, for_network.no_answer) == (
        2,
        0,
        1,
        1,
    )
    assert (public.shown, public.not_public, public.declined, public.no_answer) == (1, 1, 0, 2)


def test_release_makes_editions_and_says_what_changed(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    reply(network, round, "bg")
    close(network, round)
    url = f"/en/workspace/rounds/{round.number}/release/public/"
    assert coordinator.post(url).status_code == 302
    unchanged = coordinator.post(url)
    preview = unchanged.context["desk"].previews[1]
    assert list(preview.form.errors) == ["__all__"]
    assert preview.changes == []
    reply(network, round, "de")
    preview = desk(coordinator, round).previews[1]
    assert [(who, str(kind)) for who, _what, kind in preview.changes] == [("Germany", "new")]
    coordinator.post(url, {"public-note_en": "Germany replied late."})
    newest = Release.objects.order_by("-number").first()
    assert newest is not None
    assert (newest.number, newest.change_note) == (2, {"en": "Germany replied late."})


def test_release_without_any_answer_says_so_beside_the_button(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    close(network, round)
    answer = coordinator.post(
        f"/en/workspace/rounds/{round.number}/release/network/", {"network-note_en": "First edition."}
    )
    form = answer.context["desk"].previews[0].form
    assert list(form.errors) == ["__all__"]
    assert form["note_en"].value() == "First edition."
    assert not Release.objects.exists()


def test_release_for_a_circle_that_does_not_exist_is_not_there(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    close(network, round)
    assert coordinator.post(f"/en/workspace/rounds/{round.number}/release/own-team/").status_code == 404


def test_edition_is_withdrawn_with_a_reason(network: Network, coordinator: Client) -> None:
    round = launched_round(network, respondents=["bg"])
    reply(network, round, "bg")
    close(network, round)
    edition = release(network, round, Audience.PUBLIC)
    url = f"/en/workspace/rounds/{round.number}/editions/{edition.pk}/withdraw/"
    refused = coordinator.post(url, {f"edition-{edition.pk}-reason": ""})
    assert list(refused.context["desk"].editions[0].form.errors) == ["reason"]
    coordinator.post(url, {f"edition-{edition.pk}-reason": "A wrong figure."})
    edition.refresh_from_db()
    assert edition.withdrawn_reason == "A wrong figure."
    assert desk(coordinator, round).editions[0].form is None


def test_edition_of_another_round_is_not_withdrawn_here(network: Network, coordinator: Client) -> None:
    mine, theirs = (
        launched_round(network),
        launched_round(network, asker="de.coordinator", respondents=["bg"]),
    )
    reply(network, theirs, "bg")
    close(network, theirs, "de.coordinator")
    edition = release(network, theirs, Audience.PUBLIC, "de.coordinator")
    url = f"/en/workspace/rounds/{mine.number}/editions/{edition.pk}/withdraw/"
    assert coordinator.post(url, {f"edition-{edition.pk}-reason": "Mischief."}).status_code == 404


def test_compiled_answers_have_a_page_for_each_country(network: Network, client: Client) -> None:
    round = launched_round(network, respondents=["bg", "de"])
    for country in ("BG", "DE"):
        make_compiled(network, round, country, "q1")
    sign_in(client, network, "editor")
    urls = [reply.url for reply in desk(client, round).replies if reply.compiled]
    assert [client.get(url).context["page"].response.subject_code for url in urls] == ["BG", "DE"]
