"""Proposals: the list, and one of them with what this editor may do about each change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparanda.glossary import queries, rules
from comparanda.glossary.actions import proposing
from comparanda.glossary.error import Refused
from comparanda.glossary.models import Change, Proposal
from comparanda.glossary.web.editing.gate import for_editors, said
from comparanda.glossary.web.reading import (
    cell_name,
    viewer_of,
    words_of,
)
from comparanda.kernel.language import Spoken
from comparanda.present.wording import language

MOST_CHANGES = 500
"""Changes of a proposal that its page shows; the others are decided on together with them, or later."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change of a proposal: cell, before, after in words; what this viewer may do with it."""

    position: int
    slug: str
    cell: str
    language: str
    before: str
    after: str
    state: str
    state_name: Any
    reason: str
    can_decide: bool
    can_withdraw: bool


CHANGE_STATES = {
    Change.State.PROPOSED: gettext_lazy("waits for a second editor"),
    Change.State.APPROVED: gettext_lazy("approved"),
    Change.State.REJECTED: gettext_lazy("rejected"),
    Change.State.WITHDRAWN: gettext_lazy("withdrawn"),
}


@for_editors
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, then the last ones that are decided."""
    waiting = list(queries.open_proposals())
    decided = list(
        Proposal.objects.exclude(pk__in=[one.pk for one in waiting])
        .select_related("proposed_by")
        .prefetch_related("changes")[:20]
    )
    return render(
        request,
        "glossary/proposals.html",
        {"waiting": waiting, "decided": decided, "user_id": viewer_of(request).user_id},
    )


@for_editors
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal: approve, reject or withdraw the changes that are ticked."""
    viewer = viewer_of(request)
    found = get_object_or_404(rules.proposals_visible_to(viewer).select_related("proposed_by"), number=number)
    fault = ""
    if request.method == "POST":
        chosen: Iterable[int] = (int(text) for text in request.POST.getlist("change") if text.isdecimal())
        if request.POST.get("all"):
            chosen = found.changes.filter(state=Change.State.PROPOSED).values_list("position", flat=True)
        chosen = list(chosen)
        reason = request.POST.get("reason", "")
        try:
            match request.POST.get("then"):
                case "approve":
                    changed = proposing.approve(viewer, found, chosen)
                    messages.success(
                        request,
                        _("In force now: %(count)d concepts changed.") % {"count": len(changed)},
                    )
                case "reject":
                    proposing.reject(viewer, found, chosen, reason=reason)
                    messages.success(request, _("Rejected, with the reason."))
                case "withdraw":
                    proposing.withdraw(viewer, found, chosen)
                    messages.success(request, _("Withdrawn."))
                case _other:
                    raise Http404
        except Refused as error:
            fault = said(error)
        else:
            return HttpResponseRedirect(request.path)
    groups: dict[str, list[ChangeShown]] = {}
    every = list(found.changes.order_by("position"))
    # What waits first; a form has no room for all the cells of an imported vocabulary.
    ordered = sorted(every, key=lambda change: change.state != Change.State.PROPOSED)[:MOST_CHANGES]
    for change in sorted(ordered, key=lambda change: change.position):
        groups.setdefault(change.concept, []).append(
            ChangeShown(
                change.position,
                change.concept,
                cell_name(change.field, change.language),
                change.language,
                words_of(change.field, change.before),
                words_of(change.field, change.after),
                change.state,
                CHANGE_STATES[Change.State(change.state)],
                change.reason,
                rules.can_decide(viewer, change),
                rules.can_withdraw(viewer, change),
            )
        )
    names = queries.names_of(groups, language())
    # What is only proposed yet has no page to lead to.
    shown = [
        (slug if slug in names else "", names.get(slug, Spoken(slug, "en")), changes)
        for slug, changes in groups.items()
    ]
    return render(
        request,
        "glossary/proposal.html",
        {
            "proposal": found,
            "groups": shown,
            "deciding": any(rules.can_decide(viewer, change) for change in every),
            "withdrawing": any(rules.can_withdraw(viewer, change) for change in every),
            "left_out": len(every) - len(ordered),
            "waiting": sum(change.state == Change.State.PROPOSED for change in every),
            "fault": fault,
            "reason": request.POST.get("reason", ""),
        },
        status=400 if fault else 200,
    )
