"""The editors' side of words: the grid of all languages, one concept's structure, proposals, releases.

Everything that is typed becomes a proposal; a second editor decides. Leaves out imports (`web.importing`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from comparanda.glossary import queries, rules
from comparanda.glossary.actions import proposing, releasing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core import grid as grid_core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import LONGEST_SLUG, SLUG
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Change, Concept, Proposal
from comparanda.glossary.web.reading import (
    FIELD_NAMES,
    STATUSES,
    cell_name,
    grouped_changes,
    viewer_of,
    words_of,
)
from comparanda.kernel.language import EU_LANGUAGES, Spoken
from comparanda.kernel.phrase import Sentence, phrase
from comparanda.kernel.source import is_address
from comparanda.present.languages import language_name
from comparanda.present.wording import language, number_words

PAGE_LENGTH = 40
"""Concepts on a page of the grid: with six languages that is a form of 240 cells."""

MOST_LANGUAGES = 8

MOST_CHANGES = 500
"""Changes of a proposal that its page shows; the others are decided on together with them, or later."""

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


@dataclass(frozen=True, slots=True)
class GridCell:
    """One input: its name in the form, what it holds and what it held when the page was drawn.

    ``waiting`` is what somebody has proposed for it; such a cell cannot be edited until that is decided.
    """

    name: str
    language: str
    value: str
    was: str
    regional: list[tuple[str, str]]
    waiting: str
    missing: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    slug: str
    name: Spoken
    cells: list[GridCell]


@dataclass(frozen=True, slots=True)
class GridPage:
    """The grid.

    Attributes:
        field: which field all cells show.
        languages: code and name of the columns.
        choices: every language that may become a column, whether it is one, and how many concepts lack the field in it.
        only_missing: code of the language whose empty cells are shown, or empty for all concepts.
        query: the address's query without the page number, for links to other pages.
    """

    field: str
    fields: list[tuple[str, Any]]
    languages: list[tuple[str, str]]
    choices: list[tuple[str, str, bool, int]]
    only_missing: str
    words: str
    concept: str
    rows: list[GridRow]
    page: Any
    query: str
    total: int
    fault: str
    source_title: str
    source_url: str
    note: str


def _asked(request: HttpRequest) -> tuple[str, list[str], str, str, str]:
    """Field, languages, the language whose gaps are asked for, words, and one concept, from the address."""
    data = request.GET
    field = data.get("field", "preferred")
    if field not in grid_core.FIELDS:
        raise Http404
    known = list(dict.fromkeys([*EU_LANGUAGES, *queries.languages()]))
    languages = [code for code in data.getlist("language") if code in known][:MOST_LANGUAGES]
    if not languages:
        languages = list(dict.fromkeys([language(), "en", "bg", "fr", "de"]))
    missing = data.get("missing", "")
    return (
        field,
        languages,
        missing if missing in known else "",
        data.get("q", "").strip()[:100],
        data.get("concept", ""),
    )


def _row(
    slug: str,
    name: Spoken,
    cells: core.Cells,
    field: str,
    languages: list[str],
    pending: dict[tuple[str, str, str], Change],
    typed: dict[str, str],
) -> GridRow:
    made = []
    for code in languages:
        key = f"{slug}/{code}"
        shown = grid_core.shown(cells, field, code)
        change = pending.get((slug, field, code)) or (
            pending.get((slug, "none", code)) if field == "preferred" else None
        )
        made.append(
            GridCell(
                name=key,
                language=code,
                value=typed.get(key, shown),
                was=shown,
                regional=grid_core.regional(cells, field, code),
                waiting=(words_of(change.field, change.after) or _("removed")) if change else "",
                missing=not shown,
            )
        )
    return GridRow(slug, name, made)


def _edits(
    request: HttpRequest, field: str, source_title: str, source_url: str
) -> tuple[list[CellChange], dict[str, str]]:
    """The cells that were changed on the page, and everything that was typed by name of input.

    What a cell held when the page was drawn comes with the form: where it holds something else by now, the cell is
    refused by the action instead of overwriting what nobody on this page has read.
    """
    typed = {
        name.removeprefix("cell/"): text for name, text in request.POST.items() if name.startswith("cell/")
    }
    was = {name: grid_core.tidied(field, request.POST.get(f"was/{name}", "")) for name in typed}
    changed = {name: text for name, text in typed.items() if grid_core.tidied(field, text) != was[name]}
    slugs = {name.partition("/")[0] for name in changed}
    vocabulary = queries.cells_now(slug for slug in slugs if SLUG.fullmatch(slug))
    edits = []
    for name, text in changed.items():
        slug, _sep, code = name.partition("/")
        cells = vocabulary.get(slug)
        if cells is None:
            raise Refused(phrase("There is no concept “%(slug)s”."), slug=slug)
        if grid_core.tidied(field, grid_core.shown(cells, field, code)) != was[name]:
            raise Refused(
                proposing.MOVED_ON_PAGE,
                cell=cell_name(field, code),
                concept=slug,
                now=grid_core.shown(cells, field, code) or "–",
            )
        try:
            made = grid_core.typed(cells, field, code, text, source_title=source_title, source_url=source_url)
        except grid_core.CellError as error:
            raise Refused(error.message) from error
        edits += [CellChange(slug, key[0], key[1], cells.get(key), value) for key, value in made]
    return edits, typed


@for_editors
def grid(request: HttpRequest) -> HttpResponse:
    """All concepts in several languages at once; what is changed becomes one proposal."""
    field, languages, missing, words, only = _asked(request)
    fault, typed = "", {}
    source_title = request.POST.get("source_title", "").strip()[:200]
    source_url = request.POST.get("source_url", "").strip()[:500]
    note = request.POST.get("note", "").strip()
    if request.method == "POST":
        typed = {
            name.removeprefix("cell/"): text
            for name, text in request.POST.items()
            if name.startswith("cell/")
        }
        try:
            if source_url and not is_address(source_url):
                raise Refused(phrase("“%(address)s” is not an address: begin with http."), address=source_url)
            edits, typed = _edits(request, field, source_title, source_url)
            proposal = proposing.propose(viewer_of(request), edits, note=note)
        except Refused as error:
            fault = said(error)
        else:
            messages.success(
                request,
                _("Proposed. A second editor decides; the proposal has the number %(number)d.")
                % {"number": proposal.number},
            )
            return HttpResponseRedirect(request.get_full_path())
    vocabulary = queries.cells_now()
    names = queries.named(Concept.objects.all(), language())
    lacking = {
        code: sum(not grid_core.shown(cells, field, code) for cells in vocabulary.values())
        for code in dict.fromkeys([*EU_LANGUAGES, *queries.languages()])
    }
    wanted = [
        one
        for one in names
        if (not only or one.slug == only)
        and (not missing or not grid_core.shown(vocabulary[one.slug], field, missing))
        and (not words or _holds(one.slug, vocabulary[one.slug], words))
    ]
    pages = Paginator(wanted, PAGE_LENGTH)
    shown = pages.get_page(request.GET.get("page"))
    pending = queries.pending_cells([one.slug for one in shown])
    query = urlencode(
        [
            ("field", field),
            *(("language", code) for code in languages),
            *((("missing", missing),) if missing else ()),
            *((("q", words),) if words else ()),
            *((("concept", only),) if only else ()),
        ]
    )
    page = GridPage(
        field=field,
        fields=[(name, FIELD_NAMES[name]) for name in grid_core.FIELDS],
        languages=[(code, language_name(code)) for code in languages],
        choices=[(code, language_name(code), code in languages, count) for code, count in lacking.items()],
        only_missing=missing,
        words=words,
        concept=only,
        rows=[
            _row(one.slug, one.name, vocabulary[one.slug], field, languages, pending, typed) for one in shown
        ],
        page=shown,
        query=query,
        total=len(wanted),
        fault=fault,
        source_title=source_title,
        source_url=source_url,
        note=note,
    )
    return render(request, "glossary/grid.html", {"page": page}, status=400 if fault else 200)


def _holds(slug: str, cells: core.Cells, words: str) -> bool:
    """Whether the slug or any label holds the words, without regard to case."""
    wanted = words.casefold()
    return wanted in slug or any(
        wanted in one["text"].casefold()
        for (field, _language), value in cells.items()
        if field in core.LABEL_FIELDS
        for one in value
    )


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


urlpatterns = [
    path("workspace/glossary/", grid, name="grid"),
    path("workspace/glossary/concepts/", edit_concept, name="new_concept"),
    path("workspace/glossary/concepts/<slug:slug>/", edit_concept, name="edit_concept"),
    path("workspace/glossary/proposals/", proposals, name="proposals"),
    path("workspace/glossary/proposals/<int:number>/", proposal, name="proposal"),
    path("workspace/glossary/releases/", new_release, name="new_release"),
]
