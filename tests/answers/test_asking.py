"""The asker's side: draft, launch, extend, clarify, close, cancel, reopen, copy, link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comparanda.answers.actions import asking, replying
from comparanda.answers.actions.asking import EDITABLE, free_slug, missing_for_launch
from comparanda.answers.core.deadline import brussels_day, query_number
from comparanda.answers.error import Forbidden, Refused
from comparanda.answers.models import Answer, NumberSequence, Question, Response, Round, RoundLink
from comparanda.audit.models import Entry
from comparanda.outbox.models import Message
from comparanda.people.models import Responsibility
from comparanda.people.queries import today
from factories import (
    PARTS_BY_TYPE,
    Network,
    answer_of,
    appoint,
    close,
    draft_round,
    launched_round,
    make_draft,
    make_user,
    nothing_written,
    put_question,
    reply,
    response_of,
    write,
)


def logged(event: str) -> list[Entry]:
    return list(Entry.objects.filter(event=event))


# drafts


@pytest.mark.parametrize("who", ["fr.coordinator", "no.coordinator", "commission", "editor"])
def test_coordinators_the_commission_and_editors_open_rounds(network: Network, who: str) -> None:
    round = draft_round(network, asker=who)

    assert (round.state, round.number, round.asker.code) == (
        "draft",
        None,
        {"commission": "commission", "editor": "editors"}.get(who, who[:2]),
    )
    assert [entry.subject for entry in logged("answers.round.drafted")] == ["round:permits-for-seasonal-work"]


@pytest.mark.parametrize("who", ["reader", "outsider", "admin", "bg.labour"])
def test_nobody_else_opens_rounds(network: Network, who: str) -> None:
    with nothing_written(Forbidden):
        asking.open_round(network.viewer(who), kind="queries", title={"en": "May I?"}, language="en")


def test_a_kind_that_is_not_asked_in_the_workspace_is_not_opened_there(network: Network) -> None:
    with nothing_written(Forbidden):
        asking.open_round(network.viewer("editor"), kind="themes", title={"en": "A theme"}, language="en")


def test_a_round_needs_a_title(network: Network) -> None:
    with nothing_written(Refused) as refused:
        asking.open_round(network.viewer("editor"), kind="queries", title={"en": " "}, language="en")
    assert refused.value.field == "title"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Seasonal work: permits & fees", "seasonal-work-permits-fees"),
        ("Наемане на работа", "naemane-na-rabota"),
        ("Щастливо жълто ягне", "shtastlivo-zhalto-yagne"),
        ("2026 rules", "query-2026-rules"),
        ("؟؟؟", "query"),
        ("", "query"),
        ("x" * 200, "x" * 80),
    ],
)
def test_slugs_are_latin_and_readable(db: None, title: str, slug: str) -> None:
    assert free_slug(title) == slug


def test_a_taken_slug_gets_a_number(network: Network) -> None:
    slugs = [draft_round(network, title="Same title").slug for _ in range(3)]

    assert slugs == ["same-title", "same-title-2", "same-title-3"]


def test_a_draft_edited_by_a_colleague_meanwhile_is_not_overwritten(network: Network) -> None:
    round = draft_round(network)
    viewer = network.viewer("fr.coordinator")
    asking.edit_round(viewer, round, revision=round.revision, fields={"on_behalf_of": "Ministry of Labour"})

    with nothing_written(Refused):
        asking.edit_round(viewer, round, revision=round.revision, fields={"on_behalf_of": "Nobody"})


def test_only_editable_fields_are_edited(network: Network) -> None:
    round = draft_round(network)

    for name in ("state", "number", "asker_id", "launched_at", "slug"):
        assert name not in EDITABLE
        with nothing_written(ValueError):
            asking.edit_round(
                network.viewer("fr.coordinator"), round, revision=round.revision, fields={name: "x"}
            )


@pytest.mark.parametrize("who", ["de.coordinator", "fr.officer", "commission", "admin", "reader"])
def test_a_draft_is_its_askers(network: Network, who: str) -> None:
    round, viewer = draft_round(network), network.viewer(who)
    question = round.template.questions.get()

    steps: list[Any] = [
        lambda: asking.edit_round(viewer, round, revision=round.revision, fields={"on_behalf_of": "x"}),
        lambda: asking.put_question(viewer, round, question=None, fields={}, parts=PARTS_BY_TYPE["text"]),
        lambda: asking.remove_question(viewer, round, question),
        lambda: asking.move_question(viewer, round, question, up=True),
        lambda: asking.launch(viewer, round),
        lambda: asking.cancel(viewer, round, reason="x"),
        lambda: asking.unlink_round(viewer, round, link=1),
        lambda: asking.copy_round(viewer, round),
    ]
    for step in steps:
        with nothing_written(Forbidden):
            step()


# questions


def test_questions_of_every_type_keep_their_definition(network: Network) -> None:
    round = draft_round(network, types=list(PARTS_BY_TYPE))

    questions = [question.plain() for question in round.template.questions.all()]

    assert [question.parts[0].type.value for question in questions] == list(PARTS_BY_TYPE)
    assert [question.code for question in questions] == [f"q{n}" for n in range(1, 12)]
    assert round.lead_question == "q1"


@pytest.mark.parametrize(
    "parts",
    [[{"type": "riddle"}], [{"type": "choice"}], [{"type": "number", "minimum": "2", "maximum": "1"}]],
)
def test_a_question_that_cannot_be_asked_is_refused(network: Network, parts: list[dict[str, Any]]) -> None:
    round = draft_round(network)

    with nothing_written(Refused) as refused:
        put_question(network, round, parts)
    assert refused.value.field == "type"


def test_a_code_is_not_used_for_two_questions(network: Network) -> None:
    round = draft_round(network, types=["yes_no", "text", "date"])
    viewer = network.viewer("fr.coordinator")
    asking.remove_question(viewer, round, round.template.questions.get(code="q2"))

    put_question(network, round, PARTS_BY_TYPE["number"])

    codes = list(round.template.questions.values_list("code", flat=True))
    assert codes == ["q1", "q3", "q4"]


def test_a_removed_question_takes_conditions_and_the_lead_with_it(network: Network) -> None:
    round = draft_round(network, types=["yes_no"])
    put_question(
        network,
        round,
        PARTS_BY_TYPE["text"],
        condition={"question": "q1", "part": "value", "values": ["yes"]},
    )

    asking.remove_question(network.viewer("fr.coordinator"), round, round.template.questions.get(code="q1"))

    round.refresh_from_db()
    assert round.lead_question == "q2"
    assert round.template.questions.get().condition is None


def test_questions_change_places_and_stop_at_the_edge(network: Network) -> None:
    round = draft_round(network, types=["yes_no", "text", "date"])
    viewer = network.viewer("fr.coordinator")

    def codes() -> list[str]:
        return list(round.template.questions.order_by("position").values_list("code", flat=True))

    last = round.template.questions.get(code="q3")
    asking.move_question(viewer, round, last, up=True)
    assert codes() == ["q1", "q3", "q2"]
    asking.move_question(viewer, round, last, up=True)
    asking.move_question(viewer, round, last, up=True)
    assert codes() == ["q3", "q1", "q2"]
    asking.move_question(viewer, round, round.template.questions.get(code="q2"), up=False)
    assert codes() == ["q3", "q1", "q2"]


def test_a_question_of_another_round_is_out_of_reach(network: Network) -> None:
    mine = draft_round(network, title="Mine")
    other = launched_round(network, asker="de.coordinator", respondents=["bg"], title="Not mine")
    question, viewer = other.template.questions.get(), network.viewer("fr.coordinator")

    with nothing_written(Forbidden):
        asking.put_question(
            viewer, mine, question=question, fields={"text": {"en": "Changed"}}, parts=PARTS_BY_TYPE["text"]
        )
    with nothing_written(Forbidden):
        asking.remove_question(viewer, mine, question)
    with nothing_written(Forbidden):
        asking.move_question(viewer, mine, question, up=True)


# launch


def test_an_incomplete_draft_is_refused_naming_all_that_is_missing(network: Network) -> None:
    viewer = network.viewer("fr.coordinator")
    round = asking.open_round(viewer, kind="queries", title={"en": "Empty"}, language="en")

    with nothing_written(Refused) as refused:
        asking.launch(viewer, round)

    assert len(missing_for_launch(round, today())) == 5
    assert all(message in str(refused.value) for message in missing_for_launch(round, today()))


@pytest.mark.parametrize("days", [-1, 0])
def test_a_deadline_is_after_today(network: Network, days: int) -> None:
    round = draft_round(network, reply_by=today() + timedelta(days=days))

    with nothing_written(Refused):
        asking.launch(network.viewer("fr.coordinator"), round)


def test_a_launched_round_has_number_places_letters_and_an_entry(network: Network) -> None:
    round = launched_round(network, respondents=["bg", "de", "no"], types=["yes_no", "text"])

    year = brussels_day(timezone.now()).year
    assert (round.state, round.number) == ("open", query_number(year, 1))
    assert round.subjects == ["country:BG", "country:DE", "country:NO"]
    assert {response.state for response in round.responses.all()} == {"waiting"}
    assert Answer.objects.filter(response__round=round, state="empty").count() == 6
    assert round.template.published_at == round.launched_at
    [entry] = logged("answers.round.launched")
    assert (entry.actor, entry.organisation, entry.subject) == (
        "fr.coordinator",
        "fr",
        f"round:{round.number}",
    )
    assert entry.details["respondents"] == ["bg", "de", "no"]
    assert Message.objects.filter(event="answers.round.launched").count() == 3


def test_numbers_have_no_gaps_where_a_launch_is_refused_or_fails(network: Network) -> None:
    first = launched_round(network)
    broken = draft_round(network)
    network.user["bg.coordinator"].email = "no address"
    network.user["bg.coordinator"].save()
    with nothing_written(ValueError):
        asking.launch(network.viewer("fr.coordinator"), broken)
    network.user["bg.coordinator"].email = "bg@example.org"
    network.user["bg.coordinator"].save()

    second = launched_round(network)

    year = brussels_day(timezone.now()).year
    assert [first.number, second.number] == [f"{year}.1", f"{year}.2"]
    assert NumberSequence.objects.get(year=year).last == 2


def test_a_round_is_launched_once(network: Network) -> None:
    round = launched_round(network)

    with nothing_written(Refused):
        asking.launch(network.viewer("fr.coordinator"), round)
    with nothing_written(Refused):
        put_question(network, round, PARTS_BY_TYPE["text"])


def test_questions_go_to_the_member_responsible_for_their_topic_today(network: Network) -> None:
    former = make_user("bg.former")
    appoint(
        former,
        network.organisation["bg"],
        "member",
        [network.topic["labour-migration"]],
        until=today() - timedelta(days=1),
    )
    future = make_user("bg.future")
    appoint(
        future,
        network.organisation["bg"],
        "member",
        [network.topic["labour-migration"]],
        since=today() + timedelta(days=1),
    )
    round = draft_round(network, types=["yes_no"])
    put_question(network, round, PARTS_BY_TYPE["text"], topic_slugs=["asylum"])
    put_question(network, round, PARTS_BY_TYPE["text"], topic_slugs=["unheard-of"])
    asking.launch(network.viewer("fr.coordinator"), round)

    given = {
        answer.question.code: answer.assignee
        for answer in Answer.objects.filter(response__respondent__code="bg")
    }

    assert given == {"q1": network.user["bg.labour"], "q2": network.user["bg.asylum"], "q3": None}
    assert not Answer.objects.filter(response__respondent__code="de", assignee__isnull=False).exists()


def test_who_gave_a_topic_up_is_not_given_its_questions(network: Network) -> None:
    Responsibility.objects.filter(appointment__user=network.user["bg.labour"]).update(
        valid_until=today() - timedelta(days=1)
    )

    round = launched_round(network)

    assert answer_of(round, "bg").assignee_id is None


# deadline, clarification, end


def test_an_extension_is_for_one_and_only_later(network: Network) -> None:
    round = launched_round(network)
    viewer, response = network.viewer("fr.coordinator"), response_of(round, "bg")
    later = round.reply_by + timedelta(days=7)

    extended = asking.extend(viewer, round, response=response, to=later)

    assert extended.reply_by == later
    assert response_of(round, "de").reply_by == round.reply_by
    assert [entry.details for entry in logged("answers.round.extended")] == [
        {"respondent": "bg", "to": str(later)}
    ]
    for day in (later, round.reply_by):
        with nothing_written(Refused) as refused:
            asking.extend(viewer, round, response=extended, to=day)
        assert refused.value.field == "to"


def test_the_deadline_of_another_round_is_out_of_reach(network: Network) -> None:
    mine = launched_round(network)
    other = launched_round(network, asker="de.coordinator", respondents=["bg"])

    with nothing_written(Forbidden):
        asking.extend(
            network.viewer("fr.coordinator"),
            mine,
            response=response_of(other, "bg"),
            to=mine.reply_by + timedelta(days=99),
        )


def test_clarifications_go_both_ways_in_the_name_of_their_side(network: Network) -> None:
    round = launched_round(network)
    response = response_of(round, "bg")

    asked = asking.clarify(network.viewer("fr.coordinator"), response, text="Since when?")
    said = asking.clarify(network.viewer("bg.labour"), response, text="Since May.")
    edited = asking.clarify(network.viewer("editor"), response, text="Which act?")

    assert [(c.organisation.code, c.from_asker) for c in (asked, said, edited)] == [
        ("fr", True),
        ("bg", False),
        ("editors", True),
    ]
    assert len(logged("answers.round.clarified")) == 3
    assert not [entry for entry in Entry.objects.all() if "May" in str(entry.details)]


def test_who_coordinates_two_contact_points_asks_for_the_one_whose_round_it_is(network: Network) -> None:
    appoint(network.user["fr.coordinator"], network.organisation["at"], "coordinator")
    round = launched_round(network, asker="commission", respondents=["bg"])
    Round.objects.filter(pk=round.pk).update(asker=network.organisation["fr"])

    said = asking.clarify(network.viewer("fr.coordinator"), response_of(round, "bg"), text="Since when?")

    assert said.organisation.code == "fr"


@pytest.mark.parametrize("who", ["de.coordinator", "at.coordinator", "commission", "admin", "fr.officer"])
def test_nobody_else_takes_part_in_a_clarification(network: Network, who: str) -> None:
    response = response_of(launched_round(network), "bg")

    with nothing_written(Forbidden):
        asking.clarify(network.viewer(who), response, text="And I?")


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "x" * 20_001])
def test_bad_text_is_refused_beside_its_field(network: Network, text: str) -> None:
    round = launched_round(network)
    viewer, response = network.viewer("fr.coordinator"), response_of(round, "bg")

    for step, field in (
        (lambda: asking.clarify(viewer, response, text=text), "text"),
        (lambda: asking.cancel(viewer, round, reason=text), "reason"),
        (lambda: replying.decline(network.viewer("bg.coordinator"), response, reason=text), "reason"),
        (
            lambda: replying.comment(network.viewer("bg.coordinator"), answer_of(round, "bg"), text=text),
            "text",
        ),
    ):
        with nothing_written(Refused) as refused:
            step()
        assert refused.value.field == field


def test_a_closed_round_takes_late_replies_and_no_reminders(network: Network) -> None:
    round = close(network, launched_round(network))

    assert (round.state, bool(round.closed_at)) == ("closed", True)
    with nothing_written(Refused):
        asking.remind(network.viewer("fr.coordinator"), round)
    assert reply(network, round, "bg").state == "submitted"


def test_cancelling_keeps_what_was_written_and_reopening_goes_on(network: Network) -> None:
    round = launched_round(network)
    asker, labour = network.viewer("fr.coordinator"), network.viewer("bg.labour")
    answer = answer_of(round, "bg")
    version = write(labour, answer)

    asking.cancel(asker, round, reason="The act was withdrawn.")

    for step in (
        lambda: replying.save_draft(
            labour, answer, base=replying.Base.of(version), draft=make_draft({"value": "no"})
        ),
        lambda: replying.send_to_review(labour, answer),
        lambda: replying.decline(network.viewer("bg.coordinator"), answer.response, reason="Late."),
        lambda: asking.close(asker, round),
    ):
        with nothing_written(Refused):
            step()
    assert Answer.objects.get(pk=answer.pk).working_id == version.pk

    reopened = asking.reopen(asker, round)

    assert (reopened.state, reopened.cancelled_reason, reopened.cancelled_at) == ("open", "", None)
    replying.send_to_review(labour, answer)
    events = list(Entry.objects.filter(event__startswith="answers.round").values_list("event", flat=True))
    assert events == [f"answers.round.{verb}" for verb in ("drafted", "launched", "cancelled", "reopened")]


def test_a_draft_called_off_is_not_reopened(network: Network) -> None:
    viewer = network.viewer("fr.coordinator")
    round = asking.cancel(viewer, draft_round(network), reason="Not needed.")

    assert not Message.objects.exists()
    with nothing_written(Refused):
        asking.reopen(viewer, round)


@pytest.mark.parametrize("who", ["commission", "de.coordinator", "fr.officer", "admin", "reader"])
def test_a_round_is_steered_by_its_asker_and_the_editors(network: Network, who: str) -> None:
    round, viewer = launched_round(network), network.viewer(who)

    for step in (
        lambda: asking.close(viewer, round),
        lambda: asking.cancel(viewer, round, reason="x"),
        lambda: asking.summarise(viewer, round, summary={"en": "x"}),
        lambda: asking.remind(viewer, round),
        lambda: asking.extend(
            viewer, round, response=response_of(round, "bg"), to=today() + timedelta(days=99)
        ),
    ):
        with nothing_written(Forbidden):
            step()
    assert asking.close(network.viewer("editor"), round).state == "closed"


# copies and links


def test_a_copy_asks_the_same_again_and_says_what_it_continues(network: Network) -> None:
    source = launched_round(network, types=["yes_no", "choice"], respondents=["bg", "de"])
    before = Question.objects.filter(template=source.template).count()

    copy = asking.copy_round(network.viewer("de.coordinator"), source)

    assert (copy.state, copy.number, copy.asker.code, copy.launched_at) == ("draft", None, "de", None)
    assert copy.template.predecessor == source.template
    assert [(q.code, q.parts, q.continues.code) for q in copy.template.questions.all()] == [
        (q.code, q.parts, q.code) for q in source.template.questions.all()
    ]
    assert {o.code for o in copy.invited.all()} == {"bg", "de"}
    assert [t.slug for t in copy.topics.all()] == ["labour-migration"]
    assert [(link.kind, link.other) for link in copy.links.all()] == [("update-of", source)]
    assert Response.objects.filter(round=copy).count() == 0
    put_question(network, copy, PARTS_BY_TYPE["text"], asker="de.coordinator")
    assert Question.objects.filter(template=source.template).count() == before


def test_rounds_are_linked_only_to_rounds_in_sight(network: Network) -> None:
    mine, viewer = draft_round(network), network.viewer("fr.coordinator")
    seen = launched_round(network, title="Seen")
    hidden = launched_round(network, asker="de.coordinator", respondents=["bg"], title="Hidden")

    for _ in range(2):
        asking.link_round(viewer, mine, other=seen, kind="follow-up-to")
    [link] = RoundLink.objects.all()
    assert (link.other, link.kind) == (seen, "follow-up-to")
    with nothing_written(Forbidden):
        asking.link_round(viewer, mine, other=hidden, kind="feeds")
    with nothing_written(Refused):
        asking.link_round(viewer, mine, other=mine, kind="feeds")
    asking.unlink_round(viewer, mine, link=link.pk)
    assert not RoundLink.objects.exists()
