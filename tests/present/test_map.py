"""The map as a page and a file get it. No Django."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import typst
import vl_convert
from lxml import etree, html

from comparanda.present.map import MapCountry, attribution, drawn_codes, render_map

SVG = "{http://www.w3.org/2000/svg}"

BULGARIA = MapCountry(
    "BG", "Bulgaria", "Constitutional court", "k1", "/en/compare/review/questions/model/bg/"
)
FRANCE = MapCountry("FR", "France", "Council", "k4", "/en/compare/review/questions/model/fr/")
MALTA = MapCountry("MT", "Malta", "Constitutional court", "k1", "/en/compare/review/questions/model/mt/")
POLAND = MapCountry("PL", "Poland", "No answer", "missing", "/en/compare/review/questions/model/pl/")
NETHERLANDS = MapCountry("NL", "Netherlands", "None", "none-value", "/en/compare/review/questions/model/nl/")
ARMENIA = MapCountry("AM", "Armenia", "Not applicable", "other", None)


def drawing(*countries: MapCountry, **options: object) -> etree._Element:
    options = {"title": "Model of review", "description": "Which body decides.", **options}
    return etree.fromstring(render_map(countries, **options).encode())  # type: ignore[arg-type]


def country(svg: etree._Element, code: str) -> etree._Element:
    (found,) = svg.xpath(f"//*[@data-country='{code}']")
    return found


def test_country_is_a_link_that_says_its_name_and_value() -> None:
    link = country(drawing(BULGARIA), "BG")

    assert link.tag == f"{SVG}a"
    assert link.get("href") == "/en/compare/review/questions/model/bg/"
    assert link.get("class") == "country k1"
    assert link.get("aria-label") == "Bulgaria: Constitutional court"
    assert link.findtext(f"{SVG}title") == "Bulgaria: Constitutional court"
    assert len(link.findall(f"{SVG}path")) == 1


def test_map_with_links_is_a_named_group_holding_a_list() -> None:
    svg = drawing(BULGARIA, FRANCE, element_id="review")

    assert svg.get("role") == "group"
    assert svg.xpath(f"string(//*[@id='{svg.get('aria-labelledby')}'])") == "Model of review"
    assert svg.xpath(f"string(//*[@id='{svg.get('aria-describedby')}'])") == "Which body decides."
    (listing,) = svg.xpath("//*[@role='list']")
    assert [item.get("role") for item in listing] == ["listitem", "listitem"]


def test_map_without_links_is_one_picture() -> None:
    svg = drawing(MapCountry("BG", "Bulgaria", "Yes", "k1", None), level="coarse")

    assert svg.get("role") == "img"
    assert svg.xpath("//*[@role='list'] | //*[local-name()='a']") == []
    assert country(svg, "BG").findtext(f"{SVG}title") == "Bulgaria: Yes"


def test_country_without_a_link_among_links_still_says_its_value() -> None:
    armenia = country(drawing(BULGARIA, ARMENIA), "AM")

    assert (armenia.tag, armenia.get("role"), armenia.get("aria-label")) == (
        f"{SVG}g",
        "img",
        "Armenia: Not applicable",
    )


def test_order_is_the_callers_with_small_states_last() -> None:
    svg = drawing(MALTA, FRANCE, BULGARIA)

    assert [e.get("data-country") for e in svg.xpath("//*[@data-country]")] == ["FR", "BG", "MT"]


def test_land_not_asked_is_one_muted_path_without_the_countries_asked() -> None:
    with_bulgaria, without = drawing(FRANCE, BULGARIA), drawing(FRANCE)
    shape = country(with_bulgaria, "BG").find(f"{SVG}path").get("d")
    (land,), (land_without,) = (svg.findall(f"{SVG}path[@class='land']") for svg in (with_bulgaria, without))

    assert land.get("aria-hidden") == "true"
    assert shape not in land.get("d")
    assert shape in land_without.get("d")


def test_country_outside_the_frame_is_left_to_the_table() -> None:
    svg = drawing(BULGARIA, MapCountry("US", "United States", "Yes", "k1", "/us/"))

    assert "US" not in drawn_codes()
    assert [e.get("data-country") for e in svg.xpath("//*[@data-country]")] == ["BG"]


def test_only_missing_data_is_hatched_and_by_a_pattern_of_this_map() -> None:
    svg = drawing(BULGARIA, POLAND, NETHERLANDS, ARMENIA, element_id="m2")

    assert [e.get("data-country") for e in svg.xpath("//*[@data-country][@fill]")] == ["PL"]
    assert country(svg, "PL").get("fill") == "url(#m2-hatch)"
    assert svg.xpath("//*[local-name()='pattern']/@id") == ["m2-hatch"]


def test_map_without_missing_data_has_no_pattern() -> None:
    assert drawing(BULGARIA, NETHERLANDS).xpath("//*[local-name()='pattern']") == []


def test_small_state_gets_a_box_inside_its_own_link() -> None:
    svg = drawing(BULGARIA, MALTA)

    assert [e.getparent().get("data-country") for e in svg.xpath("//*[@class='inset']")] == ["MT"]
    assert country(svg, "MT").xpath("string(.//*[local-name()='text'])") == "MT"


def test_boxes_are_large_enough_for_a_finger_and_apart() -> None:
    small = [MapCountry(code, code, "Yes", "k1", f"/{code}/") for code in "AD CY LI LU MC MT SM VA".split()]

    for others in ([], [ARMENIA]):
        svg = drawing(*small, *others)
        width = float(svg.get("viewBox").split()[2])
        boxes = []
        for inset in svg.xpath("//*[@class='inset']"):
            x, y, scale = (float(n) for n in re.findall(r"[\d.]+", inset.get("transform")))
            rect = inset.find(f"{SVG}rect")
            boxes.append((x, y, x + float(rect.get("width")) * scale, y + float(rect.get("height")) * scale))
        assert len(boxes) == 8
        # A map on a page of 390 CSS pixels is 342 wide when the page keeps 24 on either side.
        assert min(min(east - west, south - north) * 342 / width for west, north, east, south in boxes) >= 24
        assert [
            (a, b)
            for number, a in enumerate(boxes)
            for b in boxes[:number]
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        ] == []


def test_boxes_cover_no_land_while_four_small_states_are_asked() -> None:
    europe = json.loads(files("comparanda.present").joinpath("geometry/europe.json").read_text("utf-8"))
    small = [MapCountry(code, code, "Yes", "k1", None) for code in ("MT", "LU", "CY", "LI")]

    for others in ([], [ARMENIA]):
        for inset in drawing(*small, *others).xpath("//*[@class='inset']"):
            x, y, scale = (float(n) for n in re.findall(r"[\d.]+", inset.get("transform")))
            covered = [
                code
                for code, land in europe["countries"].items()
                for west, north, east, south in [land["box"]]
                if west < x + 76 * scale and east > x and north < y + 92 * scale and south > y
            ]
            assert covered == []


def test_coarse_map_marks_small_states_with_dots_alone() -> None:
    malta = country(drawing(BULGARIA, MALTA, level="coarse"), "MT")

    assert [e.tag.removeprefix(SVG) for e in malta] == ["title", "path", "circle"]


def test_frame_grows_only_for_those_who_need_it() -> None:
    assert drawing(BULGARIA, FRANCE).get("viewBox") == "0 0 860 853"
    assert drawing(BULGARIA, ARMENIA).get("viewBox") == "0 0 1000 853"
    assert drawing(BULGARIA, frame="wide").get("viewBox") == "0 0 1000 853"


def test_map_on_a_page_has_no_style_of_its_own() -> None:
    svg = drawing(BULGARIA, POLAND, MALTA)

    assert svg.xpath("//*[@style] | //*[local-name()='style'] | //*[local-name()='script']") == []


@pytest.mark.parametrize("standalone", [False, True])
def test_words_are_escaped(standalone: bool) -> None:
    evil = "</title><script>alert(1)</script>\"' onload=x & \x00\x0b"
    attack = MapCountry("BG", evil, evil, "k1", '/?q="><script>&x=1')

    text = render_map(
        [attack], title=evil, description=evil, standalone=standalone, footer=evil, legend=[("k1", evil, 1)]
    )

    assert "<script" not in text
    svg = etree.fromstring(text.encode())
    assert country(svg, "BG").get("href") == '/?q="><script>&x=1'
    assert country(svg, "BG").get("aria-label") == f"{evil[:-2]}: {evil[:-2]}"
    assert svg.xpath("//@onload") == []
    assert html.fromstring(text).xpath("//script") == []


@pytest.mark.parametrize("href", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x"])
def test_link_of_another_scheme_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="does not link"):
        render_map([MapCountry("BG", "Bulgaria", "Yes", "k1", href)], title="t", description="d")


@pytest.mark.parametrize(
    ("countries", "options", "message"),
    [
        ([MapCountry("BG", "Bulgaria", "Yes", "k9", None)], {}, "BG: 'k9' is not a class"),
        ([BULGARIA, BULGARIA], {}, "BG is on the map twice"),
        ([BULGARIA], {"element_id": 'm" onload="x'}, "not a plain identifier"),
        ([BULGARIA], {"standalone": True, "legend": [("red", "Red", 1)]}, "'red' is not a class"),
    ],
)
def test_wrong_input_is_refused_in_words(
    countries: list[MapCountry], options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        render_map(countries, title="t", description="d", **options)  # type: ignore[arg-type]


def test_file_carries_title_legend_footer_and_literal_colours() -> None:
    svg = drawing(
        BULGARIA,
        POLAND,
        MALTA,
        standalone=True,
        legend=[("k1", "Constitutional court", 2), ("missing", "No answer", 1)],
        footer=f"Comparanda, edition 3. {attribution()}",
        language="en",
    )

    texts = ["".join(e.itertext()) for e in svg.iter(f"{SVG}text")]
    assert texts == [
        "Model of review",
        "MT",
        "2",
        "Constitutional court",
        "1",
        "No answer",
        f"Comparanda, edition 3. {attribution()}",
    ]
    assert svg.get("lang") == "en"
    assert "var(" not in svg.findtext(f"{SVG}style")
    assert svg.xpath("//*[@fill='url(#map-hatch)']/@class") == ["country missing", "swatch missing"]


def test_file_becomes_a_picture() -> None:
    svg = render_map([BULGARIA, POLAND, MALTA], title="Преглед", description="d", standalone=True)

    png = vl_convert.svg_to_png(svg)

    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    # The pictures differ where a country has another colour: the shapes and the style were understood.
    other = render_map([FRANCE, POLAND, MALTA], title="Преглед", description="d", standalone=True)
    assert vl_convert.svg_to_png(other) != png


def test_file_goes_into_a_printed_page(tmp_path: Path) -> None:
    svg = render_map([BULGARIA, POLAND, MALTA], title="Преглед", description="d", standalone=True)
    (tmp_path / "map.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "page.typ").write_text('#image("map.svg", width: 100%)', encoding="utf-8")

    pdf = typst.compile(tmp_path / "page.typ")

    assert pdf[:5] == b"%PDF-"


def test_module_needs_no_django() -> None:
    code = "import sys, comparanda.present.map; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
