"""What every command stands on: words to standard output and error, Django set up, the database looked at.

Errors are one line on stderr with the remedy; exit 1 (fault) or 2 (usage). Leaves out the commands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from comparanda.kernel.error import ComparandaError

SETTINGS = "comparanda.site.settings.base"


def say(text: str) -> None:
    typer.echo(text)


def fail(text: str, code: int = 1) -> None:
    """One line on stderr, then out."""
    typer.echo(f"comparanda: {text}", err=True)
    raise typer.Exit(code)


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn errors that name themselves into one line each and exit status 1."""
    try:
        yield
    except ComparandaError as error:
        for line in str(error).splitlines():
            typer.echo(f"comparanda: {line}", err=True)
        raise typer.Exit(1) from error


def django_up() -> None:
    """Set Django up with the configured environment. A wrong setting ends here, with its remedy."""
    from comparanda.site.catalogues import compile_catalogues

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    compile_catalogues()
    with faults_told():
        import django
        from django.conf import settings

        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        django.setup()


def database_up() -> None:
    """Set Django up and see that the database is there and of this program's version; else say what to do."""
    django_up()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        unreachable(error)
    else:
        if missing:
            fail("the database is not prepared for this version (run: comparanda manage migrate)")


def unreachable(error: Exception) -> None:
    """One line for a database that does not answer or refuses."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    fail(f"the database does not answer: {said} (see COMPARANDA_DATABASE_URL and COMPARANDA_DATA_DIR)")
