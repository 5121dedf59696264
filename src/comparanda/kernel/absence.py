"""Why a cell holds no value. Six reasons, in code and (by the storeys above) in words."""

from __future__ import annotations

from enum import StrEnum


class Absence(StrEnum):
    """The reason a cell is empty, from database to export."""

    NOT_ASKED = "not-asked"
    NO_ANSWER = "no-answer"
    DECLINED = "declined"
    NOT_APPLICABLE = "not-applicable"
    NOT_PUBLIC = "not-public"
    UNKNOWN = "unknown"


GIVEN_BY_RESPONDENTS = frozenset({Absence.NOT_APPLICABLE, Absence.UNKNOWN})
"""The reasons that are themselves an answer: somebody looked and says so, with sources."""
