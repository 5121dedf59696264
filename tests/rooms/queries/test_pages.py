"""The pages of a query while it is written, as the French coordinator meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comparanda.answers.actions import asking
from comparanda.answers.kind import room_named
from comparanda.answers.models import Question, Round
from comparanda.people.queries import today
from factories import Network, draft_round, launched_round, put_question
from people.factories import give_second_factor

pytestmark = pytest.mark.django_db

WORDS = {
    "p0-code": "value",
    "p0-type": "yes_no",
    "text_en": "May asylum seekers work?",
    "short_en": "Work",
    "guidance_en": "Under national law.",
    "review_months": "12",
}


def sign_in(client: Client, network: Network, username: str) -> Client:
    """Signed in as somebody who has set up the second factor."""
    give_second_factor(network.user[username])
    client.force_login(network.user[username])
    return client


@pytest.fixture
def coordinator(network: Network, client: Client) -> Client:
    return sign_in(client, network, "fr.coordinator")


def draft_data(round: Round, **changes: Any) -> dict[str, Any]:
    """What the page of a draft sends when nothing is typed."""
    data: dict[str, Any] = {
        "revision": round.revision,
        "title_en": round.title.get("en", ""),
        "background_en": round.background.get("en", ""),
        "language": round.language,
        "on_behalf_of": round.on_behalf_of,
        "reply_by": str(round.reply_by or ""),
        "lead_question": round.lead_question,
        "topics": list(round.topics.values_list("slug", flat=True)),
        "invited": list(round.invited.values_list("code", flat=True)),
    }
    return data | changes


def again(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


# beginning


def test_new_query_opens_a_draft_with_four_weeks_and_all_members(coordinator: Client) -> None:
    answer = coordinator.post(
        "/en/workspace/queries/new/", {"title": "Access to the labour market", "language": "fr"}
    )
    round = Round.objects.get()
    assert answer["Location"] == f"/en/workspace/queries/{round.slug}/"
    assert round.title == {"fr": "Access to the labour market"}
    assert round.reply_by == today() + timedelta(days=28)
    assert sorted(round.invited.values_list("code", flat=True)) == ["at", "bg", "de", "fr", "hr"]


def test_new_query_without_a_title_says_so_beside_the_field(coordinator: Client) -> None:
    answer = coordinator.post("/en/workspace/queries/new/", {"title": " ", "language": "en"})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"title"}
    assert not Round.objects.exists()


def test_new_query_is_not_there_for_a_member(network: Network, client: Client) -> None:
    sign_in(client, network, "bg.labour")
    assert client.get("/en/workspace/queries/new/").status_code == 404


def test_earlier_query_is_found_by_a_word_in_any_script(network: Network, coordinator: Client) -> None:
    round = draft_round(network, title="Permits for seasonal work")
    Round.objects.filter(pk=round.pk).update(title={"bg": "Сезонна заетост"})
    found = coordinator.get("/en/workspace/queries/new/", {"q": "сезонна"})
    missed = coordinator.get("/en/workspace/queries/new/", {"q": "убежище"})
    assert [row[0].pk for row in found.context["earlier"]] == [round.pk]
    assert missed.context["earlier"] == []


def test_copy_takes_questions_along_and_links_to_its_source(network: Network, coordinator: Client) -> None:
    source = launched_round(network, types=["yes_no", "number"])
    answer = coordinator.post(f"/en/workspace/queries/copy/{source.number}/")
    copied = Round.objects.exclude(pk=source.pk).get()
    assert answer["Location"] == f"/en/workspace/queries/{copied.slug}/"
    assert copied.template.questions.count() == 2
    assert copied.reply_by == today() + timedelta(days=28)
    assert [(link.kind, link.other_id) for link in copied.links.all()] == [("update-of", source.pk)]


def test_copy_of_a_query_that_the_viewer_may_not_see_is_not_there(network: Network, client: Client) -> None:
    source = draft_round(network)
    sign_in(client, network, "de.coordinator")
    assert client.post(f"/en/workspace/queries/copy/{source.slug}/").status_code == 404
    assert Round.objects.count() == 1


# the draft


def test_draft_is_saved_and_knows_whether_observers_are_asked(network: Network, coordinator: Client) -> None:
    round = draft_round(network, respondents=["bg", "de"])
    url = f"/en/workspace/queries/{round.slug}/"
    answer = coordinator.post(
        url,
        draft_data(
            round, title_en="Seasonal work", title_bg="Сезонна работа", invited=["bg", "no"], then="save"
        ),
    )
    assert answer.status_code == 302
    saved = again(round)
    assert saved.title == {"en": "Seasonal work", "bg": "Сезонна работа"}
    assert saved.includes_observers is True
    coordinator.post(url, draft_data(saved, title_bg="Сезонна работа", invited=["bg"], then="save"))
    assert again(round).includes_observers is False


def test_draft_saved_by_another_meanwhile_keeps_the_text_and_shows_what_stands(
    network: Network, coordinator: Client
) -> None:
    round = draft_round(network)
    stale = draft_data(round, title_en="Mine", then="save")
    asking.edit_round(
        network.viewer("fr.coordinator"), round, revision=round.revision, fields={"title": {"en": "Theirs"}}
    )
    answer = coordinator.post(f"/en/workspace/queries/{round.slug}/", stale)
    page = answer.context["page"]
    assert again(round).title == {"en": "Theirs"}
    assert page.form["title_en"].value() == "Mine"
    assert [text for _label, text in page.standing] == ["Theirs"]
    # The page now carries the revision that stands, so that saving again is a choice.
    assert f'name="revision" value="{again(round).revision}"' in answer.content.decode()


def test_wrong_day_is_refused_beside_its_field_and_nothing_is_lost(
    network: Network, coordinator: Client
) -> None:
    round = draft_round(network)
    answer = coordinator.post(
        f"/en/workspace/queries/{round.slug}/",
        draft_data(round, title_en="New", reply_by="31.01.2027", then="save"),
    )
    assert list(answer.context["page"].form.errors) == ["reply_by"]
    assert answer.context["page"].form["title_en"].value() == "New"
    assert again(round).title == {"en": "Permits for seasonal work"}


@pytest.mark.parametrize(("quick", "chosen"), [("members", 5), ("network", 7), ("nobody", 0)])
def test_quick_choice_ticks_without_saving(
    network: Network, coordinator: Client, quick: str, chosen: int
) -> None:
    round = draft_round(network)
    answer = coordinator.post(
        f"/en/workspace/queries/{round.slug}/", draft_data(round, title_en="Typed", quick=quick)
    )
    assert answer.context["page"].invited == chosen
    assert answer.context["page"].form["title_en"].value() == "Typed"
    assert again(round).invited.count() == 3


def test_buttons_of_the_questions_save_first(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=["yes_no", "number"])
    url = f"/en/workspace/queries/{round.slug}/"
    answer = coordinator.post(url, draft_data(round, title_en="Kept", then="down:q1"))
    assert answer["Location"] == f"{url}#question-q1"
    assert again(round).title == {"en": "Kept"}
    assert list(round.template.questions.values_list("code", flat=True)) == ["q2", "q1"]
    answer = coordinator.post(url, draft_data(again(round), title_en="Kept too", then="question:q2"))
    assert answer["Location"] == f"{url}questions/q2/"
    assert again(round).title == {"en": "Kept too"}


def test_related_round_is_linked_by_number_and_unlinked(network: Network, coordinator: Client) -> None:
    other = launched_round(network)
    round = draft_round(network, title="Another")
    url = f"/en/workspace/queries/{round.slug}/"
    coordinator.post(url, draft_data(round, link_kind="follow-up-to", link_other=other.number, then="link"))
    link = round.links.get()
    assert (link.kind, link.other_id) == ("follow-up-to", other.pk)
    coordinator.post(url, draft_data(again(round), then=f"unlink:{link.pk}"))
    assert not round.links.exists()


def test_unknown_related_round_is_said_beside_the_field(network: Network, coordinator: Client) -> None:
    round = draft_round(network)
    hidden = draft_round(network, asker="de.coordinator", title="Hidden draft")
    answer = coordinator.post(
        f"/en/workspace/queries/{round.slug}/",
        draft_data(round, link_kind="feeds", link_other=hidden.slug, then="link"),
    )
    assert list(answer.context["page"].form.errors) == ["link_other"]


def test_draft_of_another_contact_point_is_not_there(network: Network, client: Client) -> None:
    round = draft_round(network)
    for username in ("de.coordinator", "fr.officer", "commission", "admin"):
        sign_in(client, network, username)
        for page in ("", "preview/", "launch/", "questions/new/", "questions/q1/", "questions/q1/remove/"):
            assert client.get(f"/en/workspace/queries/{round.slug}/{page}").status_code == 404


def test_page_of_a_draft_takes_the_same_number_of_reads_for_one_and_ten_questions(
    network: Network, coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    round = draft_round(network)
    url = f"/en/workspace/queries/{round.slug}/"
    coordinator.get(url)
    with django_assert_max_num_queries(40) as few:
        coordinator.get(url)
    for kind in ("text", "choice", "number") * 3:
        put_question(
            network, round, [{"type": kind, "codes": [{"code": c, "label": {"en": c}} for c in "ab"]}]
        )
    with django_assert_max_num_queries(40) as many:
        coordinator.get(url)
    assert len(many) == len(few)


# questions


def test_question_with_every_answer_type_is_saved(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=[])
    url = f"/en/workspace/queries/{round.slug}/questions/new/"
    extra: dict[str, dict[str, str]] = {
        "number": {"p0-unit": "months", "p0-decimals": "0", "p0-minimum": "0", "p0-maximum": "1 200"},
        "money": {"p0-currency": "EUR", "p0-unit": "per_month"},
        "choice": {
            "p0c0-label_en": "Council",
            "p0c1-label_en": "Other",
            "p0c1-code": "rest",
            "p0c2-code": "",
        },
        "choices": {"p0c0-label_en": "Council", "p0c0-description_bg": "Съвет", "p0c1-label_en": "None"},
    }
    kinds = "yes_no choice choices number money percent date period text link legal_reference".split()
    for kind in kinds:
        answer = coordinator.post(url, WORDS | {"p0-type": kind} | extra.get(kind, {}) | {"do": "save"})
        assert answer.status_code == 302, (kind, [part.errors for part in answer.context["page"].parts])
    saved = {q.parts[0]["type"]: q.parts[0] for q in round.template.questions.all()}
    assert list(saved) == kinds
    assert saved["number"]["unit"]["other"] == {"en": "months", "bg": "месеца"}
    assert saved["number"]["maximum"] == "1200"
    assert saved["money"]["unit"] == {
        "code": "per_month",
        "one": {"en": "per month", "bg": "на месец"},
        "other": {"en": "per month", "bg": "на месец"},
        "currency": "EUR",
    }
    assert [code["code"] for code in saved["choice"]["codes"]] == ["council", "rest"]
    assert saved["choices"]["codes"][0]["description"] == {"bg": "Съвет"}
    for question in round.template.questions.all():
        assert (
            coordinator.get(f"/en/workspace/queries/{round.slug}/questions/{question.code}/").status_code
            == 200
        )


def test_page_of_a_question_sends_back_what_it_shows(network: Network, coordinator: Client) -> None:
    """Saving what the page holds changes nothing: units, lists and other languages survive."""
    round = draft_round(network, types=["number", "choice", "money", "text"])
    for code in ("q1", "q2", "q3", "q4"):
        url = f"/en/workspace/queries/{round.slug}/questions/{code}/"
        before = round.template.questions.get(code=code)
        page = coordinator.get(url).context["page"]
        data = {name: page.form[name].value() for name in page.form.fields} | {
            "seen": page.seen,
            "do": "save",
        }
        for part in page.parts:
            for form in (part, *part.rows):
                data |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
        answer = coordinator.post(url, data)
        assert answer.status_code == 302, (page.form.errors, [part.errors for part in page.parts])
        after = round.template.questions.get(code=code)
        assert (after.parts, after.text, after.topic_slugs) == (before.parts, before.text, before.topic_slugs)


def test_parts_and_rows_are_added_without_losing_what_was_typed(
    network: Network, coordinator: Client
) -> None:
    round = draft_round(network, types=[])
    url = f"/en/workspace/queries/{round.slug}/questions/new/"
    typed = WORDS | {"p0-type": "choice", "p0c0-label_en": "Council"}
    page = coordinator.post(url, typed | {"do": "add-part"}).context["page"]
    assert [part["code"].value() for part in page.parts] == ["value", "p2"]
    assert page.form["text_en"].value() == "May asylum seekers work?"
    assert page.parts[0].rows[0]["label_en"].value() == "Council"
    page = coordinator.post(url, typed | {"do": "add-rows:0"}).context["page"]
    assert len(page.parts[0].rows) == 4
    assert not Question.objects.filter(template=round.template).exists()


def test_fifth_part_more_is_the_last(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=[])
    parts = {f"p{index}-type": "text" for index in range(7)}
    page = coordinator.post(
        f"/en/workspace/queries/{round.slug}/questions/new/", WORDS | parts | {"do": "add-part"}
    ).context["page"]
    assert len(page.parts) == 5
    assert page.may_add_part is False


def test_several_parts_are_saved_with_their_labels_and_refused_without(
    network: Network, coordinator: Client
) -> None:
    round = draft_round(network, types=[])
    url = f"/en/workspace/queries/{round.slug}/questions/new/"
    parts = WORDS | {
        "p1-code": "p2",
        "p1-type": "number",
        "p1-unit": "own",
        "p1-other_en": "labels",
        "do": "save",
    }
    page = coordinator.post(url, parts).context["page"]
    assert [list(part.errors) for part in page.parts] == [["label_en"], ["label_en"]]
    answer = coordinator.post(url, parts | {"p0-label_en": "Allowed", "p1-label_en": "How many"})
    assert answer.status_code == 302
    first, second = round.template.questions.get().parts
    assert (first["code"], second["code"]) == ("value", "p2")
    assert second["unit"] == {"code": "own", "one": {"en": "labels"}, "other": {"en": "labels"}}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"p0-type": "choice", "p0c0-label_en": "Only one"}, "type"),
        ({"p0-type": "money"}, "currency"),
        ({"p0-type": "number", "p0-minimum": "5", "p0-maximum": "1"}, "maximum"),
        ({"p0-type": "number", "p0-minimum": "many"}, "minimum"),
        ({"p0-type": "number", "p0-minimum": "1.234"}, "minimum"),
        ({"p0-type": "number", "p0-decimals": "99"}, "decimals"),
        ({"p0-type": "number", "p0-unit": "own"}, "other_en"),
        ({"p0-type": "nonsense"}, "type"),
    ],
)
def test_answer_type_that_cannot_be_asked_is_said_beside_its_field(
    network: Network, coordinator: Client, typed: dict[str, str], field: str
) -> None:
    round = draft_round(network, types=[])
    answer = coordinator.post(
        f"/en/workspace/queries/{round.slug}/questions/new/", WORDS | typed | {"do": "save"}
    )
    assert list(answer.context["page"].parts[0].errors) == [field]
    assert not round.template.questions.exists()


def test_same_code_twice_in_a_list_is_said_beside_the_second(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=[])
    rows = {
        "p0-type": "choice",
        "p0c0-label_en": "A",
        "p0c0-code": "x",
        "p0c1-label_en": "B",
        "p0c1-code": "x",
    }
    page = coordinator.post(
        f"/en/workspace/queries/{round.slug}/questions/new/", WORDS | rows | {"do": "save"}
    ).context["page"]
    assert [list(row.errors) for row in page.parts[0].rows] == [[], ["code"]]


def test_control_characters_are_refused_beside_the_field(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=[])
    page = coordinator.post(
        f"/en/workspace/queries/{round.slug}/questions/new/", WORDS | {"text_en": "Bell\x07", "do": "save"}
    ).context["page"]
    assert "text_en" in page.form.errors


def test_condition_rests_on_one_earlier_question(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=["yes_no", "choice", "number"])
    url = f"/en/workspace/queries/{round.slug}/questions/q3/"
    page = coordinator.get(url).context["page"]
    assert len(page.conditions) == 2
    data = WORDS | {"p0-type": "text", "seen": page.seen, "do": "save"}
    refused = coordinator.post(url, data | {"condition": ["q1:value:yes", "q2:value:none"]})
    assert list(refused.context["page"].form.errors) == ["condition"]
    assert coordinator.post(url, data | {"condition": ["q1:value:yes"]}).status_code == 302
    assert round.template.questions.get(code="q3").condition == {
        "question": "q1",
        "part": "value",
        "values": ["yes"],
    }


def test_question_changed_by_another_meanwhile_is_not_overwritten(
    network: Network, coordinator: Client
) -> None:
    round = draft_round(network)
    url = f"/en/workspace/queries/{round.slug}/questions/q1/"
    seen = coordinator.get(url).context["page"].seen
    Question.objects.filter(template=round.template).update(text={"en": "Theirs?"})
    answer = coordinator.post(url, WORDS | {"seen": seen, "do": "save"})
    page = answer.context["page"]
    assert page.standing == "Theirs?"
    assert page.form["text_en"].value() == "May asylum seekers work?"
    assert round.template.questions.get().text == {"en": "Theirs?"}
    assert coordinator.post(url, WORDS | {"seen": page.seen, "do": "save"}).status_code == 302


def test_question_is_removed_after_a_second_look(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=["yes_no", "text"])
    Question.objects.filter(template=round.template, code="q2").update(
        condition={"question": "q1", "part": "value", "values": ["yes"]}
    )
    url = f"/en/workspace/queries/{round.slug}/questions/q1/remove/"
    assert len(coordinator.get(url).context["depending"]) == 1
    assert coordinator.post(url)["Location"] == f"/en/workspace/queries/{round.slug}/#questions"
    assert list(round.template.questions.values_list("code", "condition")) == [("q2", None)]


# preview and launch


def test_preview_shows_each_question_with_its_field(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=["yes_no", "choices", "money", "text"])
    answer = coordinator.get(f"/en/workspace/queries/{round.slug}/preview/")
    html = answer.content.decode()
    assert [question.code for question in answer.context["page"].questions] == ["q1", "q2", "q3", "q4"]
    for code, _text in (("q1", ""), ("q2", ""), ("q3", ""), ("q4", "")):
        assert f'name="{code}-value_value"' in html
    assert "A new act is being drafted." in html


def test_launch_asks_once_more_and_gives_the_number(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=["text"], on_behalf_of="Ms Jane Smith")
    url = f"/en/workspace/queries/{round.slug}/launch/"
    asked = coordinator.get(url)
    assert {remark.code for remark in asked.context["remarks"]} >= {"requester_is_a_person", "not_comparable"}
    answer = coordinator.post(url, follow=True)
    launched = again(round)
    assert launched.number is not None
    assert answer.redirect_chain[-1][0] == f"/en/workspace/rounds/{launched.number}/"
    assert f"It is number {launched.number}." in answer.content.decode()


def test_launch_of_an_unready_draft_says_what_is_missing(network: Network, coordinator: Client) -> None:
    round = draft_round(network, types=[], topics=[])
    url = f"/en/workspace/queries/{round.slug}/launch/"
    answer = coordinator.post(url)
    assert answer.status_code == 200
    assert len(answer.context["lacks"]) == 2
    assert again(round).state == "draft"


def test_pages_of_a_launched_query_lead_to_its_desk(network: Network, coordinator: Client) -> None:
    round = launched_round(network)
    for page in ("", "preview/", "launch/", "questions/new/", "questions/q1/", "questions/q1/remove/"):
        answer = coordinator.get(f"/en/workspace/queries/{round.slug}/{page}")
        assert answer["Location"] == f"/en/workspace/rounds/{round.number}/"


def test_draft_is_discarded_with_a_reason(network: Network, coordinator: Client) -> None:
    round = draft_round(network)
    answer = coordinator.post(
        f"/en/workspace/rounds/{round.slug}/cancel/", {"cancel-reason": "Asked elsewhere."}
    )
    assert answer["Location"] == "/en/workspace/rounds/"
    assert again(round).state == "cancelled"


def test_room_offers_its_cautions_to_the_pillar(network: Network) -> None:
    round = draft_round(network, types=["text"], on_behalf_of="Ms Jane Smith")
    warnings = room_named("queries").warnings
    assert warnings is not None
    assert [(caution.code, caution.question) for caution in warnings(round, today())] == [
        ("requester_is_a_person", ""),
        ("not_comparable", "q1"),
    ]
