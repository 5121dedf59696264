"""The map palette: contrast to its ground, and distance between colours for every reader. No Django."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

import pytest

from comparanda.present.palette import (
    CATEGORIES,
    CLASSES,
    NONE_VALUE,
    PALETTE,
    STEPS,
    Scheme,
    contrast,
    css_custom_properties,
    map_css,
    relative_luminance,
)

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
DRAWN = [*CATEGORIES, *STEPS, NONE_VALUE, "missing-line", "other-line"]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> list[float]:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """The colour in OKLab as seen with the sight."""
    rgb = linear(colour)
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in SIGHT[sight])
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def test_contrast_of_black_and_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert relative_luminance("#ffffff") == pytest.approx(1.0)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", DRAWN)
def test_colour_stands_out_from_the_sea(scheme: Scheme, name: str) -> None:
    assert contrast(PALETTE[scheme][name], PALETTE[scheme]["sea"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [*CATEGORIES, "missing-line", "other-line"])
def test_colour_stands_out_from_land_that_was_not_asked(scheme: Scheme, name: str) -> None:
    assert contrast(PALETTE[scheme][name], PALETTE[scheme]["land"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pattern", ["missing", "other"])
def test_line_stands_out_from_its_own_ground(scheme: Scheme, pattern: str) -> None:
    assert contrast(PALETTE[scheme][f"{pattern}-line"], PALETTE[scheme][pattern]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_on_the_map_are_readable(scheme: Scheme) -> None:
    assert contrast(PALETTE[scheme]["ink"], PALETTE[scheme]["inset"]) >= 4.5
    assert contrast(PALETTE[scheme]["soft"], PALETTE[scheme]["sea"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_categories_stay_apart_in_every_sight(scheme: Scheme, sight: str) -> None:
    close = [
        (one, other)
        for one, other in combinations([*CATEGORIES, NONE_VALUE], 2)
        if math.dist(seen(PALETTE[scheme][one], sight), seen(PALETTE[scheme][other], sight)) < 0.08
    ]

    assert close == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_steps_of_a_scale_move_away_from_the_ground(scheme: Scheme, sight: str) -> None:
    lightness = [seen(PALETTE[scheme][name], sight)[0] for name in STEPS]
    distance = [
        math.dist(seen(PALETTE[scheme][a], sight), seen(PALETTE[scheme][b], sight))
        for a, b in pairwise(STEPS)
    ]

    assert lightness == sorted(lightness, reverse=scheme == "light")
    assert min(distance) > 0.05


def test_both_schemes_have_the_same_names() -> None:
    assert set(PALETTE["light"]) == set(PALETTE["dark"])
    assert set(PALETTE["light"]) >= CLASSES


def test_properties_are_given_for_both_schemes() -> None:
    css = css_custom_properties()

    assert [css.count(f"--map-{name}:{PALETTE['light'][name]}") for name in CLASSES] == [1] * len(CLASSES)
    assert [css.count(f"--map-{name}:") for name in CLASSES] == [2] * len(CLASSES)


def test_every_property_the_rules_use_is_defined() -> None:
    used = set(re.findall(r"var\(--map-([a-z0-9-]+)\)", map_css()))

    assert used - set(PALETTE["light"]) == set()
    assert used >= CLASSES
