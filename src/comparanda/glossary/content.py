"""Reads ``content/glossary``: ``glossary.yaml`` and one area a folder with ``concepts.yaml`` and ``labels.csv``.

All or nothing, and a second time changes nothing. A concept that was edited on the site since it was loaded keeps its
edits: the pack's newer words are then counted as "kept", and an editor takes them over in the grid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from comparanda.audit.actions import record
from comparanda.glossary import queries
from comparanda.glossary.actions import releasing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.soundness import vocabulary_faults
from comparanda.glossary.models import Concept
from comparanda.kernel.concept import Match, Use
from comparanda.kernel.error import Place
from comparanda.kernel.source import Confidence, is_address
from comparanda.loading.reader import (
    Faults,
    LoadReport,
    Mapped,
    PackError,
    Progress,
    no_progress,
    read_csv,
    read_yaml,
)
from comparanda.people.core.viewer import SYSTEM

LABEL_COLUMNS = (
    "concept", "language", "kind", "label", "region", "use", "source_title", "source_url", "confidence",
)  # fmt: skip
CONCEPT_KEYS = {
    "broader", "related", "definition", "legal_source", "scope_note", "matches", "status", "replaced_by",
}  # fmt: skip


def _texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(text, str) and text.strip() for text in value.values()
    )


def _slugs(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(slug, str) for slug in value)


def _addresses(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        kind in frozenset(Match) and (not those or _slugs(those)) for kind, those in value.items()
    )


def _source(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and set(value) <= {"title", "url"}
        and all(isinstance(text, str | None) for text in value.values())
        and bool(value.get("title"))
    )


_SHAPES: Mapping[str, Callable[[object], bool]] = {
    "definition": _texts,
    "scope_note": _texts,
    "broader": _slugs,
    "related": _slugs,
    "matches": _addresses,
    "legal_source": _source,
    "status": lambda value: value in Concept.Status.values,
    "replaced_by": lambda value: isinstance(value, str),
}
"""What each key of a concept holds, where it holds anything."""

_SHAPE_FAULTS: Mapping[str, str] = {
    "definition": "the definition is no mapping of languages to texts",
    "scope_note": "the scope_note is no mapping of languages to texts",
    "broader": "broader is no list of concepts",
    "related": "related is no list of concepts",
    "matches": f"matches is no mapping of {', '.join(Match)} to lists of addresses",
    "legal_source": "the legal_source has not a title, and perhaps a url",
    "status": f"the status is none of {', '.join(Concept.Status.values)}",
    "replaced_by": "replaced_by is no concept",
}


@dataclass(frozen=True, slots=True)
class Glossary:
    """A pack as read: slug to cells, where each concept stands, and the release that the pack asks for.

    ``release_number`` is 0 where none is asked for.
    """

    vocabulary: Mapping[str, core.Cells]
    places: Mapping[str, Place]
    release_number: int
    released_on: date | None
    release_note: Mapping[str, str]


def is_glossary(folder: Path) -> bool:
    """True for a folder of words: it holds ``glossary.yaml``."""
    return (folder / "glossary.yaml").is_file()


def read_glossary(folder: Path) -> Glossary:
    """Check the whole folder without writing. Raises `PackError` with every fault of every file."""
    faults = Faults()
    vocabulary: dict[str, dict[core.Key, Any]] = {}
    places: dict[str, Place] = {}
    for area in sorted(path for path in folder.iterdir() if (path / "concepts.yaml").is_file()):
        _read_concepts(area / "concepts.yaml", vocabulary, places, faults)
        if (area / "labels.csv").is_file():
            _read_labels(area / "labels.csv", vocabulary, faults)
    _mirror_related(vocabulary)
    faults.stop_if_any()
    for fault in vocabulary_faults(vocabulary):
        faults.add(places.get(fault.concept, Place(str(folder))), fault.message, fault.remedy)
    number, day, note = _read_release(folder / "glossary.yaml", faults)
    faults.stop_if_any()
    return Glossary(vocabulary, places, number, day, note)


def _read_release(path: Path, faults: Faults) -> tuple[int, date | None, Mapping[str, str]]:
    """The number, day and note of the release that the pack asks for; 0 where it asks for none."""
    data = read_yaml(path)
    release = data.get("release")
    if not release:
        return 0, None, {}
    place = Place(str(path), data.lines["release"])
    if not isinstance(release, Mapped):
        faults.add(place, "the release is not a mapping", "give it number, date and note")
        return 0, None, {}
    number, day, note = release.get("number"), release.get("date"), release.get("note")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        faults.add(place, f"the release has no number: {number!r}", "count from 1")
    # A moment is a date too, in Python.
    elif day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        faults.add(place, f"'{day}' is no date of a release", "write it as 2026-11-22")
    elif not isinstance(note, Mapping) or not _texts(note) or not note.get("en"):
        faults.add(
            place, "the release has no note", "say in English, and in other languages, what it is about"
        )
    else:
        return number, day, dict(note)
    return 0, None, {}


def _read_concepts(
    path: Path, vocabulary: dict[str, dict[core.Key, Any]], places: dict[str, Place], faults: Faults
) -> None:
    data = read_yaml(path)
    for slug, entry in data.items():
        place = Place(str(path), data.lines.get(slug, 0))
        if not isinstance(entry, Mapped):
            faults.add(place, f"'{slug}' is not a mapping", "see content/README.md")
            continue
        for key in sorted(set(entry) - CONCEPT_KEYS):
            faults.add(
                Place(str(path), entry.lines.get(key, 0)), f"'{key}' is not a key of a concept", "mend it"
            )
        if slug in vocabulary:
            faults.add(place, f"the concept '{slug}' stands twice", f"see {places[slug]}")
            continue
        places[slug] = place
        wrong = [key for key, fits in _SHAPES.items() if entry.get(key) and not fits(entry[key])]
        for key in wrong:
            faults.add(
                Place(str(path), entry.lines[key]), f"'{slug}': {_SHAPE_FAULTS[key]}", "see content/README.md"
            )
        cells: dict[core.Key, Any] = {("status", ""): entry.get("status") or Concept.Status.APPROVED}
        for field in core.TEXT_FIELDS:
            cells |= {
                (field, language): text.strip()
                for language, text in (entry.get(field) or {} if field not in wrong else {}).items()
            }
        source = entry.get("legal_source") or {}
        if "legal_source" not in wrong and source.get("url") and not is_address(source["url"]):
            faults.add(place, f"'{slug}': '{source['url']}' is not an address", "begin with http")
        for field in ("broader", "related", "legal_source", "matches", "replaced_by"):
            value = core.canonical(field, entry.get(field)) if field not in wrong else None
            if value is not None:
                cells[field, ""] = value
        vocabulary[slug] = cells


def _read_labels(path: Path, vocabulary: dict[str, dict[core.Key, Any]], faults: Faults) -> None:
    try:
        rows = read_csv(path, LABEL_COLUMNS)
    except PackError as error:
        faults.found.extend(error.faults)
        return
    for row in rows:
        if row["concept"] not in vocabulary:
            faults.add(row.place, f"there is no concept '{row['concept']}'", "add it to concepts.yaml")
        elif row["kind"] not in core.LABEL_FIELDS:
            faults.add(
                row.place,
                f"'{row['kind']}' is no kind of label",
                "use preferred, alternative, hidden or none",
            )
        elif bool(row["label"]) == (row["kind"] == "none"):
            faults.add(row.place, "a label has a text, and only 'none' has not", "mend the row")
        elif row["confidence"] not in ("", *Confidence):
            faults.add(row.place, f"'{row['confidence']}' is no confidence", "use high, medium or low")
        elif row["use"] not in ("", *Use):
            faults.add(row.place, f"'{row['use']}' is no use of a label", "write acquis, national or nothing")
        elif row["source_url"] and not is_address(row["source_url"]):
            faults.add(row.place, f"'{row['source_url']}' is not an address", "begin with http")
        else:
            value = core.label(
                row["label"],
                **{key: row[key] for key in ("region", "use", "source_title", "source_url", "confidence")},
            )
            vocabulary[row["concept"]].setdefault((row["kind"], row["language"]), []).append(value)


def _mirror_related(vocabulary: dict[str, dict[core.Key, Any]]) -> None:
    """Related holds both ways; a pack says it once."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for slug, cells in vocabulary.items():
        for other in cells.get(("related", ""), ()):
            pairs[slug].add(other)
            pairs[other].add(slug)
    for slug, others in pairs.items():
        if slug in vocabulary:
            vocabulary[slug]["related", ""] = sorted(others)


@transaction.atomic
def load_glossary(folder: Path, report: LoadReport, progress: Progress = no_progress) -> None:
    """Write the folder, all or nothing, and make the release that it asks for if it is not there yet."""
    pack = read_glossary(folder)
    writing.lock()
    standing = queries.cells_now()
    known = {concept.slug: concept for concept in Concept.objects.all()}
    changes: list[core.CellChange] = []
    loaded: dict[str, str] = {}
    for done, (slug, cells) in enumerate(pack.vocabulary.items(), start=1):
        digest = core.hash_of(core.packed(cells))
        concept = known.get(slug)
        if concept is not None and concept.loaded_hash == digest:
            report.count("concept", "unchanged")
        elif concept is not None and concept.revision != concept.loaded_revision:
            report.count("concept", "kept")
        else:
            changes += core.changes(slug, standing.get(slug, {}), cells)
            loaded[slug] = digest
            report.count("concept", "changed" if concept else "added")
        progress("concepts", done, len(pack.vocabulary))
    if loaded:
        if report.counts.get("concept", {}).get("kept"):
            # The pack is sound by itself; with words that were edited here it need not be.
            writing.refuse_unsound(changes)
        writing.write(changes, loaded=loaded)
        record(
            "glossary.content.loaded",
            actor="system",
            subject="content:glossary",
            details={"concepts": len(loaded)},
        )
    last = queries.latest_release()
    if pack.release_number > (last.number if last else 0) and releasing.pending_changes():
        day = pack.released_on
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
        releasing.release(SYSTEM, note=pack.release_note, now=moment)
        report.count("glossary release", "added")
