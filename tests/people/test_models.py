"""The rules of the rows: what the database refuses, what a check of a row refuses, what rows tell of themselves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from comparanda.kernel.language import Spoken
from comparanda.people.models import (
    Appointment,
    Invitation,
    NetworkMembership,
    Organisation,
    Responsibility,
    Role,
    Topic,
    User,
)

from .factories import DAY, appoint, make_contact_point, make_organisation, make_topic, make_user

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    """Whether the database refuses a row."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("email", ["anna@example.org", "Anna@Example.org"])
def test_an_address_has_one_account_whatever_its_capitals(email: str) -> None:
    make_user("anna", email="anna@example.org")
    assert refused(lambda: User.objects.create(username="other", email=email))


def test_a_new_user_reads_english_in_the_network_s_zone() -> None:
    user = make_user()
    assert (user.language, user.time_zone) == ("en", "Europe/Brussels")


@pytest.mark.parametrize(("name", "value"), [("language", "xx"), ("time_zone", "Europe/Nowhere")])
def test_unknown_language_and_zone_are_refused(name: str, value: str) -> None:
    user = make_user("anna")
    user.set_password("long enough a password")
    setattr(user, name, value)
    with pytest.raises(ValidationError) as fault:
        user.full_clean()
    assert set(fault.value.error_dict) == {name}


@pytest.mark.parametrize(
    "label", [{}, {"bg": "Убежище"}, {"en": " "}, {"en": "Asylum", "bg": ""}, {"en": 1}, "Asylum", ["Asylum"]]
)
def test_a_label_needs_english_and_no_empty_text(label: object) -> None:
    with pytest.raises(ValidationError) as fault:
        Topic(slug="asylum", label=label).full_clean()
    assert set(fault.value.error_dict) == {"label"}


def test_a_label_falls_back_to_english_visibly() -> None:
    topic = Topic(slug="asylum", label={"en": "Asylum", "bg": "Убежище"})
    assert topic.spoken_label("bg") == Spoken("Убежище", "bg")
    assert topic.spoken_label("de") == Spoken("Asylum", "en")
    assert make_contact_point("bg").name_in("bg") == "Точка BG"


def test_slugs_and_codes_are_unique() -> None:
    make_topic("asylum")
    make_contact_point("bg")
    assert refused(lambda: make_topic("asylum"))
    assert refused(lambda: make_contact_point("bg"))


def test_a_country_has_one_contact_point() -> None:
    make_contact_point("bg")
    other = {"kind": "contact_point", "country_code": "BG", "name": {"en": "x"}}
    assert refused(lambda: Organisation.objects.create(code="bg2", **other))
    assert not refused(lambda: Organisation.objects.create(code="ministry", **other | {"kind": "editors"}))


def test_a_contact_point_needs_a_country() -> None:
    assert refused(lambda: Organisation.objects.create(code="x", kind="contact_point", name={"en": "x"}))


@pytest.mark.parametrize("code", ["bg", "B", "BGR", "Б1"])
def test_a_country_code_is_two_capital_letters(code: str) -> None:
    with pytest.raises(ValidationError) as fault:
        Organisation(code="x", kind="contact_point", country_code=code, name={"en": "x"}).full_clean()
    assert "country_code" in fault.value.error_dict


def test_periods_do_not_end_before_they_begin() -> None:
    user, point, topic = make_user(), make_contact_point("bg", None), make_topic("asylum")
    backwards = {"valid_from": DAY, "valid_until": DAY - timedelta(days=1)}
    appointment = appoint(user, point)
    assert refused(lambda: NetworkMembership.objects.create(organisation=point, status="member", **backwards))
    assert refused(lambda: appoint(user, point, Role.COORDINATOR, **backwards))
    assert refused(lambda: Responsibility.objects.create(appointment=appointment, topic=topic, **backwards))


def test_one_open_row_of_a_kind() -> None:
    user, point, topic = make_user(), make_contact_point("bg"), make_topic("asylum")
    appointment = appoint(user, point, Role.MEMBER, topic)
    assert refused(lambda: NetworkMembership.objects.create(organisation=point, status="observer"))
    assert refused(lambda: appoint(user, point, Role.MEMBER, valid_from=DAY))
    assert refused(
        lambda: Responsibility.objects.create(appointment=appointment, topic=topic, valid_from=DAY)
    )
    assert not refused(lambda: appoint(user, point, Role.COORDINATOR))


def test_memberships_do_not_overlap_and_belong_to_contact_points() -> None:
    point = make_contact_point("pt", valid_until=date(2023, 10, 28))
    with pytest.raises(ValidationError, match="overlap"):
        NetworkMembership(organisation=point, status="member", valid_from=date(2023, 10, 28)).full_clean()
    NetworkMembership(organisation=point, status="member", valid_from=date(2023, 10, 29)).full_clean()
    with pytest.raises(ValidationError, match="Only a contact point"):
        NetworkMembership(organisation=make_organisation("editors"), status="member").full_clean()


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("contact_point", {"member", "coordinator"}),
        ("editors", {"editor"}),
        ("commission", {"commission"}),
        ("administration", {"administrator"}),
    ],
)
def test_an_organisation_gives_the_roles_of_its_kind(kind: str, allowed: set[str]) -> None:
    organisation = make_contact_point() if kind == "contact_point" else make_organisation(kind)
    user = make_user()
    taken = set()
    for role in Role.values:
        try:
            Appointment(user=user, organisation=organisation, role=role, valid_from=DAY).full_clean()
        except ValidationError:
            continue
        taken.add(role)
    assert taken == allowed


def test_topics_are_given_in_contact_points_only() -> None:
    appointment = appoint(make_user(), make_organisation("editors"), Role.EDITOR)
    with pytest.raises(ValidationError, match="contact points"):
        Responsibility(appointment=appointment, topic=make_topic("asylum"), valid_from=DAY).full_clean()


def test_an_invitation_has_a_period_and_one_end() -> None:
    now = timezone.now()
    fields = {
        "email": "a@example.org",
        "organisation": make_contact_point(),
        "role": "member",
        "created_at": now,
        "expires_at": now + timedelta(days=1),
    }
    assert refused(lambda: Invitation.objects.create(token_hash="1", **fields | {"expires_at": now}))
    assert refused(
        lambda: Invitation.objects.create(token_hash="2", **fields, accepted_at=now, withdrawn_at=now)
    )
    Invitation.objects.create(token_hash="3", **fields)
    assert refused(lambda: Invitation.objects.create(token_hash="4", **fields | {"email": "A@example.org"}))


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(days=1), None, False),
        (date(2020, 1, 1), DAY - timedelta(days=1), False),
    ],
)
def test_a_row_and_its_query_agree_on_the_day(first: date, last: date | None, holds: bool) -> None:
    appointment = appoint(make_user(), make_contact_point(), valid_from=first, valid_until=last)
    assert appointment.holds_on(DAY) is holds
    assert Appointment.objects.held_on(DAY).exists() is holds
