"""What the journeys stand on: the demo served on this machine, and Chromium.

The server is one a test worker and lives as long as it; the browser lives as long as a module, because its event
loop would keep Django's own database calls of later modules from running.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from durability.house import House, copy_of
from journeys.visits import Visitor

READY_TRIES = 1200
PAUSE_SECONDS = 0.1


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urlopen(address) as response:
            return bool(response.status == 200)
    except (URLError, ConnectionError):
        return False


@pytest.fixture(scope="session")
def site(starter_site: tuple[House, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the demo, e.g. ``http://127.0.0.1:41234``. It has its own folder and knows nothing of the tests' settings.

    The content is there already, and the index of it, so that the demo adds no more than its accounts: else each worker's
    demo would spend minutes on the meaning of texts while browsers wait.
    """
    folder = tmp_path_factory.mktemp("demo")
    copy_of(starter_site[0], folder / "data")
    port = _free_port()
    mine = {key: value for key, value in os.environ.items() if not key.startswith(("COMPARANDA_", "DJANGO_"))}
    mine["COMPARANDA_DATA_DIR"] = str(folder / "data")
    comparanda = [sys.executable, "-c", "from comparanda.site.commands import main; main()"]
    subprocess.run(
        [*comparanda, "index", "rebuild", "--quiet"], env=mine | {"COMPARANDA_DEMO": "1"}, check=True
    )
    said = folder / "said"
    with said.open("wb") as output:
        server = subprocess.Popen(
            [*comparanda, "demo", "--port", str(port)],
            env=mine,
            cwd=Path(__file__).parents[2],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        for _try in range(READY_TRIES):
            if server.poll() is not None or _answers(f"http://127.0.0.1:{port}/healthz"):
                break
            time.sleep(PAUSE_SECONDS)
        else:
            pytest.fail(f"the demo did not answer:\n{said.read_text()}")
        if server.poll() is not None:
            pytest.fail(f"the demo ended by itself:\n{said.read_text()}")
        yield f"http://127.0.0.1:{port}"
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A browser for the tests of one module. Skips where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no browser: there is no 'chromium' on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="no browser: playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site: str) -> Iterator[Callable[..., Visitor]]:  # type: ignore[no-untyped-def]
    """Opens visitors, each with cookies of their own; see `Visitor` for what can be chosen.

    At the end none of them may have met a fault in a script or anything that the content policy forbids.
    """
    visitors: list[Visitor] = []

    def opened(**choices: object) -> Visitor:
        visitors.append(Visitor(chromium, site, **choices))
        return visitors[-1]

    yield opened
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.leave()
    assert not faults, "\n".join(faults)
