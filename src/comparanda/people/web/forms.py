"""Forms of people: invitation and its acceptance, responsibilities, roles, the own profile.

Leaves out permissions and rules, which the actions check.
"""

import zoneinfo
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comparanda.people.models import (
    Appointment,
    Organisation,
    OrganisationKind,
    Responsibility,
    Role,
    Topic,
    User,
)
from comparanda.people.queries import topics

from .account_forms import NEW_PASSWORD_HINT

ZONES_NEAR = ("Europe/", "Atlantic/")
ZONES_MORE = ("UTC", "Asia/Nicosia", "Asia/Tbilisi", "Asia/Yerevan", "Asia/Famagusta")


def time_zones(current: str = "") -> list[tuple[str, str]]:
    """The zones offered: Europe's and its neighbours', and the one in use."""
    known = zoneinfo.available_timezones()
    near = {zone for zone in known if zone.startswith(ZONES_NEAR)} | (known & set(ZONES_MORE))
    return [(zone, zone.replace("_", " ")) for zone in sorted(near | ({current} if current else set()))]


class DayInput(forms.DateInput):
    """A day as the browser's own control asks for it."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day written as 2026-01-31, whatever the language: that is what the control sends."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], localize=False, **kwargs)


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics as boxes to tick, labelled in the page's language."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Topic.objects.none(), to_field_name="slug", **kwargs)

    def label_from_instance(self, topic: Topic) -> str:
        """The topic's label."""
        return topic.label_in(get_language() or "en")


class TopicField(forms.ModelChoiceField):
    """One topic, labelled in the page's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Topic.objects.none(), to_field_name="slug", **kwargs)

    def label_from_instance(self, topic: Topic) -> str:
        """The topic's label."""
        return topic.label_in(get_language() or "en")


class InvitationForm(forms.Form):
    """Whom to invite to what."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"))
    topics = TopicsField(
        label=_("Topics"),
        required=False,
        help_text=_("What the person shall answer for. It can be changed later."),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, organisation: Organisation, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        if organisation.kind == OrganisationKind.CONTACT_POINT:
            self.fields["topics"].queryset = topics()
        else:
            del self.fields["topics"]


class AcceptanceForm(forms.Form):
    """Name and password of a new account."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=NEW_PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        cleaned = super().clean() or {}
        if {"password", "password_again"} <= cleaned.keys() and cleaned["password"] != cleaned[
            "password_again"
        ]:
            self.add_error("password_again", _("The two passwords differ."))
        return cleaned


class ResponsibilityForm(forms.Form):
    """A topic for a person, with its period."""

    prefix = "give"

    appointment = forms.ModelChoiceField(
        label=_("Role"), queryset=Appointment.objects.none(), widget=forms.HiddenInput
    )
    topic = TopicField(label=_("Topic"), empty_label=_("Choose a topic"))
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, appointments: list[Appointment], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = Appointment.objects.filter(
            pk__in=[appointment.pk for appointment in appointments]
        )
        self.fields["topic"].queryset = topics()
        self.fields["valid_from"].initial = today


class LastDayForm(forms.Form):
    """The last day of a role or a responsibility."""

    last_day = DayField(label=_("Last day"))

    def __init__(self, *args: Any, row: Appointment | Responsibility, today: date, **kwargs: Any) -> None:
        kind = "appointment" if isinstance(row, Appointment) else "responsibility"
        super().__init__(*args, prefix=f"{kind}-{row.pk}", **kwargs)
        self.fields["last_day"].initial = row.valid_until or today


class AppointmentForm(forms.Form):
    """A further role for a person."""

    prefix = "appoint"

    role = forms.ChoiceField(label=_("Role"))
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, roles: list[Role], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["valid_from"].initial = today


class ProfileForm(forms.Form):
    """What a person may change of the own account."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the letters that you get.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("In which times are shown to you."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {name: getattr(user, name) for name in ("first_name", "last_name", "language", "time_zone")},
        )
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones(user.time_zone)
