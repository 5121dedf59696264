"""Sign-in: password, second factor, lockout, reset by letter, closed doors; the demo's buttons in the demo alone."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from comparanda.audit.models import Entry
from comparanda.outbox.models import Message
from comparanda.people import demo as demo_accounts
from comparanda.people.models import Role, User
from comparanda.people.queries import today, viewer_for
from comparanda.people.web.middleware import lacks_second_factor, viewer_of

from .factories import appoint, give_second_factor, make_contact_point, make_organisation, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a longer secret for tests"


def make_account(username: str = "bg.anna", language: str = "en") -> User:
    user = make_user(username, password=PASSWORD, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client: Client, name: str, password: str = PASSWORD, language: str = "en"):
    return client.post(f"/{language}/account/login/", {"login": name, "password": password})


def signed_in(client: Client) -> str:
    user = get_user(client)
    return user.get_username() if user.is_authenticated else ""


@pytest.mark.parametrize("name", ["bg.anna", "BG.Anna", "bg.anna@example.org"])
def test_a_member_signs_in_with_name_or_address(name: str, client: Client) -> None:
    make_account()
    response = sign_in(client, name, language="bg")
    assert (response.status_code, response["Location"]) == (302, "/bg/workspace/")
    assert signed_in(client) == "bg.anna"


@pytest.mark.parametrize("name", ["bg.anna", "nobody", "nobody@example.org"])
def test_a_wrong_password_and_a_wrong_name_look_the_same(name: str, client: Client) -> None:
    make_account()
    page = sign_in(client, name, "wrong").content.decode()
    assert "The name or the password is not right." in page
    assert signed_in(client) == ""


def test_a_closed_account_does_not_sign_in(client: Client) -> None:
    user = make_account()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sign_in(client, "bg.anna")
    assert signed_in(client) == ""


def test_nobody_signs_up(client: Client) -> None:
    assert "By invitation only" in client.get("/en/account/signup/").content.decode()
    new = {"username": "eve", "email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "By invitation only" in client.post("/en/account/signup/", new).content.decode()
    assert User.objects.count() == 0


def test_after_five_failures_the_right_password_does_not_help_either(client: Client) -> None:
    make_account()
    names = ["bg.anna", "BG.ANNA", "bg.anna ", "Bg.Anna", "bg.anna"]
    statuses = [sign_in(client, name, "wrong").status_code for name in names]
    assert statuses == [200, 200, 200, 200, 429]
    locked = sign_in(client, "bg.anna")
    assert locked.status_code == 429
    assert "closed for half an hour" in locked.content.decode()
    assert signed_in(client) == ""


def test_the_lockout_is_for_the_name_from_the_address(client: Client) -> None:
    make_account("bg.anna")
    make_account("bg.boris")
    for _ in range(5):
        sign_in(client, "bg.anna", "wrong")
    assert sign_in(client, "bg.boris").status_code == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere, "bg.anna").status_code == 302


def test_many_failures_from_one_address_slow_it_down_over_all_names(client: Client) -> None:
    make_account()
    for number in range(20):
        sign_in(client, f"name.{number}", "wrong")
    assert "Too many attempts" in sign_in(client, "bg.anna").content.decode()
    assert signed_in(client) == ""


def test_a_second_factor_is_asked_for_at_sign_in(client: Client) -> None:
    secret = give_second_factor(make_account())
    response = sign_in(client, "bg.anna")
    assert response["Location"].startswith("/en/account/2fa/authenticate/")
    assert signed_in(client) == ""
    wrong = client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right." in wrong.content.decode()
    client.post("/en/account/2fa/authenticate/", {"code": code_now(secret)})
    assert signed_in(client) == "bg.anna"


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_lets_in_once(client: Client) -> None:
    user = make_account()
    sign_in(client, "bg.anna")
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/en/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" type="text" value="(\w+)"', page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    assert "style=" not in page
    done = client.post("/en/account/2fa/totp/activate/", {"code": code_now(secret)})
    assert done["Location"] == "/en/account/2fa/recovery-codes/"
    codes = re.findall(r"<li><code>(\d+)</code></li>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10
    for attempt, expected in ((codes[0], "bg.anna"), (codes[0], "")):
        stranger = Client()
        sign_in(stranger, "bg.anna")
        stranger.post("/en/account/2fa/authenticate/", {"code": attempt})
        assert signed_in(stranger) == expected
    assert {one.type for one in Authenticator.objects.filter(user=user)} == {"totp", "recovery_codes"}
    [told] = Message.objects.all()
    assert (told.to, told.event) == (user.email, "people.totp_activated")
    [entry] = Entry.objects.all()
    assert (entry.event, entry.actor) == ("people.account.totp_activated", "bg.anna")


ROLES = [
    (Role.MEMBER, False),
    (Role.COORDINATOR, True),
    (Role.EDITOR, True),
    (Role.COMMISSION, True),
    (Role.ADMINISTRATOR, True),
]


def appoint_to(user: User, role: str) -> None:
    kinds = {Role.EDITOR: "editors", Role.COMMISSION: "commission", Role.ADMINISTRATOR: "administration"}
    appoint(user, make_organisation(kinds[role]) if role in kinds else make_contact_point(), role)


@pytest.mark.parametrize(("role", "demanded"), ROLES)
def test_coordinators_and_above_enter_the_workspace_with_a_second_factor(
    role: str, demanded: bool, client: Client
) -> None:
    user = make_account()
    appoint_to(user, role)
    client.force_login(user)
    for address in ("/en/workspace/profile/", "/bg/workspace/profile/", "/en/workspace/anything/"):
        response = client.get(address)
        sent_away = response.status_code == 302 and response["Location"].endswith(
            "/account/2fa/totp/activate/"
        )
        assert sent_away is demanded
    give_second_factor(user)
    assert client.get("/en/workspace/profile/").status_code == 200


@pytest.mark.parametrize(("role", "demanded"), ROLES)
def test_a_role_counts_nowhere_without_the_second_factor_that_it_demands(
    role: str, demanded: bool, rf: RequestFactory
) -> None:
    user = make_account()
    appoint_to(user, role)
    request = rf.get("/en/compare/")
    request.user = user
    full = viewer_for(user, today())
    assert (viewer_of(request) == full) is not demanded
    assert viewer_of(request).signed_in
    give_second_factor(user)
    assert viewer_of(request) == full


@pytest.mark.parametrize(("role", "demanded"), ROLES)
def test_the_demo_demands_no_second_factor(role: str, demanded: bool, demo: None) -> None:
    user = make_account()
    appoint_to(user, role)
    assert not lacks_second_factor(viewer_for(user, today()))


def test_a_coordinator_does_not_remove_the_second_factor_but_a_member_does() -> None:
    for username, role, stays in (("bg.c", Role.COORDINATOR, True), ("bg.m", Role.MEMBER, False)):
        user = make_account(username)
        appoint(user, make_contact_point("bg" if stays else "fr"), role)
        secret = give_second_factor(user)
        visitor = Client()
        sign_in(visitor, username)
        visitor.post("/en/account/2fa/authenticate/", {"code": code_now(secret)})
        visitor.post("/en/account/reauthenticate/", {"password": PASSWORD})
        visitor.post("/en/account/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(user=user).exists() is stays


@pytest.mark.parametrize("language", ["en", "bg"])
def test_a_forgotten_password_is_reset_by_a_letter_in_the_user_s_language(
    language: str, client: Client
) -> None:
    user = make_account(language=language)
    other = "bg" if language == "en" else "en"
    client.post(f"/{other}/account/password/reset/", {"email": user.email.upper()})
    letter = Message.objects.get()
    assert (letter.to, letter.language, letter.event) == (user.email, language, "people.password_reset_key")
    assert letter.subject.startswith("Comparanda: ")
    path = urlsplit(re.search(r"http\S+", letter.body_text)[0]).path
    assert path.startswith(f"/{language}/account/password/reset/key/")
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    new = "another long secret"
    client.post(address, {"password1": new, "password2": new})
    assert sign_in(client, "bg.anna", new).status_code == 302
    assert [one.event for one in Message.objects.order_by("pk")][1:] == ["people.password_reset"]
    spent = {"en": "does not hold any more", "bg": "вече не е валидна"}[language]
    assert spent in Client().get(path, follow=True).content.decode()


def test_a_stranger_s_address_gets_no_letter_and_the_page_does_not_tell(client: Client) -> None:
    make_account()
    pages = []
    for address in ("bg.anna@example.org", "stranger@example.org"):
        page = client.post("/en/account/password/reset/", {"email": address}, follow=True)
        pages.append((page.redirect_chain, page.status_code))
    assert pages[0] == pages[1]
    assert [letter.to for letter in Message.objects.all()] == ["bg.anna@example.org"]


def test_a_weak_new_password_is_told_beside_the_field(client: Client) -> None:
    client.force_login(make_account())
    page = client.post(
        "/en/account/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    ).content.decode()
    field = re.search(r'<input[^>]*name="password1"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field
    assert "id_password1_error" in field
    assert 'id="id_password1_error"' in page


def test_demo_sign_in_exists_in_the_demo_alone(client: Client, settings) -> None:
    make_user("editor", password=PASSWORD)
    assert client.post("/en/demo-sign-in/", {"username": "editor"}).status_code == 404
    assert signed_in(client) == ""
    page = client.get("/en/account/login/").content.decode()
    assert "comparanda-demo" not in page
    assert "bg.coordinator" not in page
    with pytest.raises(demo_accounts.OnlyInTheDemoError):
        demo_accounts.create_demo_accounts()


@pytest.mark.parametrize("account", demo_accounts.ACCOUNTS, ids=lambda account: account.username)
def test_every_demo_account_signs_in_with_one_click_and_with_its_password(
    account: demo_accounts.DemoAccount, client: Client, demo: None
) -> None:
    demo_accounts.create_demo_accounts()
    assert f'value="{account.username}"' in client.get("/en/account/login/").content.decode()
    response = client.post("/en/demo-sign-in/", {"username": account.username})
    assert response["Location"] == "/en/workspace/"
    assert signed_in(client) == account.username
    by_password = Client()
    assert sign_in(by_password, account.username, "comparanda-demo").status_code == 302
    assert signed_in(by_password) == account.username


def test_demo_sign_in_is_for_demo_accounts_only_and_by_post(client: Client, demo: None) -> None:
    make_user("real.person")
    assert client.post("/en/demo-sign-in/", {"username": "real.person"}).status_code == 404
    assert client.post("/en/demo-sign-in/", {"username": "editor"}).status_code == 404
    assert client.get("/en/demo-sign-in/").status_code == 405


def test_times_are_shown_in_the_reader_s_zone(client: Client) -> None:
    user = make_account()
    user.time_zone = "Pacific/Auckland"
    user.save()
    client.force_login(user)
    assert 'value="Pacific/Auckland" selected' in client.get("/en/workspace/profile/").content.decode()
