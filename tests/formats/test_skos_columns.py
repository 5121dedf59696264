"""Vocabularies as tables: the long and the wide form, other people's headers, and faults with their lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from comparanda.formats.csv import write_csv
from comparanda.formats.media import MediaType
from comparanda.formats.skos.columns import long_table, wide_table
from comparanda.formats.skos.fault import Rule
from comparanda.formats.skos.reading import BASE, Reading, read_vocabulary
from comparanda.formats.xlsx import Sheet, write_xlsx
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
from comparanda.kernel.error import ContentError
from comparanda.kernel.source import Source
from formats.skos_examples import GLOSSARY, schemes

HEADER = "concept,language,kind,label,region,use,source_title,source_url,confidence\n"


def read(text: str, **options: object) -> Reading:
    return read_vocabulary(text.encode(), "words.csv", medium=MediaType.CSV, **options)  # type: ignore[arg-type]


def told(reading: Reading) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in reading.faults]


# The long form.


def test_long_form_is_as_agreed() -> None:
    rows = write_csv(long_table(GLOSSARY)).decode().split("\r\n")
    assert rows[0] + "\n" == HEADER
    assert [row for row in rows if row.startswith("refugee,")] == [
        "refugee,,identifier,https://comparanda.example/id/concept/refugee,,,,,",
        "refugee,bg,preferred,бежанец,,,,,",
        "refugee,en,preferred,refugee,,,,,",
        "refugee,,broader,asylum,,,,,",
        "refugee,,related,stateless-person,,,,,",
        "refugee,,exact_match,http://eurovoc.europa.eu/2018,,,,,",
        "refugee,,close_match,https://example.org/refugee,,,,,",
        "refugee,,close_match,https://example.org/refugees,,,,,",
        "refugee,,status,approved,,,,,",
        "refugee,,changed,2026-01-02,,,,,",
    ]
    assert "asylum,de,preferred,Asylrecht,AT,acquis,,," in rows


@settings(max_examples=50)
@given(schemes())
def test_long_form_of_any_scheme_reads_back_as_its_concepts(scheme: Scheme) -> None:
    reading = read(write_csv(long_table(scheme)).decode())
    assert reading.scheme.concepts == scheme.concepts
    assert reading.faults == ()


def test_foreign_addresses_survive_the_long_form() -> None:
    foreign = Scheme(
        concepts=(
            Concept("a", "urn:x:A", (Label("a", "en"),), broader=("b", "https://example.org/elsewhere")),
            Concept("b", "https://example.org/B", (Label("b", "en"),), narrower=("unknown",)),
        )
    )
    concepts = read(write_csv(long_table(foreign)).decode()).scheme.concepts
    assert [(each.slug, each.identifier, each.broader) for each in concepts] == [
        ("a", "urn:x:A", ("b", "https://example.org/elsewhere")),
        ("b", "https://example.org/B", ()),
    ]
    assert concepts[1].narrower == ("a", "unknown")


def test_starter_labels_are_read_with_source_region_and_use() -> None:
    reading = read(
        HEADER + "asylum,bg,preferred,убежище,,national,EuroVoc,http://eurovoc.europa.eu/2929,high\n"
        "asylum,de,preferred,Asyl,AT,,,,\n"
        "asylum,mt,none,,,,Contact point,,\n"
    )
    (asylum,) = reading.scheme.concepts
    assert asylum.identifier == BASE + "asylum"
    assert asylum.labels == (
        Label("убежище", "bg", use=Use.NATIONAL, source_title="EuroVoc", source_url="http://eurovoc.europa.eu/2929", confidence="high"),
        Label("Asyl", "de", region="AT"),
        Label("", "mt", LabelKind.NONE, source_title="Contact point"),
    )  # fmt: skip
    assert reading.faults == ()
    assert reading.lines == {BASE + "asylum": 2}


def test_slug_and_address_name_the_same_concept() -> None:
    reading = read(
        "concept,language,kind,label\n"
        f"asylum,en,preferred,asylum\n{BASE}asylum,bg,preferred,убежище\nrefugee,,broader,{BASE}asylum\n",
    )
    asylum, refugee = reading.scheme.concepts
    assert len(asylum.labels) == 2
    assert refugee.broader == ("asylum",)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",en,preferred,a,,,,,", "the row names no concept"),
        ("a,en,prefered,a,,,,,", 'there is no kind "prefered"'),
        ("a,en,preferred,,,,,,", "the preferred label is empty"),
        ("a,en,preferred,a,,eu,,,", 'the use "eu" is none'),
        ("a,en,preferred,a,,,,,sure", 'the confidence "sure" is none'),
        ("a,,status,done,,,,,", 'the status "done" is none'),
        ("a,,changed,yesterday,,,,,", '"yesterday" is not a date'),
        ("a,,top,yes,,,,,", '"yes" is neither true nor false'),
        ("a,en,preferred,a", "4 cells where the first line has 9"),
    ],
)
def test_wrong_row_is_told_with_its_line(row: str, message: str) -> None:
    reading = read(HEADER + f'b,en,definition,"over\ntwo lines",,,,,\n{row}\n')
    assert told(reading) == [(4, message)]
    assert all(fault.rule is Rule.ROW and fault.remedy for fault in reading.faults)


def test_faults_of_integrity_get_the_line_of_the_concept() -> None:
    reading = read(HEADER + "a,bg_BG,preferred,а,,,,,\nb,en,preferred,b,,,,,\nb,,broader,nowhere,,,,,\n")
    assert [(fault.rule.value, fault.line) for fault in reading.checked() if fault.line] == [
        ("language-tag", 2),
        ("unknown-target", 3),
        ("orphan", 3),
    ]


def test_wrong_region_is_a_wrong_tag() -> None:
    reading = read(HEADER + "a,en,preferred,a,UK,,,,\n")
    assert [(fault.rule, fault.remedy) for fault in reading.checked()] == [
        (Rule.LANGUAGE_TAG, 'write "en-GB"')
    ]


# The wide form.


def test_wide_form_is_read() -> None:
    reading = read(
        "concept;pref_en;pref_de-AT;alt_en;hidden_bg;none_mt;definition_en;scope_note_en;broader;related;"
        "exact_match;notation;note;status;top;source_title;source_url;identifier;colour\n"
        "asylum;asylum;Asyl;a|b | c;аз;x;A, or B|C;note;;;https://example.org/1|https://example.org/2;1|2;n|m;"
        "draft;true;Law;https://example.org/law;;red\n"
        "refugee;refugee;;;;;;;asylum;asylum;;;;;;;;https://example.org/R;\n"
    )
    asylum, refugee = reading.scheme.concepts
    assert asylum == Concept(
        "asylum",
        BASE + "asylum",
        (
            Label("аз", "bg", LabelKind.HIDDEN),
            Label("Asyl", "de", region="AT"),
            Label("asylum", "en"),
            *(Label(text, "en", LabelKind.ALTERNATIVE) for text in "abc"),
            Label("", "mt", LabelKind.NONE),
        ),
        definitions={"en": "A, or B|C"},
        scope_notes={"en": "note"},
        definition_source=Source("Law", "https://example.org/law"),
        narrower=("refugee",),
        related=("refugee",),
        matches={Match.EXACT: ("https://example.org/1", "https://example.org/2")},
        notations=("1", "2"),
        notes=(ConceptNote(NoteKind.NOTE, "n|m"),),
        status=Status.DRAFT,
        top=True,
    )
    assert (refugee.identifier, refugee.broader) == ("https://example.org/R", ("asylum",))
    assert told(reading) == [(1, 'the column "colour" is not taken over')]


def test_other_headers_are_read_by_a_mapping() -> None:
    reading = read(
        "n\ten\tbroader_en\tbg\n1\tPollution\t\tзамърсяване\n2\tadvection\tpollution\tадвекция\n",
        columns={"n": "notation", "en": "pref_en", "bg": "pref_bg", "broader_en": "broader_label_en"},
    )
    advection, pollution = reading.scheme.concepts
    assert (advection.slug, advection.broader, advection.notations) == ("advection", ("pollution",), ("2",))
    assert pollution.preferred("bg") == Label("замърсяване", "bg")
    assert reading.faults == ()


def test_label_that_no_row_has_is_an_unknown_target() -> None:
    reading = read("pref_en,broader_label_en\nadvection,Air pollution\n")
    assert reading.scheme.concepts[0].broader == ("air-pollution",)
    assert Rule.UNKNOWN_TARGET in {fault.rule for fault in reading.checked()}
    assert Rule.UNKNOWN_TARGET not in {fault.rule for fault in reading.checked(frozenset({"air-pollution"}))}


def test_second_row_of_a_concept_is_told_in_the_wide_form() -> None:
    reading = read("pref_en,pref_bg\nasylum,а\nAsylum,б\n,\n,в\n")
    assert told(reading) == [(3, "the concept has a row already")]
    assert len(reading.scheme.concepts) == 2


def test_our_own_formula_guard_is_taken_off() -> None:
    scheme = Scheme(concepts=(Concept("a", BASE + "a", (Label("=1+1", "en"), Label("'quoted'", "bg"))),))
    data = write_csv(long_table(scheme)).decode()
    assert "'=1+1" in data
    assert [label.text for label in read(data).scheme.concepts[0].labels] == ["'quoted'", "=1+1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "words.csv:1: the first line names neither of the two forms: a, b"),
        ("", "words.csv:1: the first line names neither"),
        ("concept,language,kind,label,kind\n", "words.csv:1: a column stands twice in the first line: kind"),
        ("pref_en" + ",x" * 2000, "words.csv:1: the first line has 2,001 columns"),
        (HEADER + 'a,en,preferred,"x\n', "words.csv:2: the row cannot be read"),
        (
            HEADER + 'a,en,definition,"' + "x" * 200_000 + '",,,,,\n',
            "words.csv:2: the row cannot be read: field larger",
        ),
        (HEADER, "words.csv: the file holds no concept"),
    ],
    ids=lambda value: value[:30],
)
def test_file_that_is_no_table_is_refused(text: str, told: str) -> None:
    with pytest.raises(ContentError) as refused:
        read(text)
    assert str(refused.value).startswith(told)


def test_other_encodings_are_refused_with_the_line() -> None:
    with pytest.raises(ContentError, match=r"words\.csv:2: the file is not UTF-8"):
        read_vocabulary((HEADER + "a,bg,preferred,а").encode("cp1251"), "words.csv")


# For people.


def test_wide_table_has_a_row_a_concept_in_the_languages_asked_for() -> None:
    table = wide_table(GLOSSARY, ["en", "bg"], translate=str.upper)
    assert [column.title for column in table.columns][:5] == [
        "CONCEPT",
        "PREFERRED LABEL (en)",
        "PREFERRED LABEL (bg)",
        "ALTERNATIVE LABELS (en)",
        "ALTERNATIVE LABELS (bg)",
    ]
    rows = {str(row["concept"]): row for row in table.rows}
    assert list(rows) == ["alien", "asylum", "refugee", "stateless-person"]
    assert (rows["asylum"]["pref_bg"], rows["refugee"]["broader"]) == ("убежище", "asylum")
    assert rows["alien"]["replaced_by"] == "refugee|stateless-person"


def test_both_tables_make_a_workbook() -> None:
    tables = {"Labels": long_table(GLOSSARY), "Concepts": wide_table(GLOSSARY, ["en", "bg"])}
    data = write_xlsx(
        [Sheet(table, title) for title, table in tables.items()], created=datetime(2026, 11, 22, tzinfo=UTC)
    )
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["Labels", "Concepts"]
    assert book["Concepts"].max_row == 1 + len(GLOSSARY.concepts)
    assert book["Labels"].max_row == len(write_csv(long_table(GLOSSARY)).decode().split("\r\n")) - 1


def test_wide_form_reads_back_what_it_shows() -> None:
    reading = read(write_csv(wide_table(GLOSSARY, ["en", "bg"])).decode())
    shown = {concept.slug: concept for concept in GLOSSARY.concepts}
    for concept in reading.scheme.concepts:
        of = shown[concept.slug]
        assert (concept.broader, concept.narrower, concept.related) == (of.broader, of.narrower, of.related)
        assert (concept.status, concept.replaced_by, concept.identifier) == (
            of.status,
            of.replaced_by,
            of.identifier,
        )
        assert concept.definitions == of.definitions
        assert concept.preferred("en").text == of.preferred("en").text  # type: ignore[union-attr]


def test_regional_labels_stay_out_of_the_wide_table() -> None:
    one = Concept(
        "a", BASE + "a", (Label("x", "de", LabelKind.ALTERNATIVE, "AT"), Label("y", "de", region="AT"))
    )
    (row,) = wide_table(replace(GLOSSARY, concepts=(one,)), ["de"]).rows
    assert (row["pref_de"], row["alt_de"]) == ("", "")


def test_where_every_row_is_faulty_each_says_why() -> None:
    reading = read(f"{HEADER}asylum,en,preferred,asylum\nreturn,en\n")

    assert reading.scheme.concepts == ()
    assert [(line, fault[:7]) for line, fault in told(reading)] == [(2, "4 cells"), (3, "2 cells")]
