"""What subjects are called in a file, and in which order they stand."""

from __future__ import annotations

from dataclasses import replace

from comparanda.answers.exports.edition import Edition
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Grid, Subject


def subject_name(subject: Subject, language: str) -> str:
    """What readers call a subject; its code where it is not a country."""
    return country_name(subject.code, language) if subject.kind == "country" else subject.code


def is_observer(edition: Edition, subject: Subject) -> bool:
    """Whether a subject is counted apart."""
    return subject.kind == "country" and subject.code in edition.observers


def arranged(edition: Edition, grid: Grid, language: str) -> Grid:
    """The grid in the order people read it: by name in their language, observers after all others."""
    rows = sorted(
        zip(grid.subjects, grid.cells, strict=True),
        key=lambda row: (is_observer(edition, row[0]), subject_name(row[0], language).casefold()),
    )
    return replace(grid, subjects=tuple(s for s, _ in rows), cells=tuple(c for _, c in rows))
