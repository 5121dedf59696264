"""Tables as an Excel workbook: one sheet a table, ready to read, filter and print.

Text is always stored as text: a cell that starts with = can never run. Leaves out formulas, charts and reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.xml.functions import tostring

from comparanda.formats.archive import repacked
from comparanda.formats.csv import neutralized
from comparanda.formats.table import Cell, Kind, Table
from comparanda.formats.text import one_line, storable

# Limits of the format: ECMA-376 and Microsoft's "Excel specifications and limits".
_MOST_CHARACTERS = 32_767
_MOST_LINKS = 65_000
_LONGEST_ADDRESS = 2_079
_LONGEST_NAME = 31
# Wider sheets would be too small to read on one page: they are printed over several, first columns repeated.
_WIDEST_ON_A_PAGE = 260

_WIDTHS: dict[Kind, int] = {"text": 22, "number": 12, "date": 12, "boolean": 12, "link": 40, "long_text": 60}
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_LINE_POINTS, _MOST_LINES = 15.0, 15

_INK, _SOFT, _LINE, _WASH, _ACCENT = "FF1B2230", "FF586174", "FFE3DFD4", "FFF1EEE5", "FF0A5C63"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on a sheet of its own.

    title: the name of the tab; what Excel forbids in it is taken out, it is cut to 31 characters and made unique.
    intro: lines above the table, the first one as a heading; none by default.
    frozen_columns: how many columns stay in view when scrolling; the header always does.
    autofilter: whether the header offers filters.
    cut_mark: the end of a cell that is longer than the 32,767 characters a cell can hold, in the reader's language.
    """

    table: Table
    title: str
    intro: Sequence[str] = ()
    frozen_columns: int = 1
    autofilter: bool = True
    cut_mark: str = " […]"


def write_xlsx(sheets: Sequence[Sheet], *, created: datetime, title: str = "", language: str = "") -> bytes:
    """The workbook; the same sheets and moment give the same bytes.

    created: with its zone; title and language go into the properties of the file.
    None is an empty cell; partial dates are text, whole ones dates; links can be followed.
    Raises RowError where a row does not fit, ValueError without a sheet.
    """
    if not sheets:
        raise ValueError("A workbook needs at least one sheet.")
    # Every row is read and checked before the first is written: openpyxl leaves temporary files open behind a
    # sheet that is broken off.
    checked = [list(sheet.table.cells()) for sheet in sheets]
    workbook = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet, rows in zip(sheets, checked, strict=True):
        _add_sheet(workbook, sheet, rows, _tab_name(sheet.title, taken))
    buffer = BytesIO()
    workbook.save(buffer)
    # openpyxl stamps the properties with the time of saving, whatever they say.
    moment = created.astimezone(UTC).replace(tzinfo=None)
    properties = DocumentProperties(
        creator="Comparanda",
        title=one_line(title) or None,
        language=language or None,
        created=moment,
        modified=moment,
    )
    return repacked(buffer.getvalue(), created, {"docProps/core.xml": tostring(properties.to_tree())})


def _add_sheet(workbook: Workbook, sheet: Sheet, rows: Sequence[Sequence[Cell]], name: str) -> None:
    columns = sheet.table.columns
    page = workbook.create_sheet(name)
    header_row = len(sheet.intro) + (2 if sheet.intro else 1)
    # Widths, panes and filters stand before the rows in the file, so they are set before the first is written.
    widths = [column.width or _WIDTHS[column.kind] for column in columns]
    for index, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = f"{get_column_letter(min(sheet.frozen_columns, len(columns)) + 1)}{header_row + 1}"
    page.print_title_rows = f"{header_row}:{header_row}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    if sum(widths) <= _WIDEST_ON_A_PAGE:
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    elif sheet.frozen_columns:
        page.print_title_cols = f"A:{get_column_letter(min(sheet.frozen_columns, len(columns)))}"
    page.sheet_view.showGridLines = False

    maker = _Cells(page, sheet.cut_mark)
    if sheet.intro:
        page.row_dimensions[1].height = 26
    for number, line in enumerate(sheet.intro):
        page.append([maker.text(line, "introduction" if number else "heading")])
    if sheet.intro:
        page.append([])
    titles = [column.title for column in columns]
    page.row_dimensions[header_row].height = 4 + (_height(titles, widths) or _LINE_POINTS)
    page.append([maker.text(title, "header") for title in titles])

    kinds = [column.kind for column in columns]
    for number, values in enumerate(rows, start=header_row + 1):
        # Not every reader works out the height of wrapped text when it opens a file.
        height = _height(
            [None if kind == "link" else value for value, kind in zip(values, kinds, strict=True)], widths
        )
        if height:
            page.row_dimensions[number].height = height
        page.append([maker.cell(value, kind) for value, kind in zip(values, kinds, strict=True)])
    if sheet.autofilter and columns:
        page.auto_filter.ref = f"A{header_row}:{get_column_letter(len(columns))}{header_row + len(rows)}"


class _Cells:
    """Makes the cells of one sheet. Each style is worked out once: to do it by cell costs more than all the rest."""

    def __init__(self, page: WriteOnlyWorksheet, cut_mark: str) -> None:
        self.page, self.cut_mark, self.links = page, cut_mark, 0
        line = Border(bottom=Side("thin", color=_LINE))
        body = Font(name="Calibri", size=11, color=_INK)
        self.styles = {
            "heading": self._style(Font(name="Georgia", size=16, bold=True, color=_INK)),
            "introduction": self._style(Font(name="Calibri", size=11, color=_SOFT)),
            "header": self._style(
                Font(name="Calibri", size=11, bold=True, color=_INK),
                Border(bottom=Side("medium", color=_ACCENT)),
                fill=PatternFill("solid", fgColor=_WASH),
                wrap=True,
            ),
            "text": self._style(body, line, wrap=True),
            "long_text": self._style(body, line, wrap=True),
            "number": self._style(body, line, horizontal="right"),
            "date": self._style(body, line, horizontal="left", number_format="yyyy-mm-dd"),
            "boolean": self._style(body, line, horizontal="left"),
            "link": self._style(Font(name="Calibri", size=11, color=_ACCENT, underline="single"), line),
            "guarded text": self._style(body, line, wrap=True, guarded=True),
            "guarded long_text": self._style(body, line, wrap=True, guarded=True),
        }

    def _style(
        self,
        font: Font,
        border: Border | None = None,
        *,
        fill: PatternFill | None = None,
        wrap: bool = False,
        horizontal: str | None = None,
        number_format: str = "General",
        guarded: bool = False,
    ) -> object:
        cell = WriteOnlyCell(self.page)
        cell.font = font
        cell.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal=horizontal)
        cell.number_format = number_format
        if border:
            cell.border = border
        if fill:
            cell.fill = fill
        if guarded:
            cell.quotePrefix = True
        return cell._style

    def cell(self, value: Cell, kind: Kind) -> WriteOnlyCell:
        if isinstance(value, str):
            return self.text(value, kind)
        cell = WriteOnlyCell(self.page, value)
        cell._style = self.styles[kind]
        return cell

    def text(self, text: str, style: str) -> WriteOnlyCell:
        """A cell that is text whatever it looks like; a link where the style says so and the format allows."""
        text = storable(text)
        # Excel would decode _x000D_ and its like as characters (ECMA-376, 22.9.2.19, ST_Xstring).
        shown = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
        cell = WriteOnlyCell(self.page, None)
        cell._value = _cut(shown, self.cut_mark)
        cell.data_type = "s"
        # The guard keeps it text even when someone edits the cell later.
        guard = style in ("text", "long_text") and neutralized(text) != text
        cell._style = self.styles[f"guarded {style}" if guard else style]
        if style == "link" and self.links < _MOST_LINKS and len(text) <= _LONGEST_ADDRESS:
            self.links += 1
            cell.hyperlink = text
            cell._value = _cut(shown, self.cut_mark)
        return cell


def _height(values: Sequence[Cell], widths: Sequence[int]) -> float | None:
    """The height of a row in points, by the text that needs most lines, at most 15; None where one line will do."""
    most = 1
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, str) and (len(value) >= width or "\n" in value):
            lines = sum(1 + len(line) // max(1, width - 1) for line in value.split("\n"))
            most = max(most, lines)
    return min(most, _MOST_LINES) * _LINE_POINTS if most > 1 else None


def _cut(text: str, mark: str) -> str:
    """The text within what a cell can hold (counted in UTF-16 units, as Excel does); the cut shows the mark."""
    if len(text) * 2 <= _MOST_CHARACTERS or len(text.encode("utf-16-le")) <= 2 * _MOST_CHARACTERS:
        return text
    room = _MOST_CHARACTERS - len(mark.encode("utf-16-le")) // 2
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore") + mark


def _tab_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes: allowed characters, at most 31, not empty, not used before in any case."""
    plain = _NOT_IN_A_NAME.sub(" ", one_line(title)).strip(" '") or "Sheet"
    number, name = 1, plain[:_LONGEST_NAME].rstrip(" '")
    while name.casefold() in taken:
        number += 1
        ending = f" {number}"
        name = plain[: _LONGEST_NAME - len(ending)].rstrip() + ending
    taken.add(name.casefold())
    return name
