"""`invite_administrator`: lets the first administrator into a new site."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from comparanda.outbox.actions import can_deliver
from comparanda.outbox.models import Message
from comparanda.people.actions import invite
from comparanda.people.core.viewer import SYSTEM
from comparanda.people.models import Organisation, OrganisationKind, Role


class Command(BaseCommand):
    help = "Invites an administrator by letter; prints the letter where no mail server is configured."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the invitation goes to")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _name in settings.LANGUAGES]
        )

    @transaction.atomic
    def handle(self, *args: Any, email: str, language: str, **options: Any) -> None:
        administration, _is_new = Organisation.objects.get_or_create(
            code="administration",
            defaults={"kind": OrganisationKind.ADMINISTRATION, "name": {"en": "Administration"}},
        )
        try:
            invite(
                SYSTEM, email=email, organisation=administration, role=Role.ADMINISTRATOR, language=language
            )
        except ValidationError as fault:
            raise CommandError(f"{email}: {' '.join(fault.messages)}") from fault
        self.stdout.write(_("The invitation to %(email)s is on its way.") % {"email": email})
        if not can_deliver():
            letter = Message.objects.filter(to=email.strip().lower()).latest("pk")
            self.stdout.write(_("No mail server is configured: pass the letter on yourself."))
            self.stdout.write(letter.body_text)
