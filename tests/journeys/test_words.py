"""Words at a browser: browse, read a concept in many languages, edit and approve labels, import, and search from one
language into another. Precedents have a file of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.visits import Visitor

pytestmark = pytest.mark.browser

VOCABULARY = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://words.example/> .
ex:scheme a skos:ConceptScheme ; skos:prefLabel "Words of a partner"@en ; skos:hasTopConcept ex:welcome .
ex:welcome a skos:Concept ; skos:inScheme ex:scheme ; skos:topConceptOf ex:scheme ;
    skos:prefLabel "welcome office for newcomers"@en , "приемна за новодошли"@bg ;
    skos:definition "An office where somebody who has just arrived is told where to go."@en .
ex:desk a skos:Concept ; skos:inScheme ex:scheme ; skos:broader ex:welcome ;
    skos:prefLabel "multilingual welcome desk"@en , "многоезично гише"@bg .
"""


def searching(visitor: Visitor, address: str) -> None:
    """Goes to a page of search, which the demo has an index for."""
    visitor.go(address)
    assert visitor.page.locator("[data-index-unready]").count() == 0


def test_a_reader_walks_from_a_letter_to_a_concept_in_every_language(visit: Callable[..., Visitor]) -> None:
    reader = visit()
    reader.go("/en/glossary/")
    reader.page.locator(".letters a", has_text="F").first.click()
    reader.follow("family reunification")
    assert reader.path == "/en/glossary/family-reunification/"
    for language, name in (
        ("bg", "събиране на семейството"),
        ("fr", "regroupement familial"),
        ("de", "Familienzusammenführung"),
        ("es", "reagrupación familiar"),
        ("pl", "łączenie rodzin"),
    ):
        assert reader.page.locator(f'.labels td[lang="{language}"] b', has_text=name).count() == 1
    assert reader.page.get_by_role("link", name="Directive 2003/86/EC, Article 2(d)").count() == 1
    # The picture leads on, by keyboard too.
    sponsor = reader.page.locator("svg.net.wide a", has_text="sponsor")
    sponsor.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(re.compile(r"/glossary/sponsor/$"))


def test_a_reader_sees_the_tree_in_another_language_without_scripts(visit: Callable[..., Visitor]) -> None:
    reader = visit(scripts=False, width=390)
    reader.go("/bg/glossary/?view=tree&language=fr")
    asile = reader.page.locator(".branches a", has_text=re.compile("^asile$")).first
    assert asile.get_attribute("lang") == "fr"
    asile.click()
    assert reader.path == "/bg/glossary/asylum/"
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_identifier_leads_a_browser_to_the_page_and_a_machine_to_data(
    visit: Callable[..., Visitor],
) -> None:
    reader = visit(locale="bg-BG")
    reader.go("/id/concept/asylum")
    assert reader.path == "/bg/glossary/asylum/"
    told = reader.page.request.get(reader.site + "/id/concept/asylum", headers={"Accept": "text/turtle"})
    assert told.headers["content-type"].startswith("text/turtle")
    assert '"asylum"@en' in told.text()


def test_labels_are_edited_in_the_grid_and_a_second_editor_approves(visit: Callable[..., Visitor]) -> None:
    editor, second, reader = visit(), visit(), visit()
    editor.sign_in("editor")
    editor.go("/en/workspace/glossary/?language=en&language=ga&language=mt&q=search+and+rescue")
    row = editor.page.locator("tr", has_text="search and rescue").first
    field = row.locator('input[name^="cell/search-and-rescue/ga"]')
    field.fill("cuardach agus tarrtháil ar muir")
    editor.page.locator("[name=source_title]").fill("A partner's list of terms")
    editor.press("Propose")
    assert editor.says("A second editor decides")
    assert row.locator("ins").inner_text() == "cuardach agus tarrtháil ar muir"

    # Nobody approves what they proposed themselves, and readers do not see it yet.
    editor.go("/en/workspace/glossary/proposals/")
    editor.page.locator("main .list a").first.click()
    assert editor.page.get_by_role("button", name="Approve what is ticked").count() == 0
    proposal = editor.path
    reader.go("/en/glossary/search-and-rescue/")
    assert not reader.says("ar muir")

    second.sign_in("editor.words")
    second.go(proposal)
    second.press("Approve what is ticked")
    assert second.says("In force now")
    reader.go("/en/glossary/search-and-rescue/")
    assert reader.says("cuardach agus tarrtháil ar muir")
    assert reader.says("A partner's list of terms")

    second.go("/en/workspace/glossary/releases/")
    second.page.locator("[name=note_en]").fill("An Irish term of the sea.")
    second.press("Release")
    assert second.says("An Irish term of the sea.")
    reader.go("/en/glossary/releases/")
    reader.page.locator("main .timeline a").first.click()
    assert reader.says("cuardach agus tarrtháil ar muir")


def test_two_editors_on_one_cell_never_lose_a_word(visit: Callable[..., Visitor]) -> None:
    editor, second = visit(), visit()
    grid = "/en/workspace/glossary/?language=mt&q=airport+transit"
    for person, name in ((editor, "editor"), (second, "editor.words")):
        person.sign_in(name)
        person.go(grid)
    cell = 'input[name="cell/airport-transit-visa/mt"]'
    editor.page.locator(cell).fill("viża ta' tranżitu mill-ajruport, l-ewwel")
    editor.press("Propose")
    second.page.locator(cell).fill("viża ta' tranżitu, it-tieni")
    second.press("Propose")
    assert second.says("Somebody has proposed a change of the same cell already")
    assert "it-tieni" in second.page.content()
    # Taken back, so that the site is as it was.
    editor.go("/en/workspace/glossary/proposals/")
    editor.page.locator("main .list a").first.click()
    editor.press("Withdraw what is ticked")
    assert editor.says("Withdrawn.")


def test_a_vocabulary_is_looked_at_proposed_and_approved(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    editor, second = visit(), visit()
    file = tmp_path / "partner.ttl"
    file.write_text(VOCABULARY, encoding="utf-8")
    editor.sign_in("editor")
    editor.go("/en/workspace/glossary/import/")
    editor.page.set_input_files("[name=file]", str(file))
    editor.press("See what would change")
    assert editor.says("new concepts")
    assert editor.says("многоезично гише")
    editor.press("Propose these changes")
    proposal = editor.path
    second.sign_in("editor.words")
    second.go(proposal)
    second.press("Approve what is ticked")
    second.go("/bg/glossary/multilingual-welcome-desk/")
    assert second.says("многоезично гише")
    assert second.page.locator('a[href="https://words.example/desk"]').count() == 1


def test_a_cyclic_vocabulary_is_refused_in_words_and_nothing_is_lost(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    editor = visit()
    file = tmp_path / "circle.ttl"
    file.write_text(VOCABULARY + "\nex:welcome skos:broader ex:desk .\n", encoding="utf-8")
    editor.sign_in("editor")
    editor.go("/en/workspace/glossary/import/")
    editor.page.set_input_files("[name=file]", str(file))
    editor.press("See what would change")
    assert editor.says("circle")
    assert editor.page.get_by_role("button", name="Propose these changes").count() == 0


def test_a_term_in_an_answer_shows_its_definition_on_focus(visit: Callable[..., Visitor]) -> None:
    reader = visit()
    reader.go("/en/compare/labour-access/questions/waiting_months/dk/")
    term = reader.page.locator(".term-in-text").first
    tip = term.locator(".tip")
    assert not tip.is_visible()
    term.locator("a").focus()
    assert tip.is_visible()
    reader.page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_a_search_in_bulgarian_finds_what_was_written_in_french_and_back(
    visit: Callable[..., Visitor],
) -> None:
    reader = visit()
    searching(reader, "/bg/search/?q=убежище")
    reader.go("/bg/")
    reader.page.locator("main form[role=search] input[type=search]").first.fill("събиране на семейства")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(re.compile(r"/bg/search/\?"))
    assert reader.page.locator("main mark").count() > 0
    assert reader.page.locator('main a[href*="/compare/family-reunification/"]').count() > 0
    # From French, a language of which no comparison is written, to the Bulgarian page of the same matter.
    reader.go("/bg/search/?q=regroupement+familial")
    assert reader.page.locator('main a[href*="/compare/family-reunification/"]').count() > 0
    assert reader.page.locator('main a[href="/bg/glossary/family-reunification/"]').count() > 0


def test_facets_stand_in_the_address_and_nothing_found_leads_on(visit: Callable[..., Visitor]) -> None:
    reader = visit(scripts=False)
    searching(reader, "/en/search/?q=detention&kind=concept")
    assert reader.page.locator('main a[href^="/en/compare/"]').count() == 0
    assert reader.page.locator('main a[href="/en/glossary/detention/"]').count() > 0
    reader.go("/en/search/?q=zzxxqqvv")
    assert reader.page.locator('main a[href="/en/glossary/"]').count() > 0
