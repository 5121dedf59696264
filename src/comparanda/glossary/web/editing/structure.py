"""One concept's structure: its place, status, sources and matches; and the first names of a new one."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparanda.glossary import queries
from comparanda.glossary.actions import proposing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core import grid as grid_core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import LONGEST_SLUG
from comparanda.glossary.error import Refused
from comparanda.glossary.models import Concept
from comparanda.glossary.web.editing.gate import for_editors, said
from comparanda.glossary.web.reading import (
    STATUSES,
    viewer_of,
)
from comparanda.kernel.phrase import phrase
from comparanda.present.wording import language


class ConceptForm(forms.Form):
    """A concept's structure; and, for a new one, its first names. Texts in the site's languages."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """What the fields held when the page was drawn, as JSON."""
    slug = forms.CharField(
        label=gettext_lazy("Short name in addresses"),
        max_length=LONGEST_SLUG,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                gettext_lazy("Small letters, digits and hyphens, in English; it never changes."),
            )
        ],
        help_text=gettext_lazy("Small letters, digits and hyphens, in English; it never changes."),
    )
    label_en = forms.CharField(label=gettext_lazy("English label"), max_length=300)
    label_bg = forms.CharField(label=gettext_lazy("Bulgarian label"), max_length=300)
    definition_en = forms.CharField(
        label=gettext_lazy("English definition"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    definition_bg = forms.CharField(
        label=gettext_lazy("Bulgarian definition"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    broader = forms.CharField(
        label=gettext_lazy("Broader concepts"),
        required=False,
        help_text=gettext_lazy("Short names, separated by commas. Empty only for a top concept."),
    )
    related = forms.CharField(
        label=gettext_lazy("Related concepts"),
        required=False,
        help_text=gettext_lazy("Short names, separated by commas."),
    )
    source_title = forms.CharField(
        label=gettext_lazy("Legal source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Act and article, e.g. Directive 2003/86/EC, Article 2(d)."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the act"), required=False, assume_scheme="https"
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[(value, name) for value, name in STATUSES.items()]
    )
    replaced_by = forms.CharField(
        label=gettext_lazy("Replaced by"),
        required=False,
        help_text=gettext_lazy("Only for a concept that is no longer used."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the second editor"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


def _slugs(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def _initial(slug: str, cells: core.Cells) -> dict[str, Any]:
    source = cells.get(("legal_source", "")) or {}
    return {
        "slug": slug,
        **{f"label_{code}": grid_core.shown(cells, "preferred", code) for code in ("en", "bg")},
        **{f"definition_{code}": cells.get(("definition", code), "") for code in ("en", "bg")},
        "broader": ", ".join(cells.get(("broader", ""), ())),
        "related": ", ".join(cells.get(("related", ""), ())),
        "source_title": source.get("title", ""),
        "source_url": source.get("url", ""),
        "status": cells.get(("status", ""), Concept.Status.APPROVED),
        "replaced_by": cells.get(("replaced_by", ""), ""),
    }


def _untouched_as_they_are(data: QueryDict, now: dict[str, Any]) -> tuple[QueryDict, list[str]]:
    """What was sent, with what the editor did not touch as it is now; and the fields that the editor changed while
    somebody else did. Who sends no ``seen`` is taken to have seen what is there now."""
    try:
        seen = json.loads(data.get("seen") or "{}")
    except ValueError:
        seen = {}
    if not isinstance(seen, dict):
        seen = {}

    def tidy(text: object) -> str:
        return " ".join(str(text).split())

    sent = data.copy()
    moved = []
    for name, value in now.items():
        before = tidy(seen.get(name, value))
        if tidy(data.get(name, "")) == before:
            sent[name] = value
        elif before != tidy(value) != tidy(data.get(name, "")):
            moved.append(name)
    sent["seen"] = json.dumps(now)
    return sent, moved


def _form_edits(form: ConceptForm, before: core.Cells, slug: str) -> list[CellChange]:
    data = form.cleaned_data
    after: dict[core.Key, Any] = {}
    for code in ("en", "bg"):
        line = data[f"label_{code}"]
        after |= dict(grid_core.typed(before, "preferred", code, line, source_title="Comparanda editors"))
        after |= dict(grid_core.typed(before, "definition", code, data[f"definition_{code}"]))
    after["broader", ""] = _slugs(data["broader"]) or None
    after["related", ""] = _slugs(data["related"]) or None
    after["legal_source", ""] = (
        {"title": data["source_title"], "url": data["source_url"]} if data["source_title"] else None
    )
    after["status", ""] = data["status"]
    after["replaced_by", ""] = data["replaced_by"] or None
    return [CellChange(slug, key[0], key[1], before.get(key), value) for key, value in after.items()]


@for_editors
def edit_concept(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A new concept, or the structure of one that is there."""
    before = queries.cells_now([slug]).get(slug) if slug else {}
    if before is None:
        raise Http404
    now = _initial(slug, before) if slug else {}
    sent, moved = _untouched_as_they_are(request.POST, now) if request.method == "POST" else (None, [])
    initial = {**now, "seen": json.dumps(now)} if slug else {"status": Concept.Status.APPROVED}
    form = ConceptForm(sent, initial=initial)
    if slug:
        form.fields["slug"].disabled = True
        # Names are asked for when a concept is made; those of other languages are the grid's.
        for name in ("label_en", "label_bg"):
            form.fields[name].required = bool(now[name])
    for name in moved:
        form.add_error(
            name,
            _("Somebody has changed this meanwhile; it now says “%(now)s”. What you typed is still here.")
            % {"now": now[name] or "–"},
        )
    if request.method == "POST" and form.is_valid():
        name = slug or form.cleaned_data["slug"]
        try:
            if not slug and Concept.objects.filter(slug=name).exists():
                raise Refused(phrase("There is a concept “%(slug)s” already."), slug=name)
            proposal = proposing.propose(
                viewer_of(request), _form_edits(form, before, name), note=form.cleaned_data["note"]
            )
        except (Refused, grid_core.CellError) as error:
            form.add_error(None, said(error) if isinstance(error, Refused) else _(error.message))
        else:
            messages.success(
                request,
                _("Proposed. A second editor decides; the proposal has the number %(number)d.")
                % {"number": proposal.number},
            )
            return HttpResponseRedirect(reverse("glossary:proposal", args=[proposal.number]))
    concepts = queries.named(Concept.objects.exclude(slug=slug), language())
    return render(
        request,
        "glossary/edit_concept.html",
        {"form": form, "slug": slug, "concepts": concepts},
        status=400 if form.errors else 200,
    )
