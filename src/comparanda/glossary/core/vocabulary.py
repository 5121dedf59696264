"""Between cells and the concepts of the kernel, which files and rules speak of. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from comparanda.glossary.core import cells as core
from comparanda.kernel.concept import Concept, ConceptNote, Label, LabelKind, Match, NoteKind, Scheme, Status
from comparanda.kernel.source import Source

TITLES = {"en": "Comparanda glossary", "bg": "Речник на Comparanda"}
DESCRIPTIONS = {
    "en": "Concepts of migration, asylum, integration, justice and public administration in the languages of Europe.",
    "bg": "Понятия за миграция, убежище, интеграция, правосъдие и държавно управление на езиците на Европа.",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SOURCES = (
    Source(
        "EuroVoc, the European Union's multilingual thesaurus", "https://op.europa.eu/en/web/eu-vocabularies"
    ),
)


def concept_of(
    slug: str, cells: core.Cells, base: str, *, changed: date | None = None, top: bool | None = None
) -> Concept:
    """The concept that cells describe; ``base`` is the address that slugs are appended to, with its last slash.

    Without ``top``, a concept without a broader one counts as a top concept.
    """
    labels = tuple(
        Label(kind=LabelKind(field), language=language, **{key: one.get(key, "") for key in core.LABEL_KEYS})
        for (field, language), value in sorted(
            cells.items(), key=lambda item: (item[0][1], core.FIELDS.index(item[0][0]))
        )
        if field in core.LABEL_FIELDS
        for one in value
    )
    source = cells.get(("legal_source", ""))
    replaced_by = cells.get(("replaced_by", ""))
    return Concept(
        slug=slug,
        identifier=f"{base}{slug}",
        labels=labels,
        definitions=_texts(cells, "definition"),
        scope_notes=_texts(cells, "scope_note"),
        definition_source=Source(source["title"], source["url"]) if source else None,
        broader=tuple(cells.get(("broader", ""), ())),
        related=tuple(cells.get(("related", ""), ())),
        matches={Match(kind): tuple(addresses) for kind, addresses in cells.get(("matches", ""), {}).items()},
        notations=tuple(cells.get(("notations", ""), ())),
        notes=tuple(
            ConceptNote(NoteKind(note["kind"]), note["text"], note.get("language", ""))
            for note in cells.get(("notes", ""), ())
        ),
        status=Status(cells.get(("status", ""), Status.DRAFT)),
        replaced_by=(replaced_by,) if replaced_by else (),
        changed=changed,
        top=not cells.get(("broader", "")) if top is None else top,
    )


def _texts(cells: core.Cells, field: str) -> dict[str, str]:
    return {language: text for (name, language), text in sorted(cells.items()) if name == field}


def cells_of(concept: Concept) -> dict[core.Key, Any]:
    """The cells of a concept. Regions of labels are kept beside the text; narrower ones are the others' business."""
    cells: dict[core.Key, Any] = {("status", ""): concept.status.value}
    for label in concept.labels:
        cells.setdefault((label.kind.value, label.language), []).append(
            core.label(
                label.text,
                region=label.region,
                use=str(label.use),
                source_title=label.source_title,
                source_url=label.source_url,
                confidence=label.confidence,
            )
        )
    for field, texts in (("definition", concept.definitions), ("scope_note", concept.scope_notes)):
        cells |= {(field, language): text for language, text in texts.items() if text}
    if concept.definition_source is not None:
        cells["legal_source", ""] = {
            "title": concept.definition_source.title or concept.definition_source.legal_reference,
            "url": concept.definition_source.url,
        }
    plain: dict[str, Any] = {
        "broader": concept.broader,
        "related": concept.related,
        "matches": {kind.value: list(addresses) for kind, addresses in concept.matches.items()},
        "notations": concept.notations,
        "notes": [
            {"kind": note.kind.value, "text": note.text, "language": note.language} for note in concept.notes
        ],
        "replaced_by": concept.replaced_by[0] if concept.replaced_by else None,
    }
    for field, value in plain.items():
        value = core.canonical(field, value)
        if value is not None:
            cells[field, ""] = value
    return cells


def scheme_of(
    vocabulary: Mapping[str, core.Cells],
    base: str,
    *,
    changed: Mapping[str, date] | None = None,
    number: str = "",
    issued: date | None = None,
) -> Scheme:
    """The whole glossary as a scheme: ``<site>/id/concept/`` is the base, the scheme itself ``<site>/id/glossary``."""
    concepts: Iterable[Concept] = (
        concept_of(slug, cells, base, changed=(changed or {}).get(slug))
        for slug, cells in sorted(vocabulary.items())
    )
    return Scheme(
        identifier=base.removesuffix("concept/") + "glossary",
        titles=TITLES,
        descriptions=DESCRIPTIONS,
        number=number,
        issued=issued,
        license_url=LICENCE,
        sources=SOURCES,
        concepts=tuple(concepts),
    )
