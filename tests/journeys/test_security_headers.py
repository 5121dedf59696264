"""What a browser is told about every page: the content policy, cookies, frames; and what exists in the demo alone.

Needs no browser: the demo's own server is asked over HTTP, and settings of a site in use are tried in processes of
their own, since settings are read once.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from durability.house import House, copy_of

ROOT = Path(__file__).parents[2]

PAGES = (
    "/en/",
    "/bg/",
    "/en/about/",
    "/en/about/method/",
    "/en/about/privacy/",
    "/en/compare/",
    "/en/compare/constitutional-review/",
    "/en/compare/constitutional-review/?questions=all",
    "/bg/compare/labour-access/questions/waiting_months/",
    "/bg/compare/constitutional-review/questions/model/bg/",
    "/en/compare/constitutional-review/editions/",
    "/en/compare/constitutional-review/editions/1/",
    "/en/countries/",
    "/en/countries/bg/",
    "/en/themes/",
    "/bg/themes/justice/",
    "/en/account/login/",
    "/en/account/password/reset/",
    "/en/there-is-no-such-page/",
    "/api/v1/docs",
)
SIGNED_IN = (
    "/en/workspace/",
    "/bg/workspace/",
    "/en/workspace/rounds/",
    "/en/workspace/queries/new/",
    "/en/workspace/team/fr/",
    "/en/workspace/team/fr/invite/",
    "/en/workspace/profile/",
    "/en/workspace/log/",
    "/en/outbox/",
    "/en/account/2fa/",
    "/en/account/password/change/",
)
IN_USE = {
    "COMPARANDA_SITE_URL": "https://comparanda.example",
    "COMPARANDA_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_",
}


class Inline(HTMLParser):
    """Collects what a strict policy forbids: style elements and attributes, scripts without an address, handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        self.found += [
            f'{tag} {name}="{text}"' for name, text in attrs if name == "style" or name.startswith("on")
        ]
        self.found += [
            f"{tag} {text}"
            for text in given.values()
            if (text or "").strip().lower().startswith("javascript:")
        ]


class Asking:
    """A plain HTTP client with a jar, which follows nothing."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self.host, self.port, self.jar = parts.hostname or "", parts.port, {}  # type: ignore[var-annotated]

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection(self.host, self.port)
        headers = (
            {"Cookie": "; ".join(f"{name}={text}" for name, text in self.jar.items())} if self.jar else {}
        )
        if form is None:
            connection.request("GET", address, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", address, body=urlencode(form), headers=headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, text = cookie.partition(";")[0].partition("=")
            self.jar[name] = text
        return response, body

    def sign_in(self, username: str) -> None:
        _page, body = self.ask("/en/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert token
        answer, _body = self.ask("/en/demo-sign-in/", {"csrfmiddlewaretoken": token[1], "username": username})
        assert answer.status == 302 and "sessionid" in self.jar


def directives(header: str) -> dict[str, list[str]]:
    """A content policy by directive."""
    return {words[0]: words[1:] for part in header.split(";") if (words := part.split())}


def faults_of(asking: Asking, address: str) -> list[str]:
    """What is wrong with the headers and the HTML of one page."""
    response, body = asking.ask(address)
    wanted = 404 if "no-such-page" in address else 200
    found = [] if response.status == wanted else [f"answers {response.status}"]
    policy = directives(response.headers.get("Content-Security-Policy", ""))
    for name in ("default-src", "script-src", "style-src"):
        if policy.get(name) != ["'self'"]:
            found.append(f"{name} is {policy.get(name)}")
    for name in ("object-src", "frame-ancestors"):
        if policy.get(name) != ["'none'"]:
            found.append(f"{name} is {policy.get(name)}")
    for name in ("base-uri", "form-action"):
        if policy.get(name) != ["'self'"]:
            found.append(f"{name} is {policy.get(name)}")
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ):
        if response.headers.get(name) != value:
            found.append(f"{name} is {response.headers.get(name)}")
    reader = Inline()
    reader.feed(body)
    return [f"{address}: {fault}" for fault in found + reader.found]


def test_pages_for_everyone(site: str) -> None:
    asking = Asking(site)
    faults = [fault for address in PAGES for fault in faults_of(asking, address)]
    assert not faults, "\n".join(faults)


def test_pages_of_officers(site: str) -> None:
    asking = Asking(site)
    asking.sign_in("fr.coordinator")
    faults = [fault for address in SIGNED_IN for fault in faults_of(asking, address)]
    assert not faults, "\n".join(faults)


def test_files_are_not_guessed_at(site: str) -> None:
    asking = Asking(site)
    for address in (
        "/en/compare/detention.csv",
        "/en/compare/detention.svg",
        "/feeds/releases.atom",
        "/api/v1/countries",
    ):
        connection = http.client.HTTPConnection(asking.host, asking.port)
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
        connection.close()
        assert response.status == 200, address
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_token_is_refused(site: str) -> None:
    officer = Asking(site)
    officer.sign_in("fr.coordinator")
    before = dict(officer.jar)
    for address, form in (
        ("/en/workspace/queries/new/", {"title": "Forged", "language": "en"}),
        ("/en/account/logout/", {}),
        ("/en/demo-sign-in/", {"username": "admin"}),
        ("/en/account/login/", {"login": "admin", "password": "comparanda-demo"}),
        (
            "/en/workspace/queries/new/",
            {"title": "Forged", "language": "en", "csrfmiddlewaretoken": "x" * 64},
        ),
    ):
        response, _body = officer.ask(address, form)
        assert response.status == 403, address
    assert officer.jar["sessionid"] == before["sessionid"]
    _response, body = officer.ask("/en/workspace/rounds/")
    assert "Forged" not in body


def test_cookies_are_out_of_reach_of_scripts(site: str) -> None:
    asking = Asking(site)
    response, body = asking.ask("/en/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert token
    signed, _body = asking.ask("/en/demo-sign-in/", {"csrfmiddlewaretoken": token[1], "username": "editor"})
    cookies = [*(response.headers.get_all("Set-Cookie") or ()), *(signed.headers.get_all("Set-Cookie") or ())]
    assert {cookie.partition("=")[0] for cookie in cookies} >= {"csrftoken", "sessionid"}
    for cookie in cookies:
        if cookie.startswith(("csrftoken", "sessionid")):
            assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


# a site in use


def in_use(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with the settings of a site in use, in a folder of its own."""
    mine = {key: text for key, text in os.environ.items() if not key.startswith(("COMPARANDA_", "DJANGO_"))}
    data = {
        "COMPARANDA_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "comparanda.site.settings.base",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        env=mine | IN_USE | data | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


COMMAND = ("-c", "from comparanda.site.commands import main; main()")


def test_check_deploy_is_clean(tmp_path: Path) -> None:
    done = in_use(tmp_path, *COMMAND, "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_cookies_demand_https(tmp_path: Path) -> None:
    script = """
import django, json
django.setup()
from django.conf import settings as s
print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,
    s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.DEBUG, s.ALLOWED_HOSTS]))
"""
    *flags, hsts, subdomains, debug, hosts = json.loads(in_use(tmp_path, "-c", script).stdout)
    assert all(flags) and subdomains and not debug
    assert hsts >= 60 * 60 * 24 * 180
    assert "comparanda.example" in hosts and "*" not in hosts
    plain = in_use(tmp_path, "-c", script, COMPARANDA_SITE_URL="http://127.0.0.1:8000").stdout
    assert json.loads(plain)[0] is False, (
        "on the loopback address without https nobody could sign in otherwise"
    )


def test_demo_accounts_are_in_the_demo_alone(starter_site: tuple[House, str], tmp_path: Path) -> None:
    copy_of(starter_site[0], tmp_path / "data")
    script = """
import django, json
django.setup()
from django.test import Client
from comparanda.people.models import User
from comparanda.people.demo import OnlyInTheDemoError, create_demo_accounts
try:
    create_demo_accounts()
    refused = False
except OnlyInTheDemoError:
    refused = True
client = Client(SERVER_NAME="comparanda.example")
page = client.get("/en/account/login/", secure=True)
clicked = client.post("/en/demo-sign-in/", {"username": "admin"}, secure=True)
outbox = client.get("/en/outbox/", secure=True)
typed = client.post("/en/account/login/", {"login": "admin", "password": "comparanda-demo"}, secure=True)
plain = client.get("/en/")
print(json.dumps({"refused": refused, "users": User.objects.count(), "page": page.status_code,
    "names": "bg.coordinator" in page.text or "comparanda-demo" in page.text, "clicked": clicked.status_code,
    "outbox": outbox.status_code, "in": "_auth_user_id" in client.session, "plain": [plain.status_code, plain["Location"]],
    "hsts": page["Strict-Transport-Security"], "secure": [bool(c["secure"]) for c in page.cookies.values()]}))
"""
    done = in_use(tmp_path, "-c", script)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["refused"] and said["users"] == 0
    assert said["page"] == 200 and not said["names"]
    assert said["clicked"] == 404
    assert said["outbox"] in (302, 404)
    assert not said["in"]
    assert said["plain"] == [301, "https://comparanda.example/en/"]
    assert said["hsts"].startswith("max-age=")
    assert said["secure"] and all(said["secure"])


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1"])
def test_the_demo_stays_on_the_loopback_address(tmp_path: Path, address: str) -> None:
    done = in_use(
        tmp_path,
        *COMMAND,
        "serve",
        "--host",
        address,
        COMPARANDA_DEMO="1",
        COMPARANDA_SITE_URL="http://127.0.0.1:8000",
    )
    assert done.returncode == 1
    assert "COMPARANDA_DEMO" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
