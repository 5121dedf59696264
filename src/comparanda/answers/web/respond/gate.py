"""The door of the workspace: who may come in, which response or answer an address means, how a refusal is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control

from comparanda.answers.error import Forbidden, Refused
from comparanda.answers.models import Answer, Response
from comparanda.answers.web import lookup

View = Callable[..., HttpResponse]


def inside(view: View) -> View:
    """A page of signed-in people: others are sent to sign in, nothing is kept by caches, what is forbidden is 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Forbidden:
            raise Http404 from None

    page: View = cache_control(private=True, no_store=True)(login_required(guarded))
    return page


def response_named(request: HttpRequest, name: str, respondent: str) -> Response:
    """A response of the viewer's own contact point. Compiled ones have no page here: 404."""
    response = lookup.own_response(request, name, respondent)
    if response.compiled:
        raise Http404
    return response


def answer_named(request: HttpRequest, name: str, respondent: str, question: str) -> Answer:
    """An answer that the viewer may write or review, else 404."""
    answer = lookup.own_answer(request, name, respondent, question)
    if answer.response.compiled:
        raise Http404
    return answer


def words_of(refused: Refused) -> str:
    """The reason of a refusal in the reader's language."""
    message = gettext(refused.message)
    return message % refused.values if refused.values else message


def attempt(request: HttpRequest, do: Callable[[], object], success: str = "") -> Refused | None:
    """Take a step and say how it went. A refusal that belongs to a field is returned for the page to show there;
    any other becomes a message."""
    try:
        do()
    except Refused as refused:
        if not refused.field:
            messages.error(request, words_of(refused))
        return refused
    if success:
        messages.success(request, success)
    return None
