"""Documents for tests of the index."""

from __future__ import annotations

from typing import Any

from comparanda.index.core.document import Document

PUBLIC = frozenset({"public"})
NETWORK = frozenset({"public", "network"})
"""Of a reader from the network, who may read what is public too."""


def document(key: str = "answer:1", **values: Any) -> Document:
    """A public answer in English, unless the values say otherwise."""
    return Document(
        **{
            "key": key,
            "kind": "answer",
            "audiences": PUBLIC,
            "language": "en",
            "titles": {"en": f"Title of {key}"},
            "url_path": "compare/x/",
            **values,
        }
    )
