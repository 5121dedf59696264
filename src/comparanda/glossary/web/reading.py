"""Reading words: browse by letter and by tree, a concept, releases. Leaves out files (`web.files`) and the grid."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparanda.glossary import exports, queries, rules, usage
from comparanda.glossary.core import cells as core
from comparanda.glossary.models import Change, Concept, Label, Release
from comparanda.glossary.queries import Branch, Named
from comparanda.kernel.language import RIGHT_TO_LEFT, Spoken
from comparanda.people.core.viewer import Viewer
from comparanda.present.caching import conditional
from comparanda.present.languages import language_name
from comparanda.present.neighbourhood import Names, Node, neighbourhood
from comparanda.present.wording import language

VIEWS = ("letters", "tree")
ALL_LETTERS = "all"
FIELD_NAMES = {
    "preferred": gettext_lazy("Preferred label"),
    "alternative": gettext_lazy("Other labels"),
    "hidden": gettext_lazy("For finding only"),
    "none": gettext_lazy("No term in this language"),
    "definition": gettext_lazy("Definition"),
    "scope_note": gettext_lazy("Note on use"),
    "broader": gettext_lazy("Broader"),
    "related": gettext_lazy("Related"),
    "status": gettext_lazy("Status"),
    "replaced_by": gettext_lazy("Replaced by"),
    "legal_source": gettext_lazy("Legal source"),
    "matches": gettext_lazy("Matches"),
    "notations": gettext_lazy("Codes"),
    "notes": gettext_lazy("Notes"),
}
MATCH_NAMES = {
    "exact": gettext_lazy("the same as"),
    "close": gettext_lazy("close to"),
    "broad": gettext_lazy("narrower than"),
    "narrow": gettext_lazy("broader than"),
    "related": gettext_lazy("related to"),
}
USES = {"acquis": gettext_lazy("EU acquis"), "national": gettext_lazy("national use")}
STATUSES = {
    "draft": gettext_lazy("Draft"),
    "approved": gettext_lazy("Approved"),
    "deprecated": gettext_lazy("No longer used"),
}


def downloads() -> list[tuple[str, str]]:
    """Suffix and name of every format of the whole glossary."""
    return [(medium.value, exports.NAMES[medium]) for medium in exports.MEDIA]


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language that the glossary can be read in, with the page's address in it."""

    code: str
    name: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the alphabet of the chosen language, how many concepts it has, and its page."""

    text: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """The list of concepts.

    Attributes:
        view: "letters" or "tree".
        language: of the names shown; the interface's unless ``?language=`` asks for another.
        letters: of all names in the language; empty in the tree.
        all_url: the page of all letters at once.
        concepts: of the chosen letter (the first where none is chosen) or of all, with their definitions.
        tree: whole, from the top concepts.
        missing: how many concepts have no preferred label in the language.
    """

    view: str
    language: str
    languages: list[LanguageChoice]
    letters: list[Letter]
    all_url: str
    concepts: list[tuple[Named, Spoken]]
    tree: list[Branch]
    total: int
    missing: int
    release: Release | None


def _chosen_language(request: HttpRequest, known: list[str]) -> str:
    code = request.GET.get("language", "") or language()
    if code not in known and code != language():
        raise Http404
    return code


def _address(name: str, view: str, code: str, letter: str = "") -> str:
    """The browse page's address; what is the page's own default is left out."""
    parts = []
    if view != VIEWS[0]:
        parts.append(f"view={view}")
    if code != language():
        parts.append(f"language={code}")
    if letter:
        parts.append(f"letter={letter}")
    return reverse(name) + ("?" + "&".join(parts) if parts else "")


def _script(letter: str) -> str:
    """The script of a letter, e.g. "CYRILLIC"; empty for what is no letter."""
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


def _alphabet(counts: Counter[str]) -> list[str]:
    """The letters in order, those of the script that most names are written in first: the Bulgarian list begins with
    "А", not with the few names that are written in Latin."""
    scripts: Counter[str] = Counter()
    for letter, count in counts.items():
        scripts[_script(letter)] += count
    most = max(scripts, key=lambda script: (scripts[script], script), default="")
    return sorted(counts, key=lambda letter: (_script(letter) != most, letter))


@conditional
def browse(request: HttpRequest) -> HttpResponse:
    """All concepts by letter or as a tree, named in any language that has labels."""
    view = request.GET.get("view", VIEWS[0])
    if view not in VIEWS:
        raise Http404
    known = queries.languages()
    code = _chosen_language(request, known)
    names = queries.named(queries.current(), code)
    counts = Counter(queries.initial(one.name.text) for one in names)
    alphabet = _alphabet(counts)
    # Five hundred definitions at once are nobody's first wish.
    letter = request.GET.get("letter", "") or next(iter(alphabet), "")
    if letter and letter not in counts and letter != ALL_LETTERS:
        raise Http404
    shown = [one for one in names if letter == ALL_LETTERS or queries.initial(one.name.text) == letter]
    definitions = dict(Concept.objects.values_list("slug", "definition"))
    page = BrowsePage(
        view=view,
        language=code,
        languages=[
            LanguageChoice(each, language_name(each), _address("glossary:browse", view, each), each == code)
            for each in known
        ],
        letters=[]
        if view == "tree"
        else [
            Letter(each, counts[each], _address("glossary:browse", view, code, each), each == letter)
            for each in alphabet
        ],
        all_url=_address("glossary:browse", view, code, ALL_LETTERS),
        concepts=[
            (one, queries.definition_in(definitions[one.slug], code, language()))
            for one in (shown if view == "letters" else [])
        ],
        tree=queries.tree(code) if view == "tree" else [],
        total=len(names),
        missing=sum(not one.own for one in names),
        release=queries.latest_release(),
    )
    return render(request, "glossary/browse.html", {"page": page, "letter": letter, "downloads": downloads()})


@dataclass(frozen=True, slots=True)
class LabelShown:
    """A label with what is known of it, in the reader's words; empty where nothing is."""

    text: str
    region: str
    use: Any
    source_title: str
    source_url: str
    confidence: str


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """All that a language calls the concept. ``no_term``: it says that it has none. Empty rows are not shown."""

    code: str
    name: str
    rtl: bool
    preferred: list[LabelShown]
    alternative: list[LabelShown]
    definition: str
    no_term: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the history of a concept: a release that changed it, or a change since the last release."""

    title: str
    when: Any
    lines: list[str]
    url: str


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One concept.

    Attributes:
        ways: every way from a top concept down to it, each a list of named concepts.
        pictures: its neighbourhood drawn wide and narrow; empty where nothing stands around it.
        uses: where it is used, by kind, as far as this reader may see.
        missing: names of languages of the glossary that say nothing of it.
    """

    concept: Concept
    name: Spoken
    rows: list[LanguageRow]
    definition: Spoken
    scope_note: Spoken
    ways: list[list[Named]]
    broader: list[Named]
    narrower: list[Named]
    related: list[Named]
    pictures: list[SafeString]
    matches: list[tuple[Any, str]]
    uses: list[usage.Use]
    history: list[Step]
    missing: list[str]
    status: Any
    replaced_by: Named | None
    identifier: str
    waiting: int


def _rows(concept: Concept) -> tuple[list[LanguageRow], list[str]]:
    """Rows of the languages that say something, the reader's first; and the names of those that do not."""
    by_language: dict[str, dict[str, list[LabelShown]]] = {}
    for label in concept.labels.all():
        shown = LabelShown(
            label.text,
            label.region,
            USES.get(label.use, ""),
            label.source_title,
            label.source_url,
            label.confidence,
        )
        by_language.setdefault(label.language, {}).setdefault(label.kind, []).append(shown)
    known = queries.languages()
    ordered = list(dict.fromkeys([language(), "en", *known, *sorted(by_language)]))
    rows = []
    for code in ordered:
        kinds = by_language.get(code, {})
        if not kinds and not concept.definition.get(code):
            continue
        rows.append(
            LanguageRow(
                code=code,
                name=language_name(code),
                rtl=code in RIGHT_TO_LEFT,
                preferred=kinds.get(Label.Kind.PREFERRED, []),
                alternative=kinds.get(Label.Kind.ALTERNATIVE, []),
                definition=concept.definition.get(code, ""),
                no_term=Label.Kind.NONE in kinds,
            )
        )
    missing = [language_name(code) for code in known if code not in by_language]
    return rows, missing


def cell_name(field: str, of: str) -> str:
    """How a cell is called in lists of changes, e.g. "Preferred label, Bulgarian"."""
    name = str(FIELD_NAMES.get(field, field))
    return f"{name}, {language_name(of)}" if of else name


def _history(concept: Concept) -> list[Step]:
    """Newest first: changes approved since the last release, then releases that changed the concept, then its first."""
    steps: list[Step] = []
    releases = list(Release.objects.order_by("number").only("number", "released_at", "changes"))
    approved = Change.objects.filter(concept=concept.slug, state=Change.State.APPROVED)
    if releases:
        approved = approved.filter(decided_at__gt=releases[-1].released_at)
    for change in approved.order_by("-decided_at", "position")[:50]:
        line = cell_name(change.field, change.language)
        if steps and steps[-1].when.date() == change.decided_at.date():
            steps[-1].lines.append(line)
        else:
            steps.append(Step(_("Since the last release"), change.decided_at, [line], ""))
    for release in reversed(releases):
        url = reverse("glossary:release", args=[release.number])
        lines = [
            cell_name(change["field"], change["language"])
            for change in release.changes
            if change["concept"] == concept.slug
        ]
        if lines:
            steps.append(
                Step(_("Release %(number)d") % {"number": release.number}, release.released_at, lines, url)
            )
    first = next(
        (
            release
            for release in releases
            if not any(
                change["concept"] == concept.slug and change["field"] == "status" and change["before"] is None
                for change in release.changes
            )
            and release.number == 1
        ),
        None,
    )
    if first is not None and Release.objects.filter(number=1, snapshot__has_key=concept.slug).exists():
        steps.append(
            Step(
                _("Release %(number)d") % {"number": 1},
                first.released_at,
                [_("Published for the first time")],
                reverse("glossary:release", args=[1]),
            )
        )
    return steps


def _pictures(
    name: Spoken, broader: list[Named], narrower: list[Named], related: list[Named]
) -> list[SafeString]:
    if not (broader or narrower or related):
        return []

    def nodes(those: list[Named]) -> list[Node]:
        return [Node(one.name, reverse("glossary:concept", args=[one.slug])) for one in those]

    drawn = []
    for width, css_class in ((720, "wide"), (350, "narrow")):
        svg = neighbourhood(
            Node(name),
            broader=nodes(broader),
            narrower=nodes(narrower),
            related=nodes(related),
            width=width,
            language=language(),
            label=_("What stands around “%(name)s”") % {"name": name.text},
            names=Names(_("Broader"), _("Narrower"), _("Related")),
            css_class=css_class,
        )
        drawn.append(mark_safe(svg))  # neighbourhood() escapes every text that it is given
    return drawn


@conditional
def concept(request: HttpRequest, slug: str) -> HttpResponse:
    """One concept in every language, its neighbours, where it is used, its history."""
    viewer = viewer_of(request)
    found = get_object_or_404(
        rules.concepts_visible_to(viewer).select_related("replaced_by").prefetch_related("labels"), slug=slug
    )
    around = queries.neighbours(found)
    near = {slug for way in around.ancestors for slug in way} | {
        *around.broader,
        *around.narrower,
        *around.related,
    }
    if found.replaced_by:
        near.add(found.replaced_by.slug)
    names = {
        one.slug: one for one in queries.named(Concept.objects.filter(slug__in=[*near, slug]), language())
    }

    def those(slugs: tuple[str, ...]) -> list[Named]:
        return sorted((names[one] for one in slugs), key=lambda one: queries.collated(one.name.text))

    broader, narrower, related = those(around.broader), those(around.narrower), those(around.related)
    rows, missing = _rows(found)
    name = names[slug].name
    matches = [
        (MATCH_NAMES[kind], address)
        for kind in core_match_order(found.matches)
        for address in found.matches[kind]
    ]
    page = ConceptPage(
        concept=found,
        name=name,
        rows=rows,
        definition=found.definition_in(language()),
        scope_note=queries.definition_in(found.scope_note, language()),
        ways=[[names[one] for one in reversed(way)] for way in around.ancestors],
        broader=broader,
        narrower=narrower,
        related=related,
        pictures=_pictures(name, broader, narrower, related),
        matches=matches,
        uses=usage.uses(slug, viewer, language()),
        history=_history(found),
        missing=missing,
        status=STATUSES[found.status],
        replaced_by=names.get(found.replaced_by.slug) if found.replaced_by else None,
        identifier=queries.identifier(slug),
        waiting=len(queries.pending_cells([slug])) if viewer.editor else 0,
    )
    return render(request, "glossary/concept.html", {"page": page})


def core_match_order(matches: dict[str, Any]) -> list[str]:
    """Kinds of match that are there, nearest first."""
    return [kind for kind in MATCH_NAMES if matches.get(kind)]


@conditional
def releases(request: HttpRequest) -> HttpResponse:
    """All numbered releases, newest first."""
    return render(
        request, "glossary/releases.html", {"releases": Release.objects.defer("snapshot", "changes")}
    )


@dataclass(frozen=True, slots=True)
class ConceptChanges:
    """What a release changed in one concept: lines of cell, before, after."""

    slug: str
    name: Spoken
    lines: list[tuple[str, str, str]]


def words_of(field: str, value: Any) -> str:
    """A cell's value as one line; empty for an empty cell."""
    if value is None:
        return ""
    if field == "none":
        return str(_("no term"))
    if field in core.LABEL_FIELDS:
        return "; ".join(one["text"] + (f" ({one['region']})" if one.get("region") else "") for one in value)
    if field == "matches":
        return "; ".join(address for addresses in value.values() for address in addresses)
    if field == "legal_source":
        return str(value["title"])
    if field == "notes":
        return "; ".join(note["text"] for note in value)
    if field == "status":
        return str(STATUSES.get(value, value))
    return "; ".join(value) if isinstance(value, list) else str(value)


def grouped_changes(changes: list[dict[str, Any]]) -> list[ConceptChanges]:
    """Changes by concept, concepts by name."""
    by_concept: dict[str, list[dict[str, Any]]] = {}
    for change in changes:
        by_concept.setdefault(change["concept"], []).append(change)
    names = queries.names_of(by_concept, language())
    found = [
        ConceptChanges(
            slug,
            names.get(slug, Spoken(slug, "en")),
            [
                (
                    cell_name(change["field"], change["language"]),
                    words_of(change["field"], change["before"]),
                    words_of(change["field"], change["after"]),
                )
                for change in made
            ],
        )
        for slug, made in by_concept.items()
    ]
    return sorted(found, key=lambda one: queries.collated(one.name.text))


@conditional
def release(request: HttpRequest, number: int) -> HttpResponse:
    """One release: its note, what changed, its files."""
    found = get_object_or_404(Release.objects.defer("snapshot"), number=number)
    return render(
        request,
        "glossary/release.html",
        {"release": found, "changed": grouped_changes(found.changes), "downloads": downloads()},
    )


urlpatterns = [
    path("glossary/", browse, name="browse"),
    path("glossary/releases/", releases, name="releases"),
    path("glossary/releases/<int:number>/", release, name="release"),
    path("glossary/<slug:slug>/", concept, name="concept"),
]
