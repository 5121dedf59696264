"""From an address to the thing it names, or 404: what a viewer may not see is not there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from comparanda.answers import queries, rules
from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Answer, Release, Response, Round
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import Viewer


def today() -> date:
    """The day it is in Brussels: the day for which pages compute marks."""
    return brussels_day(timezone.now())


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined, no-any-return]


def round_named(name: str, **kwargs: Any) -> Round:
    """A round by number or slug, whoever asks. Raises `Http404`."""
    rounds = Round.objects.select_related("asker", "template").filter(**kwargs)
    round = rounds.filter(number=name).first() or rounds.filter(slug=name).first()
    if round is None:
        raise Http404
    return round


def audience_asked_for(request: HttpRequest) -> Audience:
    """``?audience=network``, else public. Anything else is 404."""
    text = request.GET.get("audience", "public")
    if text not in (Audience.PUBLIC, Audience.NETWORK):
        raise Http404
    return Audience(text)


def edition_shown(request: HttpRequest, round: Round, number: int | None = None) -> Release:
    """The edition an address names, or the newest, for the audience asked for. Raises `Http404` where there is none
    or the viewer may not see it. A withdrawn edition is returned when named by its number: it has a tombstone."""
    audience = audience_asked_for(request)
    if number is None:
        release = queries.latest_edition(round, audience)
    else:
        release = round.releases.filter(audience=audience, number=number).first()
    if release is None:
        raise Http404
    release.round = round
    if not rules.can_see_edition(viewer_of(request), release):
        raise Http404
    return release


def steered(request: HttpRequest, name: str) -> Round:
    """A round at whose desk the viewer sits. Raises `Http404`."""
    round = round_named(name)
    if not rules.can_steer(viewer_of(request), round):
        raise Http404
    return round


def own_response(request: HttpRequest, name: str, respondent: str) -> Response:
    """A response of the viewer's own contact point. Raises `Http404`."""
    response = (
        rules.responses_open_to(viewer_of(request))
        .select_related("round__asker", "round__template", "respondent")
        .filter(round=round_named(name), respondent__code=respondent)
        .first()
    )
    if response is None:
        raise Http404
    return response


def own_answer(request: HttpRequest, name: str, respondent: str, question: str) -> Answer:
    """An answer that the viewer may write or review. Raises `Http404`."""
    response = own_response(request, name, respondent)
    answer = (
        rules.answers_open_to(viewer_of(request))
        .select_related("question__section", "working__author", "submitted", "assignee")
        .filter(response=response, question__code=question)
        .first()
    )
    if answer is None:
        raise Http404
    answer.response = response
    return answer
