"""Word: what python-docx, as another reader, finds in the file."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document as WordDocument
from lxml import etree

from comparanda.formats.document import AnswerBlock, DocumentError, Figure, Heading, Paragraph, TableBlock
from comparanda.formats.docx import write_docx
from formats.examples import HOSTILE, document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLOCKS_WITHOUT_FIGURE = [block for block in document().blocks if not isinstance(block, Figure)]


@pytest.fixture(scope="module")
def data() -> bytes:
    return write_docx(document())


@pytest.fixture
def word(data: bytes) -> WordDocument:
    return docx.Document(BytesIO(data))


def texts(word: WordDocument, style: str) -> list[str]:
    return [
        paragraph.text for paragraph in word.paragraphs if paragraph.style and paragraph.style.name == style
    ]


def test_headings_are_real_headings(word: WordDocument) -> None:
    assert texts(word, "Title") == ["Access of asylum applicants to the labour market"]
    assert texts(word, "Heading 1") == ["Background", "Answers by country"]
    assert texts(word, "Heading 2") == ["How long?"]
    answers = [p for p in word.paragraphs if p.style is not None and p.style.name == "Compilation Answer"]
    assert [p.text for p in answers] == ["Bulgaria\t3 months", "Greece\t2 months", "Malta\tNo answer"]
    assert {p._p.pPr.find(f"{W}outlineLvl").get(f"{W}val") for p in answers} == {"2"}


def test_table_has_a_repeated_heading_and_whole_rows(word: WordDocument) -> None:
    table = word.tables[1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Country", "Months"],
        ["Bulgaria", "3"],
        ["Greece", "2"],
    ]
    assert len(table._tbl.findall(f".//{W}tblHeader")) == 1
    assert len(table._tbl.findall(f".//{W}cantSplit")) == 3
    assert texts(word, "Caption") == ["Waiting period"]


def test_facts_stand_in_the_head(word: WordDocument) -> None:
    cells = [cell.text for row in word.tables[0].rows for cell in row.cells]
    assert cells[0] == "Requested by\nFrance"
    assert cells[3] == "Respondents\n23 member states and 1 observer (Norway)"


def test_picture_has_its_alternative_text(word: WordDocument) -> None:
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "Greece waits least"
    assert shape.width.cm == pytest.approx(16.2, abs=0.01)


def test_languages_are_set(word: WordDocument) -> None:
    default = word.styles.element.find(f"{W}docDefaults//{W}lang")
    assert default is not None and default.get(f"{W}val") == "en"
    marked = {element.get(f"{W}val") for element in word.element.body.iter(f"{W}lang")}
    assert marked == {"bg", "el"}


def test_links_lead_to_sources_and_inside(word: WordDocument) -> None:
    links = [link for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert [(link.text, link.address or f"#{link.fragment}") for link in links] == [
        ("the law", "https://eur-lex.europa.eu/"),
        ("above", "#background"),
        ("Country report", "https://example.org/bg"),
    ]
    assert [mark.get(f"{W}name") for mark in word.element.body.iter(f"{W}bookmarkStart")] == ["background"]


def test_sources_and_marks_stand_under_the_answer(word: WordDocument) -> None:
    assert texts(word, "Compilation Answer Source") == [
        "Sources: Закон за убежището; Country report (example.org)",
        "As of April 2023 · reliable · comparable",
    ]


def test_page_is_a4_with_number_and_pages_as_fields(word: WordDocument) -> None:
    section = word.sections[0]
    assert (section.page_width.cm, section.page_height.cm) == (
        pytest.approx(21, abs=0.01),
        pytest.approx(29.7, abs=0.01),
    )
    assert section.header.paragraphs[0].text == "Access to the labour market"
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        fields = [element.text for element in footer._element.iter(f"{W}instrText")]
        assert fields == ["PAGE", "NUMPAGES"]
        assert footer.tables[0].cell(0, 0).text == "Comparanda, edition 2"


def test_page_break_belongs_to_what_follows(word: WordDocument) -> None:
    broken = [p.text for p in word.paragraphs if p._p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert broken == ["Answers by country"]


def test_properties_come_from_the_document(word: WordDocument) -> None:
    properties = word.core_properties
    assert properties.title == "Access of asylum applicants to the labour market"
    assert (properties.author, properties.language, properties.keywords) == (
        "Comparanda",
        "en",
        "asylum, labour migration",
    )
    assert properties.created == document().created


def test_same_document_gives_the_same_bytes() -> None:
    first, second = (write_docx(document(blocks=BLOCKS_WITHOUT_FIGURE)) for _ in range(2))
    assert first == second


def test_hostile_text_is_only_text() -> None:
    blocks = [
        Heading(1, HOSTILE),
        Paragraph(HOSTILE),
        TableBlock([HOSTILE], [[HOSTILE]]),
        AnswerBlock(HOSTILE, HOSTILE, "y" * 100_000, [(HOSTILE, "javascript:alert(1)")], HOSTILE, [HOSTILE]),
    ]
    data = write_docx(
        document(blocks=blocks, title=HOSTILE, footer=HOSTILE, running_head=HOSTILE, keywords=[HOSTILE])
    )
    word = docx.Document(BytesIO(data))
    assert "#{panic()} = h" in texts(word, "Heading 1")[0]
    assert texts(word, "Compilation Answer Text")[0].replace("\u200b", "") == "y" * 100_000
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        assert b"javascript:alert" not in archive.read("word/_rels/document.xml.rels")


def test_picture_that_is_none_is_named() -> None:
    with pytest.raises(DocumentError, match="well-formed"):
        write_docx(document(blocks=[Figure("<svg", "alt")]))


def test_right_to_left_answers_say_so() -> None:
    data = write_docx(document(blocks=[AnswerBlock("A", "1", "مرحبا", language="ar")]))
    (run,) = docx.Document(BytesIO(data)).element.body.iter(f"{W}rtl")
    language = run.getnext()
    assert language is not None and language.get(f"{W}bidi") == "ar"
