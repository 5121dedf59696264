"""What can be wrong with a vocabulary: the rules by name, and a breach of one with what to do about it.

Leaves out who finds it: `integrity` in what was read, `reading` and `columns` in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from comparanda.kernel.phrase import Sentence, phrase, told

# Controls, and the marks that turn round whatever stands behind them; the joiners and single direction marks that
# Persian, Hindi or Hebrew words need are none of these.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


class Severity(StrEnum):
    """An error must be mended before anything is loaded; a warning tells, and lets pass."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """What a fault is against: S and a number are integrity conditions of the SKOS Reference."""

    CONCEPT_OR_SCHEME = "S9"
    PLAIN_LABEL = "S12"
    DISJOINT_LABELS = "S13"
    ONE_PREFERRED = "S14"
    TAKEN_AS_CONCEPT = "S19"
    RELATION_TO_CONCEPT = "S20"
    RELATED_OR_BROADER = "S27"
    CONCEPT_OR_COLLECTION = "S37"
    DISJOINT_MATCHES = "S46"
    ONE_LITERAL_FORM = "S52"
    CYCLE = "cycle"
    RELATED_TO_ITSELF = "related-to-itself"
    ORPHAN = "orphan"
    NO_TOP = "no-top"
    UNKNOWN_TARGET = "unknown-target"
    LANGUAGE_TAG = "language-tag"
    UNTAGGED = "untagged"
    EMPTY_LABEL = "empty-label"
    CONTROL_CHARACTERS = "control-characters"
    TOO_LONG = "too-long"
    NO_PREFERRED = "no-preferred"
    SAME_LABEL = "same-label"
    SHARED_LABEL = "shared-label"
    TERM_AND_NO_TERM = "term-and-no-term"
    ADDRESS = "address"
    SAME_SLUG = "same-slug"
    MATCH_WITHIN = "match-within"
    DATE = "date"
    ROW = "row"
    LEFT_OUT = "left-out"


RULES: Mapping[Rule, str] = {
    Rule.CONCEPT_OR_SCHEME: phrase("A concept is not a scheme"),
    Rule.PLAIN_LABEL: phrase("A label is plain text"),
    Rule.DISJOINT_LABELS: phrase("A label is of one kind only"),
    Rule.ONE_PREFERRED: phrase("One preferred label a language"),
    Rule.TAKEN_AS_CONCEPT: phrase("Only concepts have relations"),
    Rule.RELATION_TO_CONCEPT: phrase("A relation leads to a concept"),
    Rule.RELATED_OR_BROADER: phrase("Related concepts are not above each other"),
    Rule.CONCEPT_OR_COLLECTION: phrase("A concept is not a collection"),
    Rule.DISJOINT_MATCHES: phrase("An exact match is not also broader, narrower or related"),
    Rule.ONE_LITERAL_FORM: phrase("A SKOS-XL label has one text"),
    Rule.CYCLE: phrase("No concept stands above itself"),
    Rule.RELATED_TO_ITSELF: phrase("No concept is related to itself"),
    Rule.ORPHAN: phrase("Every concept stands under a top concept"),
    Rule.NO_TOP: phrase("The scheme names its top concepts"),
    Rule.UNKNOWN_TARGET: phrase("Relations lead to known concepts"),
    Rule.LANGUAGE_TAG: phrase("Language tags follow BCP 47"),
    Rule.UNTAGGED: phrase("Every text names its language"),
    Rule.EMPTY_LABEL: phrase("A label can be read"),
    Rule.CONTROL_CHARACTERS: phrase("No control characters in texts"),
    Rule.TOO_LONG: phrase("Texts keep their greatest length"),
    Rule.NO_PREFERRED: phrase("Every concept has a preferred label"),
    Rule.SAME_LABEL: phrase("A label stands once"),
    Rule.SHARED_LABEL: phrase("A preferred label names one concept"),
    Rule.TERM_AND_NO_TERM: phrase("A language has a term or has none"),
    Rule.ADDRESS: phrase("Addresses are absolute"),
    Rule.SAME_SLUG: phrase("Every concept has its own short name"),
    Rule.MATCH_WITHIN: phrase("Matches lead to other schemes"),
    Rule.DATE: phrase("Dates can be read"),
    Rule.ROW: phrase("Rows fit the first line"),
    Rule.LEFT_OUT: phrase("Read but not taken over"),
}
"""Each rule as a catalogue message, for headings over its faults."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One breach of one rule, e.g. S14 at "…/concept/return": two preferred labels in Bulgarian.

    node: the identifier of the concept (or of what else is at fault), empty for the scheme or file as a whole.
    message, remedy: English as strings, and fit to be put into the reader's language; remedy may be empty.
    line: in the file, 0 where the format does not tell (RDF) or there is no file.
    """

    rule: Rule
    severity: Severity
    node: str
    message: Sentence
    remedy: Sentence
    line: int = 0

    @property
    def sentence(self) -> Sentence:
        """Line, node, message and remedy as one, to be put into the reader's language."""
        said = told(self.message, self.remedy, self.node)
        # The number of a line has no separators: it is looked for as it is.
        return (
            Sentence(phrase("line %(line)s: %(fault)s"), line=str(self.line), fault=said)
            if self.line
            else said
        )

    def __str__(self) -> str:
        return str(self.sentence)


def errors(found: Iterable[Fault]) -> list[Fault]:
    """Those that must be mended before anything is loaded."""
    return [fault for fault in found if fault.severity is Severity.ERROR]


def error(rule: Rule, node: str, message: str, remedy: str, line: int = 0, /, **values: object) -> Fault:
    """A fault that must be mended. ``message``, ``remedy``: catalogue messages, whose places ``values`` fill."""
    said, mend = Sentence(message, **values), Sentence(remedy, **values)
    return Fault(rule, Severity.ERROR, node, said, mend, line)


def warning(rule: Rule, node: str, message: str, remedy: str, line: int = 0, /, **values: object) -> Fault:
    """A fault that only tells; parameters as of `error`."""
    said, mend = Sentence(message, **values), Sentence(remedy, **values)
    return Fault(rule, Severity.WARNING, node, said, mend, line)


def shortened(text: str) -> str:
    """At most 60 characters of a text from a file, without control characters: for messages."""
    plain = CONTROL.sub("\ufffd", text)
    return plain if len(plain) <= 60 else plain[:59] + "…"
