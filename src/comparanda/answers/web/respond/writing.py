"""Writing one answer: the page in three columns, the steps on it, and saving while the writer writes."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from comparanda.answers import queries, rules
from comparanda.answers.actions import replying
from comparanda.answers.actions.replying import Base
from comparanda.answers.core.state import AnswerState, ResponseState, RoundState, steps_from
from comparanda.answers.error import Conflict, Forbidden, Refused
from comparanda.answers.models import Answer, AnswerVersion
from comparanda.answers.precedents import origin_of, version_named
from comparanda.answers.web.answer_form import AnswerForm
from comparanda.answers.web.earlier import Taken, taken
from comparanda.answers.web.lookup import today, viewer_of
from comparanda.answers.web.respond.gate import answer_named, attempt, inside, words_of
from comparanda.answers.web.respond.precedents import (
    Precedent,
    hint,
    precedent_named,
    precedents_of,
    take_over,
)
from comparanda.answers.web.respond.shown import (
    Deadline,
    FieldShown,
    Line,
    OthersSoFar,
    Said,
    clarifications_of,
    clock,
    colleagues,
    comments_of,
    deadline_of,
    fields_of,
    lines_of,
    moment_words,
    others_so_far,
)
from comparanda.kernel.language import Spoken
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import User
from comparanda.present.wording import language

SAVING = ("save", "send", "next", "add")
"""What the buttons of the form say; each saves first."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One earlier version in the column beside the form."""

    number: int
    author: str
    moment: str
    rival: bool
    submitted: bool


@dataclass(frozen=True, slots=True)
class WritingPage:
    """``form`` is ``None`` while the answer cannot be written: ``fields`` then shows it. ``steps`` names what the
    viewer may do; ``saved`` says since when the text is safe; ``rival``: the viewer's own text waits beside another;
    ``precedents``: what was answered before to near questions; ``taking``: the one that fills the form, not saved yet;
    ``faults`` and ``typed`` as in `ResponsePage`."""

    answer: Answer
    line: Line
    lines: list[Line]
    title: Spoken
    asker: Spoken
    deadline: Deadline | None
    form: AnswerForm | None
    fields: list[FieldShown]
    steps: frozenset[str]
    saved: str
    locked: str
    coordinates: bool
    colleagues: list[User]
    comments: list[Said]
    clarifications: list[Said]
    versions: list[VersionLine]
    rival: bool
    precedents: list[Precedent]
    taking: Precedent | None
    others: OthersSoFar | None
    next_url: str
    faults: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def hint(self) -> str:
        """What to do with an earlier answer that fills the form."""
        return hint(self.taking) if self.taking else ""


def form_for(
    answer: Answer,
    viewer: Viewer,
    data: Mapping[str, Any] | None = None,
    *,
    version: AnswerVersion | None = None,
    place: Taken | None = None,
) -> AnswerForm:
    """The form of an answer, bound to what was sent; prefilled from ``version``, else from what stands. ``place``: the
    earlier answer that it is taken over from, unless the data or the version say it."""
    shown = version or answer.working
    named = (data or {}).get("taken_from", "")
    origin = version_named(viewer, answer, named) if named else origin_of(shown)
    return AnswerForm(
        data,
        question=answer.question.plain(),
        version=shown,
        respondent=answer.response.respondent.code,
        reader=language(),
        base=Base.of(answer.working),
        taken=place or taken(viewer, origin),
    )


def open_rival(answer: Answer, viewer: Viewer, settled: Container[str] = ()) -> AnswerVersion | None:
    """The viewer's text that was kept beside another and that nothing of the viewer's own has followed yet.

    ``settled``: texts about which the viewer has chosen (`rival_mark`), also where the choice was the other text.
    """
    last = answer.versions.filter(author_id=viewer.user_id).order_by("-written_at", "-number").first()
    if last is None or not last.rival or rival_mark(last) in settled:
        return None
    return last


def rival_mark(rival: AnswerVersion) -> str:
    """One state of one kept text, for the list of those that are settled."""
    return f"{rival.pk}.{rival.revision}"


def settled_rivals(request: HttpRequest) -> list[str]:
    """Kept texts about which this reader has chosen, in this session."""
    return list(request.session.get("settled_rivals", []))


def _locked(answer: Answer, steps: frozenset[str], anew: bool) -> str:
    """Why the answer cannot be written just now; empty where it can."""
    response = answer.response
    if response.round.state == RoundState.CANCELLED:
        return _("The query was cancelled. What you wrote is kept.")
    if response.state == ResponseState.DECLINED:
        return _("Your contact point has declined this query.")
    if answer.state == AnswerState.REVIEW:
        return _("The answer is in review. It can be written on once it comes back.")
    if answer.state == AnswerState.APPROVED and not anew:
        return _("The answer is approved. A new version goes through review again.")
    return "" if "write" in steps else _("You may read this answer, but not write it.")


def page_of(
    request: HttpRequest,
    answer: Answer,
    form: AnswerForm | None = None,
    faults: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> WritingPage:
    """The page of one answer; ``form`` where one was sent. Constant number of SQL queries."""
    viewer, code, response = viewer_of(request), language(), answer.response
    steps = frozenset(steps_from("answer", answer.state, rules.answer_capacities(viewer, answer)))
    anew = request.GET.get("new") == "1" or form is not None
    locked = _locked(answer, steps, anew)
    taking = None
    if form is None and not locked:
        taking = precedent_named(answer, viewer, request.GET.get("from", ""), code)
        if taking is None:
            form = form_for(answer, viewer)
        else:
            form = form_for(answer, viewer, version=taking.version, place=taking.place)
            form = take_over(form, answer, taking)
    lines = lines_of(response, viewer, code)
    index = next(i for i, line in enumerate(lines) if line.answer.pk == answer.pk)
    following = next((line for line in lines[index + 1 :] if line.url and line.asked), None)
    coordinates = response.respondent.code in viewer.coordinator_of
    versions = [
        VersionLine(
            version.number,
            version.author.name if version.author else "",
            moment_words(version.written_at, code),
            version.rival,
            version.submitted_at is not None,
        )
        for version in queries.own_versions(answer)
    ]
    return WritingPage(
        answer=answer,
        line=lines[index],
        lines=lines,
        title=response.round.title_in(code),
        asker=response.round.asker.spoken_name(code),
        deadline=deadline_of(response, timezone.now(), code),
        form=form if not locked or (form is not None and form.is_bound) else None,
        fields=[
            shown for shown in fields_of(answer.question.plain(), answer.working, code, viewer) if shown.text
        ],
        steps=steps,
        saved=_saved_words(answer.working),
        locked=locked,
        coordinates=coordinates,
        colleagues=[
            user
            for user in colleagues(response.respondent, today())
            if user.pk != viewer.user_id or coordinates
        ],
        comments=comments_of(answer, code),
        clarifications=[
            said for said in clarifications_of(response, code) if said.about in ("", answer.question.code)
        ],
        versions=versions,
        rival=open_rival(answer, viewer, settled_rivals(request)) is not None,
        precedents=precedents_of(answer, viewer, code),
        taking=taking,
        others=others_so_far(response, viewer, today(), code).get(answer.question.code),
        next_url=following.url if following else "",
        faults=faults or {},
        typed=typed or {},
    )


def _saved_words(version: AnswerVersion | None) -> str:
    """``draft saved 14:02``, with the day where that is not today's."""
    if version is None:
        return ""
    if timezone.localdate(version.written_at) == timezone.localdate():
        return _("draft saved %(time)s") % {"time": clock(version.written_at)}
    return _("draft saved %(time)s") % {"time": moment_words(version.written_at, language())}


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def write(request: HttpRequest, name: str, respondent: str, question: str) -> HttpResponse:
    """One question with its answer, and every step on it."""
    answer = answer_named(request, name, respondent, question)
    if request.method != "POST":
        return render(request, "answers/workspace/write.html", {"page": page_of(request, answer)})
    action = request.POST.get("action", "")
    if action in SAVING:
        return _save(request, answer, action)
    if action not in STEPS:
        raise Http404
    do, success = STEPS[action]
    refused = attempt(request, lambda: do(request, viewer_of(request), answer), str(success()))
    if refused is not None and refused.field:
        typed = {refused.field: request.POST.get(refused.field, "")}
        answer = answer_named(request, name, respondent, question)
        page = page_of(request, answer, faults={refused.field: words_of(refused)}, typed=typed)
        return render(request, "answers/workspace/write.html", {"page": page}, status=422)
    if refused is None and action == "hand_on":
        return redirect("answers:response", name, respondent)
    return redirect("answers:write", name, respondent, question)


def address(answer: Answer, page: str = "write") -> str:
    """Address of a page of an answer: ``write``, ``autosave``, ``conflict`` or ``history``."""
    response = answer.response
    return reverse(
        f"answers:{page}", args=[response.round.public_name, response.respondent.code, answer.question.code]
    )


def conflict_address(answer: Answer, rival: AnswerVersion) -> str:
    """The page that puts a kept text beside the one that stands."""
    return f"{address(answer, 'conflict')}?text={rival.number}"


def _overview(answer: Answer) -> str:
    response = answer.response
    return reverse("answers:response", args=[response.round.public_name, response.respondent.code])


def _again(request: HttpRequest, answer: Answer, form: AnswerForm) -> HttpResponse:
    """The page with the form as it was sent, faults beside their fields."""
    names = (answer.response.round.public_name, answer.response.respondent.code, answer.question.code)
    page = page_of(request, answer_named(request, *names), form)
    return render(request, "answers/workspace/write.html", {"page": page}, status=422)


def _save(request: HttpRequest, answer: Answer, action: str) -> HttpResponse:
    """Save the form, then do what its button says. A faulty form comes back with everything typed in it."""
    form = form_for(answer, viewer_of(request), request.POST)
    if not form.is_valid():
        return _again(request, answer, form)
    if form.blank and answer.working is None:
        return _after_nothing(request, answer, form, action)
    try:
        version = replying.save_draft(viewer_of(request), answer, base=form.base, draft=form.draft)
    except Conflict as met:
        return redirect(conflict_address(answer, met.rival))
    except Refused as refused:
        messages.error(request, words_of(refused))
        return _again(request, answer, form)
    if action == "send":
        return _send(request, answer, form, version)
    if action == "next":
        return _next(request, answer)
    messages.success(request, _("Saved as a draft."))
    return redirect(address(answer) + ("#sources" if action == "add" else ""))


def _after_nothing(request: HttpRequest, answer: Answer, form: AnswerForm, action: str) -> HttpResponse:
    """Nothing was written and nothing stands: no empty version is made."""
    if action == "next":
        return _next(request, answer)
    if action == "send":
        form.mark_missing()
        return _again(request, answer, form)
    messages.info(request, _("There is nothing to save yet."))
    return redirect(address(answer))


def _next(request: HttpRequest, answer: Answer) -> HttpResponse:
    """The next question that the viewer may open and that is asked; after the last, the overview."""
    lines = lines_of(answer.response, viewer_of(request), language())
    index = next(i for i, line in enumerate(lines) if line.answer.pk == answer.pk)
    following = next((line.url for line in lines[index + 1 :] if line.url and line.asked), "")
    return redirect(following or _overview(answer))


def _send(request: HttpRequest, answer: Answer, form: AnswerForm, version: AnswerVersion) -> HttpResponse:
    """What was saved goes to review, or comes back saying what it lacks; it stays saved either way."""
    if Answer.objects.get(pk=answer.pk).state == AnswerState.APPROVED:
        messages.info(request, _("Nothing has changed since this answer was approved."))
        return redirect(address(answer))
    if form.mark_missing():
        form.data = form.data.copy()
        form.data["base_version"] = str(Base.of(version))
        return _again(request, answer, form)
    refused = attempt(
        request, lambda: replying.send_to_review(viewer_of(request), answer), _("Sent to review.")
    )
    return redirect(address(answer) if refused is not None else _overview(answer))


def _approve(request: HttpRequest, viewer: Viewer, answer: Answer) -> None:
    replying.approve(viewer, answer)


def _return(request: HttpRequest, viewer: Viewer, answer: Answer) -> None:
    replying.return_answer(viewer, answer, comment=request.POST.get("comment", ""))


def _recall(request: HttpRequest, viewer: Viewer, answer: Answer) -> None:
    replying.recall(viewer, answer)


def _comment(request: HttpRequest, viewer: Viewer, answer: Answer) -> None:
    replying.comment(viewer, answer, text=request.POST.get("text", ""))


def _hand_on(request: HttpRequest, viewer: Viewer, answer: Answer) -> None:
    """A coordinator gives the question to anybody of the team or takes it back; a member passes its own on."""
    wanted = request.POST.get("to", "")
    people = {user.username: user for user in colleagues(answer.response.respondent, today())}
    if wanted and wanted not in people:
        raise Http404
    if answer.response.respondent.code in viewer.coordinator_of:
        replying.assign(viewer, answer, to=people.get(wanted))
    elif not wanted:
        raise Refused(phrase("Choose a colleague."), field="to")
    else:
        replying.hand_on(viewer, answer, to=people[wanted])


STEPS: dict[str, tuple[Callable[[HttpRequest, Viewer, Answer], None], Callable[[], str]]] = {
    "approve": (_approve, lambda: _("Approved.")),
    "return": (_return, lambda: _("Returned with your comment.")),
    "recall": (_recall, lambda: _("Taken back from review.")),
    "comment": (_comment, lambda: _("Comment kept. It stays within your contact point.")),
    "hand_on": (_hand_on, lambda: _("Handed on.")),
}


@require_POST
@cache_control(private=True, no_store=True)
def autosave(request: HttpRequest, name: str, respondent: str, question: str) -> HttpResponse:
    """Save while the writer writes. JSON: ``saved``, ``message`` and ``version``, the next form's ``base_version``.

    422 with ``errors`` (field to messages) where something cannot be read: nothing is saved then. 409 with
    ``conflict_url`` where somebody saved meanwhile: both texts are kept. 401 where the session has ended.
    """
    if not request.user.is_authenticated:
        message = _("Not saved: you are signed out. Sign in from another window; your text is still here.")
        return JsonResponse({"saved": False, "message": message}, status=401)
    answer = answer_named(request, name, respondent, question)
    form = form_for(answer, viewer_of(request), request.POST)
    if not form.is_valid():
        errors = form.all_errors()
        message = _("Not saved yet: %(fault)s") % {"fault": next(iter(errors.values()))[0]}
        return JsonResponse({"saved": False, "message": message, "errors": errors}, status=422)
    if form.blank and answer.working is None:
        return JsonResponse({"saved": True, "message": "", "version": str(Base())})
    try:
        version = replying.save_draft(viewer_of(request), answer, base=form.base, draft=form.draft)
    except Conflict as met:
        url = conflict_address(answer, met.rival)
        message = conflict_words(met.standing, viewer_of(request))
        return JsonResponse({"saved": False, "message": message, "conflict_url": url, "url": url}, status=409)
    except Refused as refused:
        return JsonResponse({"saved": False, "message": words_of(refused), "errors": {}}, status=422)
    except Forbidden:
        raise Http404 from None
    return JsonResponse({"saved": True, "message": _saved_words(version), "version": str(Base.of(version))})


def conflict_words(standing: AnswerVersion, viewer: Viewer) -> str:
    """Who saved meanwhile, and when."""
    moment = moment_words(standing.written_at, language())
    if standing.author_id == viewer.user_id:
        return _("You saved this answer in another window (%(moment)s). Both texts are kept.") % {
            "moment": moment
        }
    who = standing.author.name if standing.author else _("Somebody")
    return _("%(who)s saved this answer meanwhile (%(moment)s). Both texts are kept.") % {
        "who": who, "moment": moment,
    }  # fmt: skip
