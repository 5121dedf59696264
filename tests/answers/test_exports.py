"""Files of an edition say what the edition froze for its audience, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook

from comparanda.answers.actions import replying
from comparanda.answers.exports.compilation import compilation, respondents_words
from comparanda.answers.exports.edition import Edition
from comparanda.answers.exports.files import edition_file
from comparanda.answers.exports.markdown import blocks_of
from comparanda.answers.exports.pictures import NoPicture, map_of
from comparanda.answers.exports.subjects import arranged
from comparanda.answers.exports.tables import grid_table, tidy_table
from comparanda.answers.models import Release, Round
from comparanda.formats.csv import write_csv
from comparanda.formats.document import (
    AnswerBlock,
    BulletList,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    TableBlock,
)
from comparanda.formats.media import MediaType
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import NO_ANSWER, Cell, Grid, Subject
from comparanda.kernel.grid import Note as CellNote
from comparanda.kernel.language import Text
from comparanda.kernel.question import Code, Part, PartType, Question, Unit
from comparanda.kernel.source import Provenance, Source
from factories import (
    PARTS_BY_TYPE,
    VALUE_BY_TYPE,
    Network,
    close,
    launched_round,
    make_draft,
    release,
    reply,
    response_of,
)

COLUMNS = (
    "comparison,edition,audience,country_code,country,question,part,question_text,value,value_label,unit,note,"
    "note_language,absence,as_of,provenance,confidence,up_to_date,objective,reliable,comparable,source_title,"
    "source_url,permalink"
)
"""The promise of the public surface, letter for letter."""

MOMENT = datetime(2026, 6, 1, 9, tzinfo=UTC)
YES_NO = Question("law", {"en": "Is there a law?", "bg": "Има ли закон?"}, (Part("value", PartType.YES_NO),))
FEE = Question(
    "fee",
    {"en": "What is the fee?"},
    (
        Part("value", PartType.MONEY, unit=Unit("EUR", currency="EUR")),
        Part(
            "who",
            PartType.CHOICES,
            {"en": "Who pays"},
            codes=(Code("a", {"en": "Alpha"}), Code("b", {"en": "Beta"})),
        ),
    ),
)
WORDS = Question("words", {"en": "How?"}, (Part("value", PartType.TEXT),))
LAW = Source("Act on entry", "https://example.org/act")


def make_edition(**fields: object) -> Edition:
    given: dict[str, object] = {
        "name": "2026.7", "slug": "fees", "query_number": "2026.7", "kind": "queries", "audience": Audience.PUBLIC,
        "number": 1, "released_at": MOMENT, "content_hash": "ab" * 32, "title": {"en": "Fees", "bg": "Такси"},
        "headline": {"en": "What does it cost?"}, "asker_code": "fr", "asker": {"en": "France"},
        "lead_question": "law",
    }  # fmt: skip
    return Edition(**(given | fields))  # type: ignore[arg-type]


def make_grid(questions: tuple[Question, ...], **rows: tuple[Cell, ...]) -> Grid:
    """A grid with a row a country, e.g. ``make_grid((YES_NO,), BG=(cell,))``."""
    return Grid(tuple(Subject("country", code) for code in rows), questions, tuple(rows.values()))


def value(said: object, **fields: object) -> Cell:
    values = said if isinstance(said, dict) else {"value": said}
    return Cell(values=values, version=1, **fields)  # type: ignore[arg-type]


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def tidy(edition: Edition, grid: Grid, language: str = "en") -> list[dict[str, str]]:
    with translation.override(language):
        return rows_of(write_csv(tidy_table(edition, grid, language)))


# the tidy table


def test_tidy_columns_are_those_promised() -> None:
    with translation.override("en"):
        data = write_csv(tidy_table(make_edition(), make_grid((YES_NO,), BG=(value("yes"),)), "en"))
    assert data.decode("utf-8").split("\r\n")[0] == COLUMNS


def test_tidy_has_a_row_for_each_answer_and_part_absences_too() -> None:
    grid = make_grid(
        (YES_NO, FEE), BG=(value("yes"), value({"value": "12.50", "who": ("a", "b")})), FR=(NO_ANSWER,) * 2
    )
    rows = tidy(make_edition(), grid)
    assert [(r["country_code"], r["question"], r["part"], r["value"], r["absence"]) for r in rows] == [
        ("BG", "law", "value", "yes", ""),
        ("BG", "fee", "value", "12.50", ""),
        ("BG", "fee", "who", "a;b", ""),
        ("FR", "law", "value", "", "no-answer"),
        ("FR", "fee", "value", "", "no-answer"),
        ("FR", "fee", "who", "", "no-answer"),
    ]


def test_tidy_part_that_an_answer_leaves_out_reads_no_answer() -> None:
    rows = tidy(make_edition(), make_grid((FEE,), BG=(value({"value": "3"}),)))
    assert [(r["part"], r["value"], r["absence"]) for r in rows] == [
        ("value", "3", ""),
        ("who", "", "no-answer"),
    ]


def test_tidy_says_values_in_the_readers_language() -> None:
    row = tidy(make_edition(), make_grid((YES_NO,), BG=(value("yes"),)), "bg")[0]
    assert (row["country"], row["question_text"], row["value"]) == ("България", "Има ли закон?", "yes")


def test_tidy_negative_number_stays_a_number_and_text_is_neutralised() -> None:
    grid = make_grid((FEE, WORDS), BG=(value("-3"), value("=1+1")))
    rows = {(r["question"], r["part"]): r["value"] for r in tidy(make_edition(), grid)}
    assert rows["fee", "value"] == "-3"
    assert rows["words", "value"] == "'=1+1"


def test_tidy_joins_several_sources_in_order() -> None:
    sources = (
        LAW,
        Source("Order", "https://example.org/order"),
        Source("", legal_reference="Act, article 4"),
    )
    row = tidy(make_edition(), make_grid((YES_NO,), BG=(value("yes", sources=sources),)))[0]
    assert row["source_title"] == "Act on entry | Order | Act, article 4"
    assert row["source_url"] == "https://example.org/act | https://example.org/order"


def test_tidy_permalink_leads_into_the_edition() -> None:
    row = tidy(make_edition(), make_grid((YES_NO,), BG=(value("yes"),)))[0]
    assert row["permalink"].endswith("/en/compare/2026.7/editions/1/?question=law#bg")
    assert row["permalink"].startswith("http")
    network = tidy(make_edition(audience=Audience.NETWORK), make_grid((YES_NO,), BG=(value("yes"),)))[0]
    assert network["permalink"].endswith("/editions/1/?question=law&audience=network#bg")


@pytest.mark.parametrize("kind", sorted(PARTS_BY_TYPE))
def test_every_answer_type_goes_into_every_file(network: Network, kind: str) -> None:
    round = launched_round(network, types=(kind,), respondents=("bg", "de"))
    reply(network, round, "bg")
    edition = release(network, close(network, round), Audience.PUBLIC)
    given = VALUE_BY_TYPE[kind]
    by_country = {row["country_code"]: row for row in rows_of(edition_file(edition, MediaType.CSV, "en"))}
    assert by_country["BG"]["value"] == (";".join(given) if isinstance(given, list) else given)
    assert by_country["BG"]["value_label"] != ""
    assert by_country["DE"]["absence"] == "no-answer"
    cells = json.loads(edition_file(edition, MediaType.JSON, "bg"))["cells"]
    number = float(given) if kind in ("number", "money", "percent") else given
    assert cells[0]["values"] == {"value": number}
    for medium in (MediaType.XLSX, MediaType.DOCX):
        assert zipfile.ZipFile(io.BytesIO(edition_file(edition, medium, "bg"))).testzip() is None


# nothing crosses its audience


@pytest.fixture
def both(network: Network) -> tuple[Release, Release]:
    """A public and a network edition: bg answers for the network, de declines, at for its own team."""
    round = launched_round(network, types=("yes_no",), respondents=("bg", "de", "at", "no"))
    secret = make_draft(
        {"value": "no"}, audience=Audience.NETWORK, note="canarynote",
        sources=[{"title": "canarysource", "url": "https://example.org/canaryurl"}],
    )  # fmt: skip
    reply(network, round, "bg", {"q1": secret})
    reply(network, round, "at", {"q1": make_draft(audience=Audience.OWN_TEAM, note="canaryteam")})
    reply(network, round, "no", {"q1": make_draft(note="Open.")})
    replying.decline(network.viewer("de.coordinator"), response_of(round, "de"), reason="canaryreason")
    round = close(network, round)
    return release(network, round, Audience.PUBLIC), release(network, round, Audience.NETWORK)


def _contents(data: bytes, medium: MediaType) -> str:
    if medium in (MediaType.XLSX, MediaType.DOCX):
        archive = zipfile.ZipFile(io.BytesIO(data))
        return "".join(archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist())
    return data.decode("utf-8", errors="replace")


TEXTUAL = (MediaType.CSV, MediaType.XLSX, MediaType.JSON, MediaType.DOCX, MediaType.SVG)


@pytest.mark.parametrize("medium", TEXTUAL)
def test_public_file_holds_nothing_of_the_network(both: tuple[Release, Release], medium: MediaType) -> None:
    public, network = both
    assert "canary" not in _contents(edition_file(public, medium, "en"), medium)
    if medium is not MediaType.SVG:
        told = _contents(edition_file(network, medium, "en"), medium)
        assert "canarynote" in told and "canaryreason" in told and "canaryteam" not in told


def test_public_file_says_that_a_country_replied_and_no_more(both: tuple[Release, Release]) -> None:
    rows = {row["country_code"]: row for row in rows_of(edition_file(both[0], MediaType.CSV, "en"))}
    assert {code: row["absence"] for code, row in rows.items()} == {
        "BG": "not-public", "DE": "no-answer", "AT": "not-public", "NO": "",
    }  # fmt: skip
    assert [rows["BG"][name] for name in ("value", "note", "source_title", "source_url", "as_of")] == [""] * 5


def test_files_keep_to_what_was_frozen_when_the_round_changes(both: tuple[Release, Release]) -> None:
    public, _network = both
    Round.objects.update(
        title={"en": "canarytitle"}, summary={"en": "canarysummary"}, on_behalf_of="canarybody"
    )
    again = Release.objects.select_related("round").get(pk=public.pk)
    for medium in TEXTUAL:
        assert "canary" not in _contents(edition_file(again, medium, "en"), medium)


def test_marks_are_those_of_the_day_of_release(both: tuple[Release, Release]) -> None:
    public, _network = both
    now = {
        row["country_code"]: row["up_to_date"] for row in rows_of(edition_file(public, MediaType.CSV, "en"))
    }
    public.released_at += timedelta(days=800)
    later = {
        row["country_code"]: row["up_to_date"] for row in rows_of(edition_file(public, MediaType.CSV, "en"))
    }
    assert (now["NO"], later["NO"]) == ("true", "false")


def test_same_edition_gives_the_same_bytes(both: tuple[Release, Release]) -> None:
    for medium in (*TEXTUAL, MediaType.PDF):
        assert edition_file(both[0], medium, "en") == edition_file(both[0], medium, "en")


# the workbook


def test_workbook_has_the_grid_first_and_the_tidy_rows_second(both: tuple[Release, Release]) -> None:
    book = load_workbook(io.BytesIO(edition_file(both[1], MediaType.XLSX, "en")))
    grid, tidy_sheet = book.worksheets
    table = [[cell.value for cell in row] for row in grid.iter_rows(min_row=4)]
    assert table == [
        ["Country", "What is the rule?"],
        ["Austria", "Answered, not public"],
        ["Bulgaria", "No"],
        ["Germany", "Declined to answer"],
        ["Norway", "Yes"],
    ]
    assert tidy_sheet.max_row == 1 + 4
    assert tidy_sheet.max_column == len(COLUMNS.split(","))


def test_grid_sheet_holds_numbers_and_says_why_there_is_none() -> None:
    grid = make_grid((FEE,), BG=(value({"value": "12.50", "who": ("a",)}),), FR=(NO_ANSWER,))
    with translation.override("en"):
        table = grid_table(make_edition(), grid, "en")
        rows = [list(row) for row in table.cells()]
    assert rows == [["Bulgaria", Decimal("12.50"), None, "Alpha"], ["France", None, "No answer", "No answer"]]
    assert table.columns[1].title == "What is the fee? (EUR)"


# the object


def test_object_counts_over_its_own_cells(both: tuple[Release, Release]) -> None:
    public, network = (json.loads(edition_file(release, MediaType.JSON, "en")) for release in both)
    assert public["questions"][0]["tally"]["values"] == {"yes": 1}
    assert public["questions"][0]["tally"]["absences"] == {"no-answer": 1, "not-public": 2}
    assert network["questions"][0]["tally"]["values"] == {"yes": 1, "no": 1}
    assert network["questions"][0]["tally"]["absences"] == {"declined": 1, "not-public": 1}
    assert public["respondents"] == {"replied": 2, "asked": 3, "observers": ["NO"]}
    assert public["edition"]["hash"] == both[0].content_hash


# the compilation


def blocks(edition: Edition, grid: Grid, language: str = "en", kind: type = AnswerBlock) -> list:
    with translation.override(language):
        return [block for block in compilation(edition, grid, language).blocks if isinstance(block, kind)]


def _facts(edition: Edition, grid: Grid) -> dict[str, str]:
    with translation.override("en"):
        return {
            fact.label: fact.value if isinstance(fact.value, str) else "".join(run.text for run in fact.value)
            for fact in compilation(edition, grid, "en").facts
        }


def test_head_says_who_asked_when_and_who_replied() -> None:
    edition = make_edition(
        on_behalf_of="Ministry of the Interior", launched_at=MOMENT, reply_by=date(2026, 6, 15),
        topics={"asylum": {"en": "Asylum"}},
    )  # fmt: skip
    grid = make_grid((YES_NO,), BG=(value("yes"),), GR=(NO_ANSWER,), NO=(value("no"),))
    assert _facts(edition, grid) == {
        "Requested by": "France",
        "On behalf of": "Ministry of the Interior",
        "Launched": "1 June 2026",
        "Reply requested by": "15 June 2026",
        "Released": "Edition 1 of 1 June 2026 (public)",
        "Answers from": "1 of 2 member states; no answer: Greece; observers: Norway",
        "Topics": "Asylum",
    }


def test_editors_compile_and_do_not_request() -> None:
    facts = _facts(
        make_edition(kind="themes", asker_code="editors", asker={"en": "Editors"}, launched_at=MOMENT),
        make_grid((YES_NO,), BG=(value("yes"),)),
    )
    assert facts["Compiled by"] == "Editors"
    assert "Requested by" not in facts and "Launched" not in facts


def test_respondents_beyond_the_union_are_countries() -> None:
    grid = make_grid((YES_NO,), BG=(value("yes"),), CH=(value("no"),))
    with translation.override("en"):
        assert respondents_words(make_edition(), grid, "en") == "2 of 2 countries"


def test_compilation_carries_the_disclaimer_and_warns_in_a_network_edition() -> None:
    grid = make_grid((YES_NO,), BG=(value("yes"),))
    public = [note.text for note in blocks(make_edition(), grid, kind=Note)]
    network = [note.text for note in blocks(make_edition(audience=Audience.NETWORK), grid, kind=Note)]
    assert len(public) == 1 and "best of its knowledge" in public[0]
    assert len(network) == 2 and "network only" in network[1]


def test_compilation_foot_and_last_section_prove_the_edition() -> None:
    edition = make_edition(audit_count=12, audit_hash="cd" * 32)
    with translation.override("en"):
        document = compilation(edition, make_grid((YES_NO,), BG=(value("yes"),)), "en")
    assert "ab" * 8 in document.footer and "audit log 12" in document.footer
    last = document.blocks[-1]
    assert isinstance(last, Paragraph)
    assert "ab" * 32 in last.runs and "cd" * 32 in last.runs


def test_compilation_orders_by_the_readers_alphabet_observers_last() -> None:
    cell = value("yes")
    grid = make_grid((YES_NO,), NO=(cell,), CY=(cell,), AT=(cell,), BG=(cell,))
    assert [block.country for block in blocks(make_edition(), grid)] == [
        "Austria",
        "Bulgaria",
        "Cyprus",
        "Norway (observer)",
    ]
    ordered = arranged(make_edition(), grid, "bg")
    assert [subject.code for subject in ordered.subjects] == ["AT", "BG", "CY", "NO"]
    ordered = arranged(make_edition(), make_grid((YES_NO,), SE=(cell,), CZ=(cell,), DE=(cell,)), "bg")
    assert [subject.code for subject in ordered.subjects] == ["DE", "CZ", "SE"]


def test_compilation_says_the_same_sources_of_a_country_once() -> None:
    law = value("yes", sources=(LAW,))
    grid = make_grid((YES_NO, replace(YES_NO, code="second"), WORDS), BG=(law, law, value("So.", sources=())))
    assert [list(block.sources) for block in blocks(make_edition(), grid)] == [
        [("Act on entry", "https://example.org/act")],
        [("as for “Is there a law?”", None)],
        [],
    ]


def test_compilation_gathers_questions_without_an_answer() -> None:
    grid = make_grid(
        (YES_NO, WORDS, FEE),
        BG=(value("yes"), NO_ANSWER, Cell(absence=Absence.NOT_ASKED)),
        FR=(NO_ANSWER,) * 3,
    )
    said = [
        "".join(run.text for run in block.runs)
        for block in blocks(make_edition(), grid, kind=Paragraph)
        if not isinstance(block.runs, str)
    ]
    assert "No answer: How?" in said and "Not asked: What is the fee?" in said and "No answer" in said
    assert len(blocks(make_edition(), grid)) == 1


def test_compilation_note_keeps_its_language_and_says_when_it_is_translated() -> None:
    notes = (
        CellNote("bg", "Както казва законът."),
        CellNote("en", "As the law says.", original=False, translated_by="bg"),
    )
    cell = value("yes", notes=notes, provenance=Provenance.ANSWERED)
    english = blocks(make_edition(), make_grid((YES_NO,), BG=(cell,)))[0]
    assert [run.text for run in english.note] == ["As the law says.", " (Translation.)"]
    only = value("yes", notes=notes[:1], provenance=Provenance.ANSWERED)
    assert blocks(make_edition(), make_grid((YES_NO,), BG=(only,)))[0].note == [
        Run("Както казва законът.", language="bg")
    ]


def test_compilation_marks_answers_for_the_network_only_there() -> None:
    cell = value("yes", audience=Audience.NETWORK, late=True)
    marks = blocks(make_edition(audience=Audience.NETWORK), make_grid((YES_NO,), BG=(cell,)))[0].marks
    assert marks == ["For the network only", "Received after the deadline"]


def test_compilation_shortens_long_answers_in_the_table_only() -> None:
    grid = make_grid((YES_NO, WORDS), BG=(value("yes"), value("word " * 100)))
    table = blocks(make_edition(), grid, kind=TableBlock)[0]
    (run,) = table.rows[0][2]
    assert len(run.text) <= 140 and run.text.endswith("…")
    assert blocks(make_edition(), grid)[1].note == [Run("word " * 100)]


def test_compilation_has_the_map_of_the_leading_question() -> None:
    grid = make_grid((WORDS, YES_NO), BG=(value("So."), value("yes")))
    (figure,) = blocks(make_edition(), grid, kind=Figure)
    assert figure.caption == "Is there a law?" and "Yes" in figure.svg
    assert blocks(make_edition(lead_question="words"), grid, kind=Figure) == []


def test_compilation_of_one_question_names_countries_beside_the_answers() -> None:
    grid = make_grid((YES_NO,), BG=(value("yes"),), FR=(NO_ANSWER,))
    assert [(block.country, block.value) for block in blocks(make_edition(), grid)] == [
        ("Bulgaria", "Yes"),
        ("France", "No answer"),
    ]
    assert blocks(make_edition(), grid, kind=TableBlock) == []


# pictures


def test_map_says_every_country_and_its_source() -> None:
    grid = make_grid((YES_NO,), BG=(value("yes"),), MT=(NO_ANSWER,))
    with translation.override("en"):
        svg = map_of(make_edition(), grid, YES_NO, "en")
    assert "<title>Bulgaria: Yes</title>" in svg and "<title>Malta: No answer</title>" in svg
    assert "Edition 1 of 1 June 2026 (public)" in svg.replace("\n", " ")
    assert "href" not in svg


def test_map_of_text_is_refused() -> None:
    with pytest.raises(NoPicture):
        map_of(make_edition(), make_grid((WORDS,), BG=(value("So."),)), WORDS, "en")


# Markdown


def _plain(text: str, **options: object) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for block in blocks_of(text, **options):  # type: ignore[arg-type]
        if isinstance(block, Heading):
            found.append((f"h{block.level}", block.text))
        elif isinstance(block, Paragraph):
            found.append(("p", "".join(run.text for run in block.runs)))  # type: ignore[union-attr]
        elif isinstance(block, BulletList):
            found.append(("list", ["".join(run.text for run in item) for item in block.items]))  # type: ignore[union-attr]
    return found


def test_markdown_becomes_blocks() -> None:
    text = "# Why\n\nTwo\nlines.\n\n* one\n* two\n  more\n\n1. first\n2. second\n\n> quoted"
    assert _plain(text) == [
        ("h2", "Why"), ("p", "Two lines."), ("list", ["one", "two more"]), ("list", ["1. first", "2. second"]),
        ("p", "quoted"),
    ]  # fmt: skip


def test_markdown_keeps_emphasis_and_links_and_marks_the_language() -> None:
    (paragraph,) = blocks_of("**Read** *with* [care](https://example.org).", language="en")
    assert isinstance(paragraph, Paragraph)
    assert list(paragraph.runs) == [
        Run("Read", bold=True, language="en"), Run(" ", language="en"), Run("with", italic=True, language="en"),
        Run(" ", language="en"), Run("care", link="https://example.org", language="en"), Run(".", language="en"),
    ]  # fmt: skip


def test_markdown_html_stays_text_and_lists_in_lists_are_flat() -> None:
    assert _plain("<script>alert(1)</script>") == [("p", "<script>alert(1)</script>")]
    assert _plain("* a\n  * b\n* c") == [("list", ["a", "b", "c"])]
    nothing: Text = {}
    assert blocks_of(nothing.get("en", "")) == []


def test_compilation_says_once_why_a_country_declined() -> None:
    declined = Cell(absence=Absence.DECLINED, reason="It is before the court.")
    grid = make_grid((YES_NO, WORDS), BG=(declined, declined))
    network = make_edition(audience=Audience.NETWORK)
    paragraphs = [b.runs for b in blocks(network, grid, kind=Paragraph) if not isinstance(b.runs, str)]
    said = [[run.text for run in runs] for runs in paragraphs]
    assert ["Declined to answer", "\nIt is before the court."] in said
    assert blocks(network, grid) == []
