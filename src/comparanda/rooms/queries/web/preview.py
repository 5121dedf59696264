"""A query looked at as its respondents will see it, and put to them.

Leaves out writing it (`views`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comparanda.answers.actions import asking
from comparanda.answers.core.state import RoundState
from comparanda.answers.error import Refused
from comparanda.answers.models import Round
from comparanda.answers.queries import questions_of
from comparanda.answers.web.answer_form import AnswerForm
from comparanda.answers.web.lookup import today, viewer_of
from comparanda.answers.web.steer.door import for_askers, said
from comparanda.answers.web.steer.rounds import observer_codes
from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.present import wording
from comparanda.rooms.queries import queries
from comparanda.rooms.queries.web.shown import (
    condition_words,
    draft_named,
    remarks_of,
    steps_of,
)


@dataclass(frozen=True, slots=True)
class QuestionPreview:
    """A question as its respondents will find it. ``rows``: its parts as the writing page draws them."""

    code: str
    text: Spoken
    guidance: Spoken
    condition: str
    rows: list[Any]


def question_previews(questions: Sequence[PlainQuestion], language: str) -> list[QuestionPreview]:
    """Each question with the very form that is filled in later."""
    found = []
    for question in questions:
        form = AnswerForm(question=question, version=None, respondent="", reader=language)
        # Several forms share the page, and none of them is sent.
        form.prefix, form.auto_id = question.code, f"{question.code}-%s"
        found.append(
            QuestionPreview(
                question.code,
                spoken(question.text, language),
                spoken(question.guidance, language),
                condition_words(question, questions),
                list(form.part_rows),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Context of the preview: what a respondent will see, in the reader's language."""

    round: Round
    title: Spoken
    headline: Spoken
    background: SafeString | Spoken
    asker: Spoken
    topics: list[Spoken]
    questions: list[QuestionPreview]
    members: list[str]
    observers: list[str]
    lacks: list[str]
    may_launch: bool


def _invited(round: Round, on: date) -> tuple[list[str], list[str]]:
    """Names of the countries of invited members and of invited observers."""
    language = wording.language()
    watching = observer_codes(on)
    members, observers = [], []
    for organisation in round.invited.all():
        name = country_name(organisation.country_code, language)
        (observers if organisation.code in watching else members).append(name)
    return sorted(members, key=str.casefold), sorted(observers, key=str.casefold)


@for_askers
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What a respondent will see."""
    round = draft_named(request, slug)
    if round.state != RoundState.DRAFT:
        return redirect("answers:steer", name=round.public_name)
    language, on = wording.language(), today()
    questions = questions_of(round)
    members, observers = _invited(round, on)
    page = PreviewPage(
        round=round,
        title=round.title_in(language),
        headline=round.headline_in(language),
        background=spoken(round.background, language),
        asker=round.asker.spoken_name(language),
        topics=[topic.spoken_label(language) for topic in round.topics.all()],
        questions=question_previews(questions, language),
        members=members,
        observers=observers,
        lacks=[_(message) for message in asking.missing_for_launch(round, on)],
        may_launch="launch" in steps_of(request, round),
    )
    return render(request, "queries/preview.html", {"page": page})


@for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def launch(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks once more, with the cautions; then puts the query to its respondents."""
    round = draft_named(request, slug)
    if round.state != RoundState.DRAFT:
        return redirect("answers:steer", name=round.public_name)
    if "launch" not in steps_of(request, round):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            round = asking.launch(viewer_of(request), round)
        except Refused as error:
            refusal = said(error.message, error.values)
        else:
            messages.success(
                request, _("The query is launched. It is number %(number)s.") % {"number": round.public_name}
            )
            return redirect("answers:steer", name=round.public_name)
    on, questions = today(), questions_of(round)
    members, observers = _invited(round, on)
    context = {
        "round": round,
        "title": round.title_in(wording.language()),
        "members": members,
        "observers": observers,
        "questions": len(questions),
        "days": (round.reply_by - on).days if round.reply_by else None,
        "lacks": [_(message) for message in asking.missing_for_launch(round, on)],
        "remarks": remarks_of(queries.cautions_of(round, on, questions), questions),
        "refusal": refusal,
    }
    return render(request, "queries/launch.html", context)
