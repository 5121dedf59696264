"""Backups: every row there and back on both databases, all or nothing, and nothing accepted that was touched.

Leaves out writers that go on meanwhile (``tests/durability``).
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from pytest_django import DjangoDbBlocker

from comparanda.audit.actions import record
from comparanda.people.models import User
from durability.house import COMMAND, House, copy_of, new_house

LEFT_OUT = {
    "django_session",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
}


def written(house: House, name: str) -> None:
    """A session, a person and an entry of the audit log with letters of every kind."""
    details = {"text": "Ξένη „дума“ \u2028 \U0001f1e7\U0001f1ec", "n": [1, None, True]}
    with house.inside():
        session = SessionStore()
        session["left"] = "behind"
        session.save()
        User.objects.create_user(name, f"{name}@example.org", "a password of some length")
        with transaction.atomic():
            record("durability.user.made", actor="system", subject=f"user:{name}", details=details)


def user_later(house: House) -> None:
    """Somebody who is in no backup."""
    with house.inside():
        User.objects.create_user("later", "later@example.org")


@pytest.fixture(scope="module")
def loaded(
    starter_site: tuple[House, str],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> House:
    """A site with the starter content, a person and a session."""
    house = copy_of(starter_site[0], tmp_path_factory.mktemp("backups") / "site")
    with django_db_blocker.unblock():
        written(house, "someone")
    return house


@pytest.fixture(scope="module")
def file(loaded: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    path = tmp_path_factory.mktemp("backup") / "site.backup"
    loaded.run("backup", path)
    return path


def tables(house: House) -> list[str]:
    if house.vendor == "sqlite":
        names = house.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        names = house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return sorted({name for (name,) in names} - LEFT_OUT - {"django_migrations"})


def contents(house: House) -> dict[str, set[str]]:
    """Every row of every table, by the program's own models, in one written form."""
    everything = {}
    with house.inside():
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in ("sessions", "axes", "index"):
                continue
            names = [field.attname for field in model._meta.concrete_fields]
            everything[model._meta.label] = {
                json.dumps(row, default=repr, sort_keys=True)
                for row in model._base_manager.values_list(*names)
            }
    return everything


# there and back


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_every_row_comes_back(vendor: str, loaded: House, file: Path, tmp_path: Path) -> None:
    with new_house(vendor, tmp_path / "fresh") as fresh:
        said = fresh.run("restore", file).stdout
        count, digest = loaded.head()
        assert said == f"restored; audit log of {count} entries, head {digest}\n"
        assert tables(fresh) == tables(loaded)
        assert contents(fresh) == contents(loaded)
        assert fresh.rows("SELECT count(*) FROM django_session") == [(0,)]
        fresh.run("audit", "verify", "--count", str(count), "--head", digest)
        # And on from there: keys that the database gives itself do not collide.
        written(fresh, "somebody")
        assert fresh.head()[0] == count + 1
        again = tmp_path / "again.backup"
        fresh.call("backup", again)
        with new_house("sqlite", tmp_path / "third") as third:
            third.call("restore", again)
            assert contents(third) == contents(fresh)


def test_a_backup_is_for_its_owner_alone_and_says_what_it_holds(loaded: House, file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["vendor"] == "sqlite"
        assert manifest["audit"] == dict(zip(("count", "hash"), loaded.head(), strict=True))
        assert manifest["audit_faults"] == 0
        assert {table["member"] for table in manifest["tables"]} == set(archive.namelist()) - {
            "manifest.json"
        }
        for table in manifest["tables"]:
            data = archive.read(table["member"])
            assert hashlib.sha256(data).hexdigest() == table["sha256"]
            assert data.count(b"\n") == table["rows"]
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"guards nothing at all" not in everything  # the secret key stays where it is
    assert "sessions" not in {table["model"].split(".")[0] for table in manifest["tables"]}


@pytest.mark.usefixtures("databases")
def test_what_is_not_empty_is_replaced_only_by_force(loaded: House, file: Path, tmp_path: Path) -> None:
    other = copy_of(loaded, tmp_path / "site")
    user_later(other)
    before = contents(other)
    said = other.call("restore", file, expect=1).stderr
    assert "--force" in said
    assert len(said.splitlines()) == 1
    assert contents(other) == before
    other.call("restore", "--force", file)
    assert contents(other) == contents(loaded)


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_prepared_database_counts_as_empty(vendor: str, file: Path, loaded: House, tmp_path: Path) -> None:
    with new_house(vendor, tmp_path / "site") as house:
        house.call("manage", "migrate", "--verbosity", "0")
        house.call("restore", file)
        assert house.head() == loaded.head()


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_an_older_backup_is_migrated(vendor: str, loaded: House, file: Path, tmp_path: Path) -> None:
    """Rows of before a migration, written by this program against a database that has not been through it."""
    with new_house(vendor, tmp_path / "older") as older, new_house(vendor, tmp_path / "fresh") as fresh:
        older.call("restore", file)
        older.call("manage", "migrate", "mfa", "0001", "--verbosity", "0")
        old = tmp_path / "old.backup"
        older.call("backup", old)
        fresh.call("restore", old)
        assert tables(fresh) == tables(loaded)
        assert contents(fresh) == contents(loaded)
        assert "[ ]" not in fresh.call("manage", "showmigrations").stdout


@pytest.mark.usefixtures("databases")
def test_two_sites_restore_the_same_file_to_the_same_bytes_of_rows(
    file: Path, loaded: House, tmp_path: Path
) -> None:
    with new_house("sqlite", tmp_path / "a") as one:
        one.call("restore", file)
        again = tmp_path / "again.backup"
        one.call("backup", again)
    with zipfile.ZipFile(file) as first, zipfile.ZipFile(again) as second:
        for name in set(first.namelist()) - {"manifest.json"}:
            assert first.read(name) == second.read(name), name


# what is not accepted


def rewritten(
    file: Path,
    target: Path,
    change: Callable[[dict[str, bytes], dict[str, Any]], None],
    *,
    honest: bool = False,
) -> Path:
    """A copy with members or the manifest changed; ``honest`` brings the manifest's sums up to date."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    change(members, manifest)
    if honest:
        for table in manifest["tables"]:
            data = members[table["member"]]
            table["sha256"], table["rows"] = hashlib.sha256(data).hexdigest(), data.count(b"\n")
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def without(members: dict[str, bytes], name: str) -> None:
    del members[name]


def escape(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    members["../../escaped"] = b"out\n"
    manifest["tables"].append(
        {
            "model": "answers.round",
            "member": "../../escaped",
            "columns": [],
            "rows": 1,
            "sha256": hashlib.sha256(b"out\n").hexdigest(),
        }
    )


def forged_entry(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    name = "tables/audit.entry.jsonl"
    members[name] = members[name].replace(b'"system"', b'"nobody"', 1)


def cut_log(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    name = "tables/audit.entry.jsonl"
    members[name] = b"".join(members[name].splitlines(keepends=True)[:-1])


def orphan(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    members["tables/answers.template.jsonl"] = b""


def short_row(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    members["tables/themes.theme.jsonl"] = b"[1]\n"


Change = Callable[[dict[str, bytes], dict[str, Any]], None]


def renamed(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    members["tables/people.user.jsonl"] = members["tables/people.user.jsonl"].replace(b"someone", b"sumeone")


# Found by looking at the file alone.
SPOILED: list[tuple[str, Change, str]] = [
    ("a row altered", renamed, "altered"),
    ("a table missing", lambda m, _: without(m, "tables/people.user.jsonl"), "altered"),
    ("a file too many", lambda m, _: m.update({"tables/people.spy.jsonl": b""}), "altered"),
    ("a path that leaves", escape, "altered"),
    ("a newer format", lambda _, f: f.update(comparanda_backup=2), "format 2"),
    ("a manifest of another thing", lambda _, f: f.pop("comparanda_backup"), "no backup of Comparanda"),
    ("a manifest without tables", lambda _, f: f.pop("tables"), "altered"),
]  # fmt: skip

# Found only beside the program or the database; the sums are right.
FORGED: list[tuple[str, Change, str]] = [
    ("a migration unknown here", lambda _, f: f["migrations"].append(["answers", "0099_later"]), "answers.0099_later"),
    ("another head", lambda _, f: f["audit"].update(hash="f" * 64), "audit log"),
    ("a forged entry", forged_entry, "audit log"),
    ("a cut log", cut_log, "audit log"),
    ("rows that refer to nothing", orphan, "the database does not take part"),
    ("a row cut short", short_row, "altered"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fault"), [case[1:] for case in SPOILED], ids=[case[0] for case in SPOILED]
)
def test_a_spoiled_file_is_refused_before_anything_is_touched(
    change: Change, fault: str, file: Path, tmp_path: Path
) -> None:
    """No database is asked for: this test has none."""
    from comparanda.site.backups import BackupError, restore

    spoiled = rewritten(file, tmp_path / "spoiled.backup", change, honest=False)
    with pytest.raises(BackupError, match=fault) as caught:
        restore(spoiled, force=True)
    assert str(caught.value).startswith(f"{spoiled}: ")
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["spoiled.backup"]


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_forged_file_changes_nothing(vendor: str, loaded: House, file: Path, tmp_path: Path) -> None:
    """Each in one house, by force, so that a half-done restore would show."""
    with new_house(vendor, tmp_path / "site") as house:
        house.call("restore", file)
        user_later(house)
        before = contents(house)
        for index, (name, change, fault) in enumerate(FORGED):
            spoiled = rewritten(file, tmp_path / f"{index}.backup", change, honest=True)
            said = house.call("restore", "--force", spoiled, expect=1).stderr
            assert said.startswith(f"comparanda: {spoiled}: "), name
            assert fault in said, (name, said)
            assert len(said.splitlines()) == 1, name
            assert house.rows("SELECT count(*) FROM people_user WHERE username = 'later'") == [(1,)], name
        assert contents(house) == before
        assert not list(house.data_dir.glob(".restoring-*"))


def test_damage_at_any_place_is_found(file: Path, tmp_path: Path) -> None:
    """Cut short anywhere, or a byte of any member's data turned over: told, by the checks themselves."""
    from comparanda.site.backups import BackupError, restore

    data = file.read_bytes()
    damaged = tmp_path / "damaged.backup"
    for length in range(0, len(data), max(1, len(data) // 40)):
        damaged.write_bytes(data[:length])
        with pytest.raises(BackupError):
            restore(damaged)
    with zipfile.ZipFile(file) as archive:
        places = [
            info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2
            for info in archive.infolist()
            if info.compress_size > 80
        ]
    assert len(places) > 10
    for place in places:
        damaged.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        with pytest.raises(BackupError, match=r"altered or damaged|is no backup"):
            restore(damaged)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b""), "no backup, or is cut short"),
        (lambda path: path.write_text("a letter"), "no backup, or is cut short"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "no backup of Comparanda"),
    ],
    ids=["nothing", "folder", "empty", "text", "zip"],
)
def test_what_is_no_backup(make: Callable[[Path], object], fault: str, tmp_path: Path) -> None:
    from comparanda.site.backups import BackupError, restore

    path = tmp_path / "x.backup"
    make(path)
    with pytest.raises(BackupError, match=fault):
        restore(path)


@pytest.mark.usefixtures("databases")
def test_a_backup_that_cannot_be_written(loaded: House, tmp_path: Path) -> None:
    said = loaded.call("backup", tmp_path / "nowhere" / "x.backup", expect=1).stderr
    assert "cannot be written" in said
    assert len(said.splitlines()) == 1


@pytest.mark.usefixtures("databases")
def test_a_database_that_holds_nothing(tmp_path: Path) -> None:
    with new_house("sqlite", tmp_path / "site") as house:
        assert "holds nothing yet" in house.call("backup", tmp_path / "x.backup", expect=1).stderr
    assert not (tmp_path / "x.backup").exists()


@pytest.mark.usefixtures("databases")
def test_a_log_that_does_not_verify_is_backed_up_and_told(loaded: House, tmp_path: Path) -> None:
    house = copy_of(loaded, tmp_path / "site")
    with closing(sqlite3.connect(house.file)) as database:
        database.execute("UPDATE audit_entry SET actor = 'somebody' WHERE sequence = 3")
        database.commit()
    file = tmp_path / "x.backup"
    assert "comparanda audit verify" in house.call("backup", file, expect=1).stderr
    with new_house("sqlite", tmp_path / "fresh") as fresh:
        fresh.call("restore", file)
        assert contents(fresh) == contents(house)
        fresh.call("audit", "verify", expect=1)


# all or nothing


@pytest.mark.usefixtures("databases")
def test_a_restore_killed_at_any_moment_leaves_the_old_or_the_new(
    loaded: House, file: Path, tmp_path: Path
) -> None:
    house = copy_of(loaded, tmp_path / "site")
    user_later(house)
    old = house.rows("SELECT count(*) FROM people_user")[0][0]
    begun = time.monotonic()
    house.run("restore", "--force", file)
    whole = time.monotonic() - begun
    new = house.rows("SELECT count(*) FROM people_user")[0][0]
    assert (old, new) == (new + 1, new)
    for part in (0.5, 0.75, 0.85, 0.95):
        with subprocess.Popen(
            [COMMAND, "restore", "--force", file],
            env=house.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as restoring:
            time.sleep(whole * part)
            os.kill(restoring.pid, signal.SIGKILL)
        assert house.rows("PRAGMA integrity_check") == [("ok",)]
        assert house.rows("SELECT count(*) FROM people_user")[0][0] == new
        assert house.rows("SELECT count(*) FROM answers_releaseentry") == loaded.rows(
            "SELECT count(*) FROM answers_releaseentry"
        )
    house.call("audit", "verify")


@pytest.mark.usefixtures("databases")
def test_a_reader_meanwhile_sees_the_old_rows_then_the_new(loaded: House, file: Path, tmp_path: Path) -> None:
    """A process with the database open is not left with a file that nobody sees."""
    house = copy_of(loaded, tmp_path / "site")
    user_later(house)
    with closing(sqlite3.connect(house.file)) as reader:
        count = "SELECT count(*) FROM people_user WHERE username = 'later'"
        assert reader.execute(count).fetchone() == (1,)
        house.run("restore", "--force", file)
        assert reader.execute(count).fetchone() == (0,)
        reader.execute("UPDATE people_user SET first_name = 'Seen' WHERE username = 'someone'")
        reader.commit()
    assert house.rows("SELECT first_name FROM people_user WHERE username = 'someone'") == [("Seen",)]


def test_a_database_that_another_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comparanda.site import backups

    monkeypatch.setattr(backups, "PATIENCE", 0.1)
    target = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(":memory:")) as source, closing(sqlite3.connect(target)) as holder:
        source.execute("CREATE TABLE restored (id)")
        source.commit()
        holder.execute("PRAGMA journal_mode=WAL")
        holder.execute("CREATE TABLE live (id)")
        holder.commit()
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(backups.BackupError, match=r"in use .stop the site"):
            backups._copy_over(tmp_path / "x.backup", source, target)
        holder.rollback()
        assert holder.execute("SELECT name FROM sqlite_master").fetchall() == [("live",)]
        backups._copy_over(tmp_path / "x.backup", source, target)
        assert holder.execute("SELECT name FROM sqlite_master").fetchall() == [("restored",)]
