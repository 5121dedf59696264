"""Where a concept is used: storeys above say which of their things speak of it.

Each offers a callable; the pillar does not know what a comparison is. Leaves out who may see what: the offerer shows
only what the viewer may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from comparanda.kernel.language import Spoken
from comparanda.people.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that uses a concept: what kind of thing (a lazy translation), its title and its address."""

    kind: object
    title: Spoken
    url: str


Finder = Callable[[str, Viewer, str], list[Use]]

_FINDERS: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Ask this callable too; it is given a concept's slug, the viewer and a language."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def uses(slug: str, viewer: Viewer, language: str) -> list[Use]:
    """Everything that uses the concept and that the viewer may see, in the order of the finders."""
    return [use for finder in _FINDERS for use in finder(slug, viewer, language)]
