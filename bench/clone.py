"""From a bare clone, with nothing cached, to the first comparison in a reader's hands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, seconds
from bench.ports import free_port

PROJECT = Path(__file__).resolve().parents[1]
FIRST_PAGE = "/en/compare/constitutional-review/"
BAR_SECONDS = 60
GIVE_UP_SECONDS = 600


def _bare(folder: Path) -> dict[str, str]:
    """An environment without settings of this site, without a virtual environment, and with empty package caches."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COMPARANDA_")
        and name not in ("VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS")
    }
    return kept | {"UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip")}


def _python() -> str:
    """The interpreter under this virtual environment: a newcomer has no other."""
    return str(Path(sys.base_prefix) / "bin" / "python3")


def _answers(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"make demo ended by itself with status {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise SystemExit(f"{address} did not answer in {GIVE_UP_SECONDS} s")


def _demo(folder: Path) -> None:
    """Clone, ``make demo``, read the first page, and end the server again."""
    port = free_port()
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
    server = subprocess.Popen(
        ["make", "demo", f"PORT={port}", f"PYTHON={_python()}"],
        cwd=clone,
        env=_bare(folder / "caches"),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _answers(f"http://127.0.0.1:{port}{FIRST_PAGE}", server)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _packages(folder: Path) -> None:
    """The packages alone, as the Makefile gets them."""
    environment = _bare(folder / "caches")
    place = folder / "packages"
    place.mkdir()
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        (place / name).write_bytes((PROJECT / name).read_bytes())
    for command in (
        [_python(), "-m", "venv", ".venv"],
        [".venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"],
        [".venv/bin/uv", "sync", "--frozen", "--quiet", "--no-dev", "--inexact", "--no-install-project"],
    ):
        subprocess.run(command, cwd=place, env=environment, check=True)


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="comparanda-clone-") as name:
        folder = Path(name)
        (folder / "a").mkdir()
        (folder / "b").mkdir()
        packages = seconds(lambda: _packages(folder / "a"))
        whole = seconds(lambda: _demo(folder / "b"))
    yield Figure(
        "bare clone, cold caches, to the first comparison", whole, "s", packages, "installing the packages alone",
        bar=BAR_SECONDS,
    )  # fmt: skip
