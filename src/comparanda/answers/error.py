"""What can go wrong when somebody acts, sorted by what they can do about it. Messages are catalogue messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comparanda.kernel.error import ComparandaError

if TYPE_CHECKING:
    from comparanda.answers.models import AnswerVersion


class Forbidden(ComparandaError):
    """The viewer may not do this; pages answer 404, as if the thing were not there."""


class Refused(ComparandaError):
    """The step is not possible as things stand. ``message`` is a catalogue message with ``values`` to fill in;
    ``field`` names the form field it belongs to, if any."""

    def __init__(self, message: str, *, field: str = "", **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message, self.field, self.values = message, field, values


class Conflict(ComparandaError):
    """Somebody else saved meanwhile. Nothing is lost: ``rival`` keeps what was sent, ``standing`` is what stands."""

    def __init__(self, standing: AnswerVersion, rival: AnswerVersion) -> None:
        super().__init__(f"{standing} was saved meanwhile; {rival} keeps the other text")
        self.standing, self.rival = standing, rival
