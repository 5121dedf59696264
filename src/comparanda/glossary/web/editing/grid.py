"""The grid of all languages: missing labels found, many edits in one go.

What is typed becomes one proposal. Leaves out what stands in no language (`structure`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from comparanda.glossary import queries
from comparanda.glossary.actions import proposing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core import grid as grid_core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import SLUG
from comparanda.glossary.error import Refused
from comparanda.glossary.models import Change, Concept
from comparanda.glossary.web.editing.gate import for_editors, said
from comparanda.glossary.web.reading import (
    FIELD_NAMES,
    cell_name,
    viewer_of,
    words_of,
)
from comparanda.kernel.language import EU_LANGUAGES, Spoken
from comparanda.kernel.phrase import phrase
from comparanda.kernel.source import is_address
from comparanda.present.languages import language_name
from comparanda.present.wording import language

PAGE_LENGTH = 40
"""Concepts on a page of the grid: with six languages that is a form of 240 cells."""

MOST_LANGUAGES = 8


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
