"""Marks English message identifiers in plain Python for the catalogue. The storeys that know the
reader's language translate them; this one only makes them findable for the extractor."""

from __future__ import annotations


def phrase(message: str) -> str:
    """Return ``message`` unchanged; the extractor collects its argument."""
    return message


def counted(singular: str, plural: str) -> tuple[str, str]:
    """Return both forms unchanged; the extractor collects them as a plural entry."""
    return singular, plural
