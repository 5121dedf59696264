"""What becomes of the answers: editions, what changed between them, what they freeze, and their withdrawal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.actions.releasing import content_hash, preview_changes
from comparanda.answers.error import Forbidden, Refused
from comparanda.answers.models import Answer, AnswerVersion, Release, ReleaseEntry, Round
from comparanda.answers.queries import (
    counts,
    edition_grid,
    inbox,
    latest_edition,
    public_rows_of_country,
    released_history,
    released_rounds,
)
from comparanda.audit.models import Entry
from comparanda.audit.queries import verify
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Grid, Subject
from comparanda.kernel.tally import tally_of
from comparanda.people.queries import today
from factories import (
    Network,
    answer_of,
    close,
    draft_round,
    launched_round,
    make_compiled,
    make_draft,
    nothing_written,
    put_question,
    release,
    reply,
    response_of,
    write_and_approve,
)

YES, NO = make_draft({"value": "yes"}), make_draft({"value": "no"})
PUBLIC, NETWORK = Audience.PUBLIC, Audience.NETWORK


def said(edition: Release, question: str = "q1") -> dict[str, Any]:
    """Country to its value, or the reason of its absence."""
    grid = edition_grid(edition, today())
    return {
        subject.code: cell.values.get("value", cell.absence and cell.absence.value)
        for subject, cell in grid.column(question)
    }


def correct(network: Network, round: Round, code: str, draft: Any) -> None:
    write_and_approve(network, answer_of(round, code), draft)
    replying.submit(network.viewer(f"{code}.coordinator"), response_of(round, code))


def finished_round(network: Network, **options: Any) -> Round:
    """Bulgaria said yes, Germany no (for the network), Norway nothing; the round is closed."""
    round = launched_round(network, **options)
    reply(network, round, "bg", {"q1": YES})
    reply(network, round, "de", {"q1": make_draft({"value": "no"}, audience=NETWORK)})
    return close(network, round)


# making editions


def test_an_open_round_is_not_released(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "bg")

    with nothing_written(Refused):
        release(network, round, NETWORK)


def test_a_round_that_nobody_answered_is_not_released(network: Network) -> None:
    round = close(network, launched_round(network))

    with nothing_written(Refused):
        release(network, round, NETWORK)


def test_there_is_no_edition_for_the_own_team(network: Network) -> None:
    round = finished_round(network)

    with nothing_written(Forbidden):
        release(network, round, Audience.OWN_TEAM)


@pytest.mark.parametrize(
    "who", ["bg.coordinator", "de.coordinator", "fr.officer", "commission", "admin", "reader"]
)
def test_only_the_asker_and_the_editors_release_and_withdraw(network: Network, who: str) -> None:
    round = finished_round(network)

    with nothing_written(Forbidden):
        release(network, round, NETWORK, asker=who)
    edition = release(network, round, NETWORK, asker="editor")
    with nothing_written(Forbidden):
        releasing.withdraw(network.viewer(who), edition, reason="Not mine.")


def test_two_audiences_from_the_same_answers(network: Network) -> None:
    round = finished_round(network)

    network_edition, public_edition = release(network, round, NETWORK), release(network, round, PUBLIC)

    assert said(network_edition) == {"BG": "yes", "DE": "no", "NO": "no-answer"}
    assert said(public_edition) == {"BG": "yes", "DE": "not-public", "NO": "no-answer"}
    assert (network_edition.number, public_edition.number) == (1, 1)
    part = edition_grid(public_edition, today()).questions[0].lead_part
    tallies = {
        edition.audience: tally_of(part, [cell for _, cell in edition_grid(edition, today()).column("q1")])
        for edition in (network_edition, public_edition)
    }
    assert tallies[NETWORK].values == {"yes": 1, "no": 1}
    assert tallies[PUBLIC].values == {"yes": 1}
    assert tallies[PUBLIC].absences == {Absence.NO_ANSWER: 1, Absence.NOT_PUBLIC: 1}


def test_a_public_edition_refers_to_nothing_that_is_not_public(network: Network) -> None:
    release(network, finished_round(network), PUBLIC)

    referred = AnswerVersion.objects.filter(releases__release__audience=PUBLIC)

    assert {version.audience for version in referred} == {"public"}
    assert ReleaseEntry.objects.filter(version__isnull=True).count() == 2


def test_an_unchanged_edition_is_not_released_again(network: Network) -> None:
    round = finished_round(network)
    release(network, round, PUBLIC)

    with nothing_written(Refused):
        release(network, round, PUBLIC)
    # What only the network may know makes no new public edition.
    correct(network, round, "de", make_draft({"value": "yes"}, audience=NETWORK))
    with nothing_written(Refused):
        release(network, round, PUBLIC)


def test_a_second_edition_says_what_changed_and_the_first_stands(network: Network) -> None:
    round = finished_round(network)
    first = release(network, round, NETWORK)
    correct(network, round, "bg", NO)
    reply(network, round, "no", {"q1": YES})
    correct(network, round, "de", make_draft({"value": "no"}, audience=Audience.OWN_TEAM))

    second = release(network, round, NETWORK, change_note={"en": "Bulgaria corrected.", "bg": " "})

    assert second.number == 2
    assert {(change["subject"], change["kind"]) for change in second.changes} == {
        ("country:BG", "changed"),
        ("country:DE", "removed"),
        ("country:NO", "added"),
    }
    assert second.change_note == {"en": "Bulgaria corrected."}
    assert said(first) == {"BG": "yes", "DE": "no", "NO": "no-answer"}
    assert said(second) == {"BG": "no", "DE": "not-public", "NO": "yes"}
    assert latest_edition(round, NETWORK) == second


def test_a_preview_is_what_the_release_then_holds(network: Network) -> None:
    round = finished_round(network)
    release(network, round, NETWORK)
    correct(network, round, "bg", NO)

    entries, changes = preview_changes(round, NETWORK)
    edition = release(network, round, NETWORK)

    assert changes == edition.changes == [{"subject": "country:BG", "question": "q1", "kind": "changed"}]
    assert {key: entry.version for key, entry in entries.items()} == {
        (f"country:{entry.subject_code}", entry.question.code): entry.version_id
        for entry in edition.entries.select_related("question")
    }


def test_a_new_summary_makes_a_new_edition_without_changed_cells(network: Network) -> None:
    round = finished_round(network)
    release(network, round, PUBLIC)

    asking.summarise(network.viewer("fr.coordinator"), round, summary={"en": "Most say yes.", "bg": ""})

    edition = release(network, round, PUBLIC)
    assert (edition.number, edition.changes, edition.frozen["summary"]) == (2, [], {"en": "Most say yes."})


def test_late_and_declined_replies(network: Network) -> None:
    round = launched_round(network)
    replying.decline(network.viewer("no.coordinator"), response_of(round, "no"), reason="No such permits.")
    reply(network, round, "bg")
    round = close(network, round)
    Round.objects.filter(pk=round.pk).update(reply_by=today() - timedelta(days=1))
    reply(network, round, "de")

    edition = release(network, round, NETWORK)

    cells = {subject.code: cell for subject, cell in edition_grid(edition, today()).column("q1")}
    assert {code: cell.late for code, cell in cells.items()} == {"BG": False, "DE": True, "NO": False}
    assert (cells["NO"].absence, cells["NO"].reason) == (Absence.DECLINED, "No such permits.")
    assert counts(edition_grid(edition, today()), ["NO"]) == (2, 2, ["NO"])


def test_a_contact_points_answer_supersedes_the_compiled_one(network: Network) -> None:
    round = launched_round(network)
    reply(network, round, "bg")
    make_compiled(network, round, "DE", "q1")
    close(network, round)
    first = release(network, round, PUBLIC)
    reply(network, round, "de", {"q1": make_draft({"value": "yes"}, audience=NETWORK)})
    second = release(network, round, PUBLIC)

    assert (said(first)["DE"], said(second)["DE"]) == ("no", "not-public")
    assert second.changes == [{"subject": "country:DE", "question": "q1", "kind": "removed"}]


def test_a_question_that_was_not_asked_says_so(network: Network) -> None:
    round = draft_round(network, types=["yes_no"])
    put_question(
        network, round, [{"type": "text"}], condition={"question": "q1", "part": "value", "values": ["yes"]}
    )
    asking.launch(network.viewer("fr.coordinator"), round)
    text = make_draft({"value": "Since May."})
    reply(network, round, "bg", {"q1": YES, "q2": text})
    reply(network, round, "de", {"q1": NO})
    reply(network, round, "no", {"q1": make_draft({"value": "no"}, audience=NETWORK)})
    close(network, round)

    first = {audience: release(network, round, audience) for audience in (NETWORK, PUBLIC)}
    # Once Bulgaria says no, what it said to the question that rests on the yes is not its answer any more.
    correct(network, round, "bg", NO)
    second = release(network, round, NETWORK)

    assert said(first[NETWORK], "q2") == {"BG": "Since May.", "DE": "not-asked", "NO": "not-asked"}
    # "Not asked" would tell the public what Norway said to the network alone.
    assert said(first[PUBLIC], "q2") == {"BG": "Since May.", "DE": "not-asked", "NO": "no-answer"}
    assert said(second, "q2")["BG"] == "not-asked"


# what is frozen


def test_an_edition_does_not_change_with_the_round(network: Network) -> None:
    round = finished_round(network)
    edition = release(network, round, PUBLIC)
    before = json.dumps(edition.frozen, sort_keys=True)

    correct(network, round, "bg", NO)
    asking.summarise(network.viewer("fr.coordinator"), round, summary={"en": "Changed."})
    asking.reopen(network.viewer("fr.coordinator"), round)

    stored = Release.objects.get(pk=edition.pk)
    assert json.dumps(stored.frozen, sort_keys=True) == before
    assert content_hash(stored) == edition.content_hash
    assert said(stored)["BG"] == "yes"


def test_the_hash_finds_an_altered_answer(network: Network) -> None:
    edition = release(network, finished_round(network), PUBLIC)
    assert content_hash(Release.objects.get(pk=edition.pk)) == edition.content_hash

    AnswerVersion.objects.filter(releases__release=edition).update(as_of="1999")

    assert content_hash(Release.objects.get(pk=edition.pk)) != edition.content_hash


def test_an_edition_prints_the_head_of_the_audit_chain(network: Network) -> None:
    edition = release(network, finished_round(network), PUBLIC)

    entry = Entry.objects.get(event="answers.round.released")

    assert (edition.audit_count, edition.audit_hash) == (entry.sequence, entry.hash)
    assert entry.details == {"audience": "public", "edition": 1, "hash": edition.content_hash}
    verify()


def test_an_edition_holds_no_name_of_a_person(network: Network) -> None:
    for username, user in network.user.items():
        user.first_name, user.last_name = "Canary", f"Person-{username}"
        user.save()
    round = finished_round(network)

    for audience in (NETWORK, PUBLIC):
        edition = release(network, round, audience)
        text = json.dumps([edition.frozen, edition.changes]) + str(edition_grid(edition, today()))
        assert "Canary" not in text
        assert not [username for username in network.user if "." in username and username in text]


# withdrawal


def test_a_withdrawn_edition_leaves_a_tombstone_and_its_number(network: Network) -> None:
    round, asker = finished_round(network), network.viewer("fr.coordinator")
    first = release(network, round, PUBLIC)

    with nothing_written(Refused) as refused:
        releasing.withdraw(asker, first, reason="")
    assert refused.value.field == "reason"
    withdrawn = releasing.withdraw(asker, first, reason="A figure was wrong.")

    assert (bool(withdrawn.withdrawn_at), withdrawn.withdrawn_reason) == (True, "A figure was wrong.")
    assert latest_edition(round, PUBLIC) is None
    assert not released_rounds().exists()
    assert public_rows_of_country("BG", today()) == []
    with nothing_written(Refused):
        releasing.withdraw(asker, first, reason="Again.")
    again = release(network, round, PUBLIC)
    assert again.number == 2
    assert Release.objects.get(pk=first.pk).content_hash == first.content_hash


def test_after_a_withdrawal_changes_are_told_from_the_edition_that_stands(network: Network) -> None:
    round, asker = finished_round(network), network.viewer("fr.coordinator")
    release(network, round, PUBLIC)
    correct(network, round, "bg", NO)
    second = release(network, round, PUBLIC)
    releasing.withdraw(asker, second, reason="Too early.")

    third = release(network, round, PUBLIC)

    assert third.number == 3
    assert third.changes == [{"subject": "country:BG", "question": "q1", "kind": "changed"}]


# reads of editions


def test_the_history_of_an_answer_is_what_editions_showed(network: Network) -> None:
    round = finished_round(network)
    release(network, round, PUBLIC)
    asking.summarise(network.viewer("fr.coordinator"), round, summary={"en": "Again."})
    release(network, round, PUBLIC)
    correct(network, round, "bg", make_draft({"value": "no"}, audience=NETWORK))
    release(network, round, NETWORK)
    correct(network, round, "bg", make_draft({"value": "no"}, note="Never released."))
    [question] = [q.plain() for q in round.template.questions.all()]

    def history(audience: Audience) -> list[tuple[Any, tuple[int, ...], str]]:
        return [
            (seen.cell.values["value"], seen.editions, seen.author)
            for seen in released_history(round, question, Subject("country", "BG"), audience, today())
        ]

    assert history(PUBLIC) == [("yes", (1, 2), "")]
    assert history(NETWORK) == [("no", (1,), "")]


def test_a_country_panel_shows_the_newest_public_edition(network: Network) -> None:
    round = finished_round(network)
    release(network, round, PUBLIC)
    correct(network, round, "bg", NO)
    release(network, round, PUBLIC)
    release(network, round, NETWORK)

    rows = {code: public_rows_of_country(code, today()) for code in ("BG", "DE", "AT")}

    assert [(r.pk, q.code, cell.values["value"]) for r, q, cell in rows["BG"]] == [(round.pk, "q1", "no")]
    assert [cell.absence for _, _, cell in rows["DE"]] == [Absence.NOT_PUBLIC]
    assert rows["AT"] == []


def test_the_inbox_holds_what_waits_for_the_viewer(network: Network) -> None:
    draft_round(network, title="Not asked yet")
    round = launched_round(network, title="Asked")
    asking.cancel(network.viewer("fr.coordinator"), launched_round(network, title="Called off"), reason="x")

    waiting = {who: [r.round_id for r in inbox(network.viewer(who))] for who in network.user}

    assert {who for who, rounds in waiting.items() if rounds} == {
        "bg.coordinator",
        "bg.labour",
        "de.coordinator",
        "no.coordinator",
    }
    assert all(rounds in ([], [round.pk]) for rounds in waiting.values())


def test_counts_of_a_compilation() -> None:
    from comparanda.kernel.grid import NO_ANSWER, NOT_ASKED, Cell
    from comparanda.kernel.question import Part, PartType, Question

    cells = {
        "BG": Cell(values={"value": "yes"}, version=1),
        "DE": Cell(absence=Absence.NOT_PUBLIC),
        "AT": Cell(absence=Absence.DECLINED),
        "FR": NO_ANSWER,
        "NO": Cell(absence=Absence.UNKNOWN, version=1),
        "GE": NOT_ASKED,
    }
    grid = Grid(
        tuple(Subject("country", code) for code in cells),
        (Question("q1", {}, (Part("value", PartType.YES_NO),)),),
        tuple((cell,) for cell in cells.values()),
    )

    assert counts(grid, ["NO", "GE"]) == (3, 4, ["NO"])


def test_every_answer_of_a_release_belongs_to_its_round(network: Network) -> None:
    edition = release(network, finished_round(network), NETWORK)

    assert {
        entry.version.answer.response.round_id
        for entry in edition.entries.filter(version__isnull=False).select_related("version__answer__response")
    } == {edition.round_id}
    assert Answer.objects.filter(response__round=edition.round).count() == edition.entries.count()
