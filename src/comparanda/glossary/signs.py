"""Whom to tell that words have changed: what is computed from them (an index, a tagger) is then out of date.

A storey above registers its listener; the pillar does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Listener = Callable[[Sequence[str]], None]

_LISTENERS: list[Listener] = []


def on_words_changed(listener: Listener) -> None:
    """Call the listener with the slugs of changed concepts, after the change is committed."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def words_changed(slugs: Sequence[str]) -> None:
    """Tell every listener."""
    for listener in _LISTENERS:
        listener(slugs)
