"""Vocabularies as tables: CSV read in two forms, and the rows that CSV and XLSX are written from.

The long form holds one value a row, so that nothing of a concept is lost in it. Its header:

    concept,language,kind,label,region,use,source_title,source_url,confidence

``concept`` is a slug or an absolute address; the first four columns must be there. ``kind`` says what ``label`` is:

* ``preferred``, ``alternative``, ``hidden``, or ``none`` (no term in this language; ``label`` is empty);
* ``definition``, ``scope_note``, ``note``, ``change_note``, ``editorial_note``, ``example``, ``history_note``;
* ``broader``, ``narrower``, ``related``, ``replaced_by``: a slug or an address;
* ``exact_match``, ``close_match``, ``broad_match``, ``narrow_match``, ``related_match``: an address;
* ``identifier``, ``notation``, ``status`` (draft, approved, deprecated), ``changed`` (2026-11-22), ``top`` (true);
* ``definition_source``: a legal reference or nothing, with ``source_title`` and ``source_url``.

The wide form holds one concept a row. Its columns, all optional but for one ``pref_…``:

* ``concept`` (without it the slug is made of the preferred label) and the other kinds above, by their names;
* ``pref_bg``, ``alt_bg``, ``hidden_bg``, ``none_bg`` (any mark), ``definition_bg``, ``scope_note_bg``, with any
  language tag behind the underscore;
* ``broader_label_en``, ``related_label_en``: the preferred label of another row instead of its slug;
* ``source_title``, ``source_url``: of the definition.

Several values in one cell of the wide form are parted by ``|``. A caller who has other headers gives a mapping from
theirs to these; headers that are neither are passed over and reported. The separator is the comma, the semicolon or
the tab, whichever the first line has most of. Cells are stripped; an apostrophe before a formula sign, as our own
files write it, is taken off. Leaves out what belongs to the scheme and not to its concepts (titles, licence).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from comparanda.formats.csv import restored
from comparanda.formats.skos.fault import Fault, Rule, error, shortened, warning
from comparanda.formats.skos.integrity import LABEL_KINDS, absolute
from comparanda.formats.skos.relations import closed, slug_of, slugs_of
from comparanda.formats.skos.tags import WRITE_TAG, Tag, read_tag
from comparanda.formats.table import Column, Kind, Table
from comparanda.kernel.concept import (
    Concept,
    ConceptNote,
    Label,
    LabelKind,
    Match,
    NoteKind,
    Scheme,
    Status,
    Use,
)
from comparanda.kernel.error import ContentError, Place
from comparanda.kernel.phrase import Sentence, phrase
from comparanda.kernel.source import Confidence, Source

_NEEDED = ("concept", "language", "kind", "label")
_LONG = (*_NEEDED, "region", "use", "source_title", "source_url", "confidence")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IN_A_LANGUAGE = re.compile(r"(pref|alt|hidden|none|definition|scope_note|broader_label|related_label)_(.+)")
_LABEL_COLUMNS = {"pref": LabelKind.PREFERRED, "alt": LabelKind.ALTERNATIVE, "hidden": LabelKind.HIDDEN}
_NOTE_COLUMNS = {
    "note": NoteKind.NOTE,
    "change_note": NoteKind.CHANGE,
    "editorial_note": NoteKind.EDITORIAL,
    "example": NoteKind.EXAMPLE,
    "history_note": NoteKind.HISTORY,
}
_MATCH_COLUMNS = {f"{match.value}_match": match for match in Match}
_RELATION_COLUMNS = ("broader", "narrower", "related", "replaced_by")
_PLAIN_COLUMNS = (
    *_RELATION_COLUMNS,
    *_MATCH_COLUMNS,
    *_NOTE_COLUMNS,
    *("identifier", "notation", "status", "changed", "top", "source_title", "source_url"),
)
_MOST_CELLS = 1_000


@dataclass
class _Draft:
    """A concept while its rows are read; `name` is what the rows call it."""

    name: str
    line: int
    identifier: str = ""
    labels: list[Label] = field(default_factory=list)
    definitions: dict[str, list[str]] = field(default_factory=dict)
    scope_notes: dict[str, list[str]] = field(default_factory=dict)
    definition_source: Source | None = None
    relations: dict[str, list[str]] = field(default_factory=dict)
    matches: dict[Match, list[str]] = field(default_factory=dict)
    notations: list[str] = field(default_factory=list)
    notes: list[ConceptNote] = field(default_factory=list)
    status: Status = Status.APPROVED
    changed: date | None = None
    top: bool = False


def read_columns(
    data: bytes, name: str, *, base: str, untagged: str, columns: Mapping[str, str]
) -> tuple[tuple[Concept, ...], list[Fault], dict[str, int]]:
    """The concepts of a CSV file, the faults of its rows with their lines, and identifier to first line.

    Parameters as of `reading.read_vocabulary`. Raises ContentError for a file that is not UTF-8, whose quotes do not
    close, or whose first line is of neither form.
    """
    rows = _rows(data, name)
    _, header = next(rows, (1, []))
    header = [columns.get(cell, cell) for cell in header]
    if len(header) > _MOST_CELLS:
        raise ContentError(
            Place(name, 1),
            phrase("the first line has %(number)s columns"),
            phrase("keep those you need"),
            number=len(header),
        )
    doubled = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if doubled:
        raise ContentError(
            Place(name, 1),
            phrase("a column stands twice in the first line: %(column)s"),
            phrase("keep one of the two"),
            column=shortened(doubled[0]),
        )
    reader = _TableReader(header, base, untagged)
    if set(_NEEDED) <= set(header):
        take = reader.take_long
        unknown = [cell for cell in header if cell not in _LONG]
    elif any(cell.startswith("pref_") for cell in header):
        take = reader.take_wide
        unknown = [
            cell
            for cell in header
            if cell not in ("concept", *_PLAIN_COLUMNS) and not _IN_A_LANGUAGE.fullmatch(cell)
        ]
    else:
        raise ContentError(
            Place(name, 1),
            phrase("the first line names neither of the two forms: %(columns)s"),
            phrase(
                "begin with concept,language,kind,label or with columns such as concept,pref_en,pref_bg,broader; "
                "or say which of your columns is which"
            ),
            columns=shortened(", ".join(header)),
        )
    for cell in unknown:
        reader.faults.append(
            warning(
                Rule.LEFT_OUT,
                "",
                phrase('the column "%(column)s" is not taken over'),
                phrase("say which column it is"),
                1,
                column=shortened(cell),
            )
        )
    for line, cells in rows:
        if len(cells) != len(header):
            reader.fault(
                line,
                "",
                phrase("%(cells)s cells where the first line has %(columns)s"),
                phrase("check commas and quotes"),
                cells=len(cells),
                columns=len(header),
            )
            continue
        take(line, {key: restored(cell).strip() for key, cell in zip(header, cells, strict=True) if key})
    return reader.concepts(), reader.faults, reader.lines()


def _rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on, empty ones left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise ContentError(
            Place(name, line), phrase("the file is not UTF-8"), phrase("save it as CSV UTF-8")
        ) from problem
    first, _, _ = text.partition("\n")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as problem:
        raise ContentError(
            Place(name, line),
            phrase("the row cannot be read: %(reason)s"),
            phrase("check the quotes"),
            reason=problem,
        ) from problem


class _TableReader:
    """Collects rows of either form into drafts, and drafts into concepts."""

    def __init__(self, header: Sequence[str], base: str, untagged: str) -> None:
        self.header, self.base, self.untagged = header, base, untagged
        self.drafts: dict[str, _Draft] = {}
        self.faults: list[Fault] = []
        self.by_label: list[tuple[_Draft, str, str, str]] = []
        """Draft, relation, language, and the label of the row that the relation leads to."""
        self.remarks: set[str] = set()

    def fault(self, line: int, node: str, message: str, remedy: str, /, **values: object) -> None:
        self.faults.append(error(Rule.ROW, node, message, remedy, line, **values))

    def take_long(self, line: int, row: Mapping[str, str]) -> None:
        if not row["concept"]:
            self.fault(line, "", phrase("the row names no concept"), phrase("write its slug or address"))
            return
        draft = self._draft(row["concept"], line)
        kind, value = row["kind"], row["label"]
        tag = self._tag(row["language"], row.get("region", ""), line)
        source = Source(row.get("source_title", ""), row.get("source_url", ""))
        if kind in frozenset(LabelKind):
            self._take_label(draft, line, LabelKind(kind), value, tag, row)
        elif kind == "definition_source":
            draft.definition_source = Source(source.title, source.url, value)
        elif kind in ("definition", "scope_note"):
            if value:
                texts = draft.definitions if kind == "definition" else draft.scope_notes
                texts.setdefault(tag.whole, []).append(value)
        elif kind in _PLAIN_COLUMNS and not kind.startswith("source_"):
            # A note may be without a language, whatever other texts of the file are taken to be in.
            self._take_plain(draft, line, kind, value, tag if row["language"] else Tag(""))
        else:
            known = ", ".join((*LabelKind, "definition", "scope_note", *_PLAIN_COLUMNS[:-2]))
            self.fault(
                line,
                draft.name,
                phrase('there is no kind "%(kind)s"'),
                phrase("kinds are %(kinds)s"),
                kind=shortened(kind),
                kinds=known,
            )

    def _take_label(
        self, draft: _Draft, line: int, kind: LabelKind, text: str, tag: Tag, row: Mapping[str, str]
    ) -> None:
        if kind is not LabelKind.NONE and not text:
            self.fault(
                line,
                draft.name,
                phrase("the %(kind)s label is empty"),
                phrase("write it, or leave the row out"),
                kind=Sentence(LABEL_KINDS[kind]),
            )
            return
        use, confidence = row.get("use", ""), row.get("confidence", "")
        if use not in ("", *Use):
            self.fault(
                line,
                draft.name,
                phrase('the use "%(use)s" is none'),
                phrase("write one of %(allowed)s, or nothing"),
                use=shortened(use),
                allowed=", ".join(Use),
            )
            use = ""
        if confidence not in ("", *Confidence):
            self.fault(
                line,
                draft.name,
                phrase('the confidence "%(confidence)s" is none'),
                phrase("write one of %(allowed)s, or nothing"),
                confidence=shortened(confidence),
                allowed=", ".join(Confidence),
            )
            confidence = ""
        draft.labels.append(
            Label(
                text,
                tag.language,
                kind,
                tag.region,
                use,
                row.get("source_title", ""),
                row.get("source_url", ""),
                confidence,
            )
        )

    def take_wide(self, line: int, row: Mapping[str, str]) -> None:
        name = row.get("concept") or self._name_by_label(row)
        if not name:
            self.fault(
                line,
                "",
                phrase("the row has neither a concept nor a preferred label"),
                phrase("write one of the two"),
            )
            return
        if self._key(name) in self.drafts:
            self.fault(line, name, phrase("the concept has a row already"), phrase("put both into one row"))
            return
        draft = self._draft(name, line)
        for key, cell in row.items():
            values = [value.strip() for value in cell.split("|") if value.strip()]
            found = _IN_A_LANGUAGE.fullmatch(key)
            if not values or key in ("concept", "source_title", "source_url"):
                continue
            if found is None:
                if key in _NOTE_COLUMNS:
                    values = [cell]
                for value in values if key in _PLAIN_COLUMNS else ():
                    self._take_plain(draft, line, key, value, Tag(""))
                continue
            what, tag = found[1], self._tag(found[2], "", 1)
            if what in _LABEL_COLUMNS:
                draft.labels.extend(
                    Label(value, tag.language, _LABEL_COLUMNS[what], tag.region) for value in values
                )
            elif what == "none":
                draft.labels.append(Label("", tag.language, LabelKind.NONE, tag.region))
            elif what == "definition":
                draft.definitions.setdefault(tag.whole, []).append(cell)
            elif what == "scope_note":
                draft.scope_notes.setdefault(tag.whole, []).append(cell)
            else:
                relation = what.removesuffix("_label")
                self.by_label.extend((draft, relation, tag.whole, value) for value in values)
        source = Source(row.get("source_title", ""), row.get("source_url", ""))
        draft.definition_source = source if source.title or source.url else None

    def _name_by_label(self, row: Mapping[str, str]) -> str:
        labels = [row["pref_en"]] if row.get("pref_en") else []
        labels += [cell for key, cell in row.items() if key.startswith("pref_") and cell]
        return labels[0].split("|")[0].strip() if labels else ""

    def _take_plain(self, draft: _Draft, line: int, key: str, value: str, tag: Tag) -> None:
        if not value:
            return
        if key in _RELATION_COLUMNS:
            draft.relations.setdefault(key, []).append(value)
        elif key in _MATCH_COLUMNS:
            draft.matches.setdefault(_MATCH_COLUMNS[key], []).append(value)
        elif key in _NOTE_COLUMNS:
            draft.notes.append(ConceptNote(_NOTE_COLUMNS[key], value, tag.whole))
        elif key == "identifier":
            draft.identifier = value
        elif key == "notation":
            draft.notations.append(value)
        elif key == "top":
            if value.lower() not in ("true", "false"):
                self.fault(
                    line,
                    draft.name,
                    phrase('"%(text)s" is neither true nor false'),
                    phrase("write one of the two"),
                    text=shortened(value),
                )
            draft.top = value.lower() == "true"
        elif key == "status":
            if value not in frozenset(Status):
                self.fault(
                    line,
                    draft.name,
                    phrase('the status "%(status)s" is none'),
                    phrase("write one of %(allowed)s"),
                    status=shortened(value),
                    allowed=", ".join(Status),
                )
            else:
                draft.status = Status(value)
        elif key == "changed":
            try:
                draft.changed = date.fromisoformat(value)
            except ValueError:
                self.fault(
                    line,
                    draft.name,
                    phrase('"%(text)s" is not a date'),
                    phrase("write year, month and day, as in 2026-11-22"),
                    text=shortened(value),
                )

    def _draft(self, name: str, line: int) -> _Draft:
        return self.drafts.setdefault(self._key(name), _Draft(name, line))

    def _key(self, name: str) -> str:
        """What two names of one concept have in common: its address."""
        if absolute(name):
            return name
        return self.base + (name if _SLUG.fullmatch(name) else slug_of(name))

    def _tag(self, language: str, region: str, line: int) -> Tag:
        tag = read_tag(f"{language}-{region}" if language and region else language or self.untagged)
        if tag.remark and tag.remark not in self.remarks:
            self.remarks.add(tag.remark)
            self.faults.append(warning(Rule.LANGUAGE_TAG, "", tag.remark, WRITE_TAG, line, better=tag.whole))
        return tag

    def lines(self) -> dict[str, int]:
        return {draft.identifier or key: draft.line for key, draft in self.drafts.items()}

    def concepts(self) -> tuple[Concept, ...]:
        identifiers = {key: draft.identifier or key for key, draft in self.drafts.items()}
        made = slugs_of(identifiers.values())
        # A row that says its slug keeps it, whatever its address ends with.
        slugs = {
            key: draft.name if _SLUG.fullmatch(draft.name) else made[identifiers[key]]
            for key, draft in self.drafts.items()
        }
        named = {
            (label.tag, label.text.casefold()): key
            for key, draft in reversed(self.drafts.items())
            for label in draft.labels
            if label.kind is LabelKind.PREFERRED
        }
        for draft, relation, language, label in self.by_label:
            draft.relations.setdefault(relation, []).append(named.get((language, label.casefold()), label))

        def target(name: str) -> str:
            key = self._key(name)
            return slugs[key] if key in slugs else name if absolute(name) else key.removeprefix(self.base)

        def targets(draft: _Draft, relation: str) -> tuple[str, ...]:
            return tuple(target(name) for name in draft.relations.get(relation, ()))

        return tuple(
            Concept(
                slug=slugs[key],
                identifier=identifiers[key],
                labels=tuple(draft.labels),
                definitions={tag: "\n\n".join(texts) for tag, texts in draft.definitions.items()},
                scope_notes={tag: "\n\n".join(texts) for tag, texts in draft.scope_notes.items()},
                definition_source=draft.definition_source,
                broader=targets(draft, "broader"),
                narrower=targets(draft, "narrower"),
                related=targets(draft, "related"),
                matches={match: tuple(addresses) for match, addresses in draft.matches.items()},
                notations=tuple(draft.notations),
                notes=tuple(draft.notes),
                status=draft.status,
                replaced_by=targets(draft, "replaced_by"),
                changed=draft.changed,
                top=draft.top,
            )
            for key, draft in self.drafts.items()
        )


def long_table(scheme: Scheme, name: str = "glossary", translate: Callable[[str], str] = str) -> Table:
    """The long form, whole: what it says reads back as the same concepts. Rows are made while they are read.

    translate: puts the titles of the columns, catalogue messages, into the reader's language.
    """
    titles = {
        "concept": phrase("Concept"),
        "language": phrase("Language"),
        "kind": phrase("Kind"),
        "label": phrase("Label"),
        "region": phrase("Region"),
        "use": phrase("Use"),
        "source_title": phrase("Source"),
        "source_url": phrase("Address of the source"),
        "confidence": phrase("Confidence"),
    }
    columns = [
        Column(key, translate(title), "long_text" if key == "label" else "text")
        for key, title in titles.items()
    ]
    return Table(name, columns, (dict(zip(titles, row, strict=True)) for row in _long_rows(closed(scheme))))


def _long_rows(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    rest = ("", "", "", "", "")
    there = {concept.slug for concept in scheme.concepts}
    for concept in scheme.concepts:
        slug = concept.slug

        def plain(kind: str, value: str, language: str = "", slug: str = slug) -> tuple[str, ...]:
            return (slug, language, kind, value, *rest)

        yield plain("identifier", concept.identifier)
        for label in concept.labels:
            about = (label.region, label.use, label.source_title, label.source_url, label.confidence)
            yield (slug, label.language, label.kind.value, label.text, *map(str, about))
        for tag, text in concept.definitions.items():
            yield plain("definition", text, tag)
        if source := concept.definition_source:
            yield (
                slug,
                "",
                "definition_source",
                source.legal_reference,
                "",
                "",
                source.title,
                source.url,
                "",
            )
        for tag, text in concept.scope_notes.items():
            yield plain("scope_note", text, tag)
        # Narrower is the other side of broader; only what stands outside the scheme has no row of its own for it.
        for relation, targets in (
            ("broader", concept.broader),
            ("narrower", tuple(target for target in concept.narrower if target not in there)),
            ("related", concept.related),
            ("replaced_by", concept.replaced_by),
        ):
            for target in targets:
                yield plain(relation, target)
        for column, match in _MATCH_COLUMNS.items():
            for address in concept.matches.get(match, ()):
                yield plain(column, address)
        for notation in concept.notations:
            yield plain("notation", notation)
        for column, kind in _NOTE_COLUMNS.items():
            for note in concept.notes:
                if note.kind is kind:
                    yield plain(column, note.text, note.language)
        yield plain("status", concept.status.value)
        if concept.changed:
            yield plain("changed", concept.changed.isoformat())
        if concept.top:
            yield plain("top", "true")


def wide_table(
    scheme: Scheme, languages: Sequence[str], name: str = "concepts", translate: Callable[[str], str] = str
) -> Table:
    """The wide form, a row a concept, for people: labels and definitions in these languages, regions left out.

    translate: as of `long_table`; a title names its language in brackets.
    """
    titled = {"concept": phrase("Concept")}
    per_language = {
        "pref": phrase("Preferred label"),
        "alt": phrase("Alternative labels"),
        "definition": phrase("Definition"),
        "scope_note": phrase("Scope note"),
    }
    columns = [Column("concept", translate(titled["concept"]))]
    for key, title in per_language.items():
        kind: Kind = "text" if key == "pref" else "long_text"
        columns += [Column(f"{key}_{each}", f"{translate(title)} ({each})", kind) for each in languages]
    more = {
        "broader": phrase("Broader"),
        "related": phrase("Related"),
        "exact_match": phrase("Exact match"),
        "close_match": phrase("Close match"),
        "status": phrase("Status"),
        "replaced_by": phrase("Replaced by"),
        "source_title": phrase("Source of the definition"),
        "source_url": phrase("Address of the source"),
        "identifier": phrase("Identifier"),
    }
    columns += [Column(key, translate(title)) for key, title in more.items()]
    return Table(name, columns, (_wide_row(concept, languages) for concept in closed(scheme).concepts))


def _wide_row(concept: Concept, languages: Sequence[str]) -> dict[str, str]:
    source = concept.definition_source or Source("")
    row = {
        "concept": concept.slug,
        "broader": "|".join(concept.broader),
        "related": "|".join(concept.related),
        "exact_match": "|".join(concept.matches.get(Match.EXACT, ())),
        "close_match": "|".join(concept.matches.get(Match.CLOSE, ())),
        "status": concept.status.value,
        "replaced_by": "|".join(concept.replaced_by),
        "source_title": source.title,
        "source_url": source.url,
        "identifier": concept.identifier,
    }
    for language in languages:
        preferred = concept.preferred(language)
        alternatives = concept.of_kind(LabelKind.ALTERNATIVE, language)
        row[f"pref_{language}"] = preferred.text if preferred else ""
        row[f"alt_{language}"] = "|".join(label.text for label in alternatives if not label.region)
        row[f"definition_{language}"] = concept.definitions.get(language, "")
        row[f"scope_note_{language}"] = concept.scope_notes.get(language, "")
    return row
