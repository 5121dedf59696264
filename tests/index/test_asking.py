"""From a query to what the index is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from comparanda.index.asking import MOST_NEAR, Asked, asked, asked_for_text
from comparanda.index.core.expression import AllOf, Expression, Field, Term, Without, terms
from comparanda.index.core.query import MAXIMUM_WORDS, parse_query
from comparanda.index.lemmas import lemmas_of_texts
from comparanda.index.registry import Annotation, register_annotator, register_expander, withdraw

pytestmark = pytest.mark.django_db


def ask(typed: str, language: str = "en") -> Asked:
    return asked(parse_query(typed), language)


def met(language: str, *words: str) -> None:
    """Words of a document that was indexed."""
    lemmas_of_texts(language, {word: word for word in words}, keep=True)


def tokens_of(expression: Expression, field: Field) -> set[tuple[str, ...]]:
    return {term.tokens for term in terms(expression) if term.field == field}


@pytest.fixture
def blue_card() -> Iterator[None]:
    """The stretch "blue card" names a concept, which has one near."""

    def annotate(text: str, language: str) -> Iterable[Annotation]:
        at = text.lower().find("blue card")
        return [] if at < 0 else [Annotation(at, at + 9, "concept:blue-card")]

    def expand(token: str) -> Iterable[tuple[str, float]]:
        return [("concept:highly-qualified", 0.5)] if token == "concept:blue-card" else []

    register_annotator("tests", annotate)
    register_expander("tests", expand)
    yield
    withdraw("tests")


def test_every_word_is_required_and_any_is_welcome() -> None:
    question = ask("qwxa qwxb")

    assert question.every == AllOf((question.words["qwxa"], question.words["qwxb"]))
    assert set(terms(question.some)) == set(terms(question.every))
    assert tokens_of(question.words["qwxa"], Field.LEMMAS) == {("qwxa",)}
    assert question.without is None


def test_an_inflection_is_asked_for_by_its_lemma() -> None:
    met("en", "geese")

    question = ask("geese")

    assert ("goose",) in tokens_of(question.words["geese"], Field.LEMMAS)
    assert question.forms["goose"] == "geese"


def test_accents_may_be_left_out_or_put_in() -> None:
    met("fr", "réfugié")

    assert ("refugie",) in tokens_of(ask("réfugié", "fr").words["réfugié"], Field.LEMMAS)
    assert ("refugie",) in tokens_of(ask("refugie", "fr").words["refugie"], Field.LEMMAS)


def test_small_words_are_not_looked_for() -> None:
    assert list(ask("the rights of the qwxchild").words) == ["rights", "qwxchild"]


def test_small_words_alone_are_looked_for_as_they_stand() -> None:
    question = ask("to be or not to be")

    assert list(question.words) == ["to", "be", "or", "not"]
    assert all(Term((word,)) in terms(question.words[word]) for word in question.words)


def test_small_words_beside_a_phrase_are_not() -> None:
    question = ask('the "qwxa of qwxb"')

    assert question.words == {}
    assert question.every == question.some == Term(("qwxa", "of", "qwxb"))


def test_an_excluded_word_is_kept_away_with_and_without_its_accents() -> None:
    question = ask("qwxa -réfugié")

    assert isinstance(question.every, Without) and isinstance(question.some, Without)
    assert question.without is not None
    assert set(terms(question.without)) == {Term(("réfugié",)), Term(("refugie",), Field.LEMMAS)}
    assert "réfugié" not in question.forms


def test_an_excluded_phrase_is_one() -> None:
    assert ask('qwxa -"blue card"').without == Term(("blue", "card"))


def test_the_language_is_that_which_knows_the_most_words() -> None:
    met("fr", "titre", "séjour")

    assert ask("titre séjour", "bg").languages == ("fr",)
    assert ask("titre de séjour", "en").languages == ("fr",)


def test_without_a_known_word_the_language_is_that_of_the_page() -> None:
    assert ask("qwxyz", "bg").languages == ("bg",)
    assert ask("qwxyz", "xx").languages == ("xx",)


def test_the_language_of_the_page_comes_first_among_equals() -> None:
    met("en", "restaurant")
    met("fr", "restaurant")

    assert ask("restaurant", "fr").languages[0] == "fr"
    assert ask("restaurant", "en").languages[0] == "en"


def test_a_named_concept_is_asked_for_beside_its_words(blue_card: None) -> None:
    question = ask("Blue Card qwxfees")

    assert question.concepts == {"concept:blue-card"}
    assert ("concept:blue-card",) in tokens_of(question.every, Field.CONCEPTS)
    assert {("blue",), ("card",), ("qwxfees",)} <= tokens_of(question.every, Field.LEMMAS)
    assert question.neutral


def test_what_stands_near_a_concept_is_welcome_and_counts_less(blue_card: None) -> None:
    question = ask("blue card")

    near = ("concept:highly-qualified",)
    assert near in tokens_of(question.some, Field.CONCEPTS)
    assert near not in tokens_of(question.every, Field.CONCEPTS)
    (thing,) = (one for one in question.weighed if "concept:blue-card" in one)
    assert 0 < thing["concept:highly-qualified"] < thing["concept:blue-card"]


def test_a_concept_is_expanded_by_its_nearest_only() -> None:
    register_annotator("tests", lambda text, language: [Annotation(0, 4, "concept:hub")])
    register_expander("tests", lambda token: [(f"concept:c{n}", (n + 1) / 100) for n in range(50)])
    try:
        question = ask("qwxh")
    finally:
        withdraw("tests")

    near = {token for thing in question.weighed for token in thing if token.startswith("concept:c")}
    assert near == {f"concept:c{n}" for n in range(50 - MOST_NEAR, 50)}


def test_an_annotator_that_points_beyond_the_text_is_let_go() -> None:
    register_annotator("tests", lambda text, language: [Annotation(0, len(text) + 1, "concept:far")])
    try:
        assert ask("qwxa").concepts == frozenset()
    finally:
        withdraw("tests")


def test_a_country_is_asked_for_by_its_code() -> None:
    question = ask("germany qwxa")

    assert question.concepts == {"country:DE"}
    assert ("country:DE",) in tokens_of(question.every, Field.CONCEPTS)


def test_a_word_of_the_lexicon_is_asked_for_in_every_language() -> None:
    english = tokens_of(ask("absence", "en").some, Field.SENSES)
    bulgarian = tokens_of(ask("отсъствие", "bg").some, Field.SENSES)

    assert english & bulgarian
    assert not ask("qwxyz").neutral


def test_every_term_looked_for_counts_towards_the_rank() -> None:
    question = ask("absence germany qwxa")

    weighed = {token for thing in question.weighed for token in thing}
    assert {token for term in terms(question.some) for token in term.tokens} <= weighed
    assert all(value > 0 for thing in question.weighed for value in thing.values())


@pytest.mark.parametrize("text", ["", "  ", "?!", "\x00"])
def test_a_text_without_words_asks_nothing(text: str) -> None:
    assert asked_for_text(text, "en") is None


def test_of_a_long_text_the_beginning_counts() -> None:
    question = asked_for_text(" ".join(f"qwx{number}x" for number in range(500)), "en")

    assert question is not None
    assert list(question.words) == [f"qwx{number}x" for number in range(MAXIMUM_WORDS)]


def test_of_a_text_the_small_words_do_not_count() -> None:
    question = asked_for_text("The qwxright of a qwxchild", "en")

    assert question is not None
    assert list(question.words) == ["qwxright", "qwxchild"]
