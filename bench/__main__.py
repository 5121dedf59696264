"""Runs benchmarks by name, all of them without one, and prints their table. Exit status 1 where a bar is missed."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import date

from bench import clone, files, index, memory, page, retrieval, serving, tagging, weight
from bench.figure import Figure, table
from bench.ground import own_site

ON_GROUND = {
    "page": page.measure,
    "files": files.measure,
    "retrieval": retrieval.measure,
    "index": index.measure,
}
ALONE = {
    "tagging": tagging.measure,
    "weight": weight.measure,
    "serving": serving.measure,
    "memory": memory.measure,
    "clone": clone.measure,
}


def load() -> str:
    """How many processes wanted a core in the last minute: figures of a busy machine are not those of a free one."""
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"


def circumstances() -> str:
    return f"{date.today():%Y-%m-%d}, Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"


def main(names: list[str]) -> int:
    known = [*ON_GROUND, *ALONE]
    if unknown := [name for name in names if name not in known]:
        print(f"bench: there is no '{unknown[0]}'; there are {', '.join(known)}", file=sys.stderr)
        return 2
    wanted = names or known
    before = load()
    figures: list[Figure] = []

    def run(name: str, measure: Callable[[], Iterator[Figure]]) -> None:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures.extend(measure())

    if grounded := [name for name in ON_GROUND if name in wanted]:
        with own_site():
            for name in grounded:
                run(name, ON_GROUND[name])
    for name in ALONE:
        if name in wanted:
            run(name, ALONE[name])
    print(f"{circumstances()}, {before} when it began and {load()} when it ended\n")
    print(table(figures))
    missed = [figure.name for figure in figures if figure.kept is False and not figure.guide]
    for name in missed:
        print(f"bench: missed: {name}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
