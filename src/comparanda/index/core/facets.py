"""Counts for facets: how many matches there would be with each value, whatever is chosen in the facet itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

FACETS = ("kind", "country", "topic", "year", "language")
"""In the order in which they are shown."""

Values = Mapping[str, Collection[str]]
"""Facet to values: of a document, or chosen by a reader. An absent facet has none, or leaves everything open."""


def written(values: Values) -> str:
    """The values of a document as one text: a line a facet, tabs between values."""
    return "\n".join("\t".join(sorted(set(values.get(facet, ())))) for facet in FACETS)


def read(text: str) -> dict[str, tuple[str, ...]]:
    """The inverse of `written`."""
    return {
        facet: tuple(line.split("\t")) if line else ()
        for facet, line in zip(FACETS, text.split("\n"), strict=True)
    }


def admitted(values: Values, chosen: Values, but: str = "") -> bool:
    """True where the document has one of the chosen values in each facet that has any, the facet ``but`` left aside."""
    return all(
        not wanted or facet == but or any(value in wanted for value in values.get(facet, ()))
        for facet, wanted in chosen.items()
    )


def facet_counts(
    counted: Mapping[int, int], values: Mapping[int, Values], chosen: Values
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Facet to its values with counts, the largest first, years newest first.

    Args:
        counted: signature to number of matches before anything is chosen.
        values: signature to the values that it stands for.
        chosen: values that still count 0 are told too, so that they can be taken back.
    """
    tallies: dict[str, Counter[str]] = {
        facet: Counter(dict.fromkeys(chosen.get(facet, ()), 0)) for facet in FACETS
    }
    choosing = [facet for facet in FACETS if chosen.get(facet)]
    for signature, number in counted.items():
        of_signature = values[signature]
        missed = [facet for facet in choosing if not admitted(of_signature, {facet: chosen[facet]})]
        # A match counts in every facet if it meets all choices, and in the one facet whose choice alone it misses.
        for facet in FACETS if not missed else missed if len(missed) == 1 else ():
            for value in of_signature.get(facet, ()):
                tallies[facet][value] += number
    return {
        facet: tuple(
            sorted(tally.items(), reverse=True)
            if facet == "year"
            else sorted(tally.items(), key=lambda item: (-item[1], item[0]))
        )
        for facet, tally in tallies.items()
    }
