"""Who may manage whom: the table, and that predicate and queryset agree with it and with each other."""

import pytest
from django.db import transaction

from comparanda.audit.actions import record
from comparanda.audit.models import Entry
from comparanda.people import rules
from comparanda.people.core.viewer import ANONYMOUS, SYSTEM, Viewer
from comparanda.people.models import Organisation, Role

from .factories import make_contact_point, make_organisation

pytestmark = pytest.mark.django_db

BG = frozenset({"bg"})
VIEWERS = {
    "anonymous": ANONYMOUS,
    "member": Viewer(user_id=1, username="m", member_of=BG),
    "coordinator": Viewer(user_id=2, username="c", coordinator_of=BG),
    "observer": Viewer(
        user_id=3, username="o", coordinator_of=frozenset({"no"}), observer_of=frozenset({"no"})
    ),
    "editor": Viewer(user_id=4, username="e", editor=True),
    "commission": Viewer(user_id=5, username="k", commission=True),
    "administrator": Viewer(user_id=6, username="a", administrator=True),
    "system": SYSTEM,
}
EVERYTHING = {"administration", "bg", "commission", "editors", "no"}

MANAGES = {"coordinator": {"bg"}, "observer": {"no"}, "administrator": EVERYTHING, "system": EVERYTHING}
SEES = MANAGES | {"member": {"bg"}}
APPOINTS = {
    "coordinator": {("bg", "member")},
    "observer": {("no", "member")},
    "administrator": {
        ("bg", "member"),
        ("bg", "coordinator"),
        ("no", "member"),
        ("no", "coordinator"),
        ("editors", "editor"),
        ("commission", "commission"),
        ("administration", "administrator"),
    },
}
APPOINTS["system"] = APPOINTS["administrator"]
READS_LOG_OF = {
    "member": {"bg"},
    "coordinator": {"bg"},
    "observer": {"no"},
    "administrator": {"bg", "no", "editors", ""},
    "system": {"bg", "no", "editors", ""},
}


@pytest.fixture
def organisations() -> list[Organisation]:
    return [
        make_contact_point("bg"),
        make_contact_point("no", "observer"),
        *[make_organisation(kind) for kind in ("editors", "commission", "administration")],
    ]


@pytest.mark.parametrize("role", VIEWERS)
def test_who_manages_and_who_sees_a_team(role: str, organisations: list[Organisation]) -> None:
    viewer = VIEWERS[role]
    manages = {one.code for one in organisations if rules.can_manage(viewer, one)}
    assert manages == {one.code for one in rules.organisations_manageable_by(viewer)}
    assert manages == MANAGES.get(role, set())
    sees = {one.code for one in organisations if rules.can_see_team(viewer, one)}
    assert sees == {one.code for one in rules.organisations_whose_team_is_seen_by(viewer)}
    assert sees == SEES.get(role, set())


@pytest.mark.parametrize("role", VIEWERS)
def test_who_gives_which_role(role: str, organisations: list[Organisation]) -> None:
    viewer = VIEWERS[role]
    given = {(one.code, str(given)) for one in organisations for given in rules.roles_given_by(viewer, one)}
    assert given == APPOINTS.get(role, set())
    for organisation in organisations:
        for each in Role:
            if each in organisation.roles:
                expected = (organisation.code, str(each)) in given
                assert rules.can_appoint(viewer, organisation, each) is expected


@pytest.mark.parametrize("role", VIEWERS)
def test_who_reads_the_log(role: str) -> None:
    viewer = VIEWERS[role]
    with transaction.atomic():
        for code in ("bg", "no", "editors", ""):
            record("people.user.created", actor="system", subject="user:x", organisation=code)
    read = {entry.organisation for entry in Entry.objects.all() if rules.can_read_log(viewer, entry)}
    assert read == {entry.organisation for entry in rules.entries_readable_by(viewer)}
    assert read == READS_LOG_OF.get(role, set())
