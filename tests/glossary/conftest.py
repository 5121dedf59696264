"""What tests of the glossary share: the small vocabulary in the database, editors, and the starter glossary loaded once.

Leaves out what the pure core needs, which is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from comparanda.glossary import content
from comparanda.glossary.actions import writing
from comparanda.glossary.models import Concept, Label, Relation, Release, Vocabulary
from comparanda.loading.reader import LoadReport
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Appointment, Role
from durability.house import CONTENT
from factories import LONG_AGO, Network, make_user
from glossary.words import Words, small, whole
from people.factories import give_second_factor

KEPT: tuple[type[models.Model], ...] = (Vocabulary, Concept, Label, Relation, Release)


@pytest.fixture
def words(db: None) -> Words:
    """The small vocabulary, written into the database; what the fixture gives is the vocabulary as cells."""
    writing.write(whole(small()))
    return small()


@pytest.fixture
def editors(network: Network) -> Network:
    """The small network with a second editor, ``second``, beside the first, ``editor``."""
    network.user["second"] = make_user("second")
    Appointment.objects.create(
        user=network.user["second"],
        organisation=network.organisation["editors"],
        role=Role.EDITOR,
        valid_from=LONG_AGO,
    )
    return network


@pytest.fixture
def editor(editors: Network) -> Viewer:
    return editors.viewer("editor")


@pytest.fixture
def second(editors: Network) -> Viewer:
    return editors.viewer("second")


def signed_in(network: Network, username: str) -> Client:
    """A client of somebody who has set up the second factor."""
    client = Client()
    if username != "reader":
        give_second_factor(network.user[username])
        client.force_login(network.user[username])
    return client


@pytest.fixture(scope="session")
def starter_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[list[models.Model]]:
    """Every row of the starter glossary, model by model, loaded once by the real loader and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        content.load_glossary(CONTENT / "glossary", LoadReport())
        rows = [list(model._default_manager.all()) for model in KEPT]
        transaction.set_rollback(True)
    return rows


@pytest.fixture(scope="module")
def starter_words(
    starter_rows: list[list[models.Model]], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The starter glossary in the database until the module ends, under the transactions of its tests."""
    with django_db_blocker.unblock(), left_open(), transaction.atomic():
        put_rows(starter_rows)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def starter(starter_words: None, db: None) -> None:
    """The starter glossary; what the test writes is taken back."""


@contextmanager
def left_open() -> Iterator[None]:
    """Until its end the connection stays open: Django's test cases close it behind them, and with it what stands in a
    transaction around them."""
    close = connection.close
    connection.close = lambda: None
    try:
        yield
    finally:
        connection.close = close


def put_rows(rows: list[list[models.Model]]) -> None:
    """Rows as they were, keys included; the next keys follow theirs."""
    for model, those in zip(KEPT, rows, strict=True):
        model._default_manager.bulk_create(those, batch_size=2000)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(KEPT)):
            cursor.execute(statement)
