"""Where documents and their tokens are kept: SQLite's FTS5 or PostgreSQL's full text, by one contract.

`engine` gives the one that belongs to the site's database.
"""

from __future__ import annotations

from django.db import connection

from comparanda.index.engines.contract import LAYOUT, Engine, Row

__all__ = ["LAYOUT", "Engine", "Row", "engine"]


def engine() -> Engine:
    """The engine of the site's database."""
    # Each driver's module is loaded only where its database is.
    if connection.vendor == "postgresql":
        from comparanda.index.engines.postgresql import PostgresqlEngine

        return PostgresqlEngine()
    from comparanda.index.engines.sqlite import SqliteEngine

    return SqliteEngine()
