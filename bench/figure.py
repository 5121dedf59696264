"""One measured figure, how it is judged, and the table of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit, what it is held against in the same run, and the bar that it has to keep.

    ``baseline`` ``None``: there is nothing to hold it against. ``bar_ratio``: the most times the baseline; ``bar``: the
    most in its own unit; both ``None``: only told. ``guide``: missing the bar is told but fails nothing, since it
    depends on the machine.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    bar: float | None = None
    bar_ratio: float | None = None
    guide: bool = False
    higher_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def kept(self) -> bool | None:
        """Whether the bar is kept; ``None`` without one."""
        if self.bar_ratio is not None and self.ratio is not None:
            measured, bar = self.ratio, self.bar_ratio
        elif self.bar is not None:
            measured, bar = self.value, self.bar
        else:
            return None
        return measured >= bar if self.higher_is_better else measured <= bar

    @property
    def verdict(self) -> str:
        words = {None: "", True: "pass", False: "over" if self.guide else "FAIL"}
        return words[self.kept] + (" (guide)" if self.guide and self.kept is not None else "")

    @property
    def bar_words(self) -> str:
        sign = "≥" if self.higher_is_better else "≤"
        if self.bar_ratio is not None:
            return f"{sign} {self.bar_ratio:g} × baseline"
        return f"{sign} {self.bar:g} {self.unit}".strip() if self.bar is not None else ""


def amount(value: float, unit: str) -> str:
    """A figure with as many digits as mean something."""
    digits = 0 if value == int(value) and value >= 10 else 1 if value >= 10 else 2
    if unit in ("queries", "requests/s"):
        digits = 0
    if not unit and value < 10:
        # A score from 0 to 1.
        digits = 3
    return f"{value:,.{digits}f} {unit}".strip()


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table that is also readable in a terminal."""
    head = ["figure", "value", "baseline", "ratio", "bar", ""]
    rows = [
        [
            f.name,
            amount(f.value, f.unit),
            f"{amount(f.baseline, f.unit)} ({f.baseline_name})" if f.baseline is not None else "–",
            (f"{f.ratio:.2f}" if f.ratio >= 0.1 else f"{f.ratio:.4f}") if f.ratio is not None else "–",
            f.bar_words or "–",
            f.verdict or "–",
        ]
        for f in figures
    ]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, rule, *rows]
    )


def seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def interleaved(runs: int, *actions: Callable[[], object]) -> list[float]:
    """The median seconds of each action, run in turn so that noise of the machine falls on all alike.

    The first turn warms up and is not counted.
    """
    times: list[list[float]] = [[] for _ in actions]
    for turn in range(runs + 1):
        for index, action in enumerate(actions):
            taken = seconds(action)
            if turn:
                times[index].append(taken)
    return [statistics.median(taken) for taken in times]


def processor(runs: int, action: Callable[[], object]) -> float:
    """The median seconds of the processor for an action in this process: what others do hardly touches it."""
    action()
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)
