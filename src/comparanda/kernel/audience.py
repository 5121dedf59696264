"""Who may read an answer. Leaves out *when*: that is the table of states in ``answers.core.visibility``."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """The widest circle an answer may reach. Nothing crosses it."""

    PUBLIC = "public"
    NETWORK = "network"
    OWN_TEAM = "own-team"

    def reaches(self, edition: Audience) -> bool:
        """True when an answer of this audience may stand in an edition made for ``edition``.

        A public answer stands in every edition, a network answer in network editions only, an
        answer for the own team in none.
        """
        order = [Audience.OWN_TEAM, Audience.NETWORK, Audience.PUBLIC]
        return edition is not Audience.OWN_TEAM and order.index(self) >= order.index(edition)
