"""Concepts in running text: exact places, the longest first, and nothing that no reader would mark. Without Django."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.glossary.core import tagging
from comparanda.glossary.core.tagging import Mark, Tagger, Term

ENGLISH = {
    "asylum": "asylum",
    "asylum-seeker": "asylum seeker",
    "right-of-asylum": "right of asylum",
    "return": "return",
    "voluntary-return": "voluntary return",
    "residence-permit": "residence permit",
    "court": "court",
    "constitutional-court": "constitutional court",
    "schengen-information-system": "SIS",
    "ngo": "NGO",
    "refugee": "refugee",
}
GERMAN = {
    "asylum": "Asyl",
    "application": "Antrag",
    "asylum-application": "Asylantrag",
    "refugee": "Flüchtling",
    "law": "Recht",
    "residence-permit": "Aufenthaltstitel",
    "detention": "Haft",
    "procedure": "Verfahren",
}
BULGARIAN = {
    "refugee": "бежанец",
    "residence-permit": "разрешение за пребиваване",
    "unaccompanied-minor": "непридружен непълнолетен",
    "citizenship": "гражданство",
    "foreign-national": "чужденец",
    "court": "съд",
}


def tagger(
    labels: Mapping[str, str], language: str = "en", places: Sequence[str] = (), **alternative: str
) -> Tagger:
    """Labels by concept, all preferred; ``alternative`` by concept with an underscore for each hyphen."""
    terms = [Term(concept, text, "preferred") for concept, text in labels.items()]
    terms += [Term(concept.replace("_", "-"), text, "alternative") for concept, text in alternative.items()]
    return Tagger(language, terms, places=places)


def found(
    text: str, labels: Mapping[str, str] = ENGLISH, language: str = "en", **options: object
) -> list[tuple[str, str]]:
    """What is marked, as it stands in the text, with its concept; every mark is checked to be a place of the text."""
    made = tagger(labels, language, **options)  # type: ignore[arg-type]
    marks = made.marks(text)
    assert_orderly(marks, text)
    return [(text[mark.start : mark.end], mark.concept) for mark in marks]


def assert_orderly(marks: Sequence[Mark], text: str) -> None:
    """Marks are sorted, lie in the text, hold something and do not overlap."""
    last = 0
    for mark in marks:
        assert last <= mark.start < mark.end <= len(text), (mark, text)
        last = mark.end


# places


def test_offsets_are_those_of_the_text() -> None:
    text = "  She is an asylum seeker; he asks for a residence permit."

    marks = tagger(ENGLISH).marks(text)

    assert marks == [
        Mark(12, 25, "asylum-seeker", "asylum seeker"),
        Mark(41, 57, "residence-permit", "residence permit"),
    ]
    assert [text[mark.start : mark.end] for mark in marks] == ["asylum seeker", "residence permit"]


def test_offsets_count_characters_and_not_bytes() -> None:
    text = "😀😀 бежанец 😀 бежанец"

    assert [(mark.start, mark.end) for mark in tagger(BULGARIAN, "bg").marks(text)] == [(3, 10), (13, 20)]


def test_the_label_is_told_in_its_own_form() -> None:
    (mark,) = tagger(ENGLISH).marks("Two Asylum Seekers.")

    assert (mark.label, mark.concept) == ("asylum seeker", "asylum-seeker")


@pytest.mark.parametrize("text", ["", " ", "\n", "   \n\t  ", ".", "…", "nothing of interest here"])
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    assert found(text) == []


def test_a_language_without_labels_finds_nothing() -> None:
    assert Tagger("en", []).marks("asylum seekers and refugees") == []


# which of several


def test_the_longest_wins() -> None:
    assert found("the right of asylum seekers") == [("right of asylum", "right-of-asylum")]
    assert found("a voluntary return, then a return") == [
        ("voluntary return", "voluntary-return"),
        ("return", "return"),
    ]


def test_of_two_that_overlap_the_left_one_wins() -> None:
    labels = {"one": "constitutional court", "two": "court decision"}

    assert found("a constitutional court decision", labels) == [("constitutional court", "one")]


@pytest.mark.parametrize("rest", ["", " ", ".", " was", "\n"])
def test_a_label_is_found_where_a_longer_one_begins_and_does_not_come_to_its_end(rest: str) -> None:
    labels = {
        "long": "temporary protection status holder",
        "middle": "protection status act",
        "short": "status",
    }

    assert found(f"of temporary protection status{rest}", labels) == [("status", "short")]


def test_a_preferred_label_names_its_concept_rather_than_anothers_alternative() -> None:
    assert found("the refugee", {"refugee": "refugee"}, asylum_seeker="refugee") == [("refugee", "refugee")]
    assert found("the refugee", {"z": "refugee"}, a="refugee") == [("refugee", "z")]


def test_of_words_that_are_forms_of_each_other_the_one_that_is_spelled_so_is_meant() -> None:
    labels = {"one": "бежанец", "many": "бежанци"}

    assert found("бежанец", labels, "bg") == [("бежанец", "one")]
    assert found("бежанци", labels, "bg") == [("бежанци", "many")]


def test_the_article_before_a_label_is_no_part_of_it() -> None:
    assert found("he came to court of appeal", {"appeal-court": "the court of appeal"}) == [
        ("court of appeal", "appeal-court")
    ]


# letters


@pytest.mark.parametrize("text", ["refugee", "Refugee", "REFUGEE", "refugees", "Refugees", "REFUGEES"])
def test_capitals_do_not_matter(text: str) -> None:
    assert found(f"A {text} came.") == [(text, "refugee")]


def test_abbreviations_are_found_in_capitals_only() -> None:
    assert found("An alert in the SIS.") == [("SIS", "schengen-information-system")]
    assert found("My sis is here, Sis too.") == []
    assert found("NGOs and an NGO, no ngo.") == [("NGOs", "ngo"), ("NGO", "ngo")]


def test_german_nouns_are_found_with_a_capital_only() -> None:
    assert found("Die Flüchtlinge kamen.", GERMAN, "de") == [("Flüchtlinge", "refugee")]
    assert found("ein Antrag, ein antrag", GERMAN, "de") == [("Antrag", "application")]


def test_german_compounds_are_found_as_a_whole_or_by_their_head() -> None:
    assert found("Der Asylantrag liegt vor.", GERMAN, "de") == [("Asylantrag", "asylum-application")]
    assert found("Der Wiederholungsantrag liegt vor.", GERMAN, "de") == [
        ("Wiederholungsantrag", "application")
    ]
    assert found("Die Asylverfahren dauern.", GERMAN, "de") == [("Asylverfahren", "procedure")]
    # Its head is something else.
    assert found("Das Antragsformular liegt bei.", GERMAN, "de") == []


def test_short_words_are_no_heads() -> None:
    # Leidenschaft is no Haft.
    assert found("Sie tut es mit Leidenschaft.", GERMAN, "de") == []


@pytest.mark.parametrize("text", ["pass", "mass", "princess"])
def test_part_of_a_word_is_no_find(text: str) -> None:
    assert found(f"the {text}es of courtyards", {"ass": "ass", "court": "court"}) == []


# what stands between the words of a label


@pytest.mark.parametrize(
    "between",
    [
        *(" ", "  ", "-", "\u2010", "\u2011", "\u00a0", "\u202f", "\n", "\r\n", "\t"),
        *(" \n", "\n ", " \r\n ", " \t", "/", "’"),
    ],
    ids=ascii,
)
def test_words_of_a_label_may_be_parted_by(between: str) -> None:
    text = f"An asylum{between}seeker came."

    assert found(text) == [(f"asylum{between}seeker", "asylum-seeker")]


@pytest.mark.parametrize(
    "between",
    [
        ". ",
        ".",
        ", ",
        ",",
        "; ",
        ": ",
        "! ",
        "? ",
        "… ",
        " – ",
        " — ",
        " (",
        ") ",
        "\n\n",
        " / ",
        "…",
        '" "',
        " • ",
    ],
    ids=ascii,
)
def test_a_label_never_runs_across(between: str) -> None:
    text = f"About asylum{between}seeker came."

    assert found(text) == [("asylum", "asylum")]


def test_quotation_marks_stay_outside() -> None:
    assert found("the “asylum seeker” and the 'refugee'") == [
        ("asylum seeker", "asylum-seeker"),
        ("refugee", "refugee"),
    ]
    assert found("Der „Asylantrag“ liegt vor.", GERMAN, "de") == [("Asylantrag", "asylum-application")]


def test_an_elided_article_stays_outside() -> None:
    labels = {"asylum": "asile", "right-of-asylum": "droit d'asile"}

    assert found("Le droit d’asile, l'asile.", labels, "fr") == [
        ("droit d’asile", "right-of-asylum"),
        ("asile", "asylum"),
    ]


def test_a_word_hyphenated_by_a_soft_hyphen_is_one_word() -> None:
    assert found("Der Asyl\u00adantrag.", GERMAN, "de") == [("Asyl\u00adantrag", "asylum-application")]


def test_accents_set_apart_and_stress_marks_do_not_hide_a_word() -> None:
    assert found("Le re\u0301fugie\u0301 attend.", {"refugee": "réfugié"}, "fr") == [
        ("re\u0301fugie\u0301", "refugee")
    ]
    assert found("Бежа\u0301нец чака.", BULGARIAN, "bg") == [("Бежа\u0301нец", "refugee")]
    # The breve of й is no stress mark: without it this would be another word.
    assert found("чуждии\u0306", {"foreign": "чуждий"}, "bg") == [("чуждии\u0306", "foreign")]


# forms


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Бежанците чакат.", "refugee"),
        ("Бежанката чака.", "refugee"),
        ("Без разрешението за пребиваване.", "residence-permit"),
        ("Разрешения за пребиваване.", "residence-permit"),
        ("Непридружените непълнолетни.", "unaccompanied-minor"),
        ("Непридружено непълнолетно.", "unaccompanied-minor"),
        ("Той загуби гражданството.", "citizenship"),
        ("Чужденците чакат.", "foreign-national"),
        ("Чужденката чака.", "foreign-national"),
        ("Съдът и чужденецът.", "court"),
    ],
)
def test_bulgarian_forms_are_found(text: str, concept: str) -> None:
    assert concept in {of for _, of in found(text, BULGARIAN, "bg")}


def test_lemmas_tell_what_endings_do_not() -> None:
    asked: list[str] = []

    def lemmatise(words: Sequence[str], language: str) -> list[str]:
        asked.extend(words)
        return [{"uchodźcy": "uchodźca", "uchodźców": "uchodźca"}.get(word, word) for word in words]

    made = Tagger("pl", [Term("refugee", "uchodźca", "preferred")], lemmatise)

    assert [mark.concept for mark in made.marks("Uchodźcy i uchodźców")] == ["refugee", "refugee"]
    assert set(asked) == {"uchodźca", "uchodźcy", "i", "uchodźców"}


def test_each_form_is_asked_for_once() -> None:
    asked: list[str] = []

    def lemmatise(words: Sequence[str], language: str) -> list[str]:
        asked.extend(words)
        return list(words)

    made = Tagger("pl", [Term("refugee", "uchodźca", "preferred")], lemmatise)
    for _ in range(3):
        made.marks("uchodźca i uchodźca a lipa, lipa")

    # Once for the label, and once for each form of the texts.
    assert sorted(asked) == ["a", "i", "lipa", "uchodźca", "uchodźca"]


# everyday words


def test_an_everyday_word_counts_only_where_the_sentence_speaks_of_our_field() -> None:
    assert found("We played on the court until dark.") == []
    assert found("The refugee went to court.") == [("refugee", "refugee"), ("court", "court")]
    assert found("A return to Norwich. The refugee waits.") == [("refugee", "refugee")]


def test_a_country_tells_our_field() -> None:
    assert found("A court in Bulgaria ruled.", places=["Bulgaria"]) == [("court", "court")]
    assert found("A court in Wimbledon ruled.", places=["Bulgaria"]) == []


def test_a_word_of_many_labels_tells_our_field() -> None:
    labels = {"court": "court"} | {
        str(n): f"{word} permit" for n, word in enumerate("work stay entry exit".split())
    }

    assert found("The court saw no permit.", labels) == [("court", "court")]
    assert found("The court saw no umbrella.", labels) == []


def test_the_same_concept_again_tells_nothing() -> None:
    assert found("Court after court was flooded.") == []


def test_within_a_longer_label_an_everyday_word_needs_no_help() -> None:
    assert found("The constitutional court sat.") == [("constitutional court", "constitutional-court")]


# any text

WORDS = st.sampled_from(["ape", "bee", "cat", "dog"])
LABELS = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=6)
PIECES = st.lists(
    st.tuples(
        st.one_of(WORDS, st.sampled_from(["elk", "fox"])), st.sampled_from([" ", " ", "  ", "-", ". ", "\n"])
    ),
    max_size=14,
)


def naive(labels: Sequence[Sequence[str]], text: str) -> list[tuple[int, int]]:
    """The leftmost and longest, by trying every label at every word."""
    words = [(match.group(), *match.span()) for match in re.finditer(r"\w+", text)]
    joined = [re.fullmatch(r" +|-|\n", text[a[2] : b[1]]) is not None for a, b in pairwise(words)]
    places, at = [], 0
    while at < len(words):
        fits = [
            len(label)
            for label in labels
            if [word for word, _, _ in words[at : at + len(label)]] == list(label)
            and all(joined[at : at + len(label) - 1])
        ]
        if fits:
            places.append((words[at][1], words[at + max(fits) - 1][2]))
        at += max(fits, default=1)
    return places


@given(LABELS, PIECES)
def test_finds_what_trying_every_label_at_every_word_finds(
    labels: list[list[str]], pieces: list[tuple[str, str]]
) -> None:
    text = "".join(word + after for word, after in pieces)
    made = Tagger(
        "xx", [Term(str(number), " ".join(words), "preferred") for number, words in enumerate(labels)]
    )

    assert [(mark.start, mark.end) for mark in made.marks(text)] == naive(labels, text)


SEASONED = {
    "en": tagger(ENGLISH, places=["Bulgaria"]),
    "de": tagger(GERMAN, "de"),
    "bg": tagger(BULGARIAN, "bg"),
}
"""They remember from example to example, as those of the site do from text to text."""

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            list("asylum seekerREFUGs.-'’\n\t \u00a0\u00ad\u0301\u200d\u202e\ud800\x00\ue000\ue040\x01\x02")
        ),
    ),
    max_size=120,
)
IN_WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["asylum", "seekers", "Refugee", "SIS", "court", "Haft", "Asylantrag", "бежанците", "съдът"]
        ),
        st.sampled_from(
            [" ", ". ", "-", "\n", "’", "\u00ad", "\u0301", "\ud83d", "\u200b", "İ", "ß", "\ue000\ue040"]
        ),
    ),
    max_size=30,
).map("".join)


@given(st.sampled_from(sorted(SEASONED)), st.one_of(ANYTHING, IN_WORDS))
def test_any_text_is_read_and_its_marks_are_orderly(language: str, text: str) -> None:
    marks = SEASONED[language].marks(text)

    assert_orderly(marks, text)
    assert {mark.concept for mark in marks} <= {*ENGLISH, *GERMAN, *BULGARIAN}


@given(st.one_of(ANYTHING, IN_WORDS))
def test_what_was_read_before_changes_nothing(text: str) -> None:
    assert SEASONED["en"].marks(text) == tagger(ENGLISH, places=["Bulgaria"]).marks(text)


def test_signs_in_a_text_are_no_words_of_it() -> None:
    """A text may hold the very characters that stand for words inside the tagger."""
    signs = "".join(chr(code) for code in (*range(0xE000, 0xE100), 1, 2))

    assert found(signs) == []
    assert found(f"asylum {signs} seeker") == [("asylum", "asylum")]


# much text


def asked_of_the_field(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    """How many neighbours are looked at while the everyday words of a text are judged."""
    looked = 0

    class Counted(list[Mark]):
        def __getitem__(self, place):  # type: ignore[no-untyped-def]
            nonlocal looked
            looked += 1
            return super().__getitem__(place)

    judged = tagging._of_our_field
    monkeypatch.setattr(
        tagging,
        "_of_our_field",
        lambda roles, marks, indexes, number: judged(roles, Counted(marks), indexes, number),
    )
    tagger(ENGLISH).marks(text)
    return looked


@pytest.mark.parametrize("between", [" ", "\n", "\t", ";", ", ", ". "], ids=ascii)
def test_many_everyday_words_cost_in_proportion(monkeypatch: pytest.MonkeyPatch, between: str) -> None:
    looked = asked_of_the_field(monkeypatch, between.join(["court"] * 1000))

    assert looked <= 1000 * 4 * tagging._NEAR


@pytest.mark.parametrize("between", [" ", "\n"], ids=ascii)
def test_ten_thousand_repeated_words_are_all_found(between: str) -> None:
    text = between.join(["refugee", "court"] * 5_000)

    marks = tagger(ENGLISH).marks(text)

    assert len(marks) == 10_000
    assert marks[-1] == Mark(len(text) - 5, len(text), "court", "court")


def test_a_word_that_is_no_word_is_not_looked_up() -> None:
    """A compound is tried at every letter: of a word as long as a book that would never end."""
    asked: list[str] = []

    def lemmatise(words: Sequence[str], language: str) -> list[str]:
        asked.extend(words)
        return list(words)

    made = Tagger(
        "de", [Term("law", "Recht", "preferred"), Term("application", "Antrag", "preferred")], lemmatise
    )

    assert made.marks("A" + "a" * 1_000_000 + "antrag") == []
    assert sorted(asked) == ["antrag", "recht"]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "_REMEMBERED", 1_000)
    made = tagger(ENGLISH)

    for number in range(50):
        made.marks(" ".join(f"word{number}x{each}" for each in range(20)))

        assert sum(map(len, made._memory.seen)) <= 1_000
    assert [mark.concept for mark in made.marks("a refugee")] == ["refugee"]


def test_threads_may_share_a_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one thread throws away must not be missed by another."""
    monkeypatch.setattr(tagging, "_REMEMBERED", 200)
    made = tagger(ENGLISH)

    def read(number: int) -> list[str]:
        text = " ".join(f"w{number}x{each} refugee" for each in range(30))
        return [mark.concept for mark in made.marks(text)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(read, range(400)))

    assert results == [["refugee"] * 30] * 400


def test_a_vocabulary_of_many_words_keeps_them_apart() -> None:
    """More words than one alphabet of signs has letters."""
    made = Tagger("xx", [Term(f"c{number}", f"w{number}q", "preferred") for number in range(20_000)])

    for number in (0, 63, 64, 16_383, 16_384, 16_385, 19_999):
        assert [mark.concept for mark in made.marks(f"a w{number}q b")] == [f"c{number}"]
