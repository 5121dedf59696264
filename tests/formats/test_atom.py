"""Atom: a valid feed, and what would make it invalid is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from comparanda.formats.atom import Entry, Feed, FeedError, write_atom
from formats.examples import HOSTILE

FEED = Feed(
    id="https://example.org/feeds/releases.atom",
    title="Releases",
    self_url="https://example.org/feeds/releases.atom",
    page_url="https://example.org/en/compare/",
    updated=datetime(2026, 11, 1, tzinfo=UTC),
    author="Comparanda",
    language="en",
)
ENTRY = Entry(
    id="https://example.org/en/compare/labour-access/editions/2/",
    title="Достъп до пазара на труда & <b>",
    url="https://example.org/en/compare/labour-access/editions/2/",
    updated=datetime(2026, 11, 12, 11, 30, tzinfo=timezone(timedelta(hours=2))),
    published=datetime(2026, 11, 12, 9, tzinfo=UTC),
    summary="Two states corrected their answers.",
    language="bg",
    categories=[("labour-migration", "Labour migration")],
)

GOLDEN = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>https://example.org/feeds/releases.atom</id>
  <title>Releases</title>
  <updated>2026-11-12T09:30:00Z</updated>
  <link rel="self" href="https://example.org/feeds/releases.atom" type="application/atom+xml"/>
  <link rel="alternate" href="https://example.org/en/compare/" type="text/html"/>
  <author>
    <name>Comparanda</name>
  </author>
  <generator>Comparanda</generator>
  <entry xml:lang="bg">
    <id>https://example.org/en/compare/labour-access/editions/2/</id>
    <title>Достъп до пазара на труда &amp; &lt;b&gt;</title>
    <link rel="alternate" href="https://example.org/en/compare/labour-access/editions/2/" type="text/html"/>
    <published>2026-11-12T09:00:00Z</published>
    <updated>2026-11-12T09:30:00Z</updated>
    <category term="labour-migration" label="Labour migration"/>
    <summary>Two states corrected their answers.</summary>
  </entry>
</feed>
"""


def test_feed_is_as_agreed() -> None:
    assert write_atom(FEED, [ENTRY]).decode() == GOLDEN


def test_feed_without_entries_keeps_its_moment() -> None:
    root = etree.fromstring(write_atom(FEED, []))
    assert root.findtext("{http://www.w3.org/2005/Atom}updated") == "2026-11-01T00:00:00Z"


def test_hostile_text_stays_text() -> None:
    root = etree.fromstring(write_atom(FEED, [replace(ENTRY, title=HOSTILE, summary=HOSTILE)]))
    assert root.findall(".//{*}script") == []


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, id="/relative"),
        replace(ENTRY, url="javascript:alert(1)"),
        replace(ENTRY, title=" \x00"),
        replace(ENTRY, published=datetime(2026, 1, 1)),
    ],
)
def test_invalid_entry_is_refused(entry: Entry) -> None:
    with pytest.raises(FeedError):
        write_atom(FEED, [entry])


def test_repeated_id_is_refused() -> None:
    with pytest.raises(FeedError, match="Two entries"):
        write_atom(FEED, [ENTRY, ENTRY])
