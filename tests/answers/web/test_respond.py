"""The respondent's workspace as people use it: real pages, forms as the page draws them, two people on one answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comparanda.answers.actions import asking, replying
from comparanda.answers.models import Answer, AnswerVersion, Response, Round
from comparanda.answers.web.respond.history import word_diff
from comparanda.kernel.audience import Audience
from comparanda.people.queries import today
from factories import (
    PARTS_BY_TYPE,
    VALUE_BY_TYPE,
    Network,
    answer_of,
    close,
    draft_round,
    launched_round,
    make_draft,
    put_question,
    release,
    reply,
    response_of,
    write,
    write_and_approve,
)

pytestmark = pytest.mark.django_db

CANARY = "canary-2718"


def enter(network: Network, username: str, *, csrf: bool = False) -> Client:
    """A browser in which somebody is signed in, with the second factor that coordinators need."""
    user = network.user[username]
    if (
        username.endswith(("coordinator", "editor", "commission", "admin"))
        and not user.authenticator_set.exists()
    ):
        TOTP.activate(user, generate_totp_secret())
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user)
    return client


def url(page: str, round: Round, *rest: str) -> str:
    return reverse(f"answers:{page}", args=[round.public_name, *rest])


def writing(round: Round, question: str = "q1", code: str = "bg") -> str:
    return url("write", round, code, question)


def page(response: HttpResponse) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def text_of(response: HttpResponse) -> str:
    return " ".join(page(response).find(".//main").text_content().split())


def form_data(response: HttpResponse) -> dict[str, Any]:
    """What the browser would send of the writing form, untouched."""
    (form,) = [form for form in page(response).forms if "base_version" in form.fields]
    found: dict[str, Any] = {}
    for field in form.xpath(".//*[@name][not(self::button)]"):
        if field.get("type") == "checkbox":
            if field.get("checked") is not None:
                found.setdefault(field.name, []).append(field.get("value", "on"))
        elif field.get("type") == "radio":
            if field.get("checked") is not None:
                found[field.name] = field.get("value")
        elif field.tag == "textarea":
            # The line end that a browser ignores at the start of a text field.
            found[field.name] = (field.value or "").removeprefix("\n")
        else:
            found[field.name] = field.value or ""
    found.pop("csrfmiddlewaretoken")
    return found


def send(client: Client, address: str, action: str = "save", **changes: Any) -> HttpResponse:
    """Open the page, change some fields, press a button."""
    data = form_data(client.get(address)) | {
        name.replace("__", "-"): value for name, value in changes.items()
    }
    return client.post(address, data | {"action": action})


def faults(response: HttpResponse) -> dict[str, str]:
    """Name of each field marked as faulty to the message that ``aria-describedby`` leads to."""
    found = {}
    tree = page(response)
    for field in tree.xpath("//*[@aria-invalid='true']"):
        holders = [field, *field.iterancestors("fieldset")]
        described = next(
            holder.get("aria-describedby") for holder in holders if holder.get("aria-describedby")
        )
        messages = [tree.get_element_by_id(name) for name in described.split()]
        found[field.get("name")] = " ".join(
            message.text_content().strip() for message in messages if message.get("class") == "errorlist"
        )
    return found


@contextmanager
def counting() -> Iterator[list[int]]:
    counted: list[int] = []
    with CaptureQueriesContext(connection) as captured:
        yield counted
    counted.append(len(captured.captured_queries))


def queries_of(client: Client, address: str) -> int:
    with counting() as counted:
        assert client.get(address).status_code == 200
    return counted[0]


# inbox


def test_whoever_is_not_signed_in_is_sent_to_sign_in(network: Network, client: Client) -> None:
    round = launched_round(network)
    for address in (reverse("answers:inbox"), url("response", round, "bg"), writing(round)):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url == f"{reverse('account_login')}?next={address}"


def test_somebody_without_a_contact_point_is_told_so_and_where_to_go(network: Network) -> None:
    outsider = enter(network, "outsider").get(reverse("answers:inbox"))
    assert "Nothing can wait for you here" in text_of(outsider)
    assert reverse("answers:rounds") not in outsider.content.decode()

    editor = enter(network, "editor").get(reverse("answers:inbox"))
    assert reverse("answers:rounds") in editor.content.decode()


def section(response: HttpResponse, name: str) -> list[str]:
    """What is linked in one group of the inbox."""
    return [a.text_content() for a in page(response).xpath(f"//section[@aria-labelledby='{name}']//a")]


def test_inbox_groups_by_urgency_and_by_who_has_to_act(network: Network) -> None:
    rounds = {
        title: launched_round(network, title=title, types=["yes_no", "yes_no"])
        for title in ("Late", "Soon", "Later", "Done")
    }
    Round.objects.filter(pk=rounds["Late"].pk).update(reply_by=today() - timedelta(days=2))
    Round.objects.filter(pk=rounds["Soon"].pk).update(reply_by=today() + timedelta(days=3))
    reply(network, rounds["Done"], "bg")
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    sent, returned = answer_of(rounds["Later"], "bg", "q1"), answer_of(rounds["Later"], "bg", "q2")
    write(labour, sent)
    replying.send_to_review(labour, sent)
    write(labour, returned)
    replying.send_to_review(labour, returned)
    replying.return_answer(coordinator, returned, comment="Which act?")

    inbox = enter(network, "bg.coordinator").get(reverse("answers:inbox"))

    assert section(inbox, "overdue") == ["Late"]
    assert section(inbox, "soon") == ["Soon"]
    assert section(inbox, "later") == ["Later"]
    assert section(inbox, "done") == ["Done"]
    assert section(inbox, "to-review") == ["What is the rule?"]
    assert section(inbox, "returned") == section(inbox, "given") == []
    assert "2 days overdue" in text_of(inbox)
    assert "3 days left" in text_of(inbox)
    assert "1 of 2 answered" in text_of(inbox)
    assert "end of day, Brussels time" in text_of(inbox)

    member = enter(network, "bg.labour").get(reverse("answers:inbox"))
    assert len(section(member, "given")) == 4
    assert len(section(member, "returned")) == 1
    assert section(member, "to-review") == []

    other = enter(network, "bg.asylum").get(reverse("answers:inbox"))
    assert "Nothing waits for you" in text_of(other)


def test_deadline_is_said_in_the_readers_own_zone_where_clocks_differ(network: Network) -> None:
    launched_round(network)
    user = network.user["bg.labour"]

    assert "Sofia" not in text_of(enter(network, "bg.labour").get(reverse("answers:inbox")))
    user.time_zone = "Europe/Sofia"
    user.save()
    assert "00:59 in Sofia" in text_of(enter(network, "bg.labour").get(reverse("answers:inbox")))


def test_a_question_of_the_asker_shows_in_the_inbox_until_it_is_answered(network: Network) -> None:
    round = launched_round(network)
    response = response_of(round, "bg")
    asking.clarify(network.viewer("fr.coordinator"), response, text="Since when?")
    client = enter(network, "bg.coordinator")
    assert "The asker has a question" in text_of(client.get(reverse("answers:inbox")))

    client.post(url("response", round, "bg"), {"action": "clarify", "text": "Since 2015."})

    assert "The asker has a question" not in text_of(client.get(reverse("answers:inbox")))
    assert response.clarifications.last().text == "Since 2015."


def test_inbox_and_overview_take_the_same_number_of_queries_however_much_there_is(network: Network) -> None:
    one = launched_round(network, title="One", types=["yes_no"])
    client = enter(network, "bg.coordinator")
    inbox, overview = reverse("answers:inbox"), url("response", one, "bg")
    client.get(inbox)
    few = queries_of(client, inbox), queries_of(client, overview), queries_of(client, writing(one))

    for title in ("Two", "Three"):
        many = launched_round(network, title=title, types=["yes_no", "number", "text", "choice", "date"])
        write_and_approve(network, answer_of(many, "bg", "q1"))
        asking.clarify(network.viewer("fr.coordinator"), response_of(many, "bg"), text="Since when?")
        replying.comment(network.viewer("bg.coordinator"), answer_of(many, "bg", "q1"), text="Good.")

    assert (
        queries_of(client, inbox),
        queries_of(client, url("response", many, "bg")),
        queries_of(client, writing(many)),
    ) == few


# writing


@pytest.mark.parametrize("kind", sorted(PARTS_BY_TYPE))
def test_a_value_of_each_type_is_saved_and_comes_back_unchanged(network: Network, kind: str) -> None:
    round = launched_round(network, types=[kind])
    client = enter(network, "bg.labour")

    saved = send(client, writing(round), value_value=VALUE_BY_TYPE[kind], as_of="17.5.2026", note="Бележка")

    assert saved.status_code == 302, (faults(saved), text_of(saved)[:300])
    version = AnswerVersion.objects.get(answer__response__round=round)
    assert version.values == {"value": VALUE_BY_TYPE[kind]}
    assert version.as_of == "2026-05-17"
    assert version.notes == [{"language": "en", "text": "Бележка", "original": True}]
    # The page sends back what it shows: that is the same text, so nothing new is kept.
    send(client, writing(round))
    assert list(AnswerVersion.objects.values_list("number", "revision")) == [(1, 1)]


def test_a_number_with_three_decimals_survives_being_shown(network: Network) -> None:
    round = draft_round(network)
    put_question(network, round, [{"type": "number"}])
    round = asking.launch(network.viewer("fr.coordinator"), round)
    client = enter(network, "bg.labour")
    write(network.viewer("bg.labour"), answer_of(round, "bg", "q2"), make_draft({"value": "1.125"}))

    assert send(client, writing(round, "q2"), value_value="1.1250").status_code == 302
    assert send(client, writing(round, "q2")).status_code == 302
    assert AnswerVersion.objects.get(answer__question__code="q2").values == {"value": "1.125"}


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("number", "about 18", "Enter a number, for example 18 or 1.5."),
        ("number", "-1", "The least that is possible here is 0."),
        ("percent", "101", "The most that is possible here is 100."),
        ("money", "1,234", "1,234 can be read in two ways. Write it without a thousands separator."),
        ("date", "31.2.2026", "Enter a year, a month or a day, for example 2026, 2026-05 or 2026-05-17."),
        (
            "period",
            "2024/2020",
            "Enter two dates with a slash between, the earlier first, for example 2020/2024-05.",
        ),
        ("link", "javascript:alert(1)", "Enter an address that begins with http:// or https://."),
        (
            "text",
            "a\x07b",
            "The text holds control characters that files cannot carry. Remove them.",
        ),
    ],
)
def test_a_value_that_cannot_be_read_is_named_beside_its_field_and_nothing_is_saved(
    network: Network, kind: str, typed: str, message: str
) -> None:
    round = launched_round(network, types=[kind])
    client = enter(network, "bg.labour")

    refused = send(client, writing(round), value_value=typed, note=CANARY, source__0__title="An act")

    assert refused.status_code == 422
    assert faults(refused) == {"value_value": message}
    assert not AnswerVersion.objects.exists()
    kept = form_data(refused)
    assert (kept["note"], kept["source-0-title"]) == (CANARY, "An act")
    if "\x07" not in typed:
        assert kept["value_value"] == typed


def test_as_of_and_addresses_are_checked_where_they_stand(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")
    write(network.viewer("bg.labour"), answer_of(round, "bg"))

    refused = send(client, writing(round), as_of="soon", source__1__url="www.example.org")

    assert faults(refused) == {
        "as_of": "Enter a year, a month or a day, for example 2026, 2026-05 or 2026-05-17.",
        "source-1-url": "Enter an address that begins with http:// or https://.",
    }
    assert AnswerVersion.objects.get().revision == 1


def test_a_choice_that_is_not_offered_is_refused(network: Network) -> None:
    round = launched_round(network, types=["choice"])
    refused = send(enter(network, "bg.labour"), writing(round), value_value="everything")
    assert faults(refused)["value_value"] == "everything is not among the choices."


def test_a_value_and_a_reason_for_having_none_contradict_each_other(network: Network) -> None:
    round = launched_round(network)
    refused = send(enter(network, "bg.labour"), writing(round), value_value="yes", absence="unknown")
    assert (
        faults(refused)["absence"]
        == "There is a value, and you say that there is none. Clear one of the two."
    )


def test_nothing_written_makes_no_version(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")
    assert send(client, writing(round)).url == writing(round)
    assert answer_of(round, "bg").state == "empty"
    assert not AnswerVersion.objects.exists()


def test_sources_grow_row_by_row_without_a_script_and_can_be_left_out(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")

    added = send(
        client, writing(round), "add", source__0__title="Foreigners Act", source__0__legal_reference="art. 44"
    )
    assert added.url == f"{writing(round)}#sources"
    send(client, writing(round), "add", source__1__url="https://example.org/act")

    version = AnswerVersion.objects.get()
    assert version.sources == [
        {"title": "Foreigners Act", "legal_reference": "art. 44"},
        {"title": "https://example.org/act", "url": "https://example.org/act"},
    ]
    send(client, writing(round), source__0__remove="on")
    version.refresh_from_db()
    assert [source["title"] for source in version.sources] == ["https://example.org/act"]


def test_translations_of_a_note_are_marked_with_who_translated(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")

    send(
        client, writing(round), note="До шест месеца.", note_language="bg",
        translation__0__language="en", translation__0__text="Up to six months.",
    )  # fmt: skip

    assert AnswerVersion.objects.get().notes == [
        {"language": "bg", "text": "До шест месеца.", "original": True},
        {"language": "en", "text": "Up to six months.", "original": False, "translated_by": "bg"},
    ]
    twice = send(client, writing(round), translation__1__language="bg", translation__1__text="Още веднъж")
    assert faults(twice) == {"translation-1-language": "There is a note in this language already."}


def test_audience_is_saved_as_chosen(network: Network) -> None:
    round = launched_round(network)
    send(enter(network, "bg.labour"), writing(round), value_value="no", audience="own-team")
    assert AnswerVersion.objects.get().audience == Audience.OWN_TEAM


def test_sending_an_incomplete_answer_keeps_the_draft_and_says_what_is_missing(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")

    refused = send(client, writing(round), "send", value_value="yes")

    assert refused.status_code == 422
    assert faults(refused) == {"as_of": "Say as of which date the answer holds."}
    assert AnswerVersion.objects.get().values == {"value": "yes"}
    # The page that came back goes on from what was saved.
    client.post(writing(round), form_data(refused) | {"as_of": "2026", "action": "send"})
    answer = answer_of(round, "bg")
    assert answer.state == "review"
    assert AnswerVersion.objects.count() == 1


def test_a_required_part_is_missed_before_review(network: Network) -> None:
    round = draft_round(network)
    put_question(
        network, round,
        [{"type": "yes_no", "required": True}, {"code": "months", "type": "number", "label": {"en": "Months"}, "required": True}],
    )  # fmt: skip
    round = asking.launch(network.viewer("fr.coordinator"), round)

    refused = send(enter(network, "bg.labour"), writing(round, "q2"), "send", value_value="yes", as_of="2026")

    assert faults(refused) == {"value_months": "This part is needed."}


def test_next_question_saves_and_goes_on_to_what_is_asked(network: Network) -> None:
    round = draft_round(network, types=["yes_no"])
    only_if_yes = {"question": "q1", "part": "value", "values": ["yes"]}
    put_question(network, round, PARTS_BY_TYPE["number"], condition=only_if_yes)
    put_question(network, round, PARTS_BY_TYPE["text"])
    round = asking.launch(network.viewer("fr.coordinator"), round)
    client = enter(network, "bg.labour")

    assert send(client, writing(round), "next", value_value="no").url == writing(round, "q3")
    muted = page(client.get(writing(round))).xpath("//ol[@class='steps']/li[contains(@class, 'soft')]")
    assert ["Not asked, given the other answers" in li.text_content() for li in muted] == [True]
    assert send(client, writing(round), "next", value_value="yes").url == writing(round, "q2")
    assert send(client, writing(round, "q3"), "next").url == url("response", round, "bg")


# saving while the writer writes


def autosave(round: Round, question: str = "q1") -> str:
    return url("autosave", round, "bg", question)


def test_autosave_saves_in_place_and_hands_out_the_next_base(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")
    data = form_data(client.get(writing(round)))

    first = client.post(autosave(round), data | {"note": "До"}).json()
    second = client.post(autosave(round), data | {"note": "До шест", "base_version": first["version"]}).json()

    assert first["saved"] is second["saved"] is True
    assert (first["version"], second["version"]) == ("1.1", "1.2")
    assert "draft saved" in second["message"]
    assert [version.notes[0]["text"] for version in AnswerVersion.objects.all()] == ["До шест"]


def test_autosave_of_a_faulty_form_saves_nothing_and_names_the_field(network: Network) -> None:
    round = launched_round(network, types=["number"])
    client = enter(network, "bg.labour")
    data = form_data(client.get(writing(round)))

    response = client.post(autosave(round), data | {"value_value": "18,", "note": "kept in the page"})

    assert response.status_code == 422
    assert response.json()["saved"] is False
    assert response.json()["errors"] == {"value_value": ["Enter a number, for example 18 or 1.5."]}
    assert "Enter a number" in response.json()["message"]
    assert not AnswerVersion.objects.exists()


def test_autosave_keeps_its_door_shut(network: Network) -> None:
    round = launched_round(network)
    data = form_data(enter(network, "bg.labour").get(writing(round)))

    assert Client().post(autosave(round), data).status_code == 401
    assert enter(network, "bg.asylum").post(autosave(round), data).status_code == 404
    assert enter(network, "fr.coordinator").post(autosave(round), data).status_code == 404
    assert enter(network, "bg.labour", csrf=True).post(autosave(round), data).status_code == 403
    assert enter(network, "bg.labour").get(autosave(round)).status_code == 405
    assert not AnswerVersion.objects.exists()


def test_every_step_needs_the_token_of_its_page(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.coordinator", csrf=True)
    for address in (
        writing(round),
        url("response", round, "bg"),
        url("submit", round, "bg"),
        url("conflict", round, "bg", "q1"),
    ):
        assert client.post(address, {"action": "save"}).status_code == 403


# two people on one answer


def test_two_people_on_one_answer_lose_no_word(network: Network) -> None:
    round = launched_round(network, types=["number"])
    member, coordinator = enter(network, "bg.labour"), enter(network, "bg.coordinator")
    members, coordinators = form_data(member.get(writing(round))), form_data(coordinator.get(writing(round)))
    conflict = url("conflict", round, "bg", "q1") + "?text=2"

    member.post(
        autosave(round), members | {"value_value": "6", "note": "the member's words", "as_of": "2025"}
    )
    met = coordinator.post(
        autosave(round),
        coordinators | {"value_value": "18", "note": "the coordinator's words", "as_of": "2026"},
    )

    assert met.status_code == 409
    assert met.json()["conflict_url"] == met.json()["url"] == conflict
    assert "bg.labour" in met.json()["message"]
    pressed = coordinator.post(
        writing(round),
        coordinators
        | {"value_value": "18", "note": "the coordinator's words", "as_of": "2026", "action": "save"},
    )
    assert pressed.url == conflict
    # Neither text was overwritten, and the standing one is still the first.
    assert answer_of(round, "bg").working.values == {"value": "6"}
    assert {v.notes[0]["text"]: v.rival for v in AnswerVersion.objects.all()} == {
        "the member's words": False,
        "the coordinator's words": True,
    }

    both = coordinator.get(conflict)
    columns = [column.text_content() for column in page(both).xpath("//div[@class='conflict']/section")]
    assert ["the coordinator's words" in columns[0], "the member's words" in columns[1]] == [True, True]
    assert "bg.labour" in columns[1]
    data = form_data(both)
    assert (data["note"], data["value_value"], data["base_version"]) == (
        "the coordinator's words",
        "18",
        "1.1",
    )
    assert {name for name in data if name.startswith("take-")} == {
        "take-value_value",
        "take-notes",
        "take-as_of",
    }

    joined = coordinator.post(
        conflict, data | {"note": "the words of both", "take-as_of": "theirs", "take-value_value": "mine"}
    )

    assert joined.url == writing(round)
    working = answer_of(round, "bg").working
    assert (working.values, working.as_of, working.notes[0]["text"]) == (
        {"value": "18"},
        "2025",
        "the words of both",
    )
    assert [v.notes[0]["text"] for v in AnswerVersion.objects.order_by("number")] == [
        "the member's words", "the coordinator's words", "the words of both",
    ]  # fmt: skip
    history = text_of(coordinator.get(url("history", round, "bg", "q1")))
    for words in ("member's", "coordinator's", "kept beside", "of both"):
        assert words in history
    # The member, still on the old page, meets the same fate and loses nothing either.
    late = member.post(autosave(round), members | {"note": "the member again", "base_version": "1.1"})
    assert late.status_code == 409
    assert answer_of(round, "bg").working.pk == working.pk
    assert (
        AnswerVersion.objects.get(rival=True, author=network.user["bg.labour"]).notes[0]["text"]
        == "the member again"
    )


def test_a_text_that_moves_again_while_one_chooses_is_not_overwritten(network: Network) -> None:
    round = launched_round(network)
    member, coordinator = enter(network, "bg.labour"), enter(network, "bg.coordinator")
    stale = form_data(coordinator.get(writing(round)))
    send(member, writing(round), value_value="yes", note="first")
    coordinator.post(writing(round), stale | {"value_value": "no", "note": "mine", "action": "save"})
    choice = form_data(coordinator.get(url("conflict", round, "bg", "q1")))
    send(member, writing(round), note="second")

    theirs = coordinator.post(url("conflict", round, "bg", "q1"), choice | {"take-notes": "theirs"})
    assert theirs.status_code == 409
    assert "second" in text_of(theirs)
    mine = coordinator.post(url("conflict", round, "bg", "q1"), choice | {"note": "mine, once more"})

    assert mine.url == url("conflict", round, "bg", "q1") + "?text=3"
    assert answer_of(round, "bg").working.notes[0]["text"] == "second"
    assert [v.notes[0]["text"] for v in AnswerVersion.objects.filter(rival=True)] == [
        "mine",
        "mine, once more",
    ]
    assert form_data(coordinator.get(mine.url))["note"] == "mine, once more"
    assert form_data(coordinator.get(f"{url('conflict', round, 'bg', 'q1')}?text=2"))["note"] == "mine"


def test_whoever_takes_the_other_text_is_not_asked_again(network: Network) -> None:
    round = launched_round(network)
    member, coordinator = enter(network, "bg.labour"), enter(network, "bg.coordinator")
    stale = form_data(coordinator.get(writing(round)))
    send(member, writing(round), value_value="yes")
    coordinator.post(writing(round), stale | {"value_value": "no", "action": "save"})
    assert "A text of yours is kept beside" in text_of(coordinator.get(writing(round)))

    choice = form_data(coordinator.get(url("conflict", round, "bg", "q1")))
    coordinator.post(url("conflict", round, "bg", "q1"), choice | {"take-value_value": "theirs"})

    assert "A text of yours is kept beside" not in text_of(coordinator.get(writing(round)))
    assert answer_of(round, "bg").working.values == {"value": "yes"}
    assert AnswerVersion.objects.get(rival=True).values == {"value": "no"}


def test_without_a_second_text_there_is_nothing_to_choose(network: Network) -> None:
    round = launched_round(network)
    assert enter(network, "bg.labour").get(url("conflict", round, "bg", "q1")).url == writing(round)


# who may come in


@pytest.mark.parametrize(
    "username", ["fr.coordinator", "de.coordinator", "editor", "commission", "admin", "outsider"]
)
def test_strangers_find_no_response_and_no_answer(network: Network, username: str) -> None:
    round = launched_round(network)
    write(network.viewer("bg.labour"), answer_of(round, "bg"))
    client = enter(network, username)
    addresses = [
        url("response", round, "bg"),
        url("print", round, "bg"),
        url("submit", round, "bg"),
        writing(round),
    ]
    addresses += [url(name, round, "bg", "q1") for name in ("history", "conflict")]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


def test_a_member_opens_only_the_questions_given_to_it(network: Network) -> None:
    round = launched_round(network, types=["yes_no", "text"])
    replying.assign(
        network.viewer("bg.coordinator"), answer_of(round, "bg", "q2"), to=network.user["bg.asylum"]
    )
    write(network.viewer("bg.labour"), answer_of(round, "bg"), make_draft(note=CANARY))
    client = enter(network, "bg.asylum")

    assert client.get(writing(round, "q2")).status_code == 200
    assert client.get(writing(round, "q1")).status_code == 404
    for address in (url("response", round, "bg"), url("print", round, "bg"), writing(round, "q2")):
        assert CANARY not in client.get(address).content.decode()
    assert client.get(url("submit", round, "bg")).status_code == 404
    # Once submitted, the whole team may read it.
    replying.send_to_review(network.viewer("bg.labour"), answer_of(round, "bg"))
    replying.approve(network.viewer("bg.coordinator"), answer_of(round, "bg"))
    replying.submit(network.viewer("bg.coordinator"), response_of(round, "bg"), with_gaps=True)
    assert CANARY in client.get(url("print", round, "bg")).content.decode()


def test_pages_are_kept_by_no_cache(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")
    for address in (reverse("answers:inbox"), url("response", round, "bg"), writing(round)):
        assert client.get(address)["Cache-Control"] == "private, no-store"


# review


def test_review_from_sending_to_approval(network: Network) -> None:
    round = launched_round(network)
    member, coordinator = enter(network, "bg.labour"), enter(network, "bg.coordinator")
    send(member, writing(round), "send", value_value="yes", as_of="2026")

    shown = member.get(writing(round))
    assert not [form for form in page(shown).forms if "base_version" in form.fields]
    assert member.post(writing(round), {"action": "approve"}).status_code == 302
    assert answer_of(round, "bg").state == "review"

    empty = coordinator.post(writing(round), {"action": "return", "comment": " "})
    assert empty.status_code == 422
    assert faults(empty) == {"comment": "Say what should change."}
    coordinator.post(writing(round), {"action": "return", "comment": CANARY})
    assert answer_of(round, "bg").state == "returned"
    assert CANARY in text_of(member.get(writing(round)))

    send(member, writing(round), "send", note="Article 44.")
    coordinator.post(writing(round), {"action": "approve"})
    answer = answer_of(round, "bg")
    assert answer.state == "approved"
    assert answer.working.reviewer == network.user["bg.coordinator"]
    # Read-only until somebody asks for a new version.
    assert "Write a new version" in text_of(member.get(writing(round)))
    send(member, f"{writing(round)}?new=1", note="Article 44a.")
    answer.refresh_from_db()
    assert (answer.state, answer.versions.count()) == ("draft", 3)


def test_an_answer_in_review_is_taken_back_to_write_on(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")
    send(client, writing(round), "send", value_value="yes", as_of="2026")
    client.post(writing(round), {"action": "recall"})
    assert answer_of(round, "bg").state == "draft"
    send(client, writing(round), value_value="no")
    assert [v.values["value"] for v in AnswerVersion.objects.order_by("number")] == ["yes", "no"]


def test_comments_stay_in_the_team(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.coordinator")
    client.post(writing(round), {"action": "comment", "text": CANARY})
    empty = client.post(writing(round), {"action": "comment", "text": ""})

    assert faults(empty) == {"text": "Write a comment."}
    assert CANARY in text_of(enter(network, "bg.labour").get(writing(round)))
    assert CANARY not in client.get(url("print", round, "bg")).content.decode()


def test_questions_are_given_and_handed_on(network: Network) -> None:
    round = launched_round(network, types=["yes_no", "text"])
    coordinator, member = enter(network, "bg.coordinator"), enter(network, "bg.labour")
    overview = url("response", round, "bg")

    coordinator.post(
        overview,
        {
            "action": "assign",
            "was-q1": "bg.labour",
            "assignee-q1": "bg.labour",
            "was-q2": "bg.labour",
            "assignee-q2": "bg.asylum",
        },
    )
    assert answer_of(round, "bg", "q2").assignee == network.user["bg.asylum"]
    assert coordinator.post(overview, {"action": "assign", "assignee-q1": "fr.officer"}).status_code == 404
    assert member.post(overview, {"action": "assign", "assignee-q1": "bg.asylum"}).status_code == 404

    nobody = member.post(writing(round), {"action": "hand_on", "to": ""})
    assert faults(nobody) == {"to": "Choose a colleague."}
    assert member.post(writing(round), {"action": "hand_on", "to": "fr.officer"}).status_code == 404
    member.post(writing(round), {"action": "hand_on", "to": "bg.asylum"})
    assert answer_of(round, "bg").assignee == network.user["bg.asylum"]
    assert member.get(writing(round)).status_code == 404


# submitting, declining


def test_submitting_with_gaps_is_confirmed_first(network: Network) -> None:
    round = launched_round(network, types=["yes_no", "text"])
    write_and_approve(network, answer_of(round, "bg"))
    client = enter(network, "bg.coordinator")
    confirm = url("submit", round, "bg")

    asked = client.get(confirm)
    assert "1 question has no approved answer" in text_of(asked)
    assert client.post(confirm, {}).url == confirm
    assert response_of(round, "bg").state == "drafting"
    assert client.post(confirm, {"gaps": "known"}).url == url("response", round, "bg")
    assert response_of(round, "bg").state == "submitted"
    assert "Nothing has changed since you submitted." in text_of(client.get(confirm))


def test_declining_needs_a_reason_and_can_be_taken_back(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.coordinator")
    overview = url("response", round, "bg")

    refused = client.post(overview, {"action": "decline", "reason": "  "})
    assert (refused.status_code, faults(refused)) == (422, {"reason": "Say why you decline."})
    client.post(overview, {"action": "decline", "reason": "No such permits here."})
    assert response_of(round, "bg").state == "declined"
    assert "No such permits here." in text_of(client.get(overview))
    assert "base_version" not in client.get(writing(round)).content.decode()
    client.post(overview, {"action": "resume"})
    assert response_of(round, "bg").state == "drafting"
    assert enter(network, "bg.labour").post(overview, {"action": "decline", "reason": "x"}).status_code == 302
    assert response_of(round, "bg").state == "drafting"


def test_a_cancelled_query_refuses_and_keeps_what_is_typed(network: Network) -> None:
    round = launched_round(network)
    client = enter(network, "bg.labour")
    data = form_data(client.get(writing(round)))
    asking.cancel(network.viewer("fr.coordinator"), round, reason="Asked twice.")

    refused = client.post(writing(round), data | {"note": CANARY, "action": "save"})

    assert refused.status_code == 422
    assert "Asked twice." in text_of(refused)
    assert form_data(refused)["note"] == CANARY
    assert (
        client.post(autosave(round), data | {"note": CANARY}).json()["message"]
        == "The query was cancelled: Asked twice."
    )
    assert not AnswerVersion.objects.exists()


# what others said


def test_others_show_only_after_the_own_submission(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "de")
    client = enter(network, "bg.coordinator")
    for address in (url("response", round, "bg"), writing(round)):
        assert "Others so far" not in text_of(client.get(address))

    reply(network, round, "bg")

    assert "1 yes; 1 has not answered" in text_of(client.get(url("response", round, "bg")))
    assert "Others so far" in text_of(client.get(writing(round)))


def test_others_show_once_the_round_is_closed(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "de", {"q1": make_draft(audience=Audience.OWN_TEAM, note=CANARY)})
    close(network, round)
    shown = enter(network, "bg.labour").get(url("response", round, "bg"))
    assert "1 answered, not public; 1 has not answered" in text_of(shown)
    assert CANARY not in shown.content.decode()


# before, on paper, over time


def test_an_earlier_answer_is_taken_over_to_be_dated_again(network: Network) -> None:
    first = launched_round(network, types=["number"])
    reply(network, first, "bg")
    copy = asking.copy_round(network.viewer("fr.coordinator"), first)
    asking.edit_round(
        network.viewer("fr.coordinator"), copy, revision=copy.revision,
        fields={"reply_by": today() + timedelta(days=20)},
    )  # fmt: skip
    second = asking.launch(network.viewer("fr.coordinator"), Round.objects.get(pk=copy.pk))
    client = enter(network, "bg.labour")

    shown = client.get(writing(second))
    assert "18 months" in text_of(shown)
    taken = form_data(client.get(f"{writing(second)}?from={first.public_name}/q1"))
    assert (taken["value_value"], taken["note"], taken["as_of"]) == ("18", "As the act says.", "")
    assert taken["base_version"] == "0.0"
    assert not AnswerVersion.objects.filter(answer__response__round=second).exists()


def test_the_printed_version_holds_all_answers_and_a_place_to_sign(network: Network) -> None:
    round = launched_round(network, types=["number", "text"])
    write(
        network.viewer("bg.labour"),
        answer_of(round, "bg"),
        make_draft({"value": "18"}, audience=Audience.NETWORK),
    )

    printed = enter(network, "bg.coordinator").get(url("print", round, "bg"))

    for words in (
        "18 months",
        "As the act says.",
        "Foreigners Act",
        "January 2026",
        "Network",
        "Signature",
        "No answer yet",
    ):
        assert words in text_of(printed)


def test_history_shows_what_changed_and_who_reviewed(network: Network) -> None:
    round = launched_round(network)
    write_and_approve(network, answer_of(round, "bg"), make_draft(note="Six months <b>as a rule</b>."))
    write(network.viewer("bg.labour"), answer_of(round, "bg"), make_draft(note="Eight months as a rule."))

    shown = enter(network, "bg.coordinator").get(url("history", round, "bg", "q1"))

    tree = page(shown)
    assert tree.xpath("//li[1]//dd//del")[0].text_content().strip() == "Six"
    assert tree.xpath("//li[1]//dd//ins")[0].text_content().strip() == "Eight"
    assert "<b>as a rule" not in shown.content.decode()
    assert "reviewed by bg.coordinator" in text_of(shown)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "new"),
        ("old", ""),
        ("six months", "eight months"),
        ("а б в", "а в г"),
        ("x\n y", "x\n\ny"),
        ("w " * 8000, "w " * 7999),
    ],
)
def test_a_diff_holds_both_texts_in_full(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == after
    old = "".join(piece.text for piece in pieces if piece.kind != "ins")
    assert old.split() == before.split()


def test_the_released_comparison_is_one_click_from_the_inbox(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "bg")
    close(network, round)
    release(network, round, Audience.PUBLIC)
    inbox = enter(network, "bg.coordinator").get(reverse("answers:inbox"))
    assert "The released comparison" in section(inbox, "done")


def test_one_response_never_shows_another(network: Network) -> None:
    round = launched_round(network)
    write(network.viewer("de.coordinator"), answer_of(round, "de"), make_draft(note=CANARY))
    client = enter(network, "bg.coordinator")
    assert Response.objects.filter(round=round).count() == 3
    assert client.get(url("response", round, "de")).status_code == 404
    for address in (url("response", round, "bg"), writing(round), url("print", round, "bg")):
        assert CANARY not in client.get(address).content.decode()
    assert Answer.objects.filter(response__round=round, working__isnull=False).count() == 1


def test_what_is_not_asked_tells_a_member_nothing_of_a_colleagues_draft(network: Network) -> None:
    round = draft_round(network, types=["yes_no"])
    only_if_yes = {"question": "q1", "part": "value", "values": ["yes"]}
    put_question(network, round, PARTS_BY_TYPE["number"], condition=only_if_yes)
    put_question(network, round, PARTS_BY_TYPE["text"])
    round = asking.launch(network.viewer("fr.coordinator"), round)
    replying.assign(
        network.viewer("bg.coordinator"), answer_of(round, "bg", "q3"), to=network.user["bg.asylum"]
    )
    addresses = [url("response", round, "bg"), url("print", round, "bg"), writing(round, "q3")]
    client = enter(network, "bg.asylum")
    write(network.viewer("bg.labour"), answer_of(round, "bg"), make_draft({"value": "yes"}))
    asked = [text_of(client.get(address)) for address in addresses]

    write(network.viewer("bg.labour"), answer_of(round, "bg"), make_draft({"value": "no"}))

    assert [text_of(client.get(address)) for address in addresses] == asked
