"""Reading RDF: what becomes of it, what is told, and what is refused in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comparanda.formats.media import MediaType
from comparanda.formats.skos.fault import Fault, Rule, Severity
from comparanda.formats.skos.reading import Reading, medium_of, read_file, read_vocabulary
from comparanda.kernel.concept import Concept, ConceptNote, Label, LabelKind, NoteKind, Status
from comparanda.kernel.error import ContentError
from comparanda.kernel.source import Source
from formats.skos_examples import read_here, turtle

EX = "https://example.org/"
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:skos="http://www.w3.org/2004/02/skos/core#">'
)


def read(body: str, **options: str) -> Reading:
    return read_here(turtle(body), MediaType.TURTLE, **options)


def concept(body: str, **options: str) -> Concept:
    (only,) = read(body, **options).scheme.concepts
    return only


def rules(reading: Reading) -> list[tuple[str, str]]:
    return [(fault.rule.value, fault.node.removeprefix(EX)) for fault in reading.checked()]


# What is read.


def test_either_side_of_a_relation_is_enough() -> None:
    reading = read(
        ":s skos:hasTopConcept :a . :a a skos:Concept ; skos:narrower :b ; skos:related :c ."
        ":b a skos:Concept . :c a skos:Concept ; skos:broader :a ; skos:topConceptOf :s ."
    )
    a, b, c = reading.scheme.concepts
    assert (a.narrower, b.broader, c.broader) == (("b", "c"), ("a",), ("a",))
    assert (a.related, c.related) == (("c",), ("a",))
    assert [each.top for each in (a, b, c)] == [True, False, True]


def test_hierarchy_told_only_transitively_is_read_by_its_nearest_steps() -> None:
    reading = read(
        ":a a skos:Concept . :b a skos:Concept ; skos:broaderTransitive :a ."
        ":c a skos:Concept ; skos:broaderTransitive :a, :b . :b skos:narrowerTransitive :d, :e . :a skos:narrowerTransitive :d ."
        ":d a skos:Concept . :e a skos:Concept ."
    )
    assert [each.broader for each in reading.scheme.concepts] == [(), ("a",), ("b",), ("b",), ("b",)]


def test_transitive_relations_beside_direct_ones_add_nothing() -> None:
    reading = read(
        ":a a skos:Concept . :b a skos:Concept ; skos:broader :a ; skos:broaderTransitive :a ."
        ":c a skos:Concept ; skos:broader :b ; skos:broaderTransitive :a, :b ."
    )
    assert [each.broader for each in reading.scheme.concepts] == [(), ("a",), ("b",)]


def test_skos_xl_labels_are_read_and_merge_with_plain_ones() -> None:
    read_concept = concept(
        ':a a skos:Concept ; skos:prefLabel "asylum"@en ; skosxl:prefLabel :l1 ; skosxl:altLabel :l2 .'
        ':l1 skosxl:literalForm "asylum"@en ; dct:source <https://example.org/law>, "The law" .'
        ':l2 skosxl:literalForm "Asyl"@de-at .'
    )
    assert read_concept.labels == (
        Label("Asyl", "de", LabelKind.ALTERNATIVE, "AT"),
        Label("asylum", "en", source_title="The law", source_url="https://example.org/law"),
    )


def test_definition_as_a_node_gives_its_text_and_source() -> None:
    read_concept = concept(
        ':a a skos:Concept ; skos:definition [ rdf:value "A unit"@en, "Единица"@bg ; dct:source :act ] .'
        ':a skos:scopeNote "one"@en, "two"@en ; skos:example "x" .'
    )
    assert read_concept.definitions == {"en": "A unit", "bg": "Единица"}
    assert read_concept.definition_source == Source("", EX + "act")
    assert read_concept.scope_notes == {"en": "one\n\ntwo"}
    assert read_concept.notes == (ConceptNote(NoteKind.EXAMPLE, "x"),)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", Status.APPROVED),
        ("; <http://www.w3.org/2002/07/owl#deprecated> true", Status.DEPRECATED),
        ("; <http://www.w3.org/2002/07/owl#deprecated> false", Status.APPROVED),
        ("; <http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/UnderDevelopment>", Status.DRAFT),
        (
            "; <http://publications.europa.eu/ontology/euvoc#status> "
            "<http://publications.europa.eu/resource/authority/concept-status/RETIRED>",
            Status.DEPRECATED,
        ),
    ],
)
def test_status_is_read_in_the_usual_words(body: str, status: Status) -> None:
    assert concept(f":a a skos:Concept {body} .").status is status


def test_latest_day_of_change_counts_and_a_wrong_one_is_told() -> None:
    reading = read(
        ':a a skos:Concept ; skos:prefLabel "a"@en ; dct:modified "2024-01-15T18:45:00+01:00", "2023-01-01", "2018-00-00" .'
    )
    assert reading.scheme.concepts[0].changed == date(2024, 1, 15)
    assert rules(reading) == [("date", "a")]


SCHEMES = (
    ':s1 a skos:ConceptScheme ; dct:title "One"@en . :s2 a skos:ConceptScheme ; skos:hasTopConcept :c .'
    ":a a skos:Concept ; skos:inScheme :s1 ; skos:broader :c . :b a skos:Concept ; skos:inScheme :s1 ."
    ":c a skos:Concept ."
)


def test_all_schemes_are_read_unless_one_is_asked_for() -> None:
    reading = read(SCHEMES)
    assert [each.slug for each in reading.scheme.concepts] == ["a", "b", "c"]
    assert [(each.identifier, each.concepts) for each in reading.schemes] == [(EX + "s1", 2), (EX + "s2", 1)]
    assert (reading.scheme.identifier, reading.scheme.titles) == (EX + "s1", {"en": "One"})


def test_one_scheme_keeps_relations_out_of_it_by_address() -> None:
    reading = read(SCHEMES, scheme=EX + "s1")
    a, b = reading.scheme.concepts
    assert (a.slug, a.broader, b.slug) == ("a", (EX + "c",), "b")


def test_scheme_that_is_not_there_is_refused_and_those_that_are_named() -> None:
    with pytest.raises(ContentError, match=r"no scheme https://example.org/s3.*s1, https://example.org/s2"):
        read(SCHEMES, scheme=EX + "s3")


def test_slugs_come_from_addresses_and_stay_apart() -> None:
    body = "".join(
        f"<{each}> a skos:Concept ."
        for each in (
            "https://example.org/hash#c1",
            "https://example.org/x/C1",
            "https://example.org/Caf%C3%A9_au_lait",
            "urn:isbn:0451450523",
            "https://example.org/убежище",
            "https://example.org/",
        )
    )
    slugs = {each.identifier: each.slug for each in read(body).scheme.concepts}
    assert slugs["https://example.org/hash#c1"] == "c1"
    assert slugs["https://example.org/x/C1"].startswith("c1-")
    assert slugs["https://example.org/Caf%C3%A9_au_lait"] == "cafe-au-lait"
    assert slugs["urn:isbn:0451450523"] == "0451450523"
    assert slugs["https://example.org/убежище"].startswith("concept-")
    assert len(set(slugs.values())) == 6


def test_untagged_texts_are_told_or_taken_in_the_language_given() -> None:
    body = ':a a skos:Concept ; skos:prefLabel "asylum" ; skos:definition "A text" ; skos:note "free" .'
    assert rules(read(body)) == [("untagged", "a"), ("untagged", "a")]
    read_concept = concept(body, untagged="en")
    assert read_concept.labels == (Label("asylum", "en"),)
    assert read_concept.definitions == {"en": "A text"}


def test_code_of_three_letters_is_told_once() -> None:
    reading = read(':a a skos:Concept ; skos:prefLabel "a"@bul ; skos:altLabel "b"@bul .')
    assert {label.language for label in reading.scheme.concepts[0].labels} == {"bg"}
    assert [(fault.rule, fault.severity) for fault in reading.faults] == [
        (Rule.LANGUAGE_TAG, Severity.WARNING)
    ]


# What is told.


@pytest.mark.parametrize(
    ("body", "rule", "node"),
    [
        (":a a skos:Concept, skos:ConceptScheme .", Rule.CONCEPT_OR_SCHEME, "a"),
        (":a a skos:Concept, skos:Collection .", Rule.CONCEPT_OR_COLLECTION, "a"),
        (":a a skos:Concept ; skos:prefLabel :b .", Rule.PLAIN_LABEL, "a"),
        (':a a skos:Concept ; skos:prefLabel "1"^^rdf:XMLLiteral .', Rule.PLAIN_LABEL, "a"),
        (":a a skos:Concept ; skosxl:prefLabel :b .", Rule.ONE_LITERAL_FORM, "a"),
        (
            ':a a skos:Concept ; skosxl:prefLabel :b . :b skosxl:literalForm "x"@en, "y"@en .',
            Rule.ONE_LITERAL_FORM,
            "a",
        ),
        (':a a skos:Concept ; skos:broader "b" .', Rule.RELATION_TO_CONCEPT, "a"),
        (":a a skos:Concept ; skos:exactMatch [] .", Rule.RELATION_TO_CONCEPT, "a"),
        (":a a skos:Concept . [] a skos:Concept .", Rule.ADDRESS, ""),
        (":b a skos:Concept . :a skos:broader :b .", Rule.TAKEN_AS_CONCEPT, "a"),
        (":a a skos:Concept . :s skos:hasTopConcept :x .", Rule.UNKNOWN_TARGET, "s"),
        (":a a skos:Concept ; skos:definition :d .", Rule.LEFT_OUT, "a"),
        (":a a skos:Concept ; dct:source :x, :y .", Rule.LEFT_OUT, "a"),
        (":a a skos:Concept ; dct:created 2024 .", Rule.LEFT_OUT, ""),
        (":a a skos:Concept . :g a skos:Collection .", Rule.LEFT_OUT, ""),
        (f":a a skos:Concept ; skos:broader <https://example.org/{'x' * 3000}> .", Rule.ADDRESS, ""),
    ],
)
def test_what_only_a_file_can_break_is_told_with_its_node(body: str, rule: Rule, node: str) -> None:
    found = read(body).faults
    assert [fault.rule for fault in found] == [rule]
    if not found[0].node.startswith("_:"):
        assert found[0].node.removeprefix(EX) == node


@pytest.mark.parametrize(
    ("medium", "data"),
    [
        (
            MediaType.RDF_XML,
            f'{RDF_XML}<skos:Concept rdf:about="{EX}a"><skos:prefLabel xml:lang="bg_BG">а</skos:prefLabel>'
            '<skos:prefLabel xml:lang="english">a</skos:prefLabel></skos:Concept></rdf:RDF>',
        ),
        (
            MediaType.JSON_LD,
            '{"@context":{"skos":"http://www.w3.org/2004/02/skos/core#"},"@id":"https://example.org/a",'
            '"@type":"skos:Concept","skos:prefLabel":[{"@value":"а","@language":"bg_BG"},'
            '{"@value":"a","@language":"english"}]}',
        ),
    ],
)
def test_wrong_language_tags_are_told_with_their_concept(medium: MediaType, data: str) -> None:
    reading = read_here(data.encode(), medium)
    told = [fault for fault in reading.checked() if fault.rule is Rule.LANGUAGE_TAG]
    assert [(fault.node, fault.remedy.lower()) for fault in told] == [
        (EX + "a", 'write "bg-bg"'),
        (EX + "a", 'write "en"'),
    ]
    # The labels are kept for whoever mends them.
    assert len(reading.scheme.concepts[0].labels) == 2


def test_right_to_left_labels_are_kept_as_they_are() -> None:
    words = "طالب لجوء‌ها"
    reading = read(f':a a skos:Concept ; skos:prefLabel "{words}"@fa ; skos:altLabel "\u202eevil"@fa .')
    assert Label(words, "fa") in reading.scheme.concepts[0].labels
    assert rules(reading) == [("control-characters", "a")]


# What is refused: through the worker, as in use.


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "a.ttl",
            turtle(':a a skos:Concept ;\n skos:prefLabel "x"@bg_BG .'),
            'a.ttl:7: the language tag "bg_BG"',
        ),
        ("a.ttl", turtle(":a a skos:Concept ;\n ; } ."), "a.ttl:7: this cannot be read"),
        ("a.ttl", '"да"'.encode("cp1251"), "a.ttl:1: the file is not UTF-8 (save it as UTF-8)"),
        ("a.ttl", b"", "a.ttl: the file holds no concept"),
        ("a.ttl", b"# " + b"x" * 17_000_000, "one text of the file is longer than 16 MB"),
        ("a.rdf", b"<rdf:RDF>\n<open>", "a.rdf:1: this is not well-formed XML"),
        ("a.rdf", f"<?xml version='1.0'?>{RDF_XML}".encode("utf-16"), "a.rdf:1: the file is not UTF-8"),
        ("a.rdf", (RDF_XML + "<skos:Concept><skos:broader>" * 500).encode(), "nested too deeply"),
        (
            "a.rdf",
            (
                RDF_XML + "<skos:Concept " + " ".join(f'skos:p{n}="1"' for n in range(300)) + "/></rdf:RDF>"
            ).encode(),
            "too many attributes",
        ),
        (
            "a.rdf",
            (
                RDF_XML
                + "<skos:Concept "
                + " ".join(f'xmlns:p{n}="urn:{n}"' for n in range(1100))
                + "/></rdf:RDF>"
            ).encode(),
            "too many namespaces",
        ),
        ("a.jsonld", b'{"a": ', "a.jsonld:1: this cannot be read"),
        (
            "a.jsonld",
            b'{\n"@context": "https://example.org/context.jsonld", "@id": "https://example.org/a"}',
            "a.jsonld:2: the file takes its context from another address, https://example.org/context.jsonld; "
            "nothing is fetched",
        ),
        ("a.jsonld", b'{"@context": {"@import": "https://example.org/c"}}', "nothing is fetched"),
        ("a.jsonld", b'{"https://example.org/p":' * 60_000, "a.jsonld:1: the file is nested too deeply"),
        ("a.jsonld", b"[" + b'{"\\u0040context":{}},' * 200 + b"{}]", "too many contexts"),
        (
            "a.ttl",
            b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * 200_000 + b"1" + b")>>" * 200_000 + b" .",
            "a.ttl: the file cannot be read: it is nested too deeply",
        ),
        (
            "a.ttl",
            turtle(
                f"@prefix x: <https://example.org/{'x' * 1900}> . :a skos:broader "
                + ",".join(["x:a"] * 10_000)
                + "."
            ),
            "unfolds to far more than its size",
        ),
        ("a.bin", b"\x00\x01", "a.bin: the format cannot be told"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_file_that_cannot_be_read_is_refused_in_words(name: str, data: bytes, told: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_vocabulary(data, name)
    assert told in str(refused.value)
    assert refused.value.remedy


def test_entity_bomb_is_refused_before_it_unfolds() -> None:
    entities = "\n".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY e0 "ha">{entities}]>'
        f'{RDF_XML}<skos:Concept rdf:about="{EX}a"><skos:prefLabel>&e11;</skos:prefLabel></skos:Concept></rdf:RDF>'
    )
    with pytest.raises(ContentError) as refused:
        read_vocabulary(bomb.encode(), "bomb.rdf")
    assert (refused.value.place.line, refused.value.fault[:29]) == (2, "the file has a document type,")


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    data = (
        f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>{RDF_XML}'
        f'<skos:Concept rdf:about="{EX}a"><skos:prefLabel>&e;</skos:prefLabel></skos:Concept></rdf:RDF>'
    )
    with pytest.raises(ContentError, match="document type"):
        read_vocabulary(data.encode(), "a.rdf")


def test_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.ttl"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(ContentError, match=r"50\.0 MB, more than the 20 MB") as refused:
        read_file(path)
    assert "in parts" in refused.value.remedy
    with pytest.raises(ContentError, match=r"more than the 0 MB"):
        read_vocabulary(turtle(":a a skos:Concept ."), "a.ttl", largest=100)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"nothing\.ttl: there is no such file"):
        read_file(tmp_path / "nothing.ttl")


def test_file_is_read_from_disk_with_options(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(turtle(':a a skos:Concept ; skos:prefLabel "a" .'))
    (read_concept,) = read_file(path, untagged="en").scheme.concepts
    assert read_concept.labels == (Label("a", "en"),)


@pytest.mark.parametrize(
    ("start", "name", "medium"),
    [
        (b"@prefix a: <urn:a> .", "a.txt", MediaType.TURTLE),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "a.ttl", MediaType.RDF_XML),
        (b"<urn:a> <urn:b> <urn:c> .", "a", MediaType.TURTLE),
        (b"<rdf:RDF", "a", MediaType.RDF_XML),
        (b' {"@context": {}}', "a.txt", MediaType.JSON_LD),
        (b"[{}]", "a", MediaType.JSON_LD),
        (b"[] a <urn:b> .", "a.ttl", MediaType.TURTLE),
        (b"# a comment", "a.TTL", MediaType.TURTLE),
        (b"concept,language,kind,label", "a.csv", MediaType.CSV),
    ],
)
def test_format_is_told_by_the_beginning_or_the_name(start: bytes, name: str, medium: MediaType) -> None:
    assert medium_of(start, name) is medium


def test_byte_order_mark_is_no_part_of_the_file() -> None:
    for name, data in (
        ("a.ttl", turtle(":a a skos:Concept .")),
        ("a.rdf", f'{RDF_XML}<skos:Concept rdf:about="{EX}a"/></rdf:RDF>'.encode()),
        (
            "a.jsonld",
            b'{"@id":"https://example.org/a","@type":"http://www.w3.org/2004/02/skos/core#Concept"}',
        ),
    ):
        reading = read_vocabulary(b"\xef\xbb\xbf" + data, name)
        assert [each.identifier for each in reading.scheme.concepts] == [EX + "a"]


def test_fault_says_place_node_and_remedy() -> None:
    fault = Fault(Rule.CYCLE, Severity.ERROR, "https://example.org/a", "round", "mend", 3)
    assert str(fault) == "line 3: https://example.org/a: round (mend)"
