"""Pages of one question of a draft: write it, take it out.

Parts and rows of a list are added by buttons that send the page and bring it back with what was typed; nothing of
it needs a script.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comparanda.answers.actions import asking
from comparanda.answers.core.state import RoundState
from comparanda.answers.error import Refused
from comparanda.answers.models import Question, Round
from comparanda.answers.precedents import Continued, continued, question_named
from comparanda.answers.queries import questions_of
from comparanda.answers.web.earlier import question_words
from comparanda.answers.web.lookup import viewer_of
from comparanda.answers.web.steer.door import for_askers, show_refusal
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import PartType
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.people.queries import topics as all_topics
from comparanda.present import wording
from comparanda.present.languages import page_languages
from comparanda.rooms.queries.core.warnings import on_question
from comparanda.rooms.queries.web.forms import QuestionForm
from comparanda.rooms.queries.web.near import NearRound, nearest_of
from comparanda.rooms.queries.web.part_forms import (
    EMPTY_ROWS,
    MORE_PARTS_AT_MOST,
    ROWS_AT_MOST,
    PartForm,
    Raw,
    posted,
    raw_from_json,
    raw_from_post,
    raw_new,
    with_room,
)
from comparanda.rooms.queries.web.shown import Remark, Tick, draft_named, remarks_of, topic_ticks

TAKE = "take:"
"""How the button begins that takes an earlier question over; its reference follows."""


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """One earlier question whose answers may be a condition."""

    question: Spoken
    ticks: list[Tick]


@dataclass(frozen=True, slots=True)
class ContinuedLine:
    """The earlier question that is continued, e.g. "2026.3, question 2", with its text as it was asked."""

    reference: str
    words: str
    text: Spoken
    ticked: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Context of a question's page. ``seen``: a mark of what stood when the page was made; ``standing``: what others
    saved meanwhile, empty unless the form was refused for it; ``continues``: the earlier question that this one
    continues, with a box to untick; ``nearest``: precedents, the nearest first."""

    round: Round
    title: Spoken
    code: str
    form: QuestionForm
    parts: list[PartForm]
    conditions: list[ConditionGroup]
    condition_set: bool
    topics: list[list[Tick]]
    may_add_part: bool
    remarks: list[Remark]
    seen: str
    standing: str
    continues: ContinuedLine | None
    nearest: list[NearRound]

    @property
    def text_fields(self) -> list[Any]:
        return self.form.bound("text")

    @property
    def short_fields(self) -> list[Any]:
        return self.form.bound("short")

    @property
    def guidance_fields(self) -> list[Any]:
        return self.form.bound("guidance")


def _mark(question: Question | None) -> str:
    """A short hash of what stands, so that nobody overwrites what they have not seen."""
    if question is None:
        return ""
    text = json.dumps(
        [question.text, question.short, question.guidance, question.parts, question.condition, question.topic_slugs,
         question.review_months, question.continues_id],
        sort_keys=True,
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _conditions(
    questions: Sequence[PlainQuestion], standing: Question | None
) -> list[tuple[str, str, Spoken]]:
    """Answers that may be a condition: value as sent, its words, its question. Those of earlier questions, and of
    the one that is the condition already."""
    language = wording.language()
    found = []
    held = (standing.condition or {}).get("question") if standing else None
    own = next(
        (i for i, q in enumerate(questions) if standing is not None and q.code == standing.code),
        len(questions),
    )
    for index, question in enumerate(questions):
        if index == own or (index > own and question.code != held):
            continue
        for part in question.parts:
            if not part.type.coded:
                continue
            codes = ["yes", "no"] if part.type is PartType.YES_NO else [code.code for code in part.codes]
            label = spoken(part.label, language).text
            for code in codes:
                words = wording.one_value_words(part, code, language).text
                found.append(
                    (
                        f"{question.code}:{part.code}:{code}",
                        f"{label}: {words}" if label and len(question.parts) > 1 else words,
                        spoken(question.short or question.text, language),
                    )
                )
    return found


def _change(parts: list[Raw], do: str) -> list[Raw]:
    """The parts after a button was pressed: one more or less, a row more or less. Unknown buttons change nothing."""
    what, _colon, where = do.partition(":")
    places = [int(text) if text.isdecimal() else -1 for text in where.split(":")] if where else []
    if what == "add-part" and len(parts) <= MORE_PARTS_AT_MOST:
        used = {part.get("code") for part in parts}
        serial = next(n for n in range(2, 100) if f"p{n}" not in used)
        parts.append(raw_new("value" if not parts else f"p{serial}"))
    elif what == "remove-part" and len(places) == 1 and 0 < places[0] < len(parts):
        del parts[places[0]]
    elif what == "add-rows" and len(places) == 1 and 0 <= places[0] < len(parts):
        rows = parts[places[0]].setdefault("rows", [])
        rows.extend({} for _row in range(min(EMPTY_ROWS, ROWS_AT_MOST - len(rows))))
    elif what == "remove-row" and len(places) == 2 and 0 <= places[0] < len(parts):
        rows = parts[places[0]].get("rows", [])
        if 0 <= places[1] < len(rows):
            del rows[places[1]]
    return parts


def _anchor(do: str, parts: int) -> str:
    """Where the page continues after a button."""
    what, _colon, where = do.partition(":")
    return f"part-{parts - 1}" if what == "add-part" else f"part-{where.partition(':')[0] or 0}"


@for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """Write a question."""
    round = draft_named(request, slug)
    if round.state != RoundState.DRAFT:
        return redirect("answers:steer", name=round.public_name)
    standing = None
    if code:
        standing = round.template.questions.select_related("section").filter(code=code).first()
        if standing is None:
            raise Http404
    languages, topics = page_languages(round.language), list(all_topics())
    questions = questions_of(round)
    conditions = _conditions(questions, standing)
    before, ticked_before = _continued(request, standing)
    options = {
        "languages": languages,
        "standing": standing,
        "topics": topics,
        "conditions": [(value, words) for value, words, _question in conditions],
    }
    saved_meanwhile = ""
    if request.method == "POST" and request.POST.get("do", "save") == "save":
        form = QuestionForm(request.POST, **options)
        raw = with_room(raw_from_post(request.POST) or [raw_new("value")])
        data = posted(raw)
        parts = [
            PartForm(
                data, index=index, languages=languages, rows=part["rows"], initial=part, alone=len(raw) == 1
            )
            for index, part in enumerate(raw)
        ]
        if all([form.is_valid(), *(part.is_valid() for part in parts)]):
            try:
                with transaction.atomic():
                    asking.locked(round)
                    now = round.template.questions.filter(code=code).first() if code else None
                    if request.POST.get("seen", "") == _mark(now):
                        _save(request, round, now, form, parts, before, ticked_before)
                        messages.success(request, _("The question is saved."))
                        return redirect(reverse("queries:edit", args=[round.slug]) + "#questions")
                    standing = now
                form.add_error(
                    None,
                    _(
                        "Somebody else of your team changed this question meanwhile. Your text is still in the form: compare and save again."
                    ),
                )
                saved_meanwhile = spoken(now.text, round.language).text if now else ""
            except Refused as error:
                show_refusal(form, error)
    else:
        initial, raw = {}, []
        if request.method == "POST":
            initial = {name: request.POST.get(name, "") for name in request.POST}
            initial |= {name: request.POST.getlist(name) for name in ("topics", "condition")}
            if request.POST["do"].startswith(TAKE):
                if before is None:
                    raise Http404
                initial |= _words_of(before.question, languages)
                raw = [raw_from_json(part, languages) for part in before.question.parts]
            else:
                raw = _change(raw_from_post(request.POST), request.POST["do"])
        elif standing is not None:
            raw = [raw_from_json(part, languages) for part in standing.parts]
        form = QuestionForm(initial=initial, **options)
        raw = with_room(raw or [raw_new("value")])
        parts = [
            PartForm(index=index, languages=languages, rows=part["rows"], initial=part, alone=len(raw) == 1)
            for index, part in enumerate(raw)
        ]
    groups: dict[str, ConditionGroup] = {}
    ticked = form.chosen("condition")
    for value, words, asked in conditions:
        group = groups.setdefault(value.partition(":")[0], ConditionGroup(asked, []))
        group.ticks.append(Tick(value, words, "", value in ticked))
    page = QuestionPage(
        round=round,
        title=round.title_in(wording.language()),
        code=code,
        form=form,
        parts=parts,
        conditions=list(groups.values()),
        condition_set=bool(ticked),
        topics=topic_ticks(topics, form.chosen("topics")),
        may_add_part=len(parts) <= MORE_PARTS_AT_MOST,
        remarks=remarks_of(tuple(on_question(standing.plain())), questions) if standing is not None else [],
        seen=_mark(standing) if request.method != "POST" or saved_meanwhile else request.POST.get("seen", ""),
        standing=saved_meanwhile,
        continues=_continued_line(before, ticked_before),
        nearest=nearest_of(viewer_of(request), round, _written(form), round.title),
    )
    return render(request, "queries/question.html", {"page": page})


def _continued(request: HttpRequest, standing: Question | None) -> tuple[Continued | None, bool]:
    """The earlier question that the page speaks of, as far as the viewer may read it, and whether it is continued: the
    one taken over just now, else the one whose box is ticked, else the one that stands."""
    viewer = viewer_of(request)
    do = request.POST.get("do", "")
    reference = do.removeprefix(TAKE) if do.startswith(TAKE) else request.POST.get("continues", "")
    if reference:
        found = continued(viewer, question_named(viewer, reference))
        if found is not None or do.startswith(TAKE):
            return found, found is not None
    return continued(viewer, standing.continues if standing else None), request.method != "POST"


def _continued_line(before: Continued | None, ticked: bool) -> ContinuedLine | None:
    if before is None:
        return None
    return ContinuedLine(
        before.reference,
        question_words(before.round.public_name, before.number),
        spoken(before.question.text, wording.language()),
        ticked,
    )


def _written(form: QuestionForm) -> dict[str, str]:
    """The question's text as it stands in the form, saved or not."""
    return {language: str(form[f"text_{language}"].value() or "") for language in form.languages}


def _words_of(earlier: Question, languages: Sequence[str]) -> dict[str, Any]:
    """The words of an earlier question as the form shows them, in the languages of the page."""
    texts = {"text": earlier.text, "short": earlier.short, "guidance": earlier.guidance}
    found: dict[str, Any] = {
        f"{stem}_{language}": text.get(language, "") for stem, text in texts.items() for language in languages
    }
    return found | {"review_months": earlier.review_months, "topics": list(earlier.topic_slugs)}


def _save(
    request: HttpRequest,
    round: Round,
    standing: Question | None,
    form: QuestionForm,
    parts: Sequence[PartForm],
    before: Continued | None,
    ticked: bool,
) -> None:
    # Of a question that is new here, what the earlier one says in languages that are not on the page is kept too.
    model = standing or (before.question if before is not None and ticked else None)
    earlier = before.question.parts if before is not None and ticked else []
    known = {part.get("code", "value"): part for part in [*earlier, *(standing.parts if standing else [])]}
    fields = {
        "text": form.texts("text", model.text if model else {}),
        "short": form.texts("short", model.short if model else {}),
        "guidance": form.texts("guidance", model.guidance if model else {}),
        "review_months": form.cleaned_data["review_months"],
        "topic_slugs": form.cleaned_data["topics"],
        "condition": form.condition,
    }
    if before is not None:
        # What the viewer may not read has no box here and stays as it is.
        fields["continues"] = before.question if ticked else None
    asking.put_question(
        viewer_of(request),
        round,
        question=standing,
        fields=fields,
        parts=[part.json(known.get(part.cleaned_data["code"], {})) for part in parts],
    )


@for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Asks once more, then takes the question out of the draft."""
    round = draft_named(request, slug)
    if round.state != RoundState.DRAFT:
        return redirect("answers:steer", name=round.public_name)
    found: Question | None = round.template.questions.filter(code=code).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        asking.remove_question(viewer_of(request), round, found)
        messages.success(request, _("The question is removed."))
        return redirect(reverse("queries:edit", args=[round.slug]) + "#questions")
    depending: list[Any] = [
        spoken(other.short or other.text, wording.language())
        for other in round.template.questions.exclude(pk=found.pk)
        if other.condition and other.condition.get("question") == code
    ]
    context = {
        "round": round,
        "title": round.title_in(wording.language()),
        "question": spoken(found.text, wording.language()),
        "code": code,
        "depending": depending,
    }
    return render(request, "queries/remove.html", context)
