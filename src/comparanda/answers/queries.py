"""Reads, named as nouns. Each makes a constant number of SQL queries, whatever the size of the grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from comparanda.answers import rules
from comparanda.answers.core import codec
from comparanda.answers.core.condition import ruled_out
from comparanda.answers.core.edition import Candidate
from comparanda.answers.core.state import ResponseState, RoundState
from comparanda.answers.core.visibility import (
    AnswerFacts,
    Phase,
    Sight,
    sees_decline,
    sight,
)
from comparanda.answers.models import (
    Answer,
    AnswerVersion,
    Clarification,
    Question,
    Release,
    ReleaseEntry,
    Response,
    Round,
)
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import NO_ANSWER, NOT_ASKED, Cell, Grid, Subject
from comparanda.kernel.marks import marks_of
from comparanda.kernel.period import PartialDate
from comparanda.kernel.question import Condition, Value, values_from_json
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.kernel.source import Confidence, Provenance
from comparanda.people.core.viewer import Viewer

VERSION_FIELDS = (
    "values",
    "absence",
    "language",
    "translations",
    "notes",
    "sources",
    "as_of",
    "audience",
    "provenance",
    "confidence",
    "reviewed_on",
    "number",
)


def questions_of(round: Round) -> tuple[PlainQuestion, ...]:
    """The round's questions in order. One SQL query."""
    rows = Question.objects.filter(template_id=round.template_id).select_related("section")
    return tuple(question.plain() for question in rows)


def questions_of_edition(release: Release) -> tuple[PlainQuestion, ...]:
    """The questions that an edition was made of, in order; the round may have gone on to a later version of its
    template. One SQL query."""
    frozen = release.frozen
    rows = Question.objects.filter(
        template__kind=frozen["kind"],
        template__slug=frozen["template"]["slug"],
        template__version=frozen["template"]["version"],
    ).select_related("section")
    return tuple(question.plain() for question in rows)


def subject_from(text: str) -> Subject:
    """``country:BG`` as a `Subject`."""
    kind, _, code = text.partition(":")
    return Subject(kind, code)


# A grid has few different dates among its many cells.
_partial_date = lru_cache(maxsize=1024)(PartialDate.parse)


def cell_from(
    row: Mapping[str, Any], question: PlainQuestion, on: date, *, prefix: str = "", late: bool = False
) -> Cell:
    """One cell from the columns `VERSION_FIELDS` of a version. Marks are those of the day ``on``."""
    values: dict[str, Value] = values_from_json(row[prefix + "values"])
    sources = codec.sources_from_json(row[prefix + "sources"])
    as_of = _partial_date(row[prefix + "as_of"]) if row[prefix + "as_of"] else None
    absence = Absence(row[prefix + "absence"]) if row[prefix + "absence"] else None
    reviewed_on = row[prefix + "reviewed_on"]
    return Cell(
        values=values,
        absence=absence or (None if values else Absence.NO_ANSWER),
        language=row[prefix + "language"],
        translations=row[prefix + "translations"],
        notes=codec.notes_from_json(row[prefix + "notes"]),
        sources=sources,
        as_of=as_of,
        audience=Audience(row[prefix + "audience"]),
        provenance=Provenance(row[prefix + "provenance"]),
        confidence=Confidence(row[prefix + "confidence"]) if row[prefix + "confidence"] else None,
        reviewed_on=reviewed_on,
        marks=marks_of(
            as_of=as_of,
            review_months=question.review_months,
            on=on,
            reviewed_on=reviewed_on,
            sources=sources,
            typed=absence is None
            and any(part.type.comparable and part.code in values for part in question.parts),
        ),
        version=row[prefix + "number"],
        late=late,
    )


def edition_grid(release: Release, on: date) -> Grid:
    """The cells that an edition froze, with marks as they stand on the day ``on``. Two SQL queries."""
    questions = questions_of_edition(release)
    subjects = tuple(subject_from(text) for text in release.frozen["subjects"])
    by_code = {question.code: question for question in questions}
    cells: dict[tuple[str, str, str], Cell] = {}
    fields = [f"version__{name}" for name in VERSION_FIELDS]
    rows = ReleaseEntry.objects.filter(release=release).values(
        "subject_kind", "subject_code", "question__code", "version_id", "absence", "reason", "late", *fields
    )
    for row in rows.iterator(chunk_size=2000):
        key = (row["subject_kind"], row["subject_code"], row["question__code"])
        if row["version_id"] is None:
            cells[key] = Cell(absence=Absence(row["absence"]), reason=row["reason"], late=row["late"])
        else:
            cells[key] = cell_from(row, by_code[key[2]], on, prefix="version__", late=row["late"])
    return Grid(
        subjects,
        questions,
        tuple(
            tuple(cells.get((s.kind, s.code, question.code), NOT_ASKED) for question in questions)
            for s in subjects
        ),
    )


def version_shown(release: Release, subject: Subject, question: str) -> AnswerVersion | None:
    """The version that an edition shows in one cell; ``None`` where it shows none. One SQL query."""
    entry = (
        ReleaseEntry.objects.filter(
            release=release,
            subject_kind=subject.kind,
            subject_code=subject.code,
            question__code=question,
        )
        .select_related("version")
        .first()
    )
    return entry.version if entry else None


def live_grid(round: Round, viewer: Viewer, on: date) -> Grid:
    """What the viewer may see of a round before any release: current submitted answers, each by the table of
    visibility. Seven SQL queries."""
    questions = questions_of(round)
    by_code = {question.code: question for question in questions}
    facts = rules.round_facts(round)
    responses = list(round.responses.select_related("respondent"))
    fields = [f"submitted__{name}" for name in VERSION_FIELDS]
    rows = Answer.objects.filter(
        response__round=round, question__template_id=round.template_id, submitted__isnull=False
    ).values("response_id", "question__code", "assignee_id", "submitted_id", *fields)
    released = _phases(round)
    answers: dict[int, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows:
        answers[row["response_id"]][row["question__code"]] = row

    conditions = _conditions(questions)
    deciding = {
        response: ruled_out(
            conditions, {code: values_from_json(row["submitted__values"]) for code, row in rows_of.items()}
        )
        for response, rows_of in answers.items()
    }

    def sight_of(response: Response, row: Mapping[str, Any]) -> Sight:
        return sight(
            viewer,
            facts,
            AnswerFacts(
                phase=released.get(row["submitted_id"], Phase.SUBMITTED),
                audience=Audience(row["submitted__audience"]),
                respondent=response.respondent.code,
                compiled=response.compiled,
                assignees=frozenset({row["assignee_id"]} - {None}),
            ),
        )

    def cell(response: Response, question: PlainQuestion) -> Cell:
        row = answers[response.pk].get(question.code)
        if response.state == ResponseState.DECLINED:
            phase = rules.phase_of_decline(response)
            if sees_decline(viewer, facts, response.respondent.code, phase):
                return Cell(absence=Absence.DECLINED, reason=response.declined_reason)
            return NO_ANSWER
        decided_by = deciding.get(response.pk, {}).get(question.code)
        if decided_by is not None:
            told = sight_of(response, answers[response.pk][decided_by]) is Sight.SHOWN
            return NOT_ASKED if told else NO_ANSWER
        if row is None:
            return NO_ANSWER
        seen = sight_of(response, row)
        if seen is Sight.SHOWN:
            return cell_from(row, by_code[question.code], on, prefix="submitted__", late=response.late)
        return Cell(absence=Absence.NOT_PUBLIC, late=response.late) if seen is Sight.NOT_PUBLIC else NO_ANSWER

    by_subject: dict[str, list[Response]] = defaultdict(list)
    for response in responses:
        by_subject[response.subject].append(response)
    subjects = tuple(subject_from(text) for text in round.subjects)

    def best(subject: Subject, question: PlainQuestion) -> Cell:
        candidates = sorted(by_subject.get(str(subject), ()), key=lambda response: response.compiled)
        if not candidates:
            return NOT_ASKED
        cells = [cell(response, question) for response in candidates]
        return next((c for c in cells if c.absence not in (Absence.NO_ANSWER, Absence.DECLINED)), cells[0])

    return Grid(subjects, questions, tuple(tuple(best(s, q) for q in questions) for s in subjects))


def _phases(round: Round) -> dict[int, Phase]:
    """Version identifier to the phase its releases give it."""
    phases: dict[int, Phase] = {}
    for version, audience in ReleaseEntry.objects.filter(
        release__round=round, release__withdrawn_at__isnull=True, version__isnull=False
    ).values_list("version_id", "release__audience"):
        phase = Phase.PUBLIC if audience == Audience.PUBLIC else Phase.NETWORK
        phases[version] = max(phase, phases.get(version, phase))
    return phases


def _conditions(questions: Iterable[PlainQuestion]) -> dict[str, Condition | None]:
    return {question.code: question.condition for question in questions}


def candidates_of(round: Round) -> dict[tuple[str, str], list[Candidate]]:
    """All that respondents offer for an edition, by subject and question code. Three SQL queries."""
    conditions = _conditions(questions_of(round))
    versions: dict[int, dict[str, tuple[int, Audience, str]]] = defaultdict(dict)
    values: dict[int, dict[str, dict[str, Value]]] = defaultdict(dict)
    for response, code, version, audience, absence, given in Answer.objects.filter(
        response__round=round, question__template_id=round.template_id, submitted__isnull=False
    ).values_list(
        "response_id",
        "question__code",
        "submitted_id",
        "submitted__audience",
        "submitted__absence",
        "submitted__values",
    ):
        versions[response][code] = (version, Audience(audience), absence)
        values[response][code] = values_from_json(given)
    found: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for response in round.responses.all():
        declined = response.state == ResponseState.DECLINED
        submitted = {} if declined else versions[response.pk]
        deciding = {} if declined else ruled_out(conditions, values[response.pk])
        for code in conditions:
            ruled = code in deciding
            version = None if ruled else submitted.get(code)
            about = submitted[deciding[code]] if ruled else version
            found[response.subject, code].append(
                Candidate(
                    compiled=response.compiled,
                    version=version[0] if version else None,
                    audience=about[1] if about else Audience.PUBLIC,
                    absence=Absence(version[2]) if version and version[2] else None,
                    declined=declined,
                    reason=response.declined_reason if declined else "",
                    late=response.late,
                    asked=not ruled,
                )
            )
    return found


def latest_edition(round: Round, audience: Audience) -> Release | None:
    """The newest edition for an audience that was not withdrawn."""
    return round.releases.filter(audience=audience, withdrawn_at__isnull=True).order_by("-number").first()


def released_rounds(audience: Audience = Audience.PUBLIC) -> QuerySet[Round]:
    """Rounds with a public edition, newest first; each has ``released_on`` (the newest edition's moment)."""
    edition = Q(releases__audience=audience, releases__withdrawn_at__isnull=True)
    return (
        Round.objects.filter(edition)
        .annotate(released_on=Max("releases__released_at", filter=edition))
        .order_by("-released_on", "slug")
    )


def latest_editions(rounds: Iterable[Round]) -> dict[int, Release]:
    """Round key to its newest public edition. One SQL query."""
    latest: dict[int, Release] = {}
    for release in Release.objects.filter(
        round__in=[round.pk for round in rounds], audience=Audience.PUBLIC, withdrawn_at__isnull=True
    ).order_by("number"):
        latest[release.round_id] = release
    return latest


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """One version in the history of an answer, as this reader may see it. ``author`` is empty for the public."""

    number: int
    cell: Cell
    written_at: datetime
    editions: tuple[int, ...]
    author: str = ""


def released_history(
    round: Round, question: PlainQuestion, subject: Subject, audience: Audience, on: date
) -> list[VersionSeen]:
    """Versions that editions for ``audience`` showed, newest first, without names of persons. One SQL query."""
    rows = (
        ReleaseEntry.objects.filter(
            release__round=round,
            release__audience=audience,
            release__withdrawn_at__isnull=True,
            subject_kind=subject.kind,
            subject_code=subject.code,
            question__code=question.code,
            version__isnull=False,
        )
        .order_by("-release__number")
        .values(
            "version_id",
            "release__number",
            "release__released_at",
            "late",
            *[f"version__{name}" for name in VERSION_FIELDS],
        )
    )
    seen: dict[int, VersionSeen] = {}
    for row in rows:
        known = seen.get(row["version_id"])
        editions = (row["release__number"], *(known.editions if known else ()))
        seen[row["version_id"]] = VersionSeen(
            number=row["version__number"],
            cell=cell_from(row, question, on, prefix="version__", late=row["late"]),
            written_at=row["release__released_at"],
            editions=editions,
        )
    return list(seen.values())


def public_rows_of_country(code: str, on: date) -> list[tuple[Round, PlainQuestion, Cell]]:
    """The lead answer of a country in every publicly released round. Constant number of SQL queries."""
    rounds = list(released_rounds().prefetch_related("template__questions__section"))
    latest = latest_editions(rounds)
    wanted = {release.pk: round for round in rounds for release in [latest[round.pk]]}
    rows = {
        (row["release_id"], row["question__code"]): row
        for row in ReleaseEntry.objects.filter(
            release__in=wanted, subject_kind="country", subject_code=code
        ).values(
            "release_id",
            "question__code",
            "version_id",
            "absence",
            "reason",
            "late",
            *[f"version__{name}" for name in VERSION_FIELDS],
        )
    }
    found = []
    for release, round in wanted.items():
        questions = [question.plain() for question in round.template.questions.all()]
        lead = next(
            (q for q in questions if q.code == round.lead_question), questions[0] if questions else None
        )
        row = rows.get((release, lead.code)) if lead else None
        if lead is None or row is None:
            continue
        cell = (
            Cell(absence=Absence(row["absence"]))
            if row["version_id"] is None
            else cell_from(row, lead, on, prefix="version__", late=row["late"])
        )
        found.append((round, lead, cell))
    return found


def inbox(viewer: Viewer) -> QuerySet[Response]:
    """Responses that wait for the viewer's contact points: those it coordinates, or with a question given to it."""
    mine = Q(respondent__code__in=viewer.coordinator_of)
    if viewer.member_of:
        mine |= Q(respondent__code__in=viewer.member_of) & Exists(
            Answer.objects.filter(response=OuterRef("pk"), assignee_id=viewer.user_id)
        )
    return (
        Response.objects.filter(mine, compiled=False, round__launched_at__isnull=False)
        .exclude(round__state=RoundState.CANCELLED)
        .select_related("round", "round__asker", "respondent")
        .prefetch_related(Prefetch("answers", queryset=Answer.objects.select_related("assignee", "question")))
        .order_by("round__reply_by", "round__launched_at")
    )


def clarifications_of(response: Response) -> QuerySet[Clarification]:
    return response.clarifications.select_related("organisation", "question")


def working_values(response: Response) -> dict[str, dict[str, Value]]:
    """Question code to the values of its working version, for conditions. One SQL query."""
    return {
        code: values_from_json(values)
        for code, values in Answer.objects.filter(response=response, working__isnull=False).values_list(
            "question__code", "working__values"
        )
    }


def own_versions(answer: Answer) -> QuerySet[AnswerVersion]:
    """All versions of an answer for its own contact point, newest first."""
    return answer.versions.select_related("author", "reviewer").order_by("-number")


def counts(grid: Grid, observers: Iterable[str]) -> tuple[int, int, list[str]]:
    """How many respondents replied, how many were asked, and which observers replied (counted apart).

    A declined or withheld reply counts as a reply. Source for the custom: headers of EMN compilations.
    """
    watching = set(observers)
    replied = asked = 0
    replied_observers = []
    for subject, row in zip(grid.subjects, grid.cells, strict=True):
        given = any(cell.absence not in (Absence.NO_ANSWER, Absence.NOT_ASKED) for cell in row)
        if subject.code in watching:
            if given:
                replied_observers.append(subject.code)
            continue
        asked += 1
        replied += given
    return replied, asked, replied_observers
