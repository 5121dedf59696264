"""Errors sorted by what the reader can do about them."""

from __future__ import annotations

from dataclasses import dataclass

from comparanda.kernel.phrase import Sentence, told


class ComparandaError(Exception):
    """Any fault this product names itself. Its text is fit to be shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file a fault lies, e.g. ``Place("answers.csv", 12)``; ``line`` 0 is the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class ContentError(ComparandaError):
    """A content file says something that cannot be loaded; names file, line and remedy.

    ``fault`` and ``remedy`` are sentences; where a page shows them, their messages are in the catalogue and ``values``
    fill the places of both.
    """

    def __init__(self, place: Place, fault: str, remedy: str = "", /, **values: object) -> None:
        self.place, self.fault, self.remedy = place, Sentence(fault, **values), Sentence(remedy, **values)
        self.sentence = told(self.fault, self.remedy, str(place))
        super().__init__(str(self.sentence))


class ConfigurationError(ComparandaError):
    """A setting is wrong: names it, what is wrong and what would be right."""

    def __init__(self, name: str, fault: str, remedy: str) -> None:
        self.name, self.fault, self.remedy = name, fault, remedy
        super().__init__(f"{name}: {fault}; {remedy}")
