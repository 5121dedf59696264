"""Markdown as the blocks of a document: paragraphs, headings, lists, emphasis, links.

HTML in it stays text, pictures become their alternative text, tables and code their words. Leaves out the pages, which
have a filter of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from comparanda.formats.document import Block, BulletList, Heading, Paragraph, Run

_READER = MarkdownIt("commonmark", {"html": False})


def _runs(token: Token, language: str | None) -> list[Run]:
    """The runs of an inline token."""
    runs: list[Run] = []
    bold = italic = 0
    link: str | None = None
    for child in token.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                bold += child.nesting
            case "em_open" | "em_close":
                italic += child.nesting
            case "link_open":
                link = str(child.attrs.get("href", "")) or None
            case "link_close":
                link = None
            case "softbreak":
                runs.append(Run(" ", bold > 0, italic > 0, link, language))
            case "hardbreak":
                runs.append(Run("\n", bold > 0, italic > 0, link, language))
            case _ if child.content:
                runs.append(Run(child.content, bold > 0, italic > 0, link, language))
    return runs


def blocks_of(text: str, *, level: int = 2, language: str | None = None) -> list[Block]:
    """The blocks of a Markdown text. Its highest heading gets ``level`` (1 to 3), ``language`` is that of its runs
    where it is not the document's. Ordered lists keep their numbers, nested lists are made flat."""
    blocks: list[Block] = []
    items: list[list[Run]] = []
    depth = 0
    numbers: list[int | None] = []
    heading: Literal[1, 2, 3] | None = None
    for token in _READER.parse(text):
        match token.type:
            case "heading_open":
                steps = int(token.tag[1:]) - 1
                heading = max(1, min(3, level + steps))  # type: ignore[assignment]  # between 1 and 3
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
                numbers.append(int(token.attrs.get("start", 1)) if token.type[0] == "o" else None)
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
                numbers.pop()
                if depth == 0 and items:
                    blocks.append(BulletList(items))
                    items = []
            case "list_item_open":
                number = numbers[-1]
                items.append([] if number is None else [Run(f"{number}. ", language=language)])
                if number is not None:
                    numbers[-1] = number + 1
            case "inline":
                runs = _runs(token, language)
                if heading is not None:
                    blocks.append(Heading(heading, "".join(run.text for run in runs)))
                    heading = None
                elif depth:
                    joined: Sequence[Run] = (
                        [Run("\n", language=language), *runs] if _begun(items[-1]) else runs
                    )
                    items[-1].extend(joined)
                elif runs:
                    blocks.append(Paragraph(runs))
            case "code_block" | "fence":
                blocks.append(Paragraph([Run(token.content.rstrip("\n"), language=language)]))
    return blocks


def _begun(runs: list[Run]) -> bool:
    """Whether an item has words beside its number."""
    return any(not run.text.rstrip(". ").isdigit() for run in runs)
