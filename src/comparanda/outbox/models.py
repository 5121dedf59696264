"""Columns of the outbox: one row a letter and addressee.

Leaves out attachments and HTML: letters are plain text, and what is worth a file has an address on the site.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far a letter is."""

    PENDING = "pending", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class Message(models.Model):
    """A letter to one address.

    Attributes:
        reference: the public identifier; also makes the Message-ID, so that a letter delivered twice shows as one.
        language: the letter's own, e.g. "bg".
        event: what it tells of, e.g. "answers.round.launched".
        attempts: how often delivery was begun.
        next_attempt_at: not before this time; while a worker delivers, when another may take over.
        last_error: what the mail server or the network said last; empty when nothing went wrong.
    """

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=300)
    body_text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=16)
    event = models.CharField(_("event"), max_length=100)
    created_at = models.DateTimeField(_("written"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    last_error = models.TextField(_("last error"), blank=True, default="")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="outbox_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="outbox_sent_has_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.reference)
