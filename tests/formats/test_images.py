"""Pictures: drawn, kept, and refused with a reason."""

from pathlib import Path

import pytest

from comparanda.formats.images import ImageCache, ImageError, svg_to_png, vega_to_png, vega_to_svg
from formats.examples import PICTURE

CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"country": "България", "months": 3}, {"country": "Ελλάδα", "months": 2}]},
    "mark": "bar",
    "encoding": {"y": {"field": "country"}, "x": {"field": "months", "type": "quantitative"}},
}


def width_of(png: bytes) -> int:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20], "big")


def test_svg_becomes_png_of_the_width_asked() -> None:
    assert width_of(svg_to_png(PICTURE, 640)) == 640


def test_chart_becomes_svg_and_png() -> None:
    svg = vega_to_svg(CHART)
    assert svg.startswith("<svg") and "България" in svg
    assert width_of(vega_to_png(CHART, 2)) == 2 * width_of(vega_to_png(CHART, 1))


def test_full_vega_is_drawn_as_such() -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": 50,
        "height": 20,
        "marks": [{"type": "rect", "encode": {"enter": {"x": {"value": 0}, "width": {"value": 9}}}}],
    }
    assert vega_to_svg(spec).startswith("<svg")


def test_cache_keeps_by_content_and_draws_once(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path / "pictures")
    drawn = cache.svg_to_png(PICTURE, 100)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1
    files[0].write_bytes(b"kept")
    assert cache.svg_to_png(PICTURE, 100) == b"kept"
    assert cache.svg_to_png(PICTURE, 101) != b"kept"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    assert width_of(drawn) == 100


def test_cache_keeps_charts_apart_by_format(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path)
    assert cache.vega_to_svg(CHART).startswith("<svg")
    assert cache.vega_to_png(CHART).startswith(b"\x89PNG")
    assert sorted(path.suffix for path in tmp_path.rglob("*") if path.is_file()) == [".png", ".svg"]


def test_errors_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ImageError):
        ImageCache(tmp_path).svg_to_png("<svg", 100)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("svg", "reason"),
    [
        ("<svg", "not well-formed"),
        ("", "not well-formed"),
        ("<html/>", "not SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "neither a width"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9"><image href="https://example.org/x.png"/></svg>',
            "points outside",
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="9">'
            '<image x:href="/etc/hostname"/></svg>',
            "points outside",
        ),
        (
            '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" width="9">&a;</svg>',
            "document type",
        ),
    ],
)
def test_picture_that_cannot_be_drawn_says_why(svg: str, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        svg_to_png(svg, 100)


@pytest.mark.parametrize("width", [0, -1, 8_001])
def test_width_beyond_reason_is_refused(width: int) -> None:
    with pytest.raises(ImageError, match="between 1 and 8000"):
        svg_to_png(PICTURE, width)


def test_chart_may_not_fetch_its_data() -> None:
    with pytest.raises(ImageError, match="not allowed"):
        vega_to_svg({**CHART, "data": {"url": "https://example.org/data.json"}})


def test_nonsense_chart_says_why() -> None:
    with pytest.raises(ImageError, match="Invalid specification"):
        vega_to_svg({"nonsense": 1})


def test_chart_that_is_not_json_is_refused() -> None:
    with pytest.raises(ImageError, match="JSON"):
        vega_to_svg({"mark": object()})
