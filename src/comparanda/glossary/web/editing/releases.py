"""Making a numbered release: what it would change, and the note it needs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comparanda.glossary import queries
from comparanda.glossary.actions import releasing
from comparanda.glossary.error import Refused
from comparanda.glossary.web.editing.gate import for_editors, said
from comparanda.glossary.web.reading import (
    grouped_changes,
    viewer_of,
)


@for_editors
def new_release(request: HttpRequest) -> HttpResponse:
    """What the next release would change; with a note, make it."""
    fault = ""
    note = {code: request.POST.get(f"note_{code}", "") for code in ("en", "bg")}
    if request.method == "POST":
        try:
            made = releasing.release(viewer_of(request), note=note)
        except Refused as error:
            fault = said(error)
        else:
            messages.success(request, _("Released as number %(number)d.") % {"number": made.number})
            return HttpResponseRedirect(reverse("glossary:release", args=[made.number]))
    pending = [
        {
            "concept": one.concept,
            "field": one.field,
            "language": one.language,
            "before": one.before,
            "after": one.after,
        }
        for one in releasing.pending_changes()
    ]
    last = queries.latest_release()
    return render(
        request,
        "glossary/new_release.html",
        {
            "changed": grouped_changes(pending) if last else [],
            "count": len(pending),
            "number": (last.number if last else 0) + 1,
            "fault": fault,
            "note": note,
        },
        status=400 if fault else 200,
    )
