"""A picture of what stands around a thing: it in the middle, what is broader above, narrower below, related beside.

Text in boxes that are links; drawn at a width, so that a page can show a narrow and a wide picture without shrinking
the words. Plain Python; colours and fonts are the stylesheet's (classes ``net …``). Leaves out how the neighbours are
found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from comparanda.kernel.language import Spoken

_GAP = 14
_RISE = 46
_LINE = 18
_PAD = 11
_HEAD = 20
"""Room above a group for the word that says what kind of neighbours they are."""
_LETTER = 7.9
"""Width of an average letter of 15 px, in px: text cannot be measured here, so boxes are drawn with room to spare."""


@dataclass(frozen=True, slots=True)
class Node:
    """A neighbour: its name with its language, and the address its box leads to (empty for none)."""

    name: Spoken
    url: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What the three kinds of neighbours are called: written above each, and said to those who hear the picture."""

    broader: str
    narrower: str
    related: str


@dataclass(frozen=True, slots=True)
class _Box:
    node: Node
    kind: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def _wrapped(text: str, width: float, most: int = 5) -> tuple[str, ...]:
    """The text in lines that fit the width; a word that is longer alone is cut with an ellipsis, as is a sixth line."""
    room = max(int((width - 2 * _PAD) / _LETTER), 6)
    lines: list[str] = []
    for word in text.split():
        word = word if len(word) <= room else word[: room - 1] + "…"
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: room - 1] + "…"]
    return tuple(lines)


def _rows(
    nodes: Sequence[Node], kind: str, columns: int, width: float, top: float
) -> tuple[list[_Box], float]:
    """Boxes in rows of equal columns, each row centred; and where the next thing may begin."""
    boxes: list[_Box] = []
    y = top
    wide = (width - _GAP * (columns - 1)) / columns
    for start in range(0, len(nodes), columns):
        row = nodes[start : start + columns]
        lines = [_wrapped(node.name.text, wide) for node in row]
        height = max(len(each) for each in lines) * _LINE + 2 * _PAD
        used = len(row) * wide + (len(row) - 1) * _GAP
        x = (width - used) / 2
        for node, each in zip(row, lines, strict=True):
            boxes.append(_Box(node, kind, each, x, y, wide, height))
            x += wide + _GAP
        y += height + _GAP
    return boxes, y - _GAP if nodes else top


def _stack(nodes: Sequence[Node], x: float, width: float, top: float) -> tuple[list[_Box], float]:
    """Boxes under each other; and where they end."""
    boxes: list[_Box] = []
    y = top
    for node in nodes:
        lines = _wrapped(node.name.text, width)
        height = len(lines) * _LINE + 2 * _PAD
        boxes.append(_Box(node, "related", lines, x, y, width, height))
        y += height + _GAP
    return boxes, y - _GAP if nodes else top


def _centred(boxes: list[_Box], top: float, height: float) -> list[_Box]:
    if not boxes:
        return boxes
    used = boxes[-1].y + boxes[-1].height - top
    return [replace(box, y=box.y + (height - used) / 2) for box in boxes]


def _across(x1: float, y1: float, x2: float, y2: float) -> str:
    half = (x1 + x2) / 2
    return (
        f'<path class="edge related" d="M{x1:.1f} {y1:.1f}C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} '
        f'{x2:.1f} {y2:.1f}"/>'
    )


def _drawn(box: _Box, language: str) -> str:
    first = box.y + (box.height - len(box.lines) * _LINE) / 2 + _LINE - 5
    lines = "".join(
        f'<tspan x="{box.middle:.1f}" y="{first + number * _LINE:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(box.lines)
    )
    of = f' lang="{escape(box.node.name.language)}"' if box.node.name.language != language else ""
    shape = (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="7"/>'
        f"<text{of}>{lines}</text>"
    )
    # A name that was cut is said whole when pointed at.
    whole = f"<title>{escape(box.node.name.text)}</title>" if "…" in "".join(box.lines) else ""
    if not box.node.url:
        return f'<g class="{box.kind}">{whole}{shape}</g>'
    return f'<a class="{box.kind}" href="{escape(box.node.url)}">{whole}{shape}</a>'


def _group(name: str, boxes: Sequence[_Box], language: str) -> str:
    drawn = "".join(_drawn(box, language) for box in boxes)
    if not name or not boxes:
        return drawn
    return f'<g role="group" aria-label="{escape(name)}">{drawn}</g>'


def _caption(name: str, x: float, y: float, css_class: str = "caption") -> str:
    """What a group is called, written above it; those who hear the picture hear it from the group itself."""
    return (
        f'<text class="{css_class}" x="{x:.1f}" y="{y:.1f}" aria-hidden="true">{escape(name)}</text>'
        if name
        else ""
    )


def _fan(x1: float, y1: float, bend_from: float, x2: float, bend_to: float, y2: float, kind: str) -> str:
    """A line that goes straight down, bends only between the two heights, and goes straight down again: it passes
    beside what stands left and right of it."""
    half = (bend_from + bend_to) / 2
    return (
        f'<path class="edge {kind}" d="M{x1:.1f} {y1:.1f}V{bend_from:.1f}C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} '
        f'{x2:.1f} {bend_to:.1f}V{y2:.1f}"/>'
    )


def neighbourhood(
    centre: Node,
    *,
    broader: Sequence[Node] = (),
    narrower: Sequence[Node] = (),
    related: Sequence[Node] = (),
    width: int = 700,
    language: str,
    label: str,
    names: Names,
    css_class: str = "",
) -> str:
    """The picture as SVG. ``width`` in px of the drawing, which scales with its place; ``label`` names it to those who
    do not see it; ``language`` is the page's. Related ones stand beside the middle, below 500 px under everything."""
    narrow = width < 500
    columns = 2 if narrow else 3
    beside_above = bool(related) and not narrow
    above, below = _rows(broader, "broader", columns, width, _HEAD if broader or beside_above else 4)
    top = below + (_RISE if broader else 0)
    wide = min(width, 300) if narrow else width * 0.34
    lines = _wrapped(centre.name.text, wide)
    height = len(lines) * _LINE + 2 * _PAD + 6
    left: list[_Box] = []
    right: list[_Box] = []
    if not narrow:
        side = (width - wide) / 2 - 3 * _GAP
        half = (len(related) + 1) // 2
        left, left_end = _stack(related[:half], 0, side, top)
        right, right_end = _stack(related[half:], width - side, side, top)
        row = max(height, left_end - top, right_end - top)
    else:
        row = height
    # A stack that is lower than the row hangs in its middle.
    left, right = _centred(left, top, row), _centred(right, top, row)
    middle = _Box(centre, "centre", lines, (width - wide) / 2, top + (row - height) / 2, wide, height)
    under = top + row
    lower, end = _rows(narrower, "narrower", columns, width, under + (_RISE if narrower else 0))
    edges = [
        _fan(box.middle, box.y + box.height, below, width / 2, top, middle.y, "broader")
        for box in above[-columns:]
        if box.y == above[-1].y
    ]
    edges += [
        _fan(width / 2, middle.y + height, under, box.middle, box.y, box.y, "narrower")
        for box in lower[:columns]
    ]
    captions = [_caption(names.broader, width / 2, above[0].y - 7, "caption middle")] if above else []
    captions += [_caption(names.related, each[0].x, each[0].y - 7) for each in (left, right) if each]
    captions += [_caption(names.narrower, lower[0].x, lower[0].y - 7)] if lower else []
    for boxes, near in ((left, middle.x), (right, middle.x + wide)):
        for box in boxes:
            far = box.x + box.width if box.x < near else box.x
            edges.append(_across(near, middle.y + height / 2, far, box.y + box.height / 2))
    beside: list[_Box] = []
    if narrow:
        beside, end = _rows(related, "related", columns, width, end + (_RISE if related else 0))
        captions += [_caption(names.related, beside[0].x, beside[0].y - 7)] if beside else []
        if beside:
            # Round the narrower ones, along the edge of the picture.
            edges.append(
                f'<path class="edge related" d="M{middle.x:.1f} {middle.y + height / 2:.1f}H-8V{beside[0].y - 27:.1f}'
                f'H{beside[0].middle:.1f}V{beside[0].y:.1f}"/>'
            )
    last = max(end, under)
    groups = (
        (names.broader, above),
        ("", [middle]),
        (names.narrower, lower),
        (names.related, [*left, *right, *beside]),
    )
    drawn = (
        "".join(edges) + "".join(captions) + "".join(_group(name, boxes, language) for name, boxes in groups)
    )
    return (
        f'<svg class="net {escape(css_class)}" viewBox="-10 0 {width + 12} {last + 4:.0f}" role="group" '
        f'aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )
