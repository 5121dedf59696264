"""Puts changed cells into their rows: the one place where concepts, labels and relations are written.

Leaves out permission and the audit log: the actions beside it ask and record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comparanda.glossary import queries, signs
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import new_faults
from comparanda.glossary.error import Refused
from comparanda.glossary.models import Concept, Label, Relation, Vocabulary
from comparanda.kernel.phrase import phrase

_UNSOUND = phrase("The words would not fit together any more: %(fault)s")


def today() -> date:
    return timezone.now().date()


def lock() -> None:
    """Hold the vocabulary until the transaction ends, so that soundness is judged over what will stand."""
    Vocabulary.objects.get_or_create(pk=Vocabulary.ONLY)
    Vocabulary.objects.select_for_update().get(pk=Vocabulary.ONLY)


def refuse_unsound(changes: Iterable[CellChange]) -> None:
    """Raises `Refused` with the first new fault if the whole vocabulary would break a rule after the changes.

    A fault that stands already does not stop a change that has nothing to do with it.
    """
    for fault in new_faults(queries.cells_now(), changes):
        raise Refused(_UNSOUND, fault=fault.sentence)


@transaction.atomic
def write(changes: Iterable[CellChange], *, loaded: Mapping[str, str] | None = None) -> list[str]:
    """Put the changes into their rows and move the revision on. Returns the slugs that changed.

    Concepts that are not there yet are made. ``loaded``: slug to the hash of the content pack's words that it now has.
    Raises `Refused` where a named concept does not exist.
    """
    grouped = _by_concept(changes)
    if not grouped:
        return []
    concepts = {concept.slug: concept for concept in Concept.objects.filter(slug__in=grouped)}
    new = {
        slug: Concept(slug=slug, changed_on=today(), revision=0) for slug in grouped if slug not in concepts
    }
    concepts |= new
    others = {
        slug
        for made in grouped.values()
        for change in made
        if change.field in ("broader", "related", "replaced_by")
        for slug in ([change.after] if isinstance(change.after, str) else change.after or ())
    }
    concepts |= {concept.slug: concept for concept in Concept.objects.filter(slug__in=others - set(concepts))}
    missing = sorted(others - set(concepts))
    if missing:
        raise Refused(phrase("There is no concept “%(slug)s”."), slug=missing[0])
    labels: list[Label] = []
    for slug, made in grouped.items():
        labels += _write_concept(concepts[slug], made)
        if loaded is not None:
            concepts[slug].loaded_hash = loaded[slug]
            concepts[slug].loaded_revision = concepts[slug].revision
    every = [change for made in grouped.values() for change in made]
    Concept.objects.bulk_create(new.values())
    # A replacement must be there before what it replaces.
    for change in every:
        if change.field == "replaced_by":
            concepts[change.concept].replaced_by = concepts[change.after] if change.after else None
    Concept.objects.bulk_update(
        [one for one in new.values() if one.replaced_by], ["replaced_by"], batch_size=500
    )
    for slug in grouped.keys() - new.keys():
        concepts[slug].save()
    Label.objects.bulk_create(labels, batch_size=500)
    _write_relations(every, concepts)
    # What one side of a related pair gains or loses, the other does too: it has been edited as well.
    beside = {other for change in every if change.field == "related" for other in _gained_and_lost(change)}
    Concept.objects.filter(slug__in=beside - grouped.keys()).update(
        revision=F("revision") + 1, changed_on=today()
    )
    Vocabulary.objects.get_or_create(pk=Vocabulary.ONLY)
    Vocabulary.objects.filter(pk=Vocabulary.ONLY).update(revision=F("revision") + 1, stamp=uuid4().hex)
    changed = sorted(grouped)
    transaction.on_commit(lambda: signs.words_changed(changed))
    return changed


def _by_concept(changes: Iterable[CellChange]) -> dict[str, list[CellChange]]:
    grouped: dict[str, list[CellChange]] = defaultdict(list)
    for change in changes:
        grouped[change.concept].append(change)
    return grouped


def _gained_and_lost(change: CellChange) -> set[str]:
    """Slugs that a change of relations adds or takes away."""
    return set(change.before or ()) ^ set(change.after or ())


def _write_concept(concept: Concept, made: list[CellChange]) -> list[Label]:
    """Put the changes of one concept into its columns, but for relations and replacement, and take away the labels they
    replace; the labels that come."""
    labels: list[Label] = []
    for change in made:
        if change.field in core.LABEL_FIELDS:
            if concept.revision:
                concept.labels.filter(kind=change.field, language=change.language).delete()
            labels += _labels(concept, change)
        elif change.field in core.TEXT_FIELDS:
            texts = dict(getattr(concept, change.field))
            texts.pop(change.language, None)
            if change.after:
                texts[change.language] = change.after
            setattr(concept, change.field, texts)
        elif change.field == "status":
            concept.status = change.after or Concept.Status.DRAFT
        elif change.field in ("notations", "notes"):
            setattr(concept, change.field, change.after or [])
        elif change.field in ("legal_source", "matches"):
            setattr(concept, change.field, change.after or {})
    concept.revision += 1
    concept.changed_on = today()
    return labels


def _labels(concept: Concept, change: CellChange) -> list[Label]:
    return [
        Label(
            concept=concept,
            language=change.language,
            kind=change.field,
            position=position,
            **{key: value.get(key, "") for key in core.LABEL_KEYS},
        )
        for position, value in enumerate(change.after or ())
    ]


def _write_relations(made: list[CellChange], concepts: dict[str, Concept]) -> None:
    """Relations that go and come. A related pair stands once, the lesser slug first, whichever side names it."""
    gone: set[tuple[str, str, str]] = set()
    come: set[tuple[str, str, str]] = set()
    for change in made:
        if change.field not in ("broader", "related"):
            continue
        before, after = set(change.before or ()), set(change.after or ())
        for others, into in ((before - after, gone), (after - before, come)):
            for other in others:
                pair = (change.concept, other)
                first, second = pair if change.field == "broader" else sorted(pair)
                into.add((change.field, first, second))
    for kind, first, second in sorted(gone - come):
        Relation.objects.filter(kind=kind, concept__slug=first, other__slug=second).delete()
    Relation.objects.bulk_create(
        [
            Relation(concept=concepts[first], kind=kind, other=concepts[second])
            for kind, first, second in sorted(come)
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
