"""News as an Atom feed (RFC 4287): what was released, newest first as the caller orders it.

Leaves out feed discovery, paging and every address: all of them come from the caller, absolute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from comparanda.formats.text import one_line, storable

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# The stubs of lxml know no default namespace (the key None).
_NAMESPACES: Any = {None: _ATOM}
_ABSOLUTE = ("https://", "http://", "urn:", "tag:")


class FeedError(ValueError):
    """The feed would not be valid: the message says which part lacks what."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news.

    id: an absolute, lasting identifier, e.g. the address of an edition; title: one line; url: the page to read.
    updated, published: moments with their zone; published may be unknown.
    summary: plain text; language: of title and summary where it is not the feed's; author: where not the feed's.
    categories: (term, label) pairs, e.g. ("labour-migration", "Labour migration").
    """

    id: str
    title: str
    url: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    language: str | None = None
    author: str | None = None
    categories: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """The frame of a feed; every field is text in the reader's language or an absolute address.

    updated: with its zone; the newest entry's moment is taken where that is later.
    """

    id: str
    title: str
    self_url: str
    page_url: str
    updated: datetime
    author: str
    language: str
    subtitle: str = ""
    rights: str = ""


def write_atom(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The feed as XML in UTF-8; raises FeedError for a relative address, a naive moment, an empty or repeated id."""
    entries = list(entries)
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMESPACES)
    root.set(_XML_LANGUAGE, feed.language)
    where = f"feed {feed.id!r}"
    _text(root, "id", _absolute(feed.id, where))
    _text(root, "title", _needed(feed.title, where))
    if feed.subtitle:
        _text(root, "subtitle", one_line(feed.subtitle))
    _text(root, "updated", _moment(max([feed.updated, *(entry.updated for entry in entries)]), where))
    _link(root, "self", feed.self_url, "application/atom+xml", where)
    _link(root, "alternate", feed.page_url, "text/html", where)
    _author(root, _needed(feed.author, where))
    if feed.rights:
        _text(root, "rights", one_line(feed.rights))
    _text(root, "generator", "Comparanda")

    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise FeedError(f"Two entries have the id {entry.id!r}.")
        seen.add(entry.id)
        _add_entry(root, entry)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add_entry(root: etree._Element, entry: Entry) -> None:
    where = f"entry {entry.id!r}"
    element = etree.SubElement(root, f"{{{_ATOM}}}entry")
    if entry.language:
        element.set(_XML_LANGUAGE, entry.language)
    _text(element, "id", _absolute(entry.id, where))
    _text(element, "title", _needed(entry.title, where))
    _link(element, "alternate", entry.url, "text/html", where)
    if entry.published:
        _text(element, "published", _moment(entry.published, where))
    _text(element, "updated", _moment(entry.updated, where))
    if entry.author:
        _author(element, one_line(entry.author))
    for term, label in entry.categories:
        etree.SubElement(element, f"{{{_ATOM}}}category", term=one_line(term), label=one_line(label))
    if entry.summary:
        _text(element, "summary", storable(entry.summary))


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _author(parent: etree._Element, name: str) -> None:
    _text(etree.SubElement(parent, f"{{{_ATOM}}}author"), "name", name)


def _link(parent: etree._Element, relation: str, address: str, media_type: str, where: str) -> None:
    etree.SubElement(
        parent, f"{{{_ATOM}}}link", rel=relation, href=_absolute(address, where), type=media_type
    )


def _absolute(address: str, where: str) -> str:
    if not address.startswith(_ABSOLUTE) or any(character.isspace() for character in address):
        raise FeedError(f"In the {where}: {address!r} is not an absolute address.")
    return storable(address)


def _needed(text: str, where: str) -> str:
    line = one_line(text)
    if not line:
        raise FeedError(f"In the {where}: a title or author is empty.")
    return line


def _moment(moment: datetime, where: str) -> str:
    if moment.tzinfo is None:
        raise FeedError(f"In the {where}: the moment {moment.isoformat()} names no time zone.")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
