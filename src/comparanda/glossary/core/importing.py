"""What a vocabulary file would change: a plan that is shown first and carried out whole or not at all.

A concept of our own address is brought to what the file says; a field and language that the file has nowhere stays, for
a list of labels does not speak of definitions. A concept of another vocabulary only fills what is empty: it is told apart
by the exact match we keep of it, else by the same English name, else it is new; its own address is kept as an exact match.
Concepts that the file leaves out stay. Values in, values out; leaves out reading (`formats.skos`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from comparanda.formats.skos.relations import without_unknown_targets
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import LONGEST_SLUG, RESERVED, SLUG
from comparanda.glossary.core.vocabulary import cells_of
from comparanda.kernel.concept import Concept, Scheme, Status

_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = LONGEST_SLUG - 10
"""Characters of a slug made of a name, with room for a number that tells it from another."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would change.

    Attributes:
        changes: every cell that would change, by concept.
        added, changed, unchanged: slugs of the file's concepts, as they are called here.
        missing: our own concepts that the file, which speaks of ours, leaves out; they stay as they are.
        renamed: addresses in the file to the slugs that they get or have here, where these differ.
    """

    changes: tuple[CellChange, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    missing: tuple[str, ...]
    renamed: Mapping[str, str]


def plan_import(vocabulary: Mapping[str, core.Cells], incoming: Scheme, base: str) -> ImportPlan:
    """The plan for a scheme that was read and found sound. ``base``: what our own concepts' addresses begin with."""
    scheme = without_unknown_targets(incoming, known_targets(vocabulary, base))
    named = _names(vocabulary, scheme, base)
    speaks_of = _speaks_of(scheme)
    held = set(named.values())
    drafts = {slug for slug, cells in vocabulary.items() if cells.get(("status", "")) == Status.DRAFT}
    changes: list[CellChange] = []
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    for concept in scheme.concepts:
        slug = named[concept.slug]
        standing = vocabulary.get(slug, {})
        wanted = _cells(concept, named, base)
        if not concept.identifier.startswith(base):
            wanted["matches", ""] = _with_match(wanted.get(("matches", ""), {}), "exact", concept.identifier)
            wanted = _filled(standing, wanted) if standing else wanted
        else:
            for key in set(standing) - speaks_of:
                wanted[key] = standing[key]
            _keep_order(standing, wanted)
            _keep_drafts(standing, wanted, drafts - held)
        made = core.changes(slug, standing, wanted)
        changes += made
        (added if not standing else changed if made else unchanged).append(slug)
    speaks_of_ours = any(concept.identifier.startswith(base) for concept in scheme.concepts)
    return ImportPlan(
        changes=tuple(changes),
        added=tuple(sorted(added)),
        changed=tuple(sorted(changed)),
        unchanged=tuple(sorted(unchanged)),
        missing=tuple(sorted(set(vocabulary) - held)) if speaks_of_ours else (),
        renamed={
            concept.identifier: named[concept.slug]
            for concept in scheme.concepts
            if named[concept.slug] != concept.slug
        },
    )


def _names(vocabulary: Mapping[str, core.Cells], scheme: Scheme, base: str) -> dict[str, str]:
    """The file's slugs to ours, no two of the file's to one of ours."""
    by_match: dict[str, str] = {}
    by_name: dict[str, str] = {}
    another: set[tuple[str, str]] = set()
    for slug, cells in vocabulary.items():
        for kind, addresses in cells.get(("matches", ""), {}).items():
            for address in addresses:
                if kind == "exact":
                    by_match.setdefault(address, slug)
                elif kind != "close":
                    another.add((address, slug))
        for label in cells.get(("preferred", "en"), ()):
            by_name.setdefault(label["text"].casefold(), slug)
    named: dict[str, str] = {}
    taken: set[str] = set()

    def give(concept: Concept, slug: str) -> None:
        named[concept.slug] = slug
        taken.add(slug)

    # Our own come first: nobody else gets their names.
    foreign: list[Concept] = []
    for concept in scheme.concepts:
        own = concept.identifier.removeprefix(base)
        if own != concept.identifier and SLUG.fullmatch(own):
            give(concept, own)
        else:
            foreign.append(concept)
    waiting: list[Concept] = []
    for concept in foreign:
        same = by_match.get(concept.identifier, "")
        if concept.identifier.startswith(base) and concept.slug not in taken:
            # Under our address, but no slug: it gets the one that it would have as a file's.
            give(concept, concept.slug)
        elif same and same not in taken:
            give(concept, same)
        else:
            waiting.append(concept)
    new: list[Concept] = []
    for concept in waiting:
        english = concept.preferred("en")
        same = by_name.get(english.text.casefold(), "") if english else ""
        # What we keep as broader, narrower or related is known to be another concept, whatever it is called.
        if same and same not in taken and (concept.identifier, same) not in another:
            give(concept, same)
        else:
            new.append(concept)
    for concept in new:
        english = concept.preferred("en")
        wished = (slug_from(english.text) if english else "") or concept.slug
        slug, number = wished, 2
        while slug in taken or slug in vocabulary or slug in RESERVED:
            slug, number = f"{wished}-{number}", number + 1
        give(concept, slug)
    return named


def slug_from(text: str) -> str:
    """A slug out of a name, in lower case ASCII with hyphens; empty where no such letter is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_A_SLUG.sub("-", plain.replace("'", "")).strip("-")[:_LONGEST_SLUG].strip("-")


def known_targets(vocabulary: Mapping[str, core.Cells], base: str) -> frozenset[str]:
    """What relations of a file may lead to outside it: our own concepts, by slug and by address."""
    return frozenset({*vocabulary, *(base + slug for slug in vocabulary)})


def _speaks_of(scheme: Scheme) -> frozenset[core.Key]:
    """Fields and languages that at least one concept of the file has. The status is in every file; it speaks of it where
    not all are in use."""
    keys = {key for concept in scheme.concepts for key in cells_of(concept)}
    if all(concept.status is Status.APPROVED for concept in scheme.concepts):
        keys.discard(("status", ""))
    return frozenset(keys)


def _cells(concept: Concept, named: Mapping[str, str], base: str) -> dict[core.Key, Any]:
    def ours(targets: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(named.get(target, target.removeprefix(base)) for target in targets)

    return cells_of(
        replace(
            concept,
            broader=ours(concept.broader),
            related=ours(concept.related),
            replaced_by=ours(concept.replaced_by),
        )
    )


def _filled(standing: core.Cells, wanted: core.Cells) -> dict[core.Key, Any]:
    """What stands, with what was empty filled; addresses of matches are added."""
    result = dict(standing)
    for key, value in wanted.items():
        if key == ("matches", ""):
            both = standing.get(key, {})
            for kind, addresses in value.items():
                for address in addresses:
                    both = _with_match(both, kind, address)
            result[key] = both
        elif key not in standing and key[0] not in ("broader", "related", "replaced_by", "hidden"):
            # A language that is said to have no term is not empty; nor gets a word that is preferred here a second place.
            if key[0] == "preferred" and ("none", key[1]) in standing:
                continue
            result[key] = value
    return _disjoint(result)


def _with_match(matches: Mapping[str, Sequence[str]], kind: str, address: str) -> dict[str, list[str]]:
    """The matches with one more; an address that is matched already, in whatever way, stays as it is."""
    held = {each: list(addresses) for each, addresses in matches.items()}
    if not any(address in addresses for addresses in held.values()):
        held[kind] = sorted([*held.get(kind, ()), address])
    return held


def _keep_order(standing: core.Cells, wanted: dict[core.Key, Any]) -> None:
    """Labels that stand keep their places before those that come: a file has an order of its own."""
    for key, labels in wanted.items():
        if key[0] in core.LABEL_FIELDS and key in standing:
            places = {(one["text"], one["region"]): place for place, one in enumerate(standing[key])}
            labels.sort(key=lambda one, places=places: places.get((one["text"], one["region"]), len(places)))


def _keep_drafts(standing: core.Cells, wanted: dict[core.Key, Any], drafts: Set[str]) -> None:
    """Relations to drafts stay: a file that everyone may have does not speak of them."""
    for key in (("broader", ""), ("related", "")):
        kept = drafts & set(standing.get(key, ()))
        if kept:
            wanted[key] = sorted({*wanted.get(key, ()), *kept})


def _disjoint(cells: dict[core.Key, Any]) -> dict[core.Key, Any]:
    """Each label once a language, in the first kind that has it (SKOS Reference S13)."""
    seen: set[tuple[str, str, str]] = set()
    for field in core.LABEL_FIELDS:
        for key in [key for key in cells if key[0] == field]:
            kept = []
            for one in cells[key]:
                name = (key[1], one["region"], one["text"])
                if name not in seen or not one["text"]:
                    kept.append(one)
                seen.add(name)
            if kept:
                cells[key] = kept
            else:
                del cells[key]
    return cells
