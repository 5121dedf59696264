"""Precedents and proposed topics beside a query that is written, as the asker meets them."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.http import HttpResponse
from django.test import Client

from comparanda.answers.actions import asking
from comparanda.answers.models import Question, Round
from comparanda.glossary.actions import writing
from comparanda.glossary.core.cells import CellChange, label
from comparanda.index.actions import rebuild
from comparanda.kernel.audience import Audience
from factories import (
    CODES,
    Network,
    close,
    draft_round,
    launched_round,
    make_draft,
    put_question,
    release,
    reply,
)
from rooms.queries.test_pages import WORDS, again, draft_data, sign_in

pytestmark = pytest.mark.django_db

CHOICE = [{"type": "choice", "codes": CODES}]
CANARY = "canary-3141"


@pytest.fixture
def coordinator(network: Network, client: Client) -> Client:
    return sign_in(client, network, "fr.coordinator")


@pytest.fixture
def earlier(network: Network) -> Round:
    """What Germany asked Bulgaria, France and Croatia; Bulgaria answered. In the index."""
    round = draft_round(
        network, asker="de.coordinator", types=(), respondents=("bg", "fr", "hr"), title="Labour market"
    )
    put_question(
        network, round, CHOICE, asker="de.coordinator",
        text={"de": "Dürfen Asylsuchende arbeiten?", "en": "May asylum seekers work?"},
        short={"en": "Work"}, guidance={"en": "Under national law.", "de": "Nach dem Gesetz."}, review_months=6,
    )  # fmt: skip
    round = asking.launch(network.viewer("de.coordinator"), Round.objects.get(pk=round.pk))
    reply(network, round, "bg", {"q1": make_draft({"value": "full"}, note=CANARY)})
    rebuild()
    return round


@pytest.fixture
def draft(network: Network) -> Round:
    return draft_round(network, title="Asylum seekers and work", types=())


def address(round: Round, rest: str = "") -> str:
    return f"/en/workspace/queries/{round.slug}/{rest}"


def tree(response: HttpResponse) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def listed(response: HttpResponse) -> list[str]:
    """Everything in the list of precedents, in one line each."""
    (place,) = tree(response).xpath("//ol[contains(@class, 'near')]") or [None]
    return [] if place is None else [" ".join(row.text_content().split()) for row in place.xpath("./li")]


def buttons(response: HttpResponse) -> list[str]:
    return tree(response).xpath("//ol[contains(@class, 'near')]//button/@value")


# the list


def test_the_page_of_a_draft_shows_what_was_asked_before_without_a_script(
    coordinator: Client, earlier: Round, draft: Round
) -> None:
    page = coordinator.get(address(draft))
    (row,) = listed(page)
    assert row.startswith(f"Labour market {earlier.number} · Contact point DE · asked ")
    assert "May asylum seekers work?" in row
    # France was asked and has not replied: whether others have is not told yet.
    assert "no answer that you may read" in row
    name = earlier.number
    assert buttons(page) == [
        f"take:{name}/q1",
        f"relate:update-of:{name}",
        f"relate:follow-up-to:{name}",
    ]
    assert tree(page).xpath("//ol[contains(@class, 'near')]//a/@href") == [
        f"/en/workspace/{name}/fr/",
        f"/en/workspace/{name}/fr/",
    ]


def test_a_released_question_leads_to_its_edition_and_says_who_answered(
    network: Network, coordinator: Client, earlier: Round, draft: Round
) -> None:
    close(network, earlier, "de.coordinator")
    release(network, earlier, Audience.NETWORK, "de.coordinator")
    rebuild()
    page = coordinator.get(address(draft))
    assert "answered by Bulgaria" in listed(page)[0]
    assert tree(page).xpath("//ol[contains(@class, 'near')]//ul//a/@href") == [
        f"/en/compare/{earlier.number}/questions/q1/?audience=network"
    ]
    release(network, earlier, Audience.PUBLIC, "de.coordinator")
    rebuild()
    page = coordinator.get(address(draft))
    assert tree(page).xpath("//ol[contains(@class, 'near')]//ul//a/@href") == [
        f"/en/compare/{earlier.number}/questions/q1/"
    ]
    assert CANARY not in page.content.decode()


def test_many_countries_are_counted_and_named_on_demand(
    network: Network, coordinator: Client, draft: Round
) -> None:
    round = launched_round(
        network, respondents=("bg", "de", "at", "hr", "fr"), title="Asylum seekers and work"
    )
    for code in ("bg", "de", "at", "hr", "fr"):
        reply(network, round, code)
    rebuild()
    (row,) = listed(coordinator.get(address(draft)))
    assert "5 countries answered" in row
    assert "Austria, Bulgaria, Croatia, France, Germany" in row


def test_a_query_that_the_asker_may_not_know_of_is_not_listed(
    network: Network, client: Client, earlier: Round
) -> None:
    own = draft_round(network, asker="at.coordinator", title="Asylum seekers and work", types=())
    sign_in(client, network, "at.coordinator")
    for rest in ("", "questions/new/", "near/?text=May+asylum+seekers+work"):
        page = client.get(address(own, rest))
        assert page.status_code == 200
        assert listed(page) == []
        assert earlier.number not in page.content.decode()


def test_the_list_is_asked_for_anew_while_the_asker_types(
    coordinator: Client, earlier: Round, draft: Round
) -> None:
    away = coordinator.get(address(draft, "near/"), {"text": "Statelessness"})
    near = coordinator.get(address(draft, "near/"), {"text": "Labour market for asylum seekers"})
    of_question = coordinator.get(address(draft, "near/"), {"text": "Labour market", "for": "question"})
    assert listed(away) == []
    assert "Nothing near has been asked before" in away.content.decode()
    assert "<html" not in near.content.decode()
    assert f"take:{earlier.number}/q1" in buttons(near)
    assert buttons(of_question) == [f"take:{earlier.number}/q1"]
    assert "no-store" in near["Cache-Control"]


@pytest.mark.parametrize(
    "text", ["", " ", '"', "-work", "a" * 100_000, "\x00\x07", "‮asylum seekers", "%s %(x)s"]
)
def test_any_text_gets_an_answer(coordinator: Client, earlier: Round, draft: Round, text: str) -> None:
    assert coordinator.get(address(draft, "near/"), {"text": text}).status_code == 200


def test_the_list_belongs_to_who_steers_the_draft(
    network: Network, client: Client, earlier: Round, draft: Round
) -> None:
    assert client.get(address(draft, "near/"), {"text": "work"}).status_code == 302
    for who in ("bg.labour", "de.coordinator"):
        sign_in(client, network, who)
        assert client.get(address(draft, "near/"), {"text": "work"}).status_code == 404
    # Once launched there is no list: nothing is written any more.
    assert client.get(address(earlier, "near/"), {"text": "work"}).status_code == 404


# taking over and relating


def test_taking_over_keeps_what_was_typed_and_continues_the_earlier_question(
    coordinator: Client, earlier: Round, draft: Round
) -> None:
    answer = coordinator.post(
        address(draft), draft_data(draft, title_en="Typed", then=f"take:{earlier.number}/q1")
    )
    assert answer["Location"] == f"{address(draft)}#question-q1"
    assert again(draft).title == {"en": "Typed"}
    taken = draft.template.questions.get()
    standing = earlier.template.questions.get()
    assert taken.continues == standing
    assert (taken.text, taken.parts, taken.guidance, taken.review_months) == (
        standing.text,
        standing.parts,
        standing.guidance,
        6,
    )


@pytest.mark.parametrize("kind", ["update-of", "follow-up-to"])
def test_the_draft_is_related_to_a_precedent(
    coordinator: Client, earlier: Round, draft: Round, kind: str
) -> None:
    answer = coordinator.post(address(draft), draft_data(draft, then=f"relate:{kind}:{earlier.number}"))
    assert answer["Location"] == f"{address(draft)}#links"
    link = draft.links.get()
    assert (link.kind, link.other) == (kind, earlier)
    # What is related already says so in place of the buttons.
    assert buttons(coordinator.get(address(draft))) == [f"take:{earlier.number}/q1"]


@pytest.mark.parametrize("then", ["take:{}/q1", "relate:update-of:{}", "relate:sideways:{}"])
def test_what_the_asker_may_not_know_of_is_neither_taken_nor_related(
    network: Network, client: Client, earlier: Round, then: str
) -> None:
    own = draft_round(network, asker="at.coordinator", types=())
    sign_in(client, network, "at.coordinator")
    answer = client.post(address(own), draft_data(own, then=then.format(earlier.number)))
    assert answer.status_code == 404
    assert not own.links.exists()
    assert not own.template.questions.exists()


# the page of a question


def test_an_earlier_question_fills_the_form_and_is_saved_with_its_other_languages(
    coordinator: Client, earlier: Round, draft: Round
) -> None:
    typed = {**WORDS, "text_en": "May they work?", "seen": ""}
    page = coordinator.post(address(draft, "questions/new/"), {**typed, "do": f"take:{earlier.number}/q1"})
    shown = page.context["page"]
    assert shown.form["text_en"].value() == "May asylum seekers work?"
    assert [row["code"].value() for row in shown.parts[0].rows] == ["none", "partial", "full"]
    assert (shown.continues.reference, shown.continues.ticked) == (f"{earlier.number}/q1", True)
    assert not draft.template.questions.exists()

    rows = {
        f"p0c{index}-{name}": value
        for index, code in enumerate(CODES)
        for name, value in (
            ("code", code["code"]),
            ("label_en", code["label"]["en"]),
            ("label_bg", code["label"]["bg"]),
        )
    }
    coordinator.post(
        address(draft, "questions/new/"),
        {
            **rows, "p0-code": "value", "p0-type": "choice", "text_en": "May asylum seekers work?",
            "short_en": "Work", "guidance_en": "Under national law.", "review_months": "6",
            "continues": f"{earlier.number}/q1", "seen": "", "do": "save",
        },
    )  # fmt: skip
    saved = draft.template.questions.get()
    assert saved.continues == earlier.template.questions.get()
    assert saved.text == {"en": "May asylum seekers work?", "de": "Dürfen Asylsuchende arbeiten?"}
    assert saved.guidance["de"] == "Nach dem Gesetz."
    assert saved.parts == earlier.template.questions.get().parts


def test_the_tie_is_kept_when_a_question_is_saved_again_and_cut_by_unticking(
    network: Network, coordinator: Client, earlier: Round, draft: Round
) -> None:
    viewer = network.viewer("fr.coordinator")
    taken = asking.take_question(viewer, draft, earlier=earlier.template.questions.get())
    url = address(draft, f"questions/{taken.code}/")

    def save(**changes: Any) -> Question:
        seen = coordinator.get(url).context["page"].seen
        answer = coordinator.post(url, {**WORDS, "seen": seen, "do": "save", **changes})
        assert answer.status_code == 302, answer.context["page"].form.errors
        return Question.objects.get(pk=taken.pk)

    assert save(continues=f"{earlier.number}/q1").continues is not None
    assert save().continues is None


def test_a_tie_that_the_asker_may_not_follow_any_more_stays_as_it_is(
    network: Network, client: Client, earlier: Round
) -> None:
    own = draft_round(network, asker="at.coordinator", types=())
    question = put_question(network, own, [{"type": "yes_no"}], asker="at.coordinator")
    Question.objects.filter(pk=question.pk).update(continues=earlier.template.questions.get())
    sign_in(client, network, "at.coordinator")
    url = address(own, "questions/q1/")
    page = client.get(url)
    assert page.context["page"].continues is None
    assert earlier.number not in page.content.decode()
    client.post(url, {**WORDS, "seen": page.context["page"].seen, "do": "save"})
    assert Question.objects.get(pk=question.pk).continues == earlier.template.questions.get()


@pytest.mark.parametrize("field", ["continues", "do"])
def test_a_question_that_the_asker_may_not_read_is_not_continued(
    network: Network, client: Client, earlier: Round, field: str
) -> None:
    own = draft_round(network, asker="at.coordinator", types=())
    sign_in(client, network, "at.coordinator")
    named = f"{earlier.number}/q1"
    sent = {"do": f"take:{named}"} if field == "do" else {"do": "save", "continues": named}
    answer = client.post(address(own, "questions/new/"), {**WORDS, "seen": "", **sent})
    assert CANARY not in answer.content.decode()
    if field == "do":
        assert answer.status_code == 404
    else:
        assert own.template.questions.get().continues is None


# topics


@pytest.fixture
def words(network: Network) -> None:
    """Asylum seekers stand below asylum; seasonal workers below labour migration."""
    concepts = {
        "asylum": ("asylum", None),
        "labour-migration": ("labour migration", None),
        "asylum-seeker": ("asylum seeker", "asylum"),
        "seasonal-worker": ("seasonal worker", "labour-migration"),
    }
    changes = []
    for slug, (name, above) in concepts.items():
        changes += [
            CellChange(slug, "status", "", None, "approved"),
            CellChange(slug, "preferred", "en", None, [label(name)]),
        ]
        if above:
            changes.append(CellChange(slug, "broader", "", None, [above]))
    writing.write(changes)


def proposed(page: HttpResponse) -> list[str]:
    return tree(page).xpath("//*[contains(@class, 'proposed')]//button/@value")


def test_topics_are_proposed_from_the_text_until_they_are_ticked(
    network: Network, coordinator: Client, words: None
) -> None:
    round = draft_round(
        network, title="Work of an asylum seeker", types=(), topics=(),
        background={"en": "The asylum seeker waits; the seasonal worker does not."},
    )  # fmt: skip
    page = coordinator.get(address(round))
    assert proposed(page) == ["topic:asylum", "topic:labour-migration"]

    ticked = coordinator.post(
        address(round), draft_data(round, title_en="Work of an asylum seeker, typed", quick="topic:asylum")
    )
    assert ticked.context["page"].form.chosen("topics") == ["asylum"]
    assert ticked.context["page"].form["title_en"].value() == "Work of an asylum seeker, typed"
    assert proposed(ticked) == ["topic:labour-migration"]
    # A quick choice saves nothing.
    assert not round.topics.exists()


def test_without_concepts_in_the_text_no_topic_is_proposed(
    network: Network, coordinator: Client, words: None
) -> None:
    assert proposed(coordinator.get(address(draft_round(network, title="Something else", topics=())))) == []
