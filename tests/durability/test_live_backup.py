"""A backup taken under writing load holds everything acknowledged before it began, and a cut tail shows later."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from durability.house import KILLS, House, new_house
from durability.kills import faults_after, prepare


class Writer:
    """A writing process and what it has acknowledged so far."""

    def __init__(self, house: House) -> None:
        self.said: list[str] = []
        self.grown = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, KILLS, "write", "bg"], env=house.environment(), stdout=subprocess.PIPE, text=True
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.grown:
                self.said.append(line)
                self.grown.notify_all()
        with self.grown:
            self.grown.notify_all()

    def until(self, count: int) -> list[str]:
        """What was acknowledged, once there are ``count`` lines of it."""
        with self.grown:
            self.grown.wait_for(lambda: len(self.said) >= count or self.process.poll() is not None)
            return list(self.said)

    def stop(self) -> None:
        self.process.kill()
        self.reader.join()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def writing(house: House) -> Iterator[Writer]:
    writer = Writer(house)
    try:
        yield writer
    finally:
        writer.stop()


def faults(house: House, lines: list[str]) -> list[str]:
    with house.inside():
        return faults_after(lines)


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize(
    ("source", "target"),
    [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite")],
)
def test_backup_with_a_live_writer(source: str, target: str, tmp_path: Path) -> None:
    file = tmp_path / "site.backup"
    with new_house(source, tmp_path / "live") as live, new_house(target, tmp_path / "fresh") as fresh:
        with live.inside():
            prepare()
        with writing(live) as writer:
            before = writer.until(40)
            said = live.run("backup", file).stdout
            written_meanwhile = len(writer.until(0)) - len(before)
            after = writer.until(len(before) + written_meanwhile + 20)
        assert len(before) >= 40
        assert written_meanwhile > 0
        assert len(after) > len(before)

        fresh.call("restore", file)
        count, digest = fresh.head()
        assert f"{count} entries" in said
        assert digest in said
        assert faults(fresh, before) == []
        fresh.call("audit", "verify", "--count", str(count), "--head", digest)

        # The live site went on: its later head says what the restored one lacks.
        later_count, later = live.head()
        assert later_count > count
        cut = fresh.call("audit", "verify", "--count", str(later_count), "--head", later, expect=1)
        assert f"entry {count + 1} is missing" in cut.stderr
        assert faults(fresh, after)
