"""One set of checks over every format of the same table and of the same document."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from comparanda.formats.csv import restored, write_csv
from comparanda.formats.document import Document
from comparanda.formats.docx import write_docx
from comparanda.formats.json import write_json
from comparanda.formats.pdf import write_pdf
from comparanda.formats.table import RowError, Table
from comparanda.formats.xlsx import Sheet, write_xlsx
from formats.examples import COLUMNS, CREATED, ROWS, document, table

Grid = list[list[str]]


def plain(value: object) -> str:
    """A value as every reader would say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    shown = value.isoformat() if hasattr(value, "isoformat") else str(value)
    shown = shown.removesuffix("T00:00:00")
    return f"{float(shown):g}" if re.fullmatch(r"-?\d+\.\d+", shown) else shown


def read_csv(data: bytes) -> Grid:
    rows = list(csv.reader(StringIO(data.decode(), newline="")))[1:]
    return [[plain(restored(cell)) for cell in row] for row in rows]


def read_xlsx(data: bytes) -> Grid:
    rows = load_workbook(BytesIO(data)).active.iter_rows(min_row=2, values_only=True)
    return [[plain(value) for value in row] for row in rows]


def read_json(data: bytes) -> Grid:
    return [[plain(value) for value in row] for row in json.loads(data)]


TABLE_FORMATS: dict[str, tuple[Callable[[Table], bytes], Callable[[bytes], Grid]]] = {
    "csv": (write_csv, read_csv),
    "xlsx": (lambda table: write_xlsx([Sheet(table, "T")], created=CREATED), read_xlsx),
    "json": (lambda table: write_json(list(table.cells())), read_json),
}
EXPECTED = [[plain(row[column.key]) for column in COLUMNS] for row in ROWS]


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_every_format_of_a_table_holds_the_same_cells(name: str) -> None:
    write, read = TABLE_FORMATS[name]
    assert read(write(table())) == EXPECTED


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_every_format_of_a_table_is_the_same_twice(name: str) -> None:
    write, _ = TABLE_FORMATS[name]
    assert write(table()) == write(table())


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_every_format_of_a_table_fails_on_a_wrong_cell(name: str) -> None:
    write, _ = TABLE_FORMATS[name]
    with pytest.raises(RowError, match="row 3, column reliable"):
        write(table([*ROWS[:2], {**ROWS[2], "reliable": "perhaps"}]))


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_every_format_of_a_table_may_be_empty(name: str) -> None:
    write, read = TABLE_FORMATS[name]
    assert read(write(table([]))) == []


def words_of_docx(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return " ".join(" ".join(element.itertext()) for element in body.iter("{*}p"))


def words_of_pdf(data: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils), which reads the words of a PDF, is not installed")
    path = folder / "compilation.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout


DOCUMENT_FORMATS: dict[str, tuple[Callable[[Document], bytes], Callable[[bytes, Path], str]]] = {
    "docx": (write_docx, lambda data, folder: words_of_docx(data)),
    "pdf": (write_pdf, words_of_pdf),
}


@pytest.mark.parametrize("name", DOCUMENT_FORMATS)
def test_every_format_of_a_document_says_the_same_words_in_the_same_order(name: str, tmp_path: Path) -> None:
    write, words = DOCUMENT_FORMATS[name]
    shown = " ".join(words(write(document()), tmp_path).split())
    expected = [
        "Ad hoc query 2026.14",
        "Access of asylum applicants",
        "Waiting period and permit",
        "Requested by",
        "France",
        "23 member states",
        "Answers need not be",
        "Background",
        "директива",
        "the law",
        "Permit needed?",
        "Waiting period",
        "Country",
        "Greece",
        "Waiting period by state",
        "Answers by country",
        "How long?",
        "Bulgaria",
        "3 months",
        "От подаването на молбата",
        "Закон за убежището",
        "Country report",
        "As of April 2023",
        "Δύο μήνες",
        "Malta",
        "No answer",
    ]
    place = 0
    for phrase in expected:
        found = shown.find(phrase, place)
        assert found >= 0, f"{phrase!r} is missing after {shown[max(0, place - 40) : place]!r}"
        place = found + len(phrase)
