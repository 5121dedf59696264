"""What every test may ask for. Leaves out what one folder alone needs: that is in its own conftest."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from comparanda.site.catalogues import compile_catalogues
from durability.house import House, prepared
from factories import Network, make_network

# Two workers on two cores share the machine with others, so that a slow example is no fault of the code.
settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile("long", parent=settings.get_profile("tests"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


def pytest_configure() -> None:
    """Translations as their source says: whoever changed a message tests the change."""
    compile_catalogues()


@pytest.fixture(autouse=True)
def english() -> None:
    """Every test begins in English: a page asked for in Bulgarian leaves its language to the thread."""
    translation.activate("en")


@pytest.fixture
def network(db: None) -> Network:
    """The small network of `factories.make_network`."""
    return make_network()


@pytest.fixture(scope="session")
def starter_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, str]:
    """The site of `durability.house.prepared` that all workers of this run share: take a copy of it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each worker has a folder of its own in that of the run
    return prepared(folder / "starter-site")


@pytest.fixture
def databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Lets `House.call` and `House.inside` open databases of sites of a test's own."""
    with django_db_blocker.unblock():
        yield


LONGEST = "site/test_leaks.py"
"""The file that takes longest. Begun last, it would keep one worker busy while the others have nothing left to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file first; the others stay in their order."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))
