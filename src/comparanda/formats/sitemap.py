"""The sitemap for search engines (sitemaps.org 0.9), each page with its other languages (hreflang).

Leaves out what is public and when it changed: the caller knows. A site beyond the limit of one file needs an index
of several, which is not written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from lxml import etree

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# The stubs of lxml know no default namespace (the key None).
_NAMESPACES: Any = {None: _SITEMAP, "xhtml": _XHTML}
_MOST_ADDRESSES = 50_000


class SitemapError(ValueError):
    """The sitemap would not be valid: a relative address, a naive moment, or more than 50,000 addresses."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language.

    address: absolute; modified: a day or a moment with its zone, None where unknown.
    alternates: language code (or "x-default") to absolute address, the page's own language included.
    """

    address: str
    modified: date | datetime | None = None
    alternates: Mapping[str, str] = field(default_factory=dict)


def write_sitemap(pages: Iterable[Page]) -> bytes:
    """The sitemap as XML in UTF-8; raises SitemapError."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap=_NAMESPACES)
    for count, page in enumerate(pages, start=1):
        if count > _MOST_ADDRESSES:
            raise SitemapError(f"One sitemap holds at most {_MOST_ADDRESSES} addresses.")
        element = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(element, f"{{{_SITEMAP}}}loc").text = _absolute(page.address)
        if page.modified is not None:
            etree.SubElement(element, f"{{{_SITEMAP}}}lastmod").text = _written(page.modified)
        if page.alternates and page.address not in page.alternates.values():
            # Search engines drop a set of alternates that does not name the page itself.
            raise SitemapError(f"The alternates of {page.address} do not name the page itself.")
        for language, address in page.alternates.items():
            etree.SubElement(
                element, f"{{{_XHTML}}}link", rel="alternate", hreflang=language, href=_absolute(address)
            )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _absolute(address: str) -> str:
    if not address.startswith(("https://", "http://")) or any(character.isspace() for character in address):
        raise SitemapError(f"{address!r} is not an absolute address.")
    return address


def _written(modified: date | datetime) -> str:
    if not isinstance(modified, datetime):
        return modified.isoformat()
    if modified.tzinfo is None:
        raise SitemapError(f"The moment {modified.isoformat()} names no time zone.")
    return modified.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
