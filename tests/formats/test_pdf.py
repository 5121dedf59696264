"""PDF: the structure that readers by ear rely on, found in the bytes (Typst writes the structure uncompressed)."""

import re

import pytest

from comparanda.formats.document import AnswerBlock, DocumentError, Figure, Heading, Paragraph
from comparanda.formats.pdf import write_pdf
from formats.examples import HOSTILE, document


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_pdf(document())


def count(pattern: bytes, pdf: bytes) -> int:
    return len(re.findall(pattern, pdf))


def test_file_says_it_is_accessible(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/MarkInfo" in pdf and b"/StructTreeRoot" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert b"/Title(Access of asylum applicants to the labour market)" in pdf


def test_languages_are_marked(pdf: bytes) -> None:
    assert set(re.findall(rb"/Lang ?\(([a-zA-Z-]+)\)", pdf)) == {b"en", b"bg", b"el"}


def test_headings_table_headers_lists_and_pictures_are_tagged(pdf: bytes) -> None:
    assert count(rb"/S ?/Title\b", pdf) == 1
    assert (count(rb"/S ?/H1\b", pdf), count(rb"/S ?/H2\b", pdf), count(rb"/S ?/H3\b", pdf)) == (2, 1, 3)
    assert count(rb"/S ?/TH\b", pdf) == 2
    assert count(rb"/S ?/LI\b", pdf) == 2
    assert b"/Alt(Greece waits least)" in pdf


def test_links_lead_to_sources(pdf: bytes) -> None:
    assert b"(https://example.org/bg)" in pdf
    assert b"(https://eur-lex.europa.eu/)" in pdf


def test_properties_come_from_the_document(pdf: bytes) -> None:
    assert b"D:20261112093000" in pdf
    assert b"labour migration" in pdf


def test_same_document_gives_the_same_bytes(pdf: bytes) -> None:
    assert write_pdf(document()) == pdf


def test_hostile_text_is_only_text() -> None:
    blocks = [
        Heading(1, HOSTILE),
        Paragraph(HOSTILE),
        AnswerBlock(HOSTILE, HOSTILE, "y" * 100_000, [(HOSTILE, "javascript:alert(1)")], HOSTILE, [HOSTILE]),
    ]
    pdf = write_pdf(
        document(blocks=blocks, title=HOSTILE, footer=HOSTILE, running_head=HOSTILE, keywords=[HOSTILE])
    )
    assert b"javascript:" not in pdf
    assert b"/StructTreeRoot" in pdf


def test_script_that_no_font_shows_does_not_cost_the_file() -> None:
    pdf = write_pdf(
        document(blocks=[Paragraph("\U000e01ef \U0001f9ff ᚠ"), AnswerBlock("A", "مرحبا", language="ar")])
    )
    assert b"/StructTreeRoot" in pdf


def test_picture_that_is_none_is_named() -> None:
    with pytest.raises(DocumentError, match="well-formed"):
        write_pdf(document(blocks=[Figure("<svg", "alt")]))


def test_document_without_facts_or_blocks_is_a_page() -> None:
    pdf = write_pdf(document(facts=[], blocks=[], subtitle="", kicker="", footer="", running_head=""))
    assert count(rb"/Type ?/Page\b", pdf) == 1
