"""What every test may ask for. Leaves out what one folder alone needs: that is in its own conftest."""

from __future__ import annotations

import os

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from factories import Network, make_network

# Two workers on two cores share the machine with others, so that a slow example is no fault of the code.
settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile("long", parent=settings.get_profile("tests"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


@pytest.fixture(autouse=True)
def english() -> None:
    """Every test begins in English: a page asked for in Bulgarian leaves its language to the thread."""
    translation.activate("en")


@pytest.fixture
def network(db: None) -> Network:
    """The small network of `factories.make_network`."""
    return make_network()
