"""How a word bends, language by language: forms of one word share a stem, which is no word and is never shown.

Rules of grammar, in the order of their endings: the longest that fits counts. They are light on purpose: nouns and the
adjectives beside them bend, verbs do not become nouns ("returned" is no return). Languages without rules here rest on
lemmas alone (`tagging`). Values in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

_Endings = tuple[tuple[str, str], ...]


def _endings(*groups: tuple[str, str]) -> _Endings:
    """What an ending is replaced by, from lines of endings; the longest first."""
    pairs = [(ending, stem) for line, stem in groups for ending in line.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _stemmer(endings: _Endings, shortest: int) -> Callable[[str], str]:
    by_last: dict[str, list[tuple[str, str]]] = {}
    for ending, stem in endings:
        by_last.setdefault(ending[-1], []).append((ending, stem))

    def stemmed(word: str) -> str:
        for ending, instead in by_last.get(word[-1:], ()):
            left = len(word) - len(ending)
            # A word that is a whole ending is one that bends by itself: "children".
            if word.endswith(ending) and (left >= shortest or (left == 0 and len(instead) >= shortest)):
                return word[:left] + instead
        return word

    return stemmed


# Bulgarian: the article hangs on the end of noun or adjective; no cases. Source: Официален правописен речник (2012).
_BULGARIAN = _endings(
    # nouns of action: разрешение, разрешението, разрешения, разрешенията
    ("ание анието ания анията", "ан"),
    ("ение ението ения енията", "ен"),
    ("яне янето яния янията", "ян"),
    ("ане ането", "ан"),
    ("ене енето", "ен"),
    # persons: чужденец, чужденецът, чужденци, чужденка, чужденките
    ("ец еца ецът ци ците ка ката ки ките", ""),
    ("ник ника никът ници ниците ничка ничката нички ничките", "ник"),
    ("анин анина анинът ани аните анка анката анки анките", "ан"),
    ("янин янина янинът яни яните янка янката янки янките", "ян"),
    ("ин инът", "ин"),
    ("тел теля телят тели телите телка телката телки телките", "тел"),
    # qualities and estates: гражданство, гражданства, гражданството
    ("ство ството ства ствата", "ств"),
    ("ост остта ости остите", "ост"),
    # adjectives: временен, временна, временната, временните, временния, временният
    ("ен на ната но ното ни ните ния ният", ""),
    ("ски ска ската ско ското ските ския ският", "ск"),
    ("чки чка чката чко чкото чките чкия чкият", "чк"),
    ("шки шка шката шко шкото шките шкия шкият", "шк"),
    ("ко кото кия кият", ""),
    ("ел ла лата ло лото ли лите лия лият", "л"),
    # -ия: миграция, миграцията, миграции
    ("ия ията ии иите", "и"),
    # what is left: article and number
    ("ове овете", ""),
    ("ища ищата ище ището", "ищ"),
    ("ът ят ата ята ото ето ите а я о е и", ""),
    ("ият", ""),
)

# Participles and short adjectives keep the -н- that a fleeting -е- would explain: непридружен, непридружените.
_BULGARIAN_PLAIN = _endings(
    ("ът ят ата ята ото ето ите та то те", ""),
    ("а я о е и", ""),
    # Not of every word: визия is no form of виза.
    ("ния ният", "н"),
    ("тият", "т"),
)

_ENGLISH = _endings(
    ("ies y", "y"),
    ("sses", "ss"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("xes x", "x"),
    ("ches ch", "ch"),
    ("shes sh", "sh"),
    ("women woman", "woman"),
    ("men man", "man"),
    ("children child", "child"),
    ("es e", "e"),
    ("s", ""),
)

_FRENCH = _endings(
    ("aux al ales ale", "al"),
    ("eaux eau", "eau"),
    ("ifs if ives ive", "if"),
    ("eurs eur euse euses", "eur"),
    ("teurs teur trice trices", "teur"),
    ("iers ier ière ières", "ier"),
    ("iens ien ienne iennes", "ien"),
    ("ers er ère ères", "er"),
    ("ées ée és é", "é"),
    ("ss", "ss"),
    ("es e s", ""),
    ("x", ""),
)

_SPANISH = _endings(
    ("ciones ción", "ción"),
    ("siones sión", "sión"),
    ("ces z", "z"),
    ("ores or ora oras", "or"),
    ("es e", ""),
    ("os o as a", ""),
    ("s", ""),
)

_ITALIAN = _endings(
    ("zioni zione", "zion"),
    ("tori tore trice trici", "tor"),
    ("chi che co ca", "c"),
    ("ghi ghe go ga", "g"),
    ("i e o a", ""),
)

_PORTUGUESE = _endings(
    ("ções ção", "ção"),
    ("sões são", "são"),
    ("ais al", "al"),
    ("eis el", "el"),
    ("ores or ora oras", "or"),
    ("os o as a es e s", ""),
)

_GERMAN = _endings(
    ("innen in", ""),
    ("erinnen erin", "er"),
    ("ungen ung", "ung"),
    ("heiten heit", "heit"),
    ("keiten keit", "keit"),
    ("schaften schaft", "schaft"),
    ("sses ssen sse ss ß ßes ße ßen", "ss"),
    ("ern er ers", "er"),
    ("es en em e s n", ""),
)

_DUTCH = _endings(
    ("heden heid", "heid"),
    ("ingen ing", "ing"),
    ("ers er", "er"),
    ("en e s", ""),
)

_ROMANIAN = _endings(
    ("ției ția ție ții țiile țiilor", "ți"),
    ("ilor ile ului ul ii i a ă e le lui lor", ""),
)

_GREEK = _endings(
    ("ών ων ές ες ής ης ός ος ού ου ούς ους οί οι ά α ή η ό ο ί ι έων εων είς εις έως εως", ""),
)

_SWEDISH = _endings(
    ("erna ernas er ers arna arnas ar ars orna ornas or ors en ens et ets a as e es n ns t ts s", ""),
)

_RULES: Mapping[str, Callable[[str], str]] = {
    "bg": _stemmer(_BULGARIAN, 3),
    "mk": _stemmer(_BULGARIAN, 4),
    "en": _stemmer(_ENGLISH, 2),
    "fr": _stemmer(_FRENCH, 3),
    "es": _stemmer(_SPANISH, 3),
    "it": _stemmer(_ITALIAN, 3),
    "pt": _stemmer(_PORTUGUESE, 3),
    "de": _stemmer(_GERMAN, 4),
    "nl": _stemmer(_DUTCH, 4),
    "ro": _stemmer(_ROMANIAN, 4),
    "el": _stemmer(_GREEK, 4),
    "sv": _stemmer(_SWEDISH, 4),
    "da": _stemmer(_SWEDISH, 4),
}

_SECOND: Mapping[str, Callable[[str], str]] = {"bg": _stemmer(_BULGARIAN_PLAIN, 3)}
"""Where an ending can be read in two ways: the other reading."""

LEMMATISED = frozenset(
    {"bg", "cs", "da", "de", "el", "et", "fi", "ga", "hr", "hu", "it", "lt", "lv", "mk", "nl", "pl", "pt"}
    | {"ro", "sk", "sl", "sq", "sr", "sv", "uk"}
)
"""Languages in which a lemma tells more than an ending. In the others a lemma would make a verb a noun."""

COMPOUNDING = frozenset({"de", "nl", "sv", "da"})
"""Languages that write a noun and what stands before it as one word."""

NOUNS_ARE_CAPITAL = frozenset({"de"})
"""Languages whose nouns begin with a capital: what does not is no noun."""


ARTICLES: Mapping[str, tuple[str, ...]] = {
    "en": ("the", "a", "an"),
    "fr": ("le", "la", "les", "l"),
    "es": ("el", "la", "los", "las"),
    "de": ("der", "die", "das"),
    "it": ("il", "lo", "la", "i", "gli", "le", "l"),
    "pt": ("o", "a", "os", "as"),
    "nl": ("de", "het", "een"),
}
"""Words before a noun that are no part of its name."""


def second_stem(word: str, language: str) -> str:
    """The stem of a word whose ending is read in the less likely way; empty in a language without such endings."""
    second = _SECOND.get(language)
    return second(word) if second is not None else ""


def stem(word: str, language: str) -> str:
    """The stem of a word in small letters; the word itself in a language without rules."""
    rule = _RULES.get(language)
    return rule(word) if rule is not None else word
