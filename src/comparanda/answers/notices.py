"""Mails about rounds, in each recipient's language, kept by the outbox in the same transaction.

A mail says what happened and where to look; it never carries an answer, a comment or a reason, so that
nothing crosses its audience by mail.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Answer, Clarification, Release, Response, Round
from comparanda.kernel.phrase import phrase
from comparanda.outbox.actions import post
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Organisation, Role, User, held


def _people(organisations: Iterable[Organisation], role: str = "coordinator") -> dict[int, list[User]]:
    """Organisation key to those who hold ``role`` there today."""
    today = brussels_day(timezone.now())
    found: dict[int, list[User]] = {}
    users = User.objects.filter(is_active=True).prefetch_related(
        Prefetch("appointments", to_attr="holding", queryset=_appointments(role, today))
    )
    keys = {organisation.pk for organisation in organisations}
    for user in users.filter(appointments__organisation__in=keys).distinct():
        for appointment in user.holding:
            if appointment.organisation_id in keys:
                found.setdefault(appointment.organisation_id, []).append(user)
    return found


def _appointments(role: str, today):  # type: ignore[no-untyped-def]
    from comparanda.people.models import Appointment  # named once, beside its filter

    return Appointment.objects.filter(held(today), role=role)


def _send(user: User, event: str, subject: str, body: str, path: str, /, **values: object) -> None:
    with translation.override(user.language):
        filled = {key: value() if callable(value) else value for key, value in values.items()}
        text = _(body) % filled + "\n\n" + settings.SITE_URL + reverse(path, args=filled.get("args") or ())
        post(
            to=user.email,
            subject=_(subject) % filled,
            body=text,
            language=user.language,
            event=event,
        )


def _day(value):  # type: ignore[no-untyped-def]
    return lambda: date_format(value, "DATE_FORMAT") if value else "–"


def _title(round: Round):  # type: ignore[no-untyped-def]
    return lambda: round.title_in(translation.get_language() or "en").text


def _asker(round: Round):  # type: ignore[no-untyped-def]
    return lambda: round.asker.name_in(translation.get_language() or "en")


def launched(round: Round) -> None:
    """To the coordinators of all respondents, and to the members given a question."""
    responses = list(round.responses.select_related("respondent"))
    coordinators = _people([response.respondent for response in responses])
    for response in responses:
        told = set()
        for user in coordinators.get(response.respondent_id, ()):
            told.add(user.pk)
            _send(
                user,
                "answers.round.launched",
                phrase("%(number)s: %(asker)s asks – reply by %(day)s"),
                phrase("%(asker)s has put a query to your contact point:\n\n%(title)s\n\nReply by %(day)s."),
                "answers:response",
                number=round.public_name, asker=_asker(round), title=_title(round), day=_day(round.reply_by),
                args=(round.public_name, response.respondent.code),
            )  # fmt: skip
        members = User.objects.filter(assigned_answers__response=response, is_active=True).exclude(
            pk__in=told
        )
        for user in members.distinct():
            _tell_assigned(user, round, response)


def _tell_assigned(user: User, round: Round, response: Response) -> None:
    _send(
        user,
        "answers.answer.assigned",
        phrase("%(number)s: questions for you – reply by %(day)s"),
        phrase("Questions of a query were given to you to answer:\n\n%(title)s\n\nReply by %(day)s."),
        "answers:response",
        number=round.public_name, title=_title(round), day=_day(response.reply_by),
        args=(round.public_name, response.respondent.code),
    )  # fmt: skip


def assigned(answer: Answer) -> None:
    if answer.assignee is not None:
        _tell_assigned(answer.assignee, answer.response.round, answer.response)


def _to_asker(round: Round, event: str, subject: str, body: str, **values: object) -> None:
    role = {"commission": Role.COMMISSION, "editors": Role.EDITOR}.get(round.asker.code, Role.COORDINATOR)
    for user in _people([round.asker], role).get(round.asker_id, ()):
        _send(
            user, event, subject, body, "answers:steer",
            number=round.public_name, title=_title(round), args=(round.slug,), **values,
        )  # fmt: skip


def submitted(response: Response) -> None:
    """To the asker: a reply came in, was corrected, or was declined."""
    round = response.round
    if response.compiled:
        return
    _to_asker(
        round,
        "answers.response.submitted",
        phrase("%(number)s: %(who)s has replied"),
        phrase("%(who)s has replied to your query:\n\n%(title)s"),
        who=lambda: response.respondent.name_in(translation.get_language() or "en"),
    )


def _to_respondents(
    round: Round,
    event: str,
    subject: str,
    body: str,
    responses: list[Response] | None = None,
    **values: object,
) -> int:
    if responses is None:
        responses = list(round.responses.filter(compiled=False).select_related("respondent"))
    coordinators = _people([response.respondent for response in responses])
    sent = 0
    for response in responses:
        users = coordinators.get(response.respondent_id, ())
        sent += bool(users)
        for user in users:
            _send(
                user, event, subject, body, "answers:response",
                number=round.public_name, title=_title(round), asker=_asker(round),
                day=_day(response.extended_to or round.reply_by),
                args=(round.public_name, response.respondent.code), **values,
            )  # fmt: skip
    return sent


def cancelled(round: Round) -> None:
    _to_respondents(
        round,
        "answers.round.cancelled",
        phrase("%(number)s was cancelled"),
        phrase("%(asker)s has cancelled its query. What you wrote is kept.\n\n%(title)s"),
    )


def reopened(round: Round) -> None:
    _to_respondents(
        round,
        "answers.round.reopened",
        phrase("%(number)s is open again"),
        phrase("%(asker)s has opened its query again:\n\n%(title)s"),
    )


def reminded(round: Round, responses: list[Response]) -> int:
    return _to_respondents(
        round,
        "answers.round.reminded",
        phrase("%(number)s: reminder – reply by %(day)s"),
        phrase("Your contact point has not replied yet:\n\n%(title)s\n\nReply by %(day)s."),
        responses,
    )


def extended(response: Response) -> None:
    _to_respondents(
        response.round,
        "answers.round.extended",
        phrase("%(number)s: you have until %(day)s"),
        phrase("%(asker)s has given your contact point more time, until %(day)s:\n\n%(title)s"),
        [response],
    )


def clarified(said: Clarification) -> None:
    """To the other side: there is something to read. The text itself stays inside."""
    response, round = said.response, said.response.round
    subject = phrase("%(number)s: a clarification")
    if said.from_asker:
        body = phrase("%(asker)s has a question on your reply:\n\n%(title)s")
        _to_respondents(round, "answers.round.clarified", subject, body, [response])
    else:
        body = phrase("%(who)s has replied to your clarification:\n\n%(title)s")
        name = response.respondent
        _to_asker(
            round, "answers.round.clarified", subject, body,
            who=lambda: name.name_in(translation.get_language() or "en"),
        )  # fmt: skip


def sent_to_review(answer: Answer, viewer: Viewer) -> None:
    """To the coordinators of the contact point, but not to the sender."""
    response = answer.response
    if response.compiled:
        return
    for user in _people([response.respondent]).get(response.respondent_id, ()):
        if user.pk != viewer.user_id:
            _send(
                user,
                "answers.answer.sent",
                phrase("%(number)s: an answer to review"),
                phrase("An answer waits for your review:\n\n%(title)s"),
                "answers:response",
                number=response.round.public_name, title=_title(response.round),
                args=(response.round.public_name, response.respondent.code),
            )  # fmt: skip


def returned(answer: Answer, viewer: Viewer) -> None:
    """To the writer of the answer."""
    writer = answer.assignee or (answer.working.author if answer.working else None)
    if writer is None or writer.pk == viewer.user_id:
        return
    response = answer.response
    _send(
        writer,
        "answers.answer.returned",
        phrase("%(number)s: an answer came back to you"),
        phrase("Your coordinator returned an answer with a comment:\n\n%(title)s"),
        "answers:write",
        number=response.round.public_name, title=_title(response.round),
        args=(response.round.public_name, response.respondent.code, answer.question.code),
    )  # fmt: skip


def released(edition: Release) -> None:
    """To the respondents of the round, for rounds that were asked of contact points."""
    _to_respondents(
        edition.round,
        "answers.round.released",
        phrase("%(number)s: the comparison is out"),
        phrase("%(asker)s has released an edition of its query:\n\n%(title)s"),
    )
