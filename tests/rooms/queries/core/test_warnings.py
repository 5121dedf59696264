"""Cautions on a draft: each fires on what real compilations show, and stays silent on what is fine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.kernel.question import Code, Part, PartType, Question
from comparanda.rooms.queries.core.warnings import (
    Draft,
    cautions,
    looks_like_a_person,
    on_question,
    repetition_in,
    theme_glued_to,
)

TODAY = date(2026, 6, 1)
YES_NO = (Part("value", PartType.YES_NO),)
NUMBER = (Part("value", PartType.NUMBER),)
GOOD = Question("q1", {"en": "May asylum seekers work while they wait?"}, YES_NO)
DRAFT = Draft(
    title={
        "en": "Access of asylum seekers to the labour market",
        "bg": "Достъп на търсещите убежище до пазара на труда",
    },
    on_behalf_of="Ministry of Labour",
    reply_by=TODAY + timedelta(days=28),
    themes=({"en": "Labour migration", "bg": "Трудова миграция"},),
    questions=(GOOD,),
)


def codes(draft: Draft) -> list[str]:
    return [caution.code for caution in cautions(draft, TODAY)]


def on_text(text: str, language: str = "en", parts: tuple[Part, ...] = YES_NO) -> list[str]:
    return [caution.code for caution in on_question(Question("q1", {language: text}, parts))]


def test_good_draft_has_no_caution() -> None:
    assert codes(DRAFT) == []


# the title


@pytest.mark.parametrize(
    "title",
    [
        "EMN Ad-Hoc Query on Ad-Hoc Query on critical infrastructure",
        "Ad hoc query on seasonal work",
        "AD-HOC QUERIES about return",
        "Query on seasonal work",
        "Специално запитване: ad hoc запитване за сезонна работа",
        "Запитване относно сезонната работа",
        "Сезонна работа в Европейската мрежа за миграция",
    ],
)
def test_title_that_names_the_product_is_seen(title: str) -> None:
    assert "title_names_the_product" in codes(replace(DRAFT, title={"en": title}))


@pytest.mark.parametrize(
    "title", ["Enquiries of employers", "Women in hocus-pocus trades", "Разпитване на свидетели"]
)
def test_title_with_similar_words_passes(title: str) -> None:
    assert "title_names_the_product" not in codes(replace(DRAFT, title={"en": title}))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Ad-Hoc Query on Ad-Hoc Query on detention", "Ad-Hoc Query on"),
        ("Return of of minors", "of"),
        ("Срок за за отговор", "за"),
        ("Access to the labour market: rules on access to the labour market", "Access to the labour market"),
        ("Detention of families", ""),
        ("Residence permits for students and work permits for graduates", ""),
        ("", ""),
    ],
)
def test_repetition_is_found_in_any_script(title: str, words: str) -> None:
    assert repetition_in(title) == words


@given(st.text(alphabet="абвgхyz -:,.?«»", max_size=80))
def test_repetition_says_only_words_of_the_title(title: str) -> None:
    found = repetition_in(title)
    assert all(word in title for word in found.split())


@pytest.mark.parametrize(
    ("title", "language", "theme"),
    [
        ("Terms and exceptions for naturalisation Residence", "en", "Residence"),
        ("Detention of families (Return)", "en", "Return"),
        ("Return: detention of families", "en", "Return"),
        ("[Protection] Age assessment", "en", "Protection"),
        ("Age assessment – Unaccompanied minors", "en", "Unaccompanied minors"),
        ("Permits for seasonal work Labour migration", "en", "Labour migration"),
        ("Задържане на семейства – Връщане", "bg", "Връщане"),
        ("Условия за натурализация Пребиваване", "bg", "Пребиваване"),
        ("Detention before return", "en", ""),
        ("Long-term Residence", "en", ""),
        ("Return", "en", ""),
        ("Costs of Return", "en", ""),
        ("Families and Return", "en", ""),
        ("Задържане преди връщане", "bg", ""),
        ("Rétention des familles Residence", "fr", ""),
    ],
)
def test_theme_glued_to_the_title_is_found(title: str, language: str, theme: str) -> None:
    assert theme_glued_to(title, language, DRAFT.themes) == theme


def test_long_title_is_seen_and_says_how_long() -> None:
    found = cautions(replace(DRAFT, title={"en": "x" * 121}), TODAY)
    assert [(caution.code, caution.field, caution.values["length"]) for caution in found] == [
        ("title_long", "title_en", 121)
    ]
    assert codes(replace(DRAFT, title={"en": "x" * 120})) == []


def test_title_without_english_is_seen() -> None:
    assert codes(replace(DRAFT, title={"fr": "Travail saisonnier"}, language="fr")) == [
        "title_without_english"
    ]


# requester, day, number of questions


@pytest.mark.parametrize(
    "requester",
    ["Ms Jane Smith", "Dr. Ivan Petrov, Ministry of Interior", "Jane Smith", "Jean-Luc Dupont", "Иван Петров",
     "г-жа Мария Иванова", "J. Smith", "jane.smith@example.org", "проф. Иванова"],
)  # fmt: skip
def test_person_as_requester_is_seen(requester: str) -> None:
    assert looks_like_a_person(requester)


@pytest.mark.parametrize(
    "requester",
    ["", "Ministry of the Interior", "Ministry Interior", "UNICEF", "UNHCR Bulgaria", "Red Cross", "Save the Children",
     "Министерство на вътрешните работи", "Омбудсман", "Български Червен кръст", "Държавна агенция за бежанците",
     "Bundesamt Migration", "Amnesty International", "House of Representatives", "Tweede Kamer der Staten-Generaal",
     "European Parliament, LIBE"],
)  # fmt: skip
def test_organisation_as_requester_passes(requester: str) -> None:
    assert not looks_like_a_person(requester)


@pytest.mark.parametrize(("days", "seen"), [(0, True), (13, True), (14, False), (28, False), (-1, False)])
def test_short_deadline_is_seen(days: int, seen: bool) -> None:
    assert ("short_deadline" in codes(replace(DRAFT, reply_by=TODAY + timedelta(days=days)))) is seen


@pytest.mark.parametrize(("count", "seen"), [(10, False), (11, True)])
def test_too_many_questions_are_seen(count: int, seen: bool) -> None:
    assert ("too_many_questions" in codes(replace(DRAFT, questions=(GOOD,) * count))) is seen


# questions


@pytest.mark.parametrize("kind", list(PartType))
def test_question_is_comparable_when_a_part_is(kind: PartType) -> None:
    text = Part("value", PartType.TEXT)
    alone = on_question(Question("q1", {"en": "Which rule?"}, (text,)))
    both = on_question(Question("q1", {"en": "Which rule?"}, (text, Part("p2", kind))))
    assert "not_comparable" in [caution.code for caution in alone]
    assert ("not_comparable" in [caution.code for caution in both]) is not kind.comparable


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Is it allowed? Since when?", "en", "several_questions_in_one"),
        ("Is it allowed and how many applied?", "en", "several_questions_in_one"),
        ("Разрешено ли е и колко лица са кандидатствали?", "bg", "several_questions_in_one"),
        ("Is there a residence and/or work permit?", "en", "and_or"),
        ("Има ли разрешение за пребиваване и/или работа?", "bg", "and_or"),
        ("Is there a limit? If yes, please specify.", "en", "if_yes_without_a_part"),
        ("Има ли срок? Ако да, моля посочете.", "bg", "if_yes_without_a_part"),
        ("Please describe the procedure.", "en", "asks_to_describe"),
        ("Could you explain the procedure?", "en", "asks_to_describe"),
        ("Моля, опишете процедурата.", "bg", "asks_to_describe"),
        ("Do you have: a) a limit, b) a list?", "en", "nested_questions"),
        ("1.1 Is there a limit 1.2 Is there a list?", "en", "nested_questions"),
        ("Имате ли: а) срок, б) списък?", "bg", "nested_questions"),
    ],
)
def test_defect_of_a_question_is_seen(text: str, language: str, code: str) -> None:
    assert code in on_text(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("May asylum seekers work while they wait?", "en"),
        ("After how many months may they work?", "en"),
        ("Is a work permit needed under Article 5 (a) of the act?", "en"),
        ("Is a description of the procedure published?", "en"),
        ("Must the family member have been recognised before or after entry?", "en"),
        ("Могат ли търсещите убежище да работят, докато чакат?", "bg"),
        ("Публикува ли се описание на процедурата?", "bg"),
        ("Какъв документ се издава?", "bg"),
    ],
)
def test_plain_question_passes(text: str, language: str) -> None:
    assert on_text(text, language) == []


def test_if_yes_with_a_part_of_its_own_passes() -> None:
    parts = (Part("value", PartType.YES_NO), Part("p2", PartType.DATE, {"en": "Since"}))
    assert "if_yes_without_a_part" not in on_text(
        "Is there a limit, and if yes, since which year", "en", parts
    )


def test_number_without_guidance_is_seen_and_with_it_passes() -> None:
    bare = Question("q1", {"en": "How many applied?"}, NUMBER)
    assert [caution.code for caution in on_question(bare)] == ["number_without_guidance"]
    assert list(on_question(replace(bare, guidance={"en": "First applications in 2025."}))) == []


@pytest.mark.parametrize(
    ("last", "passes"),
    [
        (Code("other", {"en": "x"}), True),
        (Code("c3", {"en": "None of these"}), True),
        (Code("c3", {"bg": "Друг орган"}), True),
        (Code("c3", {"en": "Court"}), False),
    ],
)
def test_list_needs_an_entry_for_the_rest(last: Code, passes: bool) -> None:
    part = Part(
        "value", PartType.CHOICE, codes=(Code("a", {"en": "Council"}), Code("b", {"en": "Ministry"}), last)
    )
    found = [caution.code for caution in on_question(Question("q1", {"en": "Who decides?"}, (part,)))]
    assert found == ([] if passes else ["list_without_rest"])


@given(
    st.dictionaries(st.sampled_from(["en", "bg", "fr"]), st.text(max_size=200)),
    st.text(max_size=80),
    st.dictionaries(st.sampled_from(["en", "bg"]), st.text(max_size=300)),
)
def test_any_text_gets_cautions_whose_messages_fill(
    title: dict[str, str], requester: str, question: dict[str, str]
) -> None:
    draft = Draft(title, on_behalf_of=requester, questions=(Question("q1", question, NUMBER),))
    for caution in cautions(draft, TODAY):
        assert caution.message % caution.values if caution.values else caution.message
