"""Two texts of one answer: side by side, field by field, and a form that joins them. Neither is ever lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comparanda.answers.actions import replying
from comparanda.answers.actions.replying import Base, Draft
from comparanda.answers.error import Conflict, Refused
from comparanda.answers.models import Answer, AnswerVersion
from comparanda.answers.web.answer_form import AnswerForm
from comparanda.answers.web.lookup import viewer_of
from comparanda.answers.web.respond.gate import answer_named, inside, words_of
from comparanda.answers.web.respond.history import Piece, word_diff
from comparanda.answers.web.respond.shown import fields_of, moment_words
from comparanda.answers.web.respond.writing import (
    address,
    conflict_address,
    conflict_words,
    form_for,
    rival_mark,
    settled_rivals,
)
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question
from comparanda.present.wording import language

SETTLED_AT_MOST = 50
"""Choices that a session remembers."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One field in both texts. ``mine`` shows what I have and they have not as inserted, ``theirs`` the converse."""

    key: str
    label: str
    mine: list[Piece]
    theirs: list[Piece]
    differs: bool
    take_theirs: bool


@dataclass(frozen=True, slots=True)
class ConflictPage:
    answer: Answer
    number: str
    text: Spoken
    title: Spoken
    standing: AnswerVersion
    rival: AnswerVersion
    standing_by: str
    standing_at: str
    rival_at: str
    words: str
    fields: list[Compared]
    form: AnswerForm

    @property
    def differing(self) -> list[Compared]:
        return [compared for compared in self.fields if compared.differs]


def compared_fields(
    question: Question, mine: AnswerVersion, theirs: AnswerVersion, code: str, chosen: Iterable[str]
) -> list[Compared]:
    """Both versions, field by field."""
    taken = set(chosen)
    found = []
    for own, other in zip(fields_of(question, mine, code), fields_of(question, theirs, code), strict=True):
        pieces = word_diff(other.text, own.text)
        found.append(
            Compared(
                key=own.key,
                label=own.label,
                mine=[piece for piece in pieces if piece.kind != "del"],
                theirs=[
                    Piece("ins", piece.text) if piece.kind == "del" else piece
                    for piece in pieces
                    if piece.kind != "ins"
                ],
                differs=own.text != other.text,
                take_theirs=own.key in taken,
            )
        )
    return found


def joined(draft: Draft, theirs: AnswerVersion, keys: Iterable[str]) -> Draft:
    """The draft with the other version's text in the fields ``keys``, named as in `fields_of`."""
    values = dict(draft.values)
    for key in keys:
        if key.startswith("value_"):
            part = key.removeprefix("value_")
            values.pop(part, None)
            if part in theirs.values:
                values[part] = theirs.values[part]
        elif key == "taken_from":
            draft = replace(draft, taken_from_id=theirs.taken_from_id)
        elif key == "audience":
            draft = replace(draft, audience=Audience(theirs.audience))
        elif key in ("absence", "notes", "sources", "as_of"):
            draft = replace(draft, **{key: getattr(theirs, key)})
    return replace(draft, values=values)


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def conflict(request: HttpRequest, name: str, respondent: str, question: str) -> HttpResponse:
    """My text (``?text=`` its version, else the latest) and the one saved meanwhile. Saving rests on the text that
    stands: if that moves again, so does this."""
    answer = answer_named(request, name, respondent, question)
    viewer = viewer_of(request)
    rivals = list(
        answer.versions.filter(author_id=viewer.user_id, rival=True).order_by("-written_at", "-number")
    )
    named = [rival for rival in rivals if str(rival.number) == request.GET.get("text")]
    rival, standing = next(iter(named or rivals), None), answer.working
    if rival is None or standing is None:
        messages.info(request, _("There is no second text of yours: nothing to choose."))
        return redirect(address(answer))
    if request.method != "POST":
        return _page(request, answer, standing, rival, form_for(answer, viewer, version=rival))
    form = form_for(answer, viewer, request.POST, version=rival)
    if not form.is_valid():
        return _page(request, answer, standing, rival, form, status=422)
    chosen = [field.key for field in _chosen(request, answer, standing, rival)]
    if chosen and form.base != Base.of(standing):
        # "Theirs" was said of an older text than the one that stands: ask again rather than guess.
        messages.warning(request, conflict_words(standing, viewer))
        form.data = form.data.copy()
        form.data["base_version"] = str(Base.of(standing))
        return _page(request, answer, standing, rival, form, status=409)
    draft = joined(form.draft, standing, chosen)
    if draft.values and draft.absence:
        form.add_error(
            "absence", _("There is a value, and you say that there is none. Clear one of the two.")
        )
        return _page(request, answer, standing, rival, form, status=422)
    try:
        replying.save_draft(viewer, answer, base=form.base, draft=draft)
    except Conflict as met:
        return redirect(conflict_address(answer, met.rival))
    except Refused as refused:
        messages.error(request, words_of(refused))
        return _page(request, answer, standing, rival, form, status=422)
    settled = [*settled_rivals(request), rival_mark(rival)]
    request.session["settled_rivals"] = settled[-SETTLED_AT_MOST:]
    messages.success(request, _("Saved. Both earlier texts stay in the history."))
    return redirect(address(answer))


def _chosen(
    request: HttpRequest, answer: Answer, standing: AnswerVersion, rival: AnswerVersion
) -> list[Compared]:
    wanted = {key.removeprefix("take-") for key, value in request.POST.items() if value == "theirs"}
    fields = compared_fields(answer.question.plain(), rival, standing, language(), wanted)
    return [field for field in fields if field.take_theirs]


def _page(
    request: HttpRequest,
    answer: Answer,
    standing: AnswerVersion,
    rival: AnswerVersion,
    form: AnswerForm,
    status: int = 200,
) -> HttpResponse:
    code = language()
    question = answer.question.plain()
    taken = {key.removeprefix("take-") for key, value in request.POST.items() if value == "theirs"}
    page = ConflictPage(
        answer=answer,
        number=answer.response.round.public_name,
        text=spoken(question.text, code),
        title=answer.response.round.title_in(code),
        standing=standing,
        rival=rival,
        standing_by=standing.author.name if standing.author else "",
        standing_at=moment_words(standing.written_at, code),
        rival_at=moment_words(rival.written_at, code),
        words=conflict_words(standing, viewer_of(request)),
        fields=compared_fields(question, rival, standing, code, taken),
        form=form,
    )
    return render(request, "answers/workspace/conflict.html", {"page": page}, status=status)
