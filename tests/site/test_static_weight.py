"""The look keeps its promises: weight, contrast, no inline style or script, one palette, whole language versions.

Leaves out how pages look: that is judged by eye, in a browser.
"""

from __future__ import annotations

import gzip
import re
from itertools import chain
from pathlib import Path

import pytest

import comparanda
from comparanda.present.palette import contrast, css_custom_properties, map_css

PACKAGE = Path(comparanda.__file__).parent
STATIC = PACKAGE / "site" / "static" / "site"
ABOUT = PACKAGE / "site" / "templates" / "about"
STYLESHEET = (STATIC / "comparanda.css").read_text(encoding="utf-8")
TEMPLATES = sorted(
    chain(PACKAGE.glob("*/templates/**/*.html"), PACKAGE.glob("rooms/*/**/templates/**/*.html"))
)

# What is written in which token over which; every other pair does not occur as text.
TEXT_ON = [
    *((text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "sheet", "wash")),
    ("accent-ink", "accent"),
    ("danger-ink", "danger"),
    ("danger", "sheet"),
    ("danger", "paper"),
    ("ink", "accent-wash"),
    ("accent", "accent-wash"),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "danger")),
    *(("ink", f"{tone}-wash") for tone in ("good", "warn", "danger")),
]


def tokens(scheme: str) -> dict[str, str]:
    """The colour tokens of one scheme, name without dashes to "#rrggbb"; the dark ones override the light."""
    roots = re.findall(r":root \{(.*?)\}", STYLESHEET, re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", root)) for root in roots[:2])
    return light if scheme == "light" else light | dark


def test_stylesheet_weight() -> None:
    assert len(gzip.compress(STYLESHEET.encode(), 9)) <= 20_000


def test_scripts_weight() -> None:
    scripts = b"".join(path.read_bytes() for path in sorted(STATIC.glob("*.js")))
    assert len(gzip.compress(scripts, 9)) <= 12_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_contrast(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "wash"])
def test_edges_of_controls_contrast(scheme: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours["edge"], colours[ground]) >= 3


def test_palette_stands_in_the_stylesheet() -> None:
    _, rest = STYLESHEET.split("/* map palette: begin */\n")
    palette, _ = rest.split("/* map palette: end */")
    assert palette == css_custom_properties() + map_css()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_without_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    faults = re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)[^>]*>", text)
    assert [fault for fault in faults if "application/json" not in fault] == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*")), ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"']*", path.read_text(encoding="utf-8"))
    assert [address for address in addresses if "www.w3.org" not in address] == []


@pytest.mark.parametrize("page", ["about", "method", "data", "accessibility", "privacy"])
def test_prose_is_whole_in_both_languages(page: str) -> None:
    """The Bulgarian text has every heading, paragraph, row and link of the English one, and is written in Cyrillic."""
    english, bulgarian = (
        (ABOUT / f"{page}.{language}.html").read_text(encoding="utf-8") for language in ("en", "bg")
    )
    shape = [
        re.findall(r"<(?:h2|h3|p|li|dt|dd|tr|a|code)\b(?: id=\"\w+\")?", text)
        for text in (english, bulgarian)
    ]
    assert shape[1] == shape[0]
    words = re.sub(r"<[^>]+>|\{\{.*?\}\}", " ", bulgarian)
    assert len(re.findall("[а-я]", words)) > 4 * len(re.findall("[a-z]", words))
