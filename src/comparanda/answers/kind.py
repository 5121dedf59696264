"""What a product that rides on this pillar says of itself: its *kind* of round and what its room offers.

A new product is such a description in its ``room.py``. Leaves out anything one product alone needs:
that stays in its room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of round.

    ``name`` is the room's name. ``label`` and ``plural`` are lazy translations. ``numbered``: a round gets
    ``YYYY.N`` at launch. ``standing``: no deadline; editors' rounds that are never closed.
    ``asked_in_workspace``: coordinators may open one in the browser. ``disclaimer``: printed in every
    compilation, lazy translation.
    """

    name: str
    label: str | Promise
    plural: str | Promise
    disclaimer: str | Promise
    numbered: bool = False
    standing: bool = False
    asked_in_workspace: bool = False


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the main navigation: ``url_name`` is reversed when the page is drawn."""

    label: str | Promise
    url_name: str
    position: int


@dataclass(frozen=True, slots=True)
class Panel:
    """What a room shows on a country's page: ``template`` drawn with ``context``."""

    title: str | Promise
    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """What a room is and what it offers the others. ``name`` is its folder, label, URL namespace and prefix.

    ``urls``: dotted path of a URL module mounted under the language prefix, empty for none.
    ``country_panel``: called with a country code, a viewer, a language and today; ``None`` where it has nothing.
    ``theme_link``: called with a theme's slug and a language; address and title of its page, ``None`` if unknown.
    """

    name: str
    kind: Kind | None = None
    urls: str = ""
    menu: tuple[MenuEntry, ...] = ()
    country_panel: Callable[..., Panel | None] | None = None
    warnings: Callable[..., list[Any]] | None = None
    theme_link: Callable[[str, str], tuple[str, str] | None] | None = None


_ROOMS: dict[str, Room] = {}


class RoomMismatch(ValueError):
    """A room and its kind call themselves differently, or two rooms the same."""


def register(room: Room) -> Room:
    """Make a room known. Raises `RoomMismatch` where the names do not agree."""
    if room.kind is not None and room.kind.name != room.name:
        raise RoomMismatch(f"the room '{room.name}' describes a kind '{room.kind.name}'")
    if room.name in _ROOMS and _ROOMS[room.name] is not room:
        raise RoomMismatch(f"there is a room '{room.name}' already")
    _ROOMS[room.name] = room
    return room


def unregister(name: str) -> None:
    """Forget a room: for tests that add one."""
    _ROOMS.pop(name, None)


def rooms() -> Iterator[Room]:
    """All rooms in the order they were registered."""
    return iter(_ROOMS.values())


def kinds() -> dict[str, Kind]:
    return {room.name: room.kind for room in _ROOMS.values() if room.kind is not None}


def kind_named(name: str) -> Kind:
    """Raises `KeyError` where no room has such a kind."""
    return kinds()[name]


def room_named(name: str) -> Room:
    return _ROOMS[name]
