"""The committed geometry: whole, gapless, where the world is. No Django."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
EUROPE = ROOT / "src/comparanda/present/geometry/europe.json"
LEVELS = ("fine", "coarse")

UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
EFTA = "CH IS LI NO".split()
CANDIDATES = "AL BA GE MD ME MK RS TR UA XK".split()
OBSERVERS = "AM GE MD ME MK NO RS UA".split()
LANDLOCKED = "AD AM AT BY CH CZ HU LI LU MD MK RS SK SM XK".split()

Point = tuple[float, float]


def make_geometry() -> ModuleType:
    name = "make_geometry"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools/make_geometry.py")
        assert spec and spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


tool = make_geometry()
europe = json.loads(EUROPE.read_text(encoding="utf-8"))


def rings(path: str) -> list[list[Point]]:
    """Points of each ring of path data as the script writes it: M x y l dx dy … z."""
    result = []
    for part in re.findall(r"M([^z]+)z", path):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = round(x + dx, 1), round(y + dy, 1)
            points.append((x, y))
        result.append(points)
    return result


def segments(code: str, level: str) -> list[tuple[Point, Point]]:
    found = []
    for ring in rings(europe["countries"][code][level]):
        found += [(min(a, b), max(a, b)) for a, b in pairwise([*ring, ring[0]])]
    return found


def country_at(longitude: float, latitude: float, level: str = "fine") -> list[str]:
    point = tool.to_drawing(longitude, latitude)
    return [code for code, land in europe["countries"].items() if tool.inside(point, rings(land[level]))]


def test_projection_of_the_worked_example() -> None:
    # IOGP guidance note 7-2, method 9820: 50° N 5° E.
    easting, northing = tool.project(5.0, 50.0)

    assert (round(easting, 2), round(northing, 2)) == (3962799.45, 2999718.85)


def test_projection_of_its_centre_is_the_false_origin() -> None:
    easting, northing = tool.project(10.0, 52.0)

    assert (round(easting, 6), round(northing, 6)) == (4321000.0, 3210000.0)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("code", sorted({*UNION, *EFTA, *CANDIDATES, *OBSERVERS}))
def test_country_has_land_at_each_level(code: str, level: str) -> None:
    assert sum(abs(tool.ring_area(ring)) for ring in rings(europe["countries"][code][level])) > 0


@pytest.mark.parametrize("code", sorted({*UNION, *EFTA, *CANDIDATES, *OBSERVERS}))
def test_country_lies_whole_in_the_frame(code: str) -> None:
    west, north, east, south = europe["countries"][code]["box"]

    assert (west >= 0, north >= 0, east <= europe["width"], south <= europe["height"]) == (True,) * 4


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        (34.1, 45.2, "UA"),  # Crimea
        (33.3, 35.25, "CY"),  # north of Nicosia
        (33.1, 34.85, "CY"),  # south of it
        (21.0, 42.6, "XK"),  # Kosovo
        (19.9, 60.25, "FI"),  # Åland
        (24.7, 42.5, "BG"),
        (20.6, 54.6, "RU"),  # Kaliningrad
    ],
)
def test_place_belongs_to(longitude: float, latitude: float, code: str, level: str) -> None:
    assert country_at(longitude, latitude, level) == [code]


def test_codes_are_iso_3166_alpha_2() -> None:
    codes = set(europe["countries"])

    assert {code for code in codes if not re.fullmatch("[A-Z]{2}", code)} == set()
    assert codes & {"EL", "UK", "KS"} == set()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("code", LANDLOCKED)
def test_border_of_a_landlocked_country_is_shared_to_the_last_segment(code: str, level: str) -> None:
    shared = Counter(segment for other in europe["countries"] for segment in segments(other, level))

    lonely = [segment for segment in segments(code, level) if shared[segment] != 2]

    assert lonely == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "pair", [("BG", "RO"), ("DE", "FR"), ("FI", "SE"), ("ES", "PT"), ("BG", "GR"), ("GB", "IE")]
)
def test_neighbours_draw_one_and_the_same_border(pair: tuple[str, str], level: str) -> None:
    one, other = (set(segments(code, level)) for code in pair)

    length = sum(math.dist(a, b) for a, b in one & other)

    assert length > 30  # drawing units, about 150 km


@pytest.mark.parametrize(
    "code", sorted(set(europe["countries"]) - {"VA"})
)  # the Vatican is a dot of the atlas
def test_label_lies_on_the_land(code: str) -> None:
    land = europe["countries"][code]

    assert tool.inside(tuple(land["label"]), rings(land["fine"]))


def test_small_states_have_an_inset_and_no_one_else() -> None:
    small = {code for code, land in europe["countries"].items() if land["small"]}

    assert small == {"AD", "CY", "LI", "LU", "MC", "MT", "SM", "VA"}
    assert {code for code, land in europe["countries"].items() if "inset" in land} == small


@pytest.mark.parametrize(
    ("code", "square_kilometres"), [("BG", 111_000), ("LU", 2_586), ("UA", 603_600), ("CY", 9_251)]
)
def test_area_is_true_to_within_three_per_cent(code: str, square_kilometres: int) -> None:
    assert europe["countries"][code]["area_km2"] == pytest.approx(square_kilometres, rel=0.03)


@pytest.mark.parametrize(("level", "kilobytes"), [("fine", 140), ("coarse", 25)])
def test_level_stays_light(level: str, kilobytes: int) -> None:
    assert sum(len(land[level]) for land in europe["countries"].values()) <= kilobytes * 1000


def test_attribution_is_in_the_file() -> None:
    about = europe["about"]

    assert about["licence"] == "BSD-3-Clause"
    assert "Natural Earth" in about["attribution"]


# --- the script itself -------------------------------------------------------------------------------------


def test_generalise_drops_the_least_important_point_and_keeps_the_ends() -> None:
    arc = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]

    assert tool.generalise(arc, 1.0) == [(0.0, 0.0), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]


def test_generalise_keeps_an_island_a_triangle() -> None:
    island = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]

    assert len(tool.generalise(island, 100.0)) == 4


def test_clip_cuts_both_neighbours_at_the_same_point() -> None:
    one = tool.clip([(-3.0, 1.0), (7.0, 2.0), (7.0, 9.0)], (0, 0, 10, 10))
    other = tool.clip([(7.0, 2.0), (-3.0, 1.0), (-3.0, 0.5)], (0, 0, 10, 10))

    assert [p for p in one if p in other] == [(0, 1.3), (7.0, 2.0)]


def test_dissolve_removes_the_border_between() -> None:
    # Two squares, arc 0 between them.
    assert tool.dissolve([[[0, 1]], [[~0, 2]]]) == [[[1, 2]]]


def test_dissolve_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ValueError, match="cannot dissolve"):
        tool.dissolve([[[0, 1, 2]], [[~0, ~2, 3]]])


def test_crossing_lines_are_found() -> None:
    arcs = [[(0.0, 0.0), (10.0, 10.0)], [(0.0, 10.0), (10.0, 0.0)], [(20.0, 20.0), (30.0, 20.0)]]

    assert tool.crossing_arcs(arcs) == {0, 1}


@pytest.mark.parametrize("level", LEVELS)
def test_path_data_is_read_back(level: str) -> None:
    ring = [(10.0, 0.0), (10.0, 20.0), (-3.0, 5.0), (0.0, -7.0)]

    assert rings(tool.path_data([ring], 1 if level == "fine" else 0)) == [ring]
