"""Excel: what another reader finds in the workbook."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from comparanda.formats.table import Column, RowError, Table
from comparanda.formats.xlsx import Sheet, write_xlsx
from formats.examples import CREATED, HOSTILE, ROWS, table


def test_values_kinds_and_links_arrive() -> None:
    book = load_workbook(BytesIO(write_xlsx([Sheet(table(), "Answers")], created=CREATED, title="Access")))
    page = book["Answers"]
    assert [cell.value for cell in page[1]] == [
        "Държава",
        "Months",
        "Share",
        "As of",
        "Reliable",
        "Source",
        "Note",
    ]
    assert [cell.value for cell in page[2]] == [
        "България",
        3,
        12.5,
        datetime(2025, 7, 1),
        True,
        "https://example.org/bg?a=1&b=2",
        "Първи ред,\nвтори „ред“",
    ]
    assert page["F2"].hyperlink.target == "https://example.org/bg?a=1&b=2"
    assert page["G2"].alignment.wrap_text is True
    assert [cell.value for cell in page[3]] == [
        "Ελλάδα",
        -3,
        0.1,
        "2025-07",
        False,
        None,
        '=HYPERLINK("https://example.org")',
    ]
    assert [cell.value for cell in page[4]] == ["Malta", *[None] * 6]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:G4"
    assert page.print_title_rows == "$1:$1"
    assert book.properties.title == "Access"
    assert book.properties.modified == CREATED.replace(tzinfo=None)


def test_text_that_looks_like_a_formula_is_text() -> None:
    columns = [Column("a", "=1+1"), Column("b", "B", "long_text")]
    data = write_xlsx(
        [Sheet(Table("t", columns, [{"a": "=1+1", "b": "@x"}]), "=x", intro=["=2+2"])], created=CREATED
    )
    page = load_workbook(BytesIO(data)).worksheets[0]
    cells = [page["A1"], page["A3"], page["A4"], page["B4"]]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=2+2", "s"),
        ("=1+1", "s"),
        ("=1+1", "s"),
        ("@x", "s"),
    ]
    assert [cell.quotePrefix for cell in cells[2:]] == [True, True]
    with ZipFile(BytesIO(data)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml").replace(b"<filter", b"")


def test_intro_stands_above_the_table() -> None:
    data = write_xlsx([Sheet(table(), "T", intro=["Title", "Edition 2"], frozen_columns=2)], created=CREATED)
    page = load_workbook(BytesIO(data)).active
    assert (page["A1"].value, page["A2"].value, page["A3"].value, page["A4"].value) == (
        "Title",
        "Edition 2",
        None,
        "Държава",
    )
    assert (page.freeze_panes, page.auto_filter.ref) == ("C5", "A4:G7")


def test_same_content_gives_the_same_bytes() -> None:
    first, second = (
        write_xlsx([Sheet(table(), "T"), Sheet(table(), "T")], created=CREATED) for _ in range(2)
    )
    assert first == second


def test_tab_names_are_what_excel_takes() -> None:
    titles = ["a/b:c?*[d]\\", "x" * 40, "X" * 40, "", "'quoted'"]
    data = write_xlsx([Sheet(table([]), title) for title in titles], created=CREATED)
    names = load_workbook(BytesIO(data)).sheetnames
    assert names == ["a b c   d", "x" * 31, "X" * 29 + " 2", "Sheet", "quoted"]


@pytest.mark.parametrize("text", ["я" * 100_000, "🙂" * 20_000])
def test_text_beyond_a_cell_is_cut_and_says_so(text: str) -> None:
    data = write_xlsx([Sheet(table([{**ROWS[0], "note": text}]), "T", cut_mark=" […]")], created=CREATED)
    value = load_workbook(BytesIO(data)).active["G2"].value
    assert value.endswith(" […]")
    assert text.startswith(value.removesuffix(" […]"))
    assert 32_765 <= len(value.encode("utf-16-le")) // 2 <= 32_767


def test_hostile_text_arrives_without_what_xml_cannot_hold() -> None:
    data = write_xlsx(
        [Sheet(table([{**ROWS[0], "note": HOSTILE}]), HOSTILE, intro=[HOSTILE])], created=CREATED
    )
    with ZipFile(BytesIO(data)) as archive:
        shown = archive.read("xl/worksheets/sheet1.xml").decode()
    # Excel decodes _x000D_ in text; escaped, it is shown as it was written.
    assert "_x005F_x000D_" in shown
    assert "&lt;script&gt;" in shown


def test_wrong_row_fails_the_file() -> None:
    with pytest.raises(RowError, match="row 2, column months"):
        write_xlsx([Sheet(table([ROWS[0], {**ROWS[1], "months": "many"}]), "T")], created=CREATED)


def test_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        write_xlsx([], created=CREATED)


def test_rows_are_as_high_as_their_text() -> None:
    columns = [Column("a", "A", "text", 10), Column("b", "A title of several words", "long_text", 10)]
    rows = [
        {"a": "one", "b": "line"},
        {"a": "x", "b": "word " * 4},
        {"a": "x\ny", "b": None},
        {"a": "x", "b": "w" * 9_000},
    ]
    data = write_xlsx([Sheet(Table("t", columns, rows), "T")], created=CREATED)
    page = load_workbook(BytesIO(data)).active
    assert [page.row_dimensions[number].height for number in range(1, 6)] == [49, None, 45, 30, 225]
