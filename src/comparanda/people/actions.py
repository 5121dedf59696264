"""Writes of people: invitations, appointments, responsibilities, the own profile.

Each checks the permission, changes in one transaction, and records the change in the audit log; letters go through
the outbox. A last day is included in its period. Leaves out sign-in, which is allauth's.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comparanda.audit.actions import record
from comparanda.kernel.error import ComparandaError
from comparanda.outbox import actions as outbox

from .core.viewer import Viewer
from .models import Appointment, Invitation, Organisation, Responsibility, Role, Topic, User
from .queries import today
from .rules import can_appoint, can_manage

INVITATION_HOLDS = timedelta(days=14)


class NotAllowedError(ComparandaError):
    """The viewer may not do this; pages answer 404, so that nothing is given away."""


class InvitationError(ComparandaError):
    """An invitation cannot be accepted; the text says why and what to do."""


@transaction.atomic
def invite(
    viewer: Viewer,
    *,
    email: str,
    organisation: Organisation,
    role: str,
    topics: Iterable[Topic] = (),
    language: str = "en",
    now: datetime | None = None,
) -> Invitation:
    """Invites somebody by letter to take a role; a coordinator members of the own contact point, an administrator anyone.

    An open invitation of the same address to the same role that has run out gives way to the new one.

    Args:
        topics: what the person shall answer for from the day of acceptance; only in contact points.
        language: of the letter, and at first of the account.

    Raises:
        NotAllowedError: the viewer may not give this role.
        ValidationError: by field, e.g. the address is none, or has an open invitation.
    """
    if not can_appoint(viewer, organisation, role):
        raise NotAllowedError(_("You may not invite for this role."))
    now = now or timezone.now()
    email = email.strip().lower()
    chosen = list(topics)
    if chosen and role not in (Role.MEMBER, Role.COORDINATOR):
        raise ValidationError({"topics": _("Topics are given to people of contact points.")})
    holds = Appointment.objects.held_on(today(now)).filter(
        user__email__iexact=email, organisation=organisation, role=role
    )
    if holds.exists():
        raise ValidationError({"email": _("The person has this role already.")})
    open_ones = Invitation.objects.filter(
        email__iexact=email, organisation=organisation, role=role, accepted_at=None, withdrawn_at=None
    )
    open_ones.filter(expires_at__lte=now).update(withdrawn_at=now)
    if open_ones.exists():
        raise ValidationError({"email": _("This address has an open invitation.")})

    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email,
        organisation=organisation,
        role=role,
        language=language,
        token_hash=_hash(secret),
        invited_by_id=viewer.user_id,
        created_at=now,
        expires_at=now + INVITATION_HOLDS,
    )
    invitation.full_clean()
    invitation.save()
    invitation.topics.set(chosen)
    record(
        "people.invitation.made",
        actor=viewer.username,
        subject=f"invitation:{invitation.reference}",
        organisation=organisation.code,
        details={"role": str(role), "topics": [topic.slug for topic in chosen]},
    )
    _send_invitation(invitation, secret)
    return invitation


@transaction.atomic
def withdraw_invitation(viewer: Viewer, *, invitation: Invitation, now: datetime | None = None) -> Invitation:
    """Makes an open invitation worthless.

    Raises:
        NotAllowedError: the viewer may not give the role of the invitation.
        InvitationError: it was accepted or withdrawn already.
    """
    if not can_appoint(viewer, invitation.organisation, invitation.role):
        raise NotAllowedError(_("You may not withdraw this invitation."))
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationError(_("This invitation is no longer open."))
    invitation.withdrawn_at = now or timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(
        "people.invitation.withdrawn",
        actor=viewer.username,
        subject=f"invitation:{invitation.reference}",
        organisation=invitation.organisation.code,
    )
    return invitation


def open_invitation(token: str, *, now: datetime | None = None) -> Invitation:
    """The invitation that a link's secret opens.

    Raises:
        InvitationError: there is none, or it was accepted, withdrawn, or has run out.
    """
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(token_hash=_hash(token))
        .first()
    )
    if invitation is None or invitation.withdrawn_at:
        raise InvitationError(_("This invitation does not hold. Ask whoever invited you for a new one."))
    if invitation.accepted_at:
        raise InvitationError(_("This invitation has been accepted already. Please sign in."))
    if invitation.expires_at <= (now or timezone.now()):
        raise InvitationError(_("This invitation has run out. Ask whoever invited you for a new one."))
    return invitation


def account_invited(invitation: Invitation) -> User | None:
    """The account that has the invitation's address already; None when accepting makes a new one."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept_invitation(
    *,
    token: str,
    first_name: str = "",
    last_name: str = "",
    password: str = "",
    user: User | None = None,
    now: datetime | None = None,
) -> User:
    """Accepts an invitation: makes the account (name, password) where there is none, and the appointment from today.

    Args:
        token: the link's secret.
        user: who is signed in; needed when the address has an account, whose name and password then stay.

    Raises:
        InvitationError: the invitation does not hold, or belongs to another account.
        ValidationError: by field, e.g. the password is too weak.
    """
    now = now or timezone.now()
    invitation = open_invitation(token, now=now)
    # The same link in two windows makes one account: the second waits here and then finds it accepted.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation = open_invitation(token, now=now)

    account = account_invited(invitation)
    if account is None:
        if user is not None:
            raise InvitationError(_("This invitation is for another address. Sign out to accept it."))
        account = _make_account(invitation, first_name, last_name, password)
        record(
            "people.user.created",
            actor=account.username,
            subject=f"user:{account.username}",
            organisation=invitation.organisation.code,
        )
    elif user is None or user.pk != account.pk:
        raise InvitationError(_("There is an account with this address. Sign in with it to accept."))

    appointment = Appointment(
        user=account, organisation=invitation.organisation, role=invitation.role, valid_from=today(now)
    )
    _check_and_save(appointment)
    chosen = list(invitation.topics.all())
    for topic in chosen:
        Responsibility.objects.create(appointment=appointment, topic=topic, valid_from=appointment.valid_from)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    record(
        "people.invitation.accepted",
        actor=account.username,
        subject=f"invitation:{invitation.reference}",
        organisation=invitation.organisation.code,
        details={"role": invitation.role, "topics": [topic.slug for topic in chosen]},
    )
    return account


@transaction.atomic
def appoint(
    viewer: Viewer,
    *,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date,
    valid_until: date | None = None,
) -> Appointment:
    """Gives a person a role for a period.

    Raises:
        NotAllowedError: the viewer may not give this role.
        ValidationError: the organisation does not give the role, the period is none, or overlaps an earlier one.
    """
    if not can_appoint(viewer, organisation, role):
        raise NotAllowedError(_("You may not give this role."))
    appointment = Appointment(
        user=user, organisation=organisation, role=role, valid_from=valid_from, valid_until=valid_until
    )
    _check_and_save(appointment)
    record(
        "people.appointment.made",
        actor=viewer.username,
        subject=f"user:{user.username}",
        organisation=organisation.code,
        details={"role": str(role), **_period(appointment)},
    )
    return appointment


@transaction.atomic
def end_appointment(viewer: Viewer, *, appointment: Appointment, last_day: date) -> None:
    """Ends a role with a day, and with it the responsibilities that it carries. One still to begin is removed.

    Raises:
        NotAllowedError: the viewer may not take this role.
        ValidationError: the day is before the first, or the site would be left without an administrator.
    """
    if not can_appoint(viewer, appointment.organisation, appointment.role):
        raise NotAllowedError(_("You may not take this role."))
    if appointment.role == Role.ADMINISTRATOR and not _other_administrators(appointment, last_day):
        raise ValidationError(_("The last administrator stays: appoint another one first."))
    responsibilities = list(
        appointment.responsibilities.filter(Q(valid_until=None) | Q(valid_until__gt=last_day))
    )
    for responsibility in responsibilities:
        _end(responsibility, last_day)
    removed = _end(appointment, last_day)
    record(
        "people.appointment.removed" if removed else "people.appointment.ended",
        actor=viewer.username,
        subject=f"user:{appointment.user.username}",
        organisation=appointment.organisation.code,
        details={"role": appointment.role, "last_day": last_day.isoformat()},
    )


@transaction.atomic
def give_responsibility(
    viewer: Viewer,
    *,
    appointment: Appointment,
    topic: Topic,
    valid_from: date,
    valid_until: date | None = None,
) -> Responsibility:
    """Makes a person of a contact point answer for a topic for a period within the appointment's.

    Raises:
        NotAllowedError: the viewer does not manage the contact point.
        ValidationError: the period is none, leaves the appointment's, or overlaps one for the same topic.
    """
    if not can_manage(viewer, appointment.organisation):
        raise NotAllowedError(_("You may not change this team."))
    responsibility = Responsibility(
        appointment=appointment, topic=topic, valid_from=valid_from, valid_until=valid_until
    )
    if valid_from < appointment.valid_from or (
        appointment.valid_until is not None
        and (valid_from > appointment.valid_until or (valid_until or date.max) > appointment.valid_until)
    ):
        raise ValidationError({"valid_from": _("The period leaves that of the role.")})
    _check_and_save(responsibility)
    record(
        "people.responsibility.given",
        actor=viewer.username,
        subject=f"user:{appointment.user.username}",
        organisation=appointment.organisation.code,
        details={"topic": topic.slug, **_period(responsibility)},
    )
    return responsibility


@transaction.atomic
def end_responsibility(viewer: Viewer, *, responsibility: Responsibility, last_day: date) -> None:
    """Ends a responsibility with a day. One still to begin is removed.

    Raises:
        NotAllowedError: the viewer does not manage the contact point.
        ValidationError: the day is before the first.
    """
    appointment = responsibility.appointment
    if not can_manage(viewer, appointment.organisation):
        raise NotAllowedError(_("You may not change this team."))
    removed = _end(responsibility, last_day)
    record(
        "people.responsibility.removed" if removed else "people.responsibility.ended",
        actor=viewer.username,
        subject=f"user:{appointment.user.username}",
        organisation=appointment.organisation.code,
        details={"topic": responsibility.topic.slug, "last_day": last_day.isoformat()},
    )


@transaction.atomic
def change_profile(user: User, *, first_name: str, last_name: str, language: str, time_zone: str) -> User:
    """Changes one's own name, language and time zone.

    Raises:
        ValidationError: by field.
    """
    user.first_name, user.last_name = first_name.strip(), last_name.strip()
    user.language, user.time_zone = language, time_zone
    user.full_clean(exclude=["password"])
    user.save(update_fields=["first_name", "last_name", "language", "time_zone"])
    record("people.profile.changed", actor=user.username, subject=f"user:{user.username}")
    return user


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _period(row: Appointment | Responsibility) -> dict[str, str | None]:
    return {
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }


def _check_and_save(row: Appointment | Responsibility) -> None:
    """Saves a new dated row unless it breaks a constraint or overlaps one of the same kind."""
    row.full_clean()
    if isinstance(row, Appointment):
        same = Appointment.objects.filter(user=row.user, organisation=row.organisation, role=row.role)
        message = _("The person has this role already.")
    else:
        same = Responsibility.objects.filter(appointment=row.appointment, topic=row.topic)
        message = _("The person is responsible for this topic already.")
    overlapping = same.filter(Q(valid_until=None) | Q(valid_until__gte=row.valid_from))
    if row.valid_until is not None:
        overlapping = overlapping.filter(valid_from__lte=row.valid_until)
    if overlapping.exists():
        raise ValidationError(message)
    row.save()


def _end(row: Appointment | Responsibility, last_day: date) -> bool:
    """Sets the last day; removes what had not begun by then and is still to begin, and says whether it did."""
    if row.valid_from > last_day:
        if row.valid_from <= today():
            raise ValidationError({"last_day": _("The last day is before the first.")})
        row.delete()
        return True
    row.valid_until = last_day
    row.full_clean()
    row.save(update_fields=["valid_until"])
    return False


def _other_administrators(appointment: Appointment, last_day: date) -> bool:
    others = Appointment.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(
        pk=appointment.pk
    )
    return others.held_on(last_day + timedelta(days=1)).exists()


def _make_account(invitation: Invitation, first_name: str, last_name: str, password: str) -> User:
    user = User(
        username=_free_username(invitation),
        email=invitation.email,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        language=invitation.language,
    )
    faults: dict[str, list[str]] = {}
    if not user.first_name and not user.last_name:
        faults["first_name"] = [_("Please give your name.")]
    try:
        validate_password(password, user)
    except ValidationError as fault:
        faults["password"] = fault.messages
    if faults:
        raise ValidationError(faults)
    user.set_password(password)
    user.full_clean()
    user.save()
    # The letter reached this address, which proves it.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _free_username(invitation: Invitation) -> str:
    """E.g. "bg.anna-petrova"; with a number behind it when somebody has that name."""
    local_part = slugify(invitation.email.partition("@")[0].replace(".", "-")) or "person"
    wanted = f"{invitation.organisation.code}.{local_part}"[:140]
    taken = set(User.objects.filter(username__istartswith=wanted).values_list("username", flat=True))
    taken = {username.lower() for username in taken}
    number, username = 1, wanted
    while username in taken:
        number += 1
        username = f"{wanted}-{number}"
    return username


def _send_invitation(invitation: Invitation, secret: str) -> None:
    with translation.override(invitation.language):
        organisation = invitation.organisation.name_in(invitation.language)
        body = render_to_string(
            "people/mail/invitation.txt",
            {
                "organisation": organisation,
                "role": invitation.get_role_display(),
                "invited_by": invitation.invited_by.name if invitation.invited_by else "",
                "expires_at": invitation.expires_at,
                "address": settings.SITE_URL + reverse("people:accept", args=[secret]),
            },
        )
        subject = _("Invitation to Comparanda: %(organisation)s") % {"organisation": organisation}
    outbox.post(
        to=invitation.email,
        subject=subject,
        body=body,
        language=invitation.language,
        event="people.invitation.made",
    )
