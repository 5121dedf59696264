"""What every page of the asker's side does: let only signed-in people in, turn refusals into words.

Leaves out the permissions themselves: lookups and actions ask for them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comparanda.answers.error import Forbidden, Refused
from comparanda.present import wording

View = Callable[..., HttpResponse]


def for_askers(view: View) -> View:
    """A page for signed-in people, kept by no cache; what an action forbids is not there: 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Forbidden as error:
            raise Http404 from error

    return never_cache(login_required(guarded))


def said(message: str, values: Any = None) -> str:
    """A catalogue message in the reader's language, its places filled; days in words."""
    filled = {
        name: wording.day_words(value, wording.language())
        if isinstance(value, date) and not isinstance(value, datetime)
        else value
        for name, value in (values or {}).items()
    }
    return _(message) % filled if filled else _(message)


def show_refusal(form: Form, error: Refused, prefix: str = "") -> None:
    """Puts what an action refused beside its field, or above the form where it names none of them."""
    name = prefix + error.field if error.field else ""
    form.add_error(name if name in form.fields else None, said(error.message, error.values))
