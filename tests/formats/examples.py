"""The table and the document that the tests of the formats share: small, with every kind of value and of block."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from comparanda.formats.document import (
    AnswerBlock,
    BulletList,
    Document,
    Fact,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
)
from comparanda.formats.table import Column, Table

CREATED = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)

COLUMNS = [
    Column("country", "Държава", "text"),
    Column("months", "Months", "number"),
    Column("share", "Share", "number"),
    Column("as_of", "As of", "date"),
    Column("reliable", "Reliable", "boolean"),
    Column("source", "Source", "link"),
    Column("note", "Note", "long_text"),
]
ROWS: list[dict[str, object]] = [
    {
        "country": "България",
        "months": 3,
        "share": Decimal("12.50"),
        "as_of": date(2025, 7, 1),
        "reliable": True,
        "source": "https://example.org/bg?a=1&b=2",
        "note": "Първи ред,\nвтори „ред“",
    },
    {
        "country": "Ελλάδα",
        "months": -3,
        "share": 0.1,
        "as_of": "2025-07",
        "reliable": False,
        "source": None,
        "note": '=HYPERLINK("https://example.org")',
    },
    dict.fromkeys(("months", "share", "as_of", "reliable", "source", "note")) | {"country": "Malta"},
]

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    '<rect width="200" height="100" fill="#0a5c63"/>'
    '<text x="10" y="50" font-family="sans-serif" font-size="20" fill="#fff">Девет μήνες</text></svg>'
)
HOSTILE = (
    '#import "x" *b* $x$ <label> @ref \\ `c` // c /* #{panic()} = h\n- l\r\n'
    "\x00\x0b\x1f\ufffe\ud800 \u202eRTL \u2067x <script>alert(1)</script> &amp; ]]> _x000D_ '=1+1"
)


def table(rows: list[dict[str, object]] | None = None) -> Table:
    """The shared table, or other rows under its columns."""
    return Table("labour-access", COLUMNS, ROWS if rows is None else rows)


def document(**changes: object) -> Document:
    """The shared document with some fields replaced."""
    fields: dict[str, object] = {
        "title": "Access of asylum applicants to the labour market",
        "subtitle": "Waiting period and permit",
        "language": "en",
        "kicker": "Ad hoc query 2026.14",
        "facts": [
            Fact("Requested by", "France"),
            Fact("Launched", "3 September 2026"),
            Fact("Reply by", "1 October 2026"),
            Fact("Respondents", "23 member states and 1 observer (Norway)"),
        ],
        "blocks": [
            Note("Answers need not be the official position of a state."),
            Heading(1, "Background", anchor="background"),
            Paragraph(
                [
                    Run("Plain, "),
                    Run("bold", bold=True),
                    Run(", "),
                    Run("директива", italic=True, language="bg"),
                    Run(", see "),
                    Run("the law", link="https://eur-lex.europa.eu/"),
                    Run(" and "),
                    Run("above", link="#background"),
                ]
            ),
            BulletList(["How long?", [Run("Permit needed?")]]),
            TableBlock(
                ["Country", "Months"], [["Bulgaria", "3"], ["Greece", "2"]], "Waiting period", numeric=[1]
            ),
            Figure(PICTURE, "Greece waits least", "Waiting period by state"),
            PageBreak(),
            Heading(1, "Answers by country"),
            Heading(3, "How long?"),
            AnswerBlock(
                "Bulgaria",
                "3 months",
                "От подаването на молбата",
                [("Закон за убежището", None), ("Country report", "https://example.org/bg")],
                "As of April 2023",
                ["reliable", "comparable"],
                "bg",
            ),
            AnswerBlock("Greece", "2 months", "Δύο μήνες", language="el"),
            AnswerBlock("Malta", "No answer"),
        ],
        "footer": "Comparanda, edition 2",
        "running_head": "Access to the labour market",
        "created": CREATED,
        "keywords": ["asylum", "labour migration"],
        "source_label": "Sources",
    }
    return Document(**(fields | changes))  # type: ignore[arg-type]
