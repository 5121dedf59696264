"""Sentences: English as strings, any language by their message and values, and the same after a journey."""

from __future__ import annotations

import copy
import pickle

import pytest

from comparanda.kernel.error import ContentError, Place
from comparanda.kernel.phrase import Sentence, told

BULGARIAN = {
    "%(kind)s label in %(language)s: %(length)s characters": "%(language)s, %(kind)s название: знаци: %(length)s",
    "preferred": "предпочитано",
    "mend it": "поправете",
    "": "Project-Id-Version: …",
}
LONG = Sentence(
    "%(kind)s label in %(language)s: %(length)s characters",
    kind=Sentence("preferred"),
    language="bg",
    length=12_345,
)


def bulgarian(sentence: Sentence) -> str:
    return sentence.in_words(
        lambda message: BULGARIAN.get(message, message), lambda n: f"{n:,}".replace(",", " ")
    )


def test_as_a_string_a_sentence_is_english() -> None:
    assert LONG == "preferred label in bg: 12,345 characters"
    assert f"{LONG}!" == "preferred label in bg: 12,345 characters!"
    assert Sentence("%(size)s MB", size=50.04) == "50.0 MB"


def test_a_sentence_is_put_into_a_language_with_what_stands_in_its_places() -> None:
    assert bulgarian(LONG) == "bg, предпочитано название: знаци: 12 345"


def test_an_empty_sentence_stays_empty_in_a_catalogue_that_keeps_its_head_there() -> None:
    assert bulgarian(Sentence("")) == ""


def test_words_without_values_are_taken_as_they_are() -> None:
    assert Sentence("100% of %(what)s") == bulgarian(Sentence("100% of %(what)s")) == "100% of %(what)s"


def test_signs_in_values_are_no_places() -> None:
    assert Sentence("the text %(text)s", text="%(other)s 5% %s") == "the text %(other)s 5% %s"


def test_a_sentence_of_a_sentence_is_the_same() -> None:
    again = Sentence(LONG, length=1)

    assert (again, again.message, again.values) == (LONG, LONG.message, LONG.values)


@pytest.mark.parametrize("carried", [pickle.loads(pickle.dumps(LONG)), copy.deepcopy(LONG), copy.copy(LONG)])
def test_message_and_values_are_carried_along(carried: Sentence) -> None:
    assert carried == LONG
    assert bulgarian(carried) == bulgarian(LONG)


def test_a_fault_is_told_with_its_place_and_remedy_where_there_are_any() -> None:
    assert told("broken") == "broken"
    assert told("broken", "mend it") == "broken (mend it)"
    assert told("broken", of="a") == "a: broken"
    assert bulgarian(told(LONG, Sentence("mend it"), "a.ttl:3")) == f"a.ttl:3: {bulgarian(LONG)} (поправете)"


def test_a_content_error_is_english_and_carries_its_sentence() -> None:
    error = ContentError(Place("a.csv", 2), "%(number)s cells", "write %(wanted)s", number=3, wanted=4)

    assert (str(error), error.fault, error.remedy) == ("a.csv:2: 3 cells (write 4)", "3 cells", "write 4")
    assert error.fault.values["number"] == 3
    assert str(ContentError(Place("a.csv"), "50% is no number")) == "a.csv: 50% is no number"
