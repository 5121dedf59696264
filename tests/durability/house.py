"""A site of a test's own: a data folder or a PostgreSQL database, driven by the installed command and by scripts.

Leaves out every assertion but the exit status. Nothing here touches the database of the test run itself.
"""

from __future__ import annotations

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

import pytest

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


def copy_of(house: House, data_dir: Path) -> House:
    """A SQLite site with the same rows, nobody having it open."""
    shutil.copytree(house.data_dir, data_dir)
    return replace(house, data_dir=data_dir)
