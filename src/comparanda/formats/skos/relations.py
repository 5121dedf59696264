"""Relations between the concepts of a scheme: both sides of each, and a usual order of everything that has none.

Leaves out whether relations make sense: `integrity` judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from urllib.parse import unquote

from comparanda.kernel.concept import Concept, ConceptNote, Label, LabelKind, Match, NoteKind, Scheme

_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 100
_KINDS = {kind: number for number, kind in enumerate(LabelKind)}
_NOTE_KINDS = {kind: number for number, kind in enumerate(NoteKind)}


def slug_of(identifier: str) -> str:
    """A slug out of the end of an address, e.g. "asylum" for "https://…/id/concept/asylum" and "c1" for "…/hash#c1".

    Lower case ASCII with hyphens. Where nothing of that kind is left, a name made of the address's hash.
    """
    path, _, fragment = identifier.rstrip("/#").partition("#")
    last = unquote(fragment or re.split("[/:]", path.rstrip("/"))[-1])
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    # Half a word is no name: where letters were lost, the hash tells more truly that this is not a word.
    lost = any(character.isalpha() and not _has_ascii(character) for character in last)
    slug = "" if lost else _NOT_IN_A_SLUG.sub("-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    return slug or f"concept-{_short_hash(identifier)}"


def slugs_of(identifiers: Iterable[str]) -> dict[str, str]:
    """Identifier to slug, each slug once: of several that would be equal, all but the first in order of address
    carry a piece of their hash. The same identifiers get the same slugs in any order."""
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for identifier in sorted(set(identifiers)):
        slug = slug_of(identifier)
        if slug in taken:
            slug = set_apart(slug, identifier)
        taken.add(slug)
        slugs[identifier] = slug
    return slugs


def set_apart(slug: str, identifier: str) -> str:
    """Another slug for a concept whose own is taken: with a piece of the hash of its address."""
    return f"{slug}-{_short_hash(identifier)}"


def closed(scheme: Scheme) -> Scheme:
    """The scheme with both sides of every relation (SKOS Reference S23, S25) and everything in its usual order.

    Slugs of unknown concepts and addresses stay as they are; a concept's own address becomes its slug. Two schemes
    that say the same are equal after this.
    """
    names = {concept.identifier: concept.slug for concept in scheme.concepts}
    broader, narrower, related = ({concept.slug: set[str]() for concept in scheme.concepts} for _ in range(3))
    for concept in scheme.concepts:
        for sides, others, targets in (
            (broader, narrower, concept.broader),
            (narrower, broader, concept.narrower),
            (related, related, concept.related),
        ):
            for target in targets:
                name = names.get(target, target)
                sides[concept.slug].add(name)
                if name in others:
                    others[name].add(concept.slug)
    concepts = (
        _in_order(
            replace(
                concept,
                broader=tuple(sorted(broader[concept.slug])),
                narrower=tuple(sorted(narrower[concept.slug])),
                related=tuple(sorted(related[concept.slug])),
                replaced_by=tuple(sorted({names.get(target, target) for target in concept.replaced_by})),
            )
        )
        for concept in scheme.concepts
    )
    return replace(
        scheme,
        titles=dict(sorted(scheme.titles.items())),
        descriptions=dict(sorted(scheme.descriptions.items())),
        sources=tuple(sorted(set(scheme.sources), key=lambda source: (source.url, source.title))),
        concepts=tuple(sorted(concepts, key=lambda concept: concept.slug)),
    )


def without_unknown_targets(scheme: Scheme, known: frozenset[str] = frozenset()) -> Scheme:
    """The scheme, closed, without relations to concepts that it does not hold: for importing a part of a vocabulary.

    known: slugs and addresses that exist elsewhere and may stay.
    A concept that loses everything above it becomes a top concept, or it would hang in the air.
    """
    whole = closed(scheme)
    there = known | {concept.slug for concept in whole.concepts}
    # Where no top concept is named, those with nothing above them are tops already.
    names_tops = any(concept.top for concept in whole.concepts)
    concepts = []
    for concept in whole.concepts:
        broader = tuple(target for target in concept.broader if target in there)
        concepts.append(
            replace(
                concept,
                broader=broader,
                narrower=tuple(target for target in concept.narrower if target in there),
                related=tuple(target for target in concept.related if target in there),
                replaced_by=tuple(target for target in concept.replaced_by if target in there),
                top=concept.top or (names_tops and bool(concept.broader) and not broader),
            )
        )
    return replace(whole, concepts=tuple(concepts))


def label_order(label: Label) -> tuple[str, str, int, str, str, str, str, str]:
    """By language, region, kind and text; what is told of a label decides between equal ones."""
    return (
        label.language,
        label.region,
        _KINDS[label.kind],
        label.text,
        label.use,
        label.source_title,
        label.source_url,
        label.confidence,
    )


def _in_order(concept: Concept) -> Concept:
    return replace(
        concept,
        labels=tuple(sorted(set(concept.labels), key=label_order)),
        definitions=dict(sorted(concept.definitions.items())),
        scope_notes=dict(sorted(concept.scope_notes.items())),
        matches={
            kind: tuple(sorted(set(concept.matches[kind]))) for kind in Match if concept.matches.get(kind)
        },
        notations=tuple(sorted(set(concept.notations))),
        notes=tuple(sorted(set(concept.notes), key=_note_order)),
    )


def _note_order(note: ConceptNote) -> tuple[int, str, str]:
    return _NOTE_KINDS[note.kind], note.language, note.text


def _has_ascii(character: str) -> bool:
    return bool(unicodedata.normalize("NFKD", character).encode("ascii", "ignore"))


def _short_hash(identifier: str) -> str:
    return sha256(identifier.encode("utf-8", "replace")).hexdigest()[:8]
