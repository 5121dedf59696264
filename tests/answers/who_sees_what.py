"""The table of who sees what, when, written out by hand from the design's page of visibility: what the code is held
against. It shares no line with the code.

A cell is ``+`` (yes), ``-`` (no), or the circumstances of which one is enough: ``r`` the role's own contact point has
submitted or declined, ``c`` the round is closed, ``o`` the round includes observers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How the round stands. ``responded``: contact points that submitted or declined."""

    responded: frozenset[str] = frozenset()
    closed: bool = False
    observers: bool = False


PEOPLE = {
    "reader": "reader",
    "signed in": "outsider",
    "own coordinator": "bg.coordinator",
    "own member, given": "bg.labour",
    "own member, not given": "bg.asylum",
    "asker": "fr.coordinator",
    "asker's member": "fr.officer",
    "asked coordinator": "de.coordinator",
    "asked member": "de.officer",
    "unasked coordinator": "at.coordinator",
    "unasked member": "at.officer",
    "asked observer": "no.coordinator",
    "asked observer's member": "no.officer",
    "unasked observer": "ge.coordinator",
    "editor": "editor",
    "commission": "commission",
    "administrator": "admin",
}
"""Role to the person of `factories.make_network` who has it in a round that France puts to BG, DE and NO."""

ANSWERED = """
role                    | drafting | submitted | network | public
reader                  | -        | -         | -       | +
signed in               | -        | -         | -       | +
own coordinator         | +        | +         | +       | +
own member, given       | +        | +         | +       | +
own member, not given   | -        | +         | +       | +
asker                   | -        | +         | +       | +
asker's member          | -        | -         | +       | +
asked coordinator       | -        | rc        | +       | +
asked member            | -        | rc        | +       | +
unasked coordinator     | -        | -         | +       | +
unasked member          | -        | -         | +       | +
asked observer          | -        | rc        | rco     | +
asked observer's member | -        | rc        | rco     | +
unasked observer        | -        | -         | o       | +
editor                  | -        | +         | +       | +
commission              | -        | +         | +       | +
administrator           | -        | -         | -       | +
"""
"""A contact point's answer with audience *public*. Its own contact point has submitted from the second column on, so
that a member reads there what was not given to it."""

COMPILED = """
role                    | drafting | submitted | network | public
reader                  | -        | -         | -       | +
signed in               | -        | -         | -       | +
own coordinator         | -        | -         | +       | +
own member, given       | -        | -         | +       | +
own member, not given   | -        | -         | +       | +
asker                   | -        | -         | +       | +
asker's member          | -        | -         | +       | +
asked coordinator       | -        | -         | +       | +
asked member            | -        | -         | +       | +
unasked coordinator     | -        | -         | +       | +
unasked member          | -        | -         | +       | +
asked observer          | -        | -         | o       | +
asked observer's member | -        | -         | o       | +
unasked observer        | -        | -         | o       | +
editor                  | +        | +         | +       | +
commission              | -        | -         | +       | +
administrator           | -        | -         | -       | +
"""
"""An answer that the editors compiled, with audience *public*. *Own* here has no meaning of its own: Bulgaria's people
are contact points like others."""

ROUND = """
role                    | draft | launched | network | public
reader                  | -     | -        | -       | +
signed in               | -     | -        | -       | +
own coordinator         | -     | +        | +       | +
own member, given       | -     | +        | +       | +
own member, not given   | -     | +        | +       | +
asker                   | +     | +        | +       | +
asker's member          | -     | -        | +       | +
asked coordinator       | -     | +        | +       | +
asked member            | -     | +        | +       | +
unasked coordinator     | -     | -        | +       | +
unasked member          | -     | -        | +       | +
asked observer          | -     | +        | +       | +
asked observer's member | -     | +        | +       | +
unasked observer        | -     | -        | o       | +
editor                  | +     | +        | +       | +
commission              | -     | +        | +       | +
administrator           | -     | +        | +       | +
"""
"""Title, background and questions; *network* and *public*: with an edition that was not withdrawn."""

DECLINE = """
role                    | submitted | network
reader                  | -         | -
signed in               | -         | -
own coordinator         | +         | +
own member, given       | +         | +
own member, not given   | +         | +
asker                   | +         | +
asker's member          | -         | +
asked coordinator       | -         | +
asked member            | -         | +
unasked coordinator     | -         | +
unasked member          | -         | +
asked observer          | -         | o
asked observer's member | -         | o
unasked observer        | -         | o
editor                  | +         | +
commission              | +         | +
administrator           | -         | -
"""
"""That Bulgaria declined, and why. The public edition never says so."""

NETWORK_EDITION = """
role                    | edition
reader                  | -
signed in               | -
own coordinator         | +
own member, given       | +
own member, not given   | +
asker                   | +
asker's member          | +
asked coordinator       | +
asked member            | +
unasked coordinator     | +
unasked member          | +
asked observer          | o
asked observer's member | o
unasked observer        | o
editor                  | +
commission              | +
administrator           | -
"""

BEHIND_THE_ANSWER = """
role                    | clarifications | comments | response | answer | steer
reader                  | -              | -        | -        | -      | -
signed in               | -              | -        | -        | -      | -
own coordinator         | +              | +        | +        | +      | -
own member, given       | +              | +        | +        | +      | -
own member, not given   | +              | -        | +        | -      | -
asker                   | +              | -        | -        | -      | +
asker's member          | -              | -        | -        | -      | -
asked coordinator       | -              | -        | -        | -      | -
asked member            | -              | -        | -        | -      | -
unasked coordinator     | -              | -        | -        | -      | -
unasked member          | -              | -        | -        | -      | -
asked observer          | -              | -        | -        | -      | -
asked observer's member | -              | -        | -        | -      | -
unasked observer        | -              | -        | -        | -      | -
editor                  | +              | -        | -        | -      | +
commission              | -              | -        | -        | -      | -
administrator           | -              | -        | -        | -      | -
"""
"""Around Bulgaria's answer: messages with the asker, comments of national review, the workspace pages. Comments follow
the answer they speak of: a member reads those on the questions given to it."""

BEHIND_THE_COMPILED_ANSWER = """
role                    | comments | response | answer
reader                  | -        | -        | -
signed in               | -        | -        | -
own coordinator         | -        | -        | -
own member, given       | -        | -        | -
own member, not given   | -        | -        | -
asker                   | -        | -        | -
asker's member          | -        | -        | -
asked coordinator       | -        | -        | -
asked member            | -        | -        | -
unasked coordinator     | -        | -        | -
unasked member          | -        | -        | -
asked observer          | -        | -        | -
asked observer's member | -        | -        | -
unasked observer        | -        | -        | -
editor                  | +        | +        | +
commission              | -        | -        | -
administrator           | -        | -        | -
"""


def column(table: str, name: str) -> dict[str, str]:
    """Role to its cell in one column."""
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    index = header.index(name)
    return {row[0]: row[index] for row in rows}


def those_who_see(table: str, name: str, now: Circumstances = Circumstances()) -> set[str]:
    """The roles for which one column of a table says yes as things stand."""
    return {role for role, cell in column(table, name).items() if _holds(cell, role, now)}


def _holds(cell: str, role: str, now: Circumstances) -> bool:
    contact_point = PEOPLE[role].partition(".")[0]
    return (
        cell == "+"
        or ("r" in cell and contact_point in now.responded)
        or ("c" in cell and now.closed)
        or ("o" in cell and now.observers)
    )


def readers(phase: str, audience: str, now: Circumstances, *, compiled: bool = False) -> set[str]:
    """The roles that read an answer in full. *Network*: the public edition reaches nobody more. *Own team*: only
    those who have it while it is drafted, and the whole own contact point once it was submitted."""
    table = COMPILED if compiled else ANSWERED
    if audience == "own-team":
        own = {"editor"} if compiled else {role for role in PEOPLE if role.startswith("own ")}
        return those_who_see(table, phase, now) & own
    if audience == "network" and phase == "public":
        # A version in a public edition is in the hands of the network already, or reaches it with that edition.
        return those_who_see(table, "network", now)
    return those_who_see(table, phase, now)


def those_told(phase: str, audience: str, now: Circumstances, *, compiled: bool = False) -> set[str]:
    """The roles that learn that there is an answer but not which: whom a public one would have reached."""
    return readers(phase, "public", now, compiled=compiled) - readers(phase, audience, now, compiled=compiled)
