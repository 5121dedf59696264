"""Forms of one word share a stem, and words that mean something else do not. Without Django."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.glossary.core import everyday, inflection
from comparanda.glossary.core.inflection import second_stem, stem

BULGARIAN = """
разрешение разрешението разрешения разрешенията
пребиваване пребиваването пребивавания пребиваванията
връщане връщането връщания връщанията
задържане задържането задържания задържанията
събиране събирането
гражданство гражданството гражданства гражданствата
убежище убежището убежища убежищата
бежанец бежанеца бежанецът бежанци бежанците бежанка бежанката бежанки бежанките
чужденец чужденеца чужденецът чужденци чужденците чужденка чужденката чужденки чужденките
работник работника работникът работници работниците работничка работничката
гражданин гражданина гражданинът граждани гражданите гражданка гражданката
заявител заявителя заявителят заявители заявителите заявителка заявителката
временен временна временната временно временното временни временните временния временният
международен международна международната международно международни международните
европейски европейска европейската европейско европейското европейските европейския европейският
човешки човешка човешката човешкото човешките
миграция миграцията миграции миграциите
закрила закрилата закрили закрилите
молба молбата молби молбите
граница границата граници границите
виза визата визи визите
закон закона законът закони законите
област областта области областите
сигурност сигурността
съд съда съдът съдове съдовете
съдия съдията съдии съдиите
квота квотата квоти квотите
лице лицето лица лицата
право правото права правата
държава държавата държави държавите
член члена членът членове членовете
орган органа органът органи органите
трафик трафика трафикът
студент студента студентът студенти студентите студентка
непридружен непридружена непридружено непридружени непридружените непридруженият
непълнолетен непълнолетна непълнолетно непълнолетни непълнолетните непълнолетният
"""

OTHERS = {
    "en": """
        permit permits
        country countries
        border borders
        family families
        child children
        woman women
        tax taxes
        process processes
        branch branches
        status
        """,
    "fr": """
        étranger étrangers étrangère étrangères
        réfugié réfugiés réfugiée réfugiées
        tribunal tribunaux
        demandeur demandeurs demandeuse demandeuses
        visa visas
        """,
    "de": """
        Flüchtling Flüchtlinge Flüchtlingen Flüchtlings
        Bewerberin Bewerberinnen
        Entscheidung Entscheidungen
        Behörde Behörden
        """,
    "es": """
        refugiado refugiados refugiada refugiadas
        protección protecciones
        juez jueces
        trabajador trabajadores trabajadora trabajadoras
        """,
    "it": """
        rifugiato rifugiati rifugiata rifugiate
        protezione protezioni
        richiedente richiedenti
        """,
    "pt": """
        proteção proteções
        refugiado refugiados refugiada refugiadas
        """,
    "nl": """
        regeling regelingen
        vluchteling vluchtelingen
        """,
}

KIN = [("bg", line.split()) for line in BULGARIAN.split("\n") if line]
KIN += [
    (code, line.lower().split())
    for code, lines in OTHERS.items()
    for line in lines.split("\n")
    if line.strip()
]

STRANGERS = [
    ("bg", "право", "правило"),
    ("bg", "молба", "мол"),
    ("bg", "план", "планина"),
    ("bg", "брак", "брат"),
    ("bg", "виза", "визия"),
    ("bg", "стаж", "стажант"),
    ("bg", "връщане", "връщам"),
    ("bg", "закрила", "закривам"),
    ("bg", "гражданин", "гражданство"),
    ("bg", "лице", "лицей"),
    ("bg", "съд", "съдия"),
    ("en", "return", "returned"),
    ("en", "process", "proceed"),
    ("en", "permit", "permitted"),
    ("en", "asylum", "asylums'"),
    ("fr", "demande", "demandeur"),
    ("de", "recht", "richter"),
    ("de", "bürger", "bürgerschaft"),
    ("es", "corte", "cortés"),
]


def same(language: str, one: str, other: str) -> bool:
    """Whether two words are forms of each other, in the likelier or in the less likely reading of their endings."""
    return stem(one, language) == stem(other, language) or (
        second_stem(one, language) != "" and second_stem(one, language) == second_stem(other, language)
    )


@pytest.mark.parametrize(
    ("language", "words"), KIN, ids=lambda value: value[0] if isinstance(value, list) else value
)
def test_forms_of_a_word_are_told_to_be_one(language: str, words: list[str]) -> None:
    apart = [word for word in words if not same(language, words[0], word)]

    assert apart == []


@pytest.mark.parametrize(("language", "one", "other"), STRANGERS)
def test_words_that_only_begin_alike_stay_apart(language: str, one: str, other: str) -> None:
    assert not same(language, one, other)


def test_a_language_without_rules_keeps_the_word() -> None:
    assert stem("uchodźcami", "pl") == "uchodźcami"
    assert second_stem("uchodźcami", "pl") == ""
    assert second_stem("refugees", "en") == ""


@given(st.sampled_from(["bg", *OTHERS, "ro", "el", "sv", "da", "mk", "pl", "xx"]), st.text(max_size=40))
def test_any_word_has_a_stem(language: str, word: str) -> None:
    made = stem(word, language)

    assert len(made) <= len(word) + 2
    assert bool(made) == bool(word)


def test_a_short_word_is_left_alone() -> None:
    assert stem("да", "bg") == "да"
    assert stem("as", "en") == "as"


def test_languages_with_everyday_words_name_them_in_their_first_form() -> None:
    for language, words in everyday.WORDS.items():
        assert words, language
        assert all(word == word.lower().strip() and " " not in word for word in words), language


def test_what_languages_are_said_to_do_is_said_of_languages_with_rules() -> None:
    assert inflection.NOUNS_ARE_CAPITAL <= inflection.COMPOUNDING
    assert all(stem("häuser", code) for code in inflection.COMPOUNDING)
