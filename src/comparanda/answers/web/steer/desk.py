"""The desk of one round: what came in, what is missing, what can be done; and the page of one respondent.

Shows what the table of visibility lets the asker see: submitted answers, never how far a draft has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comparanda.answers import queries, rules
from comparanda.answers.actions import asking, releasing
from comparanda.answers.core.state import ResponseState, RoundState, steps_from
from comparanda.answers.error import Refused
from comparanda.answers.models import Clarification, Release, Response, Round
from comparanda.answers.web.lookup import steered, today, viewer_of
from comparanda.answers.web.steer.door import for_askers, show_refusal
from comparanda.answers.web.steer.forms import (
    CancelForm,
    ClarifyForm,
    ExtendForm,
    ReleaseForm,
    SummaryForm,
    WithdrawForm,
)
from comparanda.answers.web.steer.rounds import BADGES, draft_url, observer_codes, state_words
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Cell, Grid
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question
from comparanda.people.core.viewer import Viewer
from comparanda.present import wording
from comparanda.present.classes import Classes, absence_class, classify
from comparanda.present.lede import finding, tally_sentence

CHANGES_NAMED = 12
LONGEST_VALUE = 70
"""Characters of an answer in the table; the whole stands on the respondent's page."""

CHANGE_KINDS = {
    "added": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "removed": gettext_lazy("removed"),
}
EDITION_NAMES = {
    Audience.NETWORK: gettext_lazy("Edition for the network"),
    Audience.PUBLIC: gettext_lazy("Public edition"),
}


@dataclass(frozen=True, slots=True)
class ValueView:
    """One cell in the table: words, class of colour, whether it is an absence."""

    text: str
    language: str
    css_class: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """One respondent. ``badge``: how its reply stands, in words; ``messages``: clarifications both ways."""

    code: str
    name: str
    url: str
    observer: bool
    compiled: bool
    replied: bool
    declined: bool
    reason: str
    late: bool
    overdue: bool
    submitted_at: datetime | None
    reply_by: date | None
    extended: bool
    messages: int
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question counted: the tally in one line and the finding in a sentence or two."""

    question: Spoken
    tally: str
    finding: str
    lead: bool


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """What a release made now would hold. Counts are of cells (respondents by questions)."""

    audience: str
    label: Any
    number: int
    shown: int
    not_applicable: int
    not_public: int
    declined: int
    no_answer: int
    not_asked: int
    previous: Release | None
    changes: list[tuple[str, str, Any]]
    more_changes: int
    form: ReleaseForm


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition that was released. ``form`` is there where it may be withdrawn."""

    edition: Release
    label: Any
    url: str
    note: Spoken
    form: WithdrawForm | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Context of the desk. ``steps``: names of the steps that are possible now. ``replied`` and ``asked`` count
    members of the network, observers apart."""

    round: Round
    title: Spoken
    state: Any
    badge: str
    asker: Spoken
    steps: frozenset[str]
    replies: list[Reply]
    questions: list[Spoken]
    replied: int
    asked: int
    observers_replied: int
    observers_asked: int
    missing: list[Reply]
    outcomes: list[Outcome]
    summary_form: SummaryForm | None
    cancel_form: CancelForm | None
    previews: list[EditionPreview]
    editions: list[EditionLine]
    copy_url: str
    comparison_url: str

    @property
    def any_reply(self) -> bool:
        """Whether there is anything to count."""
        return any(reply.replied for reply in self.replies)


def steps_of(viewer: Viewer, round: Round) -> frozenset[str]:
    """Steps that a page may offer: those of the table, less what the action would refuse at once."""
    steps = set(steps_from("round", round.state, rules.round_capacities(viewer, round)))
    if round.launched_at is None:
        steps -= {"reopen"}
    if round.standing:
        steps -= {"close", "cancel", "reopen"}
    if not round.standing and round.state != RoundState.CLOSED:
        steps -= {"release"}
    return frozenset(steps)


def value_view(question: Question, cell: Cell, css_class: str, language: str, *, expected: bool) -> ValueView:
    """A cell of the desk's table. ``expected``: whether an answer may still come, so that none means: not yet."""
    said = wording.cell_words(question, cell, language)
    if cell.absence is not None:
        text = _("No answer yet") if expected and cell.absence is Absence.NO_ANSWER else said.text
        return ValueView(text, said.language, absence_class(cell.absence), True)
    text = said.text if len(said.text) <= LONGEST_VALUE else said.text[: LONGEST_VALUE - 1].rstrip() + "…"
    return ValueView(text, said.language, css_class, False)


def reply_url(response: Response) -> str:
    """The page of a reply. Editors compile for many countries in one round, so theirs say which."""
    url = reverse("answers:clarify", args=[response.round.public_name, response.respondent.code])
    return f"{url}?country={response.subject_code}" if response.compiled else url


def _replies(
    round: Round, viewer: Viewer, grid: Grid, columns: list[Classes], language: str, now: datetime
) -> list[Reply]:
    observers = observer_codes(today())
    messages: dict[int, int] = {}
    for key in Clarification.objects.filter(response__round=round).values_list("response_id", flat=True):
        messages[key] = messages.get(key, 0) + 1
    rows = {str(subject): cells for subject, cells in zip(grid.subjects, grid.cells, strict=True)}
    replies = []
    for response in round.responses.select_related("respondent"):
        response.round = round
        cells = rows.get(response.subject, ())
        replies.append(
            Reply(
                code=response.subject_code,
                name=country_name(response.subject_code, language),
                url=reply_url(response),
                observer=response.respondent.code in observers,
                compiled=response.compiled,
                replied=response.state in (ResponseState.SUBMITTED, ResponseState.DECLINED),
                declined=response.state == ResponseState.DECLINED,
                reason=next((cell.reason for cell in cells if cell.absence is Absence.DECLINED), ""),
                late=response.late,
                overdue=round.state == RoundState.OPEN and not response.compiled and response.overdue(now),
                submitted_at=response.submitted_at,
                reply_by=response.reply_by,
                extended=response.extended_to is not None,
                messages=messages.get(response.pk, 0),
                values=tuple(
                    value_view(
                        question,
                        cell,
                        classes.by_subject.get(response.subject_code, ""),
                        language,
                        expected=not response.compiled,
                    )
                    for question, classes, cell in zip(grid.questions, columns, cells, strict=False)
                ),
            )
        )
    return sorted(replies, key=lambda reply: (reply.observer, reply.name.casefold()))


def _preview(
    round: Round, audience: Audience, form: ReleaseForm, grid: Grid, language: str
) -> EditionPreview:
    entries, changes = releasing.preview_changes(round, audience)
    previous = queries.latest_edition(round, audience)
    newest = round.releases.filter(audience=audience).values_list("number", flat=True).first() or 0
    shown = sum(1 for entry in entries.values() if entry.version and entry.absence is None)
    counts = {
        absence: sum(1 for entry in entries.values() if entry.absence is absence) for absence in Absence
    }
    labels = {
        question.code: spoken(question.short or question.text, language).text for question in grid.questions
    }
    named = [
        (
            country_name(change["subject"].partition(":")[2], language),
            labels.get(change["question"], change["question"]),
            CHANGE_KINDS[change["kind"]],
        )
        for change in changes
    ]
    return EditionPreview(
        audience=audience.value,
        label=EDITION_NAMES[audience],
        number=newest + 1,
        shown=shown,
        not_applicable=counts[Absence.NOT_APPLICABLE] + counts[Absence.UNKNOWN],
        not_public=counts[Absence.NOT_PUBLIC],
        declined=counts[Absence.DECLINED],
        no_answer=counts[Absence.NO_ANSWER],
        not_asked=counts[Absence.NOT_ASKED],
        previous=previous,
        changes=named[:CHANGES_NAMED],
        more_changes=max(len(named) - CHANGES_NAMED, 0),
        form=form,
    )


def _edition_url(edition: Release, name: str) -> str:
    url = reverse("answers:edition", args=[name, edition.number])
    return url + ("?audience=network" if edition.audience == Audience.NETWORK else "")


def _optional_url(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def desk_of(viewer: Viewer, round: Round, forms: Mapping[str, Form]) -> Desk:
    """Everything on the desk, in a constant number of SQL queries. ``forms``: those to show in place of fresh
    ones, by what they are for (``cancel``, ``summary``, ``release-public``, ``withdraw-12``)."""
    language, now = wording.language(), timezone.now()
    grid = queries.live_grid(round, viewer, today())
    columns = [classify(question, grid.column(question.code), language) for question in grid.questions]
    replies = _replies(round, viewer, grid, columns, language, now)
    steps = steps_of(viewer, round)
    asked = [reply for reply in replies if not reply.compiled]
    members = [reply for reply in asked if not reply.observer]
    observers = [reply for reply in asked if reply.observer]
    previews = []
    if "release" in steps:
        for audience in (Audience.NETWORK, Audience.PUBLIC):
            form = forms.get(f"release-{audience.value}") or ReleaseForm(round=round, audience=audience)
            assert isinstance(form, ReleaseForm)
            previews.append(_preview(round, audience, form, grid, language))
    editions = []
    for edition in round.releases.order_by("-released_at", "-pk"):
        form_shown = None
        if "withdraw" in steps and edition.withdrawn_at is None:
            given = forms.get(f"withdraw-{edition.pk}")
            form_shown = given if isinstance(given, WithdrawForm) else WithdrawForm(edition=edition)
        editions.append(
            EditionLine(
                edition,
                EDITION_NAMES[Audience(edition.audience)],
                _edition_url(edition, round.public_name),
                spoken(edition.change_note, language),
                form_shown,
            )
        )
    summary = forms.get("summary") or SummaryForm(round=round)
    cancel = forms.get("cancel") or CancelForm()
    assert isinstance(summary, SummaryForm) and isinstance(cancel, CancelForm)
    return Desk(
        round=round,
        title=round.title_in(language),
        state=state_words(round),
        badge=BADGES[RoundState(round.state)],
        asker=round.asker.spoken_name(language),
        steps=steps,
        replies=replies,
        questions=[spoken(question.short or question.text, language) for question in grid.questions],
        replied=sum(reply.replied for reply in members),
        asked=len(members),
        observers_replied=sum(reply.replied for reply in observers),
        observers_asked=len(observers),
        missing=[reply for reply in asked if not reply.replied],
        outcomes=[
            Outcome(
                spoken(question.short or question.text, language),
                tally_sentence(question, grid.column(question.code), language),
                finding(question, grid.column(question.code), language),
                question.code == round.lead_question,
            )
            for question in grid.questions
        ],
        summary_form=summary if "summarise" in steps else None,
        cancel_form=cancel if "cancel" in steps else None,
        previews=previews,
        editions=editions,
        copy_url=_optional_url(f"{round.kind}:copy", round.public_name)
        if rules.can_open_rounds(viewer)
        else "",
        comparison_url=reverse("answers:comparison", args=[round.public_name])
        if any(
            line.edition.audience == Audience.PUBLIC and not line.edition.withdrawn_at for line in editions
        )
        else "",
    )


def show_desk(request: HttpRequest, round: Round, **forms: Form) -> HttpResponse:
    """The desk with forms that could not be carried out, their text kept; status 200 as it is a page like any."""
    named = {name.replace("_", "-"): form for name, form in forms.items()}
    return render(request, "answers/steer/desk.html", {"desk": desk_of(viewer_of(request), round, named)})


@for_askers
@require_safe
def steer(request: HttpRequest, name: str) -> HttpResponse:
    """The desk; a draft is written on the page of its room."""
    round = steered(request, name)
    if round.state == RoundState.DRAFT:
        url = draft_url(round)
        if not url:
            raise Http404
        return redirect(url)
    if name != round.public_name:
        return redirect("answers:steer", name=round.public_name)
    return show_desk(request, round)


# one respondent


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One question with the respondent's answer in full, as the viewer may see it."""

    question: Spoken
    code: str
    cell: Cell
    value: Spoken
    note: Spoken
    as_of: str
    audience: Any
    absent: bool


@dataclass(frozen=True, slots=True)
class RespondentPage:
    """Context of one respondent's page. ``extend_form``/``clarify_form`` are there where the step is possible."""

    round: Round
    title: Spoken
    response: Response
    country: str
    organisation: Spoken
    replied: bool
    declined_reason: str
    overdue: bool
    answers: list[AnswerView]
    clarifications: list[Clarification]
    extend_form: ExtendForm | None
    clarify_form: ClarifyForm | None


def response_of(round: Round, respondent: str, country: str = "") -> Response:
    """A response of the round by its respondent's code, and by country where one answers for many. Raises `Http404`."""
    responses = round.responses.select_related("respondent").filter(respondent__code=respondent)
    response = (responses.filter(subject_code=country) if country else responses).first()
    if response is None:
        raise Http404
    response.round = round
    return response


def respondent_page(
    viewer: Viewer,
    response: Response,
    *,
    extend_form: ExtendForm | None = None,
    clarify_form: ClarifyForm | None = None,
) -> RespondentPage:
    round, language = response.round, wording.language()
    grid = queries.live_grid(round, viewer, today())
    subject = queries.subject_from(response.subject)
    cells = grid.row(subject) if subject in grid.subjects else ()
    steps = steps_of(viewer, round)
    may_talk = not response.compiled
    return RespondentPage(
        round=round,
        title=round.title_in(language),
        response=response,
        country=country_name(response.subject_code, language),
        organisation=response.respondent.spoken_name(language),
        replied=response.state in (ResponseState.SUBMITTED, ResponseState.DECLINED),
        declined_reason=next((cell.reason for cell in cells if cell.absence is Absence.DECLINED), ""),
        overdue=round.state == RoundState.OPEN and may_talk and response.overdue(timezone.now()),
        answers=[
            AnswerView(
                spoken(question.text, language),
                question.code,
                cell,
                wording.cell_words(question, cell, language),
                cell.note(language),
                wording.date_words(cell.as_of, language) if cell.as_of else "",
                wording.AUDIENCES[cell.audience] if cell.audience else "",
                cell.absence is not None,
            )
            for question, cell in zip(grid.questions, cells, strict=False)
        ],
        clarifications=list(queries.clarifications_of(response)),
        extend_form=(extend_form or ExtendForm()) if may_talk and "extend" in steps else None,
        clarify_form=(clarify_form or make_clarify_form(round)) if may_talk and "clarify" in steps else None,
    )


def make_clarify_form(round: Round, data: Any = None) -> ClarifyForm:
    language = wording.language()
    choices = [
        (question.code, spoken(question.short or question.text, language).text)
        for question in queries.questions_of(round)
    ]
    return ClarifyForm(data, questions=choices)


@for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def clarify(request: HttpRequest, name: str, respondent: str) -> HttpResponse:
    """One respondent's reply in full, its deadline, and the talk about it; POST says something."""
    round = steered(request, name)
    if round.launched_at is None:
        raise Http404
    viewer = viewer_of(request)
    response = response_of(round, respondent, request.GET.get("country", "")[:64])
    form = None
    if request.method == "POST":
        form = make_clarify_form(round, request.POST)
        if form.is_valid():
            question = round.template.questions.filter(code=form.cleaned_data["question"] or None).first()
            try:
                asking.clarify(viewer, response, text=form.cleaned_data["text"], question=question)
            except Refused as error:
                show_refusal(form, error)
            else:
                return redirect(request.path + "#clarifications")
    page = respondent_page(viewer, response, clarify_form=form)
    return render(request, "answers/steer/respondent.html", {"page": page})
