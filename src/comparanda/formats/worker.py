"""Runs a module of this package as a short-lived process: bytes in, bytes out.

Drawing and typesetting take hundreds of megabytes and keep them; a process that ends gives them back, and one that
hangs on a hostile input can be stopped. Leaves out queues and pools: whoever calls decides how many run at a time.

A worker reads its request on standard input and writes its result on standard output; a failure is told on standard
error, in words, with an exit code other than 0.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_SECONDS = 60


class WorkerError(RuntimeError):
    """The process failed, ran out of time or did not start; the message says which and why."""


def run_worker(module: str, request: bytes) -> bytes:
    """What `python -m module` answers to the request within 60 seconds; raises WorkerError."""
    environment = dict(os.environ)
    # The worker finds the package where this process found it, installed or not.
    source = str(Path(__file__).resolve().parents[2])
    environment["PYTHONPATH"] = os.pathsep.join([source, *filter(None, sys.path)])
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=request,
            capture_output=True,
            timeout=_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WorkerError(f"It was not done within {_SECONDS} seconds.") from None
    except OSError as error:
        raise WorkerError(f"The worker did not start: {error}") from error
    if done.returncode != 0 or not done.stdout:
        told = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise WorkerError(told[-1] if told else f"The worker ended with code {done.returncode}.")
    return done.stdout


def serve(answer: Callable[[bytes], bytes]) -> int:
    """Answers the one request on standard input; returns the exit code. Reads stdin, writes stdout and stderr."""
    try:
        result = answer(sys.stdin.buffer.read())
    except Exception as error:  # whatever a library raises is told to the caller, as one line
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        # A first line that ends with a colon only says that it failed; the reason stands on the second.
        print(" ".join(lines[:2]) if lines[0].endswith(":") else lines[0], file=sys.stderr)
        return 2
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0
