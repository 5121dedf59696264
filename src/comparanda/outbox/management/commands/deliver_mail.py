"""`deliver_mail`: delivers what is due; to be run every minute by cron or a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from comparanda.outbox.actions import can_deliver, deliver_due


class Command(BaseCommand):
    help = "Delivers the letters of the outbox that are due; run it every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if not can_deliver():
            raise CommandError(_("No mail server is configured: set COMPARANDA_EMAIL_URL; the letters wait."))
        delivery = deliver_due(timezone.now())
        self.stdout.write(
            _("%(sent)d sent, %(postponed)d to be tried again, %(failed)d given up")
            % {"sent": delivery.sent, "postponed": delivery.postponed, "failed": delivery.failed}
        )
