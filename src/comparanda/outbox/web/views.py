"""The demo's letters on a page: nothing leaves the machine, so this is where they arrive."""

import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comparanda.outbox import queries
from comparanda.outbox.models import Message

LETTERS_ON_A_PAGE = 50
ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True)
class Piece:
    """A piece of a letter's text; `is_address` when it is to be a link."""

    text: str
    is_address: bool


def _only_in_the_demo() -> None:
    if not settings.COMPARANDA.demo:
        raise Http404


@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """All letters, the latest first. Context: `letters`, a page of Message."""
    _only_in_the_demo()
    letters: Page[Message] = Paginator(queries.messages(), LETTERS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "outbox/messages.html", {"letters": letters})


@never_cache
@require_safe
def message(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """One letter. Context: `letter`, a Message; `pieces`, its text with the addresses apart."""
    _only_in_the_demo()
    letter = queries.message(reference)
    if letter is None:
        raise Http404
    # re.split with one group puts the addresses at the odd places.
    pieces = [Piece(text, index % 2 == 1) for index, text in enumerate(ADDRESS.split(letter.body_text))]
    return render(request, "outbox/message.html", {"letter": letter, "pieces": pieces})
