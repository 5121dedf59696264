"""Where an answer comes from, and how sure its compiler is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# A host must follow, and nothing that cannot stand in a link or a file: white space, quotes, control characters.
_ADDRESS = re.compile(r"https?://[^\s<>\"/\x00-\x1f\x7f-\x9f][^\s<>\"\x00-\x1f\x7f-\x9f]*", re.IGNORECASE)


class Confidence(StrEnum):
    """How sure the editors are of a compiled value. A contact point's answer has none."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Provenance(StrEnum):
    """Who gave the answer: the contact point itself, or editors who compiled it from published sources."""

    ANSWERED = "answered"
    COMPILED = "compiled"


@dataclass(frozen=True, slots=True)
class Source:
    """One source, e.g. ``Source("Foreigners Act, art. 44(8)", legal_reference="ZChRB art. 44(8)")``.

    ``url`` and ``legal_reference`` are empty where there is none; a source with neither is a claim.
    """

    title: str
    url: str = ""
    legal_reference: str = ""

    @property
    def checkable(self) -> bool:
        """True when a reader can go and look: an address on the web or a legal reference."""
        return bool(_ADDRESS.fullmatch(self.url)) or bool(self.legal_reference.strip())


def is_address(text: str) -> bool:
    """True for an http or https address without white space; nothing else may become a link."""
    return bool(_ADDRESS.fullmatch(text))
