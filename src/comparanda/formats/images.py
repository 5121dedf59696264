"""Pictures: SVG drawn as PNG, Vega and Vega-Lite charts drawn as SVG or PNG.

The drawing library takes up to 300 MB of memory, so it runs in a worker process that ends with its one request; the
results can be kept on disk by content (`ImageCache`). Nothing is fetched: a picture or chart that points outside
itself is refused. Leaves out what the pictures show, and layout.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from lxml import etree

from comparanda.formats.fonts import sans_folder
from comparanda.formats.text import storable
from comparanda.formats.worker import WorkerError, run_worker

_WIDEST_PIXELS = 8_000
_LARGEST_SCALE = 8.0
# Change this when the same request would be drawn otherwise, so that kept pictures are drawn anew.
_EDITION = "1"
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)(px)?\s*")
_OWN_REFERENCE = ("#", "data:")
_SVG = "{http://www.w3.org/2000/svg}"


class ImageError(ValueError):
    """A picture could not be drawn; the message says why."""


def svg_to_png(svg: str, width_pixels: int) -> bytes:
    """The picture as PNG of this width (1 to 8000); the height follows.

    svg: a whole document with its own colours, a viewBox or a width and height, and nothing outside itself.
    Raises ImageError.
    """
    return _drawn(_png_request(svg, width_pixels))


def vega_to_svg(spec: Mapping[str, Any]) -> str:
    """A Vega or Vega-Lite chart (its `$schema` says which; Vega-Lite where it does not) as SVG; raises ImageError."""
    return _drawn(_vega_request(spec, "svg", 1.0)).decode("utf-8")


def vega_to_png(spec: Mapping[str, Any], scale: float = 2.0) -> bytes:
    """A Vega or Vega-Lite chart as PNG, `scale` pixels to the unit of the chart (up to 8); raises ImageError."""
    return _drawn(_vega_request(spec, "png", scale))


@dataclass(frozen=True, slots=True)
class ImageCache:
    """The same three drawings, kept in a folder under the hash of what was asked.

    folder: made on first use; it may be emptied at any time. Files appear whole or not at all, so several
    processes can share it. Errors are not kept.
    """

    folder: Path

    def svg_to_png(self, svg: str, width_pixels: int) -> bytes:
        """See the function of this name."""
        return self._kept(_png_request(svg, width_pixels), "png")

    def vega_to_svg(self, spec: Mapping[str, Any]) -> str:
        """See the function of this name."""
        return self._kept(_vega_request(spec, "svg", 1.0), "svg").decode("utf-8")

    def vega_to_png(self, spec: Mapping[str, Any], scale: float = 2.0) -> bytes:
        """See the function of this name."""
        return self._kept(_vega_request(spec, "png", scale), "png")

    def _kept(self, request: bytes, suffix: str) -> bytes:
        name = sha256(_EDITION.encode() + str(sans_folder() is not None).encode() + request).hexdigest()
        path = self.folder / name[:2] / f"{name}.{suffix}"
        with suppress(FileNotFoundError):
            return path.read_bytes()
        drawn = _drawn(request)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                file.write(drawn)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise
        return drawn


def checked_svg(svg: str) -> etree._Element:
    """The root of a picture that is well-formed and shows nothing from outside itself; raises ImageError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(storable(svg).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ImageError(f"The picture is not well-formed SVG: {error}") from error
    if root.tag != f"{_SVG}svg":
        raise ImageError(f"The picture is not SVG: its root is {root.tag!r}.")
    if root.getroottree().docinfo.internalDTD is not None:
        raise ImageError("The picture has a document type, which may point outside.")
    for element in root.iter(f"{_SVG}image", f"{_SVG}use", f"{_SVG}feImage"):
        for name, value in element.attrib.items():
            if str(name).endswith("href") and not str(value).strip().startswith(_OWN_REFERENCE):
                raise ImageError(f"The picture points outside itself, to {value!r}.")
    return root


def _png_request(svg: str, width_pixels: int) -> bytes:
    if not 1 <= width_pixels <= _WIDEST_PIXELS:
        raise ImageError(f"A width of {width_pixels} pixels is not between 1 and {_WIDEST_PIXELS}.")
    root = checked_svg(svg)
    return _request(kind="svg", source=storable(svg), output="png", scale=width_pixels / _natural_width(root))


def _vega_request(spec: Mapping[str, Any], output: str, scale: float) -> bytes:
    if not 0 < scale <= _LARGEST_SCALE:
        raise ImageError(f"A scale of {scale} is not between 0 and {_LARGEST_SCALE}.")
    schema = str(spec.get("$schema", ""))
    kind = "vega" if "/vega/" in schema else "vega-lite"
    return _request(kind=kind, source=dict(spec), output=output, scale=scale)


def _request(**parts: object) -> bytes:
    try:
        return json.dumps(parts, sort_keys=True, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise ImageError(f"The chart cannot be written as JSON: {error}") from error


def _natural_width(root: etree._Element) -> float:
    """The width of the picture in its own units: its width, else that of its viewBox."""
    if (found := _LENGTH.fullmatch(root.get("width", ""))) and float(found[1]) > 0:
        return float(found[1])
    with suppress(ValueError, IndexError):
        width = float(re.split(r"[\s,]+", root.get("viewBox", "").strip())[2])
        if width > 0:
            return width
    raise ImageError("The picture has neither a width in pixels nor a viewBox.")


def _drawn(request: bytes) -> bytes:
    """What the worker makes of a request; starts one process and waits for its end."""
    try:
        return run_worker("comparanda.formats.image_worker", request)
    except WorkerError as error:
        raise ImageError(f"The picture could not be drawn: {error}") from error
