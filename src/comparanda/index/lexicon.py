"""The small dictionary of general words: what "employer" is called in each language, everyday and official words alike.

Each line of ``lexicon/*.tsv`` is a sense with its words by language; in the index it becomes a token of its own, so that
a query finds texts that share no word with it. Senses of our field, with their law, are the glossary's concepts; the
senses here are what stands around them: time, money, family, papers, work. A word may have several senses.

Words are matched by their lemma. Leaves out grammar: a sense does not know whether it is a noun or a verb.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from comparanda.index.core.compounds import parts
from comparanda.index.core.stems import STEM, stem
from comparanda.index.core.tokens import forms

FOLDER = Path(__file__).parent / "lexicon"

Senses = Mapping[str, tuple[str, ...]]
"""Form of a word to the tokens of its senses, e.g. ``{"boss": ("s:employer",)}``."""


@cache
def entries() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language to form to tokens of senses, as the files say it. A word of several parts counts by its only form."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(FOLDER.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for line in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                token = f"s:{line['sense']}"
                for language, words in line.items():
                    if language == "sense" or not words:
                        continue
                    for word in words.split(","):
                        for key in _keys(word, language):
                            if token not in found[language][key]:
                                found[language][key].append(token)
    return {
        language: {form: tuple(tokens) for form, tokens in words.items()} for language, words in found.items()
    }


def _keys(word: str, language: str) -> tuple[str, ...]:
    """What a word of the file is looked up by: its form, and its stem where the language has rules for them."""
    cut = forms(word)
    if len(cut) != 1:
        return ()
    stemmed = stem(cut[0], language)
    return (cut[0],) if stemmed == cut[0] else (cut[0], STEM + stemmed)


@lru_cache(maxsize=1 << 16)
def senses_of(form: str, lemma: str, language: str) -> tuple[str, ...]:
    """Tokens of the senses that a word may have; empty where it is in no line. A German compound has those of its parts
    where it has none of its own."""
    words = entries().get(language)
    if words is None:
        return ()
    found = dict.fromkeys((*words.get(form, ()), *words.get(lemma, ())))
    if not found and lemma == form:
        # A word that the dictionary does not know may still be an inflection of one that is in a line.
        found = dict.fromkeys(words.get(STEM + stem(form, language), ()))
    if not found and language in ("de", "nl", "sv", "da"):
        found = dict.fromkeys(token for part in parts(lemma, words) for token in words[part])
    return tuple(found)
