"""What a writer acknowledged survives its being killed, and the check that says so can say no."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from durability.house import KILLS, new_house
from durability.kills import MOMENTS, faults_after, prepare


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_acknowledged_writes_survive_kill_9(vendor: str, tmp_path: Path) -> None:
    with new_house(vendor, tmp_path / "site") as house:
        done = subprocess.run(
            [sys.executable, KILLS, "kill", str(MOMENTS)],
            env=house.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        outcome = json.loads(done.stdout)
        assert outcome["faults"] == []
        assert outcome["killed"] == 2 * MOMENTS == 50
        # Two writers whose first words are waited for, at every moment.
        assert outcome["acknowledged"] >= 2 * MOMENTS


@pytest.mark.usefixtures("databases")
def test_a_lost_write_is_told(tmp_path: Path) -> None:
    with new_house("sqlite", tmp_path / "site") as house:
        environment = house.environment()
        with house.inside():
            prepare()
        with subprocess.Popen(
            [sys.executable, KILLS, "write", "bg"], env=environment, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline() for _ in range(40)]
            writer.kill()
            said += writer.stdout.readlines()
        with house.inside():
            assert faults_after(said) == []
        with closing(sqlite3.connect(house.file)) as database:
            database.execute('UPDATE answers_answerversion SET revision = 1, notes = \'[{"text": "1"}]\'')
            database.execute(
                "DELETE FROM audit_entry WHERE sequence = (SELECT max(sequence) FROM audit_entry)"
            )
            database.commit()
        found = subprocess.run(
            [sys.executable, KILLS, "check"],
            env=environment,
            input="".join(said),
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 1
        assert "draft" in found.stdout
        assert "audit entry" in found.stdout
        assert "HEAD" in found.stdout
