"""The sitemap and its alternates."""

from datetime import UTC, date, datetime

import pytest

from comparanda.formats.sitemap import Page, SitemapError, write_sitemap

GOLDEN = """<?xml version='1.0' encoding='utf-8'?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
  <url>
    <loc>https://example.org/en/</loc>
    <lastmod>2026-11-12</lastmod>
    <xhtml:link rel="alternate" hreflang="en" href="https://example.org/en/"/>
    <xhtml:link rel="alternate" hreflang="bg" href="https://example.org/bg/"/>
  </url>
  <url>
    <loc>https://example.org/en/about/?a=1&amp;b=2</loc>
  </url>
</urlset>
"""


def test_sitemap_is_as_agreed() -> None:
    both = {"en": "https://example.org/en/", "bg": "https://example.org/bg/"}
    pages = [
        Page("https://example.org/en/", date(2026, 11, 12), both),
        Page("https://example.org/en/about/?a=1&b=2"),
    ]
    assert write_sitemap(pages).decode() == GOLDEN


def test_moments_are_in_utc() -> None:
    written = write_sitemap([Page("https://example.org/", datetime(2026, 11, 12, 9, 30, tzinfo=UTC))])
    assert b"<lastmod>2026-11-12T09:30:00Z</lastmod>" in written


@pytest.mark.parametrize(
    "page",
    [
        Page("/en/"),
        Page("https://example.org/a b"),
        Page("https://example.org/", datetime(2026, 1, 1)),
        Page("https://example.org/en/", alternates={"bg": "https://example.org/bg/"}),
        Page("https://example.org/en/", alternates={"en": "https://example.org/en/", "bg": "/bg/"}),
    ],
)
def test_invalid_page_is_refused(page: Page) -> None:
    with pytest.raises(SitemapError):
        write_sitemap([page])


def test_more_than_one_file_holds_is_refused() -> None:
    with pytest.raises(SitemapError, match="50000"):
        write_sitemap(Page(f"https://example.org/{number}") for number in range(50_001))
