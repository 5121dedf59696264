"""Importing a vocabulary in the browser: first what it would change, then a proposal of it.

A file is read in memory and never stored where it could be fetched; between the two steps it waits in the cache under
the editor's own key. Leaves out the rules of reading (`formats.skos`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from comparanda.glossary import queries
from comparanda.glossary.actions import importing
from comparanda.glossary.actions.importing import Import
from comparanda.glossary.error import Refused
from comparanda.glossary.web.editing.gate import for_editors, in_words, said
from comparanda.glossary.web.reading import cell_name, viewer_of, words_of
from comparanda.kernel.error import ContentError
from comparanda.kernel.phrase import phrase
from comparanda.present.languages import language_name

LARGEST_UPLOAD = 8 * 1024 * 1024
"""Bytes. A larger vocabulary is the operator's: ``comparanda glossary import``."""

WAITS = 60 * 60
"""Seconds that a checked file waits for its second step."""

MOST_SHOWN = 300

_TOKEN = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What the page shows once a file was read: its plan, faults (errors first) and the first changes, in the reader's
    language."""

    name: str
    token: str
    read: Import
    faults: list[tuple[str, str]]
    changes: list[tuple[str, str, str, str]]
    left_out: int


def _key(user: int | None, token: str) -> str:
    return f"glossary-import:{user}:{token}"


def _shown(name: str, token: str, read: Import) -> ImportPage:
    ranked = sorted(read.faults, key=lambda fault: fault.severity != "error")
    return ImportPage(
        name=name,
        token=token,
        read=read,
        faults=[
            *(("error", in_words(fault.sentence)) for fault in read.unsound[:MOST_SHOWN]),
            *((fault.severity.value, in_words(fault.sentence)) for fault in ranked[:MOST_SHOWN]),
        ],
        changes=[
            (
                change.concept,
                cell_name(change.field, change.language),
                words_of(change.field, change.before),
                words_of(change.field, change.after),
            )
            for change in read.plan.changes[:MOST_SHOWN]
        ],
        left_out=max(0, len(read.plan.changes) - MOST_SHOWN),
    )


@for_editors
def import_vocabulary(request: HttpRequest) -> HttpResponse:
    """Upload, look, propose."""
    viewer = viewer_of(request)
    page: ImportPage | None = None
    fault = ""
    untagged = request.POST.get("untagged", "")
    if request.method == "POST":
        try:
            data, name, token = _file(request, viewer.user_id)
            read = importing.read_import(data, name, untagged=untagged, largest=LARGEST_UPLOAD)
            page = _shown(name, token, read)
            if request.POST.get("then") == "propose":
                proposal = importing.propose(viewer, read, name=name, note=request.POST.get("note", ""))
                cache.delete(_key(viewer.user_id, token))
                messages.success(
                    request,
                    _("Proposed. A second editor decides; the proposal has the number %(number)d.")
                    % {"number": proposal.number},
                )
                return HttpResponseRedirect(reverse("glossary:proposal", args=[proposal.number]))
        except Refused as error:
            fault = said(error)
        except ContentError as error:
            fault = in_words(error.sentence)
    # Not "languages": by that name the frame of every page knows the languages of the site.
    known = [(code, language_name(code)) for code in queries.languages()]
    return render(
        request,
        "glossary/import.html",
        {"page": page, "fault": fault, "known_languages": known, "untagged": untagged},
        status=400 if fault or (page is not None and not page.read.sound) else 200,
    )


def _file(request: HttpRequest, user: int | None) -> tuple[bytes, str, str]:
    """The uploaded file, or the one that waits under the token; raises `Refused` where there is neither."""
    uploaded = request.FILES.get("file")
    if uploaded is not None:
        if (uploaded.size or 0) > LARGEST_UPLOAD:
            raise Refused(
                phrase(
                    "The file is larger than %(most)d MB. The operator can import it with “comparanda glossary import”."
                ),
                most=LARGEST_UPLOAD // 1024**2,
            )
        data = uploaded.read()
        token = sha256(data).hexdigest()
        cache.set(_key(user, token), (uploaded.name, data), WAITS)
        return data, uploaded.name or "upload", token
    token = request.POST.get("token", "")
    waiting = cache.get(_key(user, token)) if _TOKEN.fullmatch(token) else None
    if waiting is None:
        raise Refused(phrase("Choose a file."))
    name, data = waiting
    return data, name, token


urlpatterns = [path("workspace/glossary/import/", import_vocabulary, name="import")]
