"""What this room hands to the index: its themes, for everyone."""

from __future__ import annotations

from collections.abc import Iterable

from comparanda.index.core.document import Document
from comparanda.rooms.themes.models import Theme

THEME = "theme"


def documents() -> Iterable[Document]:
    """Every theme."""
    for theme in Theme.objects.all():
        yield Document(
            key=f"{THEME}:{theme.slug}",
            kind=THEME,
            audiences=frozenset({"public"}),
            language="en" if "en" in theme.title else min(theme.title),
            titles=theme.title,
            texts=theme.summary,
            url_path=f"themes/{theme.slug}/",
            weight=2.5,
        )
