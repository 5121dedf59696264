"""Tables as comma-separated values (RFC 4180): UTF-8, a header of column keys, lines ending in CR LF.

Spreadsheets run a cell that starts with = + - or @ as a formula, so text cells of that shape get an apostrophe in
front; `restored` takes it off again, so nothing is lost. Numbers stay numbers: -3 is not touched. Leaves out the
byte order mark and every regional habit (semicolons, decimal commas): the .xlsx is for those who open by double click.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

from comparanda.formats.table import Cell, Table
from comparanda.formats.text import storable

# The four signs, their full-width forms that spreadsheets also read, and the controls that some of them skip.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_A_CHUNK = 200


def neutralized(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet could read it as a formula.

    Text that already has apostrophes before such a sign gets one more, so that `restored` is exact for any text.
    """
    return "'" + text if text.lstrip("'").startswith(_DANGEROUS) else text


def restored(text: str) -> str:
    """What `neutralized` was given: for readers of our own files."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_DANGEROUS) else text


def stream_csv(table: Table) -> Iterator[str]:
    """The file as text in pieces of about 200 rows, for responses that are not held in memory.

    None is an empty cell, booleans are true and false, dates are ISO 8601, numbers are plain with a decimal point.
    Raises RowError in the midst of the iteration: use write_csv where a half-sent file would mislead.
    """
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([neutralized(storable(column.key)) for column in table.columns])
    for number, cells in enumerate(table.cells(), start=1):
        writer.writerow([_written(cell) for cell in cells])
        if number % _ROWS_A_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    if rest := buffer.getvalue():
        yield rest


def write_csv(table: Table) -> bytes:
    """The whole file; raises RowError before any byte is handed out."""
    return "".join(stream_csv(table)).encode("utf-8")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutralized(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return repr(cell) if isinstance(cell, float) else str(int(cell))
