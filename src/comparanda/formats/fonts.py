"""Where the sans face of documents and pictures lies on this machine.

Typst brings its serif (Libertinus, with Cyrillic and Greek) and no sans. Fira Sans comes as the Python package
`fontpkg-fira-sans` (SIL Open Font License); where that is not installed, documents are set in the serif throughout.
The fonts of the operating system are left out: the same file must look the same everywhere.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

SERIF_FAMILY = "Libertinus Serif"
SANS_FAMILY = "Fira Sans"

_SANS_PACKAGE = "fontpkg_fira_sans"


@cache
def sans_folder() -> Path | None:
    """The folder of the sans face; None where its package is not installed."""
    found = find_spec(_SANS_PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / "files"
    return folder if folder.is_dir() else None
