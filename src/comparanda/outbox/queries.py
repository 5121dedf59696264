"""Reads of the outbox: what was written, what waits.

Leaves out letters of the site in use: their texts hold links that let people in, so only the demo shows them.
"""

import uuid

from django.db.models import QuerySet

from .models import Message, State


def messages() -> QuerySet[Message]:
    """All letters, the latest first."""
    return Message.objects.order_by("-created_at", "-pk")


def message(reference: uuid.UUID) -> Message | None:
    """One letter by its reference; None when there is none."""
    return Message.objects.filter(reference=reference).first()


def waiting() -> int:
    """How many letters are still to be delivered."""
    return Message.objects.filter(state=State.PENDING).count()
