"""Takes apart what Germanic languages write as one word, where every part is a known word."""

from __future__ import annotations

from collections.abc import Container

SHORTEST = 4
"""Letters of a part; shorter ones are found everywhere by chance."""

SHORTEST_HEAD = 5
"""Letters of a head whose beginning is not known."""

_JOINTS = ("", "s", "es", "n", "en", "er", "e")
"""Letters between two parts, e.g. the s of "Arbeitgeber-s-verband"."""


def parts(word: str, known: Container[str]) -> tuple[str, ...]:
    """The known words that make the word together, at most three, e.g. "aufenthaltsdauer" is ("aufenthalt", "dauer");
    where they do not make all of it, those at its end and at its beginning, the longest; empty where there is none, or
    where the whole is one known word."""
    if word in known:
        return ()
    return _split(word, known, 3) or _head(word, known) + _first(word, known)


def _head(word: str, known: Container[str]) -> tuple[str, ...]:
    for cut in range(SHORTEST, len(word) - SHORTEST_HEAD + 1):
        if word[cut:] in known:
            return (word[cut:],)
    return ()


def _first(word: str, known: Container[str]) -> tuple[str, ...]:
    for cut in range(len(word) - SHORTEST, SHORTEST - 1, -1):
        if word[:cut] in known:
            return (word[:cut],)
    return ()


def _split(word: str, known: Container[str], most: int) -> tuple[str, ...]:
    # The head stands last and carries the meaning: the longest one counts.
    for cut in range(SHORTEST, len(word) - SHORTEST + 1):
        head = word[cut:]
        if head not in known:
            continue
        before = word[:cut]
        for joint in _JOINTS:
            first = before.removesuffix(joint) if joint else before
            if joint and first == before:
                continue
            if len(first) >= SHORTEST and first in known:
                return (first, head)
        if most > 2:
            for joint in _JOINTS:
                first = before.removesuffix(joint) if joint else before
                if joint and first == before:
                    continue
                rest = _split(first, known, most - 1)
                if rest:
                    return (*rest, head)
    return ()
