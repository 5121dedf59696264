"""The documentation says what the code does: every setting, command, option, audit event, room, file format, answer
type, absence, demo account and dependency is described; every link leads somewhere; nothing tells of one machine.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import allauth
import click
import pytest
import typer
import yaml
from django.conf import settings

from comparanda.answers.exports.files import MEDIA
from comparanda.answers.kind import rooms, unregister
from comparanda.answers.web.compare import SUFFIXES
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.marks import MARK_NAMES
from comparanda.kernel.question import PartType
from comparanda.people.demo import ACCOUNTS, PASSWORD
from comparanda.site import environment
from comparanda.site.api import api
from comparanda.site.commands import app

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "comparanda"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "content" / "README.md"])
GENERATED_COMMANDS = {"help"}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# settings


@pytest.mark.parametrize("name", sorted(environment.KNOWN))
def test_every_setting_has_a_row_in_the_operators_guide(name: str) -> None:
    assert re.search(rf"^\| `{environment.PREFIX}{name}` \|", page("operators.md"), re.MULTILINE)


def test_no_setting_is_described_that_does_not_exist() -> None:
    described = {
        name
        for text in PAGES
        for name in re.findall(r"COMPARANDA_([A-Z_]+)", text.read_text(encoding="utf-8"))
    }

    assert described - environment.KNOWN == set()


# commands


def commands(
    command: click.Command, words: tuple[str, ...] = ("comparanda",)
) -> Iterator[tuple[str, click.Command]]:
    """Each command that does something, with the words that call it."""
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(words), command
    else:
        for name, child in below.items():
            yield from commands(child, (*words, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


def section(called: str) -> str:
    """What ``docs/commands.md`` says under the heading of a command; empty where it has none."""
    found = re.search(
        rf"^### `{re.escape(called)}[ `].*?(?=^### |\Z)", page("commands.md"), re.MULTILINE | re.DOTALL
    )
    return found[0] if found else ""


@pytest.mark.parametrize("called", sorted(COMMANDS))
def test_every_command_and_each_of_its_options_is_described(called: str) -> None:
    said = section(called)
    options = {
        option
        for parameter in COMMANDS[called].params
        if getattr(parameter, "param_type_name", "") == "option" and parameter.name not in GENERATED_COMMANDS
        for option in (*parameter.opts, *parameter.secondary_opts)
    }

    assert said != ""
    assert {
        option for option in options if not re.search(rf"`[^`]*(?<![-\w]){option}(?![-\w])", said)
    } == set()


def test_every_heading_of_the_commands_page_is_a_command() -> None:
    headings = re.findall(r"^### `(comparanda [a-z ]+?)(?: [A-Z….]+)?`", page("commands.md"), re.MULTILINE)

    assert set(headings) == set(COMMANDS)


def test_every_management_command_of_ours_is_described() -> None:
    ours = {path.stem for path in SOURCE.rglob("management/commands/*.py")} - {"__init__"}

    assert {name for name in ours if f"`manage {name}" not in page("commands.md")} == set()


def test_every_make_target_is_described() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None

    assert {target for target in phony[1].split() if f"`make {target}`" not in page("commands.md")} == set()


def test_the_readme_gives_the_two_commands_by_themselves() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert lines.count("make demo") == lines.count("make test") == 1


# audit events


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _events_of(module: ast.Module) -> Iterator[str]:
    """Events that a module records: constants, either side of a condition, and f-strings filled by ``_log``."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    logged = [
        call.args[2].value
        for call in calls
        if _called(call) == "_log" and len(call.args) > 2 and isinstance(call.args[2], ast.Constant)
    ]
    for call in calls:
        if _called(call) != "record" or not call.args:
            continue
        match call.args[0]:
            case ast.Constant(value=str(event)):
                yield event
            case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
                yield from (one, other)
            case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), ast.FormattedValue()]):
                yield from (f"{prefix}{what}" for what in logged)
            case ast.BinOp(left=ast.Constant(value="people.account.")):
                yield from (f"people.account.{name}" for name in account_notices())
            case other:
                raise AssertionError(
                    f"an event is made in a way this test does not follow: {ast.unparse(other)}"
                )


def account_notices() -> set[str]:
    """What allauth tells the owner of an account by letter; that of passkeys only where they are switched on."""
    package = Path(allauth.__file__).parent
    sent = {
        name
        for area in ("account", "mfa")
        for path in (package / area).rglob("*.py")
        for name in re.findall(
            rf'send_notification_mail\(\s*"{area}/email/(\w+)"', path.read_text(encoding="utf-8")
        )
    }
    return (
        sent
        if "webauthn" in settings.MFA_SUPPORTED_TYPES
        else {name for name in sent if "webauthn" not in name}
    )


def recorded_events() -> set[str]:
    return {
        event
        for path in SOURCE.rglob("*.py")
        for event in _events_of(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_the_events_page_lists_exactly_the_events_that_are_recorded() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \|", page("events.md"), re.MULTILINE)
    recorded = recorded_events()

    assert len(recorded) > 30
    assert sorted(listed) == sorted(recorded)


# rooms, kinds, files, values


def test_every_room_and_kind_is_named_in_the_architecture() -> None:
    assert {room.name for room in rooms() if f"`{room.name}`" not in page("architecture.md")} == set()


def test_the_worked_example_of_a_room_registers() -> None:
    block = re.search(r"```python\n(.*?)```", page("architecture.md"), re.DOTALL)
    assert block is not None
    names: dict[str, object] = {}
    try:
        exec(compile(block[1], "docs/architecture.md", "exec"), names)

        assert [room.kind for room in rooms() if room is names["PROFILES"]] == [names["PROFILES"].kind]  # type: ignore[attr-defined]
    finally:
        unregister("profiles")


def test_every_storey_is_named_in_the_architecture() -> None:
    storeys = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}

    assert {storey for storey in storeys if f"{storey}/" not in page("architecture.md")} == set()


def test_every_download_has_a_row_for_readers() -> None:
    assert {medium.value for medium in MEDIA} == set(SUFFIXES)
    rows = "\n".join(line for line in page("for-readers.md").splitlines() if line.startswith("| `."))

    assert {suffix for suffix in SUFFIXES if f"`.{suffix}`" not in rows} == set()


def test_every_address_of_the_api_is_listed() -> None:
    listed = set(re.findall(r"`([a-z]+(?:/[a-z0-9{}/]+)?)`", page("api.md")))
    addresses = {path.removeprefix("/api/v1/") for path in api.get_openapi_schema()["paths"]}

    assert addresses - listed == set()


@pytest.mark.parametrize("values", [PartType, Absence, Audience], ids=lambda values: values.__name__)
def test_every_code_that_files_show_is_explained_in_the_method(
    values: type[PartType | Absence | Audience],
) -> None:
    assert {value.value for value in values if f"`{value.value}`" not in page("method.md")} == set()


def test_every_mark_is_explained_in_the_method() -> None:
    assert {name for name in MARK_NAMES if f"**{name.replace('_', ' ')}**" not in page("method.md")} == set()


def test_every_demo_account_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert {account.username for account in ACCOUNTS if f"`{account.username}`" not in readme} == set()
    assert f"`{PASSWORD}`" in readme


# dependencies


def locked_packages() -> set[str]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"] for package in lock["package"]} - {"comparanda"}


def test_every_locked_package_is_listed_with_its_licence() -> None:
    text = page("decisions/0012-dependencies.md")

    assert {
        name for name in locked_packages() if not re.search(rf"(?<![-\w]){re.escape(name)} (?:\||\()", text)
    } == set()


def test_no_listed_package_has_left_the_lock() -> None:
    text = page("decisions/0012-dependencies.md")
    listed = set(re.findall(r"^\| ([a-z0-9-]+) ", text, re.MULTILINE)) - {"package"}

    assert listed - locked_packages() == set()


def test_no_installed_package_is_under_the_agpl() -> None:
    for distribution in distributions():
        meta = distribution.metadata
        declared = [
            meta.get("License-Expression") or "",
            *(meta.get_all("Classifier") or []),
            (meta.get("License") or "")[:200],
        ]
        assert not any("AGPL" in text or "Affero" in text for text in declared), meta["Name"]


# the pages themselves


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        assert not anchor or anchor in _anchors(there), target


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_tells_of_one_machine(path: Path) -> None:
    told = re.findall(
        r"(?<![\w.])/(?:home|root|tmp|work|Users)/\S*|\b[A-Z]:\\\S*", path.read_text(encoding="utf-8")
    )

    assert told == []


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or not path.is_file():
            continue
        reached.add(path)
        text = path.read_text(encoding="utf-8")
        # A page may be named by its place in the repository instead of a link.
        waiting += [ROOT / name for name in re.findall(r"`(docs/[\w/-]+\.md)`", text)]
        waiting += [(path.parent / name).resolve() for name in re.findall(r"\]\(([^)#\s:]+\.md)", text)]

    assert set(DOCS.rglob("*.md")) - reached == set()


def test_the_licence_is_the_eupl() -> None:
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()

    assert lines[0] == "EUROPEAN UNION PUBLIC LICENCE v. 1.2"
    assert sum(re.match(r"\d+\.", line) is not None for line in lines) == 15


def test_publiccode_has_what_the_standard_demands() -> None:
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    demanded = {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert demanded - data.keys() == set()
    assert data["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert data["legal"]["license"] == project["license"]
    assert data["maintenance"]["type"] == "community" and data["maintenance"]["contacts"]
    for language, said in data["description"].items():
        assert 0 < len(said["shortDescription"]) <= 150, language
        assert 150 <= len(said["longDescription"]) <= 10_000, language
        assert all(len(feature) <= 100 for feature in said["features"]), language


def test_publiccode_names_the_languages_of_the_site() -> None:
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    assert set(data["localisation"]["availableLanguages"]) == {code for code, _name in settings.LANGUAGES}
    assert set(data["description"]) == {code for code, _name in settings.LANGUAGES}
