"""Reads of this room: what the cautions look at, the rounds that a query may be copied from or linked to."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from comparanda.answers import rules
from comparanda.answers.models import Round
from comparanda.answers.queries import questions_of
from comparanda.kernel.question import Question
from comparanda.people.core.viewer import Viewer
from comparanda.people.queries import topics
from comparanda.rooms.queries.core.warnings import Caution, Draft, cautions

ROUNDS_OFFERED = 200
"""Rounds offered in a list; older ones are found by typing their number."""


def draft_of(round: Round, questions: tuple[Question, ...] | None = None) -> Draft:
    """What the cautions look at. Two SQL queries, one where the questions are known."""
    return Draft(
        title=round.title,
        language=round.language,
        on_behalf_of=round.on_behalf_of,
        reply_by=round.reply_by,
        themes=tuple(topics().values_list("label", flat=True)),
        questions=questions_of(round) if questions is None else questions,
    )


def cautions_of(round: Round, on: date, questions: tuple[Question, ...] | None = None) -> tuple[Caution, ...]:
    """All cautions on a draft as of a day."""
    return cautions(draft_of(round, questions), on)


def rounds_to_copy(viewer: Viewer) -> QuerySet[Round]:
    """Earlier queries whose questions the viewer may read, the newest first."""
    return (
        rules.rounds_visible_to(viewer).filter(kind="queries").select_related("asker").order_by("-created_at")
    )


def rounds_to_link(viewer: Viewer, round: Round) -> QuerySet[Round]:
    """Rounds of any kind that the viewer may see, but for the one that is linked, the newest first."""
    return rules.rounds_visible_to(viewer).exclude(pk=round.pk).order_by("-created_at")
