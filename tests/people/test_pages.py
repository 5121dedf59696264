"""Pages of people: who reaches which, what they change, what they say when something is wrong."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from comparanda.audit.models import Entry
from comparanda.outbox.models import Message
from comparanda.people.models import Appointment, Invitation, Organisation, Responsibility, Role, User
from comparanda.people.queries import today

from .factories import (
    appoint,
    give_second_factor,
    make_contact_point,
    make_organisation,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

PASSWORD = "a longer secret for tests"


@pytest.fixture
def bg() -> Organisation:
    return make_contact_point("bg")


def client_of(user: User) -> Client:
    give_second_factor(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(bg: Organisation) -> Client:
    user = make_user("bg.coordinator", first_name="Cora", last_name="Coordinator")
    appoint(user, bg, Role.COORDINATOR)
    return client_of(user)


def text_of(response) -> str:
    return response.content.decode()


PAGES = [
    "/en/workspace/team/",
    "/en/workspace/team/bg/",
    "/en/workspace/team/fr/",
    "/en/workspace/team/bg/invite/",
    "/en/workspace/team/bg/people/bg.member/",
    "/en/workspace/profile/",
    "/en/workspace/log/",
]
REACHES = {
    "anonymous": [302] * 7,
    "nobody": [404, 404, 404, 404, 404, 200, 404],
    "member": [302, 200, 404, 404, 404, 200, 200],
    "coordinator": [302, 200, 404, 200, 200, 200, 200],
    "coordinator of fr": [302, 404, 200, 404, 404, 200, 200],
    "editor": [404, 404, 404, 404, 404, 200, 404],
    "commission": [404, 404, 404, 404, 404, 200, 404],
    "administrator": [200, 200, 200, 200, 200, 200, 200],
}


@pytest.mark.parametrize("who", REACHES)
def test_who_reaches_which_page(who: str, bg: Organisation) -> None:
    appoint(make_user("bg.member"), bg)
    fr = make_contact_point("fr")
    user = make_user("visitor")
    places = {
        "member": (bg, Role.MEMBER),
        "coordinator": (bg, Role.COORDINATOR),
        "coordinator of fr": (fr, Role.COORDINATOR),
    }
    kinds = {"editor": "editors", "commission": "commission", "administrator": "administration"}
    if who in places:
        appoint(user, *places[who])
    elif who in kinds:
        appoint(user, make_organisation(kinds[who]), Role(who))
    client = Client() if who == "anonymous" else client_of(user)
    assert [client.get(page).status_code for page in PAGES] == REACHES[who]


def test_a_coordinator_sees_people_roles_and_topics_with_their_days(coordinator: Client, bg) -> None:
    topic = make_topic("asylum")
    appoint(make_user("bg.anna", first_name="Anna", last_name="Petrova"), bg, Role.MEMBER, topic)
    page = text_of(coordinator.get("/en/workspace/team/bg/"))
    assert all(
        word in page for word in ("Anna Petrova", "bg.anna", "Asylum", "Cora Coordinator", "coordinator")
    )
    assert "2026-01-01" in page


def test_a_member_reads_the_team_but_finds_nothing_to_change(bg: Organisation) -> None:
    member = make_user("bg.member", first_name="Mira")
    appoint(member, bg)
    actions_words = ("/invite/", "/people/", "Withdraw")
    page = text_of(client_of(member).get("/en/workspace/team/bg/"))
    assert "Mira" in page
    assert [word for word in actions_words if word in page] == []


def test_a_coordinator_invites_and_the_invited_person_gets_in(coordinator: Client, bg: Organisation) -> None:
    make_topic("asylum")
    sent = coordinator.post(
        "/en/workspace/team/bg/invite/",
        {"email": "new@example.org", "role": "member", "topics": ["asylum"], "language": "bg"},
    )
    assert sent["Location"] == "/en/workspace/team/bg/"
    assert "new@example.org" in text_of(coordinator.get("/en/workspace/team/bg/"))
    path = re.search(r"/bg/invitation/\S+/", Message.objects.get().body_text)[0]
    stranger = Client()
    assert stranger.get(path).status_code == 200
    accepted = stranger.post(
        path,
        {"first_name": "Нели", "last_name": "Нова", "password": PASSWORD, "password_again": PASSWORD},
    )
    assert accepted["Location"] == "/bg/account/login/"
    assert "bg.new" in text_of(stranger.get("/bg/account/login/"))
    entered = stranger.post("/bg/account/login/", {"login": "bg.new", "password": PASSWORD})
    assert entered["Location"] == "/bg/workspace/"
    assert Responsibility.objects.get().topic.slug == "asylum"
    assert stranger.get(path).status_code == 404


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"email": "nobody", "role": "member"}, "email"),
        ({"email": "a@example.org", "role": "coordinator"}, "role"),
        ({"email": "a@example.org", "role": "member", "topics": ["unknown"]}, "topics"),
        ({"email": "bg.anna@example.org", "role": "member"}, "email"),
    ],
)
def test_a_wrong_invitation_is_told_beside_the_field(sent: dict, field: str, coordinator: Client, bg) -> None:
    appoint(make_user("bg.anna"), bg)
    response = coordinator.post("/en/workspace/team/bg/invite/", {"language": "en"} | sent)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text_of(response)
    assert Invitation.objects.count() == Message.objects.count() == 0


def test_an_invitation_is_withdrawn_by_its_coordinator_alone(coordinator: Client, bg: Organisation) -> None:
    coordinator.post(
        "/en/workspace/team/bg/invite/", {"email": "a@example.org", "role": "member", "language": "en"}
    )
    invitation = Invitation.objects.get()
    address = f"/en/workspace/team/bg/invitations/{invitation.reference}/withdraw/"
    other = make_user("fr.coordinator")
    appoint(other, make_contact_point("fr"), Role.COORDINATOR)
    assert client_of(other).post(address).status_code == 404
    assert coordinator.get(address).status_code == 405
    coordinator.post(address)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_a_coordinator_does_not_withdraw_what_an_administrator_sent(coordinator: Client, bg) -> None:
    administrator = make_user("admin")
    appoint(administrator, make_organisation("administration"), Role.ADMINISTRATOR)
    client_of(administrator).post(
        "/en/workspace/team/bg/invite/", {"email": "a@example.org", "role": "coordinator", "language": "en"}
    )
    invitation = Invitation.objects.get()
    address = f"/en/workspace/team/bg/invitations/{invitation.reference}/withdraw/"
    assert coordinator.post(address).status_code == 404


def test_a_coordinator_gives_and_ends_a_topic(coordinator: Client, bg: Organisation) -> None:
    make_topic("asylum")
    appointment = appoint(make_user("bg.anna"), bg)
    address = "/en/workspace/team/bg/people/bg.anna/"
    assert coordinator.get(address).status_code == 200
    given = coordinator.post(
        address,
        {
            "action": "give",
            "give-appointment": appointment.pk,
            "give-topic": "asylum",
            "give-valid_from": today().isoformat(),
            "give-valid_until": "",
        },
    )
    assert given.status_code == 302
    responsibility = Responsibility.objects.get()
    assert (responsibility.valid_from, responsibility.valid_until) == (today(), None)
    last_day = today() + timedelta(days=30)
    key = f"responsibility-{responsibility.pk}"
    coordinator.post(address, {"action": f"end-{key}", f"{key}-last_day": last_day.isoformat()})
    responsibility.refresh_from_db()
    assert responsibility.valid_until == last_day


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"give-topic": "unknown"}, "give-topic"),
        ({"give-valid_from": "31.1.2026"}, "give-valid_from"),
        ({"give-valid_from": "2020-01-01"}, "give-valid_from"),
        ({"give-valid_until": "2026-01-01"}, ""),
    ],
)
def test_a_wrong_topic_or_day_is_told_and_changes_nothing(changes, field, coordinator: Client, bg) -> None:
    make_topic("asylum")
    appointment = appoint(make_user("bg.anna"), bg)
    sent = {
        "action": "give",
        "give-appointment": appointment.pk,
        "give-topic": "asylum",
        "give-valid_from": "2026-02-01",
        "give-valid_until": "",
    }
    response = coordinator.post("/en/workspace/team/bg/people/bg.anna/", sent | changes)
    assert response.status_code == 422
    expected = f'id="id_{field}_error"' if field else "The last day is before the first."
    assert expected in text_of(response)
    assert Responsibility.objects.count() == 0


def test_a_coordinator_cannot_give_a_topic_to_another_contact_point_s_person(coordinator: Client, bg) -> None:
    make_topic("asylum")
    appoint(make_user("bg.anna"), bg)
    stranger = appoint(make_user("fr.anne"), make_contact_point("fr"))
    sent = {
        "action": "give",
        "give-appointment": stranger.pk,
        "give-topic": "asylum",
        "give-valid_from": today().isoformat(),
    }
    assert coordinator.post("/en/workspace/team/bg/people/bg.anna/", sent).status_code == 422
    assert coordinator.post("/en/workspace/team/bg/people/fr.anne/", sent).status_code == 404
    assert Responsibility.objects.count() == 0


def test_a_coordinator_ends_a_member_s_role_but_not_a_coordinator_s(coordinator: Client, bg) -> None:
    member = appoint(make_user("bg.anna"), bg)
    key = f"appointment-{member.pk}"
    day = {f"{key}-last_day": today().isoformat()}
    coordinator.post("/en/workspace/team/bg/people/bg.anna/", {"action": f"end-{key}"} | day)
    member.refresh_from_db()
    assert member.valid_until == today()
    own = Appointment.objects.get(user__username="bg.coordinator")
    key = f"appointment-{own.pk}"
    day = {f"{key}-last_day": today().isoformat()}
    coordinator.post("/en/workspace/team/bg/people/bg.coordinator/", {"action": f"end-{key}"} | day)
    own.refresh_from_db()
    assert own.valid_until is None


def test_an_administrator_makes_a_member_a_coordinator(bg: Organisation) -> None:
    appoint(make_user("bg.anna"), bg)
    administrator = make_user("admin")
    appoint(administrator, make_organisation("administration"), Role.ADMINISTRATOR)
    sent = {
        "action": "appoint",
        "appoint-role": "coordinator",
        "appoint-valid_from": today().isoformat(),
        "appoint-valid_until": "",
    }
    client_of(administrator).post("/en/workspace/team/bg/people/bg.anna/", sent)
    assert Appointment.objects.filter(user__username="bg.anna", role="coordinator").count() == 1


def test_the_profile_is_changed_and_faults_are_told(client: Client) -> None:
    client.force_login(make_user("anna", last_name="A"))
    good = {"first_name": "Anna", "last_name": "Petrova", "language": "bg", "time_zone": "Europe/Sofia"}
    wrong = client.post("/en/workspace/profile/", good | {"language": "xx"})
    assert wrong.status_code == 422
    assert 'id="id_language_error"' in text_of(wrong)
    assert client.post("/en/workspace/profile/", good)["Location"] == "/en/workspace/profile/"
    user = User.objects.get()
    assert (user.name, user.language, user.time_zone) == ("Anna Petrova", "bg", "Europe/Sofia")


def test_the_log_shows_a_contact_point_its_own_and_an_administrator_all(coordinator: Client, bg) -> None:
    appoint(make_user("bg.anna"), bg)
    fr = make_user("fr.coordinator")
    appoint(fr, make_contact_point("fr"), Role.COORDINATOR)
    coordinator.post(
        "/en/workspace/team/bg/invite/", {"email": "a@example.org", "role": "member", "language": "en"}
    )
    administrator = make_user("admin")
    appoint(administrator, make_organisation("administration"), Role.ADMINISTRATOR)
    event = Entry.objects.get().event
    assert event in text_of(coordinator.get("/en/workspace/log/"))
    assert event not in text_of(client_of(fr).get("/en/workspace/log/"))
    page = text_of(client_of(administrator).get("/en/workspace/log/"))
    assert event in page
    assert Entry.objects.get().hash in page
    assert "a@example.org" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_team_page_takes_a_fixed_number_of_queries(
    count: int, coordinator: Client, bg: Organisation, django_assert_max_num_queries
) -> None:
    topic = make_topic("asylum")
    for _ in range(count):
        appoint(make_user(), bg, Role.MEMBER, topic)
    with django_assert_max_num_queries(13):
        coordinator.get("/en/workspace/team/bg/")


@pytest.mark.parametrize("language", ["en", "bg"])
def test_pages_have_no_inline_script_or_style(language: str, coordinator: Client, bg: Organisation) -> None:
    appoint(make_user("bg.anna"), bg, Role.MEMBER, make_topic("asylum"))
    pages = ["team/bg/", "team/bg/invite/", "team/bg/people/bg.anna/", "profile/", "log/"]
    for page in pages:
        html = text_of(coordinator.get(f"/{language}/workspace/{page}"))
        assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", html) == []
        assert len(re.findall(r"<h1[ >]", html)) == 1
