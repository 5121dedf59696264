"""Schemes and single concepts written as Turtle, JSON-LD and RDF/XML: three spellings of the same statements.

The same scheme gives the same bytes. Every node has an address, so files can be compared line by line and put
together without renaming. What becomes which property stands in the package. Leaves out SKOS-XL for labels that have
nothing beyond their text, and checking: a scheme that breaks `integrity` is written as it is, unless RDF cannot say
it at all (`SkosError`). Tables are written by `columns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from typing import Any

from lxml import etree

from comparanda.formats.json import write_json
from comparanda.formats.skos import names
from comparanda.formats.skos.integrity import absolute
from comparanda.formats.skos.relations import closed
from comparanda.formats.skos.statements import Term
from comparanda.formats.skos.tags import read_tag
from comparanda.formats.text import storable
from comparanda.kernel.concept import Concept, Label, LabelKind, Match, Scheme, Status
from comparanda.kernel.language import Text
from comparanda.kernel.source import Source

Statement = tuple[str, str, Term]
"""Subject, property, and what is said."""

_LABEL_PROPERTIES = {kind: name for name, kind in names.LABELS.items()}
_XL_PROPERTIES = {kind: name for name, kind in names.XL_LABELS.items()}
_MATCH_PROPERTIES = {match: name for name, match in names.MATCHES.items()}
_NOTE_PROPERTIES = {kind: name for name, kind in names.NOTES.items()}

_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_DATE, _BOOLEAN = names.XSD + "date", names.XSD + "boolean"
_TURTLE_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})

# JSON-LD: property to term, and how its values are written.
_BY_LANGUAGE = (
    *_LABEL_PROPERTIES.values(),
    *_NOTE_PROPERTIES.values(),
    *(names.DEFINITION, names.SCOPE_NOTE, names.TITLE, names.DESCRIPTION, names.LITERAL_FORM),
)
_BY_ADDRESS = (
    *_MATCH_PROPERTIES.values(),
    *_XL_PROPERTIES.values(),
    *(
        names.IN_SCHEME,
        names.TOP_CONCEPT_OF,
        names.HAS_TOP_CONCEPT,
        names.BROADER,
        names.NARROWER,
        names.RELATED,
    ),
    *(names.STATUS, names.REPLACED_BY, names.LICENSE, names.SOURCE, names.NO_TERM),
)
_BY_DATE = (names.MODIFIED, names.ISSUED)
_AS_TEXT = (
    *(names.NOTATION, names.VERSION, names.DEPRECATED, names.SOURCE_TITLE, names.CITATION),
    *(names.NO_TERM_IN, names.LANGUAGE, names.USE, names.CONFIDENCE),
)


class SkosError(ValueError):
    """The scheme cannot be said in RDF; the message names the concept and what is wrong."""


def write_turtle(scheme: Scheme, only: str = "") -> bytes:
    """The scheme as Turtle; `only` is the slug of the one concept to describe, empty for all.

    For one concept, its neighbours need stand in the scheme with slug and identifier alone. Raises SkosError.
    """
    lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in names.PREFIXES.items()]
    for subject, of_subject in groupby(statements(scheme, only), key=lambda statement: statement[0]):
        parts = []
        for predicate, said in groupby(of_subject, key=lambda statement: statement[1]):
            name = "a" if predicate == names.TYPE else _in_turtle(predicate)
            terms = [_term_in_turtle(term) for _, _, term in said]
            # Long lists of languages stand one a line, short ones behind their property.
            separator = ",\n        " if len(terms) > 1 else ", "
            parts.append(f"    {name} {separator.join(terms)}")
        lines += ["", _in_turtle(subject), " ;\n".join(parts) + " ."]
    return ("\n".join(lines) + "\n").encode("utf-8")


def write_json_ld(scheme: Scheme, only: str = "") -> bytes:
    """The scheme as JSON-LD 1.1 with its context in the file; parameters and errors as of `write_turtle`."""
    nodes: list[dict[str, Any]] = []
    for subject, of_subject in groupby(statements(scheme, only), key=lambda statement: statement[0]):
        node: dict[str, Any] = {"id": subject}
        for predicate, said in groupby(of_subject, key=lambda statement: statement[1]):
            _add_to_node(node, predicate, [term for _, _, term in said])
        nodes.append(node)
    return write_json({"@context": _context(), "@graph": nodes}, indent=1)


def write_rdf_xml(scheme: Scheme, only: str = "") -> bytes:
    """The scheme as RDF/XML; parameters and errors as of `write_turtle`."""
    prefixes = {prefix: namespace for prefix, namespace in names.PREFIXES.items() if prefix != "xsd"}
    root = etree.Element(f"{{{names.RDF}}}RDF", nsmap=prefixes)
    for subject, of_subject in groupby(statements(scheme, only), key=lambda statement: statement[0]):
        said = list(of_subject)
        # The first type names the element, as people write it by hand.
        typed = said[0][1] == names.TYPE
        node = etree.SubElement(root, _in_xml(said[0][2].value if typed else names.RDF + "Description"))
        node.set(f"{{{names.RDF}}}about", subject)
        for _, predicate, term in said[1:] if typed else said:
            element = etree.SubElement(node, _in_xml(predicate))
            if term.is_resource:
                element.set(f"{{{names.RDF}}}resource", term.value)
                continue
            if term.language:
                element.set("{http://www.w3.org/XML/1998/namespace}lang", term.language)
            elif term.datatype:
                element.set(f"{{{names.RDF}}}datatype", term.datatype)
            element.text = term.value
    # lxml writes a carriage return as a reference: bare, it would be read back as a line feed (XML 1.0, 2.11).
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def statements(scheme: Scheme, only: str = "") -> Iterator[Statement]:
    """What the files say, those of one subject and property together: the scheme, its concepts in the order of slugs,
    then what is said of their labels. Parameters and errors as of `write_turtle`."""
    whole = closed(scheme)
    addresses = {concept.slug: concept.identifier for concept in whole.concepts}
    chosen = [concept for concept in whole.concepts if only in ("", concept.slug)]
    if only and not chosen:
        raise SkosError(f"There is no concept {only!r} in the scheme.")
    for said in (
        _of_scheme(whole, all_of_it=not only),
        *(_of_concept(concept, whole.identifier, addresses) for concept in chosen),
        *(_of_labels(concept) for concept in chosen),
    ):
        yield from (_checked(statement) for statement in said)


def _of_scheme(scheme: Scheme, *, all_of_it: bool) -> Iterator[Statement]:
    node = scheme.identifier
    tops = [concept.identifier for concept in scheme.concepts if concept.top]
    if not node:
        if tops:
            raise SkosError("A scheme with top concepts needs an identifier: they are the tops of something.")
        return
    yield node, names.TYPE, _resource(names.CONCEPT_SCHEME)
    yield from ((node, names.TITLE, term) for term in _tagged(scheme.titles))
    yield from ((node, names.DESCRIPTION, term) for term in _tagged(scheme.descriptions))
    if scheme.number:
        yield node, names.VERSION, _text(scheme.number)
    if scheme.issued:
        yield node, names.ISSUED, Term(scheme.issued.isoformat(), False, datatype=_DATE)
    if scheme.license_url:
        yield node, names.LICENSE, _resource(scheme.license_url)
    addressed = [source for source in scheme.sources if source.url]
    yield from ((node, names.SOURCE, _resource(source.url)) for source in addressed)
    yield from ((node, names.SOURCE_TITLE, _text(each.title)) for each in scheme.sources if not each.url)
    if all_of_it:
        yield from ((node, names.HAS_TOP_CONCEPT, _resource(top)) for top in tops)
    titles: dict[str, str] = {}
    for source in addressed:
        if source.title:
            titles.setdefault(source.url, source.title)
    yield from ((url, names.TITLE, _text(title)) for url, title in titles.items() if url != node)


def _of_concept(concept: Concept, scheme: str, addresses: Mapping[str, str]) -> Iterator[Statement]:
    node = concept.identifier

    def resources(targets: Iterable[str]) -> Iterator[Term]:
        for target in targets:
            address = addresses.get(target, target)
            if not absolute(address):
                raise SkosError(
                    f"{concept.slug}: {target!r} is neither a concept of the scheme nor an address."
                )
            yield _resource(address)

    def said(predicate: str, terms: Iterable[Term]) -> Iterator[Statement]:
        return ((node, predicate, term) for term in terms)

    yield node, names.TYPE, _resource(names.CONCEPT)
    if scheme:
        yield node, names.IN_SCHEME, _resource(scheme)
        if concept.top:
            yield node, names.TOP_CONCEPT_OF, _resource(scheme)
    for kind, predicate in _LABEL_PROPERTIES.items():
        yield from said(
            predicate, _once(Term(label.text, False, label.tag) for label in concept.of_kind(kind))
        )
    yield from said(names.NO_TERM_IN, _once(_text(label.tag) for label in concept.of_kind(LabelKind.NONE)))
    yield from said(names.DEFINITION, _tagged(concept.definitions))
    yield from _of_source(node, concept.definition_source)
    yield from said(names.SCOPE_NOTE, _tagged(concept.scope_notes))
    yield from said(names.BROADER, resources(concept.broader))
    yield from said(names.NARROWER, resources(concept.narrower))
    yield from said(names.RELATED, resources(concept.related))
    for match in Match:
        yield from said(_MATCH_PROPERTIES[match], map(_resource, concept.matches.get(match, ())))
    yield from said(names.NOTATION, map(_text, concept.notations))
    for note_kind, predicate in _NOTE_PROPERTIES.items():
        notes = [note for note in concept.notes if note.kind is note_kind]
        yield from said(predicate, (Term(note.text, False, note.language) for note in notes))
    yield node, names.STATUS, _resource(names.WRITTEN_STATUS[concept.status])
    if concept.status is Status.DEPRECATED:
        yield node, names.DEPRECATED, Term("true", False, datatype=_BOOLEAN)
    yield from said(names.REPLACED_BY, resources(concept.replaced_by))
    if concept.changed:
        yield node, names.MODIFIED, Term(concept.changed.isoformat(), False, datatype=_DATE)
    told = [(label, address) for label, address in _told_of(concept)]
    for kind, predicate in {**_XL_PROPERTIES, LabelKind.NONE: names.NO_TERM}.items():
        yield from said(predicate, (_resource(address) for label, address in told if label.kind is kind))


def _of_labels(concept: Concept) -> Iterator[Statement]:
    for label, node in _told_of(concept):
        if label.kind is LabelKind.NONE:
            yield node, names.TYPE, _resource(names.NO_TERM_CLASS)
            yield node, names.LANGUAGE, _text(label.tag)
        else:
            yield node, names.TYPE, _resource(names.XL_LABEL)
            yield node, names.LITERAL_FORM, Term(label.text, False, label.tag)
        yield from _of_source(node, Source(label.source_title, label.source_url))
        if label.use:
            yield node, names.USE, _text(str(label.use))
        if label.confidence:
            yield node, names.CONFIDENCE, _text(str(label.confidence))


def _told_of(concept: Concept) -> Iterator[tuple[Label, str]]:
    """The labels that have more to tell than their text, each with the address of its node.

    The address holds a hash of the label's text and kind: it stays while other labels come and go.
    """
    separator = "-" if "#" in concept.identifier else "#"
    for label in concept.labels:
        if label.source_title or label.source_url or label.use or label.confidence:
            digest = sha256(f"{label.kind}\n{label.text}".encode("utf-8", "replace")).hexdigest()[:10]
            tag = re.sub("[^a-z0-9]+", "-", label.tag.lower())
            yield label, f"{concept.identifier}{separator}label-{tag}-{digest}"


def _of_source(node: str, source: Source | None) -> Iterator[Statement]:
    if source and source.url:
        yield node, names.SOURCE, _resource(source.url)
    if source and source.title:
        yield node, names.SOURCE_TITLE, _text(source.title)
    if source and source.legal_reference:
        yield node, names.CITATION, _text(source.legal_reference)


def _tagged(texts: Text) -> Iterator[Term]:
    return (Term(text, False, tag) for tag, text in texts.items())


def _resource(address: str) -> Term:
    return Term(address, True)


def _text(text: str) -> Term:
    return Term(text, False)


def _once(terms: Iterable[Term]) -> list[Term]:
    """Each term once: two labels may differ in what is told of them only."""
    return list(dict.fromkeys(terms))


def _checked(statement: Statement) -> Statement:
    """The statement with text that every format can hold; raises SkosError where no format can hold it."""
    subject, predicate, term = statement
    if not absolute(subject):
        raise SkosError(f"{subject!r} is not an absolute address.")
    if term.is_resource:
        if not absolute(term.value):
            raise SkosError(f"{subject}: {term.value!r} is not an absolute address.")
        return statement
    if term.language and (fault := read_tag(term.language).fault):
        raise SkosError(f"{subject}: the language {fault}.")
    return subject, predicate, term._replace(value=storable(term.value))


@lru_cache(maxsize=10_000)
def _in_turtle(address: str) -> str:
    for prefix, namespace in names.PREFIXES.items():
        if address.startswith(namespace) and _LOCAL_NAME.fullmatch(address, len(namespace)):
            return f"{prefix}:{address[len(namespace) :]}"
    return f"<{address}>"


def _term_in_turtle(term: Term) -> str:
    if term.is_resource:
        return _in_turtle(term.value)
    text = f'"{term.value.translate(_TURTLE_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    if term.datatype == _BOOLEAN:
        return term.value
    return f"{text}^^{_in_turtle(term.datatype)}" if term.datatype else text


def _in_xml(address: str) -> str:
    """An address as lxml names elements, parted behind its last # or /."""
    place = max(address.rfind("#"), address.rfind("/")) + 1
    return f"{{{address[:place]}}}{address[place:]}"


def _local(predicate: str) -> str:
    """The term that stands for a property in JSON-LD: its local name, and the prefix too where two would be equal."""
    name = names.prefixed(predicate)
    prefix, _, local = name.partition(":")
    return local if prefix in ("skos", "owl", "dct", "adms", "comparanda") else f"{prefix}_{local}"


def _context() -> dict[str, Any]:
    context: dict[str, Any] = {"@version": 1.1, **names.PREFIXES, "id": "@id", "type": "@type"}
    for of_style, style in (
        (_BY_LANGUAGE, {"@container": "@language"}),
        (_BY_ADDRESS, {"@type": "@id"}),
        (_BY_DATE, {"@type": "xsd:date"}),
        (_AS_TEXT, {}),
    ):
        for predicate in of_style:
            context[_local(predicate)] = (
                {"@id": names.prefixed(predicate), **style} if style else names.prefixed(predicate)
            )
    return context


def _add_to_node(node: dict[str, Any], predicate: str, terms: list[Term]) -> None:
    if predicate == names.TYPE:
        node["type"] = _one_or_all([names.prefixed(term.value) for term in terms])
    elif predicate in _BY_LANGUAGE:
        by_language: dict[str, list[str]] = {}
        for term in terms:
            by_language.setdefault(term.language or "@none", []).append(term.value)
        node[_local(predicate)] = {language: _one_or_all(texts) for language, texts in by_language.items()}
    elif predicate == names.DEPRECATED:
        node[_local(predicate)] = True
    else:
        node[_local(predicate)] = _one_or_all([term.value for term in terms])


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
