"""Writes of the outbox: posting a letter, and delivering what is due.

A letter is a row of the caller's transaction: a change rolled back posts nothing. Delivery follows the commit and
never fails the request; what does not arrive is tried again after 1, 5, 25, 125 and 625 minutes, then daily, and
given up after ten attempts. A worker that dies in the middle of a delivery leaves the letter to the next one, so a
letter may arrive twice but is not lost; its Message-ID stays the same. Leaves out queues: the table is the queue.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone

from .models import Message, State

logger = logging.getLogger(__name__)

ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
PAUSE_GROWTH = 5
LONGEST_PAUSE = timedelta(days=1)
LEASE = timedelta(minutes=5)
"""How long a worker has for one delivery before another may take the letter over."""

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of deliveries did.

    Attributes:
        sent: letters that arrived at the mail server.
        postponed: letters to be tried again.
        failed: letters given up.
    """

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def post(*, to: str, subject: str, body: str, language: str, event: str) -> Message:
    """Writes a letter in the caller's transaction and delivers it once that commits.

    Args:
        to: one plain address, e.g. "anna@example.org".
        subject: one line; line breaks become spaces.
        language: of the letter, e.g. "bg".
        event: what it tells of, e.g. "answers.round.launched".

    Raises:
        ValueError: the address is not one, or the letter has no subject or no text.
    """
    subject = " ".join(subject.split())
    try:
        validate_email(to)
    except ValidationError as fault:
        raise ValueError(f"{event}: {to!r} is not an e-mail address") from fault
    if not subject or not body.strip():
        raise ValueError(f"{event}: a letter needs a subject and a text")
    longest = Message._meta.get_field("subject").max_length
    if longest is not None and len(subject) > longest:
        subject = subject[: longest - 1].rstrip() + "…"
    now = timezone.now()
    message = Message.objects.create(
        to=to,
        subject=subject,
        body_text=body.replace("\x00", ""),
        language=language,
        event=event,
        created_at=now,
        next_attempt_at=now,
    )
    # robust: whatever happens to the mail, the answer to the request is not touched by it.
    transaction.on_commit(lambda: _deliver_now(message.pk), robust=True)
    return message


def deliver_due(now: datetime) -> Delivery:
    """Delivers every letter that is due, one after the other; safe beside other workers.

    Where no mail server is configured (and outside the demo) nothing is attempted: letters wait.
    """
    outcomes = {State.SENT: 0, State.PENDING: 0, State.FAILED: 0}
    if can_deliver():
        while (message := _claim_next(now)) is not None:
            outcomes[_deliver(message, now)] += 1
    return Delivery(
        sent=outcomes[State.SENT], postponed=outcomes[State.PENDING], failed=outcomes[State.FAILED]
    )


def can_deliver() -> bool:
    """Whether letters have somewhere to go: the demo's page, or a mail server."""
    return settings.COMPARANDA.demo or _transport() != SMTP or bool(settings.EMAIL_HOST)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many attempts, e.g. 1 minute after the first, 5 after the second."""
    return min(FIRST_PAUSE * PAUSE_GROWTH ** (attempts - 1), LONGEST_PAUSE)


def _transport() -> str:
    """The Django e-mail backend that carries letters away; SMTP unless the settings name another."""
    return getattr(settings, "OUTBOX_TRANSPORT", SMTP)


def _deliver_now(pk: int) -> None:
    """Delivers a letter just committed, unless a worker was faster."""
    if not can_deliver():
        return
    now = timezone.now()
    message = Message.objects.filter(pk=pk, state=State.PENDING, attempts=0).first()
    if message is not None and _claim(message, now):
        _deliver(message, now)


def _claim_next(now: datetime) -> Message | None:
    """The letter that waits longest, claimed for this worker; None when none is due."""
    due = Message.objects.filter(state=State.PENDING, next_attempt_at__lte=now).order_by(
        "next_attempt_at", "pk"
    )
    while True:
        with transaction.atomic():
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            message = due.first()
            if message is None:
                return None
            if _claim(message, now):
                return message


def _claim(message: Message, now: datetime) -> bool:
    """Takes a letter for LEASE; False when another worker has taken it since it was read."""
    claimed = Message.objects.filter(
        pk=message.pk, state=State.PENDING, attempts=message.attempts, next_attempt_at=message.next_attempt_at
    ).update(attempts=message.attempts + 1, next_attempt_at=now + LEASE)
    if claimed:
        message.attempts += 1
        message.next_attempt_at = now + LEASE
    return claimed == 1


def _deliver(message: Message, now: datetime) -> State:
    """Carries a claimed letter away and writes down how that went."""
    try:
        _send(message)
    except Exception as fault:
        # Anything may go wrong between here and the mail server; the letter keeps what it was.
        message.last_error = f"{type(fault).__name__}: {fault}"[:2000].replace("\x00", "")
        message.state = State.FAILED if message.attempts >= ATTEMPTS else State.PENDING
        message.next_attempt_at = now + pause_after(message.attempts)
        logger.warning("letter %s, attempt %d: %s", message.reference, message.attempts, message.last_error)
    else:
        message.state = State.SENT
        message.sent_at = now
        message.last_error = ""
    message.save(update_fields=["state", "sent_at", "last_error", "next_attempt_at"])
    return State(message.state)


def _send(message: Message) -> None:
    """Hands a letter to the transport; in the demo nothing leaves the machine."""
    if settings.COMPARANDA.demo:
        return
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    letter = EmailMessage(
        subject=message.subject,
        body=message.body_text,
        from_email=sender,
        to=[message.to],
        headers={
            "Message-ID": f"<{message.reference}@{domain}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(_transport()),
    )
    letter.send()
