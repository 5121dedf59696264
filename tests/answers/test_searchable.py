"""What the index is given of rounds: what each document says, and that nobody finds what the rules keep from them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comparanda.answers import rules, searchable
from comparanda.answers.actions import releasing
from comparanda.answers.models import AnswerVersion, Round
from comparanda.index import actions as index
from comparanda.index.core.document import Document
from comparanda.index.search import SearchRequest, search
from comparanda.kernel.audience import Audience
from factories import (
    Network,
    close,
    draft_round,
    launched_round,
    make_draft,
    release,
    reply,
)

pytestmark = pytest.mark.django_db

PUBLIC = frozenset({"public"})


def documents(round: Round) -> dict[str, Document]:
    return {one.key: one for one in searchable.documents_of(Round.objects.get(pk=round.pk))}


@pytest.fixture
def rounds(network: Network) -> dict[str, Round]:
    """A round in each state of its life; ``de`` answers the first question for all, the second for the network, the
    third for nobody outside."""

    def answered(title: str, *, observers: bool = False) -> Round:
        round = launched_round(
            network,
            title=title,
            respondents=("de", "at", "no") if observers else ("de", "at"),
            types=("yes_no", "text", "choice"),
            includes_observers=observers,
        )
        drafts = {
            "q1": make_draft(),
            "q2": make_draft({"value": "Inner."}, audience=Audience.NETWORK),
            "q3": make_draft({"value": "full"}, audience=Audience.OWN_TEAM),
        }
        reply(network, round, "de", drafts)
        return close(network, round)

    made = {
        "draft": draft_round(network, title="Draft"),
        "open": launched_round(network, title="Open", respondents=("de", "no"), includes_observers=True),
        "closed": answered("Closed"),
    }
    for name, observers in (("network", False), ("observers", True), ("public", False), ("withdrawn", False)):
        made[name] = answered(name.capitalize(), observers=observers)
        edition = release(network, made[name], Audience.NETWORK)
        if name == "public":
            release(network, made[name], Audience.PUBLIC)
        if name == "withdrawn":
            releasing.withdraw(network.viewer("editor"), edition, reason="It was wrong.")
    return made


def everybody(network: Network) -> Iterator[str]:
    yield from sorted(network.user)


def test_nobody_finds_a_round_that_the_rules_keep_from_them(
    network: Network, rounds: dict[str, Round]
) -> None:
    found = hidden = 0
    for name in everybody(network):
        viewer = network.viewer(name)
        held = searchable.audiences_of(viewer)
        visible = set(rules.rounds_visible_to(viewer).values_list("pk", flat=True))
        for state, round in rounds.items():
            for key, one in documents(round).items():
                if held & one.audiences:
                    assert round.pk in visible, (name, state, key)
                    found += 1
                else:
                    hidden += 1
    assert found
    assert hidden


def test_who_may_see_a_round_finds_it_unless_it_is_a_draft(
    network: Network, rounds: dict[str, Round]
) -> None:
    for name in everybody(network):
        viewer = network.viewer(name)
        held = searchable.audiences_of(viewer)
        visible = set(rules.rounds_visible_to(viewer).values_list("pk", flat=True))
        for state, round in rounds.items():
            if state != "draft" and round.pk in visible:
                one = documents(round)[f"comparison:{round.public_name}"]
                assert held & one.audiences, (name, state)
    assert documents(rounds["draft"]) == {}


def test_nobody_finds_an_answer_that_the_rules_keep_from_them(
    network: Network, rounds: dict[str, Round]
) -> None:
    answers = 0
    for name in everybody(network):
        viewer = network.viewer(name)
        held = searchable.audiences_of(viewer)
        visible = {
            (
                version.answer.response.round_id,
                version.answer.question.code,
                version.answer.response.subject_code,
            )
            for version in rules.versions_visible_to(viewer).select_related(
                "answer__response", "answer__question"
            )
        }
        for state, round in rounds.items():
            for key, one in documents(round).items():
                if one.kind == searchable.ANSWER and held & one.audiences:
                    _, code, country = key.partition("@")[0].removeprefix("answer:").split("/")
                    assert (round.pk, code, country) in visible, (name, state, key)
                    answers += 1
    assert answers
    assert AnswerVersion.objects.count() > answers / len(network.user)


def test_unreleased_answers_are_no_documents(rounds: dict[str, Round]) -> None:
    for state in ("open", "closed", "withdrawn"):
        kinds = {one.kind for one in documents(rounds[state]).values()}
        assert kinds == {searchable.COMPARISON, searchable.QUESTION}, state


def test_an_answer_for_the_network_stands_beside_the_public_one_and_not_in_it(
    rounds: dict[str, Round],
) -> None:
    found = documents(rounds["public"])
    name = rounds["public"].public_name

    assert found[f"answer:{name}/q1/DE"].audiences == PUBLIC
    assert f"answer:{name}/q2/DE" not in found
    inner = found[f"answer:{name}/q2/DE@network"]
    assert "public" not in inner.audiences
    assert inner.url_path.endswith("?audience=network")
    assert not [key for key in found if f"{name}/q3/" in key and found[key].kind == searchable.ANSWER]


def test_an_answer_says_its_country_its_question_its_words_and_its_note(rounds: dict[str, Round]) -> None:
    round = rounds["public"]
    one = documents(round)[f"answer:{round.public_name}/q1/DE"]

    assert one.titles["en"].startswith("Germany: ")
    assert one.countries == ("DE",)
    assert one.year == 2026
    assert one.texts["en"].splitlines() == ["Yes.", "As the act says."]
    assert one.texts["bg"] == "Да."
    assert one.subtitle == round.title


def test_what_is_withdrawn_is_found_no_more(
    network: Network, django_capture_on_commit_callbacks: type
) -> None:
    round = launched_round(network, title="Herring quotas", respondents=("de",), types=("yes_no",))
    reply(network, round, "de")
    close(network, round)
    edition = release(network, round, Audience.NETWORK)
    release(network, round, Audience.PUBLIC)
    index.rebuild()

    def found() -> set[str]:
        hits = search(SearchRequest("herring", "en", PUBLIC, meaning=False)).hits
        return {hit.document.key for hit in hits}

    assert f"comparison:{round.public_name}" in found()
    public = Round.objects.get(pk=round.pk).releases.exclude(pk=edition.pk).get()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        releasing.withdraw(network.viewer("editor"), public, reason="It was wrong.")
    assert found() == set()
