"""The neutral document as a PDF for reading and printing: A4, tagged for readers by ear (PDF/UA-1).

Set by Typst, a compiler in a Python wheel, from the template `templates/compilation.typ`. The document goes in as
JSON data, never as markup. The compiler keeps hundreds of megabytes between calls, so it runs in a worker process
(pdf_worker.py). Leaves out what the document says and encryption.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC

from comparanda.formats.document import (
    AnswerBlock,
    Block,
    BulletList,
    Document,
    DocumentError,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
    Words,
    anchors_of,
    checked_blocks,
    keeps_together,
    runs_of,
    source_host,
    usable_language,
    usable_link,
)
from comparanda.formats.fonts import SANS_FAMILY, SERIF_FAMILY, sans_folder
from comparanda.formats.images import ImageError, checked_svg
from comparanda.formats.text import breakable, one_line, printable, storable
from comparanda.formats.worker import WorkerError, run_worker

_LOWEST_HEADING = 6
# Characters of a note that fill about a third of a page.
_LONG_NOTE = 1_200


def write_pdf(document: Document) -> bytes:
    """The document as PDF; the same document on the same fonts gives the same bytes.

    It says it is PDF/UA-1 unless something in it cannot be (a character that no font shows); it is tagged always.
    Raises DocumentError where the document or a picture in it cannot be set.
    """
    try:
        return run_worker("comparanda.formats.pdf_worker", json.dumps(_data(document)).encode("utf-8"))
    except WorkerError as error:
        raise DocumentError(f"The document could not be set as PDF: {error}") from error


def _data(document: Document) -> dict[str, object]:
    """The document as the template reads it: see there for each name."""
    created = document.created.astimezone(UTC)
    return {
        "title": one_line(document.title),
        "subtitle": printable(document.subtitle),
        "kicker": printable(document.kicker),
        **_language(document.language),
        "keywords": [one_line(keyword) for keyword in document.keywords],
        "created": {
            "year": created.year,
            "month": created.month,
            "day": created.day,
            "hour": created.hour,
            "minute": created.minute,
            "second": created.second,
        },
        "footer": one_line(document.footer),
        "running_head": one_line(document.running_head),
        "source_label": one_line(document.source_label),
        "serif": SERIF_FAMILY,
        "sans": SERIF_FAMILY if sans_folder() is None else SANS_FAMILY,
        "facts": [
            {"label": one_line(fact.label), "runs": _runs(fact.value, frozenset())} for fact in document.facts
        ],
        "blocks": list(_blocks(document)),
    }


def _blocks(document: Document) -> Iterator[dict[str, object]]:
    anchors = anchors_of(document)
    level = 0
    for block in checked_blocks(document):
        if isinstance(block, Heading):
            level = block.level
        yield _block(block, anchors, min(level + 1, _LOWEST_HEADING))


def _block(block: Block, anchors: frozenset[str], next_level: int) -> dict[str, object]:
    match block:
        case Heading():
            return {
                "kind": "heading",
                "level": block.level,
                "text": breakable(printable(block.text)),
                "anchor": block.anchor,
            }
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.runs, anchors)}
        case Note():
            return {"kind": "note", "runs": _runs(block.text, anchors)}
        case BulletList():
            return {"kind": "list", "items": [_runs(item, anchors) for item in block.items]}
        case TableBlock():
            return {
                "kind": "table",
                "columns": [breakable(printable(column)) for column in block.columns],
                "rows": [[_runs(cell, anchors) for cell in row] for row in block.rows],
                "caption": printable(block.caption),
                "widths": list(block.widths or [1] * len(block.columns)),
                "header_row": block.header_row,
                "row_headings": block.row_headings,
                "numeric": list(block.numeric),
                "whole": keeps_together(block),
            }
        case Figure():
            try:
                checked_svg(block.svg)
            except ImageError as error:
                raise DocumentError(str(error)) from error
            return {
                "kind": "figure",
                "svg": storable(block.svg),
                "alt": one_line(block.alt),
                "caption": printable(block.caption),
            }
        case AnswerBlock():
            return {
                "kind": "answer",
                "level": next_level,
                "country": breakable(printable(block.country)),
                "value": breakable(printable(block.value)),
                "note": _runs(block.note, anchors, block.language),
                "sources": [
                    {
                        "title": breakable(one_line(title)) or source_host(address or ""),
                        "link": usable_link(address),
                        "host": source_host(address or ""),
                    }
                    for title, address in block.sources
                    if one_line(title) or address
                ],
                "long": sum(len(run.text) for run in runs_of(block.note)) > _LONG_NOTE,
                "marks": " · ".join(one_line(part) for part in [block.as_of, *block.marks] if one_line(part)),
            }
        case PageBreak():
            return {"kind": "page break"}


def _runs(words: Words, anchors: frozenset[str], language: str | None = None) -> list[dict[str, object]]:
    return [_run(run) for run in runs_of(words, anchors, language)]


def _run(run: Run) -> dict[str, object]:
    spoken: dict[str, object] = (
        {"language": None, "region": None} if run.language is None else _language(run.language)
    )
    return {"text": run.text, "bold": run.bold, "italic": run.italic, "link": run.link, **spoken}


def _language(code: str) -> dict[str, object]:
    """A BCP 47 code as Typst takes it: language, and region where it is one of two letters."""
    parts = (usable_language(code) or "").split("-")
    regions = [part.lower() for part in parts[1:] if len(part) == 2 and part.isalpha()]
    return {"language": parts[0].lower(), "region": regions[0] if regions else None}
