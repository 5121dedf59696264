"""Earlier answers beside the writing form, taken over and dated anew; and who is told afterwards where they came from."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from answers.web.test_respond import (
    enter,
    faults,
    form_data,
    page,
    queries_of,
    text_of,
    url,
    writing,
)
from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.error import Conflict
from comparanda.answers.models import Answer, AnswerVersion, Question, Round
from comparanda.index.actions import rebuild
from comparanda.kernel.audience import Audience
from factories import (
    CODES,
    Network,
    answer_of,
    close,
    draft_round,
    make_draft,
    put_question,
    release,
    reply,
    response_of,
    write,
    write_and_approve,
)

pytestmark = pytest.mark.django_db

TEXT = "How long may a seasonal worker stay?"
MONTHS = [{"type": "number", "unit": {"code": "months", "one": {"en": "month"}, "other": {"en": "months"}}}]
CANARY = "canary-5772"


def asked(
    network: Network, parts: list[dict[str, Any]] | None = None, title: str = "Seasonal work", **options: Any
) -> Round:
    """A launched round with one question about seasonal workers."""
    round = draft_round(network, types=(), title=title, **options)
    put_question(network, round, parts or MONTHS, text={"en": TEXT})
    return asking.launch(network.viewer("fr.coordinator"), Round.objects.get(pk=round.pk))


@pytest.fixture
def earlier(network: Network) -> Round:
    """A round that Bulgaria and Germany answered, for the network only."""
    round = asked(network, respondents=("bg", "de"))
    reply(
        network, round, "bg", {"q1": make_draft({"value": "9"}, audience=Audience.NETWORK, note="Our note.")}
    )
    reply(network, round, "de", {"q1": make_draft({"value": "6"}, audience=Audience.NETWORK, note=CANARY)})
    return round


def later(network: Network, parts: list[dict[str, Any]] | None = None, **options: Any) -> Round:
    """The same asked again, in the index."""
    round = asked(network, parts, title="Seasonal work again", respondents=("bg", "de", "at"), **options)
    rebuild()
    return round


def taking(round: Round, earlier: Round) -> str:
    return f"{writing(round)}?from={earlier.number}/q1"


def beside(response: HttpResponse) -> list[str]:
    """The earlier answers in the column beside the form, in one line each."""
    rows = page(response).xpath("//ol[contains(@class, 'precedents')]/li")
    return [" ".join(row.text_content().split()) for row in rows]


def taken_over(client: Client, round: Round, earlier: Round, **changes: Any) -> HttpResponse:
    """The earlier answer taken over and saved."""
    data = form_data(client.get(taking(round, earlier)))
    return client.post(taking(round, earlier), data | changes | {"action": changes.pop("action", "save")})


# beside the form


def test_own_earlier_answers_to_near_questions_stand_beside_the_form(
    network: Network, earlier: Round
) -> None:
    client = enter(network, "bg.labour")
    (row,) = beside(client.get(writing(later(network))))
    assert row.startswith(f"{earlier.number}, question 1 · as of January 2026 {TEXT} 9 months")
    assert "Our note." in row
    assert "Foreigners Act" in row
    assert row.endswith(f"Take over, then date it again: {earlier.number}, question 1")


def test_nothing_of_another_country_stands_beside_the_form(network: Network, earlier: Round) -> None:
    release(network, close(network, earlier), Audience.NETWORK)
    release(network, earlier, Audience.PUBLIC)
    again = later(network)
    for who in ("bg.labour", "bg.coordinator"):
        for address in (
            writing(again),
            taking(again, earlier),
            f"{writing(again)}?from={earlier.number}/q1/1",
        ):
            assert CANARY not in enter(network, who).get(address).content.decode()
    austria = enter(network, "at.coordinator").get(writing(again, code="at"))
    assert beside(austria) == []
    # There is something that could leak: its own contact point sees it there.
    assert CANARY in enter(network, "de.coordinator").get(writing(again, code="de")).content.decode()


def test_a_reader_of_the_network_cannot_take_over_what_is_not_its_own(
    network: Network, earlier: Round
) -> None:
    release(network, close(network, earlier), Audience.NETWORK)
    again = later(network)
    client = enter(network, "at.coordinator")
    prefilled = form_data(client.get(f"{writing(again, code='at')}?from={earlier.number}/q1"))
    assert (prefilled["value_value"], prefilled["note"], "taken_from" in prefilled) == ("", "", False)
    for reference in (f"{earlier.number}/q1/1", "2026.99/q1/1", "///", f"{earlier.number}/q1/{'9' * 40}"):
        sent = prefilled | {"value_value": "7", "taken_from": [reference], "action": "save"}
        assert client.post(writing(again, code="at"), sent).status_code == 302
    assert list(answer_of(again, "at").versions.values_list("taken_from", flat=True)) == [None]


def test_the_writing_page_takes_the_same_number_of_queries_however_much_is_near(network: Network) -> None:
    client = enter(network, "bg.labour")

    def cost(count: int) -> int:
        for number in range(count):
            reply(network, asked(network, title=f"Seasonal work {number}"), "bg")
        again = later(network)
        client.get(writing(again))
        shown = client.get(writing(again))
        assert len(beside(shown)) == min(Answer.objects.filter(submitted__isnull=False).count(), 5)
        return queries_of(client, writing(again))

    assert cost(1) == cost(3)


# taking over


def test_value_note_and_sources_are_taken_over_and_the_date_is_not(network: Network, earlier: Round) -> None:
    again = later(network)
    client = enter(network, "bg.labour")

    opened = client.get(taking(again, earlier))
    data = form_data(opened)
    assert (data["value_value"], data["note"], data["as_of"]) == ("9", "Our note.", "")
    assert (data["source-0-title"], data["source-0-url"]) == ("Foreigners Act", "https://example.org/act")
    assert data["taken_from"] == [f"{earlier.number}/q1/1"]
    # What was for the network only is not made public by the way.
    assert data["audience"] == "network"
    assert "Say as of when the answer holds now." in text_of(opened)
    assert not answer_of(again, "bg").versions.exists()

    refused = client.post(taking(again, earlier), data | {"action": "send"})
    assert faults(refused) == {"as_of": "Say as of which date the answer holds."}
    sent = client.post(writing(again), form_data(refused) | {"as_of": "2026-11", "action": "send"})
    assert sent.status_code == 302
    version = answer_of(again, "bg").versions.get()
    assert version.taken_from == AnswerVersion.objects.get(
        answer__response__round=earlier, answer__response__respondent__code="bg"
    )
    assert (version.values, version.as_of, version.frozen_at is not None) == ({"value": "9"}, "2026-11", True)


def test_saving_while_writing_keeps_the_link_and_the_address_of_taking_over_does_not_bring_the_old_text_back(
    network: Network, earlier: Round
) -> None:
    again = later(network)
    client = enter(network, "bg.labour")
    data = form_data(client.get(taking(again, earlier)))
    saved = client.post(url("autosave", again, "bg", "q1"), data | {"note": "Written on."}).json()
    assert (saved["saved"], saved["version"]) == (True, "1.1")

    reloaded = client.get(taking(again, earlier))
    assert form_data(reloaded)["note"] == "Written on."
    assert "taken over" in beside(reloaded)[0]
    assert "date it again" not in beside(reloaded)[0]


def test_taking_over_what_stands_keeps_it_in_the_history(network: Network, earlier: Round) -> None:
    again = later(network)
    client = enter(network, "bg.labour")
    write(
        network.viewer("bg.labour"),
        answer_of(again, "bg"),
        make_draft({"value": "1"}, note="Half a thought."),
    )
    assert taken_over(client, again, earlier).status_code == 302
    assert [v.notes[0]["text"] for v in answer_of(again, "bg").versions.order_by("number")] == [
        "Half a thought.",
        "Our note.",
    ]


def test_unticking_the_box_forgets_the_link(network: Network, earlier: Round) -> None:
    again = later(network)
    client = enter(network, "bg.labour")
    taken_over(client, again, earlier)
    data = form_data(client.get(writing(again)))
    assert data.pop("taken_from") == [f"{earlier.number}/q1/1"]
    client.post(writing(again), data | {"action": "save"})
    assert answer_of(again, "bg").versions.get().taken_from is None


@pytest.mark.parametrize(
    "parts",
    [
        [{"type": "text"}],
        [{"type": "number", "unit": {"code": "days", "one": {"en": "day"}, "other": {"en": "days"}}}],
        [{"type": "choice", "codes": CODES}],
    ],
    ids=["type", "unit", "list"],
)
def test_a_value_that_does_not_fit_is_shown_and_note_and_sources_are_taken_over(
    network: Network, earlier: Round, parts: list[dict[str, Any]]
) -> None:
    again = later(network, parts)
    client = enter(network, "bg.labour")
    assert "The value does not fit this question." in beside(client.get(writing(again)))[0]
    opened = client.get(taking(again, earlier))
    data = form_data(opened)
    assert (data.get("value_value") or "", data["note"], data["source-0-title"]) == (
        "",
        "Our note.",
        "Foreigners Act",
    )
    assert "The value then: 9 months" in text_of(opened)


def test_that_a_question_did_not_apply_is_taken_over_only_where_it_is_continued(network: Network) -> None:
    first = asked(network)
    reply(network, first, "bg", {"q1": make_draft(absence="not-applicable")})
    near = later(network)
    client = enter(network, "bg.labour")
    assert form_data(client.get(taking(near, first)))["absence"] == ""
    Question.objects.filter(template=near.template).update(continues=first.template.questions.get())
    assert form_data(client.get(taking(near, first)))["absence"] == "not-applicable"


def test_taking_over_beside_a_narrower_draft_stays_narrow(network: Network, earlier: Round) -> None:
    again = later(network)
    write(
        network.viewer("bg.labour"),
        answer_of(again, "bg"),
        make_draft({"value": "1"}, audience=Audience.OWN_TEAM),
    )
    client = enter(network, "bg.labour")
    assert form_data(client.get(taking(again, earlier)))["audience"] == "own-team"


def test_an_answer_in_review_takes_nothing_over(network: Network, earlier: Round) -> None:
    again = later(network)
    viewer = network.viewer("bg.labour")
    write(viewer, answer_of(again, "bg"), make_draft({"value": "1"}))
    replying.send_to_review(viewer, answer_of(again, "bg"))
    (row,) = beside(enter(network, "bg.labour").get(taking(again, earlier)))
    assert "Take over" not in row


def test_of_two_texts_the_link_is_chosen_with_the_rest(network: Network, earlier: Round) -> None:
    again = later(network)
    here = answer_of(again, "bg")
    write(network.viewer("bg.coordinator"), here, make_draft({"value": "1"}, note="Hers."))
    client = enter(network, "bg.labour")
    data = form_data(client.get(taking(again, earlier)))
    with pytest.raises(Conflict):
        replying.save_draft(
            network.viewer("bg.labour"),
            here,
            base=replying.Base(),
            draft=make_draft({"value": "2"}, note="His."),
        )
    # The page was made before: it meets the other text, and both are kept.
    met = client.post(writing(again), data | {"base_version": "0.0", "action": "save"})
    conflict = client.get(met["Location"])
    assert f"{earlier.number}, question 1" in text_of(conflict)
    joined = form_data(conflict) | {"take-taken_from": "mine"}
    assert joined["taken_from"] == [f"{earlier.number}/q1/1"]
    client.post(met["Location"], joined)
    assert Answer.objects.select_related("working").get(pk=here.pk).working.taken_from is not None  # type: ignore[union-attr]


# afterwards


def test_the_history_says_where_a_version_came_from_and_leads_there(network: Network, earlier: Round) -> None:
    again = later(network)
    client = enter(network, "bg.labour")
    taken_over(client, again, earlier, as_of="2026-11")
    shown = page(client.get(url("history", again, "bg", "q1")))
    (link,) = shown.xpath(f"//dl//a[contains(., '{earlier.number}')]")
    assert " ".join(link.text_content().split()) == f"{earlier.number}, question 1"
    assert link.get("href") == url("history", earlier, "bg", "q1")
    assert client.get(link.get("href")).status_code == 200


def released_again(network: Network, earlier: Round) -> Round:
    """The later round with Bulgaria's answer taken over, in a network and a public edition."""
    again = later(network)
    client = enter(network, "bg.labour")
    sent = taken_over(client, again, earlier, as_of="2026-11", audience="public", action="send")
    assert sent.status_code == 302
    here = answer_of(again, "bg")
    replying.approve(network.viewer("bg.coordinator"), here)
    replying.submit(network.viewer("bg.coordinator"), response_of(again, "bg"))
    release(network, close(network, again), Audience.NETWORK)
    release(network, again, Audience.PUBLIC)
    return again


def told(network: Network, who: str, round: Round, audience: str = "") -> list[str]:
    """Addresses that the answer page names as where it came from; [""] where it names them without one."""
    client = Client() if who == "reader" else enter(network, who)
    response = client.get(url("answer", round, "q1", "bg") + audience)
    assert response.status_code == 200
    named = page(response).xpath("//dt[.='Taken over from']/following-sibling::dd[1]")
    return [(dd.xpath(".//a/@href") or [""])[0] for dd in named]


NETWORK = "?audience=network"


def test_an_unreleased_origin_is_known_to_nobody_outside(network: Network, earlier: Round) -> None:
    again = released_again(network, earlier)
    for who in ("reader", "at.coordinator", "no.coordinator", "bg.coordinator", "editor"):
        assert told(network, who, again) == [], who
    for who in ("at.coordinator", "hr.coordinator"):
        assert told(network, who, again, NETWORK) == [], who
    # Those who read the earlier answer are told: its own contact point, and the other one that answered there.
    assert told(network, "bg.coordinator", again, NETWORK) == [url("history", earlier, "bg", "q1")]
    assert told(network, "de.coordinator", again, NETWORK) == [""]


def test_an_origin_for_the_network_is_told_to_the_network_only(network: Network, earlier: Round) -> None:
    release(network, close(network, earlier), Audience.NETWORK)
    release(network, earlier, Audience.PUBLIC)
    again = released_again(network, earlier)
    address = url("answer", earlier, "q1", "bg") + NETWORK
    assert told(network, "reader", again) == []
    assert told(network, "at.coordinator", again) == []
    assert told(network, "at.coordinator", again, NETWORK) == [address]
    assert enter(network, "at.coordinator").get(address).status_code == 200


def test_a_public_origin_is_told_to_everyone_until_its_edition_is_withdrawn(network: Network) -> None:
    first = asked(network, respondents=("bg", "de"))
    reply(network, first, "bg")
    edition = release(network, close(network, first), Audience.PUBLIC)
    again = released_again(network, first)
    address = url("answer", first, "q1", "bg")
    for who in ("reader", "at.coordinator", "bg.labour"):
        assert told(network, who, again) == [address]
    assert Client().get(address).status_code == 200

    releasing.withdraw(network.viewer("fr.coordinator"), edition, reason="A mistake.")
    assert told(network, "reader", again) == []


def test_the_link_changes_nothing_of_what_an_edition_froze(network: Network, earlier: Round) -> None:
    again = released_again(network, earlier)
    AnswerVersion.objects.filter(answer__response__round=again).update(taken_from=None)
    for edition in again.releases.all():
        assert releasing.content_hash(edition) == edition.content_hash


def test_a_correction_of_what_was_taken_over_carries_the_link_on(network: Network, earlier: Round) -> None:
    again = released_again(network, earlier)
    client = enter(network, "bg.labour")
    data = form_data(client.get(f"{writing(again)}?new=1"))
    client.post(writing(again), data | {"note": "Corrected.", "action": "save"})
    links = (
        answer_of(again, "bg")
        .versions.order_by("number")
        .values_list("taken_from__answer__response__round", flat=True)
    )
    assert list(links) == [earlier.pk, earlier.pk]


def test_an_answer_of_its_own_says_nothing(network: Network) -> None:
    round = asked(network, respondents=("bg", "de"))
    write_and_approve(network, answer_of(round, "bg"))
    data = form_data(enter(network, "bg.labour").get(f"{writing(round)}?new=1"))
    assert "taken_from" not in data
    history = text_of(enter(network, "bg.labour").get(url("history", round, "bg", "q1")))
    assert "Taken over" not in history
