"""A round to which anybody tries anything, in any order: what was acknowledged stays, what was refused changed nothing,
and no edition ever shows what its audience may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.actions.releasing import content_hash
from comparanda.answers.actions.replying import Base
from comparanda.answers.error import Conflict, Forbidden, Refused
from comparanda.answers.models import Answer, AnswerVersion, Release, ReleaseEntry, Response, Round
from comparanda.audit.queries import verify
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import Viewer
from comparanda.people.queries import today
from factories import Network, answer_of, every_row, launched_round, make_draft, response_of

PEOPLE = [
    "bg.coordinator",
    "bg.labour",
    "bg.asylum",
    "de.coordinator",
    "de.officer",
    "fr.coordinator",
    "editor",
]
WHO = st.sampled_from(PEOPLE) | st.sampled_from(
    ["bg.coordinator", "bg.labour", "de.coordinator", "fr.coordinator"]
)
WHERE = st.tuples(st.sampled_from(["bg", "de"]), st.sampled_from(["q1", "q2"]))
VALUES = st.sampled_from(["yes", "no"])


class AnyLife(RuleBasedStateMachine):
    """Steps by people who may and people who may not, from fresh pages and from stale ones."""

    network: Network
    viewer: dict[str, Viewer]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.round = launched_round(self.network, respondents=["bg", "de"], types=["yes_no", "yes_no"])
        self.number = count(1)
        self.acknowledged: dict[int, str] = {}
        self.frozen: dict[int, tuple[Any, ...]] = {}
        self.hashes: dict[int, str] = {}

    def teardown(self) -> None:
        verify()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, step: Callable[[], Any]) -> Any:
        before = every_row()
        try:
            # As a request does: what fails half-way is rolled back by the action itself.
            return step()
        except (Refused, Forbidden):
            assert every_row() == before
            return None

    @rule(who=WHO, where=WHERE, value=VALUES, audience=st.sampled_from(Audience), stale=st.booleans())
    def write(self, who: str, where: tuple[str, str], value: str, audience: Audience, stale: bool) -> None:
        answer = answer_of(self.round, *where)
        note = f"Words {next(self.number)}."
        base = Base() if stale else Base.of(answer.working)
        draft = make_draft({"value": value}, audience=audience, note=note)
        try:
            version = self.attempt(
                lambda: replying.save_draft(self.viewer[who], answer, base=base, draft=draft)
            )
        except Conflict as conflict:
            version = conflict.rival
            assert answer.working is not None and conflict.standing.pk == answer.working_id
        if version is not None:
            self.acknowledged[version.pk] = note

    @rule(
        who=WHO,
        where=WHERE,
        step=st.sampled_from(["send", "recall", "return", "approve", "approve", "comment", "assign"]),
    )
    def work_on_an_answer(self, who: str, where: tuple[str, str], step: str) -> None:
        viewer, answer = self.viewer[who], answer_of(self.round, *where)
        steps: dict[str, Callable[[], Any]] = {
            "send": lambda: replying.send_to_review(viewer, answer),
            "recall": lambda: replying.recall(viewer, answer),
            "return": lambda: replying.return_answer(viewer, answer, comment="Why?"),
            "approve": lambda: replying.approve(viewer, answer),
            "comment": lambda: replying.comment(viewer, answer, text="Hm."),
            "assign": lambda: replying.assign(viewer, answer, to=self.network.user["bg.asylum"]),
        }
        self.attempt(steps[step])

    @rule(where=WHERE, value=VALUES, audience=st.sampled_from(Audience))
    def answer_and_submit(self, where: tuple[str, str], value: str, audience: Audience) -> None:
        """The way most answers go, so that editions have something to show."""
        country, _ = where
        self.write(f"{country}.coordinator", where, value, audience, stale=False)
        for step in ("send", "approve"):
            self.work_on_an_answer(f"{country}.coordinator", where, step)
        self.work_on_a_response(f"{country}.coordinator", country, "submit")

    @rule(
        who=WHO,
        country=st.sampled_from(["bg", "de"]),
        step=st.sampled_from(["submit", "decline", "resume", "clarify"]),
    )
    def work_on_a_response(self, who: str, country: str, step: str) -> None:
        viewer, response = self.viewer[who], response_of(self.round, country)
        steps: dict[str, Callable[[], Any]] = {
            "submit": lambda: replying.submit(viewer, response, with_gaps=True),
            "decline": lambda: replying.decline(viewer, response, reason="No data."),
            "resume": lambda: replying.resume(viewer, response),
            "clarify": lambda: asking.clarify(viewer, response, text="Since when?"),
        }
        self.attempt(steps[step])

    @rule(
        who=WHO, step=st.sampled_from(["close", "close", "cancel", "reopen", "remind", "extend", "summarise"])
    )
    def steer(self, who: str, step: str) -> None:
        viewer, round = self.viewer[who], Round.objects.get(pk=self.round.pk)
        steps: dict[str, Callable[[], Any]] = {
            "close": lambda: asking.close(viewer, round),
            "cancel": lambda: asking.cancel(viewer, round, reason="Not needed."),
            "reopen": lambda: asking.reopen(viewer, round),
            "remind": lambda: asking.remind(viewer, round),
            "extend": lambda: asking.extend(
                viewer, round, response=response_of(round, "bg"), to=today() + timedelta(days=60)
            ),
            "summarise": lambda: asking.summarise(
                viewer, round, summary={"en": f"Summary {next(self.number)}."}
            ),
        }
        self.attempt(steps[step])

    @rule(
        who=st.sampled_from(["fr.coordinator", "editor", "de.coordinator"]),
        audience=st.sampled_from(Audience),
        close=st.booleans(),
    )
    def release(self, who: str, audience: Audience, close: bool) -> None:
        if close:
            self.steer(who, "close")
        edition = self.attempt(lambda: releasing.release(self.viewer[who], self.round, audience=audience))
        if edition is not None:
            self.hashes[edition.pk] = edition.content_hash

    @rule(where=WHERE, value=VALUES, audience=st.sampled_from([Audience.PUBLIC, Audience.NETWORK]))
    def answer_and_release(self, where: tuple[str, str], value: str, audience: Audience) -> None:
        self.answer_and_submit(where, value, audience)
        for edition in (Audience.NETWORK, Audience.PUBLIC):
            self.release("fr.coordinator", edition, close=True)

    @rule(who=st.sampled_from(["fr.coordinator", "bg.coordinator"]))
    def withdraw(self, who: str) -> None:
        edition = Release.objects.order_by("-pk").first()
        if edition is not None:
            self.attempt(lambda: releasing.withdraw(self.viewer[who], edition, reason="A mistake."))

    @invariant()
    def acknowledged_words_are_kept(self) -> None:
        kept = {version.pk: version.notes[0]["text"] for version in AnswerVersion.objects.all()}
        assert kept == self.acknowledged

    @invariant()
    def frozen_versions_stay_as_they_are(self) -> None:
        for version in AnswerVersion.objects.filter(frozen_at__isnull=False):
            content = (version.values, version.notes, version.sources, version.as_of, version.audience)
            assert self.frozen.setdefault(version.pk, content) == content

    @invariant()
    def what_is_submitted_was_approved_and_is_no_rival(self) -> None:
        for answer in Answer.objects.filter(submitted__isnull=False).select_related("submitted", "response"):
            assert answer.submitted.frozen_at and answer.submitted.submitted_at and not answer.submitted.rival
            assert answer.response.state == "submitted"
        for response in Response.objects.all():
            assert (response.state == "declined") is bool(response.declined_reason)

    @invariant()
    def editions_stay_as_they_are_and_keep_to_their_audience(self) -> None:
        for edition in Release.objects.all():
            assert content_hash(edition) == edition.content_hash == self.hashes[edition.pk]
        shown = ReleaseEntry.objects.filter(version__isnull=False)
        assert not shown.filter(release__audience="public").exclude(version__audience="public").exists()
        assert not shown.filter(version__audience="own-team").exists()
        assert not ReleaseEntry.objects.filter(release__audience="public", absence="declined").exists()


@pytest.mark.django_db
def test_any_life_of_a_round(network: Network) -> None:
    AnyLife.network = network
    AnyLife.viewer = {name: network.viewer(name) for name in PEOPLE}

    profile = settings()
    run_state_machine_as_test(
        AnyLife,
        settings=settings(
            parent=profile,
            max_examples=max(profile.max_examples // 12, 8),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
