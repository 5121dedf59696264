"""Draws one picture and ends: a request as JSON on standard input, the picture on standard output.

Only images.py starts it (`python -m comparanda.formats.image_worker`). The request names kind ("svg", "vega",
"vega-lite"), source, output ("svg", "png") and scale. A failure is one line on standard error and exit code 2.
Leaves out every check of the request: images.py makes them.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> int:
    """Reads standard input, writes standard output; returns the exit code."""
    request = json.load(sys.stdin.buffer)
    try:
        drawn = _drawn(request)
    except Exception as error:  # whatever the library raises is told to the caller, as one line
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        # The first line only says that it failed; the reason stands on the second.
        told = (
            " ".join(lines[:2]) if lines and lines[0].endswith(":") else (lines or [type(error).__name__])[0]
        )
        print(told, file=sys.stderr)
        return 2
    sys.stdout.buffer.write(drawn)
    sys.stdout.buffer.flush()
    return 0


def _drawn(request: dict[str, Any]) -> bytes:
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
    sys.exit(main())
