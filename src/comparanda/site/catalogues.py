"""Compiles the translation catalogues where the compiled form is missing or older than its source.

Compiled catalogues are not kept in the repository; Babel makes them, so that nothing but Python is needed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parent / "locale"


def compile_catalogues() -> list[Path]:
    """Write ``django.mo`` beside each ``django.po`` that is newer. Returns what was written."""
    written = []
    for source in sorted(LOCALE_DIR.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        # Written beside and moved, so that a second process never reads half a file.
        handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as stream:
            write_mo(stream, catalogue)
        os.replace(temporary, target)
        written.append(target)
    return written
