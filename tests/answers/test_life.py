"""The whole life of an ad hoc query, from the first draft to the tombstone of an edition."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.actions.replying import Base, save_draft
from comparanda.answers.error import Conflict, Refused
from comparanda.answers.models import Answer, Release, Round
from comparanda.answers.queries import counts, edition_grid, inbox, live_grid, released_history
from comparanda.audit.models import Entry
from comparanda.audit.queries import verify
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Grid, Subject
from comparanda.kernel.tally import tally_of
from comparanda.outbox.models import Message
from comparanda.people.queries import today
from factories import (
    PARTS_BY_TYPE,
    Network,
    answer_of,
    draft_round,
    make_draft,
    put_question,
    reply,
    response_of,
    write,
)


def cells(grid: Grid, question: str) -> dict[str, object]:
    return {
        subject.code: cell.values.get("value", cell.absence and cell.absence.value)
        for subject, cell in grid.column(question)
    }


def test_the_whole_life_of_a_query(network: Network) -> None:
    asker, coordinator = network.viewer("fr.coordinator"), network.viewer("bg.coordinator")
    labour, asylum = network.viewer("bg.labour"), network.viewer("bg.asylum")

    # France asks, on labour migration and on asylum.
    round = draft_round(
        network, types=["yes_no", "number"], respondents=["bg", "de", "at", "no"], includes_observers=True
    )
    put_question(network, round, PARTS_BY_TYPE["text"], topic_slugs=["asylum"])
    round = asking.launch(asker, round)
    assert round.number is not None and round.number.endswith(".1")

    # It finds the members responsible; the coordinator hands one question on, and takes it back.
    assert [response.round_id for response in inbox(asylum)] == [round.pk]
    questions = {code: answer_of(round, "bg", code) for code in ("q1", "q2", "q3")}
    assert [answer.assignee.username for answer in questions.values()] == [
        "bg.labour",
        "bg.labour",
        "bg.asylum",
    ]
    replying.hand_on(labour, questions["q2"], to=network.user["bg.asylum"])
    replying.assign(coordinator, questions["q2"], to=network.user["bg.labour"])

    # Two write the same answer: both texts are kept, and one is chosen.
    opened = Base.of(write(labour, questions["q1"], make_draft({"value": "yes"}, note="Since 2016.")))
    write(coordinator, questions["q1"], make_draft({"value": "yes"}, note="Since 2018."))
    with pytest.raises(Conflict) as conflict:
        save_draft(
            labour, questions["q1"], base=opened, draft=make_draft({"value": "yes"}, note="Since 2017.")
        )
    save_draft(
        labour,
        questions["q1"],
        base=Base.of(conflict.value.standing),
        draft=make_draft({"value": "yes"}, note="Since 2018, says the act."),
    )
    assert {version.notes[0]["text"] for version in questions["q1"].versions.all()} == {
        "Since 2016.",
        "Since 2017.",
        "Since 2018.",
        "Since 2018, says the act.",
    }

    # Review: one is returned, mended and approved.
    write(labour, questions["q2"], make_draft({"value": "18"}))
    write(asylum, questions["q3"], make_draft({"value": "By the court."}, audience=Audience.NETWORK))
    for member, code in ((labour, "q1"), (labour, "q2"), (asylum, "q3")):
        replying.send_to_review(member, questions[code])
    replying.return_answer(coordinator, questions["q2"], comment="Months or weeks?")
    write(labour, questions["q2"], make_draft({"value": "6"}))
    replying.send_to_review(labour, questions["q2"])
    for answer in questions.values():
        replying.approve(coordinator, answer)
    assert not [response.pk for response in inbox(labour) if response.state == "submitted"]
    replying.submit(coordinator, response_of(round, "bg"))

    # Who has not replied sees nothing of it yet.
    assert cells(live_grid(round, network.viewer("de.coordinator"), today()), "q1")["BG"] == "no-answer"
    assert cells(live_grid(round, asker, today()), "q1") == {
        "BG": "yes", "DE": "no-answer", "AT": "no-answer", "NO": "no-answer",
    }  # fmt: skip

    # A clarification, an extension for Germany; Austria declines, the deadline passes, Norway is late.
    asking.clarify(asker, response_of(round, "bg"), text="Also for seasonal workers?")
    asking.clarify(labour, response_of(round, "bg"), text="Yes.")
    asking.extend(asker, round, response=response_of(round, "de"), to=round.reply_by + timedelta(days=30))
    replying.decline(network.viewer("at.coordinator"), response_of(round, "at"), reason="No such permit.")
    Round.objects.filter(pk=round.pk).update(reply_by=today() - timedelta(days=1))
    late = reply(network, round, "no", {"q1": make_draft({"value": "no"})}, gaps=True)
    in_time = reply(network, round, "de", {"q1": make_draft(absence="not-applicable")}, gaps=True)
    assert (late.late, in_time.late) == (True, False)

    # Closed, summarised, released twice.
    with pytest.raises(Refused):
        releasing.release(asker, round, audience=Audience.NETWORK)
    round = asking.close(asker, round)
    asking.summarise(
        asker, round, summary={"en": "Few have such a permit.", "bg": "Малко държави имат такова."}
    )
    internal = releasing.release(asker, round, audience=Audience.NETWORK)
    public = releasing.release(asker, round, audience=Audience.PUBLIC)
    grids = {edition.audience: edition_grid(edition, today()) for edition in (internal, public)}
    assert cells(grids["network"], "q1") == {
        "BG": "yes",
        "DE": "not-applicable",
        "AT": "declined",
        "NO": "no",
    }
    assert cells(grids["public"], "q1") == {
        "BG": "yes",
        "DE": "not-applicable",
        "AT": "no-answer",
        "NO": "no",
    }
    assert (cells(grids["network"], "q3")["BG"], cells(grids["public"], "q3")["BG"]) == (
        "By the court.",
        "not-public",
    )
    assert counts(grids["public"], ["NO"]) == (2, 3, ["NO"])
    assert counts(grids["network"], ["NO"]) == (3, 3, ["NO"])
    tally = tally_of(
        grids["public"].questions[0].lead_part, [cell for _, cell in grids["public"].column("q1")]
    )
    assert (tally.values, tally.absences) == (
        {"yes": 1, "no": 1},
        {Absence.NO_ANSWER: 1, Absence.NOT_APPLICABLE: 1},
    )
    [bulgarian] = [cell for subject, cell in grids["public"].column("q1") if subject.code == "BG"]
    assert tuple(bulgarian.marks) == (True, True, True, True)

    # Bulgaria corrects; the second edition says what changed, and the first stands as it was.
    write(labour, questions["q1"], make_draft({"value": "no"}, note="Abolished."))
    replying.send_to_review(labour, questions["q1"])
    replying.approve(coordinator, questions["q1"])
    replying.submit(coordinator, response_of(round, "bg"))
    second = releasing.release(
        asker, round, audience=Audience.PUBLIC, change_note={"en": "Bulgaria corrected."}
    )
    assert (second.number, second.changes) == (
        2,
        [{"subject": "country:BG", "question": "q1", "kind": "changed"}],
    )
    assert cells(edition_grid(Release.objects.get(pk=public.pk), today()), "q1")["BG"] == "yes"
    history = released_history(
        round, grids["public"].questions[0], Subject("country", "BG"), Audience.PUBLIC, today()
    )
    assert [(seen.cell.values["value"], seen.editions) for seen in history] == [("no", (2,)), ("yes", (1,))]

    # Withdrawn, the edition keeps its place and says why.
    releasing.withdraw(asker, second, reason="The correction was wrong.")
    assert [
        (e.number, e.withdrawn_reason) for e in Release.objects.filter(audience="public").order_by("number")
    ] == [
        (1, ""),
        (2, "The correction was wrong."),
    ]

    # All of it is in the log, whose chain is whole; the letters went to their readers in their language.
    verify()
    events = {entry.event.removeprefix("answers.") for entry in Entry.objects.all()}
    assert events >= {
        "round.drafted", "round.launched", "round.clarified", "round.extended", "round.closed", "round.summarised",
        "round.released", "round.withdrawn", "response.submitted", "response.declined", "answer.assigned",
        "answer.handed_on", "answer.sent", "answer.returned", "answer.approved",
    }  # fmt: skip
    languages = {message.to.partition(".")[0]: message.language for message in Message.objects.all()}
    assert (languages["bg"], languages["fr"], languages["de"]) == ("bg", "en", "en")
    assert Answer.objects.filter(submitted__isnull=False).count() == 5
