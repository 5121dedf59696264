"""What can go wrong when somebody changes words, sorted by what they can do about it. Messages are catalogue messages."""

from __future__ import annotations

from comparanda.kernel.error import ComparandaError


class Forbidden(ComparandaError):
    """The viewer may not do this; pages answer 404, as if the thing were not there."""


class Refused(ComparandaError):
    """The step is not possible as things stand. ``message`` is a catalogue message with ``values`` to fill in,
    among them sentences, which have their own messages (`kernel.phrase.Sentence`)."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message, self.values = message, values
