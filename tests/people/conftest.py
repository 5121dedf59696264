"""What tests of people share: the demo switched on, and memory for rate limits that no other test fills."""

from dataclasses import replace

import pytest


@pytest.fixture
def demo(settings) -> None:
    settings.COMPARANDA = replace(settings.COMPARANDA, demo=True)


@pytest.fixture(autouse=True)
def own_memory(settings, request) -> None:
    name = request.node.nodeid
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    }
    settings.EMAIL_BACKEND = "comparanda.outbox.backend.OutboxBackend"
