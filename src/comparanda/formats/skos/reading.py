"""Any SKOS file read into a `Scheme`: Turtle, RDF/XML, JSON-LD and CSV, plain labels and SKOS-XL.

Reading forgives and tells: what cannot be taken over, and what breaks a rule that only a file can break, comes back
as faults beside the scheme. Only a file that cannot be read at all raises. Leaves out judging the vocabulary
(`integrity`, which `Reading.checked` asks).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from comparanda.formats.media import MediaType
from comparanda.formats.skos import integrity, names
from comparanda.formats.skos.columns import read_columns
from comparanda.formats.skos.fault import Fault, Rule, Severity, error, shortened, warning
from comparanda.formats.skos.relations import closed, slugs_of
from comparanda.formats.skos.statements import LONGEST_ADDRESS, Graph, Statements, Term, read_statements
from comparanda.formats.skos.tags import WRITE_TAG, Tag, read_tag
from comparanda.kernel.concept import Concept, ConceptNote, Label, LabelKind, Match, Scheme, Status
from comparanda.kernel.error import ContentError, Place
from comparanda.kernel.language import Text
from comparanda.kernel.phrase import phrase
from comparanda.kernel.source import Source

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes, unless the caller allows more."""
BASE = "https://comparanda.example/id/concept/"
"""The address that slugs of a CSV file stand under, unless the caller says which."""

_SUFFIXES = {
    **dict.fromkeys(("ttl", "turtle", "nt", "n3"), MediaType.TURTLE),
    **dict.fromkeys(("rdf", "xml", "owl", "skos"), MediaType.RDF_XML),
    **dict.fromkeys(("jsonld", "json"), MediaType.JSON_LD),
    **dict.fromkeys(("csv", "tsv", "txt"), MediaType.CSV),
}
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})?", re.S)
_RELATIONS = (names.BROADER, names.NARROWER, names.RELATED)
_TRANSITIVE = (names.BROADER_TRANSITIVE, names.NARROWER_TRANSITIVE)
_MAKE_A_CONCEPT = frozenset({*_RELATIONS, *_TRANSITIVE, names.TOP_CONCEPT_OF})
_SAID_OF_CONCEPTS = frozenset(names.READ) - {
    *(names.VERSION, names.ISSUED, names.LICENSE, names.LANGUAGE, names.USE, names.CONFIDENCE),
    *(names.HAS_TOP_CONCEPT, names.LITERAL_FORM, names.RDF + "value", names.TITLE, names.DC + "title"),
    *(names.RDFS + "label", names.RDFS + "comment", names.DESCRIPTION, names.DC + "description"),
}
_MOST_WORK = 20_000_000


@dataclass(frozen=True, slots=True)
class FoundScheme:
    """One concept scheme of a file, with how many concepts say that they belong to it."""

    identifier: str
    titles: Text
    concepts: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds.

    scheme: closed, in its usual order; of several schemes in the file those concepts that were asked for.
    faults: what reading itself found; `checked` adds the rules of integrity.
    schemes: every scheme of the file, the largest first; lines: concept identifier to its first line (CSV only).
    """

    scheme: Scheme
    faults: tuple[Fault, ...] = ()
    schemes: tuple[FoundScheme, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def checked(self, known: frozenset[str] = frozenset()) -> list[Fault]:
        """All faults, with lines where they are known; `known` as in `integrity.faults`."""
        found = [*self.faults, *integrity.faults(self.scheme, known)]
        return [replace(fault, line=fault.line or self.lines.get(fault.node, 0)) for fault in found]


def read_file(path: Path, *, largest: int = LARGEST_FILE, **options: Any) -> Reading:
    """A vocabulary file, its size checked before a byte is read; options as of `read_vocabulary`."""
    if not path.is_file():
        raise ContentError(Place(str(path)), phrase("there is no such file"), phrase("check the path"))
    _check_size(path.stat().st_size, str(path), largest)
    return read_vocabulary(path.read_bytes(), str(path), largest=largest, **options)


def read_vocabulary(
    data: bytes,
    name: str,
    *,
    medium: MediaType | None = None,
    scheme: str = "",
    base: str = BASE,
    untagged: str = "",
    columns: Mapping[str, str] | None = None,
    largest: int = LARGEST_FILE,
) -> Reading:
    """What the bytes of a vocabulary file hold.

    name: of the file, for messages and, by its suffix, for its format; medium: the format where the caller knows.
    scheme: the address of the one scheme to read; empty for all concepts of the file.
    base: what slugs in CSV and relative addresses in RDF stand under.
    untagged: the language of texts that name none; empty to report them.
    columns: header of a CSV file to the name of a column as `columns` documents them.
    largest: bytes.
    Raises ContentError for a file that is too large, of no known format, not well-formed, or holding no concept.
    """
    _check_size(len(data), name, largest)
    medium = medium or medium_of(data, name)
    if medium is MediaType.CSV:
        concepts, faults, lines = read_columns(
            data, name, base=base, untagged=untagged, columns=columns or {}
        )
        reading = Reading(closed(Scheme(concepts=concepts)), tuple(faults), (), lines)
    else:
        reading = read_graph(
            read_statements(data, medium, name, base), name, scheme=scheme, untagged=untagged
        )
    # Where every row is faulty, the faults say more than that nothing is left.
    if not reading.scheme.concepts and not any(fault.severity is Severity.ERROR for fault in reading.faults):
        raise ContentError(
            Place(name),
            phrase("the file holds no concept"),
            phrase("check that its rows name concepts")
            if medium is MediaType.CSV
            else phrase("check that its nodes are of the type skos:Concept"),
        )
    return reading


def medium_of(data: bytes, name: str) -> MediaType:
    """The format by what the file begins with where that is plain, else by its suffix; raises ContentError."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<?xml", b"<rdf:", b"<!DOCTYPE", b"<!--")):
        return MediaType.RDF_XML
    if start.startswith(b"{") or re.match(rb"\[\s*\{", start):
        return MediaType.JSON_LD
    if re.match(rb"(@prefix|@base|prefix\s|base\s|<[a-z][a-z0-9+.-]*:)", start, re.IGNORECASE):
        return MediaType.TURTLE
    _, dot, suffix = name.rpartition(".")
    if dot and suffix.lower() in _SUFFIXES:
        return _SUFFIXES[suffix.lower()]
    raise ContentError(
        Place(name),
        phrase("the format cannot be told from the name or from the first line"),
        phrase("name the file .ttl, .rdf, .jsonld or .csv"),
    )


def _check_size(size: int, name: str, largest: int) -> None:
    if size > largest:
        raise ContentError(
            Place(name),
            phrase("the file has %(size)s MB, more than the %(most)s MB that are read at once"),
            phrase("import it in parts, or take only the schemes and languages you need"),
            size=size / 1024**2,
            most=round(largest / 1024**2),
        )


def read_graph(statements: Statements, name: str, *, scheme: str = "", untagged: str = "") -> Reading:
    """The concepts that statements describe; parameters as of `read_vocabulary`. Raises ContentError where the
    scheme asked for is not there. No concept at all is an empty scheme."""
    return _GraphReader(statements, name, untagged).reading(scheme)


class _GraphReader:
    """Reads one graph once; holds what the parts of reading share."""

    def __init__(self, statements: Statements, name: str, untagged: str) -> None:
        self.graph: Graph = statements.graph
        self.file, self.untagged = name, untagged
        self.faults: list[Fault] = []
        self.passed_over = Counter(statements.passed_over)
        self.remarks: dict[str, None] = {}
        if statements.overlong:
            self.faults.append(
                warning(
                    Rule.ADDRESS,
                    "",
                    phrase(
                        "statements with addresses of more than %(most)s characters that were left out: %(number)s"
                    ),
                    phrase("shorten the addresses"),
                    most=LONGEST_ADDRESS,
                    number=statements.overlong,
                )
            )

    def reading(self, wanted: str) -> Reading:
        concepts = self._concepts()
        members = self._members(concepts)
        if wanted and wanted not in members:
            raise ContentError(
                Place(self.file),
                phrase("there is no scheme %(scheme)s in the file"),
                phrase("schemes there are: %(schemes)s") if members else phrase("leave the scheme out"),
                scheme=wanted,
                schemes=", ".join(sorted(members)[:10]),
            )
        main = wanted or min(members, key=lambda each: (-len(members[each]), each), default="")
        chosen = members[wanted] if wanted else concepts
        tops = self._tops(wanted)
        slugs = slugs_of(concepts)
        broader = self._broader()
        # Relations name concepts of the scheme by slug and all else by address.
        within = {identifier: slugs[identifier] for identifier in chosen}
        titles = {each: self._titles(each) for each in members}
        scheme = self._scheme(main)
        self._report_undescribed_tops(tops, concepts)
        self._report_collections()
        read = []
        for identifier in sorted(chosen):
            direct = broader.get(identifier, ())
            read.append(self._concept(identifier, slugs[identifier], within, direct, identifier in tops))
            # What is read is let go: a large vocabulary need not be in memory twice.
            self.graph[identifier] = []
        self._report_passed_over()
        found = [FoundScheme(each, titles[each], len(members[each])) for each in members]
        found.sort(key=lambda each: (-each.concepts, each.identifier))
        return Reading(closed(replace(scheme, concepts=tuple(read))), tuple(self.faults), tuple(found))

    # What the nodes are.

    def _concepts(self) -> frozenset[str]:
        concepts: set[str] = set()
        for subject, said in self.graph.items():
            types = {term.value for predicate, term in said if predicate == names.TYPE}
            is_scheme = names.CONCEPT_SCHEME in types
            is_collection = bool(types & {names.COLLECTION, names.ORDERED_COLLECTION})
            if names.CONCEPT in types:
                if is_scheme:
                    self._error(
                        Rule.CONCEPT_OR_SCHEME,
                        subject,
                        phrase("the node is both a concept and a concept scheme"),
                        phrase("make it one of the two"),
                    )
                if is_collection:
                    self._error(
                        Rule.CONCEPT_OR_COLLECTION,
                        subject,
                        phrase("the node is both a concept and a collection"),
                        phrase("make it one of the two"),
                    )
            elif is_scheme or is_collection:
                continue
            elif any(predicate in _MAKE_A_CONCEPT for predicate, _ in said):
                self._warn(
                    Rule.TAKEN_AS_CONCEPT,
                    subject,
                    phrase("the node has relations but no type, and is taken as a concept"),
                    phrase("give it the type skos:Concept"),
                )
            else:
                continue
            if subject.startswith("_:"):
                self._error(
                    Rule.ADDRESS, subject, phrase("a concept has no address"), phrase("name it by one")
                )
            else:
                concepts.add(subject)
        return frozenset(concepts)

    def _members(self, concepts: frozenset[str]) -> dict[str, set[str]]:
        """Scheme to its concepts; a top concept belongs to its scheme (S7, S8)."""
        members: dict[str, set[str]] = {}
        for subject, said in self.graph.items():
            for predicate, term in said:
                if predicate == names.TYPE and term.value == names.CONCEPT_SCHEME:
                    members.setdefault(subject, set())
                elif predicate in (names.IN_SCHEME, names.TOP_CONCEPT_OF) and term.is_resource:
                    if subject in concepts:
                        members.setdefault(term.value, set()).add(subject)
                elif predicate == names.HAS_TOP_CONCEPT:
                    tops = members.setdefault(subject, set())
                    if term.value in concepts:
                        tops.add(term.value)
        return {scheme: of for scheme, of in members.items() if not scheme.startswith("_:")}

    def _tops(self, wanted: str) -> dict[str, str]:
        """Top concept to a scheme that it is the top of: of the scheme that is asked for, or of any."""
        tops: dict[str, str] = {}
        for subject, said in self.graph.items():
            for predicate, term in said:
                if not term.is_resource:
                    continue
                if predicate == names.TOP_CONCEPT_OF and wanted in ("", term.value):
                    tops[subject] = term.value
                elif predicate == names.HAS_TOP_CONCEPT and wanted in ("", subject):
                    tops[term.value] = subject
        return tops

    def _report_undescribed_tops(self, tops: Mapping[str, str], concepts: frozenset[str]) -> None:
        for identifier in sorted(set(tops) - concepts):
            self._warn(
                Rule.UNKNOWN_TARGET,
                tops[identifier],
                phrase("the top concept %(concept)s is named but not described"),
                phrase("add the concept, or take it from the top concepts"),
                concept=identifier,
            )

    def _broader(self) -> dict[str, tuple[str, ...]]:
        """Concept to what stands directly above it where the file says only what stands anywhere above
        (`skos:broaderTransitive`, `skos:narrowerTransitive`); empty where it has direct relations too (S22, S24)."""
        over: dict[str, set[str]] = {}
        for subject, said in self.graph.items():
            for predicate, term in said:
                if predicate in (names.BROADER, names.NARROWER):
                    return {}
                if predicate == names.BROADER_TRANSITIVE and term.is_resource:
                    over.setdefault(subject, set()).add(term.value)
                elif predicate == names.NARROWER_TRANSITIVE and term.is_resource:
                    over.setdefault(term.value, set()).add(subject)
        work = 0
        direct: dict[str, tuple[str, ...]] = {}
        for subject, ancestors in over.items():
            # The nearest ancestor has most ancestors itself, and covers those.
            nearest: list[str] = []
            covered: set[str] = set()
            for ancestor in sorted(ancestors, key=lambda each: (-len(over.get(each, ())), each)):
                if ancestor not in covered:
                    nearest.append(ancestor)
                    above = over.get(ancestor, set())
                    work += len(above)
                    if len(ancestors) > 1:
                        covered |= above
            direct[subject] = tuple(nearest)
            if work > _MOST_WORK:
                raise ContentError(
                    Place(self.file),
                    phrase(
                        "the hierarchy cannot be told from skos:broaderTransitive alone in a file of this size"
                    ),
                    phrase("export it with skos:broader"),
                )
        return direct

    # One concept.

    def _concept(
        self, identifier: str, slug: str, within: Mapping[str, str], broader: Iterable[str], top: bool
    ) -> Concept:
        said = self._said_of(identifier)
        for predicate in said:
            if predicate not in _SAID_OF_CONCEPTS:
                self.passed_over[predicate] += len(said[predicate])

        def targets(*predicates: str) -> tuple[str, ...]:
            return tuple(
                within.get(target, target)
                for predicate in predicates
                for target in self._addresses(identifier, predicate, said)
            )

        matches: dict[Match, tuple[str, ...]] = {}
        for predicate, kind in names.MATCHES.items():
            if found := tuple(self._addresses(identifier, predicate, said)):
                matches[kind] = found
        definitions, own_source = self._definitions(identifier, said)
        return Concept(
            slug=slug,
            identifier=identifier,
            labels=self._labels(identifier, said),
            definitions=definitions,
            scope_notes=self._texts(identifier, said.get(names.SCOPE_NOTE, ())),
            definition_source=self._source(identifier, said) or own_source,
            broader=(*targets(names.BROADER), *(within.get(each, each) for each in broader)),
            narrower=targets(names.NARROWER),
            related=targets(names.RELATED),
            matches=matches,
            notations=tuple(
                term.value.strip() for term in said.get(names.NOTATION, ()) if not term.is_resource
            ),
            notes=tuple(self._notes(said)),
            status=self._status(said),
            replaced_by=targets(names.REPLACED_BY),
            changed=self._day(identifier, said.get(names.MODIFIED, ())),
            top=top,
        )

    def _said_of(self, node: str) -> dict[str, list[Term]]:
        said: dict[str, list[Term]] = {}
        for predicate, term in self.graph.get(node, ()):
            said.setdefault(predicate, []).append(term)
        return said

    def _addresses(self, node: str, predicate: str, said: Mapping[str, list[Term]]) -> Iterator[str]:
        for term in said.get(predicate, ()):
            if term.is_resource and not term.value.startswith("_:"):
                yield term.value
            else:
                self._error(
                    Rule.RELATION_TO_CONCEPT,
                    node,
                    phrase("%(property)s leads to a node without an address")
                    if term.is_resource
                    else phrase('%(property)s leads to the text "%(text)s"'),
                    phrase("write the address of a concept"),
                    property=names.prefixed(predicate),
                    text=shortened(term.value),
                )

    def _labels(self, node: str, said: Mapping[str, list[Term]]) -> tuple[Label, ...]:
        labels: dict[tuple[str, str, str, LabelKind], Label] = {}

        def add(label: Label) -> None:
            key = (label.text, label.language, label.region, label.kind)
            # The same label in plain SKOS and in SKOS-XL is one (S55 to S57); what tells more stays.
            if key not in labels or _told(label) > _told(labels[key]):
                labels[key] = label

        for predicate, kind in names.LABELS.items():
            for term in said.get(predicate, ()):
                if term.is_resource or term.datatype:
                    what = term.value if term.is_resource else f'"{shortened(term.value)}"^^{term.datatype}'
                    self._error(
                        Rule.PLAIN_LABEL,
                        node,
                        phrase("%(property)s is %(value)s, not plain text"),
                        phrase("write the label as text with its language"),
                        property=names.prefixed(predicate),
                        value=what,
                    )
                    continue
                tag = self._tag(term)
                add(Label(term.value.strip(), tag.language, kind, tag.region))
        for predicate, kind in names.XL_LABELS.items():
            for term in said.get(predicate, ()):
                about = self._said_of(term.value) if term.is_resource else {}
                forms = about.get(names.LITERAL_FORM, [])
                if len(forms) != 1 or forms[0].is_resource:
                    self._error(
                        Rule.ONE_LITERAL_FORM,
                        node,
                        phrase("the SKOS-XL label %(label)s has %(number)s literal forms")
                        if len(forms) > 1
                        else phrase("the SKOS-XL label %(label)s has no literal form"),
                        phrase("give it one literal form"),
                        label=shortened(term.value),
                        number=len(forms),
                    )
                for form in forms:
                    if not form.is_resource:
                        tag = self._tag(form)
                        add(self._annotated(Label(form.value.strip(), tag.language, kind, tag.region), about))
        for term in said.get(names.NO_TERM_IN, ()):
            tag = self._tag(Term("", False, term.value))
            add(Label("", tag.language, LabelKind.NONE, tag.region))
        for term in said.get(names.NO_TERM, ()):
            about = self._said_of(term.value)
            for language in about.get(names.LANGUAGE, ()):
                tag = self._tag(Term("", False, language.value))
                add(self._annotated(Label("", tag.language, LabelKind.NONE, tag.region), about))
        return tuple(labels.values())

    def _annotated(self, label: Label, about: Mapping[str, list[Term]]) -> Label:
        source = self._source("", about) or Source("")
        return replace(
            label,
            use=_first(about.get(names.USE, ())),
            confidence=_first(about.get(names.CONFIDENCE, ())),
            source_title=source.title,
            source_url=source.url,
        )

    def _source(self, node: str, said: Mapping[str, list[Term]]) -> Source | None:
        # Both properties are met with either kind of value.
        named = (*said.get(names.SOURCE, ()), *said.get(names.SOURCE_TITLE, ()))
        addresses = sorted(
            {term.value for term in named if term.is_resource and not term.value.startswith("_:")}
        )
        titles = sorted({term.value.strip() for term in named if not term.is_resource})
        references = sorted(
            {term.value.strip() for term in said.get(names.CITATION, ()) if not term.is_resource}
        )
        if node and max(len(addresses), len(titles)) > 1:
            self._warn(
                Rule.LEFT_OUT,
                node,
                phrase("of %(number)s sources the first was taken over"),
                phrase("keep the others in a note"),
                number=max(len(addresses), len(titles)),
            )
        if not (addresses or titles or references):
            return None
        return Source("; ".join(titles[:1]), "".join(addresses[:1]), "".join(references[:1]))

    def _definitions(self, node: str, said: Mapping[str, list[Term]]) -> tuple[Text, Source | None]:
        """Definitions by language, those written as nodes of their own included, with the source such a node names."""
        terms: list[Term] = []
        source: Source | None = None
        for term in said.get(names.DEFINITION, ()):
            if not term.is_resource:
                terms.append(term)
                continue
            about = self._said_of(term.value)
            values = [each for each in about.get(names.RDF + "value", ()) if not each.is_resource]
            terms.extend(values)
            source = source or self._source(node, about)
            if not values:
                self._warn(
                    Rule.LEFT_OUT,
                    node,
                    phrase("the definition %(address)s is an address without text in this file"),
                    phrase("write the definition as text"),
                    address=shortened(term.value),
                )
        return self._texts(node, terms), source

    def _texts(self, node: str, terms: Iterable[Term]) -> Text:
        texts: dict[str, set[str]] = {}
        for term in terms:
            for each in self._values(term):
                text = each.value.strip()
                if text:
                    texts.setdefault(self._tag(each).whole, set()).add(text)
        return {language: "\n\n".join(sorted(of)) for language, of in texts.items()}

    def _values(self, term: Term) -> list[Term]:
        """A text, or those of the node that stands for it (SKOS Primer, documentation as a related resource)."""
        if not term.is_resource:
            return [term]
        about = self._said_of(term.value)
        return [each for each in about.get(names.RDF + "value", ()) if not each.is_resource]

    def _notes(self, said: Mapping[str, list[Term]]) -> Iterator[ConceptNote]:
        for predicate, kind in names.NOTES.items():
            for term in said.get(predicate, ()):
                values = self._values(term)
                if not values and not term.value.startswith("_:"):
                    values = [Term(term.value, False)]
                for value in values:
                    # A note may well be without a language: a date, a name, an address.
                    tag = read_tag(value.language)
                    if text := value.value.strip():
                        yield ConceptNote(kind, text, tag.whole)

    def _status(self, said: Mapping[str, list[Term]]) -> Status:
        if any(term.value.lower() in ("true", "1") for term in said.get(names.DEPRECATED, ())):
            return Status.DEPRECATED
        stated = {
            names.STATUSES.get(term.value)
            for predicate in (names.STATUS, names.EUVOC_STATUS)
            for term in said.get(predicate, ())
        }
        return next(
            (status for status in (Status.DEPRECATED, Status.DRAFT) if status in stated), Status.APPROVED
        )

    def _day(self, node: str, terms: Iterable[Term]) -> date | None:
        """The latest day that the terms name; one that is none is reported."""
        days: list[date] = []
        for term in terms:
            found = _DAY.fullmatch(term.value.strip())
            try:
                days.append(date.fromisoformat(found[1] if found else "none"))
            except ValueError:
                self._warn(
                    Rule.DATE,
                    node,
                    phrase('"%(text)s" is not a date'),
                    phrase("write year, month and day, as in 2026-11-22"),
                    text=shortened(term.value),
                )
        return max(days, default=None)

    # The scheme.

    def _scheme(self, identifier: str) -> Scheme:
        said = self._said_of(identifier) if identifier else {}
        licenses = sorted(term.value for term in said.get(names.LICENSE, ()) if term.is_resource)
        sources = [
            Source(next(iter(self._titles(term.value).values()), ""), term.value)
            if term.is_resource
            else Source(term.value.strip())
            for predicate in (names.SOURCE, names.SOURCE_TITLE)
            for term in said.get(predicate, ())
            if not term.value.startswith("_:")
        ]
        return Scheme(
            identifier=identifier,
            titles=self._titles(identifier),
            descriptions=self._first_texts(identifier, names.DESCRIPTIONS),
            number=_first(said.get(names.VERSION, ())),
            issued=self._day(identifier, said.get(names.ISSUED, ())),
            license_url=licenses[0] if licenses else "",
            sources=tuple(sources),
        )

    def _titles(self, node: str) -> Text:
        return self._first_texts(node, names.TITLES)

    def _first_texts(self, node: str, predicates: Iterable[str]) -> Text:
        said = self._said_of(node)
        for predicate in predicates:
            if terms := [term for term in said.get(predicate, ()) if not term.is_resource]:
                texts: dict[str, str] = {}
                for term in sorted(terms):
                    texts.setdefault(self._tag(term).whole, term.value.strip())
                return texts
        return {}

    # Faults.

    def _tag(self, term: Term) -> Tag:
        tag = read_tag(term.language or self.untagged)
        if tag.remark and tag.remark not in self.remarks:
            self.remarks[tag.remark] = None
            self._warn(Rule.LANGUAGE_TAG, "", tag.remark, WRITE_TAG, better=tag.whole)
        return tag

    def _report_passed_over(self) -> None:
        """What the file says beyond what was read, by property."""
        for predicate, number in self.passed_over.most_common():
            self._warn(
                Rule.LEFT_OUT,
                "",
                phrase("statements with %(property)s that were not taken over: %(number)s"),
                phrase("keep the file, if they matter"),
                property=names.prefixed(predicate),
                number=number,
            )

    def _report_collections(self) -> None:
        collections = sorted(
            subject
            for subject, said in self.graph.items()
            if not (types := {term.value for predicate, term in said if predicate == names.TYPE}).isdisjoint(
                (names.COLLECTION, names.ORDERED_COLLECTION, names.CONCEPT_GROUP)
            )
            and names.CONCEPT not in types
        )
        if collections:
            self._warn(
                Rule.LEFT_OUT,
                "",
                phrase("collections and groups that were not taken over: %(number)s, e.g. %(example)s"),
                phrase("keep the file, if they matter"),
                number=len(collections),
                example=collections[0],
            )

    def _error(self, rule: Rule, node: str, message: str, remedy: str, /, **values: object) -> None:
        self.faults.append(error(rule, node, message, remedy, **values))

    def _warn(self, rule: Rule, node: str, message: str, remedy: str, /, **values: object) -> None:
        self.faults.append(warning(rule, node, message, remedy, **values))


def _told(label: Label) -> tuple[int, str]:
    """How much a label tells beyond itself; the text makes the choice the same in any order of the file."""
    fields = (label.use, label.source_title, label.source_url, label.confidence)
    return sum(map(bool, fields)), "\n".join(fields)


def _first(terms: Iterable[Term]) -> str:
    return min((term.value.strip() for term in terms if not term.is_resource), default="")
