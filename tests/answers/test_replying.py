"""The respondent's side: write, review, submit, decline, correct. Nothing that was written is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.answers.actions import asking, replying
from comparanda.answers.actions.replying import Base, Draft, missing_for_review, save_draft, unready
from comparanda.answers.core.state import AnswerState
from comparanda.answers.error import Conflict, Forbidden, Refused
from comparanda.answers.models import Answer, AnswerVersion, Comment, Round
from comparanda.audit.models import Entry
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
    nothing_written,
    put_question,
    reply,
    response_of,
    write,
    write_and_approve,
)

YES, NO = make_draft({"value": "yes"}), make_draft({"value": "no"})


def values(answer: Answer) -> list[tuple[int, str, bool]]:
    """All texts kept of an answer: number, value, whether it is a rival."""
    return [(v.number, v.values.get("value", ""), v.rival) for v in answer.versions.all()]


def state_of(answer: Answer) -> str:
    return Answer.objects.get(pk=answer.pk).state


# writing


def test_the_first_words_begin_the_response(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")

    version = write(network.viewer("bg.labour"), answer)

    assert (version.number, version.revision, version.provenance) == (1, 1, "answered")
    assert (state_of(answer), response_of(answer.response.round, "bg").state) == ("draft", "drafting")


def test_a_draft_is_saved_in_place_and_the_same_words_change_nothing(network: Network) -> None:
    answer, labour = answer_of(launched_round(network), "bg"), network.viewer("bg.labour")

    first = write(labour, answer, YES)
    second = write(labour, answer, NO)
    third = write(labour, answer, NO)

    assert (first.pk, second.revision, third.revision) == (second.pk, 2, 2)
    assert values(answer) == [(1, "no", False)]


def test_another_author_begins_a_version_of_their_own(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")

    write(network.viewer("bg.labour"), answer, YES)
    write(network.viewer("bg.coordinator"), answer, NO)

    assert values(answer) == [(1, "yes", False), (2, "no", False)]
    assert Answer.objects.get(pk=answer.pk).working.author == network.user["bg.coordinator"]


def test_a_frozen_version_is_never_written_over(network: Network) -> None:
    answer, labour = answer_of(launched_round(network), "bg"), network.viewer("bg.labour")
    write(labour, answer, YES)
    replying.send_to_review(labour, answer)
    replying.recall(labour, answer)

    write(labour, answer, NO)

    assert values(answer) == [(1, "yes", False), (2, "no", False)]


@pytest.mark.parametrize(
    "who",
    ["bg.asylum", "de.coordinator", "fr.coordinator", "editor", "commission", "admin", "reader", "outsider"],
)
@pytest.mark.parametrize("base", [Base(1, 1), Base()], ids=["fresh page", "stale page"])
def test_nobody_writes_what_was_not_given_to_them(network: Network, who: str, base: Base) -> None:
    answer = answer_of(launched_round(network), "bg")
    write(network.viewer("bg.labour"), answer, YES)

    for draft in (YES, NO):
        with nothing_written(Forbidden):
            save_draft(network.viewer(who), answer, base=base, draft=draft)


# two people on one answer


def test_two_people_on_one_answer_keep_both_texts(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    opened = Base.of(write(labour, answer, make_draft({"value": "yes"}, note="First.")))
    write(labour, answer, make_draft({"value": "yes"}, note="First and more."))

    with pytest.raises(Conflict) as conflict:
        save_draft(coordinator, answer, base=opened, draft=make_draft({"value": "no"}, note="Second."))

    assert conflict.value.standing.notes[0]["text"] == "First and more."
    assert conflict.value.rival.notes[0]["text"] == "Second."
    assert values(answer) == [(1, "yes", False), (2, "no", True)]
    assert Answer.objects.get(pk=answer.pk).working_id == conflict.value.standing.pk
    chosen = save_draft(coordinator, answer, base=Base.of(conflict.value.standing), draft=NO)
    assert values(answer) == [(1, "yes", False), (2, "no", True), (3, "no", False)]
    assert Answer.objects.get(pk=answer.pk).working_id == chosen.pk


def test_a_text_that_lost_a_race_is_kept_beside_an_earlier_one(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    write(labour, answer, YES)
    for note in ("One.", "Another.", "Another."):
        with pytest.raises(Conflict):
            save_draft(coordinator, answer, base=Base(), draft=make_draft({"value": "no"}, note=note))

    kept = [version.notes[0]["text"] for version in answer.versions.filter(rival=True)]

    assert kept == ["One.", "Another."]


def test_words_written_while_the_answer_was_sent_to_review_are_kept(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    opened = Base.of(write(labour, answer, YES))
    write(coordinator, answer, NO)
    replying.send_to_review(coordinator, answer)

    with pytest.raises(Conflict) as conflict:
        save_draft(labour, answer, base=opened, draft=make_draft({"value": "yes"}, note="Late thought."))

    assert conflict.value.rival.notes[0]["text"] == "Late thought."
    assert state_of(answer) == "review"


def test_where_nothing_stands_there_is_no_conflict(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")

    save_draft(network.viewer("bg.labour"), answer, base=Base(3, 2), draft=YES)

    assert values(answer) == [(1, "yes", False)]


@given(st.text())
def test_any_base_is_read_or_counts_as_none(text: str) -> None:
    base = Base.parse(text)

    assert base == Base() or Base.parse(str(base)) == base


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("3.2", Base(3, 2)),
        ("", Base()),
        ("3", Base()),
        ("3.", Base()),
        (".2", Base()),
        ("².²", Base()),
        ("-1.2", Base()),
    ],
)
def test_a_base_that_cannot_be_read_is_none(text: str, base: Base) -> None:
    assert Base.parse(text) == base


# giving and handing on


def test_a_coordinator_gives_a_question_and_takes_it_back(network: Network) -> None:
    answer, coordinator = answer_of(launched_round(network), "bg"), network.viewer("bg.coordinator")

    replying.assign(coordinator, answer, to=network.user["bg.asylum"])
    write(network.viewer("bg.asylum"), answer)
    with nothing_written(Forbidden):
        save_draft(network.viewer("bg.labour"), answer, base=Base(1, 1), draft=NO)
    replying.assign(coordinator, answer, to=None)

    assert Answer.objects.get(pk=answer.pk).assignee_id is None
    assert [entry.details["to"] for entry in Entry.objects.filter(event="answers.answer.assigned")] == [
        "bg.asylum",
        "",
    ]


def test_a_member_hands_a_question_on_to_a_colleague(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")

    replying.hand_on(network.viewer("bg.labour"), answer, to=network.user["bg.asylum"])

    assert Answer.objects.get(pk=answer.pk).assignee == network.user["bg.asylum"]
    with nothing_written(Forbidden):
        replying.hand_on(network.viewer("bg.labour"), answer, to=network.user["bg.labour"])


@pytest.mark.parametrize("to", ["de.officer", "editor", "outsider"])
def test_questions_stay_in_the_contact_point(network: Network, to: str) -> None:
    answer = answer_of(launched_round(network), "bg")

    for step in (
        lambda: replying.assign(network.viewer("bg.coordinator"), answer, to=network.user[to]),
        lambda: replying.hand_on(network.viewer("bg.labour"), answer, to=network.user[to]),
    ):
        with nothing_written(Refused) as refused:
            step()
        assert refused.value.field == "to"


def test_only_the_own_coordinator_assigns(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")

    with nothing_written(Refused):
        replying.assign(network.viewer("bg.labour"), answer, to=network.user["bg.asylum"])
    for who in ("fr.coordinator", "de.coordinator", "editor", "admin"):
        with nothing_written(Forbidden):
            replying.assign(network.viewer(who), answer, to=network.user["bg.asylum"])


# review


@pytest.mark.parametrize(
    ("draft", "lacks"),
    [
        (YES, 0),
        (make_draft({}), 1),
        (make_draft(as_of=""), 1),
        (make_draft({}, as_of=""), 2),
        (make_draft(absence="unknown"), 0),
        (make_draft(absence="not-applicable", as_of=""), 1),
    ],
)
def test_what_an_answer_needs_before_review(network: Network, draft: Draft, lacks: int) -> None:
    answer, labour = answer_of(launched_round(network), "bg"), network.viewer("bg.labour")
    write(labour, answer, draft)

    assert len(missing_for_review(answer_of(answer.response.round, "bg"))) == lacks
    if lacks:
        with nothing_written(Refused):
            replying.send_to_review(labour, answer)
    else:
        assert replying.send_to_review(labour, answer).state == "review"


def test_a_required_part_is_required_unless_the_answer_is_an_absence(network: Network) -> None:
    round = draft_round(network, types=[])
    put_question(
        network,
        round,
        [{"type": "yes_no", "required": True}, {"code": "since", "type": "date", "required": True}],
    )
    asking.launch(network.viewer("fr.coordinator"), round)
    answer, labour = answer_of(round, "bg"), network.viewer("bg.labour")

    write(labour, answer, make_draft({"value": "yes"}))
    with nothing_written(Refused):
        replying.send_to_review(labour, answer)
    write(labour, answer, make_draft({"value": "yes", "since": "2020"}))
    assert replying.send_to_review(labour, answer).state == "review"


def test_returned_with_a_comment_then_approved(network: Network) -> None:
    answer = answer_of(launched_round(network), "bg")
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    write(labour, answer, YES)
    replying.send_to_review(labour, answer)

    with nothing_written(Refused) as refused:
        replying.return_answer(coordinator, answer, comment=" ")
    assert refused.value.field == "comment"
    replying.return_answer(coordinator, answer, comment="Which article?")
    write(labour, answer, NO)
    replying.send_to_review(labour, answer)
    replying.approve(coordinator, answer)

    assert [comment.text for comment in Comment.objects.all()] == ["Which article?"]
    assert values(answer) == [(1, "yes", False), (2, "no", False)]
    version = answer.versions.last()
    assert (version.reviewer, version.reviewed_on) == (network.user["bg.coordinator"], today())
    assert [
        entry.event.rpartition(".")[2] for entry in Entry.objects.filter(event__startswith="answers.answer")
    ] == [
        "sent",
        "returned",
        "sent",
        "approved",
    ]


def test_who_approves_the_own_words_gives_no_review(network: Network) -> None:
    answer, coordinator = answer_of(launched_round(network), "de"), network.viewer("de.coordinator")
    write(coordinator, answer)
    replying.send_to_review(coordinator, answer)

    replying.approve(coordinator, answer)

    version = answer.versions.get()
    assert (version.reviewer, version.reviewed_on) == (None, None)


@pytest.mark.parametrize("state", AnswerState)
def test_steps_that_are_not_in_the_table_change_nothing(network: Network, state: AnswerState) -> None:
    answer = answer_of(launched_round(network), "bg")
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    if state is not AnswerState.EMPTY:
        write(labour, answer)
    if state in (AnswerState.REVIEW, AnswerState.RETURNED, AnswerState.APPROVED):
        replying.send_to_review(labour, answer)
    if state is AnswerState.RETURNED:
        replying.return_answer(coordinator, answer, comment="Again.")
    if state is AnswerState.APPROVED:
        replying.approve(coordinator, answer)
    assert state_of(answer) == state

    refused: dict[str, Any] = {
        "write": lambda: write(labour, answer, NO),
        "send": lambda: replying.send_to_review(labour, answer),
        "recall": lambda: replying.recall(labour, answer),
        "return": lambda: replying.return_answer(coordinator, answer, comment="Why?"),
        "approve": lambda: replying.approve(coordinator, answer),
    }
    for possible in {
        "empty": ["write"],
        "draft": ["write", "send"],
        "review": ["recall", "return", "approve"],
        "returned": ["write", "send"],
        "approved": ["write", "return"],
    }[state]:
        del refused[possible]
    for step in refused.values():
        with nothing_written(Refused):
            step()


def test_a_member_does_not_review(network: Network) -> None:
    answer, labour = answer_of(launched_round(network), "bg"), network.viewer("bg.labour")
    write(labour, answer)
    replying.send_to_review(labour, answer)

    for step in (
        lambda: replying.approve(labour, answer),
        lambda: replying.return_answer(labour, answer, comment="Mine."),
        lambda: replying.submit(labour, answer.response),
        lambda: replying.decline(labour, answer.response, reason="No."),
    ):
        with nothing_written(Refused):
            step()
    for who in ("fr.coordinator", "de.coordinator", "editor", "commission", "admin"):
        with nothing_written(Forbidden):
            replying.approve(network.viewer(who), answer)
        with nothing_written(Forbidden):
            replying.submit(network.viewer(who), answer.response)


# submitting


def test_a_reply_of_every_answer_type(network: Network) -> None:
    round = launched_round(network, types=list(PARTS_BY_TYPE))

    response = reply(network, round, "bg")

    assert (response.state, response.late, bool(response.submitted_at)) == ("submitted", False, True)
    submitted = {a.question.code: a.submitted for a in response.answers.select_related("submitted")}
    assert [version.values["value"] for version in submitted.values()] == list(VALUE_BY_TYPE.values())
    assert all(version.submitted_at and version.frozen_at for version in submitted.values())
    [entry] = Entry.objects.filter(event="answers.response.submitted")
    assert entry.details == {"answers": 11, "gaps": 0, "late": False}


def test_gaps_are_submitted_only_knowingly(network: Network) -> None:
    round = launched_round(network, types=["yes_no", "text"])
    coordinator, response = network.viewer("bg.coordinator"), response_of(round, "bg")
    with nothing_written(Refused):
        replying.submit(coordinator, response, with_gaps=True)
    write_and_approve(network, answer_of(round, "bg", "q1"))

    with nothing_written(Refused):
        replying.submit(coordinator, response)
    assert [answer.question.code for answer in unready(response)] == ["q2"]

    assert replying.submit(coordinator, response, with_gaps=True).state == "submitted"


@pytest.mark.parametrize(
    ("overdue", "extended", "late"),
    [(timedelta(0), None, False), (timedelta(days=1), None, True), (timedelta(days=1), timedelta(0), False)],
)
def test_late_is_after_the_own_deadline(
    network: Network, overdue: timedelta, extended: timedelta | None, late: bool
) -> None:
    round = launched_round(network)
    Round.objects.filter(pk=round.pk).update(reply_by=today() - overdue)
    if extended is not None:
        asking.extend(
            network.viewer("fr.coordinator"), round, response=response_of(round, "bg"), to=today() + extended
        )

    assert reply(network, round, "bg").late is late


def test_a_correction_after_the_deadline_does_not_make_the_reply_late(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "bg")
    Round.objects.filter(pk=round.pk).update(reply_by=date(2026, 1, 1))
    close(network, round)
    answer = answer_of(round, "bg")
    write_and_approve(network, answer, NO)

    response = replying.submit(network.viewer("bg.coordinator"), answer.response)

    assert response.late is False
    assert Answer.objects.get(pk=answer.pk).submitted.values == {"value": "no"}
    assert [version.values["value"] for version in answer.versions.all()] == ["yes", "no"]


def test_nothing_new_is_not_submitted_again(network: Network) -> None:
    round = launched_round(network)
    response = reply(network, round, "bg")

    with nothing_written(Refused):
        replying.submit(network.viewer("bg.coordinator"), response)


def test_a_correction_that_is_being_written_leaves_the_submitted_answer_standing(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "bg")
    answer = answer_of(round, "bg")

    write(network.viewer("bg.labour"), answer, NO)

    assert Answer.objects.get(pk=answer.pk).submitted.values == {"value": "yes"}


def conditional_round(network: Network) -> Round:
    """A yes-or-no question and one asked only of those who said yes."""
    round = draft_round(network, types=["yes_no"])
    put_question(
        network,
        round,
        PARTS_BY_TYPE["text"],
        condition={"question": "q1", "part": "value", "values": ["yes"]},
    )
    return asking.launch(network.viewer("fr.coordinator"), round)


@pytest.mark.parametrize(("said", "gaps"), [(NO, []), (YES, ["q2"])], ids=["no", "yes"])
def test_a_question_whose_condition_does_not_hold_is_no_gap(
    network: Network, said: Draft, gaps: list[str]
) -> None:
    round = conditional_round(network)
    write_and_approve(network, answer_of(round, "de", "q1"), said)

    assert [answer.question.code for answer in unready(response_of(round, "de"))] == gaps


# declining


def test_declining_and_going_on(network: Network) -> None:
    round = launched_round(network)
    coordinator, response = network.viewer("bg.coordinator"), response_of(round, "bg")

    declined = replying.decline(coordinator, response, reason="No such permits here.")

    assert (declined.state, declined.declined_reason) == ("declined", "No such permits here.")
    assert "permits" not in str([entry.details for entry in Entry.objects.all()])
    for step in (
        lambda: write(network.viewer("bg.labour"), answer_of(round, "bg")),
        lambda: replying.submit(coordinator, response),
        lambda: replying.decline(coordinator, response, reason="Again."),
    ):
        with nothing_written(Refused):
            step()
    resumed = replying.resume(coordinator, response)
    assert (resumed.state, resumed.declined_reason, resumed.declined_at) == ("drafting", "", None)
    assert reply(network, round, "bg").state == "submitted"


def test_a_submitted_reply_is_not_declined(network: Network) -> None:
    response = reply(network, launched_round(network), "bg")

    with nothing_written(Refused):
        replying.decline(network.viewer("bg.coordinator"), response, reason="Too late.")


# what is logged


def test_the_log_says_who_did_what_without_contents(network: Network) -> None:
    round = launched_round(network, types=["text"])
    secret = make_draft({"value": "canary-text"}, note="canary-note", sources=[{"title": "canary-source"}])
    write_and_approve(network, answer_of(round, "bg"), secret)
    replying.comment(network.viewer("bg.labour"), answer_of(round, "bg"), text="canary-comment")
    replying.submit(network.viewer("bg.coordinator"), response_of(round, "bg"))
    replying.decline(network.viewer("no.coordinator"), response_of(round, "no"), reason="canary-reason")

    entries = list(Entry.objects.all())

    assert "canary" not in str([[e.event, e.actor, e.subject, e.details] for e in entries])
    assert {entry.organisation for entry in entries} == {"fr", "bg", "no"}
    assert AnswerVersion.objects.filter(values__value="canary-text").count() == 1
