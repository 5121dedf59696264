"""Pages of people: team, one person in it, invitation and acceptance, own profile, the log, the demo's sign-in.

Each parses with a form, calls one query or action, and renders. A page that this viewer may not see answers 404.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comparanda.audit import queries as audit
from comparanda.audit.models import Entry
from comparanda.people import actions, demo, queries, rules
from comparanda.people.models import (
    Appointment,
    Invitation,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Responsibility,
    User,
)

from .forms import (
    AcceptanceForm,
    AppointmentForm,
    InvitationForm,
    LastDayForm,
    ProfileForm,
    ResponsibilityForm,
)

ENTRIES_ON_A_PAGE = 50
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

View = Callable[..., HttpResponse]


def for_people(view: View) -> View:
    """A page for people who are signed in, never kept by a cache; refusals of actions become 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except actions.NotAllowedError as refusal:
            raise Http404 from refusal

    return never_cache(login_required(guarded))


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _organisation(request: HttpRequest, code: str) -> Organisation:
    """The organisation, for those who manage it; 404 for others, as for one that does not exist."""
    organisation = rules.organisations_manageable_by(request.viewer).filter(code=code).first()
    if organisation is None:
        raise Http404
    return organisation


def _team_seen(request: HttpRequest, code: str) -> Organisation:
    """The organisation, for those who may read its team; 404 for others, as for one that does not exist."""
    organisation = rules.organisations_whose_team_is_seen_by(request.viewer).filter(code=code).first()
    if organisation is None:
        raise Http404
    return organisation


def _show_faults(form: Form, fault: ValidationError) -> None:
    """Puts what an action found wrong beside the fields, or above the form where it names none of them."""
    if not hasattr(fault, "error_dict"):
        form.add_error(None, fault)
        return
    for name, errors in fault.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


@dataclass
class TeamsPage:
    """Context of the list of teams.

    `organisations`: those whose team the viewer may read, each with its name as Spoken and the number of roles that
    are held or will be.
    """

    organisations: list[tuple[Organisation, Any, int]]


@for_people
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The team of the one organisation whose team the viewer may read, or the list of several."""
    organisations = list(rules.organisations_whose_team_is_seen_by(request.viewer))
    if not organisations:
        raise Http404
    if len(organisations) == 1:
        return redirect("people:organisation", code=organisations[0].code)
    teams = queries.team(organisations, queries.today())
    language = _language()
    page = TeamsPage(
        [(one, one.spoken_name(language), len(teams[one.code])) for one in organisations],
    )
    return render(request, "people/teams.html", vars(page))


@dataclass
class OrganisationPage:
    """Context of one team.

    Attributes:
        organisation: whose team it is; `name` is its name as Spoken.
        membership: the contact point's part in the network today; None for other bodies.
        appointments: who has or will have a role; each with `current_responsibilities`.
        invitations: those open, the latest first; none for those who only read.
        may_manage: whether the viewer may change topics.
        may_invite: whether the viewer gives any role here.
        is_contact_point: whether topics are given here.
    """

    organisation: Organisation
    name: Any
    membership: NetworkMembership | None
    appointments: list[Appointment]
    invitations: list[Invitation]
    may_manage: bool
    may_invite: bool
    is_contact_point: bool


@for_people
@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One team: people, roles, topics with their days, open invitations."""
    found = _team_seen(request, code)
    may_manage = rules.can_manage(request.viewer, found)
    today = queries.today()
    open_ones = found.invitations.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).prefetch_related("topics")
    page = OrganisationPage(
        organisation=found,
        name=found.spoken_name(_language()),
        membership=queries.host_of(found, today),
        appointments=queries.team([found], today)[found.code],
        invitations=list(open_ones) if may_manage else [],
        may_manage=may_manage,
        may_invite=bool(rules.roles_given_by(request.viewer, found)),
        is_contact_point=found.kind == OrganisationKind.CONTACT_POINT,
    )
    return render(request, "people/organisation.html", vars(page))


@for_people
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invites somebody. Context: `organisation`, its `name` as Spoken, `form`."""
    found = _organisation(request, code)
    roles = rules.roles_given_by(request.viewer, found)
    form = InvitationForm(
        request.POST or None,
        organisation=found,
        roles=roles,
        initial={"language": _language(), "role": roles[0] if roles else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(
                request.viewer,
                email=form.cleaned_data["email"],
                organisation=found,
                role=form.cleaned_data["role"],
                topics=form.cleaned_data.get("topics", ()),
                language=form.cleaned_data["language"],
            )
        except ValidationError as fault:
            _show_faults(form, fault)
        else:
            messages.success(
                request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email}
            )
            return redirect("people:organisation", code=code)
    context = {"organisation": found, "name": found.spoken_name(_language()), "form": form}
    return render(request, "people/invite.html", context, status=_status(form))


@for_people
@require_POST
def withdraw(request: HttpRequest, code: str, reference: uuid.UUID) -> HttpResponse:
    """Withdraws an open invitation."""
    found = _organisation(request, code)
    invitation = found.invitations.filter(reference=reference).first()
    if invitation is None:
        raise Http404
    try:
        actions.withdraw_invitation(request.viewer, invitation=invitation)
    except actions.InvitationError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The invitation does not hold any more."))
    return redirect("people:organisation", code=code)


@dataclass
class PersonPage:
    """Context of one person in a team.

    Attributes:
        organisation: the team; `name` is its name as Spoken.
        person: whose page it is.
        roles: each role that is not over, with the form to end it (None when the viewer may not).
        responsibilities: each topic that is not over, with the form to end it.
        give_form: to give a further topic; None where no topics are given.
        appoint_form: to give a further role; None when the viewer gives none.
    """

    organisation: Organisation
    name: Any
    person: User
    roles: list[tuple[Appointment, LastDayForm | None]]
    responsibilities: list[tuple[Responsibility, LastDayForm]]
    give_form: ResponsibilityForm | None
    appoint_form: AppointmentForm | None
    forms_bound: list[Form] = field(default_factory=list)


@for_people
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, code: str, username: str) -> HttpResponse:
    """One person in a team: gives and ends topics and roles."""
    found = _organisation(request, code)
    today = queries.today()
    appointments = [one for one in queries.team([found], today)[found.code] if one.user.username == username]
    if not appointments:
        raise Http404
    page = _person_page(request, found, appointments, today)
    if request.method == "POST" and (done := _change_person(request, page)):
        messages.success(request, done)
        return redirect("people:person", code=code, username=username)
    status = 422 if any(form.errors for form in page.forms_bound) else 200
    return render(request, "people/person.html", vars(page), status=status)


def _person_page(
    request: HttpRequest, found: Organisation, appointments: list[Appointment], today: date
) -> PersonPage:
    """The page with the one form that was sent bound to what was sent."""
    viewer = request.viewer
    asked = request.POST.get("action", "") if request.method == "POST" else ""
    bound: list[Form] = []

    def data(action: str) -> Any:
        return request.POST if asked == action else None

    def made(form: Any) -> Any:
        if form.is_bound:
            bound.append(form)
        return form

    give_form = appoint_form = None
    if found.kind == OrganisationKind.CONTACT_POINT:
        give_form = made(
            ResponsibilityForm(
                data("give"),
                appointments=appointments,
                today=today,
                initial={"appointment": appointments[0].pk},
            )
        )
    held_roles = {one.role for one in appointments}
    free_roles = [role for role in rules.roles_given_by(viewer, found) if role not in held_roles]
    if free_roles:
        appoint_form = made(AppointmentForm(data("appoint"), roles=free_roles, today=today))
    roles = [
        (
            one,
            made(LastDayForm(data(f"end-appointment-{one.pk}"), row=one, today=today))
            if rules.can_appoint(viewer, found, one.role)
            else None,
        )
        for one in appointments
    ]
    responsibilities = [
        (one, made(LastDayForm(data(f"end-responsibility-{one.pk}"), row=one, today=today)))
        for appointment in appointments
        for one in appointment.current_responsibilities
    ]
    return PersonPage(
        organisation=found,
        name=found.spoken_name(_language()),
        person=appointments[0].user,
        roles=roles,
        responsibilities=responsibilities,
        give_form=give_form,
        appoint_form=appoint_form,
        forms_bound=bound,
    )


def _change_person(request: HttpRequest, page: PersonPage) -> str:
    """Does what the bound form asks; the words for it, or an empty text when something is wrong."""
    viewer = request.viewer
    for form in page.forms_bound:
        if not form.is_valid():
            return ""
        try:
            if form is page.give_form:
                actions.give_responsibility(viewer, **form.cleaned_data)
                return _("The topic is given.")
            if form is page.appoint_form:
                actions.appoint(viewer, user=page.person, organisation=page.organisation, **form.cleaned_data)
                return _("The role is given.")
            last_day = form.cleaned_data["last_day"]
            for responsibility, its_form in page.responsibilities:
                if form is its_form:
                    actions.end_responsibility(viewer, responsibility=responsibility, last_day=last_day)
                    return _("The last day of the topic is set.")
            for appointment, its_form in page.roles:
                if form is its_form:
                    actions.end_appointment(viewer, appointment=appointment, last_day=last_day)
                    return _("The last day of the role is set.")
        except ValidationError as fault:
            _show_faults(form, fault)
    return ""


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts an invitation.

    Context: `invitation` and the organisation's `name` as Spoken; `form` for a new account, None when the address
    has one; `may_accept`, whether the one signed in is the one invited; `fault`, why the invitation does not hold.
    """
    try:
        invitation = actions.open_invitation(token)
    except actions.InvitationError as fault:
        return render(request, "people/accept.html", {"fault": str(fault)}, status=404)
    account = actions.account_invited(invitation)
    signed_in = request.user if request.user.is_authenticated else None
    form = AcceptanceForm(request.POST or None) if account is None else None
    fault_words = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {}
        try:
            user = actions.accept_invitation(
                token=token,
                first_name=given.get("first_name", ""),
                last_name=given.get("last_name", ""),
                password=given.get("password", ""),
                user=signed_in,
            )
        except actions.InvitationError as fault:
            fault_words = str(fault)
        except ValidationError as fault:
            if form is None:
                fault_words = " ".join(fault.messages)
            else:
                _show_faults(form, fault)
        else:
            if account is not None:
                messages.success(request, _("Welcome. Your new role holds from today."))
                return redirect(f"/{_language()}/workspace/")
            messages.success(
                request,
                _("Welcome. Your username is %(username)s. Please sign in.") % {"username": user.username},
            )
            return redirect("account_login")
    context = {
        "invitation": invitation,
        "name": invitation.organisation.spoken_name(_language()),
        "topics": [topic.spoken_label(_language()) for topic in invitation.topics.all()],
        "form": form,
        "may_accept": account is not None and account == signed_in,
        "signed_in_as_another": signed_in is not None and account != signed_in,
        "fault": fault_words,
    }
    status = 422 if fault_words or (form is not None and form.errors) else 200
    return render(request, "people/accept.html", context, status=status)


@for_people
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The own account.

    Context: `form`; `appointments`, the own roles today; `has_second_factor`; `email`, the address in use;
    `zone`, the time zone in use.
    """
    user = request.user
    form = ProfileForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(User.objects.get(pk=user.pk), **form.cleaned_data)
        except ValidationError as fault:
            _show_faults(form, fault)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("people:profile")
    today = queries.today()
    primary = EmailAddress.objects.filter(user=user, primary=True).first()
    context = {
        "form": form,
        "appointments": [
            (one, one.organisation.spoken_name(_language()))
            for one in user.appointments.held_on(today).select_related("organisation")
        ],
        "has_second_factor": is_mfa_enabled(user),
        "email": primary.email if primary else user.email,
        "manages": rules.organisations_manageable_by(request.viewer).exists(),
    }
    return render(request, "people/profile.html", context, status=_status(form))


@for_people
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The audit log: all of it for an administrator, the own organisation's for people of contact points.

    Context: `entries`, a page of Entry; `head`, where the whole log ends, for administrators; None for others.
    """
    viewer = request.viewer
    if not viewer.administrator and not viewer.contact_points:
        raise Http404
    entries: Page[Entry] = Paginator(rules.entries_readable_by(viewer), ENTRIES_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    head = audit.head() if viewer.administrator else None
    return render(request, "people/log.html", {"entries": entries, "head": head})


@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the demo's accounts with one click; 404 outside the demo, whatever is sent."""
    if not settings.COMPARANDA.demo:
        raise Http404
    username = request.POST.get("username", "")
    if username not in {account.username for account in demo.ACCOUNTS}:
        raise Http404
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect(f"/{_language()}/workspace/")


def _status(form: Form) -> int:
    """422 for a form with faults, so that scripts and tests see what people see."""
    return 422 if form.is_bound and form.errors else 200
