"""The list of rounds that the viewer steers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from comparanda.answers import rules
from comparanda.answers.core.deadline import brussels_day, is_late
from comparanda.answers.core.state import ResponseState, RoundState
from comparanda.answers.kind import rooms
from comparanda.answers.models import Round
from comparanda.answers.web.lookup import today, viewer_of
from comparanda.answers.web.steer.door import for_askers
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import Spoken
from comparanda.people.models import NetworkStatus
from comparanda.people.queries import contact_points
from comparanda.present import wording

ROUNDS_ON_A_PAGE = 40

STATES: dict[str, Any] = {
    RoundState.DRAFT: pgettext_lazy("state of a query", "Draft"),
    RoundState.OPEN: pgettext_lazy("state of a query", "Open"),
    RoundState.CLOSED: pgettext_lazy("state of a query", "Closed"),
    RoundState.CANCELLED: pgettext_lazy("state of a query", "Cancelled"),
}
BADGES = {
    RoundState.DRAFT: "",
    RoundState.OPEN: "accent",
    RoundState.CLOSED: "good",
    RoundState.CANCELLED: "danger",
}
RELEASED = "released"
STANDING = _("Kept up to date")
"""What stands in the place of a state where a round has no deadline and is never closed."""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round of the list. ``asked`` and ``replied`` count members of the network, observers apart; 0 asked
    where all was compiled."""

    title: Spoken
    url: str
    name: str
    state: Any
    badge: str
    asker: Spoken
    reply_by: date | None
    past: bool
    asked: int
    replied: int
    network_edition: int | None
    public_edition: int | None


@dataclass(frozen=True, slots=True)
class StateTab:
    value: str
    label: Any
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A product that may be opened here."""

    label: Any
    url: str


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """Context of the list. ``several_askers``: the viewer steers rounds of more than one asker."""

    page: Page[Any]
    lines: list[RoundLine]
    tabs: list[StateTab]
    asking: list[Asking]
    several_askers: bool


def askings() -> list[Asking]:
    """The kinds of round that can be opened in the workspace, each with the address of its first page."""
    found = []
    for room in rooms():
        if room.kind is not None and room.kind.asked_in_workspace and room.urls:
            try:
                found.append(Asking(room.kind.label, reverse(f"{room.name}:new")))
            except NoReverseMatch:
                continue  # a kind that is described but has no pages of its own
    return found


def draft_url(round: Round) -> str:
    """Where a draft is written: its room's own page. Empty where the room has none."""
    try:
        return reverse(f"{round.kind}:edit", args=[round.slug])
    except NoReverseMatch:
        return ""


def desk_url(round: Round) -> str:
    return reverse("answers:steer", args=[round.public_name])


def state_words(round: Round) -> Any:
    return STANDING if round.standing and round.state == RoundState.OPEN else STATES[RoundState(round.state)]


def observer_codes(on: date) -> frozenset[str]:
    """Codes of the contact points that only observe the network on a day. One SQL query."""
    return frozenset(
        organisation.code
        for organisation in contact_points(on)
        if organisation.status == NetworkStatus.OBSERVER  # type: ignore[attr-defined]
    )


@for_askers
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds by state, the newest first. Constant number of SQL queries."""
    viewer = viewer_of(request)
    if not rules.can_open_rounds(viewer):
        raise Http404
    steered = rules.rounds_steered_by(viewer)
    edition = Q(releases__withdrawn_at__isnull=True)
    counts = dict(steered.order_by().values_list("state").annotate(Count("pk")))
    counts[RELEASED] = steered.filter(edition, releases__isnull=False).distinct().count()
    chosen = request.GET.get("state", "")
    if chosen and chosen not in (*STATES, RELEASED):
        raise Http404
    tabs = [StateTab("", _("All"), sum(counts.get(state, 0) for state in STATES), not chosen)]
    tabs += [
        StateTab(value, label, counts.get(value, 0), chosen == value)
        for value, label in (*STATES.items(), (RELEASED, _("Released")))
        if counts.get(value) or chosen == value
    ]
    shown = steered
    if chosen == RELEASED:
        shown = shown.filter(pk__in=steered.filter(edition, releases__isnull=False).values("pk"))
    elif chosen:
        shown = shown.filter(state=chosen)
    # Observers are counted apart, on the desk.
    asked = Q(responses__compiled=False) & ~Q(responses__respondent__code__in=observer_codes(today()))
    replied = asked & Q(responses__state__in=[ResponseState.SUBMITTED, ResponseState.DECLINED])
    shown = (
        shown.select_related("asker")
        .annotate(
            asked=Count("responses", filter=asked, distinct=True),
            replied=Count("responses", filter=replied, distinct=True),
            network_edition=Max("releases__number", filter=edition & Q(releases__audience=Audience.NETWORK)),
            public_edition=Max("releases__number", filter=edition & Q(releases__audience=Audience.PUBLIC)),
        )
        .order_by("-created_at", "-pk")
    )
    page = Paginator(shown, ROUNDS_ON_A_PAGE).get_page(request.GET.get("page"))
    language, now = wording.language(), timezone.now()
    lines = [
        RoundLine(
            title=round.title_in(language),
            url=(draft_url(round) if round.state == RoundState.DRAFT else "") or desk_url(round),
            name=round.number or "",
            state=state_words(round),
            badge=BADGES[RoundState(round.state)],
            asker=round.asker.spoken_name(language),
            reply_by=round.reply_by,
            past=round.state == RoundState.OPEN and is_late(round.reply_by, now),
            asked=round.asked,
            replied=round.replied,
            network_edition=round.network_edition,
            public_edition=round.public_edition,
        )
        for round in page
    ]
    context = RoundsPage(page, lines, tabs, askings(), viewer.editor)
    return render(request, "answers/steer/rounds.html", {"rounds": context, "today": brussels_day(now)})
