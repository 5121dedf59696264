"""Makers of people for tests: real rows, as few as a test needs."""

from datetime import date
from itertools import count

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

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

DAY = date(2026, 6, 1)
"""The day on which tests look, unless they say otherwise."""

_number = count(1)


def make_user(username: str = "", **fields: object) -> User:
    username = username or f"user.{next(_number)}"
    return User.objects.create_user(
        username, fields.pop("email", f"{username}@example.org"), fields.pop("password", None), **fields
    )


def make_topic(slug: str, position: int = 0) -> Topic:
    return Topic.objects.create(slug=slug, label={"en": slug.capitalize()}, position=position)


def make_contact_point(
    code: str = "bg", status: str | None = "member", **period: date | None
) -> Organisation:
    organisation = Organisation.objects.create(
        code=code,
        kind=OrganisationKind.CONTACT_POINT,
        country_code=code.upper(),
        name={"en": f"Contact point {code.upper()}", "bg": f"Точка {code.upper()}"},
    )
    if status is not None:
        NetworkMembership.objects.create(organisation=organisation, status=status, **period)
    return organisation


def make_organisation(kind: str) -> Organisation:
    return Organisation.objects.create(code=kind, kind=kind, name={"en": kind.capitalize()})


def appoint(
    user: User,
    organisation: Organisation,
    role: str = Role.MEMBER,
    *topics: Topic,
    valid_from: date = date(2026, 1, 1),
    valid_until: date | None = None,
) -> Appointment:
    appointment = Appointment.objects.create(
        user=user, organisation=organisation, role=role, valid_from=valid_from, valid_until=valid_until
    )
    for topic in topics:
        Responsibility.objects.create(appointment=appointment, topic=topic, valid_from=valid_from)
    return appointment


def give_second_factor(user: User) -> str:
    """Sets up an authenticator app for a user, as coordinators and above need one; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret
