"""Countries and the groups they are compared in. Codes are ISO 3166-1 alpha-2 (``GR``, not ``EL``).

Names come from the Unicode CLDR through Babel. Leaves out geometry, which ``present`` draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from comparanda.kernel.phrase import phrase

EU: frozenset[str] = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
"""The 27 member states (Treaty on European Union, article 52, as of 2020-02-01)."""

EMN_MEMBERS: frozenset[str] = EU - {"DK"}
"""Countries with a contact point of the European Migration Network (Decision 2008/381/EC); Denmark has none."""

EMN_OBSERVERS: frozenset[str] = frozenset("NO GE MD UA ME AM RS MK".split())
"""Observer countries of the network; North Macedonia, the latest, since 2024-10-28."""

SCHENGEN: frozenset[str] = (EU - {"CY", "IE"}) | frozenset("CH IS LI NO".split())
"""The area without controls at internal borders, Bulgaria and Romania in full since 2025-01-01."""

EURO_AREA: frozenset[str] = EU - frozenset("CZ DK HU PL RO SE".split())
"""States whose currency is the euro, Bulgaria since 2026-01-01."""

EFTA: frozenset[str] = frozenset("CH IS LI NO".split())

GROUPS: dict[str, tuple[str, frozenset[str]]] = {
    "eu": (phrase("EU member states"), EU),
    "emn": (phrase("EMN members"), EMN_MEMBERS),
    "observers": (phrase("EMN observers"), EMN_OBSERVERS),
    "schengen": (phrase("Schengen area"), SCHENGEN),
    "euro": (phrase("Euro area"), EURO_AREA),
    "efta": (phrase("EFTA states"), EFTA),
}
"""Group code to its English name (a catalogue message) and its countries."""

KNOWN: frozenset[str] = EU | EMN_OBSERVERS | EFTA | frozenset("GB AL BA XK TR BY AD MC SM VA".split())

EUROSTAT_CODES = {"GR": "EL", "GB": "UK"}
"""Where SDMX speaks, two countries are named otherwise."""


@lru_cache(maxsize=64)
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale.parse("en").territories)


def country_name(code: str, language: str) -> str:
    """The country's name in ``language``, in English where the language is unknown, the code itself
    where the country is, e.g. ``country_name("BG", "bg") == "България"``."""
    return _territories(language).get(code, code)


def sort_by_name(codes: Iterable[str], language: str) -> list[str]:
    """Codes in the alphabetical order of their names in ``language``."""
    return sorted(codes, key=lambda code: country_name(code, language).casefold())
