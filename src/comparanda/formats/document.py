"""The neutral document: what a compilation says, block by block, before it becomes a PDF or a Word file.

All text is in the reader's language already; runs in another language say so. The writers (pdf.py, docx.py) show
the same blocks in the same order. Leaves out looks, page breaks of their own, and every rule of what may be shown.

User text is data everywhere: no field is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from comparanda.formats.text import breakable, one_line, printable

_LINK = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f\"<>\\^`{|}]+", re.IGNORECASE)
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_COLUMNS = 7
_WHOLE_TABLE_ROWS, _WHOLE_TABLE_CHARACTERS = 8, 1_500


class DocumentError(ValueError):
    """The document cannot be written as it stands; the message names the block and the reason."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one kind.

    link: an http, https or mailto address, or "#" and the anchor of a heading; anything else is shown as plain
        text, so that a wrong address in an answer costs the link and not the file.
    language: a BCP 47 code where it is not the document's, e.g. "bg".
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None
    language: str | None = None


Words = str | Sequence[Run]
"""Plain text, or runs."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the head of the document, e.g. Fact("Requested by", "France")."""

    label: str
    value: Words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; anchor: letters, digits, - and _, unique, for links from inside ("#" and the anchor)."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line feeds in it are line breaks."""

    runs: Words


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark, such as the disclaimer."""

    text: Words


@dataclass(frozen=True, slots=True)
class BulletList:
    """Short points."""

    items: Sequence[Words]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; cells[row][column], every row as long as columns.

    caption: shown above it, "" for none. widths: relative, one a column; None shares the width equally.
    header_row: whether columns holds headings to show (and to repeat on each page).
    row_headings: whether the first cell of each row names it (a country); it is set bold.
    numeric: the indexes of columns set flush right.
    A table of more than seven columns is shown in parts that repeat the first column.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Words]]
    caption: str = ""
    widths: Sequence[float] | None = None
    header_row: bool = True
    row_headings: bool = True
    numeric: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its own colours (no CSS variables, nothing outside itself); alt says what it shows."""

    svg: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """What one respondent answers.

    country: who, e.g. "Bulgaria"; value: the answer or the words of its absence.
    note: in the language written; language: of the note where it is not the document's.
    sources: (title, address) pairs, the address None where there is none, e.g. for a law.
    as_of: the whole phrase, e.g. "As of July 2025"; "" where unknown. marks: the words of the marks that are on.
    """

    country: str
    value: str
    note: Words = ""
    sources: Sequence[tuple[str, str | None]] = ()
    as_of: str = ""
    marks: Sequence[str] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


Block = Heading | Paragraph | Note | BulletList | TableBlock | Figure | AnswerBlock | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    language: BCP 47, e.g. "en"; kicker: the small line above the title; facts: the table under it.
    footer: at the foot of each page, beside the page number; running_head: at the head of all but the first.
    source_label: the word before the sources of an answer, e.g. "Sources"; "" for none.
    created: with its zone; it dates the file, whose bytes depend on nothing but this document.
    """

    title: str
    subtitle: str
    language: str
    kicker: str
    facts: Sequence[Fact]
    blocks: Sequence[Block]
    footer: str
    running_head: str
    created: datetime
    keywords: Sequence[str] = field(default=())
    source_label: str = ""


def checked_blocks(document: Document) -> Iterator[Block]:
    """The blocks as every writer shows them, in order.

    Heading levels go down one step at a time (readers by ear rely on it): a step that is skipped is closed up.
    Wide tables come in parts, empty paragraphs and notes are left out. Raises DocumentError for a title, language, moment, anchor, alternative text or row
    that is missing or does not fit.
    """
    if not one_line(document.title):
        raise DocumentError("The document has no title.")
    if not _LANGUAGE.fullmatch(document.language):
        raise DocumentError(f"{document.language!r} is not the code of a language.")
    if document.created.tzinfo is None:
        raise DocumentError("The moment the document was created names no time zone.")
    level, anchors = 0, set[str]()
    for number, block in enumerate(document.blocks, start=1):
        match block:
            case Heading():
                level = min(block.level, level + 1)
                if block.anchor is not None:
                    if not _ANCHOR.fullmatch(block.anchor) or block.anchor in anchors:
                        raise DocumentError(
                            f"Block {number}: the anchor {block.anchor!r} is not allowed or not unique."
                        )
                    anchors.add(block.anchor)
                yield replace(block, level=level)  # type: ignore[arg-type]  # min of 1, 2, 3
            case TableBlock():
                _check_table(number, block)
                yield from _parts(block)
            case Paragraph(runs=words) | Note(text=words) if not runs_of(words):
                continue
            case Figure() if not one_line(block.alt):
                raise DocumentError(f"Block {number}: the picture has no alternative text.")
            case _:
                yield block


def keeps_together(block: TableBlock) -> bool:
    """Whether a table is short enough to stand on one page: at most 8 rows and 1,500 characters."""
    characters = sum(len(run.text) for row in block.rows for cell in row for run in runs_of(cell))
    return len(block.rows) <= _WHOLE_TABLE_ROWS and characters <= _WHOLE_TABLE_CHARACTERS


def anchors_of(document: Document) -> frozenset[str]:
    """The anchors that links inside the document can go to."""
    return frozenset(block.anchor for block in document.blocks if isinstance(block, Heading) and block.anchor)


def runs_of(words: Words, anchors: frozenset[str] = frozenset(), language: str | None = None) -> list[Run]:
    """Words as runs of printable text; links that lead nowhere are taken off, `language` fills in where none is.

    Empty runs are left out.
    """
    runs = [Run(words)] if isinstance(words, str) else list(words)
    return [
        replace(
            run,
            text=breakable(printable(run.text)),
            link=usable_link(run.link, anchors),
            language=usable_language(run.language) or usable_language(language),
        )
        for run in runs
        if printable(run.text)
    ]


def usable_link(link: str | None, anchors: frozenset[str] = frozenset()) -> str | None:
    """The link where a writer may set it: http, https, mailto, or "#" and a known anchor; else None."""
    if link is None:
        return None
    if link.startswith("#"):
        return link if link[1:] in anchors else None
    return link if len(link) <= 2_000 and link.isprintable() and _LINK.fullmatch(link) else None


def usable_language(language: str | None) -> str | None:
    """The code of a language where it has the shape of one; else None."""
    return language if language is not None and _LANGUAGE.fullmatch(language) else None


def source_host(address: str) -> str:
    """The site of an address as a reader of paper needs it, e.g. "asylumineurope.org"."""
    host = re.sub(r"^(https?://|mailto:)", "", address, flags=re.IGNORECASE)
    return re.split(r"[/?#]", host)[0].removeprefix("www.")


def _check_table(number: int, block: TableBlock) -> None:
    width = len(block.columns)
    if width == 0:
        raise DocumentError(f"Block {number}: the table has no columns.")
    if block.widths is not None and (len(block.widths) != width or min(block.widths) <= 0):
        raise DocumentError(f"Block {number}: the table needs {width} widths greater than 0.")
    for row_number, row in enumerate(block.rows, start=1):
        if len(row) != width:
            raise DocumentError(f"Block {number}, row {row_number}: {len(row)} cells under {width} columns.")


def _parts(block: TableBlock) -> Iterator[TableBlock]:
    """A table of at most seven columns as it is; a wider one in parts of about equal width, first column repeated."""
    others = len(block.columns) - 1
    if others < _MOST_COLUMNS:
        yield block
        return
    count = -(-others // (_MOST_COLUMNS - 1))
    for part in range(count):
        shown = [0, *range(1 + part * others // count, 1 + (part + 1) * others // count)]
        yield replace(
            block,
            columns=[block.columns[index] for index in shown],
            rows=[[row[index] for index in shown] for row in block.rows],
            caption=f"{block.caption} ({part + 1}/{count})" if block.caption else "",
            widths=None if block.widths is None else [block.widths[index] for index in shown],
            numeric=[place for place, index in enumerate(shown) if index in block.numeric],
        )
