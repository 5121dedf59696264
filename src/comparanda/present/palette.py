"""The colours of maps and charts, light and dark, in one place.

Pages read them as custom properties (:func:`css_custom_properties`, :func:`map_css`), files that stand alone
(SVG, PNG, PDF, charts) as literal values (:data:`PALETTE`).

How they were chosen: every filled class keeps a contrast of at least 3:1 to the sea and to the land that was
not asked (WCAG 2.2, 1.4.11). The eight colours of categories and the colour of a value "none" also stay apart
from one another for readers who do not see red, green or blue (simulated after Machado, Oliveira and Fernandes
2009, distance in OKLab); the tests measure both. The seven steps of a scale run evenly from near the background
to far from it, so "more" stands out in the light and in the dark.

Left out: colours of the page (the stylesheet has them) and any choice of which answer gets which class.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Scheme = Literal["light", "dark"]

CATEGORIES: Final = tuple(f"k{number}" for number in range(1, 9))
STEPS: Final = tuple(f"s{number}" for number in range(1, 8))
NONE_VALUE: Final = "none-value"
"""A real answer that says "none" or "no": a colour of its own, never hatching."""
MISSING: Final = "missing"
"""No data: hatched, and the only thing that is."""
OTHER: Final = "other"
"""An absence that is not a gap, e.g. not applicable or not public: pale and outlined."""

CLASSES: Final = frozenset({*CATEGORIES, *STEPS, NONE_VALUE, MISSING, OTHER})
"""Every class a country on a map may have."""

PALETTE: Final[Mapping[Scheme, Mapping[str, str]]] = MappingProxyType(
    {
        "light": MappingProxyType(
            {
                "sea": "#f0f4f4",
                "land": "#eae7df",
                "border": "#ffffff",
                "ink": "#1b2230",
                "soft": "#586174",
                "inset": "#ffffff",
                "inset-line": "#c9cfd2",
                "k1": "#0b5660",
                "k2": "#ba7211",
                "k3": "#65319c",
                "k4": "#8d100c",
                "k5": "#3d82cc",
                "k6": "#64693b",
                "k7": "#551131",
                "k8": "#19265d",
                "none-value": "#85878a",
                "missing": "#fbfaf6",
                "missing-line": "#6b7280",
                "other": "#fbfaf6",
                "other-line": "#6b7280",
                "s1": "#4e9a7b",
                "s2": "#268676",
                "s3": "#0f6e6e",
                "s4": "#045766",
                "s5": "#013f5f",
                "s6": "#102459",
                "s7": "#1b0739",
            }
        ),
        "dark": MappingProxyType(
            {
                "sea": "#141a23",
                "land": "#29303b",
                "border": "#141a23",
                "ink": "#e8e6df",
                "soft": "#a3abb9",
                "inset": "#181d26",
                "inset-line": "#3a424f",
                "k1": "#70a59b",
                "k2": "#f9da80",
                "k3": "#9f73c4",
                "k4": "#e06a47",
                "k5": "#a6cefb",
                "k6": "#a9c05b",
                "k7": "#fbacbe",
                "k8": "#4471ef",
                "none-value": "#70757e",
                "missing": "#1d232d",
                "missing-line": "#a3abb9",
                "other": "#1d232d",
                "other-line": "#a3abb9",
                "s1": "#8062b0",
                "s2": "#6c82c9",
                "s3": "#5aa0d0",
                "s4": "#53becf",
                "s5": "#70d6c3",
                "s6": "#aee9af",
                "s7": "#faf5a5",
            }
        ),
    }
)
"""``PALETTE[scheme][name]`` is a colour, "#rrggbb". Names of classes, and what lies around them: ``sea``,
``land`` (not asked), ``border`` (between neighbours), ``ink`` and ``soft`` (text), ``inset`` and ``inset-line``
(boxes of small states), ``missing-line`` (hatching) and ``other-line`` (outline)."""


def css_custom_properties() -> str:
    """CSS that sets ``--map-<name>`` for both schemes; paper is always light."""

    def declarations(scheme: Scheme) -> str:
        return ";".join(f"--map-{name}:{colour}" for name, colour in PALETTE[scheme].items())

    return (
        f":root{{{declarations('light')}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{declarations('dark')}}}}}\n"
    )


def map_css() -> str:
    """CSS for the SVG of :func:`comparanda.present.map.render_map` and for legend swatches.

    A swatch is an element with ``class="swatch k1"`` (or any other class of a country). Needs the properties of
    :func:`css_custom_properties`. Printed colours are kept, since they carry the meaning.
    """
    filled = [*CATEGORIES, *STEPS, NONE_VALUE]
    rules = [
        ".map{display:block;width:100%;height:auto;background:var(--map-sea);border-radius:6px;"
        "-webkit-print-color-adjust:exact;print-color-adjust:exact}",
        ".map path,.map circle{vector-effect:non-scaling-stroke;stroke-linejoin:round}",
        ".map .land{fill:var(--map-land);stroke:var(--map-border);stroke-width:.6}",
        ".map .country{stroke:var(--map-border);stroke-width:.9}",
        ".map .country path,.map .country circle{transition:fill-opacity .12s}",
        *(f".map .{name}{{fill:var(--map-{name})}}" for name in filled),
        ".map .other{fill:var(--map-other);stroke:var(--map-other-line)}",
        ".map .missing{stroke:var(--map-missing-line)}",
        ".map .hatch{fill:var(--map-missing)}",
        ".map .hatch-line{fill:none;stroke:var(--map-missing-line);vector-effect:none}",
        ".map .inset rect{fill:var(--map-inset);stroke:var(--map-inset-line);stroke-width:1}",
        ".map .inset text{fill:var(--map-ink);stroke:none;font:600 22px var(--sans,sans-serif);text-anchor:middle}",
        ".map a.country{cursor:pointer;outline:none}",
        ".map a.country:hover,.map .country.selected{stroke:var(--map-ink);stroke-width:1.8}",
        ".map a.country:focus-visible{stroke:var(--map-ink);stroke-width:3}",
        ".map a.country:hover path,.map .country.selected path,.map a.country:focus-visible path{fill-opacity:.75}",
        ".map a.country:hover rect,.map .country.selected rect,.map a.country:focus-visible rect"
        "{stroke:var(--map-ink);stroke-width:3}",
        ".swatch{display:inline-block;width:1rem;height:1rem;border-radius:3px;"
        "-webkit-print-color-adjust:exact;print-color-adjust:exact}",
        *(f".swatch.{name}{{background:var(--map-{name})}}" for name in filled),
        ".swatch.other{background:var(--map-other);box-shadow:inset 0 0 0 1.5px var(--map-other-line)}",
        ".swatch.missing{background:repeating-linear-gradient(45deg,var(--map-missing-line) 0 1.5px,"
        "var(--map-missing) 1.5px 5px);box-shadow:inset 0 0 0 1px var(--map-missing-line)}",
        "@media(max-width:40rem){.map .inset text{font-size:28px}}",
        "@media(forced-colors:active){.map,.swatch{forced-color-adjust:none}}",
    ]
    return "\n".join(rules) + "\n"


def relative_luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" (WCAG 2.2), 0 black to 1 white."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    darker, lighter = sorted((relative_luminance(one), relative_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
