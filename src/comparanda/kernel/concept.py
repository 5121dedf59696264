"""Concepts and their labels in many languages, after SKOS: what the glossary, its files and its tagger share.

A relation names its target by slug where the target stands in the same scheme, else by its absolute address.
Leaves out reading, writing and comparing (``formats.skos``), the rules of integrity (there too), and who may change
what, which is the glossary's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from comparanda.kernel.language import Text
from comparanda.kernel.source import Source


class LabelKind(StrEnum):
    """What a label is for. ``NONE`` has no text: it says that the language has no term for the concept."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"
    NONE = "none"


class Use(StrEnum):
    """Whose word a label is, where the two differ: that of the EU acquis or that of national law."""

    ACQUIS = "acquis"
    NATIONAL = "national"


class Status(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    DEPRECATED = "deprecated"


class Match(StrEnum):
    """How a concept of another scheme compares with this one (SKOS Reference, section 10)."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"


class NoteKind(StrEnum):
    """Notes beside definition and scope note (SKOS Reference, section 7)."""

    NOTE = "note"
    CHANGE = "change"
    EDITORIAL = "editorial"
    EXAMPLE = "example"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a concept, e.g. ``Label("Aufenthaltstitel", "de", region="AT", use=Use.NATIONAL)``.

    text: empty for ``LabelKind.NONE`` only.
    language: BCP 47 without the region, e.g. "bg" or "sr-Latn"; empty where a file read gave none.
    region: of a regional variant, e.g. "AT"; empty for the language at large.
    use, source_title, source_url, confidence: empty where not known; confidence as in ``kernel.source``.
    """

    text: str
    language: str
    kind: LabelKind = LabelKind.PREFERRED
    region: str = ""
    use: Use | str = ""
    source_title: str = ""
    source_url: str = ""
    confidence: str = ""

    @property
    def tag(self) -> str:
        """The whole language tag, e.g. "de-AT"."""
        return f"{self.language}-{self.region}" if self.region else self.language


@dataclass(frozen=True, slots=True)
class ConceptNote:
    """A note on a concept; ``language`` is the whole tag, empty where the text has none (a date, a name)."""

    kind: NoteKind
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept, e.g. ``Concept("asylum", "https://…/id/concept/asylum", (Label("asylum", "en"),))``.

    slug: unique within its scheme; identifier: the absolute address that files name it by.
    definitions, scope_notes: whole language tag to text.
    definition_source: the act and article a definition rests on; None where there is none.
    broader, narrower, related: slugs, or addresses outside the scheme. Narrower is the inverse of broader and
        related holds on both sides; ``formats.skos.relations.closed`` derives what one side leaves unsaid.
    matches: kind to the addresses of concepts in other schemes.
    replaced_by: slugs or addresses of what to use instead of a deprecated concept.
    changed: the day of the last change; None where not known.
    top: True for an entry point of the tree.
    """

    slug: str
    identifier: str
    labels: tuple[Label, ...] = ()
    definitions: Text = field(default_factory=dict)
    scope_notes: Text = field(default_factory=dict)
    definition_source: Source | None = None
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    matches: Mapping[Match, tuple[str, ...]] = field(default_factory=dict)
    notations: tuple[str, ...] = ()
    notes: tuple[ConceptNote, ...] = ()
    status: Status = Status.APPROVED
    replaced_by: tuple[str, ...] = ()
    changed: date | None = None
    top: bool = False

    def preferred(self, language: str, region: str = "") -> Label | None:
        """The preferred label of a language (and region, without falling back to the language at large)."""
        for label in self.labels:
            if (label.kind, label.language, label.region) == (LabelKind.PREFERRED, language, region):
                return label
        return None

    def of_kind(self, kind: LabelKind, language: str | None = None) -> tuple[Label, ...]:
        """The labels of a kind, regional variants included; in every language where none is given."""
        return tuple(
            label for label in self.labels if label.kind == kind and language in (None, label.language)
        )


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole vocabulary, at one moment or as one numbered release.

    identifier: its absolute address, empty where a file names no scheme.
    titles, descriptions: language to text.
    number, issued: of a release, e.g. "3" and its day; empty and None where unreleased.
    license_url: e.g. "https://creativecommons.org/licenses/by/4.0/"; sources: what the whole rests on, acknowledged.
    """

    identifier: str = ""
    titles: Text = field(default_factory=dict)
    descriptions: Text = field(default_factory=dict)
    number: str = ""
    issued: date | None = None
    license_url: str = ""
    sources: tuple[Source, ...] = ()
    concepts: tuple[Concept, ...] = ()

    def by_slug(self) -> dict[str, Concept]:
        """Slug to concept, made anew at each call."""
        return {concept.slug: concept for concept in self.concepts}
