"""Requests a second of pages under the real server, beside a static file from the same server.

The client runs on the same machine and takes its share of it, so that only the ratio says something.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.figure import Figure
from bench.ports import free_port

CONNECTIONS = 4
TURNS = 3
TURN_SECONDS = 2.0
PAGES = {"home page": "/en/", "one comparison": "/en/compare/constitutional-review/", "a file of 1 kB": ""}


def _requests_per_second(port: int, path: str) -> float:
    """Successful requests a second over some connections that are kept open."""
    counts = [0] * CONNECTIONS
    until = time.monotonic() + TURN_SECONDS

    def ask(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"{path}: {response.status}")
            counts[index] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(CONNECTIONS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun)


def _up(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not come up")


@contextmanager
def served(environment: Mapping[str, str], workers: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The real server over a prepared site: its port and its process, which ends with the block."""
    command = str(Path(sys.executable).with_name("comparanda"))
    port = free_port()
    server = subprocess.Popen(
        [command, "serve", "--port", str(port), "--workers", str(workers)],
        env={**environment, "COMPARANDA_SITE_URL": f"http://127.0.0.1:{port}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _up(port, server)
        yield port, server
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def measure() -> Iterator[Figure]:
    command = str(Path(sys.executable).with_name("comparanda"))
    with tempfile.TemporaryDirectory(prefix="comparanda-serving-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPARANDA_")}
        environment = kept | {"COMPARANDA_DEMO": "1", "COMPARANDA_DATA_DIR": folder}
        subprocess.run(
            [command, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        static = sorted((Path(folder) / "static" / "site").glob("favicon.*.svg"))[0]
        paths = PAGES | {"a file of 1 kB": f"/static/site/{static.name}"}
        with served(environment, 2) as (port, _server):
            measured: dict[str, list[float]] = {name: [] for name in paths}
            for turn in range(TURNS + 1):
                for name, path in paths.items():
                    rate = _requests_per_second(port, path)
                    if turn:
                        measured[name].append(rate)
    rates = {name: sorted(values)[len(values) // 2] for name, values in measured.items()}
    size = "a small static file"
    for name in ("home page", "one comparison"):
        yield Figure(f"{name}, 2 workers", rates[name], "requests/s", rates["a file of 1 kB"], size)
