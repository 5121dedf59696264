"""The picture of what stands around a thing: who is in it, what is read aloud, what never leaves its width."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from comparanda.kernel.language import Spoken
from comparanda.present.neighbourhood import Names, Node, neighbourhood

NAMES = Names("Broader", "Narrower", "Related")
SVG = "{http://www.w3.org/2000/svg}"


def node(name: str, url: str = "") -> Node:
    return Node(Spoken(name, "en"), url or f"/en/{name.replace(' ', '-')}/")


def picture(width: int = 720, **around: list[Node]) -> etree._Element:
    centre = Node(Spoken("asylum", "en"))
    svg = neighbourhood(centre, width=width, language="en", label="Around asylum", names=NAMES, **around)  # type: ignore[arg-type]
    return etree.fromstring(svg)


def captions(drawn: etree._Element) -> list[str | None]:
    return [text.text for text in drawn.iter(f"{SVG}text") if "caption" in text.get("class", "")]


@pytest.mark.parametrize("width", [350, 720])
def test_each_kind_of_neighbours_is_named_once_to_the_eye_and_once_to_the_ear(width: int) -> None:
    drawn = picture(width, broader=[node("protection")], narrower=[node("refugee")], related=[node("visa")])

    assert sorted(captions(drawn)) == ["Broader", "Narrower", "Related"]  # type: ignore[type-var]
    assert {text.get("aria-hidden") for text in drawn.iter(f"{SVG}text") if text.get("class")} == {"true"}
    assert [group.get("aria-label") for group in drawn.iter(f"{SVG}g") if group.get("role") == "group"] == [
        "Broader",
        "Narrower",
        "Related",
    ]


def test_what_is_not_there_is_not_named() -> None:
    assert captions(picture(narrower=[node("refugee")])) == ["Narrower"]
    assert captions(picture()) == []


@pytest.mark.parametrize("width", [350, 720])
def test_boxes_stay_in_the_picture_and_beside_each_other(width: int) -> None:
    many = [node(f"concept {number} with a name of several words") for number in range(7)]
    drawn = picture(width, broader=many[:4], narrower=many, related=many[:5])

    _left, _top, _width, height = (float(text) for text in drawn.get("viewBox", "").split())
    boxes = [
        tuple(float(box.get(name, "")) for name in ("x", "y", "width", "height"))
        for box in drawn.iter(f"{SVG}rect")
    ]
    assert len(boxes) == 17
    for x, y, wide, high in boxes:
        assert x >= 0 and y >= 0 and x + wide <= width + 0.1 and y + high <= height
    for place, (x, y, wide, high) in enumerate(boxes):
        for other_x, other_y, other_wide, other_high in boxes[place + 1 :]:
            assert (
                x + wide <= other_x + 0.1
                or other_x + other_wide <= x + 0.1
                or y + high <= other_y
                or other_y + other_high <= y
            )


def test_a_name_that_is_too_long_is_cut_and_told_whole() -> None:
    name = "x" * 80
    drawn = picture(narrower=[node(name)])

    assert [title.text for title in drawn.iter(f"{SVG}title")] == [name]
    assert all(len(line.text or "") < 40 for line in drawn.iter(f"{SVG}tspan"))


def test_names_are_text_and_never_markup() -> None:
    svg = neighbourhood(
        node("<script>"),
        narrower=[node("a & b", "/?a=1&b=2")],
        language="en",
        label='"around"',
        names=NAMES,
    )

    assert "<script>" not in svg
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#)", svg)
    assert etree.fromstring(svg).get("aria-label") == '"around"'
