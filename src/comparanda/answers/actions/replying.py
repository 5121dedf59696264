"""The respondent's side: write, review, submit, decline, correct."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from comparanda.answers import notices, queries, rules
from comparanda.answers.actions.asking import _text
from comparanda.answers.actions.gate import answer_step, response_step
from comparanda.answers.core.condition import is_asked
from comparanda.answers.core.deadline import brussels_day, is_late
from comparanda.answers.core.state import AnswerState, ResponseState, RoundState
from comparanda.answers.error import Conflict, Forbidden, Refused
from comparanda.answers.models import Answer, AnswerVersion, Comment, Response
from comparanda.audit.actions import record
from comparanda.kernel.audience import Audience
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import User


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writing page sends, already checked. JSON in the shapes of the columns of `AnswerVersion`.

    ``language`` is that of text among the values; empty where there is none. ``taken_from_id``: the version it was
    taken over from, none for words of its own.
    """

    values: dict[str, Any]
    absence: str
    notes: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    as_of: str
    audience: Audience
    language: str = ""
    taken_from_id: int | None = None

    def same_as(self, version: AnswerVersion) -> bool:
        return all(getattr(version, name) == getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Base:
    """What the writing page was made from: version number and revision; zeros where there was none."""

    number: int = 0
    revision: int = 0

    @classmethod
    def of(cls, version: AnswerVersion | None) -> Base:
        return cls(version.number, version.revision) if version else cls()

    @classmethod
    def parse(cls, text: str) -> Base:
        """Read ``3.2``. What cannot be read counts as no base, so that a stale page meets a conflict, not a loss."""
        read = re.fullmatch(r"(\d{1,9})\.(\d{1,9})", text)
        return cls(int(read[1]), int(read[2])) if read else cls()

    def __str__(self) -> str:
        return f"{self.number}.{self.revision}"


def locked_answer(answer: Answer) -> Answer:
    """The answer read again under a lock, so that two steps at once wait for each other.

    Locked first and read after: one statement that does both would, after a wait, give PostgreSQL's new row of the
    answer joined to the old rows of its versions.
    """
    Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    return Answer.objects.select_related(
        "response__round__asker", "response__respondent", "question", "working", "submitted", "assignee"
    ).get(pk=answer.pk)


def _refuse_cancelled(response: Response) -> None:
    if response.round.state == RoundState.CANCELLED:
        raise Refused(phrase("The query was cancelled: %(reason)s"), reason=response.round.cancelled_reason)
    if response.state == ResponseState.DECLINED:
        raise Refused(phrase("Your contact point declined this query. Resume it first."))


def _new_version(answer: Answer, viewer: Viewer, draft: Draft, **extra: Any) -> AnswerVersion:
    last = answer.versions.aggregate(last=Max("number"))["last"] or 0
    return AnswerVersion.objects.create(
        answer=answer,
        number=last + 1,
        author_id=viewer.user_id,
        written_at=timezone.now(),
        provenance="compiled" if answer.response.compiled else "answered",
        **{name: getattr(draft, name) for name in draft.__slots__},
        **extra,
    )


def save_draft(viewer: Viewer, answer: Answer, *, base: Base, draft: Draft) -> AnswerVersion:
    """Save what is being written. Raises `Conflict` where somebody saved meanwhile: then both texts are kept; `Forbidden`
    where it was taken over from what the viewer may not take.

    Saving the same text again changes nothing. A frozen version or another author's draft is never overwritten:
    the next words begin a version of their own, and so does an answer that is taken over.
    """
    with transaction.atomic():
        saved = _save(viewer, answer, base, draft)
    # Raised after the transaction, so that the rival text is on the disk.
    if saved.rival:
        standing = Answer.objects.select_related("working").get(pk=answer.pk).working
        assert standing is not None  # a rival exists only where something stood
        raise Conflict(standing, saved)
    return saved


def _save(viewer: Viewer, answer: Answer, base: Base, draft: Draft) -> AnswerVersion:
    answer = locked_answer(answer)
    if not rules.answer_capacities(viewer, answer):
        raise Forbidden("answer.write")
    _refuse_cancelled(answer.response)
    working = answer.working
    if working is not None and draft.same_as(working):
        return working
    _refuse_foreign(viewer, answer, draft)
    if working is not None and Base.of(working) != base:
        # A rival is never written over, for nobody knows which page it came from; the same words are kept once.
        rivals = answer.versions.filter(rival=True, author_id=viewer.user_id)
        same = next((rival for rival in rivals if draft.same_as(rival)), None)
        return same or _new_version(answer, viewer, draft, rival=True)
    state = answer_step(viewer, answer, "write")
    if answer.response.state == ResponseState.WAITING:
        answer.response.state = response_step(viewer, answer.response, "begin")
        answer.response.save(update_fields=["state"])
    if (
        working is None
        or working.frozen_at is not None
        or working.author_id != viewer.user_id
        or draft.taken_from_id not in (None, working.taken_from_id)
    ):
        working = _new_version(answer, viewer, draft)
    else:
        for name in draft.__slots__:
            setattr(working, name, getattr(draft, name))
        working.revision += 1
        working.written_at = timezone.now()
        working.save()
    answer.working, answer.state = working, state
    answer.save(update_fields=["working", "state"])
    return working


def _refuse_foreign(viewer: Viewer, answer: Answer, draft: Draft) -> None:
    """Only what the viewer may take over, or what stands in the history of this answer already."""
    taken = draft.taken_from_id
    if taken is None or answer.versions.filter(taken_from=taken).exists():
        return
    if not rules.versions_to_take_over(viewer, answer).filter(pk=taken).exists():
        raise Forbidden("answer.take_over")


@transaction.atomic
def assign(viewer: Viewer, answer: Answer, *, to: User | None) -> Answer:
    """Give a question to a member of the same contact point, or take it back (``None``)."""
    answer = locked_answer(answer)
    response_step(viewer, answer.response, "assign")
    if to is not None and not _belongs(to, answer.response):
        raise Refused(phrase("Only a member of your contact point can be given a question."), field="to")
    answer.assignee = to
    answer.save(update_fields=["assignee"])
    _log(viewer, answer, "assigned", to=to.username if to else "")
    if to is not None and to.pk != viewer.user_id:
        notices.assigned(answer)
    return answer


def _belongs(user: User, response: Response) -> bool:
    from comparanda.people.models import held  # one filter, needed here alone

    today = brussels_day(timezone.now())
    return user.appointments.filter(held(today), organisation=response.respondent).exists()


@transaction.atomic
def hand_on(viewer: Viewer, answer: Answer, *, to: User) -> Answer:
    """A member passes a question given to it on to a colleague of the same contact point."""
    answer = locked_answer(answer)
    answer_step(viewer, answer, "comment")
    if not _belongs(to, answer.response):
        raise Refused(phrase("Only a member of your contact point can be given a question."), field="to")
    answer.assignee = to
    answer.save(update_fields=["assignee"])
    _log(viewer, answer, "handed_on", to=to.username)
    if to.pk != viewer.user_id:
        notices.assigned(answer)
    return answer


def missing_for_review(answer: Answer) -> list[str]:
    """What the working version lacks before it can go to review, as catalogue messages."""
    version = answer.working
    if version is None:
        return [phrase("There is no answer yet.")]
    lacks = []
    if not version.values and not version.absence:
        lacks.append(
            phrase("Give a value, or say that the question does not apply or the answer is not known.")
        )
    if not version.absence:
        for part in answer.question.plain().parts:
            if part.required and part.code not in version.values:
                lacks.append(phrase("A required part has no value."))
    if not version.as_of:
        lacks.append(phrase("Say as of which date the answer holds."))
    return lacks


@transaction.atomic
def send_to_review(viewer: Viewer, answer: Answer) -> Answer:
    """Freeze the working version and put it before the coordinator."""
    answer = locked_answer(answer)
    _refuse_cancelled(answer.response)
    state = answer_step(viewer, answer, "send")
    lacks = missing_for_review(answer)
    if lacks:
        raise Refused(lacks[0])
    assert answer.working is not None
    answer.working.frozen_at = timezone.now()
    answer.working.save(update_fields=["frozen_at"])
    answer.state = state
    answer.save(update_fields=["state"])
    _log(viewer, answer, "sent", version=answer.working.number)
    notices.sent_to_review(answer, viewer)
    return answer


@transaction.atomic
def recall(viewer: Viewer, answer: Answer) -> Answer:
    """Take an answer back from review to write on."""
    answer = locked_answer(answer)
    answer.state = answer_step(viewer, answer, "recall")
    answer.save(update_fields=["state"])
    _log(viewer, answer, "recalled")
    return answer


@transaction.atomic
def return_answer(viewer: Viewer, answer: Answer, *, comment: str) -> Answer:
    """Send an answer back to its writer with a comment."""
    answer = locked_answer(answer)
    state = answer_step(viewer, answer, "return")
    text = _text(comment, "comment", phrase("Say what should change."))
    Comment.objects.create(answer=answer, author_id=viewer.user_id, text=text, written_at=timezone.now())
    answer.state = state
    answer.save(update_fields=["state"])
    _log(viewer, answer, "returned")
    notices.returned(answer, viewer)
    return answer


@transaction.atomic
def comment(viewer: Viewer, answer: Answer, *, text: str) -> Comment:
    """A remark of national review. It never leaves the contact point."""
    answer = locked_answer(answer)
    answer_step(viewer, answer, "comment")
    return Comment.objects.create(
        answer=answer,
        author_id=viewer.user_id,
        text=_text(text, "text", phrase("Write a comment.")),
        written_at=timezone.now(),
    )


@transaction.atomic
def approve(viewer: Viewer, answer: Answer) -> Answer:
    """Pass an answer. It carries the mark *objective* only where another than its author does so."""
    answer = locked_answer(answer)
    state = answer_step(viewer, answer, "approve")
    version = answer.working
    assert version is not None  # an answer in review has a version
    if version.author_id != viewer.user_id:
        version.reviewer_id = viewer.user_id
        version.reviewed_on = brussels_day(timezone.now())
        version.save(update_fields=["reviewer", "reviewed_on"])
    answer.state = state
    answer.save(update_fields=["state"])
    _log(viewer, answer, "approved", version=version.number)
    return answer


def unready(response: Response) -> list[Answer]:
    """Answers that are asked (their condition holds) but not approved yet."""
    values = queries.working_values(response)
    return [
        answer
        for answer in response.answers.select_related("question", "question__section", "working")
        if answer.state != AnswerState.APPROVED and is_asked(answer.question.plain().condition, values)
    ]


@transaction.atomic
def submit(viewer: Viewer, response: Response, *, with_gaps: bool = False) -> Response:
    """Hand all approved answers to the asker. Later corrections are submitted the same way.

    ``with_gaps``: the coordinator knows that some questions stay unanswered. Raises `Refused` where none is
    approved, or some are not and ``with_gaps`` is off.
    """
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("round__asker", "respondent")
        .get(pk=response.pk)
    )
    _refuse_cancelled(response)
    state = response_step(viewer, response, "submit")
    now = timezone.now()
    list(response.answers.select_for_update(of=("self",)))  # locked first, read after: see `locked_answer`
    values = queries.working_values(response)
    approved = [
        answer
        for answer in response.answers.select_related("question", "question__section", "working")
        if answer.state == AnswerState.APPROVED and is_asked(answer.question.plain().condition, values)
    ]
    if not approved:
        raise Refused(phrase("No answer is approved yet."))
    gaps = len(unready(response))
    if gaps and not with_gaps:
        raise Refused(
            phrase("Some questions have no approved answer. Submit with gaps, or approve them first.")
        )
    changed = 0
    for answer in approved:
        if answer.submitted_id == answer.working_id:
            continue
        changed += 1
        version = answer.working
        assert version is not None
        version.submitted_at = now
        version.save(update_fields=["submitted_at"])
        answer.submitted = version
        answer.save(update_fields=["submitted"])
    if response.state == ResponseState.SUBMITTED and not changed:
        raise Refused(phrase("Nothing has changed since you submitted."))
    if response.submitted_at is None:
        response.late = is_late(response.reply_by, now)
    response.state, response.submitted_at = state, now
    response.save()
    record(
        "answers.response.submitted",
        actor=viewer.username,
        organisation=response.respondent.code,
        subject=f"round:{response.round.public_name}",
        details={"answers": changed, "gaps": gaps, "late": response.late},
    )
    notices.submitted(response)
    return response


@transaction.atomic
def decline(viewer: Viewer, response: Response, *, reason: str) -> Response:
    """Say that the contact point will not answer, and why."""
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("round__asker", "respondent")
        .get(pk=response.pk)
    )
    if response.round.state == RoundState.CANCELLED:
        _refuse_cancelled(response)
    state = response_step(viewer, response, "decline")
    response.declined_reason = _text(reason, "reason", phrase("Say why you decline."))
    response.state, response.declined_at = state, timezone.now()
    response.save()
    record(
        "answers.response.declined",
        actor=viewer.username,
        organisation=response.respondent.code,
        subject=f"round:{response.round.public_name}",
    )
    notices.submitted(response)
    return response


@transaction.atomic
def resume(viewer: Viewer, response: Response) -> Response:
    """Take a decline back and go on writing."""
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("round__asker", "respondent")
        .get(pk=response.pk)
    )
    response.state = response_step(viewer, response, "resume")
    response.declined_reason, response.declined_at, response.declined_released = "", None, False
    response.save()
    record(
        "answers.response.resumed",
        actor=viewer.username,
        organisation=response.respondent.code,
        subject=f"round:{response.round.public_name}",
    )
    return response


def _log(viewer: Viewer, answer: Answer, what: str, **details: Any) -> None:
    record(
        f"answers.answer.{what}",
        actor=viewer.username,
        organisation=answer.response.respondent.code,
        subject=f"round:{answer.response.round.public_name}",
        details={"question": answer.question.code, **details},
    )
