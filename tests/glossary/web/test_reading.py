"""Pages of the glossary as readers meet them: by letter, as a tree, in any language; a concept; releases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from comparanda.glossary.actions import proposing, releasing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.web.reading import ALL_LETTERS
from comparanda.people.core.viewer import SYSTEM, Viewer
from factories import Network
from glossary.conftest import signed_in
from glossary.words import Words, concept, edits, small, whole

pytestmark = pytest.mark.django_db


def page(client: Client, address: str):  # type: ignore[no-untyped-def]
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


# browsing


def test_all_concepts_in_use_are_listed_by_name_with_definitions(words: Words, client: Client) -> None:
    shown = page(client, f"/en/glossary/?letter={ALL_LETTERS}").context["page"]

    assert [one.slug for one, _ in shown.concepts] == [
        "asylum",
        "migrant",
        "migration",
        "refugee",
        "return",
        "voluntary-return",
    ]
    assert str(shown.concepts[0][1]) == "What is called asylum."
    assert [(letter.text, letter.count) for letter in shown.letters] == [
        ("A", 1),
        ("M", 2),
        ("R", 2),
        ("V", 1),
    ]
    assert (shown.total, shown.missing, shown.release) == (6, 0, None)


def test_the_page_begins_with_the_first_letter(words: Words, client: Client) -> None:
    shown = page(client, "/en/glossary/").context["page"]

    assert [one.slug for one, _ in shown.concepts] == ["asylum"]
    assert [letter.text for letter in shown.letters if letter.chosen] == ["A"]
    assert page(client, shown.all_url).context["page"].total == 6


def test_a_letter_shows_its_concepts(words: Words, client: Client) -> None:
    answer = page(client, "/en/glossary/?letter=R")

    assert [one.slug for one, _ in answer.context["page"].concepts] == ["refugee", "return"]
    assert 'href="/en/glossary/return/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("bg", ["бежанец", "връщане", "доброволно връщане", "мигрант", "миграция", "убежище"]),
        ("de", ["Asyl", "freiwillige Rückkehr", "migrant", "Migration", "refugee", "Rückkehr"]),
        ("fr", ["asile", "migrant", "migration", "réfugié", "retour", "voluntary return"]),
    ],
)
def test_names_come_in_any_language_that_has_labels(
    words: Words, client: Client, language: str, names: list[str]
) -> None:
    answer = page(client, f"/en/glossary/?language={language}&letter={ALL_LETTERS}")

    assert [one.name.text for one, _ in answer.context["page"].concepts] == names
    own = [one for one, _ in answer.context["page"].concepts if one.own]
    assert answer.context["page"].missing == len(names) - len(own)
    assert f'lang="{language}"' in answer.content.decode()


def test_the_page_in_bulgarian_names_in_bulgarian(words: Words, client: Client) -> None:
    shown = page(client, "/bg/glossary/").context["page"]

    assert (shown.language, shown.concepts[0][0].name.text) == ("bg", "бежанец")


def test_letters_of_the_script_that_most_names_are_written_in_come_first(
    words: Words, client: Client
) -> None:
    writing.write(whole({"au-pair": concept("au pair", "au pair", broader=["migration"])}))

    shown = page(client, "/bg/glossary/").context["page"]

    assert [letter.text for letter in shown.letters] == ["Б", "В", "Д", "М", "У", "A"]
    assert [one.slug for one, _ in shown.concepts] == ["refugee"]


def test_a_branch_is_a_link_with_its_fold_beside_it(words: Words, client: Client) -> None:
    tree = html.fromstring(page(client, "/en/glossary/?view=tree").content).find_class("branches")[0]

    assert not tree.xpath(".//summary//a")
    folds = {
        " ".join(fold.text_content().split()): fold.xpath("string(../../a)") for fold in tree.iter("summary")
    }
    assert folds == {
        "2 narrower than migration": "migration",
        "1 narrower than return": "return",
        "1 narrower than asylum": "asylum",
    }
    assert [number.text for number in tree.find_class("n")] == ["1", "2", "1"]


@pytest.mark.parametrize("language", ["en", "bg", "fr"])
def test_the_tree_in_a_language(words: Words, client: Client, language: str) -> None:
    answer = page(client, f"/en/glossary/?view=tree&language={language}")

    tree = answer.context["page"].tree
    assert {one.slug for one in tree} == {"asylum", "migration"}
    assert not answer.context["page"].letters
    assert 'href="/en/glossary/voluntary-return/"' in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "view=map",
        "language=xx",
        "language=fi",
        "letter=Ж",
        "letter=AB",
        "language=%00",
        "letter=%00",
        "view=%00",
    ],
)
def test_what_is_not_there_is_404(words: Words, client: Client, query: str) -> None:
    assert client.get(f"/en/glossary/?{query}").status_code == 404


def test_an_empty_glossary_has_a_page(client: Client) -> None:
    for query in ("", "?view=tree"):
        assert page(client, f"/en/glossary/{query}").context["page"].total == 0


def count_queries(client: Client, address: str) -> int:
    page(client, address)  # what is remembered for a while is remembered now
    with CaptureQueriesContext(connection) as counted:
        page(client, address)
    return len(counted)


@pytest.mark.parametrize(
    "address",
    [
        "/en/glossary/",
        f"/en/glossary/?letter={ALL_LETTERS}",
        "/en/glossary/?view=tree&language=bg",
        "/en/glossary/return/",
    ],
)
def test_pages_cost_the_same_however_many_concepts_there_are(
    words: Words, client: Client, address: str
) -> None:
    few = count_queries(client, address)
    writing.write(
        whole(
            {
                f"c{n}": concept(f"concept {n}", f"понятие {n}", broader=["return"], related=["asylum"])
                for n in range(40)
            }
        )
    )

    assert count_queries(client, address) == few


def test_no_list_shows_a_draft_not_even_to_editors(words: Words, client: Client, editors: Network) -> None:
    for who in (client, signed_in(editors, "editor")):
        for query in (f"?letter={ALL_LETTERS}", "?view=tree", f"?language=bg&letter={ALL_LETTERS}"):
            text = page(who, f"/en/glossary/{query}").content.decode()
            assert "secret" not in text
            assert "таен" not in text


# one concept


def test_a_concept_says_all_that_is_known_of_it(words: Words, client: Client) -> None:
    answer = page(client, "/en/glossary/refugee/")
    shown, text = answer.context["page"], answer.content.decode()

    assert [row.code for row in shown.rows] == ["en", "bg", "de", "fr", "nl"]
    dutch = shown.rows[-1]
    assert [(label.text, label.region) for label in dutch.preferred] == [
        ("vluchteling", ""),
        ("vluchtelinge", "BE"),
    ]
    assert next(row for row in shown.rows if row.code == "de").no_term
    assert [one.slug for one in shown.broader] == ["asylum"]
    assert [one.slug for one in shown.related] == ["migrant"]
    assert [[one.slug for one in way] for way in shown.ways] == [["asylum"]]
    assert shown.matches == [("the same as", "http://eurovoc.europa.eu/1711")]
    assert "Convention of 1951, Article 1" in text
    assert "https://example.org/1951" in text
    assert "EuroVoc" in text
    assert shown.identifier.endswith("/id/concept/refugee")
    assert "<svg" in text


@pytest.mark.parametrize(
    ("address", "name", "language"),
    [
        ("/en/glossary/refugee/", "refugee", "en"),
        ("/bg/glossary/refugee/", "бежанец", "bg"),
        ("/bg/glossary/voluntary-return/", "доброволно връщане", "bg"),
    ],
)
def test_a_concept_is_named_in_the_readers_language(
    words: Words, client: Client, address: str, name: str, language: str
) -> None:
    shown = page(client, address).context["page"]

    assert (shown.name.text, shown.name.language) == (name, language)


def test_words_in_other_languages_say_which_they_are(words: Words, client: Client) -> None:
    text = page(client, "/en/glossary/refugee/").content.decode()

    for code, word in (("bg", "бежанец"), ("fr", "réfugié"), ("nl", "vluchteling")):
        assert any(f'lang="{code}"' in line and word in line for line in text.splitlines()), word


def test_a_deprecated_concept_goes_on_to_answer_and_leads_on(words: Words, client: Client) -> None:
    answer = page(client, "/en/glossary/alien/")

    assert answer.context["page"].replaced_by.slug == "migrant"
    assert 'href="/en/glossary/migrant/"' in answer.content.decode()
    assert str(answer.context["page"].status) == "No longer used"


def test_a_draft_is_404_but_for_editors(words: Words, client: Client, editors: Network) -> None:
    assert client.get("/en/glossary/secret/").status_code == 404
    for name in ("bg.coordinator", "commission", "admin", "outsider"):
        assert signed_in(editors, name).get("/en/glossary/secret/").status_code == 404, name
    assert (
        page(signed_in(editors, "editor"), "/en/glossary/secret/").context["page"].name.text == "secret plan"
    )


@pytest.mark.parametrize("slug", ["refugee", "asylum"])
def test_no_concept_speaks_of_a_draft_beside_it(words: Words, client: Client, slug: str) -> None:
    assert "secret" not in page(client, f"/en/glossary/{slug}/").content.decode()


def test_texts_are_shown_as_texts(words: Words, client: Client) -> None:
    bad = '<script>alert("x")</script>'
    writing.write(
        edits(
            "asylum",
            words["asylum"],
            preferred_en=[core.label(bad)],
            definition_en=bad,
            scope_note_en=bad,
            legal_source={"title": bad, "url": ""},
            alternative_en=[core.label("b", source_title=bad)],
        )
    )

    for address in (
        "/en/glossary/asylum/",
        "/en/glossary/refugee/",
        "/en/glossary/",
        "/en/glossary/?view=tree",
    ):
        assert bad not in page(client, address).content.decode(), address


@pytest.mark.parametrize(
    "address", ["/en/glossary/nowhere/", "/en/glossary/Refugee/", "/en/glossary/a b/", "/xx/glossary/"]
)
def test_what_is_no_concept_is_404(words: Words, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_pages_are_asked_for_again_only_when_they_change(words: Words, client: Client) -> None:
    first = page(client, "/en/glossary/refugee/")

    assert client.get("/en/glossary/refugee/", headers={"if-none-match": first["ETag"]}).status_code == 304
    writing.write(edits("refugee", words["refugee"], preferred_fi=[core.label("pakolainen")]))
    assert client.get("/en/glossary/refugee/", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert "no-store" not in first["Cache-Control"]


def test_what_an_editor_sees_is_kept_by_nobody(words: Words, editors: Network) -> None:
    assert "no-store" in page(signed_in(editors, "editor"), "/en/glossary/secret/")["Cache-Control"]


# history and releases


@pytest.fixture
def released(words: Words, editor: Viewer, second: Viewer) -> None:
    """Two releases and a change since."""
    releasing.release(SYSTEM, note={"en": "First.", "bg": "Първо."}, now=datetime(2026, 1, 10, tzinfo=UTC))
    writing.write(edits("asylum", words["asylum"], preferred_de=[core.label("Asylrecht")]))
    releasing.release(SYSTEM, note={"en": "Second."}, now=datetime(2026, 2, 10, tzinfo=UTC))
    made = proposing.propose(editor, edits("asylum", words["asylum"], definition_fi="Turvapaikka."))
    proposing.approve(second, made, [1])


def test_the_history_of_a_concept_is_told_newest_first(released: None, client: Client) -> None:
    history = page(client, "/en/glossary/asylum/").context["page"].history

    assert [(step.title, step.lines) for step in history] == [
        ("Since the last release", ["Definition, Finnish"]),
        ("Release 2", ["Preferred label, German"]),
        ("Release 1", ["Published for the first time"]),
    ]
    assert [step.title for step in page(client, "/en/glossary/return/").context["page"].history] == [
        "Release 1"
    ]


def test_releases_are_listed_newest_first(released: None, client: Client) -> None:
    answer = page(client, "/bg/glossary/releases/")

    assert [one.number for one in answer.context["releases"]] == [2, 1]
    assert "Първо." in answer.content.decode()


def test_a_release_tells_what_changed_and_its_files(released: None, client: Client) -> None:
    answer = page(client, "/en/glossary/releases/2/")

    (changed,) = answer.context["changed"]
    assert (changed.slug, changed.lines) == ("asylum", [("Preferred label, German", "Asyl", "Asylrecht")])
    for suffix in ("ttl", "jsonld", "rdf", "csv", "xlsx"):
        assert f'href="/en/glossary/releases/2.{suffix}"' in answer.content.decode()
    assert page(client, "/en/glossary/releases/1/").context["changed"] == []


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999999", "one"])
def test_a_release_that_is_not_there_is_404(released: None, client: Client, number: str) -> None:
    assert client.get(f"/en/glossary/releases/{number}/").status_code == 404


def test_before_the_first_release_there_is_a_page_all_the_same(words: Words, client: Client) -> None:
    assert list(page(client, "/en/glossary/releases/").context["releases"]) == []


def test_a_reader_has_no_way_into_the_workspace(words: Words, client: Client) -> None:
    for address in ("/en/glossary/", "/en/glossary/refugee/"):
        assert "/workspace/glossary/" not in page(client, address).content.decode()
    assert set(small()) == set(words)
