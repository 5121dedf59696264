"""The state of a search as its address says it: words, chosen values, page. Leaves out what is found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from comparanda.index.core.facets import FACETS

MOST_CHOSEN = 60
"""Values of one facet that are looked at: more than there are countries."""

LAST_PAGE = 100_000
"""No page beyond it is meant; a number of any length stays a number that a database can count with."""

_FORMS = {
    "kind": re.compile(r"[a-z][a-z_-]{0,39}"),
    "country": re.compile(r"[A-Z]{2}"),
    "topic": re.compile(r"[a-z0-9][a-z0-9-]{0,119}"),
    "year": re.compile(r"[0-9]{4}"),
    "language": re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?"),
}


@dataclass(frozen=True, slots=True)
class Address:
    """A search.

    Attributes:
        text: as typed, of any length and with whatever characters.
        chosen: facet to its chosen values in the order of the address, e.g. ``{"country": ("BG", "FR")}``; a facet
            without a choice is a missing key.
        page: from 1.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, Sequence[str]]) -> Address:
        """What parameters say, each with all its values. What cannot be a value of its facet is let go, as is what
        cannot be a page."""
        chosen = {}
        for facet in FACETS:
            values = [value.upper() if facet == "country" else value for value in given.get(facet, ())]
            fitting = tuple(dict.fromkeys(value for value in values if _FORMS[facet].fullmatch(value)))
            if fitting:
                chosen[facet] = fitting[:MOST_CHOSEN]
        text = (given.get("q") or ("",))[-1]
        page = (given.get("page") or ("1",))[-1]
        number = int(page) if re.fullmatch(r"[0-9]{1,9}", page) else 1
        return cls(text, chosen, min(max(number, 1), LAST_PAGE))

    @property
    def query(self) -> str:
        """The query string, with ``?``; empty for the empty search."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet, value) for facet in FACETS for value in self.chosen.get(facet, ())]
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs, errors='replace')}" if pairs else ""

    def on_page(self, number: int) -> Address:
        return replace(self, page=number)

    def asking(self, text: str) -> Address:
        """The same choice with other words, from its first page."""
        return replace(self, text=text, page=1)

    def without(self, facet: str, value: str) -> Address:
        """One choice taken back, from the first page."""
        left = tuple(one for one in self.chosen.get(facet, ()) if one != value)
        chosen = {name: values for name, values in self.chosen.items() if name != facet}
        return replace(self, chosen=chosen | ({facet: left} if left else {}), page=1)

    def unfiltered(self) -> Address:
        """Every choice taken back."""
        return Address(self.text)


def page_numbers(current: int, last: int) -> list[int | None]:
    """The pages that a reader can go to: first, last and those around the current one; `None` where some are left out.
    Empty where there is one page only."""
    if last <= 1:
        return []
    numbers: list[int | None] = []
    before = 0
    for number in sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}):
        if number - before == 2:
            # A gap of one page is that page.
            numbers.append(number - 1)
        elif number - before > 2:
            numbers.append(None)
        numbers.append(number)
        before = number
    return numbers
