"""The editors' pages: the grid, a concept's structure, proposals, releases; and who finds them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comparanda.glossary import queries
from comparanda.glossary.actions import proposing, releasing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.models import Change, Concept, Proposal, Release
from comparanda.glossary.web.editing.grid import MOST_LANGUAGES
from comparanda.glossary.web.editing.proposals import MOST_CHANGES
from comparanda.glossary.web.editing.structure import _initial
from comparanda.people.core.viewer import SYSTEM, Viewer
from factories import Network
from glossary.conftest import signed_in
from glossary.words import Words, concept, edits, whole

pytestmark = pytest.mark.django_db

GRID = "/en/workspace/glossary/"
PAGES = [
    GRID,
    f"{GRID}concepts/",
    f"{GRID}concepts/asylum/",
    f"{GRID}proposals/",
    f"{GRID}proposals/1/",
    f"{GRID}releases/",
    f"{GRID}import/",
]


@pytest.fixture
def client(editors: Network) -> Client:
    """The first editor."""
    return signed_in(editors, "editor")


@pytest.fixture
def other(editors: Network) -> Client:
    """The second editor."""
    return signed_in(editors, "second")


def german(words: Words, text: str = "Asylrecht") -> list[CellChange]:
    return edits("asylum", words["asylum"], preferred_de=[core.label(text, source_title="Editors")])


@pytest.fixture
def proposed(words: Words, editor: Viewer) -> Proposal:
    """Two changes of the first editor."""
    return proposing.propose(
        editor, [*german(words), *edits("asylum", words["asylum"], definition_fi="Turvapaikka.")]
    )


def got(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


def alert(answer: HttpResponse) -> str:
    """What the page says is wrong."""
    assert answer.status_code == 400
    return str(answer.context["page"].fault if "page" in answer.context else answer.context["fault"])


# who finds the pages


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_the_editors(proposed: Proposal, editors: Network, address: str) -> None:
    for name in ("outsider", "bg.coordinator", "bg.labour", "commission", "admin", "no.coordinator"):
        client = signed_in(editors, name)
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"then": "approve", "change": "1"}).status_code == 404, name
    reader = Client()
    for answer in (reader.get(address), reader.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/en/account/login/")
    for name in ("editor", "second"):
        answer = got(signed_in(editors, name), address)
        assert "no-store" in answer["Cache-Control"]
    assert set(proposed.changes.values_list("state", flat=True)) == {"proposed"}


@pytest.mark.parametrize(
    "address",
    [
        f"{GRID}concepts/nowhere/",
        f"{GRID}proposals/2/",
        f"{GRID}proposals/99999999999999999999/",
        f"{GRID}?field=status",
    ],
)
def test_what_is_not_there_is_404(proposed: Proposal, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


# the grid


def test_the_grid_shows_all_concepts_in_the_languages_asked_for(words: Words, client: Client) -> None:
    page = got(client, f"{GRID}?language=en&language=de&language=nl").context["page"]

    assert [code for code, _ in page.languages] == ["en", "de", "nl"]
    assert [row.slug for row in page.rows] == [
        "alien",
        "asylum",
        "migrant",
        "migration",
        "refugee",
        "return",
        "secret",
        "voluntary-return",
    ]
    refugee = next(row for row in page.rows if row.slug == "refugee")
    assert [cell.value for cell in refugee.cells] == ["refugee", "–", "vluchteling"]
    assert refugee.cells[2].regional == [("vluchtelinge", "BE")]
    assert [cell.missing for cell in refugee.cells] == [False, False, False]


def test_the_grid_finds_what_is_missing(words: Words, client: Client) -> None:
    page = got(client, f"{GRID}?missing=de").context["page"]

    assert [row.slug for row in page.rows] == ["alien", "migrant", "secret"]
    counts = {code: count for code, _, _, count in page.choices}
    assert (counts["de"], counts["en"], counts["fi"]) == (3, 0, 8)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=РЕТ", []),
        ("q=ВРЪЩ", ["return", "voluntary-return"]),
        ("q=vluchtelinge", ["refugee"]),
        ("q=voluntary-r", ["voluntary-return"]),
        ("concept=asylum", ["asylum"]),
        ("concept=nowhere", []),
        ("q=%00", []),
        ("concept=%00", []),
        ("q=" + "x" * 5_000, []),
    ],
)
def test_the_grid_is_searched(words: Words, client: Client, query: str, found: list[str]) -> None:
    assert [row.slug for row in got(client, f"{GRID}?{query}").context["page"].rows] == found


def test_an_unknown_language_is_passed_over(words: Words, client: Client) -> None:
    page = got(client, f"{GRID}?language=xx&language=%00&missing=%00").context["page"]

    assert [code for code, _ in page.languages] == ["en", "bg", "fr", "de"]
    assert len(page.rows) == 8


def test_the_grid_has_so_many_columns_and_no_more(words: Words, client: Client) -> None:
    codes = "&".join(f"language={code}" for code in "bg cs da de el en es et fi fr".split())

    assert len(got(client, f"{GRID}?{codes}").context["page"].languages) == MOST_LANGUAGES


def test_the_grid_costs_the_same_for_one_row_and_for_forty(
    words: Words, client: Client, editor: Viewer
) -> None:
    def cost(query: str, rows: int) -> int:
        got(client, GRID + query)
        with CaptureQueriesContext(connection) as counted:
            assert len(got(client, GRID + query).context["page"].rows) == rows
        return len(counted)

    writing.write(
        whole({f"c{n}": concept(f"concept {n}", f"понятие {n}", broader=["return"]) for n in range(60)})
    )

    assert cost("?concept=asylum", 1) == cost("", 40) == cost("?page=2", 28)


def sent(slug: str, language: str, text: str, was: str, **more: str) -> dict[str, str]:
    """What the grid sends for one cell that was touched and one that was not."""
    return {
        f"cell/{slug}/{language}": text,
        f"was/{slug}/{language}": was,
        "cell/return/en": "return",
        "was/return/en": "return",
        "source_title": "Comparanda editors",
        **more,
    }


def test_what_is_typed_becomes_a_proposal(words: Words, client: Client) -> None:
    answer = client.post(
        GRID, sent("asylum", "de", " Asylrecht ", "Asyl", note="Better.", source_url="https://a.example/")
    )

    assert (answer.status_code, answer["Location"]) == (302, GRID)
    (change,) = Change.objects.all()
    assert (change.concept, change.field, change.language) == ("asylum", "preferred", "de")
    assert change.after == [
        core.label(
            "Asylrecht",
            source_title="Comparanda editors",
            source_url="https://a.example/",
            confidence="medium",
        )
    ]
    assert Proposal.objects.get().note == "Better."
    assert queries.cells_now() == words
    assert "the proposal has the number 1" in got(client, GRID).content.decode()


def test_several_cells_make_one_proposal(words: Words, client: Client) -> None:
    client.post(
        GRID + "?field=alternative",
        sent("asylum", "bg", "закрила; подслон", "")
        | {"cell/return/en": "returns", "was/return/en": "returns; return of migrants"},
    )

    assert [(one.concept, one.field, one.language) for one in Change.objects.all()] == [
        ("asylum", "alternative", "bg"),
        ("return", "alternative", "en"),
    ]
    assert [one["text"] for one in Change.objects.first().after] == ["закрила", "подслон"]


def test_a_definition_of_several_paragraphs_is_left_alone_unless_it_is_changed(
    words: Words, client: Client
) -> None:
    text = "First paragraph.\n\nSecond  paragraph. "
    writing.write(edits("asylum", words["asylum"], definition_en=text))
    address = f"{GRID}?field=definition&language=en&concept=asylum"
    (row,) = got(client, address).context["page"].rows
    # A browser sends its own line ends.
    as_sent = row.cells[0].value.replace("\n", "\r\n")

    untouched = client.post(address, {"cell/asylum/en": as_sent, "was/asylum/en": as_sent})
    assert alert(untouched) == "Nothing would change."
    client.post(address, {"cell/asylum/en": as_sent + "\r\n\r\nThird.", "was/asylum/en": as_sent})

    assert Change.objects.get().after == "First paragraph.\n\nSecond paragraph.\n\nThird."


def test_a_dash_says_that_there_is_no_term(words: Words, client: Client) -> None:
    client.post(GRID, sent("asylum", "fr", "–", "asile"))

    assert {(one.field, bool(one.after)) for one in Change.objects.all()} == {
        ("preferred", False),
        ("none", True),
    }


def test_a_cell_that_has_moved_on_is_refused_with_what_was_typed_kept(words: Words, client: Client) -> None:
    writing.write(german(words, "Asylgewährung"))

    answer = client.post(f"{GRID}?language=de", sent("asylum", "de", "Asylrecht", "Asyl", note="Better."))

    assert alert(answer) == (
        "Somebody has changed “asylum”, Preferred label, German meanwhile; it now says “Asylgewährung”. "
        "What you typed is still here."
    )
    page = answer.context["page"]
    (cell,) = next(row for row in page.rows if row.slug == "asylum").cells
    assert (cell.value, cell.was, page.note) == ("Asylrecht", "Asylgewährung", "Better.")
    assert not Proposal.objects.exists()


def test_a_cell_that_waits_is_refused_with_what_was_typed_kept(
    words: Words, proposed: Proposal, other: Client
) -> None:
    answer = other.post(f"{GRID}?language=de", sent("asylum", "de", "Zuflucht", "Asyl"))

    assert "Somebody has proposed a change of the same cell already" in alert(answer)
    assert "Zuflucht" in answer.content.decode()
    assert Proposal.objects.count() == 1
    cell = next(
        row for row in got(other, f"{GRID}?language=de").context["page"].rows if row.slug == "asylum"
    ).cells[0]
    assert cell.waiting == "Asylrecht"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (sent("asylum", "de", "Asyl", "Asyl"), "Nothing would change"),
        ({}, "Nothing would change"),
        (sent("asylum", "de", "a; b", "Asyl"), "One preferred label in a language"),
        (sent("asylum", "de", "x" * 300, "Asyl"), "more than 250"),
        (sent("asylum", "de", "Null\x00", "Asyl"), "control characters"),
        (sent("asylum", "de", "Asylrecht", "Asyl", note="Null\x00"), "control characters"),
        (sent("asylum", "de", "Asylrecht", "Asyl", source_title="Null\x00"), "control characters"),
        (sent("asylum", "de", "Asylrecht", "Asyl", source_url="ftp://a.example"), "is not an address"),
        (sent("asylum", "de", "Asylrecht", "Asyl", source_url="https://a.example/\x00"), "is not an address"),
        (sent("nowhere", "de", "Asylrecht", ""), "There is no concept “nowhere”"),
        (sent("as\x00ylum", "de", "Asylrecht", ""), "There is no concept"),
        (sent("asylum", "english", "Asylrecht", ""), "language"),
        (sent("asylum", "zh-Hant-x-long", "庇護", ""), "language"),
        (sent("asylum", "", "Asylrecht", ""), "no language"),
        (sent("asylum", "de/x", "Asylrecht", ""), "language"),
        (sent("refugee", "de", "", "–", **{"cell/return/en": "", "cell/refugee/de": "–"}), "no preferred label"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_is_written(
    words: Words, client: Client, data: dict[str, str], told: str
) -> None:
    if told == "no preferred label":
        writing.write(
            edits("return", words["return"], preferred_bg=None, preferred_de=None, preferred_fr=None)
        )
    answer = client.post(GRID, data)

    assert told in alert(answer)
    assert not Proposal.objects.exists()


def test_a_field_that_is_not_the_grids_is_404(words: Words, client: Client) -> None:
    assert client.post(f"{GRID}?field=broader", sent("asylum", "de", "x", "")).status_code == 404


def test_what_is_typed_is_shown_as_text(words: Words, client: Client) -> None:
    bad = '"><script>alert(1)</script>'
    answer = client.post(
        f"{GRID}?language=de", sent("asylum", "de", f"{bad}; b", "Asyl", note=bad, source_title=bad)
    )

    assert bad not in answer.content.decode()
    assert answer.status_code == 400


# a concept


def form(words: Words, slug: str = "asylum", **typed: str) -> dict[str, str]:
    """What the page of a concept sends, with these fields typed anew."""
    shown = _initial(slug, words[slug])
    return {**shown, "seen": json.dumps(shown), **typed}


NEW = {
    "slug": "exile",
    "label_en": "exile",
    "label_bg": "изгнание",
    "definition_en": "Living abroad by force.",
    "definition_bg": "",
    "broader": "asylum",
    "related": "refugee, return;migrant",
    "source_title": "Act 1",
    "source_url": "https://a.example/act",
    "status": "approved",
    "replaced_by": "",
    "note": "We need it.",
}


def test_a_new_concept_is_proposed_whole(words: Words, client: Client, second: Viewer) -> None:
    answer = client.post(f"{GRID}concepts/", NEW)

    assert (answer.status_code, answer["Location"]) == (302, f"{GRID}proposals/1/")
    made = Proposal.objects.get()
    proposing.approve(second, made, list(made.changes.values_list("position", flat=True)))
    now = queries.cells_now()["exile"]
    assert now["related", ""] == ["migrant", "refugee", "return"]
    assert now["legal_source", ""] == {"title": "Act 1", "url": "https://a.example/act"}
    assert now["preferred", "bg"][0]["source_title"] == "Comparanda editors"
    assert made.note == "We need it."
    assert got(client, "/en/glossary/exile/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"slug": "asylum"}, None, "There is a concept “asylum” already"),
        ({"slug": "Exile"}, "slug", "Small letters"),
        ({"slug": "ex ile"}, "slug", "Small letters"),
        ({"slug": "ex\x00ile"}, "slug", "Null characters"),
        ({"slug": "x" * 101}, "slug", "at most 100"),
        ({"slug": ""}, "slug", "required"),
        ({"slug": "releases"}, None, "short name"),
        ({"label_en": ""}, "label_en", "required"),
        ({"label_en": "a; b"}, None, "One preferred label"),
        ({"label_en": "x" * 280}, None, "more than 250"),
        ({"broader": "nowhere"}, None, "not among the concepts"),
        ({"related": "exile"}, None, "related to itself"),
        ({"broader": "exile"}, None, "circle"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "Enter a valid URL"),
        ({"status": "gone"}, "status", "valid choice"),
        ({"replaced_by": "asylum"}, None, "yet in use"),
        ({"status": "deprecated", "replaced_by": "secret"}, None, "which is a draft"),
        ({"status": "deprecated", "replaced_by": "nowhere"}, None, "not among the concepts"),
        ({"definition_en": "x" * 30_000}, None, "more than 20,000"),
        ({"note": "Null\x00"}, "note", "Null characters"),
        ({"note": "\x1b[31m"}, None, "control characters"),
    ],
)  # fmt: skip
def test_a_concept_that_cannot_be_is_told_beside_what_is_wrong(
    words: Words, client: Client, typed: dict[str, str], field: str | None, told: str
) -> None:
    answer = client.post(f"{GRID}concepts/", {**NEW, **typed})

    assert answer.status_code == 400
    faults = answer.context["form"].errors[field or "__all__"]
    assert told in " ".join(faults)
    assert not Proposal.objects.exists()


def test_the_structure_of_a_concept_is_proposed(words: Words, client: Client) -> None:
    answer = client.post(
        f"{GRID}concepts/migrant/",
        form(words, "migrant", broader="migration, asylum", status="deprecated", replaced_by="migration"),
    )

    assert answer.status_code == 302
    assert {(one.field, str(one.after)) for one in Change.objects.all()} == {
        ("broader", "['asylum', 'migration']"),
        ("status", "deprecated"),
        ("replaced_by", "migration"),
    }


def test_the_slug_never_changes(words: Words, client: Client) -> None:
    client.post(f"{GRID}concepts/asylum/", form(words, broader="migration") | {"slug": "other"})

    assert {one.concept for one in Change.objects.all()} == {"asylum"}


def test_nothing_changed_is_told(words: Words, client: Client) -> None:
    answer = client.post(f"{GRID}concepts/refugee/", form(words, "refugee"))

    assert answer.status_code == 400
    assert answer.context["form"].non_field_errors() == ["Nothing would change."]


def test_what_another_changed_meanwhile_is_not_put_back(words: Words, client: Client) -> None:
    page_as_drawn = form(words, broader="migration")
    writing.write(edits("asylum", words["asylum"], definition_en="What it is now."))

    client.post(f"{GRID}concepts/asylum/", page_as_drawn)

    assert [(one.field, one.after) for one in Change.objects.all()] == [("broader", ["migration"])]


def test_what_both_changed_is_told_and_what_was_typed_is_kept(words: Words, client: Client) -> None:
    page_as_drawn = form(words, definition_en="What I would say.", broader="migration")
    writing.write(edits("asylum", words["asylum"], definition_en="What it is now."))

    answer = client.post(f"{GRID}concepts/asylum/", page_as_drawn)

    shown = answer.context["form"]
    assert answer.status_code == 400
    assert "it now says “What it is now.”" in shown.errors["definition_en"][0]
    assert shown["definition_en"].value() == "What I would say."
    assert not Proposal.objects.exists()
    # Who has read that sends the page again.
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert seen is not None
    again = {**page_as_drawn, "seen": seen[1].replace("&quot;", '"')}
    assert client.post(f"{GRID}concepts/asylum/", again).status_code == 302
    assert {one.field for one in Change.objects.all()} == {"definition", "broader"}


@pytest.mark.parametrize("seen", ["", "{", "[]", "3", '"x"', '{"broader": 3}', "null"])
def test_a_page_that_forgot_what_it_showed_is_taken_at_its_word(
    words: Words, client: Client, seen: str
) -> None:
    answer = client.post(f"{GRID}concepts/asylum/", form(words, broader="migration", seen=seen))

    assert answer.status_code in (302, 400)
    assert {one.field for one in Change.objects.all()} <= {"broader"}


def test_a_concept_without_a_bulgarian_name_may_be_edited(words: Words, client: Client) -> None:
    writing.write(edits("asylum", words["asylum"], preferred_bg=None))
    now = queries.cells_now()

    assert client.post(f"{GRID}concepts/asylum/", form(now, broader="migration")).status_code == 302


def test_the_page_of_a_concept_shows_what_it_is(words: Words, client: Client) -> None:
    shown = got(client, f"{GRID}concepts/refugee/").context["form"]

    assert shown["broader"].value() == "asylum"
    assert shown["related"].value() == "migrant, secret"
    assert shown["source_url"].value() == "https://example.org/1951"
    assert shown["slug"].value() == "refugee"


# proposals


def test_proposals_that_wait_come_first(
    words: Words, proposed: Proposal, client: Client, editor: Viewer, second: Viewer
) -> None:
    decided = proposing.propose(editor, edits("return", words["return"], definition_fi="Paluu."))
    proposing.approve(second, decided, [1])

    answer = got(client, f"{GRID}proposals/")

    assert (answer.context["waiting"], answer.context["decided"]) == ([proposed], [decided])


def test_a_second_editor_approves_some_and_rejects_some(
    words: Words, proposed: Proposal, client: Client, other: Client
) -> None:
    address = f"{GRID}proposals/1/"
    text = got(other, address).content.decode()
    assert "Asylrecht" in text
    assert "Asyl</del>" in text

    assert other.post(address, {"then": "approve", "change": ["1"]})["Location"] == address
    assert queries.cells_now()["asylum"]["preferred", "de"][0]["text"] == "Asylrecht"
    assert other.post(address, {"then": "reject", "change": ["2"], "reason": "Too short."}).status_code == 302
    assert "Too short." in got(client, address).content.decode()
    assert list(proposed.changes.values_list("state", flat=True)) == ["approved", "rejected"]


def test_the_first_editor_cannot_approve_but_withdraw(proposed: Proposal, client: Client) -> None:
    address = f"{GRID}proposals/1/"
    answer = got(client, address)

    assert (answer.context["deciding"], answer.context["withdrawing"]) == (False, True)
    for then in ("approve", "reject"):
        assert (
            client.post(address, {"then": then, "change": ["1"], "reason": "x", "all": "1"}).status_code
            == 404
        )
    assert client.post(address, {"then": "withdraw", "change": ["1", "2"]}).status_code == 302
    assert set(proposed.changes.values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"then": "approve"}, "Choose at least one change."),
        ({"then": "approve", "change": ["7", "x", "-1", "9" * 40, "１"]}, ""),
        (
            {"then": "reject", "change": ["1"], "reason": " "},
            "Say why, so that the other editor can mend it.",
        ),
        ({"then": "reject", "change": ["1"], "reason": "Null\x00"}, "control characters"),
    ],
)
def test_a_step_that_cannot_be_is_told(
    proposed: Proposal, other: Client, data: dict[str, Any], told: str
) -> None:
    answer = other.post(f"{GRID}proposals/1/", data)

    if told:
        assert told in alert(answer)
        assert set(proposed.changes.values_list("state", flat=True)) == {"proposed"}
    else:
        # A one of another script is a one.
        assert answer.status_code == 302
        assert list(proposed.changes.values_list("state", flat=True)) == ["approved", "proposed"]


@pytest.mark.parametrize("then", ["", "publish", "approve_all"])
def test_an_unknown_step_is_404(proposed: Proposal, other: Client, then: str) -> None:
    assert other.post(f"{GRID}proposals/1/", {"then": then, "change": ["1"]}).status_code == 404


def test_a_change_whose_cell_moved_on_is_told(words: Words, proposed: Proposal, other: Client) -> None:
    writing.write(german(words, "Zuflucht"))

    answer = other.post(f"{GRID}proposals/1/", {"then": "approve", "change": ["1", "2"]})

    assert "asylum, preferred, de has changed since this was proposed" in alert(answer)
    assert set(proposed.changes.values_list("state", flat=True)) == {"proposed"}


def test_a_concept_that_is_only_proposed_is_named_and_leads_nowhere(
    words: Words, editor: Viewer, other: Client
) -> None:
    made = proposing.propose(editor, whole({"visa": concept("visa", "виза", broader=["migration"])}))
    address = f"{GRID}proposals/{made.number}/"
    assert [(slug, str(name)) for slug, name, _ in got(other, address).context["groups"]] == [("", "visa")]

    other.post(address, {"then": "approve", "all": "1"})

    assert [slug for slug, _, _ in got(other, address).context["groups"]] == ["visa"]
    assert '<legend><a href="/en/glossary/visa/"' in got(other, address).content.decode()


def test_a_proposal_of_thousands_is_decided_on_as_a_whole(
    words: Words, editor: Viewer, other: Client
) -> None:
    many = {
        f"c{n}": concept(f"concept {n}", f"понятие {n}", broader=[f"c{n - 1}"] if n else None)
        for n in range(500)
    }
    made = proposing.propose(editor, whole(many))
    address = f"{GRID}proposals/{made.number}/"
    answer = got(other, address)
    shown = [change for _, _, changes in answer.context["groups"] for change in changes]
    assert (len(shown), answer.context["left_out"]) == (
        MOST_CHANGES,
        made.changes.count() - MOST_CHANGES,
    )
    assert 'name="all"' in answer.content.decode()

    answer = other.post(
        address, {"then": "approve", "all": "1", "change": [str(change.position) for change in shown]}
    )

    assert answer.status_code == 302
    assert set(made.changes.values_list("state", flat=True)) == {"approved"}
    assert Concept.objects.count() == len(words) + 500


def test_a_small_proposal_offers_no_whole(proposed: Proposal, other: Client) -> None:
    assert 'name="all"' not in got(other, f"{GRID}proposals/1/").content.decode()


def test_a_concept_page_tells_editors_what_waits(proposed: Proposal, client: Client) -> None:
    assert got(client, "/en/glossary/asylum/").context["page"].waiting == 2
    assert got(Client(), "/en/glossary/asylum/").context["page"].waiting == 0


# releases


def test_an_editor_releases(words: Words, client: Client) -> None:
    page = got(client, f"{GRID}releases/")
    assert page.context["number"] == 1

    answer = client.post(f"{GRID}releases/", {"note_en": "First.", "note_bg": "Първо."})

    assert answer["Location"] == "/en/glossary/releases/1/"
    assert Release.objects.get().note == {"en": "First.", "bg": "Първо."}


def test_the_next_release_shows_what_it_would_change(words: Words, client: Client) -> None:
    releasing.release(SYSTEM, note={"en": "First."})
    writing.write(german(words))

    answer = got(client, f"{GRID}releases/")

    assert (answer.context["number"], answer.context["count"]) == (2, 1)
    assert "Asylrecht" in answer.content.decode()


@pytest.mark.parametrize(("note", "told"), [("", "Say in English"), ("Null\x00", "control characters")])
def test_a_release_that_cannot_be_is_told(words: Words, client: Client, note: str, told: str) -> None:
    answer = client.post(f"{GRID}releases/", {"note_en": note})

    assert told in alert(answer)
    assert not Release.objects.exists()
