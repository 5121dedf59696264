"""Reads of this room: what the cautions look at, the topics that a text speaks of, the rounds that a query may be copied
from or linked to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from comparanda.answers import rules
from comparanda.answers.models import Round
from comparanda.answers.queries import questions_of
from comparanda.glossary.queries import narrower_of
from comparanda.glossary.tagging import concepts_in
from comparanda.kernel.question import Question
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Topic
from comparanda.people.queries import topics
from comparanda.rooms.queries.core.warnings import Caution, Draft, cautions

ROUNDS_OFFERED = 200
"""Rounds offered in a list; older ones are found by typing their number."""

TOPICS_PROPOSED = 6


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


def proposed_topics(
    text: str, language: str, topics: Sequence[Topic], chosen: Collection[str]
) -> list[Topic]:
    """Topics that a text speaks of and that are not chosen, the likeliest first: its concepts, or what stands above them
    in the glossary, which counts the less the farther above. Empty in a language without labels."""
    above: dict[str, list[str]] = defaultdict(list)
    concepts = concepts_in(text, language) if text.strip() else []
    for slug, below in narrower_of().items() if concepts else ():
        for one in below:
            above[one].append(slug)
    likely: dict[str, float] = defaultdict(float)
    for concept in concepts:
        for slug, steps in _upwards(concept, above).items():
            likely[slug] += 0.5**steps
    known = {topic.slug: topic for topic in topics if topic.slug not in chosen}
    # Of equals, what is spoken of more often comes first: the concepts come in that order.
    found = sorted((slug for slug in likely if slug in known), key=lambda slug: -likely[slug])
    return [known[slug] for slug in found[:TOPICS_PROPOSED]]


def _upwards(concept: str, above: Mapping[str, Collection[str]]) -> dict[str, int]:
    """The concept and its ancestors, each with the steps it takes to get there."""
    steps = {concept: 0}
    waiting = [concept]
    for slug in waiting:
        for up in above.get(slug, ()):
            if up not in steps:
                steps[up] = steps[slug] + 1
                waiting.append(up)
    return steps


def rounds_to_copy(viewer: Viewer) -> QuerySet[Round]:
    """Earlier queries whose questions the viewer may read, the newest first."""
    return (
        rules.rounds_visible_to(viewer).filter(kind="queries").select_related("asker").order_by("-created_at")
    )


def rounds_to_link(viewer: Viewer, round: Round) -> QuerySet[Round]:
    """Rounds of any kind that the viewer may see, but for the one that is linked, the newest first."""
    return rules.rounds_visible_to(viewer).exclude(pk=round.pk).order_by("-created_at")
