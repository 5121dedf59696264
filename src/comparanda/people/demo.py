"""The demo's accounts: invented people whose names say so, with a password that everybody knows.

Made in the demo alone, which serves the loopback address only. Leaves out real persons and real addresses.
"""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from comparanda.audit.actions import record

from .models import (
    ROLES_OF_KIND,
    Appointment,
    NetworkMembership,
    NetworkStatus,
    Organisation,
    OrganisationKind,
    Responsibility,
    Role,
    Topic,
    User,
)

PASSWORD = "comparanda-demo"
VALID_FROM = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One invented person.

    Attributes:
        description: shown on the sign-in page, translated there, and the person's name, in English.
        topics: slugs that the person answers for.
        observer: whether the contact point observes the network, where the starter content does not say.
    """

    username: str
    description: str
    organisation: str
    role: Role
    language: str = "en"
    time_zone: str = "Europe/Brussels"
    topics: tuple[str, ...] = ()
    observer: bool = False


ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("bg.coordinator", _("Bulgarian coordinator"), "bg", Role.COORDINATOR, "bg", "Europe/Sofia"),
    DemoAccount(
        "bg.labour",
        _("Bulgarian member for labour migration"),
        "bg",
        Role.MEMBER,
        "bg",
        "Europe/Sofia",
        ("labour-migration", "legal-migration", "highly-skilled-migration", "family-reunification"),
    ),
    DemoAccount(
        "bg.asylum",
        _("Bulgarian member for asylum"),
        "bg",
        Role.MEMBER,
        "bg",
        "Europe/Sofia",
        ("asylum", "international-protection", "reception", "unaccompanied-minors", "detention", "return"),
    ),
    DemoAccount("fr.coordinator", _("French coordinator"), "fr", Role.COORDINATOR, time_zone="Europe/Paris"),
    DemoAccount("de.coordinator", _("German coordinator"), "de", Role.COORDINATOR, time_zone="Europe/Berlin"),
    DemoAccount("editor", _("Editor"), "editors", Role.EDITOR),
    # What one editor proposes in the glossary, another decides on.
    DemoAccount("editor.words", _("Second editor, for the glossary"), "editors", Role.EDITOR),
    DemoAccount("commission", _("Commission officer"), "commission", Role.COMMISSION),
    DemoAccount(
        "observer.no",
        _("Norwegian coordinator, observer"),
        "no",
        Role.COORDINATOR,
        time_zone="Europe/Oslo",
        observer=True,
    ),
    DemoAccount("admin", _("Administrator"), "administration", Role.ADMINISTRATOR),
)

FALLBACK_NAMES = {"bg": "Bulgaria", "fr": "France", "de": "Germany", "no": "Norway"}


class OnlyInTheDemoError(RuntimeError):
    """Demo accounts were to be made on a site in use, where their password would open it to anybody."""


@transaction.atomic
def create_demo_accounts() -> list[User]:
    """Makes the demo's accounts with their roles and responsibilities; what is there stays. In the order of ACCOUNTS.

    Raises:
        OnlyInTheDemoError: the site is not the demo.
    """
    if not settings.COMPARANDA.demo:
        raise OnlyInTheDemoError("demo accounts exist in the demo alone: set COMPARANDA_DEMO=1")
    return [_create(account) for account in ACCOUNTS]


def _create(account: DemoAccount) -> User:
    user = User.objects.filter(username=account.username).first()
    if user is None:
        user = User(
            username=account.username,
            email=f"{account.username}@demo.invalid",
            first_name="Demo:",
            last_name=account.description,
            language=account.language,
            time_zone=account.time_zone,
        )
        user.set_password(PASSWORD)
        user.full_clean()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        record("people.user.created", actor="system", subject=f"user:{user.username}")
    appointment, _created = Appointment.objects.get_or_create(
        user=user,
        organisation=_organisation(account),
        role=account.role,
        defaults={"valid_from": VALID_FROM},
    )
    for topic in Topic.objects.filter(slug__in=account.topics):
        Responsibility.objects.get_or_create(
            appointment=appointment, topic=topic, defaults={"valid_from": VALID_FROM}
        )
    return user


def _organisation(account: DemoAccount) -> Organisation:
    """The account's organisation; made plainly when the starter content has not been loaded."""
    kind = next(kind for kind, roles in ROLES_OF_KIND.items() if account.role in roles)
    is_country = kind == OrganisationKind.CONTACT_POINT
    name = FALLBACK_NAMES.get(account.organisation, account.organisation.capitalize())
    organisation, is_new = Organisation.objects.get_or_create(
        code=account.organisation,
        defaults={
            "kind": kind,
            "country_code": account.organisation.upper() if is_country else "",
            "name": {"en": name},
        },
    )
    if is_new and is_country:
        status = NetworkStatus.OBSERVER if account.observer else NetworkStatus.MEMBER
        NetworkMembership.objects.create(organisation=organisation, status=status)
    return organisation
