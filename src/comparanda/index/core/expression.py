"""What the index is asked, as a tree that knows no database's syntax. Each engine writes it in its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Which kind of token is looked for. Each exists for the title and for the text."""

    WORDS = "words"
    LEMMAS = "lemmas"
    SENSES = "senses"
    CONCEPTS = "concepts"


@dataclass(frozen=True, slots=True)
class Term:
    """A token, or several beside each other; several only in `Field.WORDS`."""

    tokens: tuple[str, ...]
    field: Field = Field.WORDS


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts. Never empty."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of the parts. Never empty."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What is kept, unless it has something of the excluded."""

    kept: Expression
    excluded: Expression


Expression = Term | AnyOf | AllOf | Without


def any_of(parts: list[Expression]) -> Expression:
    """At least one of the parts, each once; one part alone is itself."""
    single = tuple(dict.fromkeys(parts))
    return single[0] if len(single) == 1 else AnyOf(single)


def all_of(parts: list[Expression]) -> Expression:
    """Each of the parts; one part alone is itself."""
    single = tuple(dict.fromkeys(parts))
    return single[0] if len(single) == 1 else AllOf(single)


def terms(expression: Expression) -> list[Term]:
    """Every term that counts towards a match, each once; excluded ones do not."""
    match expression:
        case Term():
            return [expression]
        case Without(kept, _):
            return terms(kept)
        case AnyOf(parts) | AllOf(parts):
            return list(dict.fromkeys(term for part in parts for term in terms(part)))
