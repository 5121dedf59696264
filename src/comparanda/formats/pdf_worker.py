"""Sets one document as PDF and ends: its data as JSON on standard input, the PDF on standard output.

Only pdf.py starts it (`python -m comparanda.formats.pdf_worker`). Fonts come from Typst and from fonts.py; those of
the system are asked only where a note is in a script that the others lack (Arabic, Georgian …). Leaves out every
check of the document: pdf.py and document.py make them.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from comparanda.formats.fonts import sans_folder
from comparanda.formats.worker import serve

_TEMPLATE = Path(__file__).parent / "templates" / "compilation.typ"


def typeset(data: bytes) -> bytes:
    """The PDF of a document: PDF/UA-1 with our fonts, else with the system's, else tagged only; else raises.

    data: JSON as pdf.py writes it. Raises typst.TypstError, the reason being that of the first attempt.
    """
    moment = datetime(**json.loads(data)["created"], tzinfo=UTC)
    attempts: list[tuple[bool, list[Any]]] = [(False, ["ua-1"]), (True, ["ua-1"]), (True, [])]
    first: typst.TypstError | None = None
    for with_system_fonts, standards in attempts:
        folder = sans_folder()
        fonts = typst.Fonts(
            include_system_fonts=with_system_fonts, font_paths=[] if folder is None else [str(folder)]
        )
        try:
            return typst.compile(
                _TEMPLATE.read_bytes(),
                format="pdf",
                font_paths=fonts,
                sys_inputs={"data": data.decode("utf-8")},
                pdf_standards=standards,
                timestamp=moment,
            )
        except typst.TypstError as error:
            first = first or error
    raise first or ValueError("No attempt was made.")


if __name__ == "__main__":
    sys.exit(serve(typeset))
