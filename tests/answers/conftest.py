"""Addresses for the letters while the tests of the pillar run without the site around it."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse


@pytest.fixture(autouse=True)
def addresses(settings) -> None:
    """The site's own addresses; those of this folder where the site has none for the pillar."""
    try:
        reverse("answers:steer", args=["any"])
    except (NoReverseMatch, ImportError):
        settings.ROOT_URLCONF = "answers.addresses"
