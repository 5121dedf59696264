"""Columns of the audit log: its entries, and the one row that remembers where the chain ends.

Leaves out writing: entries come from `audit.actions.record` alone. Existing rows are refused every change in code;
changes behind Django's back are found by `audit.queries.verify`.
"""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from .core.chain import GENESIS, Link


class AppendOnlyError(RuntimeError):
    """Code tried to change or delete an entry of the audit log."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries to read; every bulk change is refused."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the audit log is append-only: its entries are never changed or deleted")

    update = _refuse
    aupdate = _refuse
    delete = _refuse
    adelete = _refuse
    bulk_update = _refuse
    abulk_update = _refuse
    bulk_create = _refuse
    abulk_create = _refuse
    update_or_create = _refuse
    aupdate_or_create = _refuse


class Entry(models.Model):
    """Somebody did something at a time. Contents of answers are never in it.

    Attributes:
        sequence: 1, 2, 3 … without gaps.
        actor: a username, or "system".
        organisation: the code acted for, e.g. "bg"; empty when none.
        event: e.g. "answers.round.launched"; its first word is the app that recorded it.
        subject: kind and public identifier, e.g. "round:2026.1".
    """

    sequence = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("time"))
    actor = models.CharField(_("who"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=64, blank=True, default="", db_index=True)
    event = models.CharField(_("event"), max_length=100)
    subject = models.CharField(_("about"), max_length=255)
    details = models.JSONField(_("details"), default=dict)
    previous_hash = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new entry; raises AppendOnlyError for one that exists."""
        if not self._state.adding:
            raise AppendOnlyError(f"entry {self.sequence} of the audit log cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always raises AppendOnlyError."""
        raise AppendOnlyError(f"entry {self.sequence} of the audit log cannot be deleted")

    def link(self) -> Link:
        """This entry as the chain sees it."""
        return Link(
            sequence=self.sequence,
            at=self.at,
            actor=self.actor,
            organisation=self.organisation,
            event=self.event,
            subject=self.subject,
            details=self.details,
            previous_hash=self.previous_hash,
            hash=self.hash,
        )


class ChainHead(models.Model):
    """The single row that says where the chain ends; locking it puts concurrent writers in a queue."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    count = models.PositiveBigIntegerField(_("entries"), default=0)
    hash = models.CharField(_("hash"), max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("head of the audit log")
        verbose_name_plural = _("head of the audit log")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_chain_head")]

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"
