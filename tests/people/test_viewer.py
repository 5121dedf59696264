"""The viewer: roles that hold on the day, and only those."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from comparanda.people.core.viewer import ANONYMOUS, SYSTEM, Viewer
from comparanda.people.models import NetworkMembership, Role
from comparanda.people.queries import viewer_for

from .factories import DAY, appoint, make_contact_point, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_nobody_signed_in_is_anonymous() -> None:
    assert viewer_for(AnonymousUser(), DAY) == ANONYMOUS
    assert not ANONYMOUS.in_network
    assert not ANONYMOUS.signed_in


def test_a_user_without_appointments_is_signed_in_and_nothing_more() -> None:
    user = make_user("anna")
    assert viewer_for(user, DAY) == Viewer(user_id=user.pk, username="anna")


def test_an_inactive_user_is_anonymous() -> None:
    user = make_user(is_active=False)
    appoint(user, make_contact_point())
    assert viewer_for(user, DAY) == ANONYMOUS


def test_member_and_coordinator_of_two_contact_points() -> None:
    user = make_user()
    appoint(user, make_contact_point("bg"), Role.MEMBER)
    appoint(user, make_contact_point("fr"), Role.COORDINATOR)
    viewer = viewer_for(user, DAY)
    assert (viewer.member_of, viewer.coordinator_of) == (frozenset({"bg"}), frozenset({"fr"}))
    assert viewer.contact_points == frozenset({"bg", "fr"})
    assert viewer.observer_of == frozenset()
    assert viewer.in_network


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR])
def test_an_observer_country(role: Role) -> None:
    user = make_user()
    appoint(user, make_contact_point("no", "observer"), role)
    viewer = viewer_for(user, DAY)
    assert viewer.observer_of == viewer.contact_points == frozenset({"no"})


@pytest.mark.parametrize(
    ("kind", "role", "flag", "in_network"),
    [
        ("editors", Role.EDITOR, "editor", True),
        ("commission", Role.COMMISSION, "commission", True),
        ("administration", Role.ADMINISTRATOR, "administrator", False),
    ],
)
def test_roles_outside_contact_points(kind: str, role: Role, flag: str, in_network: bool) -> None:
    user = make_user()
    appoint(user, make_organisation(kind), role)
    viewer = viewer_for(user, DAY)
    flags = {name: getattr(viewer, name) for name in ("editor", "commission", "administrator")}
    assert flags == {"editor": False, "commission": False, "administrator": False, flag: True}
    assert viewer.in_network is in_network
    assert viewer.contact_points == frozenset()
    assert viewer.needs_second_factor


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), False),
        (DAY + timedelta(days=1), None, False),
        (DAY - timedelta(days=9), DAY + timedelta(days=9), True),
    ],
)
def test_past_and_future_appointments_do_not_count(first: date, last: date | None, counts: bool) -> None:
    user = make_user()
    appoint(user, make_contact_point(), Role.COORDINATOR, valid_from=first, valid_until=last)
    assert bool(viewer_for(user, DAY).coordinator_of) is counts


@pytest.mark.parametrize(
    ("period", "counts"),
    [
        ({}, True),
        ({"valid_until": DAY}, True),
        ({"valid_until": DAY - timedelta(days=1)}, False),
        ({"valid_from": DAY + timedelta(days=1)}, False),
    ],
)
def test_a_contact_point_that_left_or_has_not_joined_gives_no_role(period: dict, counts: bool) -> None:
    user = make_user()
    appoint(user, make_contact_point("bg", **period))
    assert viewer_for(user, DAY).in_network is counts


def test_an_observer_that_became_a_member_is_no_observer_any_more() -> None:
    user = make_user()
    contact_point = make_contact_point("no", "observer", valid_until=DAY - timedelta(days=1))
    NetworkMembership.objects.create(organisation=contact_point, status="member", valid_from=DAY)
    appoint(user, contact_point)
    assert viewer_for(user, DAY).observer_of == frozenset()
    assert viewer_for(user, DAY - timedelta(days=1)).observer_of == frozenset({"no"})


def test_a_member_does_without_second_factor_but_a_coordinator_does_not() -> None:
    assert not Viewer(user_id=1, member_of=frozenset({"bg"})).needs_second_factor
    assert Viewer(user_id=1, coordinator_of=frozenset({"bg"})).needs_second_factor


def test_the_system_is_no_person() -> None:
    assert SYSTEM.administrator
    assert not SYSTEM.signed_in


@pytest.mark.parametrize("count", [1, 3])
def test_the_viewer_takes_one_query(count: int, django_assert_num_queries) -> None:
    user = make_user()
    for code in ["bg", "fr", "no"][:count]:
        appoint(user, make_contact_point(code))
    with django_assert_num_queries(1):
        assert len(viewer_for(user, DAY).member_of) == count
