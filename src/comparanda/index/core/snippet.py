"""The part of a text that shows why it was found, as pieces: no markup, the page marks them."""

from __future__ import annotations

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
    ordered = sorted(marks, key=lambda mark: mark.start)
    start = 0
    most = 0
    for position, first in enumerate(ordered):
        names = set()
        for mark in ordered[position:]:
            if mark.end > first.start + width * 3 // 4:
                break
            names.add(mark.name)
        if len(names) > most:
            most, start = len(names), first.start
    # What stands before the first mark gives it a meaning.
    start = max(0, min(start - width // 4, len(text) - width))
    end = min(len(text), start + width)
    if start > 0:
        space = text.find(" ", start, start + width // 4)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", end - width // 4, end)
        end = space if space >= 0 else end
    shown = list(pieces(text, marks, start, end))
    if start > 0:
        shown.insert(0, Piece(ELLIPSIS + " "))
    if end < len(text):
        shown.append(Piece(" " + ELLIPSIS))
    return tuple(shown)
