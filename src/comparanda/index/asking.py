"""From a query to what the index is asked.

The query's language is not known for sure: a reader of a Bulgarian page may type French. It is read in every language
that knows the most of its words. Leaves out dictionaries (`lemmas`), what concepts are (`registry`), and documents
(`analysis`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from comparanda.index.analysis import annotations
from comparanda.index.core.cognates import cognate
from comparanda.index.core.document import clean
from comparanda.index.core.expression import Expression, Field, Term, Without, all_of, any_of
from comparanda.index.core.function_words import FUNCTION_WORDS, is_function_word
from comparanda.index.core.query import MAXIMUM_WORDS, Query
from comparanda.index.core.ranking import NEUTRAL
from comparanda.index.core.stems import STEM, stem
from comparanda.index.core.tokens import forms, plain, tokens
from comparanda.index.countries import countries_in
from comparanda.index.lemmas import hurried, lemmas_of_query
from comparanda.index.lexicon import senses_of
from comparanda.index.models import Form
from comparanda.index.registry import expanders

MOST_LANGUAGES = 4
"""In which a query is read."""

MOST_NEAR = 12
"""Tokens that one token of the query is expanded by."""

LONGEST_TEXT = 2000
"""Characters of a text whose neighbours are looked for."""

OF_LEMMA, OF_SENSE, OF_CONCEPT = 0.2, 1.0, 0.7
"""What each kind of token counts towards the rank: a lemma little, since its sense or concept usually counts too."""

OF_COGNATE = 0.3
"""What a cognate counts. It moves what other tokens found and finds nothing by itself: too much looks alike."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the index is asked.

    Attributes:
        every: finds documents that have everything looked for.
        some: finds documents that have anything of it.
        words: each word looked for, to what finds it alone.
        without: what must not occur; `None` where nothing is excluded.
        weighed: what counts towards the rank, thing by thing: tokens with the part that they count, of which the best
            that a document has is taken. A concept and the words that name it are things of their own.
        forms: forms and lemmas that are marked in a snippet, to the word of the query they stand for.
        concepts: tokens that are marked in a snippet where an annotator found them.
        named: those of one stretch that covers every word looked for: what the query as a whole is a name of.
        languages: in which the query was read, the likeliest first.
    """

    every: Expression
    some: Expression
    words: dict[str, Expression]
    without: Expression | None
    weighed: tuple[Mapping[str, float], ...]
    forms: dict[str, str]
    concepts: frozenset[str]
    named: frozenset[str]
    languages: tuple[str, ...]

    @property
    def neutral(self) -> bool:
        """Whether anything in it means something in every language, whatever is in the index."""
        return any(token.startswith(NEUTRAL) for thing in self.weighed for token in thing)


def asked(query: Query, language: str) -> Asked:
    """The query, which is not empty, as what the index is asked. ``language``: of the page it was typed into."""
    with hurried():
        return _asked(query, language)


def asked_for_text(text: str, language: str) -> Asked | None:
    """What finds texts near to this one, of which the beginning counts; `None` where it has no words."""
    words = list(dict.fromkeys(form for form in forms(clean(text)[:LONGEST_TEXT]) if len(form) > 1))
    telling = [word for word in words if not is_function_word(word, language)]
    chosen = tuple((telling or words)[:MAXIMUM_WORDS])
    return asked(Query(text=clean(text)[:LONGEST_TEXT], words=chosen), language) if chosen else None


def _asked(query: Query, language: str) -> Asked:
    wanted = query.forms
    known: dict[str, set[str]] = defaultdict(set)
    for form, code in Form.objects.filter(form__in=wanted).values_list("form", "language"):
        known[form].add(code)
    languages = _languages(wanted, known, language)
    lemmas = lemmas_of_query(wanted, languages)
    told = [word for word in query.words if not _idle(word, languages)]
    if not told and not query.phrases:
        # "To be or not to be": small words alone are looked for as they stand.
        told = list(query.words)
    marked: dict[str, str] = {}
    of_word: dict[str, Expression] = {}
    weighed: list[Mapping[str, float]] = []
    for word in told:
        of_lemmas = list(dict.fromkeys(_tokens_of_query(word, lemmas.get(word, set()), languages)))
        of_senses = list(dict.fromkeys(_senses_of_query(word, lemmas.get(word, set()), languages)))
        of_word[word] = any_of(
            [
                *(Term((lemma,), Field.LEMMAS) for lemma in of_lemmas),
                *(Term((sense,), Field.SENSES) for sense in of_senses),
                *([Term((word,))] if _idle(word, languages) else []),
            ]
        )
        keys = sorted(filter(None, map(cognate, lemmas.get(word) or [word])))
        weighed.append(
            {
                **dict.fromkeys(keys, OF_COGNATE),
                **dict.fromkeys(of_senses, OF_SENSE),
                **dict.fromkeys(of_lemmas, OF_LEMMA),
            }
        )
        marked |= dict.fromkeys([*of_lemmas, word], word)
    every: list[Expression] = []
    some: list[Expression] = list(of_word.values())
    concepts: set[str] = set()
    named: set[str] = set()
    covered: set[str] = set()
    for names, stretch in _named(query, lemmas, languages):
        inside = [word for word in of_word if word in stretch]
        if not inside or covered & stretch:
            continue
        covered |= stretch
        concepts |= names
        named |= names if stretch >= of_word.keys() else set()
        terms: list[Expression] = [Term((name,), Field.CONCEPTS) for name in sorted(names)]
        some += terms
        every.append(any_of([*terms, all_of([of_word[word] for word in inside])]))
        near = {token: OF_CONCEPT * part for name in names for token, part in _expanded(name)}
        weighed.append(near | dict.fromkeys(names, OF_CONCEPT))
        some += [Term((token,), Field.CONCEPTS) for token in near]
    every += [expression for word, expression in of_word.items() if word not in covered]
    for phrase in query.phrases:
        every.append(Term(phrase))
        some.append(Term(phrase))
        weighed += [{form: OF_LEMMA, **dict.fromkeys(lemmas.get(form, ()), OF_LEMMA)} for form in phrase]
        marked |= {form: form for form in phrase}
    has_every, has_some = all_of(every), any_of(some)
    excluded = any_of([_excluded(sequence) for sequence in query.excluded]) if query.excluded else None
    if excluded is not None:
        has_every, has_some = Without(has_every, excluded), Without(has_some, excluded)
    return Asked(
        every=has_every,
        some=has_some,
        words=of_word,
        without=excluded,
        weighed=tuple(weighed),
        forms=marked,
        concepts=frozenset(concepts),
        named=frozenset() if query.phrases or query.excluded else frozenset(named),
        languages=languages,
    )


def _tokens_of_query(word: str, lemmas: Collection[str], languages: Sequence[str]) -> Iterator[str]:
    """Tokens of lemmas under which the word may be found."""
    yield from sorted(lemmas)
    if not lemmas or plain(word) != word:
        yield plain(word)
    if not lemmas or word in lemmas:
        for language in languages:
            if (stemmed := stem(word, language)) != word:
                yield STEM + stemmed


def _senses_of_query(word: str, lemmas: Collection[str], languages: Sequence[str]) -> Iterator[str]:
    for language in languages:
        for lemma in sorted(lemmas) or [word]:
            yield from senses_of(word, lemma, language)


def _excluded(sequence: tuple[str, ...]) -> Expression:
    if len(sequence) > 1:
        return Term(sequence)
    return any_of([Term(sequence), Term((plain(sequence[0]),), Field.LEMMAS)])


def _idle(word: str, languages: Sequence[str]) -> bool:
    return any(is_function_word(word, language) for language in languages)


def _languages(forms: Sequence[str], known: Mapping[str, set[str]], given: str) -> tuple[str, ...]:
    """Languages that know the most of the words, from the table of forms and the lists of function words; the given one
    where it knows as many as any, or nobody knows any."""
    scores: dict[str, int] = defaultdict(int)
    for form in forms:
        codes = set(known.get(form, ()))
        codes.update(code for code in FUNCTION_WORDS if is_function_word(form, code))
        for code in codes:
            scores[code] += 1
    best = max(scores.values(), default=0)
    likely = sorted((code for code in scores if scores[code] == best), key=lambda code: (code != given, code))
    return tuple(likely[:MOST_LANGUAGES]) or (given,)


def _expanded(token: str) -> Iterator[tuple[str, float]]:
    """What stands near a token, the nearest first, and how near."""
    found = [near for expander in expanders() for near in expander(token)]
    yield from sorted(found, key=lambda near: (-near[1], near[0]))[:MOST_NEAR]


def _named(
    query: Query, lemmas: Mapping[str, Collection[str]], languages: Sequence[str]
) -> list[tuple[set[str], set[str]]]:
    """What annotators find in the query, longest first: names of one stretch, and the forms that it covers."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    cut = list(tokens(query.text))
    of_form = {form: min(some) for form, some in lemmas.items() if some}
    for language in languages:
        for annotation in (
            *annotations(query.text, language),
            *countries_in(query.text, cut, of_form, language, typed=True),
        ):
            found[annotation.start, annotation.end].add(annotation.token)
    done = []
    for (start, end), names in sorted(found.items(), key=lambda item: (item[0][0] - item[0][1], item[0])):
        stretch = {token.form for token in cut if token.start >= start and token.end <= end}
        if stretch:
            done.append((names, stretch))
    return done
