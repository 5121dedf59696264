"""Finds concepts in running text: every label of a language, inflected forms included, the longest first.

Of each form of a word it is settled once (by its ending and its lemma) which word of labels it is; a text then becomes
a line of signs, one a word, in which an automaton finds the labels. Values in, values out: lemmas come from whoever asks.
Leaves out what a sentence means: a word with two meanings is found in both.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

from comparanda.glossary.core import everyday, inflection

Lemmatise = Callable[[Sequence[str], str], Sequence[str]]
"""Words in small letters and their language to a lemma each, the word itself where none is known."""

_WORD = re.compile(r"\w[\w\u0300-\u036f\u00ad]*")
_WITHIN = re.compile("[\u0300-\u036f\u00ad]")
"""What a text may carry inside a word and labels do not: accents set apart, stress marks, places to hyphenate."""
_ENDS = re.compile(r"[.!?;…\n]")
"""What ends a sentence, as far as it matters here."""
_SPACES = frozenset({"\n", "\r\n", "\t", "\u00a0", "\u202f"})
_BETWEEN = _SPACES | {"-", "\u2010", "\u2011", "'", "’", "/"}
"""What may stand between two words of one label, besides a space; of these, spaces also beside a space."""
_LONGEST_WORD = 64
"""Letters. What is longer is no word, and nobody looks it up."""
_SHORTEST_HEAD = 6
"""Letters of the last part of a compound that may name a concept by itself."""
_ABBREVIATION = 6
"""Letters up to which a word all in capitals is an abbreviation, found in capitals only."""
_REMEMBERED = 2_000_000
"""Letters of what was met between two spaces: some 200,000 forms, 40 MB at most."""
_CHOICES = 50_000
_NEAR = 30
"""Words to each side that count as the same sentence at most."""
_SHORTEST_CUE = 4
_CONCEPTS_OF_A_CUE = 4
"""In the labels of how many concepts a word stands that tells our field, e.g. "protection", "permit", "applicant"."""

_BREAK, _NO_WORD = "\x01", "\x02"
_SECOND_HALF, _FIRST_HALF, _BASE = 0xE000, 0xE040, 64
"""A sign has two halves out of alphabets of their own: an automaton is slow where a place has many ways on, and a label
must not be found between two signs. The alphabet of first halves has no end that a vocabulary would reach."""

_ONE_WORD = 2
_ONE_MORE = (1).__add__
_NOWHERE = (0, 0)

_PLAIN, _TELLING, _ENDING, _BOTH = ".", "t", "e", "b"
"""What a piece of text does in its sentence, a letter each: nothing, tell of our field, end it, both."""

_RANK = {"preferred": 0, "alternative": 1, "hidden": 2}


@dataclass(frozen=True, slots=True)
class Term:
    """A label as the tagger takes it; ``kind`` as in the kernel."""

    concept: str
    text: str
    kind: str


class Mark(NamedTuple):
    """``text[start:end]`` names the concept; ``label`` is the label that was recognised, in its own form."""

    start: int
    end: int
    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class _Token:
    """What stands between two spaces: its signs, and for each half of one the place of its word (nowhere for a break).

    ``role``: whether it has a word that tells our field, and whether a sentence ends in or after it, as one letter.
    ``everyday``: it has a word that everyday speech uses otherwise.
    """

    signs: str
    places: tuple[tuple[int, int], ...]
    role: str
    everyday: bool


@dataclass(slots=True)
class _Memory:
    """What was met between two spaces, by its text. It only grows: whoever holds it finds what was there a moment ago."""

    seen: dict[str, _Token] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    letters: int = 0


class Tagger:
    """All labels of one language, ready. Safe to share between threads: what it remembers of words only grows, and is
    replaced as a whole when it is enough."""

    def __init__(
        self,
        language: str,
        terms: Iterable[Term],
        lemmatise: Lemmatise | None = None,
        *,
        places: Iterable[str] = (),
    ) -> None:
        """``places``: names of countries in the language; who speaks of countries speaks of our field."""
        self.language = language
        self._lemmatise = lemmatise if language in inflection.LEMMATISED else None
        self._everyday = frozenset(
            inflection.stem(word, language) for word in everyday.WORDS.get(language, ())
        )
        self._signs: dict[str, str] = {}
        self._sign_of: dict[str, str] = {}
        self._capital: dict[str, bool] = {}
        self._heads: dict[str, str] = {}
        self._memory = _Memory()
        self._chosen_of: dict[tuple[str, str], Term] = {}
        chosen = _chosen(terms, language)
        self._number({word for words in chosen for word in words})
        self._terms: dict[str, list[Term]] = {}
        for words, term in chosen.items():
            line = "".join(self._sign_of[word] for word in words)
            self._terms.setdefault(line, []).append(term)
        self._automaton = ahocorasick.Automaton()
        for line, those in self._terms.items():
            those.sort(key=lambda term: (_rank(term), term.concept))
            self._automaton.add_word(line, (len(line), those))
        if self._terms:
            self._automaton.make_automaton()
        self._cues = _cues(chosen, language) | {
            inflection.stem(word.lower(), language) for name in places for word in _words(name)[:1]
        }

    def _lemmas(self, lowered: Sequence[str]) -> Sequence[str]:
        return self._lemmatise(lowered, self.language) if self._lemmatise and lowered else lowered

    def _number(self, words: set[str]) -> None:
        """Give words of labels that are forms of each other one sign, and file it under all that they are known by."""
        ordered = sorted(words)
        lowered = [word.lower() for word in ordered]
        keys: dict[str, set[str]] = {}
        for word, low, lemma in zip(ordered, lowered, self._lemmas(lowered), strict=True):
            keys[word] = {word} if _is_abbreviation(word) else _keys(low, lemma, self.language)
        group: dict[str, str] = {}

        def root(word: str) -> str:
            while group.setdefault(word, word) != word:
                word = group[word]
            return word

        holder: dict[str, str] = {}
        for word in ordered:
            for key in sorted(keys[word]):
                group[root(word)] = root(holder.setdefault(key, word))
        numbers: dict[str, str] = {}
        for word, low in zip(ordered, lowered, strict=True):
            sign = numbers.setdefault(root(word), _numbered(len(numbers)))
            self._sign_of[word] = sign
            noun = (
                self.language in inflection.NOUNS_ARE_CAPITAL
                and word[:1].isupper()
                and not _is_abbreviation(word)
            )
            self._capital[sign] = self._capital.get(sign, True) and noun
            for key in keys[word]:
                self._signs[key] = sign
            if self.language in inflection.COMPOUNDING and len(low) >= _SHORTEST_HEAD:
                self._heads.setdefault(inflection.stem(low, self.language), sign)
        for word, low in zip(ordered, lowered, strict=True):
            if not _is_abbreviation(word):
                for key in _second_keys(low, self.language):
                    self._signs.setdefault(key, self._sign_of[word])

    def _settle(self, memory: _Memory, tokens: Iterable[str]) -> None:
        """Find the signs of new tokens and put them into the memory."""
        ordered = list(tokens)
        found = {
            token: [(match.span(), _form(match.group())) for match in _WORD.finditer(token)]
            for token in ordered
        }
        forms = list(dict.fromkeys(form for words in found.values() for _span, form in words))
        short = [form for form in forms if len(form) <= _LONGEST_WORD]
        lowered = [form.lower() for form in short]
        signs = dict.fromkeys(forms, _NO_WORD) | {
            form: self._sign(form, low, lemma)
            for form, low, lemma in zip(short, lowered, self._lemmas(lowered), strict=True)
        }
        for token in ordered:
            made = self._token(token, found[token], signs)
            memory.seen[token] = made
            memory.roles[token] = made.role
            # Last, for who finds the signs asks for the rest.
            memory.signs[token] = made.signs
            memory.letters += len(token)

    def _sign(self, form: str, low: str, lemma: str) -> str:
        singular = _singular(form)
        for keys in (
            (form, singular, low, lemma),
            ("~" + inflection.stem(low, self.language), "~" + inflection.stem(lemma, self.language)),
            # A reading of the ending that is less likely counts only where the likelier one finds nothing.
            tuple(_second_keys(low, self.language)),
        ):
            for key in keys:
                sign = self._signs.get(key)
                if sign is not None and (not self._capital[sign] or form[:1].isupper()):
                    return sign
        return self._head_of(low) if self._heads and form[:1].isupper() else _NO_WORD

    def _head_of(self, low: str) -> str:
        """The sign of the longest word that a compound ends in and that is a label by itself."""
        for start in range(3, len(low) - _SHORTEST_HEAD + 1):  # at most a few dozen: no word is longer
            sign = self._heads.get(inflection.stem(low[start:], self.language))
            if sign is not None:
                return sign if sign in self._terms else _NO_WORD
        return _NO_WORD

    def _token(
        self, token: str, words: Sequence[tuple[tuple[int, int], str]], signs: Mapping[str, str]
    ) -> _Token:
        line: list[str] = []
        places: list[tuple[int, int]] = []
        done = 0
        telling = unsure = False
        for (start, end), form in words:
            between = token[done:start]
            if between and between not in (_BETWEEN if done else _SPACES):
                line.append(_BREAK)
                places.append(_NOWHERE)
            sign = signs[form]
            line.append(sign)
            places += [(start, end)] * len(sign)
            stem = inflection.stem(form.lower(), self.language) if len(form) <= _LONGEST_WORD else ""
            telling = telling or stem in self._cues
            unsure = unsure or stem in self._everyday
            done = end
        rest = token[done:]
        if rest and rest not in _SPACES:
            line.append(_BREAK)
            places.append(_NOWHERE)
        roles = (_BOTH, _ENDING) if _ENDS.search(token) else (_TELLING, _PLAIN)
        return _Token("".join(line), tuple(places), roles[0] if telling else roles[1], unsure)

    def marks(self, text: str) -> list[Mark]:
        """Concepts in the text by their places, none within another: the longest from the left."""
        if not self._terms:
            return []
        memory = self._memory
        tokens = text.split(" ")
        try:
            codes = list(map(memory.signs.__getitem__, tokens))
        except KeyError:
            self._settle(memory, set(tokens).difference(memory.signs))
            if memory.letters > _REMEMBERED:
                self._memory = _Memory()
            codes = list(map(memory.signs.__getitem__, tokens))
        found = _longest_from_left(self._automaton.iter("".join(codes)))
        if not found:
            return []
        signs_before = list(accumulate(map(len, codes), initial=0))
        # With the space that was taken out at every place where the text was cut.
        text_before = list(accumulate(map(_ONE_MORE, map(len, tokens)), initial=0))
        seen = memory.seen
        marks: list[Mark] = []
        indexes: list[int] = []
        doubtful: list[int] = []
        index = 0
        for first_sign, last_sign, terms in found:
            index = bisect_right(signs_before, first_sign, index) - 1
            token = seen[tokens[index]]
            begin, end = token.places[first_sign - signs_before[index]]
            start = text_before[index] + begin
            if last_sign - first_sign < _ONE_WORD:
                end += text_before[index]
                if token.everyday:
                    doubtful.append(len(marks))
            else:
                last = bisect_right(signs_before, last_sign, index) - 1
                end = text_before[last] + seen[tokens[last]].places[last_sign - signs_before[last]][1]
            term = terms[0] if len(terms) == 1 else self._nearest(terms, text[start:end])
            marks.append(Mark(start, end, term.concept, term.text))
            indexes.append(index)
        if not doubtful:
            return marks
        roles = "".join(map(memory.roles.__getitem__, tokens))
        gone = {number for number in doubtful if not _of_our_field(roles, marks, indexes, number)}
        return [mark for number, mark in enumerate(marks) if number not in gone]

    def _nearest(self, terms: Sequence[Term], found: str) -> Term:
        key = (terms[0].text, found)
        nearest = self._chosen_of.get(key)
        if nearest is None:
            if len(self._chosen_of) > _CHOICES:
                self._chosen_of = {}
            nearest = self._chosen_of[key] = _nearest(terms, found)
        return nearest


def _longest_from_left(
    found: Iterable[tuple[int, tuple[int, Sequence[Term]]]],
) -> list[tuple[int, int, Sequence[Term]]]:
    """Of all finds, in the order of their ends, those that do not overlap: the leftmost first, of those that begin
    together the longest. First place, last place, terms.

    The automaton's own search for the longest passes over some where a longer label begins and does not come to its end.
    """
    kept: list[tuple[int, int, Sequence[Term]]] = []
    for last, (length, terms) in found:
        first = last - length + 1
        count = len(kept)
        while count and kept[count - 1][0] >= first:
            count -= 1
        if not count or kept[count - 1][1] < first:
            kept[count:] = [(first, last, terms)]
    return kept


def _of_our_field(roles: str, marks: Sequence[Mark], indexes: Sequence[int], number: int) -> bool:
    """Whether the sentence around a find speaks of our field: of another concept, of a country, or in a word that
    stands in many labels. ``roles``: what each piece of the text does, a letter each; ``indexes``: each mark's piece."""
    index = indexes[number]
    begin, end = max(0, index - _NEAR), min(len(roles), index + _NEAR + 1)
    first = max(roles.rfind(_ENDING, begin, index), roles.rfind(_BOTH, begin, index), begin - 1) + 1
    ends = [place for role in (_ENDING, _BOTH) if (place := roles.find(role, index, end)) >= 0]
    last = min([*ends, end - 1])
    around = roles[first:index] + roles[index + 1 : last + 1]
    if _TELLING in around or _BOTH in around:
        return True
    # Where nothing but line ends parts the words, all finds share one piece: no more are asked than a sentence has.
    for step in (-1, 1):
        for other in range(number + step, number + step * (_NEAR + 1), step):
            if not 0 <= other < len(marks) or not first <= indexes[other] <= last:
                break
            if marks[other].concept != marks[number].concept:
                return True
    return False


def _chosen(terms: Iterable[Term], language: str) -> dict[tuple[str, ...], Term]:
    """The words of each label to its term; a label of two concepts names the one that prefers it."""
    articles = inflection.ARTICLES.get(language, ())
    chosen: dict[tuple[str, ...], Term] = {}
    for term in terms:
        words = tuple(_words(term.text))
        if len(words) > 1 and words[0].lower() in articles:
            words = words[1:]
        standing = chosen.get(words)
        if words and (standing is None or (_rank(term), term.concept) < (_rank(standing), standing.concept)):
            chosen[words] = term
    return chosen


def _nearest(terms: Sequence[Term], found: str) -> Term:
    """Of terms whose words are forms of each other: the one that is spelled as found, else begins most like it."""
    text = found.lower()

    def distance(term: Term) -> tuple[int, int]:
        label = term.text.lower()
        same = 0
        while same < min(len(label), len(text)) and label[same] == text[same]:
            same += 1
        return (-same, abs(len(label) - len(text)))

    return min(terms, key=lambda term: (*distance(term), _rank(term), term.concept))


def _form(word: str) -> str:
    """The word of a text as labels would spell it: composed, without stress marks and soft hyphens."""
    if word.isascii():
        return word
    return _WITHIN.sub("", unicodedata.normalize("NFC", word))


def _words(text: str) -> list[str]:
    """The words of a label or name."""
    return [_form(word) for word in _WORD.findall(text)]


def _numbered(number: int) -> str:
    """The sign of a number."""
    high, low = divmod(number, _BASE)
    return chr(_FIRST_HALF + high) + chr(_SECOND_HALF + low)


def _is_abbreviation(word: str) -> bool:
    return 1 < len(word) <= _ABBREVIATION and word.isupper()


def _singular(form: str) -> str:
    """An abbreviation without the "s" of its plural ("NGOs"); any other form as it is."""
    return form[:-1] if form[-1:] == "s" and form[:-1].isupper() and len(form) > 2 else form


def _cues(labels: Mapping[tuple[str, ...], Term], language: str) -> frozenset[str]:
    """Stems of words that stand in labels of several concepts: they tell a text of our field."""
    concepts: dict[str, set[str]] = {}
    for words, term in labels.items():
        for word in words:
            if len(word) >= _SHORTEST_CUE:
                concepts.setdefault(inflection.stem(word.lower(), language), set()).add(term.concept)
    return frozenset(stem for stem, of in concepts.items() if len(of) >= _CONCEPTS_OF_A_CUE)


def _rank(term: Term) -> int:
    return _RANK.get(term.kind, 3)


def _keys(low: str, lemma: str, language: str) -> set[str]:
    """What a word is recognised by: itself, its lemma and the stem of each. Stems carry a mark, so that a stem is never
    taken for a word."""
    return {low, lemma, "~" + inflection.stem(low, language), "~" + inflection.stem(lemma, language)}


def _second_keys(low: str, language: str) -> set[str]:
    """What it is recognised by where its ending is read in the other way."""
    second = inflection.second_stem(low, language)
    return {"." + second} if second else set()
