"""Reads of people: who answers for which topic, who coordinates, which contact points the network has."""

from datetime import UTC, date, datetime, timedelta

import pytest

from comparanda.people import queries
from comparanda.people.models import NetworkMembership, Responsibility, Role

from .factories import DAY, appoint, make_contact_point, make_organisation, make_topic, make_user

pytestmark = pytest.mark.django_db


def names(appointments) -> list[str]:
    return [appointment.user.username for appointment in appointments]


def test_the_network_s_day_is_that_of_brussels() -> None:
    assert queries.today(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert queries.today(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)) == date(2026, 6, 30)


def test_who_covers_more_topics_comes_first_then_the_more_specific() -> None:
    point = make_contact_point()
    labour, blue_card, asylum = make_topic("labour", 1), make_topic("blue-card", 2), make_topic("asylum", 3)
    appoint(make_user("both"), point, Role.MEMBER, labour, blue_card)
    appoint(make_user("all"), point, Role.COORDINATOR, labour, blue_card, asylum)
    appoint(make_user("specific"), point, Role.MEMBER, blue_card)
    appoint(make_user("labour"), point, Role.MEMBER, labour)
    appoint(make_user("asylum"), point, Role.MEMBER, asylum)
    found = queries.members_responsible(point, ["labour", "blue-card"], DAY)
    assert names(found) == ["both", "all", "labour", "specific"]
    assert names(queries.members_responsible(point, ["asylum"], DAY)) == ["asylum", "all"]


def test_nobody_responsible_leaves_the_list_empty() -> None:
    point = make_contact_point()
    appoint(make_user(), point, Role.COORDINATOR)
    make_topic("asylum")
    assert queries.members_responsible(point, ["asylum"], DAY) == []
    assert queries.members_responsible(point, [], DAY) == []


@pytest.mark.parametrize(
    ("period", "counts"),
    [
        ({"valid_from": DAY}, True),
        ({"valid_from": DAY + timedelta(days=1)}, False),
        ({"valid_from": date(2026, 1, 1), "valid_until": DAY - timedelta(days=1)}, False),
    ],
)
def test_past_and_future_responsibilities_do_not_count(period: dict, counts: bool) -> None:
    point, topic = make_contact_point(), make_topic("asylum")
    appointment = appoint(make_user(), point)
    Responsibility.objects.create(appointment=appointment, topic=topic, **period)
    assert bool(queries.members_responsible(point, ["asylum"], DAY)) is counts


def test_a_responsibility_of_an_ended_appointment_or_closed_account_does_not_count() -> None:
    point, topic = make_contact_point(), make_topic("asylum")
    appoint(make_user(), point, Role.MEMBER, topic, valid_until=DAY - timedelta(days=1))
    appoint(make_user(is_active=False), point, Role.MEMBER, topic)
    assert queries.members_responsible(point, ["asylum"], DAY) == []


def test_a_past_and_a_present_responsibility_do_not_mix() -> None:
    point, old, new = make_contact_point(), make_topic("old"), make_topic("new")
    appointment = appoint(make_user(), point, Role.MEMBER, new)
    yesterday = DAY - timedelta(days=1)
    Responsibility.objects.create(
        appointment=appointment, topic=old, valid_from=date(2026, 1, 1), valid_until=yesterday
    )
    assert queries.members_responsible(point, ["old"], DAY) == []
    assert len(queries.members_responsible(point, ["old"], yesterday)) == 1


def test_other_contact_points_do_not_answer() -> None:
    topic = make_topic("asylum")
    appoint(make_user(), make_contact_point("fr"), Role.MEMBER, topic)
    assert queries.members_responsible(make_contact_point("bg"), ["asylum"], DAY) == []


def test_coordinators_by_username() -> None:
    point = make_contact_point()
    for username in ("zoe", "adam"):
        appoint(make_user(username), point, Role.COORDINATOR)
    appoint(make_user("member"), point)
    appoint(make_user("past"), point, Role.COORDINATOR, valid_until=DAY - timedelta(days=1))
    assert names(queries.coordinators_of(point, DAY)) == ["adam", "zoe"]


def test_contact_points_of_the_day_with_their_status() -> None:
    make_contact_point("bg")
    make_contact_point("no", "observer", valid_from=DAY)
    make_contact_point("gb", "member", valid_until=DAY - timedelta(days=1))
    make_contact_point("xk", None)
    make_organisation("editors")
    found = [(point.code, point.status) for point in queries.contact_points(DAY)]
    assert found == [("bg", "member"), ("no", "observer"), ("xk", "")]
    before = [(point.code, point.status) for point in queries.contact_points(DAY - timedelta(days=1))]
    assert before == [("bg", "member"), ("gb", "member"), ("xk", "")]


def test_the_host_is_that_of_the_day() -> None:
    point = make_contact_point("pt", host={"en": "SEF"}, valid_until=date(2023, 10, 28))
    NetworkMembership.objects.create(
        organisation=point, status="member", host={"en": "AIMA"}, valid_from=date(2023, 10, 29)
    )
    assert queries.host_of(point, date(2023, 10, 28)).host == {"en": "SEF"}
    assert queries.host_of(point, date(2023, 10, 29)).host == {"en": "AIMA"}


def test_topics_in_their_order() -> None:
    make_topic("b", 2), make_topic("a", 2), make_topic("z", 1)
    assert [topic.slug for topic in queries.topics()] == ["z", "a", "b"]


@pytest.mark.parametrize("count", [1, 3])
def test_reads_take_a_fixed_number_of_queries(count: int, django_assert_num_queries) -> None:
    point, topic = make_contact_point(), make_topic("asylum")
    for _ in range(count):
        appoint(make_user(), point, Role.MEMBER, topic)
    with django_assert_num_queries(2):
        assert len(queries.members_responsible(point, ["asylum"], DAY)) == count
    with django_assert_num_queries(2):
        [held] = list(queries.team([point], DAY).values())
        assert len([one.current_responsibilities for one in held]) == count


def test_users_with_a_role() -> None:
    appoint(make_user("editor"), make_organisation("editors"), Role.EDITOR)
    appoint(make_user("officer"), make_organisation("commission"), Role.COMMISSION)
    appoint(make_user("late"), make_contact_point(), Role.COORDINATOR, valid_from=DAY + timedelta(days=1))
    found = queries.users_with_role([Role.EDITOR, Role.COMMISSION, Role.COORDINATOR], DAY)
    assert [user.username for user in found] == ["editor", "officer"]
