"""The part of a text that shows why it was found, as pieces: no markup, the page marks them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 240
"""Characters shown of a text, about."""

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet, marked where it is what was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` is a match of what ``name`` stands for; marks of one name count once."""

    start: int
    end: int
    name: str


def joined(marks: Sequence[Mark]) -> list[Mark]:
    """Marks in their order, those that overlap as one."""
    done: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if done and mark.start < done[-1].end:
            if mark.end > done[-1].end:
                done[-1] = Mark(done[-1].start, mark.end, done[-1].name)
        else:
            done.append(mark)
    return done


def pieces(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """``text[start:end]`` cut where marks begin and end."""
    end = len(text) if end is None else end
    done: list[Piece] = []
    at = start
    for mark in joined(marks):
        if mark.start < start or mark.end > end:
            continue
        if mark.start > at:
            done.append(Piece(text[at : mark.start]))
        done.append(Piece(text[mark.start : mark.end], True))
        at = mark.end
    if at < end:
        done.append(Piece(text[at:end]))
    return tuple(done)


def snippet(text: str, marks: Sequence[Mark], width: int = WIDTH) -> tuple[Piece, ...]:
    """Some ``width`` characters of the text with as many different marks as fit, cut between words, with an ellipsis
    where text is left out. Without marks the beginning. White space becomes single spaces of the same number, so that
    line ends do not tear it."""
    text = "".join(" " if character.isspace() else character for character in text)
    if len(text) <= width * 1.2:
        return pieces(text, marks)
    # Of a match longer than a snippet the beginning is shown.
    spans = [
        Mark(span.start, min(span.end, span.start + width * 3 // 4), span.name) for span in joined(marks)
    ]
    first, last = _telling(spans, marks, width * 3 // 4)
    # What stands before the first mark gives it a meaning.
    start = max(0, min(first - width // 4, len(text) - width))
    end = min(len(text), start + width)
    if start > 0:
        space = text.find(" ", start, min(start + width // 4, first))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(end - width // 4, last), end)
        end = space if space >= 0 else end
    for span in spans:
        # A match at the edge is left out rather than cut in two.
        if span.start < start < span.end:
            start = span.end
        if span.start < end < span.end:
            end = span.start
    shown = list(pieces(text, spans, start, end))
    if start > 0:
        shown.insert(0, Piece(ELLIPSIS + " "))
    if end < len(text):
        shown.append(Piece(" " + ELLIPSIS))
    return tuple(shown)


def _telling(spans: Sequence[Mark], marks: Sequence[Mark], width: int) -> tuple[int, int]:
    """Beginning and end of the spans that have the most different names among those that ``width`` characters hold. Spans
    are the marks, joined; none is longer than the width."""
    starts = [span.start for span in spans]
    names: list[set[str]] = [set() for _ in spans]
    for mark in marks:
        names[bisect_right(starts, mark.start) - 1].add(mark.name)
    most = first = last = 0
    for position, one in enumerate(spans):
        here: set[str] = set()
        until = one.end
        for place in range(position, len(spans)):
            if spans[place].end > one.start + width:
                break
            here |= names[place]
            until = spans[place].end
        if len(here) > most:
            most, first, last = len(here), one.start, until
    return first, last
