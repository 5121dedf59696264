"""What the respondent's pages show, in the reader's words: deadlines, questions with their state, fields of a version.

Reads nothing but what it is given, but for `lines_of`, and where `fields_of` an answer was taken over from. Leaves out
forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_time, get_timezone_location
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from comparanda.answers import queries, rules
from comparanda.answers.core import codec
from comparanda.answers.core.condition import is_asked
from comparanda.answers.core.deadline import end_of, is_late
from comparanda.answers.core.state import AnswerState, ResponseState, RoundState
from comparanda.answers.models import Answer, AnswerVersion, Clarification, Response
from comparanda.answers.precedents import origin_of
from comparanda.answers.web.answer_form import languages
from comparanda.answers.web.earlier import taken
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Grid, Subject
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question, Value, values_from_json
from comparanda.people.core.viewer import ANONYMOUS, Viewer
from comparanda.people.models import Organisation, User
from comparanda.people.queries import members_of
from comparanda.present import wording
from comparanda.present.classes import LegendEntry, classify
from comparanda.present.lede import tally_sentence

SOON_DAYS = 7
"""A deadline this near is due soon."""

STATES = {
    AnswerState.EMPTY: pgettext_lazy("answer", "Not begun"),
    AnswerState.DRAFT: pgettext_lazy("answer", "Draft"),
    AnswerState.REVIEW: pgettext_lazy("answer", "In review"),
    AnswerState.RETURNED: pgettext_lazy("answer", "Returned"),
    AnswerState.APPROVED: pgettext_lazy("answer", "Approved"),
}
RESPONSE_STATES = {
    ResponseState.WAITING: pgettext_lazy("response", "Not begun"),
    ResponseState.DRAFTING: pgettext_lazy("response", "Being written"),
    ResponseState.SUBMITTED: pgettext_lazy("response", "Submitted"),
    ResponseState.DECLINED: pgettext_lazy("response", "Declined"),
}
BADGES = {
    AnswerState.EMPTY: "",
    AnswerState.DRAFT: "",
    AnswerState.REVIEW: "accent",
    AnswerState.RETURNED: "warn",
    AnswerState.APPROVED: "good",
}
DOTS = {
    AnswerState.EMPTY: "",
    AnswerState.DRAFT: "half",
    AnswerState.REVIEW: "half",
    AnswerState.RETURNED: "half",
    AnswerState.APPROVED: "done",
}
NOT_ASKED_WORDS = gettext_lazy("Not asked, given the other answers")
SHORT_NAME_CHARACTERS = 14


@dataclass(frozen=True, slots=True)
class Deadline:
    """A reply-by day in words.

    ``left``: "12 days left", "3 days overdue"; empty once the response is in. ``own_zone``: the same moment where
    the reader is, empty where clocks agree. ``level``: "", "warn" (due soon) or "danger" (over).
    """

    day: date
    words: str
    left: str
    own_zone: str
    level: str


def deadline_of(response: Response, now: datetime, language: str) -> Deadline | None:
    """The respondent's own deadline; ``None`` without one."""
    day = response.reply_by
    days = response.days_left(now)
    if day is None or days is None:
        return None
    waiting = response.state in (ResponseState.WAITING, ResponseState.DRAFTING)
    if not waiting:
        left, level = "", ""
    elif is_late(day, now):
        left = ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
        level = "danger"
    else:
        left = (
            ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
            if days
            else _("today")
        )
        level = "warn" if days <= SOON_DAYS else ""
    return Deadline(day, wording.day_words(day, language), left, _own_zone(day, language), level)


def _own_zone(day: date, language: str) -> str:
    last_minute = end_of(day) - timedelta(minutes=1)
    zone = timezone.get_current_timezone()
    here = last_minute.astimezone(zone)
    if here.utcoffset() == last_minute.utcoffset():
        return ""
    return _("%(day)s, %(time)s in %(city)s") % {
        "day": wording.day_words(here.date(), language),
        "time": format_time(here, "HH:mm", tzinfo=zone, locale=language),
        "city": get_timezone_location(zone, locale=language, return_city=True),
    }


def clock(moment: datetime) -> str:
    """Hours and minutes in the reader's zone, e.g. ``14:02``."""
    return timezone.localtime(moment).strftime("%H:%M")


def moment_words(moment: datetime, language: str) -> str:
    """Day and time in the reader's zone: ``22 November 2026, 14:02``."""
    local = timezone.localtime(moment)
    return f"{wording.day_words(local.date(), language)}, {local:%H:%M}"


def short_name(user: User) -> str:
    """What fits into a chip: the surname where it is short, else the user name."""
    return user.last_name if 0 < len(user.last_name) <= SHORT_NAME_CHARACTERS else user.username


# questions of a response


@dataclass(frozen=True, slots=True)
class Line:
    """One question in the list of a response.

    ``number`` counts from 1. ``url`` is empty where the viewer may not open it; ``state_words``, ``dot``, ``badge``
    and ``said`` then tell nothing that is not submitted. ``said``: the answer in words, empty where there is none.
    """

    answer: Answer
    question: Question
    number: str
    short: Spoken
    text: Spoken
    section: Spoken
    asked: bool
    url: str
    mine: bool
    assignee: User | None
    state_words: str
    badge: str
    dot: str
    said: Spoken

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def in_review(self) -> bool:
        return bool(self.url) and self.asked and self.answer.state == AnswerState.REVIEW

    @property
    def approved(self) -> bool:
        return self.asked and self.answer.state == AnswerState.APPROVED

    @property
    def assignee_chip(self) -> str:
        return short_name(self.assignee) if self.assignee else ""


def lines_of(response: Response, viewer: Viewer, language: str) -> list[Line]:
    """The questions of a response in order. One SQL query."""
    answers = list(
        response.answers.select_related(
            "question__section", "working__author", "submitted", "assignee"
        ).order_by("question__position")
    )
    values = {
        answer.question.code: values_from_json(answer.working.values)
        for answer in answers
        if answer.working is not None
    }
    lines = []
    for index, answer in enumerate(answers, start=1):
        answer.response = response
        lines.append(_line(answer, index, viewer, values, language))
    return lines


def _line(
    answer: Answer, index: int, viewer: Viewer, values: Mapping[str, Mapping[str, Value]], language: str
) -> Line:
    question, response = answer.question.plain(), answer.response
    opens = rules.can_open_answer(viewer, answer)
    asked = is_asked(question.condition, values)
    seen = answer.working if opens else answer.submitted
    state = AnswerState(answer.state)
    text = spoken(question.text, language)
    if not asked and opens:
        words, badge, dot = str(NOT_ASKED_WORDS), "", ""
    elif seen is not None and seen.pk == answer.submitted_id:
        words, badge, dot = str(RESPONSE_STATES[ResponseState.SUBMITTED]), "good", "done"
    elif opens:
        words, badge, dot = str(STATES[state]), BADGES[state], DOTS[state]
    else:
        words, badge, dot = "", "", ""
    return Line(
        answer=answer,
        question=question,
        number=str(index),
        short=spoken(question.short, language) if question.short else text,
        text=text,
        section=spoken(question.section, language),
        asked=asked,
        url=reverse(
            "answers:write", args=[response.round.public_name, response.respondent.code, question.code]
        )
        if opens
        else "",
        mine=answer.assignee_id is not None and answer.assignee_id == viewer.user_id,
        assignee=answer.assignee,
        state_words=words,
        badge=badge,
        dot=dot,
        said=words_of_version(question, seen, language),
    )


@dataclass(frozen=True, slots=True)
class SectionOfLines:
    """Questions under one heading; ``title`` empty for those outside sections."""

    title: Spoken
    lines: list[Line]


def by_section(lines: Iterable[Line]) -> list[SectionOfLines]:
    """Lines in order, a new section wherever the title changes."""
    sections: list[SectionOfLines] = []
    for line in lines:
        if not sections or sections[-1].title != line.section:
            sections.append(SectionOfLines(line.section, []))
        sections[-1].lines.append(line)
    return sections


# fields of a version


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of a version in words, e.g. key ``as_of``. ``text`` is empty where nothing was given; ``url``: where
    more can be read, empty where nowhere."""

    key: str
    label: str
    text: str
    language: str = ""
    url: str = ""


def _row(version: AnswerVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in queries.VERSION_FIELDS}


def words_of_version(question: Question, version: AnswerVersion | None, language: str) -> Spoken:
    """The answer in words, empty where nothing was said."""
    if version is None or not (version.values or version.absence):
        return Spoken("", language)
    return wording.cell_words(
        question, queries.cell_from(_row(version), question, timezone.localdate()), language
    )


def notes_text(version: AnswerVersion, language: str) -> list[FieldShown]:
    """Each note with its language and whether it is a translation."""
    named = dict(languages(language))
    found = []
    for note in codec.notes_from_json(version.notes):
        name = named.get(note.language, note.language)
        label = name if note.original else _("%(language)s, translation") % {"language": name}
        found.append(FieldShown(f"note-{note.language}", label, note.text, note.language))
    return found


def fields_of(
    question: Question, version: AnswerVersion | None, language: str, viewer: Viewer = ANONYMOUS
) -> list[FieldShown]:
    """All fields of a version in words, in the order of the form; the same keys whatever the version says. The viewer
    belongs to its contact point, and is led to the earlier answer that it was taken over from, if it was."""
    values = values_from_json(version.values) if version else {}
    shown = []
    for part in question.parts:
        value = values.get(part.code)
        words = wording.value_words(part, value, language) if value is not None else Spoken("", language)
        label = spoken(part.label, language).text or _("Answer")
        shown.append(FieldShown(f"value_{part.code}", label, words.text, words.language))
    absence = Absence(version.absence) if version and version.absence else None
    shown.append(
        FieldShown("absence", _("Is there a value?"), str(wording.ABSENCES[absence]) if absence else "")
    )
    notes = notes_text(version, language) if version else []
    shown.append(
        FieldShown(
            "notes",
            _("Note"),
            "\n\n".join(f"{note.label}: {note.text}" for note in notes),
            notes[0].language if len({note.language for note in notes}) == 1 else "",
        )
    )
    sources = codec.sources_from_json(version.sources) if version else ()
    shown.append(
        FieldShown(
            "sources",
            _("Sources"),
            "\n".join(
                " · ".join(dict.fromkeys(text for text in (s.title, s.legal_reference, s.url) if text))
                for s in sources
            ),
        )
    )
    as_of = wording.date_words(version.as_of, language) if version and version.as_of else ""
    shown.append(FieldShown("as_of", _("As of"), as_of))
    audience = str(wording.AUDIENCES[Audience(version.audience)]) if version else ""
    shown.append(FieldShown("audience", _("Who may read it"), audience))
    before = taken(viewer, origin_of(version))
    shown.append(
        FieldShown("taken_from", _("Taken over from"), before.words, url=before.url)
        if before
        else FieldShown("taken_from", _("Taken over from"), "")
    )
    return shown


# others


@dataclass(frozen=True, slots=True)
class OthersSoFar:
    """What the others have said to one question, as this viewer may see it."""

    sentence: str
    legend: tuple[LegendEntry, ...]


def may_compare(response: Response) -> bool:
    """Others are shown only once the own contact point has submitted or declined, or the round is closed: answers
    are to be independent of each other."""
    return response.state in rules.RESPONDED or response.round.state == RoundState.CLOSED


def others_so_far(response: Response, viewer: Viewer, on: date, language: str) -> dict[str, OthersSoFar]:
    """Question code to what the others said; empty while `may_compare` does not hold. Constant number of queries."""
    if not may_compare(response):
        return {}
    grid: Grid = queries.live_grid(response.round, viewer, on)
    own = Subject(response.subject_kind, response.subject_code)
    others = grid.where(lambda subject, row: subject != own)
    found = {}
    for question in others.questions:
        column = list(others.column(question.code))
        found[question.code] = OthersSoFar(
            tally_sentence(question, column, language), classify(question, column, language).legend
        )
    return found


# people and messages


def colleagues(organisation: Organisation, on: date) -> list[User]:
    """Everybody of the contact point today, each once, by name. One SQL query."""
    users = {appointment.user_id: appointment.user for appointment in members_of(organisation, on)}
    return sorted(users.values(), key=lambda user: user.name.casefold())


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or a clarification. ``by``: a colleague, or the organisation on the other side, never its people."""

    by: str
    moment: str
    text: str
    from_asker: bool = False
    about: str = ""


def comments_of(answer: Answer, language: str) -> list[Said]:
    """The remarks of national review, oldest first. One SQL query."""
    return [
        Said(
            comment.author.name if comment.author else "",
            moment_words(comment.written_at, language),
            comment.text,
        )
        for comment in answer.comments.select_related("author")
    ]


def clarifications_of(response: Response, language: str) -> list[Said]:
    """Questions of the asker and the replies, oldest first. One SQL query."""
    found = []
    for said in queries.clarifications_of(response).select_related("author"):
        own = not said.from_asker and said.author is not None
        found.append(
            Said(
                by=said.author.name if own else said.organisation.name_in(language),
                moment=moment_words(said.written_at, language),
                text=said.text,
                from_asker=said.from_asker,
                about=said.question.code if said.question else "",
            )
        )
    return found


def unanswered(clarifications: Iterable[Clarification]) -> bool:
    """True where the asker had the last word."""
    last = None
    for last in clarifications:  # noqa: B007
        pass
    return last is not None and last.from_asker
