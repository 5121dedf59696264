"""CSV: the bytes, and that nothing in it can run or be lost."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.formats.csv import neutralized, restored, stream_csv, write_csv
from comparanda.formats.table import Column, RowError, Table
from comparanda.formats.text import storable
from formats.examples import ROWS, table

GOLDEN = (
    "country,months,share,as_of,reliable,source,note\r\n"
    'България,3,12.50,2025-07-01,true,https://example.org/bg?a=1&b=2,"Първи ред,\nвтори „ред“"\r\n'
    'Ελλάδα,-3,0.1,2025-07,false,,"\'=HYPERLINK(""https://example.org"")"\r\n'
    "Malta,,,,,,\r\n"
)


def test_file_is_as_agreed() -> None:
    assert write_csv(table()).decode("utf-8") == GOLDEN


def test_stream_says_the_same_as_the_file() -> None:
    rows = [{**ROWS[0], "months": number} for number in range(450)]
    pieces = list(stream_csv(table(rows)))
    assert len(pieces) == 3
    assert "".join(pieces).encode() == write_csv(table(rows))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'=", "''@"])
def test_dangerous_starts_are_neutralized(start: str) -> None:
    assert neutralized(f"{start}x") == f"'{start}x"


@pytest.mark.parametrize("text", ["", "a=b", "'a", "3", " =x", "1-2"])
def test_harmless_text_is_not_touched(text: str) -> None:
    assert neutralized(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=1, max_size=4))
def test_any_text_comes_back_from_the_file(texts: list[str]) -> None:
    columns = [Column(f"c{number}", "C") for number in range(len(texts))]
    row = {column.key: text for column, text in zip(columns, texts, strict=True)}
    written = write_csv(Table("t", columns, [row])).decode("utf-8")
    read = list(csv.reader(StringIO(written, newline=""), strict=True))[1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in read)
    assert [restored(cell) for cell in read] == [storable(text) for text in texts]


def test_wrong_row_fails_the_file() -> None:
    with pytest.raises(RowError):
        write_csv(table([ROWS[0], {**ROWS[1], "months": "many"}]))
