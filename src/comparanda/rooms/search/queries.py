"""Reads of the search pages: names of facet values, and what the glossary has near to words that found nothing.

Leaves out searching, which is the index's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext as _

from comparanda.answers import searchable
from comparanda.glossary import queries as glossary
from comparanda.glossary import tagging
from comparanda.glossary.models import Concept, Label
from comparanda.glossary.queries import Named
from comparanda.glossary.searchable import CONCEPT
from comparanda.index.core.tokens import tokens
from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, spoken
from comparanda.people.models import Topic
from comparanda.present.languages import language_name, page_languages

MOST_CONCEPTS = 3
"""Concepts offered where nothing was found; each costs one SQL query."""

MOST_NEIGHBOURS = 8
"""Shown of one concept."""

SHORTEST_STEM = 4
"""Letters that two words must share from their beginning to be taken for forms of one."""

LONGEST_ENDING = 3
"""Letters by which two forms of one word may differ at their end."""

ALIKE_ENOUGH = 0.8
"""Share of the likeness of the concept most alike that another must have to be offered beside it."""


# names of facet values

THEME = "theme"
"""The kind of a thematic area of the data portal. Its room is another: rooms meet in the index by such words only."""


def kind_name(kind: str) -> str:
    """A kind of document in the reader's language; the bare kind where nobody has named it."""
    return {CONCEPT: _("Concept"), THEME: _("Theme")}.get(kind) or str(searchable.kind_label(kind))


def value_names(facet: str, values: Collection[str], language: str) -> dict[str, Spoken]:
    """Value to its name. Topics cost one SQL query, and two more where a value is a concept only; the rest none."""
    if facet == "topic":
        return _topic_names(values, language)
    if facet == "kind":
        return {value: Spoken(kind_name(value), language) for value in values}
    if facet == "country":
        return {value: Spoken(country_name(value, language), language) for value in values}
    if facet == "language":
        return {value: Spoken(language_name(value), language) for value in values}
    return {value: Spoken(value, language) for value in values}


def _topic_names(values: Collection[str], language: str) -> dict[str, Spoken]:
    labels = dict(Topic.objects.filter(slug__in=list(values)).values_list("slug", "label")) if values else {}
    names = {slug: spoken(label, language) for slug, label in labels.items()}
    missing = [value for value in values if value not in names]
    if missing:
        names |= glossary.names_of(missing, language)
    return {value: names.get(value) or Spoken(value, "") for value in values}


# where nothing was found


@dataclass(frozen=True, slots=True)
class Offer:
    """A concept near to what was typed, and those around it: broader, then narrower, then related ones."""

    concept: Named
    definition: Spoken
    around: tuple[Named, ...]


def offers(text: str, language: str) -> list[Offer]:
    """Concepts that the words name or begin alike, at most three. A dozen SQL queries at most, however
    large the glossary is."""
    slugs = _concepts_in(text, language)[:MOST_CONCEPTS]
    concepts = {concept.slug: concept for concept in glossary.current().filter(slug__in=slugs)}
    around = {slug: glossary.neighbours(concept) for slug, concept in concepts.items()}
    wanted = {
        slug
        for found in around.values()
        for slug in (*found.broader, *found.narrower, *found.related)
        if slug not in concepts
    }
    named = {
        one.slug: one
        for one in glossary.named(glossary.current().filter(slug__in=wanted | set(concepts)), language)
    }
    return [
        Offer(
            named[slug],
            concepts[slug].definition_in(language),
            _named_around(around[slug], named, leaving=concepts),
        )
        for slug in slugs
        if slug in concepts
    ]


def meant(names: Collection[str], language: str) -> Offer | None:
    """The one concept in use that the words as a whole are a name of, by tokens of the index; ``None`` where they name
    none, or several. Without those around it. A few SQL queries, none where nothing is named."""
    slugs = [name.removeprefix("concept:") for name in names if name.startswith("concept:")]
    if len(slugs) != 1:
        return None
    concept = glossary.current().filter(slug=slugs[0]).first()
    if concept is None:
        return None
    [named] = glossary.named(glossary.current().filter(slug=concept.slug), language)
    return Offer(named, concept.definition_in(language), ())


def _named_around(
    found: glossary.Neighbours, named: dict[str, Named], leaving: Iterable[str]
) -> tuple[Named, ...]:
    those = dict.fromkeys((*found.broader, *found.narrower, *found.related))
    left = set(leaving)
    return tuple(named[slug] for slug in those if slug in named and slug not in left)[:MOST_NEIGHBOURS]


def _concepts_in(text: str, language: str) -> list[str]:
    """Slugs of concepts that the text names in any language of the page, else of those with a label that has a word
    beginning like one of its words, the most alike first."""
    named = [slug for code in page_languages(language) for slug in tagging.concepts_in(text, code)]
    return list(dict.fromkeys(named)) or _concepts_like([token.form for token in tokens(text)])


def _concepts_like(words: Sequence[str]) -> list[str]:
    """Slugs of concepts with a label that has words beginning like these. What is much less alike than the most alike
    is left out."""
    told = [word for word in words if len(word) >= SHORTEST_STEM]
    if not told:
        return []
    scores: dict[str, float] = {}
    labels = Label.objects.filter(concept__status=Concept.Status.APPROVED).exclude(kind=Label.Kind.NONE)
    beginnings = {word[:SHORTEST_STEM] for word in told}
    for slug, label in labels.values_list("concept__slug", "text"):
        folded = label.casefold()
        # Cutting every label of the glossary into words would take ten times as long.
        if not any(beginning in folded for beginning in beginnings):
            continue
        forms = [token.form for token in tokens(label)]
        alike = sum(max((_in_common(word, form) for form in forms), default=0) for word in told)
        # Of two labels as much alike the shorter is more likely meant.
        score = alike - len(forms) / 100
        if alike and score > scores.get(slug, 0):
            scores[slug] = score
    least = ALIKE_ENOUGH * max(scores.values(), default=0)
    return sorted((slug for slug in scores if scores[slug] >= least), key=lambda slug: (-scores[slug], slug))


def _in_common(word: str, form: str) -> int:
    """How many letters the two begin with alike; 0 where these are too few for forms of one word."""
    letters = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(word, form, strict=False)))
    return letters if letters >= max(SHORTEST_STEM, len(word) - LONGEST_ENDING) else 0
