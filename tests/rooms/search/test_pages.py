"""The search page as readers meet it: what is found and by whom, how it is narrowed, and what is offered instead."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import lxml.html
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comparanda.glossary.actions.writing import write
from comparanda.glossary.core.cells import CellChange, label
from comparanda.index import actions as index
from comparanda.index.core.document import Document
from comparanda.kernel.audience import Audience
from factories import Network, close, launched_round, make_draft, release, reply
from index.factories import document
from people.factories import give_second_factor

pytestmark = pytest.mark.django_db

Page = lxml.html.HtmlElement


@pytest.fixture
def ready(db: None) -> None:
    """An index that serves, with what the database holds so far."""
    index.rebuild()


@pytest.fixture
def words(db: None) -> None:
    """A glossary of three concepts: detention, below it its alternatives, beside it return."""
    changes: list[tuple[str, str, str, Any]] = []
    for slug, english, bulgarian in (
        ("detention", "detention", "задържане"),
        ("alternatives-to-detention", "alternatives to detention", "алтернативи на задържането"),
        ("return", "return", "връщане"),
    ):
        changes += [
            (slug, "status", "", "approved"),
            (slug, "preferred", "en", [label(english)]),
            (slug, "preferred", "bg", [label(bulgarian)]),
        ]
    changes += [
        ("detention", "definition", "en", "Confinement of a person in a particular place."),
        ("alternatives-to-detention", "broader", "", ["detention"]),
        ("detention", "related", "", ["return"]),
    ]
    write(CellChange(slug, field, language, None, after) for slug, field, language, after in changes)


def get(client: Client, language: str = "en", **parameters: Any) -> HttpResponse:
    return client.get(f"/{language}/search/?{urlencode(parameters, doseq=True)}")


def page(client: Client, language: str = "en", **parameters: Any) -> Page:
    response = get(client, language, **parameters)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def said(element: Page) -> str:
    return " ".join(element.text_content().split())


def titles(found: Page) -> list[str]:
    return [said(link) for link in found.xpath("//ol[@class='results']//h3/a")]


def counts(found: Page, facet: str) -> dict[str, str]:
    """Value to the count shown beside its box."""
    boxes = found.xpath(f"//details[contains(@class, 'facets')]//input[@type='checkbox'][@name='{facet}']")
    return {box.get("value"): said(box.getparent().xpath("span[@class='n']")[0]) for box in boxes}


def permits(*keys: str, **values: Any) -> list[Document]:
    return [document(key, titles={"en": f"Permit {key}"}, **values) for key in keys]


# what is found


def test_a_result_says_what_it_is_and_why_it_was_found(client: Client, ready: None) -> None:
    index.put(
        [
            document(
                "answer:blue-card/permit/BG",
                titles={"en": "Bulgaria: Is a permit needed?", "bg": "България: Изисква ли се разрешение?"},
                subtitle={"en": "EU Blue Card"},
                texts={"en": "Yes, a seasonal permit."},
                countries=("BG",),
                year=2024,
                url_path="compare/blue-card/questions/permit/bg/",
            )
        ]
    )

    found = page(client, q="permits")

    (item,) = found.xpath("//ol[@class='results']/li")
    (link,) = item.xpath("h3/a")
    assert link.get("href") == "/en/compare/blue-card/questions/permit/bg/"
    assert said(link) == "Bulgaria: Is a permit needed?"
    assert said(item.xpath("p[@class='kicker']")[0]) == "Answer · Bulgaria · 2024"
    assert said(item.xpath("p[@class='under']")[0]) == "EU Blue Card"
    assert said(item.xpath("p[@class='snippet']")[0]) == "Yes, a seasonal permit."
    assert [said(mark) for mark in item.xpath(".//mark")] == ["permit", "permit"]
    assert said(found.xpath("//h2[@id='results-title']")[0]) == "1 result for permits"


def test_foreign_text_names_its_language(client: Client, ready: None) -> None:
    index.put(
        [
            document(
                "answer:x/y/FR",
                language="fr",
                titles={"fr": "France : titre"},
                texts={"fr": "Le permis de séjour."},
                subtitle={"en": "Permits"},
            )
        ]
    )

    found = page(client, "bg", q="permis")

    (item,) = found.xpath("//ol[@class='results']/li")
    assert item.xpath("h3/a/@lang") == ["fr"]
    assert item.xpath("p[@class='snippet']/@lang") == ["fr"]
    assert item.xpath("p[@class='under']/@lang") == ["en"]
    assert item.xpath("h3/a/@href") == ["/bg/compare/x/"]


def test_results_of_many_countries_tell_their_number(client: Client, ready: None) -> None:
    index.put(permits("comparison:a", kind="comparison", countries=("BG", "FR", "DE", "AT")))

    found = page(client, q="permit")

    assert said(found.xpath("//p[@class='kicker']")[0]) == "Comparison · 4 countries"


def test_what_has_some_of_the_words_is_shown_and_that_is_said(client: Client, ready: None) -> None:
    index.put(permits("a"))

    found = page(client, q="permit xylophone")

    assert titles(found) == ["Permit a"]
    assert "Nothing has all of these words together" in said(found)
    assert "Nothing has all of these words together" not in said(page(client, q="permit"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("detention", True),
        ("Задържането", True),
        ("задържане на деца", False),
        ("-return detention", False),
        ("return detention", False),
    ],
)
def test_what_the_words_mean_as_a_whole_is_shown_above_the_results(
    client: Client, words: None, ready: None, typed: str, shown: bool
) -> None:
    found = page(client, q=typed).xpath("//div[contains(@class, 'meant')]")

    assert bool(found) is shown
    if shown:
        assert "Confinement of a person" in said(found[0])
        assert found[0].xpath(".//h3/a/@href") == ["/en/glossary/detention/"]


def test_what_the_words_mean_is_not_repeated_on_later_pages(client: Client, words: None, ready: None) -> None:
    index.put(permits(*(f"detention {number}" for number in range(25))))

    assert page(client, q="detention").xpath("//div[contains(@class, 'meant')]")
    assert not page(client, q="detention", page=2).xpath("//div[contains(@class, 'meant')]")


def test_markup_in_documents_and_queries_stays_text(client: Client, ready: None) -> None:
    index.put([document("a", titles={"en": "Permit <b>bold</b>"}, texts={"en": "permit <script>x</script>"})])

    response = get(client, q='permit"><script>alert(1)</script>')

    assert b"<script>" not in response.content
    assert b"<b>bold" not in response.content


def test_before_the_first_build_the_page_says_so(client: Client, db: None) -> None:
    found = page(client, q="permit")

    assert "The index is being built for the first time" in said(found)
    assert titles(found) == []


# narrowing


@pytest.fixture
def library(ready: None) -> None:
    index.put(
        [
            *permits("answer:1", "answer:2", countries=("BG",), year=2024, topics=("asylum",)),
            *permits("answer:3", countries=("FR",), year=2024),
            *permits("comparison:4", kind="comparison", countries=("BG", "FR"), year=2023),
            *permits("concept:5", kind="concept"),
        ]
    )


def test_facets_are_named_in_the_readers_language(network: Network, client: Client, library: None) -> None:
    network.topic["asylum"].label = {"en": "Asylum", "bg": "Убежище"}
    network.topic["asylum"].save()

    found = page(client, "bg", q="permit")

    names = [said(span) for span in found.xpath("//details[contains(@class,'facets')]//label/span[1]")]
    assert {"България", "Франция", "Убежище", "Отговор", "2024", "английски"} <= set(names)
    assert found.xpath("//input[@name='topic']/@value") == ["asylum"]


def test_counts_of_a_facet_ignore_what_is_chosen_in_it(client: Client, library: None) -> None:
    found = page(client, q="permit", country="BG", kind="answer")

    assert said(found.xpath("//h2[@id='results-title']")[0]) == "2 results for permit"
    assert counts(found, "country") == {"BG": "2", "FR": "1"}
    assert counts(found, "kind") == {"answer": "2", "comparison": "1"}
    assert counts(found, "year") == {"2024": "2"}
    assert found.xpath("//details//input[@checked]/@value") == ["answer", "BG"]


def test_several_values_of_a_facet_widen_and_several_facets_narrow(client: Client, library: None) -> None:
    assert len(titles(page(client, q="permit", country=["BG", "FR"]))) == 4
    assert titles(page(client, q="permit", country=["BG", "FR"], year="2023")) == ["Permit comparison:4"]


def test_what_is_chosen_can_be_taken_back_one_by_one_and_all_at_once(client: Client, library: None) -> None:
    found = page(client, q="permit", country=["BG", "FR"], year="2024")

    chips = {said(link): link.get("href") for link in found.xpath("//ul[@class='chips']//a")}
    assert chips == {
        "Remove the filter Country: Bulgaria ×": "/en/search/?q=permit&country=FR&year=2024",
        "Remove the filter Country: France ×": "/en/search/?q=permit&country=BG&year=2024",
        "Remove the filter Year: 2024 ×": "/en/search/?q=permit&country=BG&country=FR",
        "Clear filters": "/en/search/?q=permit",
    }


def test_the_box_keeps_what_is_chosen_and_the_boxes_keep_the_words(client: Client, library: None) -> None:
    found = page(client, q="permit", country="BG")

    (box,) = found.xpath("//main//form[@role='search']")
    assert dict(box.form_values()) == {"q": "permit", "country": "BG"}
    (narrowing,) = found.xpath("//details//form")
    assert narrowing.form_values() == [("q", "permit"), ("country", "BG")]
    assert narrowing.get("action") == box.get("action") == "/en/search/"


def test_filters_that_leave_nothing_can_be_cleared(client: Client, library: None) -> None:
    found = page(client, q="permit", year="1999")

    assert "Nothing found for permit" in said(found)
    assert found.xpath("//a[.='Search without filters']/@href") == ["/en/search/?q=permit"]
    assert counts(found, "year") == {"1999": "0", "2024": "3", "2023": "1"}


def test_rare_values_are_folded_away_but_never_chosen_ones(client: Client, ready: None) -> None:
    for number in range(20):
        index.put(permits(f"answer:{number}", year=2000 + number))

    found = page(client, q="permit", year="2003")

    years = "//fieldset[legend='Year']"
    assert found.xpath(f"{years}/ul//input/@value") == [
        "2003",
        "2019",
        "2018",
        "2017",
        "2016",
        "2015",
        "2014",
    ]
    assert len(found.xpath(f"{years}/details//input")) == 13


# pages


def test_results_come_ten_at_a_time(client: Client, ready: None) -> None:
    index.put(permits(*(f"answer:{number}" for number in range(25)), year=2024))

    first, last = page(client, q="permit", year="2024"), page(client, q="permit", year="2024", page=3)

    assert (len(titles(first)), len(titles(last))) == (10, 5)
    assert first.xpath("//nav[@aria-label='Pages of results']//a/@href") == [
        "/en/search/?q=permit&year=2024&page=2",
        "/en/search/?q=permit&year=2024&page=3",
        "/en/search/?q=permit&year=2024&page=2",
    ]
    assert said(last.xpath("//span[@aria-current='page']")[0]) == "Page 3"
    assert last.xpath("//ol[@class='results']/@start") == ["21"]
    seen = {title for number in (1, 2, 3) for title in titles(page(client, q="permit", page=number))}
    assert len(seen) == 25


def test_a_page_beyond_the_last_leads_to_the_last(client: Client, ready: None) -> None:
    index.put(permits(*(f"answer:{number}" for number in range(11))))

    response = get(client, q="permit", page=99_999)

    assert (response.status_code, response["Location"]) == (302, "/en/search/?q=permit&page=2")


# who finds


@pytest.fixture
def secret(network: Network) -> None:
    """A round released to the network only, one of its answers with a word of its own."""
    round = launched_round(network, title="Seasonal workers", respondents=("bg", "de"))
    reply(network, round, "bg", {"q1": make_draft(note="Quarantine of Xanthippe is customary.")})
    release(network, close(network, round), Audience.NETWORK)
    index.rebuild()


def member(network: Network, username: str = "fr.coordinator") -> Client:
    client = Client()
    give_second_factor(network.user[username])
    client.force_login(network.user[username])
    return client


@pytest.mark.parametrize("typed", ["xanthippe", "seasonal workers", "quarantine", '"of xanthippe is"'])
def test_what_is_released_to_the_network_is_found_by_the_network_only(
    client: Client, network: Network, secret: None, typed: str
) -> None:
    outside, inside = page(client, q=typed), page(member(network), q=typed)

    assert titles(outside) == [] and counts(outside, "kind") == {}
    assert "customary" not in said(outside)
    assert len(titles(inside)) > 0 and counts(inside, "kind") != {}


def test_the_network_is_led_to_its_own_edition(network: Network, secret: None) -> None:
    inside = member(network)

    (address,) = page(inside, q="xanthippe").xpath("//ol[@class='results']//h3/a/@href")

    assert address.endswith("?audience=network")
    assert "Xanthippe" in inside.get(address).content.decode()


def test_roles_without_their_second_factor_find_what_everybody_finds(network: Network, secret: None) -> None:
    client = Client()
    client.force_login(network.user["fr.coordinator"])

    assert titles(page(client, q="xanthippe")) == []


def test_no_other_spelling_is_offered_out_of_what_a_reader_may_not_see(
    client: Client, network: Network, secret: None
) -> None:
    assert b"antippe" in get(client, q="xantippe").content
    assert b"anthippe" not in get(client, q="xantippe").content


def test_what_signed_in_readers_find_is_stored_nowhere(
    client: Client, network: Network, secret: None
) -> None:
    assert get(member(network), q="xanthippe")["Cache-Control"] == "private, no-store"
    assert get(client, q="xanthippe")["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" in get(client, q="xanthippe")["Vary"]


# ways on


def test_nothing_found_offers_concepts_that_are_named_and_their_neighbours(
    client: Client, words: None, ready: None
) -> None:
    index.remove(["concept:detention", "concept:alternatives-to-detention", "concept:return"])

    found = page(client, q="detention")

    offers = found.xpath("//ul[@class='offers']/li")
    assert said(offers[0].xpath("h4/a")[0]) == "detention"
    assert offers[0].xpath("h4/a/@href") == ["/en/glossary/detention/"]
    assert said(offers[0].xpath("p")[0]) == "Confinement of a person in a particular place."
    around = offers[0].xpath(".//ul[@class='chips']//a/@href")
    assert around == ["/en/search/?q=alternatives%20to%20detention", "/en/search/?q=return"]


@pytest.mark.parametrize(
    ("language", "typed", "name"), [("en", "deten", "detention"), ("bg", "връщ", "връщане")]
)
def test_the_beginning_of_a_word_is_enough_to_be_offered_its_concept(
    client: Client, words: None, ready: None, language: str, typed: str, name: str
) -> None:
    found = page(client, language, q=typed)

    assert said(found.xpath("//ul[@class='offers']//h4/a")[0]) == name


def test_nothing_found_and_nothing_near_leads_elsewhere(client: Client, words: None, ready: None) -> None:
    found = page(client, q="xylophone")

    assert found.xpath("//ul[@class='offers']") == []
    links = found.xpath("//section[@id='results']//a/@href")
    assert links == ["/en/compare/", "/en/countries/", "/en/glossary/"]


def test_a_misspelt_word_is_put_right(client: Client, ready: None) -> None:
    index.put(permits("a", "b", "c", texts={"en": "Everything about naturalisation."}, year=2024))

    found = page(client, q="naturalistion", year="2024")

    (link,) = found.xpath("//p[@class='suggestion']/a")
    assert (said(link), link.get("href")) == (
        "naturalisation",
        "/en/search/?q=naturalisation&year=2024",
    )


@pytest.mark.parametrize("typed", ["", "   ", "?!", "-permit"])
def test_without_words_the_page_shows_where_to_begin(
    client: Client, network: Network, ready: None, typed: str
) -> None:
    found = page(client, q=typed)

    topics = {said(link): link.get("href") for link in found.xpath("//ul[@class='chips']//a")}
    assert topics["Labour migration"] == "/en/search/?q=Labour+migration"
    assert titles(found) == []


# bad input


@pytest.mark.parametrize("language", ["en", "bg"])
def test_a_query_of_ten_thousand_characters_is_refused_in_words(
    client: Client, ready: None, language: str
) -> None:
    response = get(client, language, q="ж" * 10_000)

    assert response.status_code == 400
    found = lxml.html.fromstring(response.content.decode())
    assert "10000" in said(found.xpath("//p[@id='q-fault']")[0])
    # Nothing of what was typed is lost: it can be cut where its writer wants.
    assert found.xpath("//input[@id='q']/@value") == ["ж" * 10_000]


@pytest.mark.parametrize(
    "typed",
    ["permit\x00", "permit\x07\x1b", "\u202epermit", "permit\ufeff", "permit OR (NEAR *", "permit\ud7ff", "'permit'", "permit & | !"],
)  # fmt: skip
def test_control_characters_marks_of_direction_and_syntax_do_no_harm(
    client: Client, ready: None, typed: str
) -> None:
    index.put(permits("a"))

    found = page(client, q=typed)

    assert titles(found) == ["Permit a"]


def test_text_from_right_to_left_is_found_and_shown(client: Client, ready: None) -> None:
    index.put([document("a", language="ar", titles={"ar": "حق اللجوء"}, texts={"ar": "حق اللجوء للجميع"})])

    found = page(client, q="اللجوء")

    assert titles(found) == ["حق اللجوء"]
    assert found.xpath("//h3/a/@dir") == ["auto"] and found.xpath("//h2/bdi/text()") == ["اللجوء"]


def test_broken_bytes_and_odd_parameters_do_no_harm(client: Client, ready: None) -> None:
    index.put(permits("a"))

    for query in (
        "q=permit%FF%FE",
        "q=permit&page=x&page=-3",
        "q=permit&country=%00&year=1;2&kind=%22",
        "q=permit&q=",
    ):
        assert client.get(f"/en/search/?{query}").status_code == 200, query


# the rest of the site


def test_the_page_is_kept_out_of_other_search_engines(client: Client, ready: None) -> None:
    found = page(client, q="permit")

    assert found.xpath("//meta[@name='robots']/@content") == ["noindex"]
    lines = client.get("/robots.txt").content.decode().splitlines()
    for code, _name in settings.LANGUAGES:
        assert f"Disallow: /{code}/search/" in lines
    assert b"/search/" not in client.get("/sitemap.xml").content


def test_the_box_on_the_home_page_leads_here(client: Client, ready: None) -> None:
    home = lxml.html.fromstring(client.get("/bg/").content.decode())

    (form,) = home.xpath("//form[@role='search']")
    assert (form.get("action"), list(form.fields)) == ("/bg/search/", ["q"])
    assert "/bg/search/" in home.xpath("//header//a/@href")


def test_the_same_search_is_one_click_away_in_the_other_language(client: Client, ready: None) -> None:
    found = page(client, q="permit", country="BG")

    assert found.xpath("//link[@hreflang='bg']/@href") == [
        f"{settings.SITE_URL}/bg/search/?q=permit&country=BG"
    ]


@pytest.mark.parametrize("language", ["en", "bg"])
def test_the_number_of_queries_does_not_grow_with_the_results(
    client: Client, network: Network, ready: None, language: str
) -> None:
    def counted() -> int:
        get(client, language, q="permit")
        with CaptureQueriesContext(connection) as captured:
            assert get(client, language, q="permit").status_code == 200
        return len(captured)

    index.put(permits("answer:0", countries=("BG",), topics=("asylum",), year=2000))
    one = counted()
    for number, country in enumerate(["BG", "FR", "DE"] * 10):
        index.put(
            permits(
                f"answer:{number}", countries=(country,), topics=("asylum", "return"), year=2000 + number % 7
            )
        )

    assert len(titles(page(client, language, q="permit"))) == 10
    assert counted() == one


def test_nothing_found_costs_the_same_however_large_the_glossary(
    client: Client, words: None, ready: None
) -> None:
    def counted() -> int:
        get(client, q="deten")
        with CaptureQueriesContext(connection) as captured:
            assert get(client, q="deten").status_code == 200
        return len(captured)

    few = counted()
    write(
        CellChange(f"detention-{number}", field, of, None, after)
        for number in range(20)
        for field, of, after in (
            ("status", "", "approved"),
            ("preferred", "en", [label(f"detention of kind {number}")]),
            ("broader", "", ["detention"]),
        )
    )

    # Three concepts are offered where there were two.
    assert counted() == few + 1


def test_quotes_and_accents_survive_the_address(client: Client, ready: None) -> None:
    index.put([document("a", titles={"fr": "Droit d'asile « spécial »"}, language="fr")])

    response = client.get(f"/en/search/?q={quote('« spécial »')}")

    assert "Droit d&#x27;asile" in response.content.decode()
