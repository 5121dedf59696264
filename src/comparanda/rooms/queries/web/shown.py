"""What the pages of a query that is written share: the draft by its address, cautions and conditions in words, boxes.

Leaves out the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparanda.answers import rules
from comparanda.answers.core.state import steps_from
from comparanda.answers.models import Round
from comparanda.answers.web.lookup import steered, viewer_of
from comparanda.answers.web.steer.door import said
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Part
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.people.models import Topic
from comparanda.present import wording
from comparanda.rooms.queries.core.warnings import Caution

COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Tick:
    """One box to tick."""

    value: str
    label: str
    language: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """A caution in words. ``where``: the fragment of the page it belongs to; ``about``: the field or question there."""

    text: str
    where: str
    about: str
    code: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question in the list of a draft. ``types``: its answer types in words; ``remarks``: cautions on it."""

    code: str
    text: Spoken
    types: str
    condition: str
    remarks: list[Remark]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class LinkLine:
    key: int
    kind: Any
    title: Spoken
    name: str


def draft_named(request: HttpRequest, slug: str) -> Round:
    """A query that is steered by the viewer, draft or not. Raises `Http404`."""
    round = steered(request, slug)
    if round.kind != "queries":
        raise Http404
    return round


def in_columns(ticks: Sequence[Tick], columns: int = COLUMNS) -> list[list[Tick]]:
    """The boxes in columns of about the same length, read downwards."""
    height = max(-(-len(ticks) // columns), 1)
    return [list(ticks[start : start + height]) for start in range(0, len(ticks), height)]


FIELD_LABELS = {
    "title": gettext_lazy("Title"),
    "on": gettext_lazy("On behalf of"),
    "reply": gettext_lazy("Reply by"),
    "questions": gettext_lazy("Questions"),
}
"""The first word of a field's name to what a remark calls it."""


def _place(caution: Caution) -> str:
    if caution.question:
        return f"question-{caution.question}"
    return "questions" if caution.field == "questions" else f"id_{caution.field}"


def remarks_of(cautions: Sequence[Caution], questions: Sequence[PlainQuestion]) -> list[Remark]:
    """Cautions in the reader's words, each with where it belongs."""
    language = wording.language()
    labels = {question.code: spoken(question.short or question.text, language).text for question in questions}
    return [
        Remark(
            said(caution.message, caution.values),
            _place(caution),
            labels.get(caution.question) or str(FIELD_LABELS.get(caution.field.partition("_")[0], "")),
            caution.code,
        )
        for caution in cautions
    ]


def condition_words(question: PlainQuestion, questions: Sequence[PlainQuestion]) -> str:
    """``only if “May they work?” is Yes``; empty for a question that is always asked."""
    condition = question.condition
    other = next((q for q in questions if condition and q.code == condition.question), None)
    if condition is None or other is None:
        return ""
    language = wording.language()
    part: Part | None = next((p for p in other.parts if p.code == condition.part), None)
    values = (
        [wording.one_value_words(part, value, language).text for value in condition.values] if part else []
    )
    return _("only if “%(question)s” is: %(values)s") % {
        "question": spoken(other.short or other.text, language).text,
        "values": ", ".join(values),
    }


def topic_ticks(topics: Sequence[Topic], chosen: Sequence[str]) -> list[list[Tick]]:
    language = wording.language()
    labels = [(topic.slug, topic.spoken_label(language)) for topic in topics]
    return in_columns([Tick(slug, label.text, label.language, slug in chosen) for slug, label in labels])


def steps_of(request: HttpRequest, round: Round) -> tuple[str, ...]:
    """What may be done next with a draft by whoever asks, e.g. ("launch",)."""
    return steps_from("round", round.state, rules.round_capacities(viewer_of(request), round))
