"""Markdown, a subset, to safe HTML: paragraphs, emphasis, lists, links, quotes. No HTML of users ever."""

from __future__ import annotations

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "em", "strong", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "br", "code"}


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["image", "html_block", "html_inline"]
    )


def to_html(text: str) -> SafeString:
    """Rendered and sanitised twice over: the reader passes no HTML, the cleaner admits only listed tags."""
    rendered = _reader().render(text)
    return mark_safe(
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener",
        )
    )
