"""Writes of people: permission, change, log and letter together, or nothing."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from comparanda.audit import queries as audit
from comparanda.audit.models import Entry
from comparanda.outbox.models import Message
from comparanda.people import actions
from comparanda.people.core.viewer import SYSTEM, Viewer
from comparanda.people.models import Appointment, Invitation, Responsibility, Role, User
from comparanda.people.queries import today, viewer_for

from .factories import appoint, make_contact_point, make_organisation, make_topic, make_user

pytestmark = pytest.mark.django_db

COORDINATOR = Viewer(user_id=None, username="bg.coordinator", coordinator_of=frozenset({"bg"}))
MEMBER = Viewer(user_id=None, username="bg.member", member_of=frozenset({"bg"}))
PASSWORD = "a longer secret for tests"


def token_in(message: Message) -> str:
    return re.search(r"/invitation/([\w-]+)/", message.body_text)[1]


def invite_one(viewer: Viewer = SYSTEM, role: str = Role.MEMBER, **changes) -> tuple[Invitation, str]:
    fields = {"email": "anna.petrova@example.org", "organisation": None} | changes
    fields["organisation"] = fields["organisation"] or make_contact_point()
    invitation = actions.invite(viewer, role=role, **fields)
    return invitation, token_in(Message.objects.order_by("-pk").first())


def events() -> list[str]:
    return [entry.event for entry in Entry.objects.order_by("sequence")]


def test_an_invitation_goes_by_letter_in_its_language_and_keeps_no_secret() -> None:
    invitation, token = invite_one(COORDINATOR, language="bg", email="Anna.Petrova@Example.org")
    letter = Message.objects.get()
    assert (letter.to, letter.language, letter.event) == (
        "anna.petrova@example.org",
        "bg",
        "people.invitation.made",
    )
    assert "/bg/invitation/" in letter.body_text
    assert "Точка BG" in letter.subject
    assert token not in invitation.token_hash
    assert events() == ["people.invitation.made"]
    entry = Entry.objects.get()
    assert (entry.actor, entry.organisation, entry.subject) == (
        "bg.coordinator",
        "bg",
        f"invitation:{invitation.reference}",
    )
    assert "example.org" not in str(entry.details)


def test_accepting_makes_account_appointment_and_responsibilities() -> None:
    topics = [make_topic("asylum", 1), make_topic("return", 2)]
    invitation, token = invite_one(COORDINATOR, topics=topics, language="bg")
    user = actions.accept_invitation(token=token, first_name="Anna", last_name="Petrova", password=PASSWORD)
    assert (user.username, user.name, user.language) == ("bg.anna-petrova", "Anna Petrova", "bg")
    assert user.check_password(PASSWORD)
    assert user.emailaddress_set.get().verified
    assert viewer_for(user, today()).member_of == frozenset({"bg"})
    held = Responsibility.objects.order_by("topic__position")
    assert [(one.topic.slug, one.valid_from) for one in held] == [("asylum", today()), ("return", today())]
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert events() == ["people.invitation.made", "people.user.created", "people.invitation.accepted"]
    assert audit.verify().sound


def test_an_invitation_is_accepted_once() -> None:
    _, token = invite_one()
    actions.accept_invitation(token=token, last_name="Petrova", password=PASSWORD)
    with pytest.raises(actions.InvitationError, match="accepted already"):
        actions.accept_invitation(token=token, last_name="Petrova", password=PASSWORD)
    assert User.objects.count() == 1


def test_an_invitation_that_ran_out_or_was_withdrawn_does_not_hold() -> None:
    invitation, token = invite_one()
    with pytest.raises(actions.InvitationError, match="run out"):
        actions.open_invitation(token, now=invitation.expires_at)
    actions.withdraw_invitation(SYSTEM, invitation=invitation)
    with pytest.raises(actions.InvitationError, match="does not hold"):
        actions.open_invitation(token)
    with pytest.raises(actions.InvitationError, match="no longer open"):
        actions.withdraw_invitation(SYSTEM, invitation=invitation)
    with pytest.raises(actions.InvitationError, match="does not hold"):
        actions.open_invitation("another")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"last_name": "Petrova", "password": "short"}, {"password"}),
        ({"last_name": "Petrova", "password": "123456789012345"}, {"password"}),
        ({"password": PASSWORD}, {"first_name"}),
        ({"last_name": " ", "password": ""}, {"first_name", "password"}),
    ],
)
def test_a_weak_password_or_no_name_changes_nothing(fields: dict, wrong: set[str]) -> None:
    invitation, token = invite_one()
    with pytest.raises(ValidationError) as fault:
        actions.accept_invitation(token=token, **fields)
    assert set(fault.value.error_dict) == wrong
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert User.objects.count() == Appointment.objects.count() == 0


def test_an_existing_account_accepts_signed_in_and_keeps_its_password() -> None:
    user = make_user("anna", email="anna.petrova@example.org", password=PASSWORD)
    _, token = invite_one()
    for other in (None, make_user("eve")):
        with pytest.raises(actions.InvitationError, match="Sign in with it"):
            actions.accept_invitation(token=token, password="another long secret", user=other)
    assert actions.accept_invitation(token=token, user=user) == user
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert viewer_for(user, today()).member_of == frozenset({"bg"})


def test_somebody_signed_in_does_not_accept_for_another_address() -> None:
    _, token = invite_one()
    with pytest.raises(actions.InvitationError, match="another address"):
        actions.accept_invitation(token=token, last_name="P", password=PASSWORD, user=make_user())


def test_usernames_stay_unique() -> None:
    point = make_contact_point()
    usernames = []
    for address in ("anna@one.example", "anna@two.example", "Anna@three.example"):
        _, token = invite_one(email=address, organisation=point)
        usernames.append(actions.accept_invitation(token=token, last_name="A", password=PASSWORD).username)
    assert usernames == ["bg.anna", "bg.anna-2", "bg.anna-3"]


def test_an_address_has_one_open_invitation_to_a_role() -> None:
    point = make_contact_point()
    invitation, _ = invite_one(organisation=point)
    with pytest.raises(ValidationError, match="open invitation"):
        invite_one(organisation=point)
    later = invitation.expires_at + timedelta(days=1)
    invite_one(organisation=point, now=later)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at == later


def test_whoever_has_the_role_is_not_invited_to_it() -> None:
    point = make_contact_point()
    appoint(make_user("anna", email="anna.petrova@example.org"), point)
    with pytest.raises(ValidationError, match="already"):
        invite_one(organisation=point)
    invite_one(organisation=point, role=Role.COORDINATOR)


def test_no_letter_and_no_entry_without_permission() -> None:
    bg, fr, editors = make_contact_point("bg"), make_contact_point("fr"), make_organisation("editors")
    attempts = [
        (MEMBER, bg, Role.MEMBER),
        (COORDINATOR, bg, Role.COORDINATOR),
        (COORDINATOR, fr, Role.MEMBER),
        (COORDINATOR, editors, Role.EDITOR),
    ]
    for viewer, organisation, role in attempts:
        with pytest.raises(actions.NotAllowedError):
            actions.invite(viewer, email="a@example.org", organisation=organisation, role=role)
        with pytest.raises(actions.NotAllowedError):
            actions.appoint(
                viewer, user=make_user(), organisation=organisation, role=role, valid_from=today()
            )
    assert Message.objects.count() == Entry.objects.count() == Invitation.objects.count() == 0


def test_a_role_that_the_organisation_does_not_give_is_refused() -> None:
    with pytest.raises(ValidationError, match="does not give"):
        actions.appoint(
            SYSTEM, user=make_user(), organisation=make_contact_point(), role=Role.EDITOR, valid_from=today()
        )
    with pytest.raises(ValidationError, match="does not give"):
        invite_one(role=Role.EDITOR, organisation=make_contact_point("fr"))


def test_appointments_of_a_kind_do_not_overlap() -> None:
    user, point = make_user(), make_contact_point()
    first = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 6, 30)}
    actions.appoint(SYSTEM, user=user, organisation=point, role=Role.MEMBER, **first)
    with pytest.raises(ValidationError, match="already"):
        actions.appoint(SYSTEM, user=user, organisation=point, role=Role.MEMBER, valid_from=date(2026, 6, 30))
    actions.appoint(SYSTEM, user=user, organisation=point, role=Role.MEMBER, valid_from=date(2026, 7, 1))
    assert events() == ["people.appointment.made"] * 2


def test_ending_a_role_ends_its_topics() -> None:
    point = make_contact_point()
    appointment = appoint(make_user("anna"), point, Role.MEMBER, make_topic("asylum"), make_topic("return"))
    last_day = today()
    actions.end_appointment(COORDINATOR, appointment=appointment, last_day=last_day)
    appointment.refresh_from_db()
    assert appointment.valid_until == last_day
    assert {one.valid_until for one in appointment.responsibilities.all()} == {last_day}
    assert viewer_for(appointment.user, last_day + timedelta(days=1)).member_of == frozenset()
    assert events() == ["people.appointment.ended"]


def test_what_has_not_begun_is_removed_but_what_has_does_not_end_before_it_began() -> None:
    point, topic = make_contact_point(), make_topic("asylum")
    user = make_user()
    tomorrow = today() + timedelta(days=1)
    future = appoint(user, point, Role.MEMBER, topic, valid_from=tomorrow)
    actions.end_appointment(COORDINATOR, appointment=future, last_day=today())
    assert Appointment.objects.count() == Responsibility.objects.count() == 0
    begun = appoint(user, point, Role.MEMBER, valid_from=today())
    with pytest.raises(ValidationError, match="before the first"):
        actions.end_appointment(COORDINATOR, appointment=begun, last_day=today() - timedelta(days=1))
    assert events() == ["people.appointment.removed"]


def test_a_coordinator_does_not_end_a_coordinator() -> None:
    appointment = appoint(make_user(), make_contact_point(), Role.COORDINATOR)
    with pytest.raises(actions.NotAllowedError):
        actions.end_appointment(COORDINATOR, appointment=appointment, last_day=today())


def test_the_last_administrator_stays() -> None:
    administration = make_organisation("administration")
    first = appoint(make_user(), administration, Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="last administrator"):
        actions.end_appointment(SYSTEM, appointment=first, last_day=today())
    appoint(make_user(), administration, Role.ADMINISTRATOR)
    actions.end_appointment(SYSTEM, appointment=first, last_day=today())


def test_topics_are_given_and_ended_within_the_role_s_period() -> None:
    point, topic = make_contact_point(), make_topic("asylum")
    appointment = appoint(
        make_user("anna"), point, valid_from=date(2026, 2, 1), valid_until=date(2027, 1, 31)
    )
    give = {"appointment": appointment, "topic": topic}
    for valid_from, valid_until in [
        (date(2026, 1, 31), date(2026, 3, 1)),
        (date(2026, 3, 1), None),
        (date(2026, 3, 1), date(2027, 2, 1)),
        (date(2027, 2, 1), date(2027, 2, 1)),
    ]:
        with pytest.raises(ValidationError, match="leaves"):
            actions.give_responsibility(COORDINATOR, **give, valid_from=valid_from, valid_until=valid_until)
    given = actions.give_responsibility(
        COORDINATOR, **give, valid_from=date(2026, 3, 1), valid_until=date(2026, 12, 31)
    )
    with pytest.raises(ValidationError, match="already"):
        actions.give_responsibility(
            COORDINATOR, **give, valid_from=date(2026, 4, 1), valid_until=date(2026, 5, 1)
        )
    with pytest.raises(actions.NotAllowedError):
        actions.end_responsibility(MEMBER, responsibility=given, last_day=date(2026, 6, 1))
    actions.end_responsibility(COORDINATOR, responsibility=given, last_day=date(2026, 6, 1))
    given.refresh_from_db()
    assert given.valid_until == date(2026, 6, 1)
    assert events() == ["people.responsibility.given", "people.responsibility.ended"]
    assert Entry.objects.first().details == {
        "topic": "asylum",
        "valid_from": "2026-03-01",
        "valid_until": "2026-12-31",
    }


def test_a_member_gives_no_topics() -> None:
    appointment = appoint(make_user(), make_contact_point())
    with pytest.raises(actions.NotAllowedError):
        actions.give_responsibility(
            MEMBER, appointment=appointment, topic=make_topic("asylum"), valid_from=today()
        )
    assert Responsibility.objects.count() == 0


def test_topics_do_not_go_with_roles_outside_contact_points() -> None:
    with pytest.raises(ValidationError, match="contact points"):
        invite_one(organisation=make_organisation("editors"), role=Role.EDITOR, topics=[make_topic("asylum")])


def test_the_profile_is_one_s_own() -> None:
    user = make_user("anna", password=PASSWORD)
    good = {"first_name": " Anna ", "last_name": "Petrova", "language": "bg", "time_zone": "Europe/Sofia"}
    actions.change_profile(user, **good)
    user.refresh_from_db()
    assert (user.name, user.language, user.time_zone) == ("Anna Petrova", "bg", "Europe/Sofia")
    with pytest.raises(ValidationError) as fault:
        actions.change_profile(user, **good | {"language": "xx", "time_zone": "Mars"})
    assert set(fault.value.error_dict) == {"language", "time_zone"}
    assert events() == ["people.profile.changed"]


def test_an_invitation_holds_two_weeks() -> None:
    now = timezone.now()
    invitation, _ = invite_one(now=now)
    assert invitation.expires_at - now == timedelta(days=14)


def test_the_command_lets_the_first_administrator_in(capsys, settings) -> None:
    settings.EMAIL_HOST = ""
    call_command("invite_administrator", "First@example.org", "--language", "bg")
    token = re.search(r"/bg/invitation/([\w-]+)/", capsys.readouterr().out)[1]
    user = actions.accept_invitation(token=token, last_name="First", password=PASSWORD)
    assert viewer_for(user, today()).administrator
    with pytest.raises(CommandError, match="already"):
        call_command("invite_administrator", "first@example.org")
    with pytest.raises(CommandError, match=r"^nobody:"):
        call_command("invite_administrator", "nobody")
