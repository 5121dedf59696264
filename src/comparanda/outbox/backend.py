"""Django's door to the outbox: mail that other packages send (sign-in, password reset) becomes letters too.

Leaves out HTML alternatives (the plain text says the same) and refuses attachments, which letters cannot hold.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from .actions import post

EVENT_HEADER = "X-Comparanda-Event"
"""Names the event of a letter, e.g. "people.password_reset_key"."""
LANGUAGE_HEADER = "Content-Language"
"""Names the language of a letter; without it, the active one."""
UNNAMED_EVENT = "outbox.message"


class OutboxBackend(BaseEmailBackend):
    """Posts one letter for each recipient of each message, all or none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Posts the messages; returns how many were taken.

        Raises:
            ValueError: a message has an attachment, or an address, subject or text is missing.
        """
        with transaction.atomic():
            for message in email_messages:
                if message.attachments:
                    raise ValueError(f"{message.subject!r}: letters of the outbox cannot hold attachments")
                for address in message.recipients():
                    post(
                        to=address,
                        subject=str(message.subject),
                        body=str(message.body),
                        language=message.extra_headers.get(LANGUAGE_HEADER)
                        or translation.get_language()
                        or "en",
                        event=message.extra_headers.get(EVENT_HEADER) or UNNAMED_EVENT,
                    )
        return len(email_messages)
