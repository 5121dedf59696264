"""A site of a test's own: a data folder or a PostgreSQL database, driven by the installed command and by scripts.

``run`` and ``python`` start a process, which takes seconds; ``call`` and ``inside`` do the same in the process of the
tests, for everything whose point is not the process itself. Leaves out every assertion but the exit status. Nothing
here touches the database of the test run itself.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings
from typer.testing import CliRunner

from comparanda.site.commands import app

CONTENT = Path(__file__).parents[2] / "content"
FEW_WORDS = Path(__file__).parents[1] / "data" / "few-words"
"""In place of the starter glossary, whose tens of thousands of labels would be written again for every backup."""
COMMAND = Path(sys.executable).with_name("comparanda")
KILLS = Path(__file__).with_name("kills.py")
SECRET = "a key of the tests that guards nothing at all"


@dataclass(frozen=True)
class House:
    """One site. ``database_url`` empty: SQLite in ``data_dir``."""

    data_dir: Path
    database_url: str = ""

    @property
    def vendor(self) -> str:
        return "postgresql" if self.database_url else "sqlite"

    @property
    def file(self) -> Path:
        """The SQLite database."""
        return self.data_dir / "comparanda.sqlite3"

    def environment(self, **settings: str) -> dict[str, str]:
        """The process environment of this site; ``settings`` are named without their prefix."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPARANDA_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        given = {"DATA_DIR": str(self.data_dir), "SECRET_KEY": SECRET}
        if self.database_url:
            given["DATABASE_URL"] = self.database_url
        return kept | {f"COMPARANDA_{name}": value for name, value in (given | settings).items() if value}

    def run(
        self, *arguments: str | Path, expect: int | None = 0, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``comparanda``; ``expect`` is its exit status, ``None`` for any."""
        done = subprocess.run(
            [COMMAND, *arguments],
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            check=False,
        )
        said = (
            f"comparanda {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        )
        assert expect is None or done.returncode == expect, said
        assert "Traceback" not in done.stderr, said
        return done

    def call(self, *arguments: str | Path, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """What ``run`` does, without a process. Asks for the fixture ``databases``."""
        with self.inside():
            done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        said = f"comparanda {' '.join(map(str, arguments))}: exit {done.exit_code}\n{done.output}"
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(said) from done.exception
        assert expect is None or done.exit_code == expect, said
        return subprocess.CompletedProcess(list(arguments), done.exit_code, done.stdout, done.stderr)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Until its end this process works on the site's database and in its folder. Asks for the fixture ``databases``.

        Settings that are neither remain those of the tests, e.g. the address of the site.
        """
        given: dict[str, Any] = (
            dict(dj_database_url.parse(self.database_url))
            if self.database_url
            else {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": self.file,
                "OPTIONS": settings.SQLITE_OPTIONS,
            }
        )
        kept_entry, kept = connections.databases[DEFAULT_DB_ALIAS], connections[DEFAULT_DB_ALIAS]
        connections.databases.update(connections.configure_settings({DEFAULT_DB_ALIAS: given}))
        del connections[DEFAULT_DB_ALIAS]
        try:
            # Without LOGGING_CONFIG: a command that sets logging up again would hold on to a stream that ends with it.
            with override_settings(
                DATA_DIR=self.data_dir, STATIC_ROOT=self.data_dir / "static", LOGGING_CONFIG=None
            ):
                yield
        finally:
            connections[DEFAULT_DB_ALIAS].close()
            connections[DEFAULT_DB_ALIAS] = kept
            connections.databases[DEFAULT_DB_ALIAS] = kept_entry
            # Their numbers differ from database to database.
            ContentType.objects.clear_cache()

    def python(self, code: str) -> str:
        """Run a script with Django set up; returns what it printed."""
        up = "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'comparanda.site.settings.base'\nimport django\ndjango.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", up + code],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows straight from the database, past the program."""
        if self.database_url:
            import psycopg

            with psycopg.connect(self.database_url) as connection:
                return connection.execute(statement).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(self.file)) as file:
            return file.execute(statement).fetchall()

    def head(self) -> tuple[int, str]:
        """Count and hash of the audit log as the database remembers them."""
        ((count, digest),) = self.rows("SELECT count, hash FROM audit_chainhead")
        return int(count), str(digest)


def server() -> str:
    """Address of the PostgreSQL server that the test run was given, its database left out; empty where none was."""
    url = os.environ.get("COMPARANDA_DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


@contextmanager
def new_house(vendor: str, data_dir: Path) -> Iterator[House]:
    """An empty site; its PostgreSQL database is dropped afterwards."""
    data_dir.mkdir(parents=True, exist_ok=True)
    if vendor == "sqlite":
        yield House(data_dir)
        return
    if not server():
        pytest.skip("COMPARANDA_DATABASE_URL names no PostgreSQL server")
    import psycopg

    parts = urlsplit(server())
    name = f"comparanda_house_{uuid.uuid4().hex[:12]}"
    maintenance = urlunsplit(parts._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield House(data_dir, urlunsplit(parts._replace(path=f"/{name}")))
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def prepared(folder: Path) -> tuple[House, str]:
    """A site with the starter content (but of its glossary a few words) in ``folder``, and what loading it said. Made once, whichever process asks first.

    Nobody opens it: who reads or writes takes a `copy_of` it, since another may be taking one just then.
    """
    house, said = House(folder / "site"), folder / "said"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            house.data_dir.mkdir(exist_ok=True)
            loading = house.run("load", CONTENT / "people", CONTENT / "themes", FEW_WORDS).stdout
            said.write_text(loading, encoding="utf-8")
    return house, said.read_text(encoding="utf-8")


def copy_of(house: House, data_dir: Path) -> House:
    """A SQLite site with the same rows, nobody having it open."""
    shutil.copytree(house.data_dir, data_dir)
    return replace(house, data_dir=data_dir)
