"""Steps of a round: each a small POST; done, it leads back to the desk, refused, the desk keeps what was typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comparanda.answers.actions import asking, releasing
from comparanda.answers.error import Refused
from comparanda.answers.models import Release, Round
from comparanda.answers.web.lookup import steered, viewer_of
from comparanda.answers.web.steer.desk import respondent_page, response_of, show_desk
from comparanda.answers.web.steer.door import for_askers, said, show_refusal
from comparanda.answers.web.steer.forms import CancelForm, ExtendForm, ReleaseForm, SummaryForm, WithdrawForm
from comparanda.kernel.audience import Audience
from comparanda.present import wording


def _back(round: Round, anchor: str = "") -> HttpResponse:
    return redirect(reverse("answers:steer", args=[round.public_name]) + (f"#{anchor}" if anchor else ""))


def _told(request: HttpRequest, error: Refused) -> None:
    messages.error(request, said(error.message, error.values))


@for_askers
@require_POST
def close(request: HttpRequest, name: str) -> HttpResponse:
    round = steered(request, name)
    try:
        asking.close(viewer_of(request), round)
    except Refused as error:
        _told(request, error)
    else:
        messages.success(request, _("The query is closed. Late replies are still taken and marked."))
    return _back(round)


@for_askers
@require_POST
def cancel(request: HttpRequest, name: str) -> HttpResponse:
    """Calls a round off, a draft too; the reason is needed."""
    round = steered(request, name)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            asking.cancel(viewer_of(request), round, reason=form.cleaned_data["reason"])
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The query is cancelled."))
            return redirect("answers:rounds") if round.launched_at is None else _back(round)
    return show_desk(request, round, cancel=form)


@for_askers
@require_POST
def reopen(request: HttpRequest, name: str) -> HttpResponse:
    round = steered(request, name)
    try:
        asking.reopen(viewer_of(request), round)
    except Refused as error:
        _told(request, error)
    else:
        messages.success(request, _("The query is open again. Contact points are told by mail."))
    return _back(round)


@for_askers
@require_POST
def remind(request: HttpRequest, name: str) -> HttpResponse:
    round = steered(request, name)
    try:
        count = asking.remind(viewer_of(request), round)
    except Refused as error:
        _told(request, error)
    else:
        text = ngettext(
            "%(count)d contact point is reminded.", "%(count)d contact points are reminded.", count
        )
        messages.success(request, text % {"count": count})
    return _back(round, "missing")


@for_askers
@require_POST
def summarise(request: HttpRequest, name: str) -> HttpResponse:
    round = steered(request, name)
    form = SummaryForm(request.POST, round=round)
    if form.is_valid():
        typed = form.texts()
        kept = {
            language: text
            for language, text in round.summary.items()
            if f"summary_{language}" not in form.fields
        }
        try:
            asking.summarise(viewer_of(request), round, summary={**kept, **typed})
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The summary is saved. It stands in the next edition."))
            return _back(round, "summary")
    return show_desk(request, round, summary=form)


@for_askers
@require_POST
def release(request: HttpRequest, name: str, audience: str) -> HttpResponse:
    """Makes an edition for the network or the public."""
    if audience not in (Audience.NETWORK, Audience.PUBLIC):
        raise Http404
    round = steered(request, name)
    circle = Audience(audience)
    form = ReleaseForm(request.POST, round=round, audience=circle)
    if form.is_valid():
        try:
            edition = releasing.release(viewer_of(request), round, audience=circle, change_note=form.texts())
        except Refused as error:
            show_refusal(form, error, "note_")
        else:
            if circle is Audience.PUBLIC:
                text = _("Public edition %(number)d is out: everybody can read it.")
            else:
                text = _("Edition %(number)d for the network is out.")
            messages.success(request, text % {"number": edition.number})
            return _back(round, "editions")
    return show_desk(request, round, **{f"release_{audience}": form})


@for_askers
@require_POST
def withdraw(request: HttpRequest, name: str, key: int) -> HttpResponse:
    """Takes an edition back, saying why."""
    round = steered(request, name)
    edition = get_object_or_404(Release.objects.select_related("round"), pk=key, round=round)
    form = WithdrawForm(request.POST, edition=edition)
    if form.is_valid():
        try:
            releasing.withdraw(viewer_of(request), edition, reason=form.cleaned_data["reason"])
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The edition is withdrawn. Its address says why."))
            return _back(round, "editions")
    return show_desk(request, round, **{f"withdraw_{key}": form})


@for_askers
@require_POST
def extend(request: HttpRequest, name: str, respondent: str) -> HttpResponse:
    """Gives one respondent more time."""
    round = steered(request, name)
    response = response_of(round, respondent)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            response = asking.extend(viewer_of(request), round, response=response, to=form.cleaned_data["to"])
        except Refused as error:
            show_refusal(form, error)
        else:
            day = wording.day_words(response.extended_to, wording.language()) if response.extended_to else ""
            messages.success(
                request, _("There is time until %(day)s. The contact point is told by mail.") % {"day": day}
            )
            return redirect("answers:clarify", name=round.public_name, respondent=respondent)
    page = respondent_page(viewer_of(request), response, extend_form=form)
    return render(request, "answers/steer/respondent.html", {"page": page})
