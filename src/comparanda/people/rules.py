"""Who may manage people: each permission as a predicate and as a queryset, side by side.

Leaves out who may see answers: `answers.rules`. A coordinator looks after the own contact point, an administrator
after every organisation; nobody else after any. Members read who is in their own team.
"""

from django.db.models import QuerySet

from comparanda.audit import queries as audit
from comparanda.audit.models import Entry

from .core.viewer import Viewer
from .models import Organisation, Role


def can_manage(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the viewer may see a team and change its responsibilities."""
    return viewer.administrator or organisation.code in viewer.coordinator_of


def organisations_manageable_by(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations for which `can_manage` holds."""
    if viewer.administrator:
        return Organisation.objects.all()
    return Organisation.objects.filter(code__in=viewer.coordinator_of)


def can_see_team(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the viewer may read who works for an organisation: whoever manages it, and its own people."""
    return can_manage(viewer, organisation) or organisation.code in viewer.contact_points


def organisations_whose_team_is_seen_by(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations for which `can_see_team` holds."""
    if viewer.administrator:
        return Organisation.objects.all()
    return Organisation.objects.filter(code__in=viewer.contact_points)


def can_appoint(viewer: Viewer, organisation: Organisation, role: str) -> bool:
    """Whether the viewer may give or take a role: coordinators that of a member, administrators any."""
    return viewer.administrator or (role == Role.MEMBER and organisation.code in viewer.coordinator_of)


def roles_given_by(viewer: Viewer, organisation: Organisation) -> list[Role]:
    """The roles of an organisation for which `can_appoint` holds."""
    return [role for role in organisation.roles if can_appoint(viewer, organisation, role)]


def can_read_log(viewer: Viewer, entry: Entry) -> bool:
    """Whether the viewer may read an entry of the audit log: administrators all, a contact point its own."""
    return viewer.administrator or (bool(entry.organisation) and entry.organisation in viewer.contact_points)


def entries_readable_by(viewer: Viewer) -> QuerySet[Entry]:
    """The entries for which `can_read_log` holds, the latest first."""
    if viewer.administrator:
        return audit.entries()
    return audit.entries().filter(organisation__in=viewer.contact_points)
