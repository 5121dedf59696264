"""Reads comparison packs: a folder with ``comparison.yaml`` and ``answers.csv`` (format: ``content/README.md``).

A pack becomes a standing round of compiled answers with a public edition. All or nothing; loading the same
pack again changes nothing; a changed pack makes new versions and a further edition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from comparanda.answers.actions.releasing import release
from comparanda.answers.core import codec
from comparanda.answers.core.state import AnswerState, ResponseState, RoundState
from comparanda.answers.error import Refused
from comparanda.answers.models import Answer, AnswerVersion, Question, Response, Round, Template
from comparanda.audit.actions import record
from comparanda.kernel.absence import GIVEN_BY_RESPONDENTS, Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import KNOWN
from comparanda.kernel.error import ContentError, Place
from comparanda.kernel.period import InvalidPeriod, PartialDate
from comparanda.kernel.question import InvalidValue, Part, PartType, clean_text, parse_value, values_to_json
from comparanda.kernel.source import Confidence, is_address
from comparanda.loading.reader import Faults, LoadReport, Mapped, Row, read_csv, read_yaml
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Organisation, Topic

COLUMNS = (
    "country", "question", "value", "value_bg", "value_language", "absence", "note_en", "note_bg",
    "note_original_language", "as_of", "confidence", "reviewed_on", "source_title", "source_url",
    "source2_title", "source2_url",
)  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
CONTENT_EDITOR = Viewer(username="content", editor=True)
"""In whose name packs are loaded: the editors'."""


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """One checked row of ``answers.csv``, in the columns of `AnswerVersion`."""

    country: str
    question: str
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pack:
    """A checked pack. ``questions``: the columns of `Question` by code, in order."""

    folder: Path
    head: Mapped
    subjects: tuple[str, ...]
    questions: Mapping[str, dict[str, Any]]
    answers: tuple[PlainAnswer, ...]


def _is_text(value: Any, *, whole: bool = False) -> bool:
    """True for text by language; ``whole``: in English and in Bulgarian."""
    return (
        isinstance(value, Mapping)
        and all(isinstance(text, str) for text in value.values())
        and (not whole or all(value.get(language) for language in ("en", "bg")))
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_HEAD: dict[str, tuple[bool, Callable[[Any], bool], str]] = {
    "slug": (True, lambda value: isinstance(value, str) and bool(_SLUG.fullmatch(value)), "small letters, digits and -"),
    "theme": (True, lambda value: isinstance(value, str), "a slug"),
    "title": (True, lambda value: _is_text(value, whole=True), "a text in en and bg"),
    "headline": (True, lambda value: _is_text(value, whole=True), "a text in en and bg"),
    "introduction": (False, _is_text, "a text by language"),
    "background": (False, _is_text, "a text by language"),
    "change_note": (False, _is_text, "a text by language"),
    "lead_question": (True, lambda value: isinstance(value, str), "the code of a question"),
    "topics": (True, lambda value: isinstance(value, list), "a list of slugs"),
    "subjects": (True, lambda value: isinstance(value, list), "a list of country codes"),
    "questions": (True, lambda value: isinstance(value, list) and all(isinstance(q, Mapped) for q in value), "a list of questions"),
    "published_on": (True, lambda value: type(value) is date, "a day, as 2026-11-22"),
    "version": (False, _is_count, "a whole number"),
    "review_months": (False, _is_count, "a whole number"),
    "code_lists": (
        False,
        lambda value: isinstance(value, Mapping) and all(isinstance(codes, list) for codes in value.values()),
        "lists of codes by name",
    ),
}  # fmt: skip
"""Key of ``comparison.yaml`` to whether it must be there, whether a value will do, and what it should be."""


def _check_head(head: Mapped, path: Path, faults: Faults) -> None:
    for name, (required, will_do, expected) in _HEAD.items():
        if not head.get(name):
            if required:
                faults.add(Place(str(path)), f"'{name}' is missing", "see content/README.md")
        elif not will_do(head[name]):
            faults.add(
                Place(str(path), head.lines[name]), f"'{name}' is not {expected}", "see content/README.md"
            )
    faults.stop_if_any()


def _unit(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """``{code: EUR, per: …}`` of money becomes a currency with its forms; other units stand as they are."""
    if not isinstance(data, Mapping):
        return data or None
    if "per" in data:
        return {"code": data["code"], "currency": data["code"], "one": data["per"], "other": data["per"]}
    return dict(data)


def _question(
    data: Mapped, position: int, head: Mapped, faults: Faults, place: Place
) -> dict[str, Any] | None:
    if not isinstance(data.get("code"), str) or not _CODE.fullmatch(data["code"]):
        faults.add(
            place, f"'{data.get('code')}' is not the code of a question", "small letters, digits, - and _"
        )
        return None
    months = data.get("review_months")
    if months is not None and not _is_count(months):
        faults.add(place, f"question '{data['code']}': 'review_months' is not a whole number")
        return None
    lists = head.get("code_lists") or {}
    part: dict[str, Any] = {"code": "value", "type": data.get("type"), "unit": _unit(data.get("unit"))}
    for name in ("decimals", "minimum", "maximum"):
        if data.get(name) is not None:
            part[name] = data[name]
    if data.get("code_list"):
        if data["code_list"] not in lists:
            faults.add(place, f"there is no code list '{data['code_list']}'", "add it under code_lists")
            return None
        part["codes"] = lists[data["code_list"]]
    try:
        plain = codec.part_from_json(part)
    except (codec.InvalidDefinition, KeyError, TypeError) as error:
        faults.add(place, f"question '{data.get('code')}': {error}", "see content/README.md")
        return None
    for name in ("text", "short"):
        if not _is_text(data.get(name), whole=True):
            faults.add(place, f"question '{data['code']}': '{name}' needs en and bg")
            return None
    if not _is_text(data.get("guidance") or {}):
        faults.add(place, f"question '{data['code']}': 'guidance' is not a text by language")
        return None
    return {
        "code": data["code"],
        "position": position,
        "text": dict(data["text"]),
        "short": dict(data.get("short") or {}),
        "guidance": dict(data.get("guidance") or {}),
        "parts": [codec.part_to_json(plain)],
        "review_months": int(data.get("review_months") or head.get("review_months") or 12),
        "topic_slugs": list(data.get("topics") or []),
    }


def _notes(row: Row) -> list[dict[str, Any]]:
    original = row["note_original_language"] or "en"
    return [
        {"language": language, "text": clean_text(row[f"note_{language}"]), "original": language == original}
        | ({} if language == original else {"translated_by": "editors"})
        for language in ("en", "bg")
        if row[f"note_{language}"]
    ]


def _sources(row: Row, faults: Faults) -> list[dict[str, Any]]:
    sources = []
    for prefix in ("source", "source2"):
        title, url = row[f"{prefix}_title"], row[f"{prefix}_url"]
        if not title and not url:
            continue
        if not is_address(url):
            faults.add(
                row.place, f"'{url}' is not an address", "give one that begins with http:// or https://"
            )
        sources.append({"title": title or url, "url": url})
    if not sources:
        faults.add(
            row.place,
            "the answer has no source",
            "a compiled answer is published with its source or not at all",
        )
    return sources


def _answer(
    row: Row, parts: Mapping[str, Part], subjects: tuple[str, ...], faults: Faults
) -> PlainAnswer | None:
    if row["country"] not in subjects:
        faults.add(row.place, f"'{row['country']}' is not among the subjects", "add it to comparison.yaml")
        return None
    part = parts.get(row["question"])
    if part is None:
        faults.add(row.place, f"there is no question '{row['question']}'", "use a code of comparison.yaml")
        return None
    if bool(row["value"]) == bool(row["absence"]):
        faults.add(row.place, "an answer has either a value or an absence", "fill one of the two")
        return None
    try:
        value = parse_value(part, row["value"])
        notes = _notes(row)
        for name in ("value_bg", "source_title", "source2_title"):
            clean_text(row[name])
    except InvalidValue as error:
        faults.add(row.place, str(error), f"the question is of type {part.type.value}")
        return None
    try:
        absence = Absence(row["absence"]) if row["absence"] else None
        if absence is not None and absence not in GIVEN_BY_RESPONDENTS:
            raise ValueError
        confidence = Confidence(row["confidence"])
        as_of = str(PartialDate.parse(row["as_of"])) if row["as_of"] else ""
        reviewed_on = date.fromisoformat(row["reviewed_on"]) if row["reviewed_on"] else None
    except (ValueError, InvalidPeriod):
        faults.add(
            row.place,
            "absence, confidence, as_of or reviewed_on is not written as it should be",
            "not-applicable or unknown; high, medium or low; 2024, 2024-05 or 2024-05-17; 2024-05-17",
        )
        return None
    if confidence is Confidence.LOW and value is not None:
        faults.add(
            row.place,
            "a value of low confidence is not published",
            "write absence 'unknown' and keep the note",
        )
    text = part.type is PartType.TEXT
    return PlainAnswer(
        row["country"],
        row["question"],
        {
            "values": values_to_json({"value": value}) if value is not None else {},
            "absence": absence.value if absence else "",
            "language": row["value_language"] if text else "",
            "translations": {"bg": {"value": row["value_bg"]}} if text and row["value_bg"] else {},
            "notes": notes,
            "sources": _sources(row, faults),
            "as_of": as_of,
            "audience": Audience.PUBLIC.value,
            "provenance": "compiled",
            "confidence": confidence.value,
            "reviewed_on": reviewed_on,
        },
    )


def read_pack(folder: Path) -> Pack:
    """Read and check one pack without writing. Raises `PackError` with every fault, or `ContentError`."""
    path = folder / "comparison.yaml"
    head = read_yaml(path)
    faults = Faults()
    _check_head(head, path, faults)
    if head["slug"] != folder.name:
        faults.add(Place(str(path), head.lines["slug"]), f"slug '{head['slug']}' is not the folder's name")
    subjects = tuple(str(code) for code in head["subjects"])
    for code in subjects:
        if code not in KNOWN:
            faults.add(
                Place(str(path), head.lines["subjects"]),
                f"'{code}' is not a country code",
                'quote "NO" in YAML',
            )
        elif subjects.count(code) > 1:
            faults.add(Place(str(path), head.lines["subjects"]), f"'{code}' stands twice", "keep one")
    questions: dict[str, dict[str, Any]] = {}
    for position, data in enumerate(head["questions"], start=1):
        question = _question(data, position, head, faults, Place(str(path), data.line))
        if question is None:
            continue
        if question["code"] in questions:
            faults.add(
                Place(str(path), data.line), f"the question '{question['code']}' stands twice", "keep one"
            )
        else:
            questions[question["code"]] = question
    if head["lead_question"] not in questions:
        faults.add(
            Place(str(path), head.lines["lead_question"]), f"there is no question '{head['lead_question']}'"
        )
    faults.stop_if_any()
    parts = {code: codec.part_from_json(question["parts"][0]) for code, question in questions.items()}
    answers: dict[tuple[str, str], PlainAnswer] = {}
    for row in read_csv(folder / "answers.csv", COLUMNS):
        answer = _answer(row, parts, subjects, faults)
        if answer is None:
            continue
        key = (answer.country, answer.question)
        if key in answers:
            faults.add(row.place, f"{key[0]} answers '{key[1]}' twice", "keep one row")
        answers[key] = answer
    faults.stop_if_any()
    return Pack(folder, head, subjects, questions, tuple(answers.values()))


def is_pack(folder: Path) -> bool:
    return (folder / "comparison.yaml").is_file()


@transaction.atomic
def load_pack(pack: Pack, report: LoadReport) -> Round:
    """Write one pack: template, round, answers, and an edition if anything changed."""
    head = pack.head
    editors = Organisation.objects.filter(code="editors").first()
    if editors is None:
        raise ContentError(
            Place(str(pack.folder / "comparison.yaml")),
            "there are no editors to compile it",
            "load content/people first",
        )
    template = _template(pack)
    published = datetime.combine(head["published_on"], time(9), tzinfo=UTC)
    state = {
        "kind": "themes",
        "template": template,
        "state": RoundState.OPEN,
        "standing": True,
        "title": dict(head["title"]),
        "headline": dict(head["headline"]),
        "introduction": dict(head.get("introduction") or {}),
        "background": dict(head.get("background") or {}),
        "theme": head["theme"],
        "lead_question": head["lead_question"],
        "asker": editors,
        "subjects": [f"country:{code}" for code in pack.subjects],
    }
    round = Round.objects.filter(slug=head["slug"]).select_related("template", "asker").first()
    if round is None:
        round = Round.objects.create(slug=head["slug"], launched_at=published, **state)
    else:
        if round.kind != "themes":
            raise ContentError(
                Place(str(pack.folder / "comparison.yaml"), head.lines["slug"]),
                f"the slug '{head['slug']}' belongs to a round of another kind",
            )
        for name, value in state.items():
            setattr(round, name, value)
        round.save()
    known = {topic.slug: topic for topic in Topic.objects.filter(slug__in=head["topics"])}
    unknown = [slug for slug in head["topics"] if slug not in known]
    if unknown:
        raise ContentError(
            Place(str(pack.folder / "comparison.yaml"), head.lines["topics"]),
            f"unknown topics: {', '.join(unknown)}", "see content/people/topics.csv",
        )  # fmt: skip
    round.topics.set(known.values())
    _answers(round, pack, editors, published, report)
    try:
        release(
            CONTENT_EDITOR,
            round,
            audience=Audience.PUBLIC,
            change_note=head.get("change_note") or {},
            at=published,
        )
        report.count("edition", "added")
    except Refused:
        report.count("edition", "unchanged")
    return round


def _template(pack: Pack) -> Template:
    """The published template of the pack; a new version where its questions changed in more than words added."""
    slug, version = pack.head["slug"], int(pack.head.get("version") or 1)
    template = Template.objects.filter(kind="themes", slug=slug, version=version).first()
    if template is None:
        predecessor = Template.objects.filter(kind="themes", slug=slug).order_by("-version").first()
        template = Template.objects.create(
            kind="themes",
            slug=slug,
            version=version,
            predecessor=predecessor,
            published_at=datetime.combine(pack.head["published_on"], time(9), tzinfo=UTC),
        )
        earlier = {q.code: q for q in predecessor.questions.all()} if predecessor else {}
        for code, columns in pack.questions.items():
            Question.objects.create(template=template, continues=earlier.get(code), **columns)
        return template
    standing = {question.code: question for question in template.questions.all()}
    if list(standing) != list(pack.questions):
        raise ContentError(
            Place(str(pack.folder / "comparison.yaml"), pack.head.lines["questions"]),
            f"the questions differ from the published version {version}",
            "a published template does not change: raise 'version'",
        )
    for code, columns in pack.questions.items():
        question = standing[code]
        if [(p["code"], p["type"], _codes(p)) for p in question.parts] != [
            (p["code"], p["type"], _codes(p)) for p in columns["parts"]
        ]:
            raise ContentError(
                Place(str(pack.folder / "comparison.yaml"), pack.head.lines["questions"]),
                f"question '{code}' has another type or other codes than the published version {version}",
                "a published template does not change: raise 'version'",
            )
        # Wording may be mended and translated; what is asked stays.
        if any(getattr(question, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(question, name, value)
            question.save()
    return template


def _codes(part: Mapping[str, Any]) -> list[str]:
    return [code["code"] for code in part.get("codes", ())]


def _answers(round: Round, pack: Pack, editors: Organisation, at: datetime, report: LoadReport) -> None:
    questions = {question.code: question for question in round.template.questions.all()}
    responses = {r.subject_code: r for r in round.responses.filter(respondent=editors)}
    Response.objects.bulk_create(
        [
            Response(
                round=round, respondent=editors, subject_code=code, compiled=True,
                state=ResponseState.SUBMITTED, submitted_at=at,
            )
            for code in pack.subjects
            if code not in responses
        ]
    )  # fmt: skip
    responses = {r.subject_code: r for r in round.responses.filter(respondent=editors)}
    standing = {
        (answer.response.subject_code, answer.question.code): answer
        for answer in Answer.objects.filter(
            response__round=round, response__respondent=editors, question__template=round.template
        ).select_related("response", "question")
    }
    wanted = {(answer.country, answer.question): answer for answer in pack.answers}
    Answer.objects.bulk_create(
        [
            Answer(response=responses[country], question=questions[code])
            for country in pack.subjects
            for code in questions
            if (country, code) not in standing
        ]
    )
    answers = {
        (answer.response.subject_code, answer.question.code): answer
        for answer in Answer.objects.filter(
            response__round=round, response__respondent=editors, question__template=round.template
        ).select_related("response", "question", "submitted")
    }
    last = dict(
        AnswerVersion.objects.filter(answer__response__round=round)
        .values_list("answer_id")
        .annotate(last=Max("number"))
    )
    changed: list[Answer] = []
    versions: list[AnswerVersion] = []
    for key, answer in answers.items():
        plain = wanted.get(key)
        version = answer.submitted
        if plain is None:
            if version is not None:
                answer.submitted = answer.working = None
                answer.state = AnswerState.EMPTY
                changed.append(answer)
                report.count("answer", "removed")
            continue
        if version is not None and all(
            getattr(version, name) == value for name, value in plain.columns.items()
        ):
            report.count("answer", "unchanged")
            continue
        number = last.get(answer.pk, 0) + 1
        versions.append(
            AnswerVersion(
                answer=answer, number=number, written_at=at, frozen_at=at, submitted_at=at, **plain.columns
            )
        )
        report.count("answer", "changed" if version else "added")
    for version in AnswerVersion.objects.bulk_create(versions, batch_size=200):
        answer = version.answer
        answer.working = answer.submitted = version
        answer.state = AnswerState.APPROVED
        changed.append(answer)
    Answer.objects.bulk_update(changed, ["working", "submitted", "state"], batch_size=200)
    if versions or changed:
        record(
            "answers.round.loaded",
            actor=CONTENT_EDITOR.username,
            organisation=editors.code,
            subject=f"round:{round.public_name}",
            details={"answers": len(versions)},
        )
