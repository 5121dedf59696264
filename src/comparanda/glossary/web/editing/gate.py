"""Who comes in, and how refusals are told: what the pages of editors share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comparanda.glossary import rules
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.web.reading import (
    viewer_of,
)
from comparanda.kernel.phrase import Sentence
from comparanda.present.wording import language, number_words

View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """A page for editors, kept by no cache; for anybody else it is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.can_propose(viewer_of(request)):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except Forbidden as error:
            raise Http404 from error

    return never_cache(login_required(guarded))


def in_words(sentence: Sentence) -> str:
    """A sentence, of a fault for instance, in the reader's language."""
    return sentence.in_words(_, lambda number: number_words(Decimal(f"{number:.1f}"), language()))


def said(error: Refused) -> str:
    """A refusal in the reader's language, its places filled."""
    text = _(error.message)
    values = {
        name: in_words(value) if isinstance(value, Sentence) else value
        for name, value in error.values.items()
    }
    return text % values if values else text
