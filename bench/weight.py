"""What a first visit downloads besides the page: the stylesheet and the scripts, compressed."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import comparanda
from bench.figure import Figure

STATIC = Path(comparanda.__file__).parent / "site" / "static" / "site"
STYLESHEET_KB = 20
SCRIPTS_KB = 12


def _weights(files: Iterable[Path]) -> tuple[float, float]:
    """Compressed and plain size in kB."""
    contents = [path.read_bytes() for path in files]
    return sum(len(gzip.compress(c, 9)) for c in contents) / 1000, sum(map(len, contents)) / 1000


def measure() -> Iterator[Figure]:
    for name, pattern, bar in (("stylesheet", "*.css", STYLESHEET_KB), ("scripts", "*.js", SCRIPTS_KB)):
        zipped, plain = _weights(sorted(STATIC.glob(pattern)))
        yield Figure(f"{name}, gzip", zipped, "kB", plain, "uncompressed", bar=bar)
