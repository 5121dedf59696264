"""What the storeys above hand to the index: documents, annotators of text, expanders of queries.

Each registers once, from ``ready()`` of its Django application. Leaves out what a concept is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from comparanda.index.core.document import Document

_TOKEN = re.compile(r"[a-z][a-z0-9]*:[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Annotation:
    """``text[start:end]`` names what ``token`` stands for, e.g. ``Annotation(0, 9, "country:DE")``.

    ``token`` is a kind, a colon and a slug or code. Raises ValueError for anything else.
    """

    start: int
    end: int
    token: str

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError(f"{self.token!r} is not a token: expected kind:slug")
        if not 0 <= self.start < self.end:
            raise ValueError(f"{self.token}: {self.start} to {self.end} is not a stretch of text")


Annotator = Callable[[str, str], Iterable[Annotation]]
"""Text and its language to what is named in it. Called for every text indexed, and for a query in each language that it
may be in; overlaps are allowed."""

Expander = Callable[[str], Iterable[tuple[str, float]]]
"""A token of a query to tokens that stand near it, each with how near, more than 0 and at most 1."""

Provider = Callable[[], Iterable[Document]]
"""All documents of one room, made while they are asked for."""

_annotators: dict[str, Annotator] = {}
_expanders: dict[str, Expander] = {}
_providers: dict[str, Provider] = {}


def register_provider(name: str, documents: Provider) -> None:
    """A rebuild asks ``documents`` for all it has. The same name replaces."""
    _providers[name] = documents


def register_annotator(name: str, annotator: Annotator) -> None:
    """Texts and queries are annotated by it from now on. The same name replaces."""
    _annotators[name] = annotator


def register_expander(name: str, expander: Expander) -> None:
    """Queries are expanded by it from now on. The same name replaces."""
    _expanders[name] = expander


def withdraw(name: str) -> None:
    """Take back everything registered under the name."""
    for register in (_providers, _annotators, _expanders):
        register.pop(name, None)


def providers() -> Mapping[str, Provider]:
    """By name, in the order of registration."""
    return dict(_providers)


def annotators() -> tuple[Annotator, ...]:
    """In the order of registration."""
    return tuple(_annotators.values())


def expanders() -> tuple[Expander, ...]:
    """In the order of registration."""
    return tuple(_expanders.values())
