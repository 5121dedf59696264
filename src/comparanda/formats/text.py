"""Text made safe for files: what a file format cannot hold is taken out here, and nothing else is touched.

Readers paste text from anywhere, so a note may hold characters that XML, UTF-8 or a spreadsheet refuse. One bad
character must not cost a minister the whole file. Leaves out markup, translation and every question of taste.

What is changed, and how:

* control characters that XML 1.0 forbids (U+0000 to U+001F but tab, line feed and carriage return) and the two
  non-characters U+FFFE and U+FFFF are removed: they carry no meaning that a reader could see;
* lone surrogates (half of a character, which UTF-8 cannot hold) become U+FFFD, the sign for a lost character;
* in documents, line ends become one line feed, and direction marks left open are closed at the end of their run,
  so that a right-to-left override in a note cannot turn round what follows it.
"""

from __future__ import annotations

import re

# XML 1.0, section 2.2, production Char: the complement within the basic plane, surrogates apart.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LONG_WORD = re.compile(r"\S{81,}")

_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")


def storable(text: str) -> str:
    """The text without what XML and UTF-8 cannot hold (see above); other text comes back unchanged."""
    return _SURROGATE.sub("\ufffd", _ILLEGAL.sub("", text))


def printable(text: str) -> str:
    """Storable text for a document: line ends are single line feeds, opened direction marks are closed."""
    return _closed_directions(_LINE_END.sub("\n", storable(text)))


def breakable(text: str) -> str:
    """Text whose words of more than 80 characters may break every 10, so that none runs off the page.

    The break is U+200B, which has no width and shows nothing.
    """
    return _LONG_WORD.sub(lambda found: "\u200b".join(re.findall(".{1,10}", found.group())), text)


def one_line(text: str) -> str:
    """Printable text with every run of white space as one space: for titles, labels and properties."""
    return " ".join(printable(text).split())


def _closed_directions(text: str) -> str:
    if not _DIRECTION.search(text):
        return text
    lines = []
    for line in text.split("\n"):
        open_marks: list[str] = []
        for mark in _DIRECTION.findall(line):
            if mark in _EMBEDDINGS:
                open_marks.append(_POP_EMBEDDING)
            elif mark in _ISOLATES:
                open_marks.append(_POP_ISOLATE)
            elif mark in open_marks:
                # A pop closes what was opened inside it as well (Unicode Annex 9, X6a and X7).
                while open_marks and open_marks.pop() != mark:
                    pass
        lines.append(line + "".join(reversed(open_marks)))
    return "\n".join(lines)
