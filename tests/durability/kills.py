"""Writers that say what they have written, are killed at any moment, and are held to their word.

A writer is a process of its own with real Django on a real database: it saves drafts as the writing page does and
appends to the audit log, and names each on its pipe only once the commit has returned. Each round of ``kill`` starts two
writers, kills both with SIGKILL at a random moment, opens the database anew (which replays SQLite's write-ahead log) and
checks that everything they named is there, that the file is sound and that the audit chain verifies.

Run as a script, with ``COMPARANDA_DATA_DIR`` naming a folder of its own:

    python kills.py prepare              a network and a round to write in
    python kills.py write RESPONDENT     write until killed, naming each write on standard output
    python kills.py check                hold the database to the lines on standard input
    python kills.py kill [COUNT]         all of it, at COUNT moments (25)

Leaves out what a power cut does to a disk that lies about its cache: nothing in a process can show that.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MOMENTS = 25
"""Two writers die at each: fifty kills."""
WRITERS = ("bg", "fr")
QUESTIONS = 4
LONGEST_LIFE = 0.12
"""Seconds until a pair of writers is killed, counted from its first acknowledged write."""


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "comparanda.site.settings.base"
    import django

    django.setup()


def prepare() -> None:
    """Migrate, and launch a round that both writers answer."""
    from django.core.management import call_command
    from django.db import connection

    from factories import launched_round, make_network

    call_command("migrate", verbosity=0)
    launched_round(make_network(), asker="de.coordinator", respondents=WRITERS, types=["yes_no"] * QUESTIONS)
    connection.close()


def write(respondent: str, pipe: int, starting_pipe: int | None = None) -> NoReturn:
    """Write until killed. A line is ``draft ANSWER REVISION SERIAL`` or ``entry SEQUENCE HASH``.

    After its first write it waits for a sign on ``starting_pipe``, where there is one: SQLite does not queue writers, and
    one that writes without a pause can keep another from its first write for seconds.
    """
    from django.db import connection, transaction

    from comparanda.answers.actions.replying import Base, save_draft
    from comparanda.answers.models import Answer
    from comparanda.audit.actions import record
    from comparanda.people.models import User
    from comparanda.people.queries import today, viewer_for
    from factories import make_draft

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            modes = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")
            ]
        assert modes == [2, "wal"], modes  # every commit on the disk before it returns
    viewer = viewer_for(User.objects.get(username=f"{respondent}.coordinator"), today())
    answers = list(
        Answer.objects.filter(response__respondent__code=respondent).select_related("working").order_by("pk")
    )
    standing = {answer.pk: answer.working for answer in answers}
    serial = max((int(v.notes[0]["text"]) for v in standing.values() if v is not None), default=0)
    while True:
        for answer in answers:
            serial += 1
            saved = save_draft(
                viewer, answer, base=Base.of(standing[answer.pk]), draft=make_draft(note=str(serial))
            )
            standing[answer.pk] = saved
            os.write(pipe, f"draft {answer.pk} {saved.revision} {serial}\n".encode())
            if starting_pipe is not None:
                os.read(starting_pipe, 1)
                starting_pipe = None
            with transaction.atomic():
                entry = record(
                    "durability.write.made",
                    actor=viewer.username,
                    organisation=respondent,
                    subject=f"answer:{answer.pk}",
                    details={"serial": serial},
                )
            os.write(pipe, f"entry {entry.sequence} {entry.hash}\n".encode())


def faults_after(lines: Iterable[str]) -> list[str]:
    """What the database lacks of what was acknowledged; whatever else is wrong with it."""
    from django.db import connection

    from comparanda.answers.models import Answer
    from comparanda.audit.models import Entry
    from comparanda.audit.queries import verify

    faults: list[str] = []
    drafts: dict[int, tuple[int, int]] = {}
    entries: dict[int, str] = {}
    for line in lines:
        kind, first, *rest = line.split()
        if kind == "draft":
            drafts[int(first)] = (int(rest[0]), int(rest[1]))
        else:
            entries[int(first)] = rest[0]
    for answer in Answer.objects.filter(pk__in=drafts).select_related("working"):
        revision, serial = drafts.pop(answer.pk)
        kept = answer.working
        # The write after the last one acknowledged may have been committed as well, whole.
        if kept is None or kept.revision < revision or int(kept.notes[0]["text"]) < serial:
            faults.append(f"draft {serial} of answer {answer.pk} was acknowledged and is lost")
    faults += [f"answer {pk} is gone" for pk in drafts]
    kept_entries = dict(Entry.objects.filter(sequence__in=entries).values_list("sequence", "hash"))
    faults += [
        f"audit entry {n} was acknowledged and is lost"
        for n, h in entries.items()
        if kept_entries.get(n) != h
    ]
    faults += [str(fault) for fault in verify().faults]
    connection.close()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as file:
            faults += [
                f"integrity: {said}" for (said,) in file.execute("PRAGMA integrity_check") if said != "ok"
            ]
    return faults


def pair_killed(after: float) -> list[str]:
    """Start both writers, kill them ``after`` seconds of writing; returns what they acknowledged."""
    writers: list[tuple[int, int]] = []
    waiting, starting = os.pipe()
    for respondent in WRITERS:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                write(respondent, writing, waiting)
            finally:
                os._exit(70)  # only a fault leads here: a writer ends by being killed
        os.close(writing)
        writers.append((child, reading))
    said = [os.read(reading, 4096) for _, reading in writers]
    os.write(starting, b"." * len(writers))
    time.sleep(after)
    for child, _ in writers:
        os.kill(child, signal.SIGKILL)
    os.close(waiting)
    os.close(starting)
    lines: list[str] = []
    for (child, reading), first in zip(writers, said, strict=True):
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            raise SystemExit(f"a writer ended by itself, status {os.waitstatus_to_exitcode(status)}")
        text = first
        while block := os.read(reading, 1 << 16):
            text += block
        os.close(reading)
        # A line is shorter than a pipe's atomic write, so a last one without its end cannot be.
        lines += text.decode().splitlines()
    return lines


def kill(count: int) -> int:
    """Kill ``count`` pairs of writers; prints what came of it as JSON. Exit status 1 where anything was lost."""
    moments = random.Random(20260726)
    acknowledged = 0
    faults: list[str] = []
    latest: dict[str, str] = {}
    for _ in range(count):
        lines = pair_killed(moments.uniform(0, LONGEST_LIFE))
        acknowledged += len(lines)
        # Earlier rounds are held to as well: the last word on each draft, and every entry by the chain.
        latest.update({line.rsplit(" ", 2)[0] if line.startswith("draft") else line: line for line in lines})
        faults += faults_after(latest.values())
        latest = {key: line for key, line in latest.items() if key.startswith("draft")}
        if faults:
            break
    print(
        json.dumps(
            {"moments": count, "killed": count * len(WRITERS), "acknowledged": acknowledged, "faults": faults}
        )
    )
    return 1 if faults else 0


def main(arguments: list[str]) -> int:
    set_up()
    match arguments:
        case ["prepare"]:
            prepare()
        case ["write", respondent]:
            write(respondent, sys.stdout.fileno())
        case ["check"]:
            faults = faults_after(sys.stdin.read().splitlines())
            print("\n".join(faults))
            return 1 if faults else 0
        case ["kill", *rest]:
            prepare()
            return kill(int(rest[0]) if rest else MOMENTS)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
