"""How sign-in behaves here: allauth's adapters, and the name that the lockout counts by.

Leaves out the forms (`account_forms`) and allauth's own pages, whose templates are in this app.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comparanda.audit.actions import record
from comparanda.outbox.backend import EVENT_HEADER, LANGUAGE_HEADER
from comparanda.people.models import User
from comparanda.people.queries import today, viewer_for

ADDRESSES = ("password_reset_url", "activate_url")
"""What letters of allauth call the addresses in them; they are put into the reader's language."""

WRONG_CREDENTIALS = _("The name or the password is not right.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation alone; letters are in the language of their reader and go through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": WRONG_CREDENTIALS,
        "username_password_mismatch": WRONG_CREDENTIALS,
        "invalid_login": WRONG_CREDENTIALS,
        "email_taken": _("There is an account with this address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right."),
        "incorrect_password": _("This password is not right."),
        "invalid_password_reset": _("This link does not hold any more."),
        "too_many_login_attempts": _("Too many attempts. Please wait some minutes."),
        "rate_limited": _("Too many attempts. Please wait some minutes."),
        "unverified_primary_email": _("Please confirm your address first."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see `people.actions.invite`."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject with the site's name before it."""
        return f"Comparanda: {subject}"

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """A letter that tells the outbox its event and its language."""
        event = "people." + template_prefix.rpartition("/")[2]
        told = {EVENT_HEADER: event, LANGUAGE_HEADER: translation.get_language() or settings.LANGUAGE_CODE}
        return super().render_mail(template_prefix, email, context, {**told, **(headers or {})})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes the letter in its reader's language, the addresses in it too."""
        reader = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = reader.language if isinstance(reader, User) else translation.get_language()
        translated = {
            name: translate_url(context[name], language)
            for name in ADDRESSES
            if language and context.get(name)
        }
        with translation.override(language):
            super().send_mail(template_prefix, email, {**context, **translated})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells the person of a weighty change to the account, and the audit log too."""
        with transaction.atomic():
            record(
                "people.account." + template_prefix.rpartition("/")[2],
                actor=user.username,
                subject=f"user:{user.username}",
            )
            super().send_notification_mail(template_prefix, user, context, email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The workspace, in the language of the page."""
        return f"/{translation.get_language() or settings.LANGUAGE_CODE}/workspace/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The home page, in the language of the page."""
        return f"/{translation.get_language() or settings.LANGUAGE_CODE}/"


class MFAAdapter(DefaultMFAAdapter):
    """The second factor stays while the person's roles demand it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your role needs the second factor: it cannot be removed."),
        "cannot_generate_recovery_codes": _("Recovery codes need the second factor: set that up first."),
        "incorrect_code": _("This code is not right."),
        "unverified_email": _("Please confirm your address first."),
    }

    def get_totp_label(self, user: User) -> str:
        """The username, so that no address stands in an app on somebody's phone."""
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for coordinators and above, outside the demo."""
        return settings.COMPARANDA.demo or not viewer_for(authenticator.user, today()).needs_second_factor


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that a sign-in was tried with, in one form whatever its capitals; the lockout counts by it."""
    known = credentials or {}
    name = known.get("username") or known.get("email") or request.POST.get("login") or ""
    return str(name).strip().lower()[:255]
