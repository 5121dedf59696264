"""The hash chain: canonical form of an entry, its hash, and the check of a whole chain.

Leaves out storage, clock and transactions. A hash chain without a secret finds every altered, removed, inserted
or reordered entry behind its head; whoever can rewrite the whole table *and* its head is only found by a head
that was printed elsewhere (in a release, in a backup), which is why `verify` takes one.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""

LARGEST_INTEGER = 2**53 - 1
"""Beyond this, readers of JSON in other languages no longer see the same number."""

FAULTS_KEPT = 20
"""How many faults a verification lists; it counts them all, so that memory stays constant."""


class NotPlainError(ValueError):
    """Details of an entry hold something that has no single written form, e.g. a float or a date."""


def plain(value: object, where: str = "details") -> object:
    """The value unchanged, once it is known to read back from any database as it was written.

    Allowed are texts, integers up to 2^53-1, booleans, None, and lists and dictionaries (keys are texts) of
    these. Floats are refused because databases write them differently, NUL because PostgreSQL cannot hold it.

    Raises:
        NotPlainError: naming the place, e.g. ``details.days``.
    """
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise NotPlainError(f"{where}: integer {value} is beyond 2^53-1; write it as a text")
            return value
        case str():
            if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                raise NotPlainError(f"{where}: the text holds NUL or half a surrogate pair")
            return value
        case list() | tuple():
            return [plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
        case dict():
            for key in value:
                if not isinstance(key, str):
                    raise NotPlainError(f"{where}: key {key!r} is not a text")
                plain(key, f"{where}, key {key!r}")
            return {key: plain(item, f"{where}.{key}") for key, item in value.items()}
        case _:
            raise NotPlainError(
                f"{where}: {type(value).__name__} has no place in the audit log; write a text"
            )


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it: every column of the table but the database key.

    Attributes:
        sequence: 1 for the first entry, without gaps.
        at: when, with a zone.
        actor: a username, or "system".
        organisation: the code of the organisation acted for, e.g. "bg"; empty when none.
        event: what happened, e.g. "answers.round.launched".
        subject: what it happened to, e.g. "round:2026.1".
        details: plain values (`plain`), never contents of answers.
        previous_hash: the hash of the entry before, `GENESIS` for the first.
        hash: the hash that the table holds for this entry.
    """

    sequence: int
    at: datetime
    actor: str
    organisation: str
    event: str
    subject: str
    details: object
    previous_hash: str
    hash: str = ""

    def canonical(self) -> bytes:
        """The one written form of this entry, without its own hash: JSON in UTF-8, keys sorted, time in UTC."""
        fields = {
            "sequence": self.sequence,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor,
            "organisation": self.organisation,
            "event": self.event,
            "subject": self.subject,
            "details": self.details,
            "previous_hash": self.previous_hash,
        }
        written = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        # A tampered row may hold half a surrogate pair; it must yield some hash, not an exception.
        return written.encode("utf-8", errors="surrogatepass")

    def computed_hash(self) -> str:
        """SHA-256 of the canonical form, 64 hexadecimal digits."""
        return hashlib.sha256(self.canonical()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries, and the hash of the last (`GENESIS` when there is none).

    Printed in releases and backups, so that a tail cut off later shows.
    """

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """A head as printed, e.g. ``12:9f86…``.

        Raises:
            ValueError: the text is not a count, a colon and 64 hexadecimal digits.
        """
        count, colon, digest = text.strip().partition(":")
        well_formed = colon and count.isascii() and count.isdecimal()
        if not well_formed or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError(
                f"{text!r} is not a head of the audit log: expected count:hash, as a release prints it"
            )
        return cls(int(count), digest)


class FaultKind(Enum):
    """What is wrong at one place of the chain."""

    ALTERED = "altered"
    """The entry's contents no longer give its hash."""
    MISSING = "missing"
    """Numbers are skipped: entries were removed."""
    BROKEN = "broken"
    """The entry does not follow from the one before: something was inserted, removed, swapped or rewritten."""
    HEAD = "head"
    """The table that remembers where the chain ends disagrees with its entries."""
    CUT = "cut"
    """The chain is shorter than the printed head says."""
    REWRITTEN = "rewritten"
    """The chain is whole but is not the one whose head was printed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind and the number of the entry where it shows."""

    kind: FaultKind
    sequence: int


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of checking a chain.

    Attributes:
        head: where the entries found really end.
        fault_count: how many faults there are.
        faults: the first of them, at most `FAULTS_KEPT`.
    """

    head: Head
    fault_count: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault_count == 0


def verify(links: Iterable[Link], *, recorded: Head | None, expected: Head | None = None) -> Verification:
    """Checks entries, in the order of their numbers, in one pass and constant memory.

    Args:
        links: the entries by rising sequence.
        recorded: the head that the database keeps beside the entries; None when it keeps none.
        expected: a head printed earlier, if one is at hand.
    """
    faults: list[Fault] = []
    fault_count = 0

    def fault(kind: FaultKind, sequence: int) -> None:
        nonlocal fault_count
        fault_count += 1
        if len(faults) < FAULTS_KEPT:
            faults.append(Fault(kind, sequence))

    found = 0
    last_sequence = 0
    last_hash = GENESIS
    expected_seen = expected is None or expected.count == 0
    if expected is not None and expected.count == 0 and expected.hash != GENESIS:
        fault(FaultKind.REWRITTEN, 0)

    for link in links:
        found += 1
        if link.sequence != last_sequence + 1:
            fault(FaultKind.MISSING if link.sequence > last_sequence else FaultKind.BROKEN, link.sequence)
        computed = link.computed_hash()
        if computed != link.hash:
            fault(FaultKind.ALTERED, link.sequence)
        if link.previous_hash != last_hash:
            fault(FaultKind.BROKEN, link.sequence)
        if expected is not None and link.sequence == expected.count:
            expected_seen = True
            if computed != expected.hash:
                fault(FaultKind.REWRITTEN, link.sequence)
        last_sequence = link.sequence
        last_hash = link.hash

    if not expected_seen:
        fault(FaultKind.CUT, last_sequence + 1)
    if recorded is None:
        if found:
            fault(FaultKind.HEAD, last_sequence)
    elif recorded.count != last_sequence or recorded.hash != last_hash:
        fault(FaultKind.HEAD, max(recorded.count, last_sequence))
    return Verification(Head(found, last_hash), fault_count, tuple(faults))
