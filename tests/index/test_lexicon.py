"""The dictionary of general words: sound as it lies in its files, and found whatever the language."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from comparanda.index.core.tokens import forms
from comparanda.index.lexicon import FOLDER, entries, senses_of
from comparanda.kernel.language import EU_LANGUAGES

FILES = sorted(FOLDER.glob("*.tsv"))


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_sound(file: Path) -> None:
    for number, line in enumerate(lines(file), start=2):
        where = f"{file.name}, line {number}"
        assert None not in line and None not in line.values(), f"{where}: more or fewer columns than its head"
        assert re.fullmatch(r"[a-z][a-z0-9-]*", line["sense"]), f"{where}: {line['sense']} is not a slug"
        assert set(line) - {"sense"} <= set(EU_LANGUAGES), f"{where}: a language we do not know"
        # A sense in one language links nothing.
        assert sum(bool(words) for language, words in line.items() if language != "sense") > 1, where
        for language, words in line.items():
            if language != "sense" and words:
                for word in words.split(","):
                    assert word == word.strip() and forms(word), f"{where}: an empty word in {language}"


def test_each_file_says_a_sense_once() -> None:
    for file in FILES:
        senses = [line["sense"] for line in lines(file)]

        assert len(set(senses)) == len(senses) > 0


def test_every_word_of_one_form_is_found() -> None:
    known = entries()

    missing = [
        (language, word)
        for file in FILES
        for line in lines(file)
        for language, words in line.items()
        if language != "sense" and words
        for word in words.split(",")
        if len(forms(word)) == 1 and f"s:{line['sense']}" not in known[language][forms(word)[0]]
    ]
    assert missing == []


@pytest.mark.parametrize(
    "same",
    [
        [("en", "absence"), ("bg", "отсъствие"), ("fr", "absence"), ("de", "abwesenheit")],
        [("en", "accelerate"), ("bg", "ускоряване"), ("fr", "accélérer")],
        [("en", "employer"), ("bg", "работодател"), ("fr", "employeur"), ("de", "arbeitgeber")],
    ],
)
def test_words_of_one_meaning_share_a_sense(same: list[tuple[str, str]]) -> None:
    shared = set.intersection(*(set(senses_of(word, word, language)) for language, word in same))

    assert shared


def test_a_word_is_found_by_its_lemma_too() -> None:
    assert senses_of("absences", "absence", "en") == senses_of("absence", "absence", "en") != ()


def test_an_inflection_that_no_dictionary_knows_is_found_by_its_stem() -> None:
    assert senses_of("отсъствието", "отсъствието", "bg") == senses_of("отсъствие", "отсъствие", "bg")


def test_a_compound_has_the_senses_of_its_parts() -> None:
    whole = set(senses_of("abwesenheitsdauer", "abwesenheitsdauer", "de"))

    assert whole >= set(senses_of("abwesenheit", "abwesenheit", "de")) != set()


@pytest.mark.parametrize(
    ("form", "language"), [("absence", "xx"), ("", "en"), ("qwxyz", "en"), ("qwxyz", "de")]
)
def test_what_is_in_no_line_has_no_sense(form: str, language: str) -> None:
    assert senses_of(form, form, language) == ()


def test_a_sense_stands_once_among_those_of_a_word() -> None:
    for language, words in entries().items():
        for form, senses in words.items():
            assert len(set(senses)) == len(senses), (language, form)
