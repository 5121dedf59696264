"""How far one word is from another, in slips of the hand."""

from __future__ import annotations


def slips(word: str, other: str, most: int) -> int:
    """Letters to be put in, left out, replaced or swapped with their neighbour to make one word of the other; ``most + 1``
    where there are more than ``most`` (optimal string alignment)."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        now = [row] + [0] * len(other)
        for column, against in enumerate(other, start=1):
            now[column] = min(
                last[column] + 1,
                now[column - 1] + 1,
                last[column - 1] + (letter != against),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == against:
                now[column] = min(now[column], before[column - 2] + 1)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def slips_allowed(word: str) -> int:
    """How many slips a word of its length may have to be recognised: none in a word of three letters."""
    return 0 if len(word) <= 3 else 1 if len(word) <= 6 else 2


def spelled(form: str) -> str:
    """The form as it is written: forms have one sigma, Greek writes another at the end of a word."""
    return form[:-1] + "ς" if form.endswith("σ") else form
