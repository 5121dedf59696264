"""Reads of words, named as nouns. Leaves out permission: who may see drafts and proposals is `glossary.rules`."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from comparanda.glossary.core import cells as core
from comparanda.glossary.models import Change, Concept, Label, Proposal, Relation, Release, Vocabulary
from comparanda.kernel.language import EU_LANGUAGES, Spoken
from comparanda.people.models import Topic


def stamp() -> str:
    """What changes with every change of words; empty where there are none yet."""
    return Vocabulary.objects.filter(pk=Vocabulary.ONLY).values_list("stamp", flat=True).first() or ""


def public() -> QuerySet[Concept]:
    """Concepts that everyone sees: approved ones, and deprecated ones, whose address goes on to answer."""
    return Concept.objects.exclude(status=Concept.Status.DRAFT)


def current() -> QuerySet[Concept]:
    """Concepts in use: approved ones."""
    return Concept.objects.filter(status=Concept.Status.APPROVED)


def cells_now(slugs: Iterable[str] | None = None) -> dict[str, dict[core.Key, Any]]:
    """Every concept (or those named) as cells, in three SQL queries whatever their number."""
    concepts = Concept.objects.select_related("replaced_by").order_by("slug")
    if slugs is not None:
        concepts = concepts.filter(slug__in=list(slugs))
    by_key: dict[int, dict[core.Key, Any]] = {}
    result: dict[str, dict[core.Key, Any]] = {}
    for concept in concepts:
        cells: dict[core.Key, Any] = {("status", ""): concept.status}
        for field in core.TEXT_FIELDS:
            cells |= {(field, language): text for language, text in getattr(concept, field).items() if text}
        if concept.replaced_by is not None:
            cells["replaced_by", ""] = concept.replaced_by.slug
        for field in ("legal_source", "matches", "notations", "notes"):
            value = core.canonical(field, getattr(concept, field))
            if value is not None:
                cells[field, ""] = value
        by_key[concept.pk] = result[concept.slug] = cells
    labels = Label.objects.filter(concept__in=by_key) if slugs is not None else Label.objects.all()
    for row in labels.order_by("position", "pk").values("concept_id", "language", "kind", *core.LABEL_KEYS):
        value = {key: row[key] for key in core.LABEL_KEYS}
        by_key[row["concept_id"]].setdefault((row["kind"], row["language"]), []).append(value)
    relations = Relation.objects.all()
    if slugs is not None:
        relations = relations.filter(concept__in=by_key) | relations.filter(other__in=by_key)
    for relation in relations.select_related("concept", "other"):
        pairs = [(relation.concept, relation.other)]
        if relation.kind == Relation.Kind.RELATED:
            pairs.append((relation.other, relation.concept))
        for one, other in pairs:
            if one.pk in by_key:
                by_key[one.pk].setdefault((relation.kind, ""), []).append(other.slug)
    for cells in result.values():
        for field in ("broader", "related"):
            if (field, "") in cells:
                cells[field, ""].sort()
    return result


def draft_slugs() -> frozenset[str]:
    """Slugs of concepts that only editors see."""
    return frozenset(Concept.objects.filter(status=Concept.Status.DRAFT).values_list("slug", flat=True))


def directly_below(slug: str) -> frozenset[str]:
    """Slugs of the narrower concepts of one, drafts and deprecated ones too."""
    rows = Relation.objects.filter(kind=Relation.Kind.BROADER, other__slug=slug)
    return frozenset(rows.values_list("concept__slug", flat=True))


def public_cells(slugs: Iterable[str] | None = None) -> dict[str, dict[core.Key, Any]]:
    """The cells of concepts that everyone sees, without a word of those that only editors see: a relation to a draft is
    no relation yet."""
    every = cells_now(slugs)
    hidden = draft_slugs()
    return {slug: core.without_concepts(cells, hidden) for slug, cells in every.items() if slug not in hidden}


def languages() -> list[str]:
    """Languages that have at least one preferred label, the Union's in their order, then others."""
    found = set(Label.objects.filter(kind=Label.Kind.PREFERRED).values_list("language", flat=True))
    return [code for code in EU_LANGUAGES if code in found] + sorted(found - set(EU_LANGUAGES))


@dataclass(frozen=True, slots=True)
class Named:
    """A concept with its name in the language asked for, else in English (the name says which).

    ``own`` is True where the name is in the language asked for.
    """

    slug: str
    name: Spoken
    own: bool


def named(concepts: QuerySet[Concept], language: str) -> list[Named]:
    """Concepts with their names, ordered by name as the language's readers expect; two SQL queries."""
    slugs = dict(concepts.values_list("pk", "slug"))
    names: dict[int, dict[str, str]] = defaultdict(dict)
    rows = (
        Label.objects.filter(concept__in=slugs, kind=Label.Kind.PREFERRED, language__in=[language, "en"])
        .order_by("-region", "-position")
        .values_list("concept_id", "language", "text")
    )
    # A label for the whole language comes last, so that it wins over a region's.
    for concept, of, text in rows:
        names[concept][of] = text
    found = []
    for key, slug in slugs.items():
        text = names[key].get(language)
        fallback = names[key].get("en", slug)
        found.append(Named(slug, Spoken(text or fallback, language if text else "en"), bool(text)))
    return sorted(found, key=lambda one: (collated(one.name.text), one.slug))


def name_of(concept: Concept, language: str) -> Spoken:
    """The concept's name in a language, else in English, else its slug."""
    return named(Concept.objects.filter(pk=concept.pk), language)[0].name


def names_of(slugs: Iterable[str], language: str) -> dict[str, Spoken]:
    """Slug to name, of the concepts there are."""
    return {one.slug: one.name for one in named(Concept.objects.filter(slug__in=list(slugs)), language)}


def definition_in(texts: Mapping[str, str], *wanted: str) -> Spoken:
    """The text in the first of the languages that has one, else in English, else in any; empty where there is none."""
    for code in (*wanted, "en", *texts):
        if texts.get(code):
            return Spoken(texts[code], code)
    return Spoken("", wanted[0])


def definitions(slugs: Iterable[str], language: str) -> dict[str, Spoken]:
    """Slug to definition, of approved concepts; in the language, else in English, else in any."""
    rows = current().filter(slug__in=list(slugs)).values_list("slug", "definition")
    return {slug: definition_in(texts, language) for slug, texts in rows}


def base() -> str:
    """What concepts' identifiers begin with: the site's address, ``/id/concept/``."""
    return f"{settings.SITE_URL}/id/concept/"


def identifier(slug: str) -> str:
    """The concept's address for ever; what it answers depends on what is asked for."""
    return base() + slug


def collated(text: str) -> str:
    """A key that sorts names without regard to case and to accents: close to every alphabet of the Union at once.

    Letters that a language counts as their own (å, ö, ñ) stand beside their plain form."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    # Cyrillic й and ї are letters, not accents: NFD would split them.
    kept = unicodedata.normalize("NFC", text.casefold())
    if any("\u0400" <= letter <= "\u04ff" for letter in kept):
        return kept
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def initial(text: str) -> str:
    """The capital letter under which a name stands; "#" for what is no letter."""
    first = collated(text)[:1].upper()
    return first if first.isalpha() else "#"


DEEPEST = 30
"""Levels of the tree that are shown."""
MOST_BRANCHES = 20_000
MOST_WAYS = 8
"""Ways up from a concept that are told, the shortest."""
_MOST_TRIED = 500


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept in the tree. A concept with two broader ones stands under both; ``deep`` tells how far down."""

    slug: str
    name: Spoken
    children: tuple[Branch, ...]
    deep: int = 0


def tree(language: str) -> list[Branch]:
    """The whole hierarchy from its top concepts, siblings by name, in three SQL queries. A cycle, which the rules
    forbid, would be cut where it closes; what a foreign vocabulary piles up beyond `DEEPEST` and `MOST_BRANCHES` is not
    shown again under each of its broader concepts."""
    names = {one.slug: one.name for one in named(current(), language)}
    narrower: dict[str, list[str]] = defaultdict(list)
    children: set[str] = set()
    for slug, other in Relation.objects.filter(kind=Relation.Kind.BROADER).values_list(
        "concept__slug", "other__slug"
    ):
        if slug in names and other in names:
            narrower[other].append(slug)
            children.add(slug)

    made = 0

    def branch(slug: str, above: tuple[str, ...]) -> Branch:
        nonlocal made
        made += 1
        below = sorted(
            (child for child in narrower[slug] if child not in above and child != slug),
            key=lambda child: collated(names[child].text),
        )
        if len(above) >= DEEPEST or made > MOST_BRANCHES:
            below = []
        return Branch(slug, names[slug], tuple(branch(child, (*above, slug)) for child in below), len(above))

    return [branch(slug, ()) for slug in names if slug not in children]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Slugs around a concept; ``ancestors``: the shortest ways up, `MOST_WAYS` of them at most, each from parent to top."""

    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    ancestors: tuple[tuple[str, ...], ...]


def neighbours(concept: Concept) -> Neighbours:
    """What stands around a concept that everyone sees, in one SQL query."""
    broader: dict[str, list[str]] = defaultdict(list)
    narrower: dict[str, list[str]] = defaultdict(list)
    related: list[str] = []
    rows = Relation.objects.exclude(concept__status=Concept.Status.DRAFT).exclude(
        other__status=Concept.Status.DRAFT
    )
    for kind, one, other in rows.order_by("other__slug").values_list("kind", "concept__slug", "other__slug"):
        if kind == Relation.Kind.BROADER:
            broader[one].append(other)
            narrower[other].append(one)
        elif concept.slug in (one, other):
            related.append(other if one == concept.slug else one)

    ways: list[tuple[str, ...]] = []
    # Level by level: the shortest ways come first, and two ways up at every level do not make thousands.
    trying: list[tuple[str, ...]] = [(concept.slug,)]
    while trying and len(ways) < MOST_WAYS:
        higher: list[tuple[str, ...]] = []
        for way in trying:
            ups = broader[way[-1]]
            if not ups and len(way) > 1:
                ways.append(way[1:])
            higher += [(*way, up) for up in ups if up not in way]
        trying = higher[:_MOST_TRIED]
    return Neighbours(
        tuple(sorted(broader[concept.slug])),
        tuple(sorted(narrower[concept.slug])),
        tuple(sorted(set(related))),
        tuple(ways[:MOST_WAYS]),
    )


def narrower_of() -> Mapping[str, tuple[str, ...]]:
    """Slug to the slugs just below it, of approved concepts."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Relation.objects.filter(
        kind=Relation.Kind.BROADER,
        concept__status=Concept.Status.APPROVED,
        other__status=Concept.Status.APPROVED,
    )
    for slug, other in rows.values_list("concept__slug", "other__slug"):
        found[other].append(slug)
    return {slug: tuple(sorted(below)) for slug, below in found.items()}


def terms(language: str = "") -> list[tuple[str, str, str, str]]:
    """Every label of approved concepts that running text may hold, of one language or all: concept, language, kind,
    text."""
    labels = Label.objects.filter(concept__status=Concept.Status.APPROVED).exclude(kind=Label.Kind.NONE)
    if language:
        labels = labels.filter(language=language)
    return list(labels.values_list("concept__slug", "language", "kind", "text"))


def languages_of_terms() -> list[str]:
    """Languages that `terms` has labels of, the Union's in their order, then others."""
    labels = Label.objects.filter(concept__status=Concept.Status.APPROVED).exclude(kind=Label.Kind.NONE)
    found = set(labels.values_list("language", flat=True).distinct())
    return [code for code in EU_LANGUAGES if code in found] + sorted(found - set(EU_LANGUAGES))


@dataclass(frozen=True, slots=True)
class Called:
    """A concept by one of its labels. ``name``: its preferred label, in the language asked for, else in English."""

    slug: str
    name: Spoken
    label: Spoken


_KINDS = {Label.Kind.PREFERRED: 0, Label.Kind.ALTERNATIVE: 1, Label.Kind.HIDDEN: 2}


def called(words: str, language: str = "", *, named_in: str = "en") -> list[Called]:
    """Concepts in use with a label that holds the words, without regard to case and accents, each by the label that is
    nearest to them: the words themselves, then what begins with them, then the rest; of these a preferred label first.

    ``language``: of labels, empty for all. Three SQL queries. No words find nothing.
    """
    wanted = collated(" ".join(words.split()))
    if not wanted:
        return []
    best: dict[str, tuple[int, int, str, str, str]] = {}
    for slug, of, kind, text in terms(language):
        place = collated(text).find(wanted)
        if place < 0:
            continue
        whole = 0 if len(collated(text)) == len(wanted) else 1
        found = (whole + bool(place), _KINDS.get(Label.Kind(kind), 3), collated(text), of, text)
        best[slug] = min(best.get(slug, found), found)
    names = names_of(best, named_in)
    return [
        Called(slug, names[slug], Spoken(text, of))
        for slug, (*_nearness, of, text) in sorted(best.items(), key=lambda one: (one[1], one[0]))
    ]


def topic_slugs() -> frozenset[str]:
    """Slugs that are topics of rounds too."""
    return frozenset(Topic.objects.values_list("slug", flat=True))


def latest_release() -> Release | None:
    """The newest numbered release, ``None`` before the first."""
    return Release.objects.order_by("-number").first()


def open_proposals() -> QuerySet[Proposal]:
    """Proposals with at least one change that nobody has decided on, oldest first."""
    return (
        Proposal.objects.filter(changes__state=Change.State.PROPOSED)
        .distinct()
        .order_by("number")
        .select_related("proposed_by")
        .prefetch_related(Prefetch("changes", Change.objects.order_by("position")))
    )


def pending_cells(slugs: Iterable[str]) -> dict[tuple[str, str, str], Change]:
    """Changes that wait for a second editor, by concept, field and language."""
    waiting = Change.objects.filter(state=Change.State.PROPOSED, concept__in=list(slugs))
    return {
        (change.concept, change.field, change.language): change
        for change in waiting.select_related("proposal")
    }
