"""The inbox: what waits for the viewer, the most pressing first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comparanda.answers import queries, rules
from comparanda.answers.core import codec
from comparanda.answers.core.condition import is_asked
from comparanda.answers.core.state import AnswerState, ResponseState
from comparanda.answers.models import Answer, Clarification, Release, Response
from comparanda.answers.web.lookup import viewer_of
from comparanda.answers.web.respond.gate import inside
from comparanda.answers.web.respond.shown import RESPONSE_STATES, Deadline, deadline_of, unanswered
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Value, values_from_json
from comparanda.people.core.viewer import Viewer
from comparanda.present.wording import language

ANSWERED = (AnswerState.REVIEW, AnswerState.APPROVED)
UNFINISHED = (AnswerState.EMPTY, AnswerState.DRAFT, AnswerState.RETURNED)


@dataclass(frozen=True, slots=True)
class Task:
    """One question that waits for the viewer."""

    url: str
    text: Spoken
    number: str
    title: Spoken
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One response. ``answered`` of ``total``: what the viewer answers for; ``unassigned``: given to nobody.
    ``comparison``: address of the released comparison, empty before there is one."""

    url: str
    number: str
    title: Spoken
    asker: Spoken
    deadline: Deadline | None
    answered: int
    total: int
    unassigned: int
    clarification: bool
    state_words: str
    late: bool
    comparison: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """``overdue``, ``soon`` and ``later`` are responses to give, ``done`` those submitted or declined; ``to_review``,
    ``returned`` and ``given`` single questions. ``has_contact_point`` and ``may_ask`` say what to tell those for
    whom nothing can wait."""

    has_contact_point: bool
    may_ask: bool
    overdue: list[Waiting] = field(default_factory=list)
    soon: list[Waiting] = field(default_factory=list)
    later: list[Waiting] = field(default_factory=list)
    done: list[Waiting] = field(default_factory=list)
    to_review: list[Task] = field(default_factory=list)
    returned: list[Task] = field(default_factory=list)
    given: list[Task] = field(default_factory=list)

    @property
    def has_responses(self) -> bool:
        return bool(self.overdue or self.soon or self.later or self.done)

    @property
    def has_tasks(self) -> bool:
        return bool(self.to_review or self.returned or self.given)

    @property
    def empty(self) -> bool:
        return not (self.has_responses or self.has_tasks)


def inbox_of(viewer: Viewer, code: str) -> InboxPage:
    """Everything that waits for a viewer, in the language ``code``. Constant number of SQL queries."""
    page = InboxPage(bool(viewer.contact_points), rules.can_open_rounds(viewer))
    responses = list(queries.inbox(viewer)) if viewer.contact_points else []
    if not responses:
        return page
    now = timezone.now()
    values: dict[int, dict[str, dict[str, Value]]] = defaultdict(dict)
    rows = Answer.objects.filter(response__in=[r.pk for r in responses], working__isnull=False)
    for response_key, question, given in rows.values_list("response_id", "question__code", "working__values"):
        values[response_key][question] = values_from_json(given)
    threads: dict[int, list[Clarification]] = defaultdict(list)
    for said in Clarification.objects.filter(response__in=[r.pk for r in responses]):
        threads[said.response_id].append(said)
    released = queries.latest_editions([response.round for response in responses])
    for response in responses:
        coordinates = response.respondent.code in viewer.coordinator_of
        asked = [
            answer
            for answer in response.answers.all()
            if is_asked(codec.condition_from_json(answer.question.condition), values[response.pk])
        ]
        mine = asked if coordinates else [a for a in asked if a.assignee_id == viewer.user_id]
        deadline = deadline_of(response, now, code)
        waiting = _waiting(response, mine, deadline, unanswered(threads[response.pk]), released, code)
        if response.state in rules.RESPONDED:
            page.done.append(waiting)
        elif deadline is not None and deadline.level == "danger":
            page.overdue.append(waiting)
        elif deadline is not None and deadline.level == "warn":
            page.soon.append(waiting)
        else:
            page.later.append(waiting)
        if response.state != ResponseState.DECLINED:
            _sort_tasks(page, viewer, response, mine, coordinates, deadline, code)
    page.done.reverse()
    return page


def _waiting(
    response: Response,
    answers: list[Answer],
    deadline: Deadline | None,
    clarification: bool,
    released: dict[int, Release],
    code: str,
) -> Waiting:
    round = response.round
    return Waiting(
        url=reverse("answers:response", args=[round.public_name, response.respondent.code]),
        number=round.number or "",
        title=round.title_in(code),
        asker=round.asker.spoken_name(code),
        deadline=deadline,
        answered=sum(answer.state in ANSWERED for answer in answers),
        total=len(answers),
        unassigned=sum(answer.assignee_id is None and answer.state in UNFINISHED for answer in answers),
        clarification=clarification,
        state_words=str(RESPONSE_STATES[ResponseState(response.state)]),
        late=response.late,
        comparison=reverse("answers:comparison", args=[round.public_name]) if round.pk in released else "",
    )


def _sort_tasks(
    page: InboxPage,
    viewer: Viewer,
    response: Response,
    answers: list[Answer],
    coordinates: bool,
    deadline: Deadline | None,
    code: str,
) -> None:
    for answer in answers:
        own = answer.assignee_id == viewer.user_id
        if coordinates and answer.state == AnswerState.REVIEW:
            group = page.to_review
        elif answer.state == AnswerState.RETURNED and (own or answer.assignee_id is None):
            group = page.returned
        elif own and answer.state in (AnswerState.EMPTY, AnswerState.DRAFT):
            group = page.given
        else:
            continue
        question = answer.question
        group.append(
            Task(
                url=reverse(
                    "answers:write",
                    args=[response.round.public_name, response.respondent.code, question.code],
                ),
                text=spoken(question.short or question.text, code),
                number=response.round.public_name,
                title=response.round.title_in(code),
                deadline=deadline,
            )
        )


@require_safe
@inside
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    return render(
        request, "answers/workspace/inbox.html", {"inbox": inbox_of(viewer_of(request), language())}
    )
