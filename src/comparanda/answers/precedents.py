"""What was asked and answered before that stands near: for who asks anew, and for who answers again.

The index says what is near, in any language; the database says what of it the viewer may read, once more, so that an
index that lags behind shows nothing it should not. Leaves out how it is shown, and what of an answer fits another
question (`core.takeover`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from comparanda.answers import rules
from comparanda.answers.models import (
    Answer,
    AnswerVersion,
    Question,
    Release,
    ReleaseEntry,
    Response,
    Round,
)
from comparanda.answers.searchable import COMPARISON, QUESTION, audiences_of
from comparanda.index.search import nearest
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import spoken
from comparanda.people.core.viewer import Viewer

EARLIER_AT_MOST = 10
OWN_AT_MOST = 5
LOOKED_AT = 60
"""Hits that are looked at, so that enough are left once what does not count is left out."""

_SYNTAX = re.compile(r"[\"„“”«»]|(?<!\w)[-−–—]")
"""What a search box would read as a phrase or an exclusion: in a question it is neither."""


def question_reference(round: str, question: str) -> str:
    """How a question is named in forms and addresses, e.g. ``2026.3/q2``."""
    return f"{round}/{question}"


def near(
    viewer: Viewer, text: str, language: str, kinds: Collection[str], *, about: str = ""
) -> list[tuple[str, str]]:
    """Round and question (empty for the round as a whole) of what the index has near to a text, the nearest first.

    ``about``: what the text belongs to, as the title of its query. What is near to the text itself goes before what is
    near to both, which tells "After how many months?" of one subject from that of another.
    """
    audiences = audiences_of(viewer)

    def ranked(words: str) -> dict[tuple[str, str], int]:
        hits = nearest(_SYNTAX.sub(" ", words), language, audiences, kinds, LOOKED_AT)
        return {_place(hit.document.key): rank for rank, hit in enumerate(hits)}

    alone = ranked(text)
    both = ranked(f"{text}\n{about}") if about.strip() else alone

    def distance(place: tuple[str, str]) -> int:
        return 2 * alone.get(place, LOOKED_AT) + both.get(place, LOOKED_AT)

    return sorted(dict.fromkeys([*alone, *both]), key=distance)


def _place(key: str) -> tuple[str, str]:
    round, _, question = key.partition(":")[2].partition("/")
    return round, question


# for who asks


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier round, or one question of it, that stands near to what is being written.

    Attributes:
        question: ``None`` for the round as a whole.
        edition: the newest that the viewer may read, the public one before the network's; ``None`` where it is open
            or was never released.
        countries: ISO codes of those who answered, as far as the viewer may see; sorted.
        respondent: code of the viewer's contact point where that was asked; empty where it was not.
        steered: the viewer has its desk.
    """

    round: Round
    question: Question | None
    edition: Release | None
    countries: tuple[str, ...]
    respondent: str
    steered: bool

    @property
    def reference(self) -> str:
        """E.g. ``2026.3/q2``, or ``2026.3`` for the round."""
        name = self.round.public_name
        return question_reference(name, self.question.code) if self.question else name


def earlier(
    viewer: Viewer,
    text: str,
    language: str,
    *,
    without: Round,
    about: str = "",
    limit: int = EARLIER_AT_MOST,
) -> list[Earlier]:
    """The nearest earlier rounds and questions that the viewer may read, the nearest first; ``about`` as in `near`.

    A round of which a question is found is not named once more for itself. A constant number of SQL queries.
    """
    places = near(viewer, text, language, (COMPARISON, QUESTION), about=about)
    if not places:
        return []
    names = {round for round, _ in places}
    rounds = {
        round.public_name: round
        for round in rules.rounds_visible_to(viewer)
        .filter(Q(number__in=names) | Q(number__isnull=True, slug__in=names))
        .exclude(pk=without.pk)
        .select_related("asker")
    }
    questions = {
        (question.template_id, question.code): question
        for question in Question.objects.filter(
            template__in={round.template_id for round in rounds.values()},
            code__in={code for _, code in places if code},
        ).select_related("section")
    }
    asked = {name for name, code in places if code}
    chosen: list[tuple[Round, Question | None]] = []
    for name, code in places:
        round = rounds.get(name)
        question = questions.get((round.template_id, code)) if round is not None and code else None
        if round is None or (code and question is None) or (not code and name in asked):
            continue
        chosen.append((round, question))
    return _with_circumstances(viewer, chosen[:limit])


def _with_circumstances(viewer: Viewer, chosen: list[tuple[Round, Question | None]]) -> list[Earlier]:
    rounds = {round.pk for round, _ in chosen}
    editions = _editions(viewer, rounds)
    answered = _answered(viewer, rounds, [release for some in editions.values() for release in some.values()])
    own = {
        response.round_id: response.respondent.code
        for response in rules.responses_open_to(viewer)
        .filter(round__in=rounds, compiled=False)
        .select_related("respondent")
    }
    steered = set(rules.rounds_steered_by(viewer).filter(pk__in=rounds).values_list("pk", flat=True))
    found = []
    for round, question in chosen:
        shown = editions.get(round.pk, {})
        by_question = answered.get(round.pk, {})
        codes = [question.code] if question else list(by_question)
        found.append(
            Earlier(
                round=round,
                question=question,
                edition=shown.get(Audience.PUBLIC) or shown.get(Audience.NETWORK),
                countries=tuple(sorted({code for one in codes for code in by_question.get(one, ())})),
                respondent=own.get(round.pk, ""),
                steered=round.pk in steered,
            )
        )
    return found


def _editions(viewer: Viewer, rounds: set[int]) -> dict[int, dict[str, Release]]:
    """Round to its newest edition of each audience that the viewer may read. One SQL query."""
    found: dict[int, dict[str, Release]] = defaultdict(dict)
    releases = rules.editions_visible_to(viewer).filter(round__in=rounds, withdrawn_at__isnull=True)
    for release in releases.order_by("number"):
        found[release.round_id][release.audience] = release
    return found


def _answered(viewer: Viewer, rounds: set[int], editions: list[Release]) -> dict[int, dict[str, set[str]]]:
    """Round and question code to the countries that answered: in an edition that the viewer may read, where a reply
    that is not public counts, and among submitted answers that the viewer may read. Two SQL queries."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    unknown = Absence.UNKNOWN.value
    frozen = (
        ReleaseEntry.objects.filter(release__in=editions, subject_kind="country")
        .filter(Q(version__isnull=False) & ~Q(version__absence=unknown) | Q(absence=Absence.NOT_PUBLIC.value))
        .values_list("release__round", "question__code", "subject_code")
    )
    live = (
        rules.versions_visible_to(viewer)
        .filter(
            answer__response__round__in=rounds,
            answer__response__subject_kind="country",
            answer__submitted_id=F("pk"),
        )
        .exclude(absence=unknown)
        .values_list("answer__response__round", "answer__question__code", "answer__response__subject_code")
    )
    for round, question, country in [*frozen, *live]:
        found[round][question].add(country)
    return found


def question_named(viewer: Viewer, reference: str) -> Question | None:
    """The question that a reference means, of a round that the viewer may read; ``None`` where there is none."""
    name, _, code = reference.partition("/")
    seen = rules.rounds_visible_to(viewer)
    round = seen.filter(number=name).first() or seen.filter(slug=name).first() if name and code else None
    if round is None:
        return None
    return Question.objects.select_related("section").filter(template_id=round.template_id, code=code).first()


@dataclass(frozen=True, slots=True)
class Continued:
    """The question that another one continues, as the viewer may read it. ``number`` counts from 1 in its round."""

    question: Question
    round: Round
    number: int

    @property
    def reference(self) -> str:
        return question_reference(self.round.public_name, self.question.code)


def continued(viewer: Viewer, question: Question | None) -> Continued | None:
    """The question with its round; ``None`` where the viewer may read no round of it. Two SQL queries."""
    if question is None:
        return None
    rounds = rules.rounds_visible_to(viewer).filter(template_id=question.template_id)
    round = rounds.order_by("-launched_at").first()
    return Continued(question, round, number_of(question)) if round is not None else None


def number_of(question: Question) -> int:
    """The place of a question in its round, from 1. One SQL query."""
    return _numbers([question])[question.pk]


def _numbers(questions: Iterable[Question]) -> dict[int, int]:
    """Question to its place in its round, from 1. One SQL query."""
    found: dict[int, int] = {}
    templates: dict[int, int] = defaultdict(int)
    rows = Question.objects.filter(template__in={question.template_id for question in questions})
    for key, template in rows.order_by("position").values_list("pk", "template_id"):
        templates[template] += 1
        found[key] = templates[template]
    return found


# for who answers


@dataclass(frozen=True, slots=True)
class Origin:
    """An earlier answer that another was taken over from, e.g. the first version of 2026.3/q2 for BG.

    ``number``: of the question in its round, from 1. ``editions``: audiences of the editions that show this version.
    """

    version: AnswerVersion
    number: int
    editions: frozenset[str]

    @property
    def answer(self) -> Answer:
        return self.version.answer

    @property
    def response(self) -> Response:
        return self.version.answer.response

    @property
    def round(self) -> Round:
        return self.version.answer.response.round

    @property
    def reference(self) -> str:
        """E.g. ``2026.3/q2/1``: round, question and version; whose it is, is known where it is used."""
        named = question_reference(self.round.public_name, self.answer.question.code)
        return f"{named}/{self.version.number}"


def _whole(versions: QuerySet[AnswerVersion]) -> QuerySet[AnswerVersion]:
    return versions.select_related(
        "answer__response__round__asker", "answer__response__respondent", "answer__question__section"
    )


def origin_of(version: AnswerVersion | None) -> Origin | None:
    """Where a version was taken over from; ``None`` where its words are its own. Whether somebody may know of it is
    for the caller to ask. Three SQL queries, none for words of its own."""
    if version is None or version.taken_from_id is None:
        return None
    return origins([_whole(AnswerVersion.objects.filter(pk=version.taken_from_id)).get()])[0]


def origins(versions: Sequence[AnswerVersion]) -> list[Origin]:
    """The versions as those that others are taken over from. Two SQL queries."""
    numbers = _numbers([version.answer.question for version in versions])
    editions: dict[int, set[str]] = defaultdict(set)
    shown = ReleaseEntry.objects.filter(
        version__in=[version.pk for version in versions], release__withdrawn_at__isnull=True
    )
    for key, audience in shown.values_list("version_id", "release__audience"):
        editions[key].add(audience)
    return [
        Origin(version, numbers[version.answer.question_id], frozenset(editions[version.pk]))
        for version in versions
    ]


def own_earlier(viewer: Viewer, answer: Answer, *, limit: int = OWN_AT_MOST) -> list[Origin]:
    """What the own contact point submitted before: first to the question that this one continues, then to the nearest
    ones, in any language; as far as the viewer may read it, one version an answer. A constant number of SQL
    queries."""
    round, question = answer.response.round, answer.question
    places = near(
        viewer,
        spoken(question.text, round.language).text,
        round.language,
        (QUESTION,),
        about=spoken(round.title, round.language).text,
    )
    if not places and question.continues_id is None:
        return []
    names, codes = {name for name, _ in places}, {code for _, code in places}
    standing = rules.versions_to_take_over(viewer, answer).filter(
        Q(answer__question=question.continues_id)
        | Q(answer__response__round__number__in=names, answer__question__code__in=codes)
        | Q(answer__response__round__slug__in=names, answer__question__code__in=codes),
        answer__submitted_id=F("pk"),
    )
    order = {place: index for index, place in enumerate(places)}
    ranked = []
    for version in _whole(standing):
        asked = version.answer.question
        place = order.get((version.answer.response.round.public_name, asked.code))
        if asked.pk == question.continues_id:
            place = -1
        if place is not None:
            ranked.append((place, -version.pk, version))
    return origins([version for _, _, version in sorted(ranked, key=lambda row: row[:2])[:limit]])


def version_named(viewer: Viewer, answer: Answer, reference: str) -> Origin | None:
    """The earlier answer that a reference of `Origin` means; without its version, the one that stands. ``None`` where
    there is none that the viewer may take over into ``answer``, nor one in its history."""
    name, _, rest = reference.partition("/")
    code, _, number = rest.partition("/")
    if number and not (number.isdecimal() and len(number) < 10):
        return None
    named = Q(answer__question__code=code) & (
        Q(answer__response__round__number=name)
        | Q(answer__response__round__number__isnull=True, answer__response__round__slug=name)
    )
    named &= Q(number=int(number)) if number else Q(answer__submitted_id=F("pk"))
    found = (
        _whole(rules.versions_to_take_over(viewer, answer).filter(named)).first()
        or _whole(AnswerVersion.objects.filter(named, taken_over_by__answer=answer)).first()
    )
    return origins([found])[0] if found else None
