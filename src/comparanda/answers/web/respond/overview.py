"""One response as a whole: its questions, who has them, submitting, declining, clarifications, the printed version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comparanda.answers import rules
from comparanda.answers.actions import asking, replying
from comparanda.answers.core import codec
from comparanda.answers.core.deadline import is_late
from comparanda.answers.core.state import ResponseState, RoundState, steps_from
from comparanda.answers.error import Forbidden
from comparanda.answers.models import AnswerVersion, Response
from comparanda.answers.web.lookup import today, viewer_of
from comparanda.answers.web.respond.gate import attempt, inside, response_named, words_of
from comparanda.answers.web.respond.shown import (
    RESPONSE_STATES,
    Deadline,
    FieldShown,
    Line,
    OthersSoFar,
    Said,
    SectionOfLines,
    by_section,
    clarifications_of,
    colleagues,
    deadline_of,
    fields_of,
    lines_of,
    notes_text,
    others_so_far,
)
from comparanda.kernel.language import Spoken
from comparanda.kernel.source import Source
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import User
from comparanda.present.wording import language


@dataclass(frozen=True, slots=True)
class ResponsePage:
    """``lines`` are all questions, ``to_review`` those in review that the viewer may pass; ``others`` what the others
    said, question by question, empty while that is not shown; ``unsent`` counts approved answers not submitted; ``steps`` names what the viewer may do now; ``faults``
    maps a form's field to what is wrong with what was ``typed`` there."""

    response: Response
    title: Spoken
    asker: Spoken
    deadline: Deadline | None
    state_words: str
    sections: list[SectionOfLines]
    to_review: list[Line]
    answered: int
    total: int
    unsent: int
    coordinates: bool
    colleagues: list[User]
    clarifications: list[Said]
    others: list[tuple[Line, OthersSoFar]]
    steps: frozenset[str]
    faults: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def cancelled(self) -> bool:
        return self.response.round.state == RoundState.CANCELLED

    @property
    def closed(self) -> bool:
        return self.response.round.state == RoundState.CLOSED

    @property
    def unanswered(self) -> bool:
        """The asker had the last word."""
        return bool(self.clarifications) and self.clarifications[-1].from_asker

    @property
    def declined(self) -> bool:
        return self.response.state == ResponseState.DECLINED

    @property
    def submitted(self) -> bool:
        return self.response.state == ResponseState.SUBMITTED


def page_of(
    viewer: Viewer,
    response: Response,
    on: date,
    code: str,
    faults: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> ResponsePage:
    """The page of a response in the language ``code``. Constant number of SQL queries."""
    lines = lines_of(response, viewer, code)
    coordinates = response.respondent.code in viewer.coordinator_of
    asked = [line for line in lines if line.asked and (coordinates or line.mine)]
    others = others_so_far(response, viewer, on, code)
    return ResponsePage(
        response=response,
        title=response.round.title_in(code),
        asker=response.round.asker.spoken_name(code),
        deadline=deadline_of(response, timezone.now(), code),
        state_words=str(RESPONSE_STATES[ResponseState(response.state)]),
        sections=by_section(lines),
        to_review=[line for line in lines if line.in_review] if coordinates else [],
        answered=sum(line.in_review or line.approved for line in asked),
        total=len(asked),
        unsent=sum(line.approved and line.answer.submitted_id != line.answer.working_id for line in lines),
        coordinates=coordinates,
        colleagues=colleagues(response.respondent, on) if coordinates else [],
        clarifications=clarifications_of(response, code),
        others=[(line, others[line.code]) for line in lines if line.code in others],
        steps=frozenset(steps_from("response", response.state, rules.response_capacities(viewer, response))),
        faults=faults or {},
        typed=typed or {},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def response(request: HttpRequest, name: str, respondent: str) -> HttpResponse:
    """The overview of a response, and the steps taken on it."""
    found = response_named(request, name, respondent)
    viewer = viewer_of(request)
    if request.method != "POST":
        page = page_of(viewer, found, today(), language())
        return render(request, "answers/workspace/response.html", {"page": page})
    action = STEPS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    do, success = action
    refused = attempt(request, lambda: do(request, viewer, found), str(success()))
    if refused is not None and refused.field:
        found = response_named(request, name, respondent)
        page = page_of(
            viewer, found, today(), language(), {refused.field: words_of(refused)},
            {refused.field: request.POST.get(refused.field, "")},
        )  # fmt: skip
        return render(request, "answers/workspace/response.html", {"page": page}, status=422)
    return redirect("answers:response", name, respondent)


def _decline(request: HttpRequest, viewer: Viewer, response: Response) -> None:
    replying.decline(viewer, response, reason=request.POST.get("reason", ""))


def _resume(request: HttpRequest, viewer: Viewer, response: Response) -> None:
    replying.resume(viewer, response)


def _clarify(request: HttpRequest, viewer: Viewer, response: Response) -> None:
    asking.clarify(viewer, response, text=request.POST.get("text", ""))


def _assign(request: HttpRequest, viewer: Viewer, response: Response) -> None:
    """Give several questions at once: all of them or, where one is refused, none."""
    if response.respondent.code not in viewer.coordinator_of:
        raise Forbidden("response.assign")
    people = {user.username: user for user in colleagues(response.respondent, today())}
    with transaction.atomic():
        for answer in response.answers.select_related("question"):
            wanted = request.POST.get(f"assignee-{answer.question.code}")
            # Only what was changed on the page: a colleague may have given another question meanwhile.
            if wanted is None or wanted == request.POST.get(f"was-{answer.question.code}", ""):
                continue
            if wanted and wanted not in people:
                raise Http404
            answer.response = response
            replying.assign(viewer, answer, to=people.get(wanted))


STEPS: dict[str, tuple[Callable[[HttpRequest, Viewer, Response], None], Callable[[], str]]] = {
    "decline": (_decline, lambda: _("You have declined. The asker sees your reason.")),
    "resume": (_resume, lambda: _("The query is open for your answers again.")),
    "clarify": (_clarify, lambda: _("Sent to the asker.")),
    "assign": (_assign, lambda: _("Saved: who answers what.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def submit(request: HttpRequest, name: str, respondent: str) -> HttpResponse:
    """What would be handed to the asker, gaps first; then hand it over."""
    found = response_named(request, name, respondent)
    viewer = viewer_of(request)
    if found.respondent.code not in viewer.coordinator_of:
        raise Http404
    if request.method == "POST":
        refused = attempt(
            request,
            lambda: replying.submit(viewer, found, with_gaps=request.POST.get("gaps") == "known"),
            _("Submitted. The asker has been told."),
        )
        if refused is None:
            return redirect("answers:response", name, respondent)
        return redirect("answers:submit", name, respondent)
    lines = [line for line in lines_of(found, viewer, language()) if line.asked]
    gaps = [line for line in lines if not line.approved]
    unchanged = [
        line for line in lines if line.approved and line.answer.submitted_id == line.answer.working_id
    ]
    context = {
        "page": page_of(viewer, found, today(), language()),
        "gaps": gaps,
        "approved": [line for line in lines if line.approved],
        "nothing_new": found.state == ResponseState.SUBMITTED and len(unchanged) + len(gaps) == len(lines),
        "late": found.submitted_at is None and is_late(found.reply_by, timezone.now()),
        "gap_words": ngettext(
            "%(count)d question has no approved answer",
            "%(count)d questions have no approved answer",
            len(gaps),
        )
        % {"count": len(gaps)},
    }
    return render(request, "answers/workspace/submit.html", context)


@dataclass(frozen=True, slots=True)
class Printed:
    """One question on paper. ``fields``: values, absence, as of and audience; notes and sources apart."""

    line: Line
    fields: list[FieldShown]
    notes: list[FieldShown]
    sources: tuple[Source, ...]
    version: AnswerVersion | None


def _printed(line: Line, code: str) -> Printed:
    version = line.answer.working if line.url else line.answer.submitted
    fields = [
        shown
        for shown in fields_of(line.question, version, code)
        if shown.text and shown.key not in ("notes", "sources")
    ]
    return Printed(
        line=line,
        fields=fields if version is not None and (version.values or version.absence) else [],
        notes=notes_text(version, code) if version else [],
        sources=codec.sources_from_json(version.sources) if version else (),
        version=version,
    )


@require_safe
@inside
def print_version(request: HttpRequest, name: str, respondent: str) -> HttpResponse:
    """A clean version for signature: all answers that the viewer may read, with notes, sources, as of, audience."""
    found = response_named(request, name, respondent)
    viewer, code = viewer_of(request), language()
    lines = lines_of(found, viewer, code)
    context = {
        "response": found,
        "title": found.round.title_in(code),
        "asker": found.round.asker.spoken_name(code),
        "respondent": found.respondent.spoken_name(code),
        "deadline": deadline_of(found, timezone.now(), code),
        "state_words": str(RESPONSE_STATES[ResponseState(found.state)]),
        "printed": [_printed(line, code) for line in lines],
        "now": timezone.now(),
    }
    return render(request, "answers/workspace/print.html", context)
