"""From a document to the tokens under which it is found.

Leaves out dictionaries (`lemmas`), what concepts are (`registry`), and queries (`asking`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from comparanda.index.core.cognates import cognate
from comparanda.index.core.document import Document, document_json
from comparanda.index.core.facets import written
from comparanda.index.core.function_words import FUNCTION_WORDS
from comparanda.index.core.passage import digest, passage
from comparanda.index.core.stems import STEM, stem
from comparanda.index.core.tokens import Token, plain, tokens
from comparanda.index.countries import countries_in
from comparanda.index.engines.contract import BREAK, Row
from comparanda.index.lemmas import lemmas_of_texts
from comparanda.index.lexicon import senses_of
from comparanda.index.registry import Annotation, annotators

MOST_WORDS = 20_000
"""Of one text that are indexed: a text of more is a book, and PostgreSQL keeps no more positions."""


def hashed(text: str) -> int:
    """63 bits of a hash, so that the same content has the same key in every generation."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document with all that is stored of it: its row, and what its circle and its signature stand for."""

    row: Row
    audiences: str
    values: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One text of a document. ``place`` is where it stands: "titles", "subtitle" or "texts"."""

    place: str
    language: str
    text: str
    tokens: list[Token]
    annotations: list[Annotation]


def analysed(documents: Sequence[Document]) -> list[Analysed]:
    """The documents ready to be stored. Words that no table knows yet are looked up once for all of them."""
    parts = [_parts(document_json(document)) for document in documents]
    spelled: dict[str, dict[str, str]] = defaultdict(dict)
    for part in (part for some in parts for part in some):
        words = spelled[part.language]
        for token in part.tokens:
            if token.form not in words:
                words[token.form] = part.text[token.start : token.end].lower()
    lemmas = {language: lemmas_of_texts(language, words, keep=True) for language, words in spelled.items()}
    return [_analysed(document, some, lemmas) for document, some in zip(documents, parts, strict=True)]


def _parts(data: Mapping[str, Any]) -> list[_Part]:
    done = []
    for place in ("titles", "subtitle", "texts"):
        for language, text in data[place].items():
            cut = []
            for token in tokens(text):
                cut.append(token)
                if len(cut) == MOST_WORDS:
                    break
            done.append(_Part(place, language, text, cut, annotations(text, language)))
    return done


def annotations(text: str, language: str) -> list[Annotation]:
    """What every registered annotator finds in the text; stretches beyond it are a fault of theirs and let go."""
    return [
        annotation
        for annotator in annotators()
        for annotation in annotator(text, language)
        if annotation.end <= len(text)
    ]


def _analysed(document: Document, parts: list[_Part], lemmas: Mapping[str, Mapping[str, str]]) -> Analysed:
    words: dict[bool, list[str]] = {True: [], False: []}
    lemma_tokens: dict[bool, list[str]] = {True: [], False: []}
    senses: dict[bool, list[str]] = {True: [], False: []}
    concepts: dict[bool, list[str]] = {True: [], False: []}
    spans: dict[str, dict[str, list[list[Any]]]] = {}
    for part in parts:
        title = part.place != "texts"
        if words[title]:
            words[title].append(BREAK)
        words[title].extend(token.form for token in part.tokens)
        of_language = lemmas[part.language]
        found = [*part.annotations, *countries_in(part.text, part.tokens, of_language, part.language)]
        idle = FUNCTION_WORDS.get(part.language, frozenset())
        for token in part.tokens:
            if token.form not in idle:
                lemma = of_language.get(token.form, token.form)
                lemma_tokens[title].extend(_lemma_tokens(token.form, lemma, part.language))
                senses[title].extend(senses_of(token.form, lemma, part.language))
        if found:
            concepts[title].extend(annotation.token for annotation in found)
            spans.setdefault(part.place, {})[part.language] = [
                [annotation.start, annotation.end, annotation.token] for annotation in found
            ]
    audiences = "\n".join(sorted(document.audiences))
    values = written(
        {
            "kind": (document.kind,),
            "country": document.countries,
            "topic": document.topics,
            "year": () if document.year is None else (str(document.year),),
            "language": document.languages,
        }
    )
    return Analysed(
        row=Row(
            key=document.key,
            kind=document.kind,
            language=document.language,
            circle=hashed(audiences),
            signature=hashed(values),
            weight=document.weight,
            meaning=digest(passage(document)),
            payload=json.dumps({"document": document_json(document), "spans": spans}, ensure_ascii=False),
            title_words=words[True],
            text_words=words[False],
            title_lemmas=lemma_tokens[True],
            text_lemmas=lemma_tokens[False],
            title_senses=senses[True],
            text_senses=senses[False],
            title_concepts=concepts[True],
            text_concepts=concepts[False],
            about=[
                *(f"country:{code}" for code in document.countries),
                *(f"concept:{topic}" for topic in document.topics),
            ],
        ),
        audiences=audiences,
        values=values,
    )


@lru_cache(maxsize=1 << 16)
def _lemma_tokens(form: str, lemma: str, language: str) -> tuple[str, ...]:
    """What stands in the index for a form: its lemma, both without accents, the stem of what is its own lemma, which may
    be a word that the dictionary does not know, and the key of its cognates."""
    found = [lemma]
    if not (form.isascii() and lemma.isascii()):
        found.append(plain(lemma))
        if plain(form) != form:
            found.append(plain(form))
    if lemma == form:
        stemmed = stem(form, language)
        if stemmed != form:
            found.append(STEM + stemmed)
    if (key := cognate(lemma)) is not None:
        found.append(key)
    return tuple(dict.fromkeys(found))
