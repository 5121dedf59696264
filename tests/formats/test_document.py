"""The neutral document: what is settled before any format sees it."""

import pytest

from comparanda.formats.document import (
    DocumentError,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    TableBlock,
    checked_blocks,
    keeps_together,
    runs_of,
    source_host,
    usable_link,
)
from formats.examples import PICTURE, document


def test_heading_levels_go_down_one_at_a_time() -> None:
    levels = [3, 1, 3, 3, 1, 2, 3]
    blocks = checked_blocks(document(blocks=[Heading(level, "H") for level in levels]))
    assert [block.level for block in blocks if isinstance(block, Heading)] == [1, 1, 2, 3, 1, 2, 3]


def test_wide_table_comes_in_parts_that_repeat_the_first_column() -> None:
    columns = ["Country", *[f"Q{number}" for number in range(1, 41)]]
    block = TableBlock(
        columns, [[f"cell {name}" for name in columns]], "All", [2.0, *[1.0] * 40], numeric=[0, 7, 40]
    )
    parts = [part for part in checked_blocks(document(blocks=[block])) if isinstance(part, TableBlock)]
    assert len(parts) == 7
    assert {part.columns[0] for part in parts} == {"Country"}
    assert [name for part in parts for name in part.columns[1:]] == columns[1:]
    assert all(len(part.columns) <= 7 and len(part.rows[0]) == len(part.columns) for part in parts)
    assert parts[0].caption == f"All (1/{len(parts)})"
    numeric = [part.columns[place] for part in parts for place in part.numeric if place]
    assert numeric == ["Q7", "Q40"]


def test_empty_paragraphs_and_notes_are_left_out() -> None:
    assert list(checked_blocks(document(blocks=[Paragraph(""), Note("\x00"), Paragraph([Run("")])]))) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "no title"),
        ({"language": "English!"}, "not the code of a language"),
        ({"blocks": [Heading(1, "A", "x"), Heading(1, "B", "x")]}, "anchor 'x'"),
        ({"blocks": [Heading(1, "A", "a b")]}, "anchor 'a b'"),
        ({"blocks": [Figure(PICTURE, " ")]}, "no alternative text"),
        ({"blocks": [TableBlock(["A", "B"], [["1", "2"], ["1"]])]}, "Block 1, row 2"),
        ({"blocks": [TableBlock([], [])]}, "no columns"),
        ({"blocks": [TableBlock(["A"], [], widths=[0])]}, "1 widths"),
    ],
)
def test_faults_are_named(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        list(checked_blocks(document(**changes)))


def test_moment_needs_its_zone() -> None:
    whole = document()
    with pytest.raises(DocumentError, match="time zone"):
        list(checked_blocks(document(created=whole.created.replace(tzinfo=None))))


@pytest.mark.parametrize(
    ("link", "usable"),
    [
        ("https://example.org/ä?b=c#d", True),
        ("mailto:a@example.org", True),
        ("#known", True),
        ("#unknown", False),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/\u202e", False),
        ("//example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_safe_links_are_set(link: str | None, usable: bool) -> None:
    assert usable_link(link, frozenset({"known"})) == (link if usable else None)


def test_runs_are_cleaned_and_take_the_language_of_their_block() -> None:
    runs = runs_of([Run("a\x00b\r\n"), Run(""), Run("c", language="de")], language="bg")
    assert runs == [Run("ab\n", language="bg"), Run("c", language="de")]


def test_long_tables_do_not_keep_together() -> None:
    assert keeps_together(TableBlock(["A"], [["x"]] * 8))
    assert not keeps_together(TableBlock(["A"], [["x"]] * 9))
    assert not keeps_together(TableBlock(["A"], [["x" * 1_501]]))


def test_source_host_is_what_a_reader_of_paper_needs() -> None:
    assert source_host("https://www.example.org/a?b#c") == "example.org"
