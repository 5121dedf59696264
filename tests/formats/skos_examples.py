"""The scheme that the tests of SKOS share, with every kind of thing in it, and strategies that make others."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from comparanda.formats.media import MediaType
from comparanda.formats.skos.reading import BASE, Reading, read_graph
from comparanda.formats.skos.relations import closed
from comparanda.formats.skos.statements import answered, unpacked
from comparanda.formats.text import storable
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
from comparanda.kernel.source import Confidence, Source

SCHEME_ADDRESS = "https://comparanda.example/id/glossary"
EUROVOC = Source("EuroVoc", "http://publications.europa.eu/resource/dataset/eurovoc")


def address(slug: str) -> str:
    return BASE + slug


GLOSSARY = closed(
    Scheme(
        identifier=SCHEME_ADDRESS,
        titles={"en": "Glossary", "bg": "Речник"},
        descriptions={"en": "Words of migration and justice."},
        number="3",
        issued=date(2026, 11, 22),
        license_url="https://creativecommons.org/licenses/by/4.0/",
        sources=(EUROVOC, Source("Comparanda editors")),
        concepts=(
            Concept(
                "asylum",
                address("asylum"),
                (
                    Label("asylum", "en", source_title="EuroVoc", source_url="http://eurovoc.europa.eu/2929"),
                    Label("убежище", "bg", use=Use.NATIONAL, confidence=Confidence.HIGH),
                    Label("asile", "fr"),
                    Label("droit d’asile", "fr", LabelKind.ALTERNATIVE),
                    Label("assylum", "en", LabelKind.HIDDEN),
                    Label("Asyl", "de"),
                    Label("Asylrecht", "de", region="AT", use=Use.ACQUIS),
                    Label("azil", "sr-Latn"),
                    Label("", "ga", LabelKind.NONE),
                    Label("", "mt", LabelKind.NONE, source_title="Contact point of Malta"),
                ),
                definitions={"en": 'Protection that a state "grants".\nOn its territory.', "bg": "Закрила."},
                scope_notes={"en": "Not diplomatic asylum."},
                definition_source=Source(
                    "Directive 2011/95/EU", "http://data.europa.eu/eli/dir/2011/95/oj", "Article 2"
                ),
                top=True,
                notations=("12.01", "A"),
                notes=(
                    ConceptNote(NoteKind.CHANGE, "2026-03-01: definition made narrower", "en"),
                    ConceptNote(NoteKind.EDITORIAL, "see the minutes"),
                ),
            ),
            Concept(
                "refugee",
                address("refugee"),
                (Label("refugee", "en"), Label("бежанец", "bg")),
                broader=("asylum",),
                related=("stateless-person",),
                matches={
                    Match.EXACT: ("http://eurovoc.europa.eu/2018",),
                    Match.CLOSE: ("https://example.org/refugee", "https://example.org/refugees"),
                },
                changed=date(2026, 1, 2),
            ),
            Concept(
                "stateless-person",
                address("stateless-person"),
                (Label("stateless person", "en"),),
                broader=("asylum",),
                status=Status.DRAFT,
            ),
            Concept(
                "alien",
                address("alien"),
                (Label("alien", "en"),),
                status=Status.DEPRECATED,
                replaced_by=("refugee", "stateless-person"),
            ),
        ),
    )
)


def read_here(data: bytes, medium: MediaType, **options: str) -> Reading:
    """What `read_vocabulary` makes of RDF, without its worker process."""
    header = json.dumps({"medium": medium.value, "base": ""}).encode()
    return read_graph(unpacked(answered(header + b"\n" + data), "file"), "file", **options)


def turtle(body: str) -> bytes:
    """Turtle with the prefixes that the tests use."""
    return (
        "@prefix : <https://example.org/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .\n"
        "@prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n" + body
    ).encode()


# Text that a file can hold, with what needs escaping somewhere, as a careful editor leaves it: without white space
# at its ends.
TEXT = (
    st.text(
        st.sampled_from("ab\"\\'<>&=+-@|;,#^\n\r\t яω\u05d0\U0001f600\u200d") | st.characters(codec="utf-8"),
        max_size=20,
    )
    .map(lambda text: storable(text).strip())
    .filter(bool)
)
SLUG = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
ADDRESS = st.from_regex(
    r"https?://example\.org/[a-z0-9/_~-]{0,8}(\?[a-z=&]{1,4})?(#[a-z0-9]{1,4})?", fullmatch=True
)
TAG = st.sampled_from(["bg", "en", "de", "de-AT", "fr-BE", "sr-Latn", "ca-ES-valencia"])
TEXTS = st.dictionaries(TAG, TEXT, max_size=2)
SOURCE = st.builds(Source, TEXT, st.just("") | ADDRESS)


@st.composite
def labels(draw: st.DrawFn) -> Label:
    kind = draw(st.sampled_from(LabelKind))
    source = draw(st.none() | SOURCE) or Source("")
    return Label(
        "" if kind is LabelKind.NONE else draw(TEXT),
        draw(st.sampled_from(["bg", "en", "de", "sr-Latn"])),
        kind,
        draw(st.sampled_from(["", "", "AT", "BE"])),
        draw(st.sampled_from(["", *Use])),
        source.title,
        source.url,
        draw(st.sampled_from(["", *Confidence])),
    )


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Any scheme that files can hold, closed; it need not keep the rules of integrity."""
    slugs = draw(st.lists(SLUG, min_size=1, max_size=5, unique=True))
    some = st.lists(st.sampled_from(slugs), max_size=2, unique=True).map(tuple)
    concepts = tuple(
        Concept(
            slug,
            address(slug),
            labels=tuple(
                draw(st.lists(labels(), max_size=4, unique_by=lambda each: (each.tag, each.kind, each.text)))
            ),
            definitions=draw(TEXTS),
            scope_notes=draw(TEXTS),
            definition_source=draw(
                st.none() | st.builds(Source, TEXT, st.just("") | ADDRESS, st.just("") | TEXT)
            ),
            broader=draw(some),
            related=draw(some),
            matches=draw(
                st.dictionaries(
                    st.sampled_from(Match), st.lists(ADDRESS, min_size=1, max_size=2).map(tuple), max_size=2
                )
            ),
            notations=tuple(draw(st.lists(TEXT, max_size=2))),
            notes=tuple(
                draw(
                    st.lists(
                        st.builds(ConceptNote, st.sampled_from(NoteKind), TEXT, st.just("") | TAG), max_size=2
                    )
                )
            ),
            status=draw(st.sampled_from(Status)),
            replaced_by=draw(some),
            changed=draw(st.none() | st.dates()),
            top=draw(st.booleans()),
        )
        for slug in slugs
    )
    about: dict[str, Any] = {
        "titles": draw(TEXTS),
        "descriptions": draw(TEXTS),
        "number": draw(st.just("") | TEXT),
        "issued": draw(st.none() | st.dates()),
        "license_url": draw(st.just("") | ADDRESS),
        "sources": tuple(
            draw(st.lists(SOURCE, max_size=2, unique_by=lambda source: source.url or source.title))
        ),
    }
    return closed(Scheme(SCHEME_ADDRESS, concepts=concepts, **about))
