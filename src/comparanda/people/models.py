"""Columns and constraints of people: users, topics, organisations, dated memberships, roles and responsibilities.

Every period holds its first and its last day; an empty last day means until further notice, an empty first day
that it is not known. Leaves out who may change what (`people.rules`) and how (`people.actions`).
"""

import uuid
import zoneinfo
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from comparanda.kernel.language import Spoken, spoken


def validate_label(value: object) -> None:
    """A label by language: {"en": "Asylum", "bg": "Убежище"}; English must be there, no text may be empty."""
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("Expected a text for each language."))
    if not value.get("en", "").strip():
        raise ValidationError(_("The English text is missing."))
    if not all(text.strip() for text in value.values()):
        raise ValidationError(_("A language without a text is left out, not empty."))


def validate_language(value: str) -> None:
    """One of the interface's languages."""
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(_("“%(value)s” is not a language of this site."), params={"value": value})


def validate_time_zone(value: str) -> None:
    """A zone of the time zone database, e.g. "Europe/Sofia"."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone."), params={"value": value})


def validate_country_code(value: str) -> None:
    """Two capital letters, ISO 3166-1 alpha-2."""
    if len(value) != 2 or not value.isascii() or not value.isalpha() or value != value.upper():
        raise ValidationError(_("Expected two capital letters, as in BG."))


def held(on: date, prefix: str = "") -> Q:
    """Filter of the rows whose period holds a day; `prefix` leads to them, e.g. ``"appointments__"``."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": on})
    not_over = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": on})
    return begun & not_over


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a period."""

    def held_on(self, on: date) -> "DatedQuerySet":
        """Those whose period holds the day."""
        return self.filter(held(on))


class Dated(models.Model):
    """Something that holds from a first to a last day, both included."""

    valid_until = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, on: date) -> bool:
        """Whether the period holds the day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or self.valid_until >= on
        )


def period_constraint(name: str) -> models.CheckConstraint:
    """The last day is not before the first."""
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True)
        | Q(valid_from__isnull=True)
        | Q(valid_until__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day is before the first."),
    )


class User(AbstractUser):
    """A person with an account. Names of persons are not public.

    Attributes:
        language: of the interface and of mails, e.g. "bg".
        time_zone: in which times are shown, e.g. "Europe/Sofia".
    """

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is an account with this address.")},
    )
    language = models.CharField(_("language"), max_length=8, default="en", validators=[validate_language])
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Brussels", validators=[validate_time_zone]
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_once",
                violation_error_message=_("There is an account with this address."),
            )
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def name(self) -> str:
        """The person's name; the username while it is not known."""
        return self.get_full_name() or self.username


class Topic(models.Model):
    """What questions, rounds and responsibilities are about, e.g. "labour-migration"; later a glossary concept."""

    slug = models.SlugField(_("slug"), max_length=64, unique=True)
    label = models.JSONField(_("label"), validators=[validate_label])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug

    def spoken_label(self, language: str) -> Spoken:
        """The label with the language that it is really in."""
        return spoken(self.label, language)

    def label_in(self, language: str) -> str:
        """The label in a language, in English where it has none."""
        return self.spoken_label(language).text


class OrganisationKind(models.TextChoices):
    """What an organisation is to the network."""

    CONTACT_POINT = "contact_point", _("national contact point")
    EDITORS = "editors", _("editors")
    COMMISSION = "commission", _("European Commission")
    ADMINISTRATION = "administration", _("administration of the site")


class Role(models.TextChoices):
    """What a person does for an organisation."""

    MEMBER = "member", _("member")
    COORDINATOR = "coordinator", _("coordinator")
    EDITOR = "editor", _("editor")
    COMMISSION = "commission", _("Commission officer")
    ADMINISTRATOR = "administrator", _("administrator")


ROLES_OF_KIND: dict[str, tuple[Role, ...]] = {
    OrganisationKind.CONTACT_POINT: (Role.MEMBER, Role.COORDINATOR),
    OrganisationKind.EDITORS: (Role.EDITOR,),
    OrganisationKind.COMMISSION: (Role.COMMISSION,),
    OrganisationKind.ADMINISTRATION: (Role.ADMINISTRATOR,),
}
"""Which roles an organisation of a kind gives."""


class Organisation(models.Model):
    """A body whose people work here.

    Attributes:
        code: as in addresses and the audit log, e.g. "bg", "editors", "commission".
        country_code: e.g. "BG"; empty for a body of no single country.
        name: by language.
    """

    code = models.SlugField(_("code"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    country_code = models.CharField(
        _("country"), max_length=2, blank=True, default="", validators=[validate_country_code]
    )
    name = models.JSONField(_("name"), validators=[validate_label])

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="contact_point") | ~Q(country_code=""),
                name="people_contact_point_has_country",
                violation_error_message=_("A contact point needs a country."),
            ),
            models.UniqueConstraint(
                fields=["country_code"],
                condition=Q(kind="contact_point"),
                name="people_one_contact_point_a_country",
                violation_error_message=_("This country has a contact point."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def spoken_name(self, language: str) -> Spoken:
        """The name with the language that it is really in."""
        return spoken(self.name, language)

    def name_in(self, language: str) -> str:
        """The name in a language, in English where it has none."""
        return self.spoken_name(language).text

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that this organisation gives."""
        return ROLES_OF_KIND[self.kind]


class NetworkStatus(models.TextChoices):
    """How a country takes part in the network."""

    MEMBER = "member", _("member")
    OBSERVER = "observer", _("observer")


class Confidence(models.TextChoices):
    """How sure a compiled fact is."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class NetworkMembership(Dated):
    """A country's part in the network and who hosts its contact point, for a period; both change over time.

    Attributes:
        host: the institution, by language; the native name stands under the country's language or "native".
        valid_from: None when not known.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("contact point")
    )
    status = models.CharField(_("status"), max_length=10, choices=NetworkStatus.choices)
    host = models.JSONField(_("host institution"), default=dict, blank=True)
    valid_from = models.DateField(_("first day"), null=True, blank=True)
    source_title = models.CharField(_("source"), max_length=300, blank=True, default="")
    source_url = models.URLField(_("address of the source"), max_length=600, blank=True, default="")
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence.choices, default=Confidence.MEDIUM
    )

    class Meta:
        verbose_name = _("network membership")
        verbose_name_plural = _("network memberships")
        ordering = ["organisation", F("valid_from").asc(nulls_first=True)]
        constraints = [
            period_constraint("people_membership_period"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(valid_until__isnull=True),
                name="people_one_open_membership",
                violation_error_message=_("The earlier membership has to end before the next begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.code} {self.status}"

    def clean(self) -> None:
        """Only contact points are members, one membership at a time."""
        if self.organisation.kind != OrganisationKind.CONTACT_POINT:
            raise ValidationError(_("Only a contact point is a member of the network."))
        others = NetworkMembership.objects.filter(organisation=self.organisation).exclude(pk=self.pk)
        if any(_overlap(self, other) for other in others):
            raise ValidationError(_("Two memberships of a contact point overlap."))


def _overlap(one: Dated, other: Dated) -> bool:
    return (one.valid_from or date.min) <= (other.valid_until or date.max) and (
        other.valid_from or date.min
    ) <= (one.valid_until or date.max)


class Appointment(Dated):
    """A person's role in an organisation, for a period."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="appointments", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("first day"))

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["organisation", "role", "user"]
        constraints = [
            period_constraint("people_appointment_period"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(valid_until__isnull=True),
                name="people_one_open_appointment",
                violation_error_message=_("The person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.username} {self.role} {self.organisation.code}"

    def clean(self) -> None:
        """The role is one that the organisation gives."""
        if self.role not in self.organisation.roles:
            raise ValidationError(_("This organisation does not give this role."))


class Responsibility(Dated):
    """A topic that a person answers for in a contact point, for a period."""

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="responsibilities", verbose_name=_("appointment")
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="responsibilities", verbose_name=_("topic"))
    valid_from = models.DateField(_("first day"))

    class Meta:
        verbose_name = _("topic responsibility")
        verbose_name_plural = _("topic responsibilities")
        ordering = ["appointment", "topic__position", "valid_from"]
        constraints = [
            period_constraint("people_responsibility_period"),
            models.UniqueConstraint(
                fields=["appointment", "topic"],
                condition=Q(valid_until__isnull=True),
                name="people_one_open_responsibility",
                violation_error_message=_("The person is responsible for this topic already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} {self.topic.slug}"

    def clean(self) -> None:
        """Topics are answered for in contact points."""
        if self.appointment.organisation.kind != OrganisationKind.CONTACT_POINT:
            raise ValidationError(_("Topics are given to people of contact points."))


class Invitation(models.Model):
    """A letter that lets its addressee take a role. The link in it is known to the addressee alone.

    Attributes:
        reference: the public identifier, as in the audit log.
        token_hash: SHA-256 of the link's secret; the secret itself is kept nowhere but in the letter.
        language: of the letter and, at first, of the account.
    """

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    language = models.CharField(_("language"), max_length=8, default="en", validators=[validate_language])
    token_hash = models.CharField(_("hash of the link's secret"), max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_made",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("holds until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="people_invitation_period"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="people_invitation_accepted_or_withdrawn",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                "role",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="people_one_open_invitation",
                violation_error_message=_("This address has an open invitation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    def clean(self) -> None:
        """The role is one that the organisation gives."""
        if self.role not in self.organisation.roles:
            raise ValidationError(_("This organisation does not give this role."))
