"""Cuts a text that is too long to be held into passages in which no term is cut in two.

Values in, values out. Leaves out reading bytes and finding terms (`core.tagging`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LONGEST_LINE = 1 << 20
"""Characters of a line that is held as a whole; a longer one is cut at the end of a sentence within it."""

# Where a text may be cut, the best place first. A term may go on over the end of a line, never over a blank line or over
# a sign that ends a sentence; and whether an everyday word is meant as a term is settled by its own sentence.
_BETWEEN_LINES = (
    re.compile(r"\n[^\S\n]*\n"),
    re.compile(r"[.!?;…][^\w\n]{0,4}\n"),
    re.compile(r"\n"),
)
_WITHIN_A_LINE = (
    re.compile(r"[.!?;…]\s"),
    re.compile(r"[,:()\[\]»”]\s"),
    re.compile(r"\s"),
    re.compile(r"\W"),
)


def passages(blocks: Iterable[str], *, longest_line: int = LONGEST_LINE) -> Iterator[tuple[int, str]]:
    """The text that the blocks make together, as passages with the place of each one's first character in the whole.

    A passage ends at a blank line where the blocks at hand hold one, else at a line that ends with a sentence, else at
    any line. The passages together are the text to the letter; at most a block and ``longest_line`` characters are held.
    """
    begin = 0
    held = ""
    for block in blocks:
        held += block
        end = _end(held, _BETWEEN_LINES)
        if not end and len(held) >= longest_line:
            # Without a single sign a word or none is cut: what has a million letters and no space is no text.
            end = _end(held, _WITHIN_A_LINE) or len(held)
        if end:
            yield begin, held[:end]
            begin += end
            held = held[end:]
    if held:
        yield begin, held


def _end(text: str, places: Iterable[re.Pattern[str]]) -> int:
    """Just behind the last of the best places that the text has; 0 where it has none."""
    for place in places:
        last = 0
        for match in place.finditer(text):
            last = match.end()
        if last:
            return last
    return 0
