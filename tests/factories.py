"""Makers of a small network and of rounds in it, by the real actions: real rows, nothing faked.

``make_network`` builds seven contact points (``bg fr de at`` members, ``no ge`` observers, ``hr`` a member whose people
are few), the editors, the Commission and the administration, each with people whose user names say what they are.
Leaves out what one test alone needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.actions.replying import Base, Draft
from comparanda.answers.models import Answer, AnswerVersion, Question, Release, Response, Round
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import ANONYMOUS, Viewer
from comparanda.people.models import (
    Appointment,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Responsibility,
    Role,
    Topic,
    User,
)
from comparanda.people.queries import today, viewer_for

LONG_AGO = date(2020, 1, 1)
"""From when every role holds, unless a test says otherwise."""

_serial = count(1)

TEAMS: dict[str, tuple[str, dict[str, str]]] = {
    "bg": (
        "member",
        {"coordinator": "bg", "labour": "bg", "asylum": "bg"},
    ),
    "fr": ("member", {"coordinator": "en", "officer": "en"}),
    "de": ("member", {"coordinator": "en", "officer": "en"}),
    "at": ("member", {"coordinator": "en", "officer": "en"}),
    "hr": ("member", {"coordinator": "en"}),
    "no": ("observer", {"coordinator": "en", "officer": "en"}),
    "ge": ("observer", {"coordinator": "en"}),
}
"""Contact point to its status and its people: the second half of the user name, and the language."""

BODIES: dict[str, tuple[str, str, str]] = {
    "editor": ("editors", OrganisationKind.EDITORS, Role.EDITOR),
    "commission": ("commission", OrganisationKind.COMMISSION, Role.COMMISSION),
    "admin": ("administration", OrganisationKind.ADMINISTRATION, Role.ADMINISTRATOR),
}


@dataclass
class Network:
    """Everybody and everything by name: ``organisation["bg"]``, ``user["bg.labour"]``, ``topic["asylum"]``."""

    organisation: dict[str, Organisation] = field(default_factory=dict)
    user: dict[str, User] = field(default_factory=dict)
    topic: dict[str, Topic] = field(default_factory=dict)
    seen: dict[str, Viewer] = field(default_factory=dict)
    """Viewers that a test keeps under names of its own."""

    def viewer(self, username: str) -> Viewer:
        """The viewer of a user name as of today; ``reader`` is nobody signed in."""
        if username == "reader":
            return ANONYMOUS
        return viewer_for(self.user[username], today())

    def viewers(self) -> dict[str, Viewer]:
        """Everybody, the reader included."""
        return {name: self.viewer(name) for name in ["reader", *self.user]}


def make_user(username: str = "", **fields: Any) -> User:
    username = username or f"person.{next(_serial)}"
    return User.objects.create_user(
        username, fields.pop("email", f"{username}@example.org"), fields.pop("password", None), **fields
    )


def _contact_point(code: str) -> Organisation:
    return Organisation(
        code=code,
        kind=OrganisationKind.CONTACT_POINT,
        country_code=code.upper(),
        name={"en": f"Contact point {code.upper()}", "bg": f"Звено {code.upper()}"},
    )


def appoint(
    user: User,
    organisation: Organisation,
    role: str,
    topics: Sequence[Topic] = (),
    *,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Appointment:
    appointment = Appointment.objects.create(
        user=user, organisation=organisation, role=role, valid_from=since, valid_until=until
    )
    for topic in topics:
        Responsibility.objects.create(
            appointment=appointment, topic=topic, valid_from=since, valid_until=until
        )
    return appointment


def make_network() -> Network:
    """The whole network. ``bg.labour`` answers for labour migration, ``bg.asylum`` for asylum and return."""
    network = Network()
    for position, slug in enumerate(["labour-migration", "asylum", "return"]):
        label = {"en": slug.replace("-", " ").capitalize()}
        network.topic[slug] = Topic(slug=slug, label=label, position=position)
    for code in TEAMS:
        network.organisation[code] = _contact_point(code)
    for code, kind, _ in BODIES.values():
        network.organisation[code] = Organisation(code=code, kind=kind, name={"en": code.capitalize()})
    Topic.objects.bulk_create(network.topic.values())
    Organisation.objects.bulk_create(network.organisation.values())
    NetworkMembership.objects.bulk_create(
        NetworkMembership(organisation=network.organisation[code], status=status)
        for code, (status, _) in TEAMS.items()
    )
    roles = {
        f"{code}.{name}": (code, Role.COORDINATOR if name == "coordinator" else Role.MEMBER, language)
        for code, (_, people) in TEAMS.items()
        for name, language in people.items()
    } | {name: (code, role, "en") for name, (code, _, role) in BODIES.items()}
    for name, (_, _, language) in roles.items():
        network.user[name] = User(username=name, email=f"{name}@example.org", language=language, password="!")
    network.user["outsider"] = User(username="outsider", email="outsider@example.org", password="!")
    User.objects.bulk_create(network.user.values())
    appointments = {
        name: Appointment(
            user=network.user[name], organisation=network.organisation[code], role=role, valid_from=LONG_AGO
        )
        for name, (code, role, _) in roles.items()
    }
    Appointment.objects.bulk_create(appointments.values())
    Responsibility.objects.bulk_create(
        Responsibility(appointment=appointments[name], topic=network.topic[slug], valid_from=LONG_AGO)
        for name, slugs in {"bg.labour": ["labour-migration"], "bg.asylum": ["asylum", "return"]}.items()
        for slug in slugs
    )
    return network


# questions

CODES = [
    {"code": code, "label": {"en": code.capitalize(), "bg": code}} for code in ("none", "partial", "full")
]

PARTS_BY_TYPE: dict[str, list[dict[str, Any]]] = {
    "yes_no": [{"type": "yes_no"}],
    "choice": [{"type": "choice", "codes": CODES}],
    "choices": [{"type": "choices", "codes": CODES}],
    "number": [
        {
            "type": "number",
            "decimals": 1,
            "minimum": 0,
            "unit": {"code": "months", "one": {"en": "month"}, "other": {"en": "months"}},
        }
    ],
    "money": [{"type": "money", "decimals": 2, "unit": {"code": "EUR", "currency": "EUR"}}],
    "percent": [{"type": "percent", "decimals": 1}],
    "date": [{"type": "date"}],
    "period": [{"type": "period"}],
    "text": [{"type": "text"}],
    "link": [{"type": "link"}],
    "legal_reference": [{"type": "legal_reference"}],
}
"""The parts of one question of each answer type."""

VALUE_BY_TYPE: dict[str, Any] = {
    "yes_no": "yes",
    "choice": "partial",
    "choices": ["none", "full"],
    "number": "18",
    "money": "1234.5",
    "percent": "12.5",
    "date": "2024-05",
    "period": "2020/2024-05",
    "text": "Six months as a rule.",
    "link": "https://example.org/act",
    "legal_reference": "Foreigners Act, article 44(8)",
}
"""A value of each answer type, as the database keeps it."""


# rounds


def draft_round(
    network: Network,
    *,
    asker: str = "fr.coordinator",
    respondents: Sequence[str] = ("bg", "de", "no"),
    types: Sequence[str] = ("yes_no",),
    topics: Sequence[str] = ("labour-migration",),
    title: str = "Permits for seasonal work",
    **fields: Any,
) -> Round:
    """A complete draft, ready to launch, with one question a type (codes ``q1``, ``q2`` …)."""
    viewer = network.viewer(asker)
    round = asking.open_round(viewer, kind="queries", title={"en": title}, language="en")
    asking.edit_round(
        viewer,
        round,
        revision=round.revision,
        fields={
            "background": {"en": "A new act is being drafted."},
            "reply_by": today() + timedelta(days=14),
            **fields,
        },
        topics=[network.topic[slug] for slug in topics],
        invited=[network.organisation[code] for code in respondents],
    )
    for kind in types:
        put_question(network, round, PARTS_BY_TYPE[kind], asker=asker)
    return Round.objects.get(pk=round.pk)


def put_question(
    network: Network,
    round: Round,
    parts: list[dict[str, Any]],
    *,
    asker: str = "fr.coordinator",
    **fields: Any,
) -> Question:
    return asking.put_question(
        network.viewer(asker),
        round,
        question=None,
        fields={"text": {"en": "What is the rule?"}, **fields},
        parts=parts,
    )


def launched_round(network: Network, *, asker: str = "fr.coordinator", **options: Any) -> Round:
    """A round put to its respondents by its asker."""
    return asking.launch(network.viewer(asker), draft_round(network, asker=asker, **options))


def response_of(round: Round, code: str) -> Response:
    return Response.objects.select_related("round", "respondent").get(round=round, respondent__code=code)


def answer_of(round: Round, code: str, question: str = "q1") -> Answer:
    return Answer.objects.select_related("response__round__asker", "response__respondent", "question").get(
        response__round=round, response__respondent__code=code, question__code=question
    )


def make_draft(
    values: Mapping[str, Any] | None = None,
    *,
    absence: str = "",
    audience: Audience = Audience.PUBLIC,
    note: str = "As the act says.",
    as_of: str = "2026-01",
    sources: Sequence[Mapping[str, str]] = ({"title": "Foreigners Act", "url": "https://example.org/act"},),
) -> Draft:
    """What a writing page sends; "yes" unless told otherwise."""
    return Draft(
        values=dict({"value": "yes"} if values is None and not absence else values or {}),
        absence=absence,
        notes=[{"language": "en", "text": note, "original": True}] if note else [],
        sources=[dict(source) for source in sources],
        as_of=as_of,
        audience=audience,
    )


def write(viewer: Viewer, answer: Answer, draft: Draft | None = None) -> AnswerVersion:
    """Save a draft over what stands now."""
    standing = Answer.objects.select_related("working").get(pk=answer.pk).working
    return replying.save_draft(viewer, answer, base=Base.of(standing), draft=draft or make_draft())


def write_and_approve(network: Network, answer: Answer, draft: Draft | None = None) -> AnswerVersion:
    """One answer all the way to approval: written by a member where there is one, approved by the coordinator."""
    code = answer.response.respondent.code
    coordinator = network.viewer(f"{code}.coordinator")
    writer = viewer_for(answer.assignee, today()) if answer.assignee_id and answer.assignee else coordinator
    version = write(writer, answer, draft)
    replying.send_to_review(writer, answer)
    replying.approve(coordinator, answer)
    version.refresh_from_db()
    return version


def reply(
    network: Network,
    round: Round,
    code: str,
    drafts: Mapping[str, Draft] | None = None,
    *,
    gaps: bool = False,
) -> Response:
    """A whole reply: every question (or those in ``drafts``) written, approved and submitted."""
    response = response_of(round, code)
    answers = {answer.question.code: answer for answer in response.answers.select_related("question")}
    for question in drafts if drafts is not None else answers:
        answer = answer_of(round, code, question)
        draft = (drafts or {}).get(question) or make_draft(
            {"value": VALUE_BY_TYPE[answer.question.parts[0]["type"]]}
        )
        write_and_approve(network, answer, draft)
    return replying.submit(network.viewer(f"{code}.coordinator"), response, with_gaps=gaps)


def close(network: Network, round: Round, asker: str = "fr.coordinator") -> Round:
    return asking.close(network.viewer(asker), round)


def release(
    network: Network, round: Round, audience: Audience, asker: str = "fr.coordinator", **options: Any
) -> Release:
    return releasing.release(network.viewer(asker), round, audience=audience, **options)


@contextmanager
def nothing_written(*errors: type[Exception]) -> Iterator[Any]:
    """What is done inside raises one of ``errors`` and leaves every row of every table of ours as it was."""
    with pytest.raises(errors) as raised:
        before = every_row()
        yield raised
    assert every_row() == before


def every_row() -> dict[str, list[str]]:
    """All rows of all tables of ours, to compare with themselves later."""
    tables = [
        model._meta.db_table
        for label in ("people", "answers", "audit", "outbox")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        rows: dict[str, list[str]] = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def make_compiled(
    network: Network, round: Round, country: str, question: str, *, audience: Audience = Audience.PUBLIC
) -> AnswerVersion:
    """An answer that the editors compiled for a country of an existing round, submitted."""
    now = timezone.now()
    response, _ = Response.objects.get_or_create(
        round=round,
        respondent=network.organisation["editors"],
        subject_code=country,
        defaults={"compiled": True, "state": "submitted", "submitted_at": now},
    )
    answer = Answer.objects.create(
        response=response,
        question=Question.objects.get(template=round.template, code=question),
        state="approved",
    )
    version = AnswerVersion.objects.create(
        answer=answer,
        number=1,
        values={"value": "no"},
        audience=audience,
        provenance="compiled",
        confidence="high",
        as_of="2025",
        sources=[{"title": "Official gazette", "url": "https://example.org/gazette"}],
        written_at=now,
        frozen_at=now,
        submitted_at=now,
    )
    answer.working = answer.submitted = version
    answer.save()
    return version
