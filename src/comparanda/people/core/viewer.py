"""Who is looking, as of one day: the value that every visibility rule takes.

Leaves out how it is found (`people.queries.viewer_for`) and what it may see (the rules of each app).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person with the roles that hold today; without any, a reader like anyone.

    Attributes:
        user_id: None for somebody who is not signed in.
        username: empty for somebody who is not signed in; "system" for the machine itself.
        member_of: codes of contact points where an appointment as member holds, e.g. {"bg"}.
        coordinator_of: codes of contact points where an appointment as coordinator holds.
        observer_of: those of both whose country is an observer of the network today.
        editor: compiles and releases.
        commission: asks, and reads network editions.
        administrator: accounts and settings; reads no unreleased answer by that role.
    """

    user_id: int | None = None
    username: str = ""
    member_of: frozenset[str] = frozenset()
    coordinator_of: frozenset[str] = frozenset()
    observer_of: frozenset[str] = frozenset()
    editor: bool = False
    commission: bool = False
    administrator: bool = False

    @property
    def contact_points(self) -> frozenset[str]:
        """Codes of all contact points that the viewer belongs to."""
        return self.member_of | self.coordinator_of

    @property
    def in_network(self) -> bool:
        """Whether the viewer belongs to the network: a contact point, the editors or the Commission."""
        return bool(self.contact_points) or self.editor or self.commission

    @property
    def signed_in(self) -> bool:
        """Whether this is a known person."""
        return self.user_id is not None

    @property
    def needs_second_factor(self) -> bool:
        """Whether this role can do enough harm that a password alone does not do: coordinators and above."""
        return bool(self.coordinator_of) or self.editor or self.commission or self.administrator


ANONYMOUS = Viewer()
"""Somebody who is not signed in."""

SYSTEM = Viewer(username="system", administrator=True)
"""The machine itself: loading content, commands of the operator. Never the viewer of a request."""
