"""Who sees what in a real round, step by step: predicate, queryset, pure rule and the table written by hand agree for
every role, phase and audience."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import QuerySet

from answers.who_sees_what import (
    ANSWERED,
    BEHIND_THE_ANSWER,
    BEHIND_THE_COMPILED_ANSWER,
    DECLINE,
    NETWORK_EDITION,
    PEOPLE,
    ROUND,
    Circumstances,
    readers,
    those_told,
    those_who_see,
)
from comparanda.answers import rules
from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.actions.replying import Base
from comparanda.answers.core import visibility
from comparanda.answers.core.visibility import AnswerFacts, Phase, Sight
from comparanda.answers.error import Conflict
from comparanda.answers.models import (
    Answer,
    AnswerVersion,
    Clarification,
    Comment,
    Release,
    Response,
    Round,
)
from comparanda.answers.queries import edition_grid, live_grid
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import Viewer
from comparanda.people.queries import today
from factories import (
    Network,
    answer_of,
    close,
    draft_round,
    launched_round,
    make_compiled,
    make_draft,
    put_question,
    release,
    reply,
    response_of,
    write,
)

AUDIENCES = {"q1": Audience.PUBLIC, "q2": Audience.NETWORK, "q3": Audience.OWN_TEAM}
"""What Bulgaria says to whom, in the round of these tests."""

both_kinds_of_round = pytest.mark.parametrize(
    "observers", [False, True], ids=["without observers", "with observers"]
)


def viewers(network: Network) -> dict[str, Viewer]:
    """Role to viewer. Nobody's role changes in these tests, so each is looked up once."""
    if not network.seen:
        network.seen.update({role: network.viewer(name) for role, name in PEOPLE.items()})
    return network.seen


def assert_agree(
    network: Network,
    rows: Iterable[Any],
    predicate: Callable[[Viewer, Any], bool],
    queryset: Callable[[Viewer], QuerySet[Any]],
    expected: Callable[[Any], set[str]],
) -> None:
    """For every row the predicate, the queryset and the table name the same roles."""
    everybody = viewers(network)
    listed = {role: set(queryset(viewer).values_list("pk", flat=True)) for role, viewer in everybody.items()}
    for row in rows:
        by_predicate = {role for role, viewer in everybody.items() if predicate(viewer, row)}
        by_queryset = {role for role in everybody if row.pk in listed[role]}
        assert (by_predicate, by_queryset) == (expected(row), expected(row)), row


def assert_versions(network: Network, now: Circumstances, phases: dict[int, Phase]) -> None:
    """Every version of the round is seen as the table says for the phase it is in: by predicate, by queryset and by the
    pure rule told that phase."""
    everybody = viewers(network)
    listed = {
        role: set(rules.versions_visible_to(viewer).values_list("pk", flat=True))
        for role, viewer in everybody.items()
    }
    versions = AnswerVersion.objects.select_related(
        "answer__response__round__asker", "answer__response__respondent", "answer__question"
    )
    assert {version.pk for version in versions} == phases.keys()
    facts = rules.round_facts(versions[0].answer.response.round)
    for version in versions:
        phase, compiled = phases[version.pk], version.answer.response.compiled
        answer_facts = AnswerFacts(
            phase,
            Audience(version.audience),
            version.answer.response.respondent.code,
            compiled,
            frozenset({version.answer.assignee_id} - {None}),
        )
        by_rule = {role: rules.sight_of(viewer, version) for role, viewer in everybody.items()}
        by_pure_rule = {
            role: visibility.sight(viewer, facts, answer_facts) for role, viewer in everybody.items()
        }
        shown = readers(phase.name.lower(), version.audience, now, compiled=compiled)
        told = those_told(phase.name.lower(), version.audience, now, compiled=compiled)

        assert by_rule == by_pure_rule, version
        assert {role for role, what in by_rule.items() if what is Sight.SHOWN} == shown, version
        assert {role for role in everybody if version.pk in listed[role]} == shown, version
        assert {role for role, what in by_rule.items() if what is Sight.NOT_PUBLIC} == told, version


def approve_all(network: Network, round: Round) -> None:
    coordinator = network.viewer("bg.coordinator")
    for code in AUDIENCES:
        replying.approve(coordinator, answer_of(round, "bg", code))


@both_kinds_of_round
def test_versions_from_first_draft_to_withdrawal(network: Network, observers: bool) -> None:
    round = launched_round(
        network, respondents=["bg", "de", "no"], types=["yes_no"] * 3, includes_observers=observers
    )
    Round.objects.filter(pk=round.pk).update(subjects=[*round.subjects, "country:HR"])
    labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
    phases: dict[int, Phase] = {}

    def check(*responded: str, closed: bool = False) -> None:
        assert_versions(network, Circumstances(frozenset(responded), closed, observers), phases)

    # Written by the member that the topic leads to; the coordinator's stale page leaves a rival beside it.
    answers = {code: answer_of(round, "bg", code) for code in AUDIENCES}
    first = {
        code: write(labour, answer, make_draft(audience=AUDIENCES[code])).pk
        for code, answer in answers.items()
    }
    with pytest.raises(Conflict) as conflict:
        replying.save_draft(coordinator, answers["q1"], base=Base(), draft=make_draft({"value": "no"}))
    phases = dict.fromkeys([*first.values(), conflict.value.rival.pk], Phase.DRAFTING)
    check()

    for answer in answers.values():
        replying.send_to_review(labour, answer)
    check()
    replying.return_answer(coordinator, answers["q2"], comment="Which act?")
    replying.send_to_review(labour, answers["q2"])
    approve_all(network, round)
    check()

    replying.submit(coordinator, response_of(round, "bg"))
    compiled = {
        code: make_compiled(network, round, "HR", code, audience=AUDIENCES[code]).pk for code in AUDIENCES
    }
    phases |= dict.fromkeys([*first.values(), *compiled.values()], Phase.SUBMITTED)
    check("bg")

    de = reply(network, round, "de", {"q2": make_draft(audience=Audience.OWN_TEAM)}, gaps=True)
    german = de.answers.get(question__code="q2").submitted
    Answer.objects.filter(pk=german.answer_id).delete()
    check("bg", "de")
    replying.decline(network.viewer("no.coordinator"), response_of(round, "no"), reason="No data.")
    check("bg", "de", "no")

    # A correction is a draft until it is submitted; then the earlier version is history.
    second = write(labour, answers["q1"], make_draft({"value": "no"})).pk
    phases[second] = Phase.DRAFTING
    check("bg", "de", "no")
    replying.send_to_review(labour, answers["q1"])
    replying.approve(coordinator, answers["q1"])
    replying.submit(coordinator, response_of(round, "bg"))
    phases |= {first["q1"]: Phase.DRAFTING, second: Phase.SUBMITTED}
    check("bg", "de", "no")

    round = close(network, round)
    check("bg", "de", "no", closed=True)

    network_edition = release(network, round, Audience.NETWORK)
    reached_network = [second, first["q2"], compiled["q1"], compiled["q2"]]
    phases |= dict.fromkeys(reached_network, Phase.NETWORK)
    check("bg", "de", "no", closed=True)

    public_edition = release(network, round, Audience.PUBLIC)
    phases |= {second: Phase.PUBLIC, compiled["q1"]: Phase.PUBLIC}
    check("bg", "de", "no", closed=True)

    # Corrected after the release: the released version stays readable, the new one is for the round alone.
    third = write(labour, answers["q1"], make_draft(audience=Audience.NETWORK)).pk
    phases[third] = Phase.DRAFTING
    check("bg", "de", "no", closed=True)
    replying.send_to_review(labour, answers["q1"])
    replying.approve(coordinator, answers["q1"])
    replying.submit(coordinator, response_of(round, "bg"))
    phases[third] = Phase.SUBMITTED
    check("bg", "de", "no", closed=True)

    asker = network.viewer("fr.coordinator")
    releasing.withdraw(asker, public_edition, reason="A mistake.")
    phases |= {second: Phase.NETWORK, compiled["q1"]: Phase.NETWORK}
    check("bg", "de", "no", closed=True)
    releasing.withdraw(asker, network_edition, reason="A mistake.")
    phases |= {second: Phase.DRAFTING}
    phases |= dict.fromkeys([first["q2"], compiled["q1"], compiled["q2"]], Phase.SUBMITTED)
    check("bg", "de", "no", closed=True)


@both_kinds_of_round
def test_a_closed_round_opens_replies_to_those_who_did_not_reply(network: Network, observers: bool) -> None:
    round = launched_round(network, types=["yes_no"] * 3, includes_observers=observers)
    drafts = {code: make_draft(audience=audience) for code, audience in AUDIENCES.items()}
    reply(network, round, "bg", drafts)
    phases = dict.fromkeys(AnswerVersion.objects.values_list("pk", flat=True), Phase.SUBMITTED)

    close(network, round)

    assert_versions(network, Circumstances(frozenset({"bg"}), True, observers), phases)


def test_compiled_drafts_and_rivals_are_the_editors(network: Network) -> None:
    round = launched_round(network)
    version = make_compiled(network, round, "HR", "q1")
    Answer.objects.filter(pk=version.answer_id).update(submitted=None)
    rival = AnswerVersion.objects.create(
        answer=version.answer, number=2, values={"value": "yes"}, written_at=version.written_at, rival=True
    )

    assert_versions(network, Circumstances(), {version.pk: Phase.DRAFTING, rival.pk: Phase.DRAFTING})


# rounds and editions


@both_kinds_of_round
def test_rounds_and_editions(network: Network, observers: bool) -> None:
    now = Circumstances(observers=observers)
    asker = network.viewer("fr.coordinator")
    draft = draft_round(network, includes_observers=observers, title="Still a draft")
    called_off = asking.cancel(
        asker, draft_round(network, includes_observers=observers, title="Never asked"), reason="Not needed."
    )
    round = launched_round(network, includes_observers=observers)
    stopped = asking.cancel(
        asker, launched_round(network, includes_observers=observers, title="Stopped"), reason="Not needed."
    )

    def check(where: str) -> None:
        columns = {draft.pk: "draft", called_off.pk: "draft", stopped.pk: "launched", round.pk: where}
        assert_agree(
            network,
            Round.objects.select_related("asker"),
            rules.can_see_round,
            rules.rounds_visible_to,
            lambda row: those_who_see(ROUND, columns[row.pk], now),
        )
        assert_agree(
            network,
            Release.objects.select_related("round__asker"),
            rules.can_see_edition,
            rules.editions_visible_to,
            lambda edition: (
                set(PEOPLE)
                if edition.audience == Audience.PUBLIC
                else those_who_see(NETWORK_EDITION, "edition", now)
            ),
        )

    check("launched")
    reply(network, round, "bg")
    check("launched")
    round = close(network, round)
    check("launched")
    network_edition = release(network, round, Audience.NETWORK)
    check("network")
    public_edition = release(network, round, Audience.PUBLIC)
    check("public")
    releasing.withdraw(asker, network_edition, reason="A mistake.")
    check("public")
    releasing.withdraw(asker, public_edition, reason="A mistake.")
    check("launched")


@pytest.mark.parametrize(
    ("asker", "role"),
    [("commission", "commission"), ("editor", "editor"), ("no.coordinator", "asked observer")],
)
def test_drafts_of_other_askers(network: Network, asker: str, role: str) -> None:
    draft = draft_round(network, asker=asker, respondents=["bg", "de"])

    assert_agree(
        network,
        [draft],
        rules.can_see_round,
        rules.rounds_visible_to,
        lambda row: {role, "editor"},
    )
    assert_agree(network, [draft], rules.can_steer, rules.rounds_steered_by, lambda row: {role, "editor"})


# declined


@both_kinds_of_round
def test_declines(network: Network, observers: bool) -> None:
    now = Circumstances(observers=observers)
    asker = network.viewer("fr.coordinator")
    round = launched_round(network, includes_observers=observers)
    response = response_of(round, "bg")
    replying.decline(network.viewer("bg.coordinator"), response, reason="The act is being drafted.")

    def check(where: str) -> None:
        assert_agree(
            network,
            Response.objects.filter(pk=response.pk).select_related("round__asker", "respondent"),
            rules.can_see_decline,
            rules.declines_visible_to,
            lambda row: those_who_see(DECLINE, where, now),
        )

    check("submitted")
    # Another's reply or the end of the round opens answers, not the reasons of those who declined.
    reply(network, round, "de")
    round = close(network, round)
    check("submitted")
    edition = release(network, round, Audience.NETWORK)
    check("network")
    release(network, round, Audience.PUBLIC)
    check("network")
    releasing.withdraw(asker, edition, reason="A mistake.")
    check("submitted")
    release(network, round, Audience.NETWORK)
    check("network")
    replying.resume(network.viewer("bg.coordinator"), response)
    assert not any(rules.declines_visible_to(viewer).exists() for viewer in viewers(network).values())


def test_a_decline_reads_as_no_answer_where_its_reason_is_not_known(network: Network) -> None:
    round = launched_round(network, includes_observers=True)
    replying.decline(network.viewer("bg.coordinator"), response_of(round, "bg"), reason="Secret reason.")
    reply(network, round, "de")

    for role, viewer in viewers(network).items():
        grid = live_grid(round, viewer, today())
        [cell] = grid.row(grid.subjects[[s.code for s in grid.subjects].index("BG")])
        if role in those_who_see(DECLINE, "submitted"):
            assert (cell.absence, cell.reason) == (Absence.DECLINED, "Secret reason."), role
        else:
            assert (cell.absence, cell.reason) == (Absence.NO_ANSWER, ""), role


def test_the_public_edition_does_not_say_who_declined(network: Network) -> None:
    round = launched_round(network)
    replying.decline(network.viewer("bg.coordinator"), response_of(round, "bg"), reason="Secret reason.")
    reply(network, round, "de")
    close(network, round)

    cells = {}
    for audience in (Audience.NETWORK, Audience.PUBLIC):
        edition = release(network, round, audience)
        [(_, cell)] = [
            (subject, cell)
            for subject, cell in edition_grid(edition, today()).column("q1")
            if subject.code == "BG"
        ]
        cells[audience] = (cell.absence, cell.reason)
        assert ("Secret reason." in str(list(edition.entries.values()))) is (audience is Audience.NETWORK)

    assert cells == {
        Audience.NETWORK: (Absence.DECLINED, "Secret reason."),
        Audience.PUBLIC: (Absence.NO_ANSWER, ""),
    }


# what stands behind an answer


@contextmanager
def bulgarian_answer(network: Network) -> Iterator[Answer]:
    round = launched_round(network)
    answer = answer_of(round, "bg")
    labour = network.viewer("bg.labour")
    write(labour, answer)
    replying.comment(labour, answer, text="Is this still so?")
    asking.clarify(network.viewer("fr.coordinator"), answer.response, text="Since when?")
    asking.clarify(network.viewer("bg.coordinator"), answer.response, text="Since May.")
    yield answer


def behind(network: Network, name: str, answer: Answer) -> None:
    """One column of what stands behind an answer, over all rows there are."""
    table = BEHIND_THE_COMPILED_ANSWER if answer.response.compiled else BEHIND_THE_ANSWER
    checks: dict[str, tuple[Any, Any, Any]] = {
        "clarifications": (Clarification, None, rules.clarifications_visible_to),
        "comments": (Comment, rules.can_see_comment, rules.comments_visible_to),
        "response": (Response, rules.can_open_response, rules.responses_open_to),
        "answer": (Answer, rules.can_open_answer, rules.answers_open_to),
        "steer": (Round, rules.can_steer, rules.rounds_steered_by),
    }
    model, predicate, queryset = checks[name]
    own = {
        "clarifications": {"response": answer.response},
        "comments": {"answer": answer},
        "response": {"pk": answer.response_id},
        "answer": {"pk": answer.pk},
        "steer": {"pk": answer.response.round_id},
    }[name]
    if predicate is None:
        predicate = lambda viewer, said: rules.can_see_clarifications(viewer, said.response)  # noqa: E731
    rows = list(model.objects.filter(**own))
    assert rows
    assert_agree(network, rows, predicate, queryset, lambda row: those_who_see(table, name))


@pytest.mark.parametrize("name", ["clarifications", "comments", "response", "answer", "steer"])
def test_what_stands_behind_an_answer(network: Network, name: str) -> None:
    with bulgarian_answer(network) as answer:
        behind(network, name, answer)


def test_comments_stay_at_home_after_the_release(network: Network) -> None:
    with bulgarian_answer(network) as answer:
        round = answer.response.round
        labour, coordinator = network.viewer("bg.labour"), network.viewer("bg.coordinator")
        replying.send_to_review(labour, answer)
        replying.approve(coordinator, answer)
        replying.submit(coordinator, answer.response)
        close(network, round)
        release(network, round, Audience.NETWORK)
        release(network, round, Audience.PUBLIC)

        for name in ("comments", "clarifications", "answer"):
            behind(network, name, answer)


@pytest.mark.parametrize("name", ["comments", "response", "answer"])
def test_what_stands_behind_a_compiled_answer(network: Network, name: str) -> None:
    answer = make_compiled(network, launched_round(network), "HR", "q1").answer
    replying.comment(network.viewer("editor"), answer, text="Which gazette?")

    behind(network, name, answer)


# what the cells say


def cell_of(grid: Any, country: str, question: str) -> Any:
    return next(cell for subject, cell in grid.column(question) if subject.code == country)


def test_others_so_far_shows_what_this_reader_may_see(network: Network) -> None:
    round = launched_round(network, types=["yes_no"] * 3)
    drafts = {code: make_draft(audience=audience) for code, audience in AUDIENCES.items()}
    reply(network, round, "bg", drafts)
    circle = those_who_see(ANSWERED, "submitted", Circumstances(frozenset({"bg"})))
    own = {role for role in PEOPLE if role.startswith("own ")}

    for role, viewer in viewers(network).items():
        grid = live_grid(round, viewer, today())
        said = tuple(cell_of(grid, "BG", code).absence for code in AUDIENCES)
        values = [dict(cell_of(grid, "BG", code).values) for code in AUDIENCES]
        if role in own:
            assert said == (None, None, None), role
        elif role in circle:
            assert said == (None, None, Absence.NOT_PUBLIC), role
        else:
            assert said == (Absence.NO_ANSWER,) * 3, role
        assert [bool(value) for value in values] == [absence is None for absence in said]


def test_that_a_question_was_not_asked_is_told_to_those_who_may_read_why(network: Network) -> None:
    round = draft_round(network, types=["yes_no"])
    condition = {"question": "q1", "part": "value", "values": ["yes"]}
    put_question(network, round, [{"type": "text"}], condition=condition)
    round = asking.launch(network.viewer("fr.coordinator"), round)
    reply(network, round, "bg", {"q1": make_draft({"value": "no"}, audience=Audience.NETWORK)})
    told = those_who_see(ANSWERED, "submitted", Circumstances(frozenset({"bg"})))

    said = {
        role: cell_of(live_grid(round, viewer, today()), "BG", "q2").absence
        for role, viewer in viewers(network).items()
    }

    assert said == {role: Absence.NOT_ASKED if role in told else Absence.NO_ANSWER for role in PEOPLE}


def test_the_editions_say_no_more_than_their_audience_may_know(network: Network) -> None:
    round = launched_round(network, types=["yes_no"] * 3)
    drafts = {
        code: make_draft(
            audience=audience, note=f"note-{audience.value}", sources=[{"title": f"act-{audience.value}"}]
        )
        for code, audience in AUDIENCES.items()
    }
    reply(network, round, "bg", drafts)
    close(network, round)

    said: dict[Audience, tuple[Any, ...]] = {}
    for audience in (Audience.NETWORK, Audience.PUBLIC):
        edition = release(network, round, audience)
        grid = edition_grid(edition, today())
        said[audience] = tuple(cell_of(grid, "BG", code).absence for code in AUDIENCES)
        text = str(grid) + str(edition.frozen) + str(edition.changes) + str(list(edition.entries.values()))
        for other in Audience:
            reaches = other.reaches(audience)
            assert (f"note-{other.value}" in text) is (f"act-{other.value}" in text) is reaches

    assert said == {
        Audience.NETWORK: (None, None, Absence.NOT_PUBLIC),
        Audience.PUBLIC: (None, Absence.NOT_PUBLIC, Absence.NOT_PUBLIC),
    }
