"""The installed command as an operator meets it: help, exit statuses, one line for each fault, files that open."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from comparanda.site.commands import app
from durability.house import CONTENT, FEW_WORDS, House, copy_of, new_house

PACK = CONTENT / "themes" / "detention"


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and group, by its words."""

    def below(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, child in getattr(command, "commands", {}).items():
            yield from below(child, (*words, name))

    return below(typer.main.get_command(app), ())


pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture(scope="module")
def loaded(starter_site: tuple[House, str], tmp_path_factory: pytest.TempPathFactory) -> House:
    """A site with the starter content, to read from."""
    return copy_of(starter_site[0], tmp_path_factory.mktemp("commands") / "site")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site that nobody has prepared."""
    with new_house("sqlite", tmp_path_factory.mktemp("empty") / "site") as house:
        yield house


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of a starter pack, to spoil."""
    return Path(shutil.copytree(PACK, tmp_path / PACK.name))


def one_line(stderr: str) -> str:
    """The only line on standard error, without the command's name."""
    lines = stderr.splitlines()
    assert len(lines) == 1, stderr
    name, _, said = lines[0].partition(": ")
    assert name == "comparanda", stderr
    return said


# help and usage


@pytest.mark.parametrize(
    "words", [w for w in commands() if w != ("manage",)], ids=lambda words: " ".join(words) or "comparanda"
)
def test_help(words: tuple[str, ...]) -> None:
    outcome = CliRunner().invoke(app, [*words, "--help"])
    assert outcome.exit_code == 0
    assert "Usage" in outcome.output


@pytest.mark.parametrize("words", list(commands()), ids=lambda words: " ".join(words) or "comparanda")
def test_every_command_says_what_it_does(words: tuple[str, ...]) -> None:
    command = typer.main.get_command(app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None) or parameter.name == "help", parameter.name


def test_surface_has_the_promised_commands() -> None:
    found = {" ".join(words) for words in commands()}
    assert found >= {
        "demo", "serve", "load", "check", "rounds list", "rounds export", "backup", "restore", "audit verify", "manage",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["load"],
        ["backup"],
        ["restore"],
        ["demo", "--port", "x"],
        ["serve", "--workers", "0"],
        ["rounds", "export", "x", "--format", "xml"],
        ["rounds", "export", "x", "--edition", "own-team"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_count_without_head_is_wrong_usage(loaded: House) -> None:
    assert "--count and --head together" in one_line(
        loaded.call("audit", "verify", "--count", "3", expect=2).stderr
    )


# settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/x"),
        ("CACHE_URL", "memcached://localhost"),
        ("EMAIL_URL", "smtp://localhost:99999"),
        ("SITE_URL", "comparanda.example"),
        ("SECRET_KEY", "short"),
        ("DATA_DIR", "/dev/null/x"),
        ("DEMO", "perhaps"),
        ("SITEURL", "https://comparanda.example"),
    ],
)
def test_a_wrong_setting_is_one_line(name: str, value: str, empty: House) -> None:
    said = one_line(empty.run("rounds", "list", expect=1, **{name: value}).stderr)
    assert said.startswith(f"COMPARANDA_{name}: ")


def test_a_database_that_does_not_answer_is_one_line(empty: House) -> None:
    nowhere = replace(empty, database_url="postgresql://nobody@127.0.0.1:1/nowhere")
    for arguments in (["rounds", "list"], ["load", str(PACK)], ["backup", "x"]):
        assert "the database does not" in one_line(nowhere.call(*arguments, expect=1).stderr)
    assert "the database does not" in one_line(nowhere.run("rounds", "list", expect=1).stderr)


@pytest.mark.parametrize(
    "arguments", [["rounds", "list"], ["rounds", "export", "x"], ["audit", "verify"]], ids=" ".join
)
def test_an_unprepared_database_is_one_line(arguments: list[str], empty: House) -> None:
    assert "comparanda manage migrate" in one_line(empty.call(*arguments, expect=1).stderr)


# the demo


def test_the_demo_refuses_an_address_beyond_this_machine(empty: House) -> None:
    said = one_line(empty.run("demo", "--no-serve", expect=1, SITE_URL="https://comparanda.example").stderr)
    assert said.startswith("COMPARANDA_SITE_URL: ")


def test_the_demo_is_not_served_beyond_this_machine(empty: House) -> None:
    said = one_line(empty.run("serve", "--host", "0.0.0.0", expect=1, DEMO="1").stderr)
    assert said.startswith("COMPARANDA_DEMO: ")


def test_the_demo_throws_only_its_own_folder_away(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    house = House(tmp_path)
    assert "left alone" in one_line(house.run("demo", "--reset", "--no-serve", expect=1).stderr)
    assert (tmp_path / "thesis.txt").exists()


def test_the_demo_twice(starter_site: tuple[House, str], tmp_path: Path) -> None:
    """Over a loaded site, over itself, and once more from nothing."""
    site, loading = starter_site
    house = copy_of(site, tmp_path / "demo")
    first = house.run("demo", "--no-serve", SECRET_KEY="").stdout
    assert "The demo is ready" in first
    again = house.run("demo", "--no-serve", SECRET_KEY="").stdout
    assert " added" not in again.replace(" 0 added", "")
    assert sum("unchanged" in line for line in again.splitlines()) >= 4
    fresh = house.run("demo", "--no-serve", "--reset", SECRET_KEY="").stdout
    assert "The demo is ready" in fresh
    # The site that is there already has a few words in place of the starter glossary.
    but_words = [line for line in loading.splitlines() if not line.startswith("concept")]
    assert fresh.splitlines()[: len(but_words)] == but_words


# packs


def test_check_writes_nothing(tmp_path: Path) -> None:
    with new_house("sqlite", tmp_path / "site") as house:
        assert house.call("check", CONTENT).stdout == "Nothing to mend.\n"
        assert house.call("rounds", "list").stdout == ""


def test_load_twice_changes_nothing(loaded: House, tmp_path: Path) -> None:
    house = copy_of(loaded, tmp_path / "site")
    head = house.head()
    assert head[0] > 0
    said = house.call("load", CONTENT / "people", CONTENT / "themes", FEW_WORDS).stdout
    assert "unchanged" in said
    assert " added" not in said.replace(" 0 added", "")
    assert house.head() == head


def spoiled_row(pack: Path) -> int:
    """Give the third answer an unknown question; returns its line."""
    file = pack / "answers.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    country, question, rest = lines[3].split(",", 2)
    lines[3] = f"{country},{question}-unknown,{rest}"
    file.write_text("".join(lines), encoding="utf-8")
    return 4


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_bad_row_is_named_by_file_and_line_and_nothing_is_loaded(
    command: str, pack: Path, loaded: House, tmp_path: Path
) -> None:
    house = copy_of(loaded, tmp_path / "site")
    before = house.head()
    line = spoiled_row(pack)
    said = one_line(house.call(command, CONTENT / "themes" / "blue-card", pack, expect=1).stderr)
    assert said.startswith(f"{pack / 'answers.csv'}:{line}: ")
    assert house.head() == before


def test_broken_yaml_is_named_by_file_and_line(pack: Path, loaded: House) -> None:
    file = pack / "comparison.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines[:2], "  : [\n", *lines[2:]]), encoding="utf-8")
    assert one_line(loaded.call("check", pack, expect=1).stderr).startswith(f"{file}:3: ")


def test_a_file_that_is_not_text(pack: Path, loaded: House) -> None:
    (pack / "answers.csv").write_bytes(b"\xff\xfe\x00")
    said = one_line(loaded.call("check", pack, expect=1).stderr)
    assert said.startswith(f"{pack / 'answers.csv'}:")
    assert "UTF-8" in said


def test_a_missing_file(pack: Path, loaded: House) -> None:
    (pack / "answers.csv").unlink()
    assert one_line(loaded.call("check", pack, expect=1).stderr).startswith(f"{pack / 'answers.csv'}: ")


def test_what_is_no_pack(tmp_path: Path, loaded: House) -> None:
    assert "no content pack" in one_line(loaded.call("load", tmp_path, expect=1).stderr)
    assert "no such folder" in one_line(loaded.call("load", tmp_path / "nowhere", expect=1).stderr)


# rounds


def test_rounds_list(loaded: House) -> None:
    lines = loaded.call("rounds", "list").stdout.splitlines()
    packs = {path.name for path in (CONTENT / "themes").iterdir() if path.is_dir()}
    assert {line.split()[0] for line in lines} == packs
    assert all("public 1" in line for line in lines)


def test_export_csv_to_standard_output(loaded: House) -> None:
    rows = list(
        csv.DictReader(io.StringIO(loaded.run("rounds", "export", "detention").stdout.removeprefix("\ufeff")))
    )
    assert {row["comparison"] for row in rows} == {"detention"}
    assert {row["country_code"] for row in rows} >= {"BG", "FR", "DE"}


@pytest.mark.parametrize(
    ("suffix", "begins"), [("csv", b""), ("json", b"{"), ("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF-")]
)
def test_export_to_a_file(suffix: str, begins: bytes, loaded: House, tmp_path: Path) -> None:
    file = tmp_path / f"detention.{suffix}"
    said = loaded.call(
        "rounds", "export", "detention", "--format", suffix, "--language", "bg", "-o", file
    ).stdout
    data = file.read_bytes()
    assert said == f"{file}: {len(data)} bytes\n"
    assert data.startswith(begins)
    if suffix == "json":
        assert json.loads(data)["slug"] == "detention"
    elif begins == b"PK":
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
    elif suffix == "csv":
        assert "България" in data.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["nonsense"], "there is no round 'nonsense'"),
        (["detention", "--edition", "network"], "has no network edition"),
        (["detention", "--language", "xx"], "'xx' is not a language"),
        (["detention", "-o", "/dev/null/x"], "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_one_line(arguments: list[str], fault: str, loaded: House) -> None:
    assert fault in one_line(loaded.call("rounds", "export", *arguments, expect=1).stderr)


# the audit log


def tampered(house: House, statement: str) -> list[str]:
    """What ``audit verify`` says after a change behind the program's back."""
    with closing(sqlite3.connect(house.file)) as database:
        assert database.execute(statement).rowcount
        database.commit()
    lines = house.call("audit", "verify", expect=1).stderr.splitlines()
    assert all(line.startswith("comparanda: ") for line in lines)
    return lines


def test_a_whole_log_verifies(loaded: House) -> None:
    count, digest = loaded.head()
    for arguments in ([], ["--count", str(count), "--head", digest], ["--count", "0", "--head", "0" * 64]):
        said = loaded.call("audit", "verify", *arguments).stdout
        assert said.startswith(f"{count} entries and ")


def test_a_head_that_was_never_printed(loaded: House) -> None:
    count, _ = loaded.head()
    said = one_line(
        loaded.call("audit", "verify", "--count", str(count), "--head", "f" * 64, expect=1).stderr
    )
    assert f"entry {count} is not the one whose hash was printed" in said


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_entry SET actor = 'somebody' WHERE sequence = 3", "entry 3 was altered"),
        ("DELETE FROM audit_entry WHERE sequence = 3", "entry 4 does not follow"),
        ("DELETE FROM audit_entry WHERE sequence > 20", "entry 21 is missing"),
        ("UPDATE audit_chainhead SET count = 5", "is not where the database says"),
        ("UPDATE answers_release SET frozen = '{}' WHERE id = 1", "does not match its hash"),
        ("UPDATE answers_answerversion SET \"values\" = '{}' WHERE id = 1", "does not match its hash"),
        ("DELETE FROM answers_releaseentry WHERE id = 1", "does not match its hash"),
    ],
)
def test_tampering_shows(statement: str, fault: str, loaded: House, tmp_path: Path) -> None:
    lines = tampered(copy_of(loaded, tmp_path / "site"), statement)
    assert any(fault in line for line in lines), lines


def test_manage_passes_on(loaded: House) -> None:
    assert "0001_initial" in loaded.run("manage", "showmigrations", "audit").stdout
    assert loaded.call("manage", "nonsense", expect=1).stderr
