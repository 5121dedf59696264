"""allauth's forms with this site's words: labels instead of placeholders, one hint for new passwords.

Leaves out what the forms check and do, which stays allauth's.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD_HINT = _("At least 12 characters; not a common word, not only digits, nothing like your name.")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


class Worded(forms.Form):
    """A form whose fields get this site's labels and hints, and lose their placeholders.

    `words` gives label and hint by the field's name.
    """

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            if name in self.fields:
                field = self.fields[name]
                field.label, field.help_text = label, hint
                field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, account.LoginForm):
    """Name or address, and password."""

    words = {"login": (_("Username or e-mail address"), ""), "password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """Where to send the link."""

    words = {"email": (_("E-mail address"), _("The address of your account."))}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    """The new password, twice."""

    words = {
        "password1": (_("New password"), NEW_PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """The old password, and the new one twice."""

    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": (_("New password"), NEW_PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class SetPasswordForm(Worded, account.SetPasswordForm):
    """A password for an account without one, twice."""

    words = {
        "password1": (_("New password"), NEW_PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class AddEmailForm(Worded, account.AddEmailForm):
    """The address to change to."""

    words = {"email": (_("New e-mail address"), _("It takes effect once you confirm it from a letter."))}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password again, before something weighty."""

    words = {"password": (_("Password"), "")}


class AuthenticateForm(Worded, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    words = {"code": (_("Code"), CODE_HINT)}


class MFAReauthenticateForm(Worded, mfa.ReauthenticateForm):
    """The second factor again, before something weighty."""

    words = {"code": (_("Code"), CODE_HINT)}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    words = {"code": (_("Code"), _("Six digits that the app shows now."))}
