"""Draws one picture and ends: a request as JSON on standard input, the picture on standard output.

Only images.py starts it (`python -m comparanda.formats.image_worker`). The request names kind ("svg", "vega",
"vega-lite"), source, output ("svg", "png") and scale.
Leaves out every check of the request: images.py makes them.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from comparanda.formats.worker import serve


def drawn(data: bytes) -> bytes:
    """The picture that the request asks for; raises whatever the library raises."""
    request: dict[str, Any] = json.loads(data)
    import vl_convert  # 0.2 s and 100 MB: only this process pays

    from comparanda.formats.fonts import sans_folder

    if (folder := sans_folder()) is not None:
        vl_convert.register_font_directory(str(folder))
    source, scale = request["source"], request["scale"]
    # An empty list allows no address: a chart carries its data.
    match request["kind"], request["output"]:
        case "svg", "png":
            return bytes(vl_convert.svg_to_png(source, scale=scale))
        case "vega", "svg":
            return str(vl_convert.vega_to_svg(source, allowed_base_urls=[])).encode("utf-8")
        case "vega", "png":
            return bytes(vl_convert.vega_to_png(source, scale=scale, allowed_base_urls=[]))
        case "vega-lite", "svg":
            return str(vl_convert.vegalite_to_svg(source, allowed_base_urls=[])).encode("utf-8")
        case "vega-lite", "png":
            return bytes(vl_convert.vegalite_to_png(source, scale=scale, allowed_base_urls=[]))
        case kind, output:
            raise ValueError(f"A {kind} cannot be drawn as {output}.")


if __name__ == "__main__":
    sys.exit(serve(drawn))
