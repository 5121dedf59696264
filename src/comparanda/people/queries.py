"""Reads of people: who is looking, which contact points there are, who answers for which topics.

Leaves out permission: `people.rules` says who may read a team.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from .core.viewer import ANONYMOUS, Viewer
from .models import (
    Appointment,
    NetworkMembership,
    NetworkStatus,
    Organisation,
    OrganisationKind,
    Responsibility,
    Role,
    Topic,
    User,
    held,
)

NETWORK_ZONE = ZoneInfo("Europe/Brussels")
"""The network's days begin and end in Brussels."""


def today(now: datetime | None = None) -> date:
    """The network's day at a time; at this moment when none is given."""
    return (now or timezone.now()).astimezone(NETWORK_ZONE).date()


def yesterday(on: date) -> date:
    """The last day of what stops holding on a day."""
    return on - timedelta(days=1)


def _membership_of(organisation: str) -> QuerySet[NetworkMembership]:
    return NetworkMembership.objects.filter(organisation=OuterRef(organisation))


def _out_of_network(on: date, organisation: str) -> Q:
    """Contact points whose recorded memberships all are over or still to come."""
    memberships = _membership_of(organisation)
    return Q(Exists(memberships)) & ~Q(Exists(memberships.filter(held(on))))


def viewer_for(user: Any, on: date) -> Viewer:
    """The viewer that a request's user is on a day, from the appointments that hold then. One SQL query.

    A user who is not signed in or not active is ANONYMOUS. Appointments in a contact point whose recorded
    memberships of the network do not hold on the day do not count.
    """
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    observing = _membership_of("organisation").filter(held(on), status=NetworkStatus.OBSERVER)
    held_roles = (
        Appointment.objects.filter(held(on), user=user)
        .exclude(_out_of_network(on, "organisation"))
        .annotate(observing=Exists(observing))
        .order_by()
        .values_list("role", "organisation__code", "observing")
    )
    codes: dict[str, set[str]] = {role: set() for role in Role.values}
    observer_of: set[str] = set()
    for role, code, is_observing in held_roles:
        codes[role].add(code)
        if is_observing and role in (Role.MEMBER, Role.COORDINATOR):
            observer_of.add(code)
    return Viewer(
        user_id=user.pk,
        username=user.username,
        member_of=frozenset(codes[Role.MEMBER]),
        coordinator_of=frozenset(codes[Role.COORDINATOR]),
        observer_of=frozenset(observer_of),
        editor=bool(codes[Role.EDITOR]),
        commission=bool(codes[Role.COMMISSION]),
        administrator=bool(codes[Role.ADMINISTRATOR]),
    )


def topics() -> QuerySet[Topic]:
    """All topics in their order."""
    return Topic.objects.order_by("position", "slug")


def contact_points(on: date) -> QuerySet[Organisation]:
    """The contact points of the network on a day, by country code.

    Each carries `status`: "member", "observer", or "" when no membership is recorded at all.
    """
    status = _membership_of("pk").filter(held(on)).values("status")[:1]
    return (
        Organisation.objects.filter(kind=OrganisationKind.CONTACT_POINT)
        .exclude(_out_of_network(on, "pk"))
        .annotate(status=Coalesce(Subquery(status), Value("")))
        .order_by("country_code")
    )


def host_of(organisation: Organisation, on: date) -> NetworkMembership | None:
    """The membership that holds on a day, with the host institution of that day; None when there is none."""
    return organisation.memberships.filter(held(on)).first()


def _people_of(organisation: Organisation, on: date) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(held(on), organisation=organisation, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user__username")
    )


def coordinators_of(organisation: Organisation, on: date) -> list[Appointment]:
    """Who coordinates a contact point on a day, by username."""
    return list(_people_of(organisation, on).filter(role=Role.COORDINATOR))


def members_of(organisation: Organisation, on: date) -> list[Appointment]:
    """Everybody with a role in an organisation on a day, by username; a person with two roles comes twice."""
    return list(_people_of(organisation, on))


def members_responsible(organisation: Organisation, topics: Iterable[str], on: date) -> list[Appointment]:
    """Who answers for topics in a contact point on a day, the best placed first.

    First whoever covers more of the topics, then whoever is more specific (answers for fewer topics in all), then
    by the position of the first topic covered, then by username. Empty when nobody answers for any of them:
    coordinators do not step in here. One SQL query and one for the responsibilities.

    Args:
        topics: slugs, e.g. ["labour-migration"].
    """
    wanted = set(topics)
    if not wanted:
        return []
    responsibilities = Responsibility.objects.filter(held(on)).select_related("topic")
    candidates = (
        _people_of(organisation, on)
        .filter(held(on, "responsibilities__"), responsibilities__topic__slug__in=wanted)
        .distinct()
        .prefetch_related(Prefetch("responsibilities", responsibilities, to_attr="held_responsibilities"))
    )

    def place(appointment: Appointment) -> tuple[int, int, int, str]:
        held_topics = [responsibility.topic for responsibility in appointment.held_responsibilities]
        covered = [topic for topic in held_topics if topic.slug in wanted]
        return (
            -len(covered),
            len(held_topics),
            min(topic.position for topic in covered),
            appointment.user.username,
        )

    return sorted(candidates, key=place)


def team(organisations: Sequence[Organisation], on: date) -> dict[str, list[Appointment]]:
    """Everybody who has or will have a role, by organisation code, with their responsibilities. Three SQL queries.

    Each appointment carries `current_responsibilities`: those that hold or will hold, in the order of topics.
    What is over is left out; the audit log keeps it.
    """
    not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    appointments = (
        Appointment.objects.filter(not_over, organisation__in=organisations, user__is_active=True)
        .select_related("user", "organisation")
        .prefetch_related(
            Prefetch(
                "responsibilities",
                Responsibility.objects.filter(not_over)
                .select_related("topic")
                .order_by("topic__position", "topic__slug", "valid_from"),
                to_attr="current_responsibilities",
            )
        )
        .order_by("user__last_name", "user__first_name", "user__username", "valid_from")
    )
    found: dict[str, list[Appointment]] = {organisation.code: [] for organisation in organisations}
    for appointment in appointments:
        found[appointment.organisation.code].append(appointment)
    return found


def users_with_role(roles: Iterable[str], on: date) -> QuerySet[User]:
    """Active people who hold one of the roles anywhere on a day, e.g. all editors."""
    appointments = Appointment.objects.filter(held(on), user=OuterRef("pk"), role__in=list(roles))
    return User.objects.filter(Exists(appointments), is_active=True).order_by("username")
