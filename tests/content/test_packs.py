"""The starter packs in ``content/``, checked as data: shape, languages, sources, and fidelity to the facts.

Reads the files with the standard library and PyYAML only, so that a fault of the packs is told apart from a fault
of the reader that loads them. Where the facts folder is not beside the project, the tests that compare with it
are skipped and the others still run.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
CONTENT = PROJECT / "content"
FACTS = PROJECT.parent / "shared" / "facts"

MEMBER_STATES = set(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
TYPES = set("yes_no choice choices number money percent date period text link legal_reference".split())
ANSWER_COLUMNS = (
    "country question value value_bg value_language absence note_en note_bg note_original_language "
    "as_of confidence reviewed_on source_title source_url source2_title source2_url"
).split()

# Answers with a value, not applicable, unknown, and values that no second checker has seen.
COUNTS = {
    "constitutions": (135, 0, 0, 31),
    "constitutional-review": (235, 3, 0, 31),
    "judicial-self-government": (222, 16, 0, 34),
    "prosecution": (149, 0, 0, 47),
    "labour-access": (74, 0, 0, 0),
    "naturalisation": (131, 0, 1, 0),
    "blue-card": (52, 9, 4, 0),
    "safe-countries": (40, 0, 0, 0),
    "family-reunification": (43, 1, 2, 0),
    "detention": (30, 0, 0, 0),
}
SLUGS = tuple(COUNTS)
NOT_PUBLISHED = {
    ("labour-access", "EE", "waiting_months"),
    ("labour-access", "SK", "permit_needed"),
    ("family-reunification", "SK", "right"),
    ("detention", "LV", "maximum_months"),
}

every_comparison = pytest.mark.parametrize("slug", SLUGS)
beside_the_facts = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts folder is not beside the project, so drift cannot be compared"
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def comparison(slug: str) -> dict[str, Any]:
    return yaml.safe_load((CONTENT / "themes" / slug / "comparison.yaml").read_text(encoding="utf-8"))


@cache
def answers(slug: str) -> tuple[dict[str, str], ...]:
    return tuple(rows_of(CONTENT / "themes" / slug / "answers.csv"))


def questions(slug: str) -> dict[str, dict[str, Any]]:
    return {question["code"]: question for question in comparison(slug)["questions"]}


def codes(slug: str, code_list: str) -> list[str]:
    return [entry["code"] for entry in comparison(slug)["code_lists"][code_list]]


def place(row: dict[str, str]) -> str:
    return f"{row['country']} {row['question']}"


def is_partial_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    except ValueError:
        return False
    return True


def is_web_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in text


def texts_in(node: object) -> list[dict[str, str]]:
    """Every ``{en: …, bg: …}`` below ``node``."""
    if isinstance(node, dict):
        if set(node) & {"en", "bg"}:
            return [node]
        return [text for child in node.values() for text in texts_in(child)]
    if isinstance(node, list):
        return [text for child in node for text in texts_in(child)]
    return []


def value_fault(slug: str, question: dict[str, Any], value: str) -> str:
    """Why ``value`` is none for ``question``; empty where it is one."""
    kind = question["type"]
    if kind == "yes_no":
        return "" if value in ("yes", "no") else "neither yes nor no"
    if kind == "choice":
        return "" if value in codes(slug, question["code_list"]) else "not in the code list"
    if kind == "choices":
        given = value.split(";")
        order = [code for code in codes(slug, question["code_list"]) if code in given]
        return "" if given == order else "not codes of the list, each once, in its order"
    if kind in ("number", "money"):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return "not a plain number"
        if number < question["minimum"]:
            return "below the minimum"
        decimals = -min(int(number.as_tuple().exponent), 0)
        return "" if decimals <= question["decimals"] else "more decimals than the question admits"
    if kind == "date":
        return "" if is_partial_date(value) else "not a year, month or day"
    return "" if value == value.strip() and len(value) > 1 and value != "–" else "not a text"


# Descriptions


def test_themes_name_every_comparison_once() -> None:
    themes = yaml.safe_load((CONTENT / "themes" / "themes.yaml").read_text(encoding="utf-8"))["themes"]

    named = [(theme["slug"], slug) for theme in themes for slug in theme["comparisons"]]

    assert sorted(named) == sorted((comparison(slug)["theme"], slug) for slug in SLUGS)
    folders = {path.name for path in (CONTENT / "themes").iterdir() if path.is_dir()}
    assert folders == set(SLUGS)
    assert all(len(re.findall(r"\.(?:\s|$)", text["en"])) == 2 for text in (t["summary"] for t in themes))


@every_comparison
def test_description_is_whole(slug: str) -> None:
    described = comparison(slug)

    assert described["slug"] == slug
    assert described["lead_question"] == described["questions"][0]["code"]
    assert len(questions(slug)) == len(described["questions"])
    assert described["published_on"] == date(2026, 11, 22)
    topics = {row["slug"] for row in rows_of(CONTENT / "people" / "topics.csv")}
    named = set(described["topics"]).union(
        *(question.get("topics", []) for question in described["questions"])
    )
    assert named <= topics
    for key in ("title", "headline", "introduction", "background", "change_note"):
        assert set(described[key]) == {"en", "bg"}, key


@every_comparison
def test_questions_are_whole(slug: str) -> None:
    used = set()
    for code, question in questions(slug).items():
        assert question["type"] in TYPES, code
        for key in ("short", "text", "guidance"):
            assert set(question[key]) == {"en", "bg"}, (code, key)
        assert all(len(label.split()) <= 3 for label in question["short"].values()), code
        assert question["text"]["en"].endswith("?") and question["text"]["bg"].endswith("?"), code
        assert ("code_list" in question) == (question["type"] in ("choice", "choices")), code
        assert ("unit" in question) == (question["type"] in ("number", "money")), code
        used.add(question.get("code_list"))
    assert used - {None} == set(comparison(slug)["code_lists"])


@every_comparison
def test_code_lists_are_whole(slug: str) -> None:
    for name, entries in comparison(slug)["code_lists"].items():
        assert len(set(codes(slug, name))) == len(entries)
        for entry in entries:
            assert isinstance(entry["code"], str), (name, entry["code"])
            assert set(entry["label"]) == set(entry["description"]) == {"en", "bg"}, (name, entry["code"])


@every_comparison
def test_texts_are_written_in_both_languages(slug: str) -> None:
    texts = texts_in(comparison(slug))

    assert len(texts) >= 10
    for text in texts:
        assert text["en"].strip() and text["bg"].strip()
        assert not re.search("[А-я]", text["en"]), text["en"]
    assert re.search("[А-я]", comparison(slug)["background"]["bg"])


@every_comparison
def test_subjects_are_the_member_states_and_those_that_answer(slug: str) -> None:
    subjects = comparison(slug)["subjects"]

    assert all(isinstance(subject, str) for subject in subjects), "an unquoted NO is read as false"
    assert len(set(subjects)) == len(subjects)
    assert set(subjects) >= MEMBER_STATES
    assert set(subjects) - MEMBER_STATES == {row["country"] for row in answers(slug)} - MEMBER_STATES


# Answers


@every_comparison
def test_answers_name_a_subject_and_a_question_once(slug: str) -> None:
    keys = [(row["country"], row["question"]) for row in answers(slug)]

    assert list(answers(slug)[0]) == ANSWER_COLUMNS
    assert len(set(keys)) == len(keys)
    assert {country for country, _ in keys} <= set(comparison(slug)["subjects"])
    assert {question for _, question in keys} == set(questions(slug))


@every_comparison
def test_values_are_valid_for_their_question(slug: str) -> None:
    faults = {
        place(row): (row["value"], fault)
        for row in answers(slug)
        if row["value"] and (fault := value_fault(slug, questions(slug)[row["question"]], row["value"]))
    }

    assert faults == {}


@every_comparison
def test_value_or_absence_never_both(slug: str) -> None:
    for row in answers(slug):
        assert row["absence"] in ("", "not-applicable", "unknown"), place(row)
        assert bool(row["value"]) != bool(row["absence"]), place(row)


@every_comparison
def test_text_values_say_their_language(slug: str) -> None:
    for row in answers(slug):
        is_text = bool(row["value"]) and questions(slug)[row["question"]]["type"] == "text"
        assert bool(row["value_language"]) == is_text, place(row)
        assert bool(row["value_bg"]) == (row["value_language"] == "en"), place(row)
        assert not row["value_bg"] or re.search("[А-я]", row["value_bg"]), place(row)


@every_comparison
def test_notes_stand_in_both_languages_or_not_at_all(slug: str) -> None:
    for row in answers(slug):
        present = {bool(row[name]) for name in ("note_en", "note_bg", "note_original_language")}
        assert len(present) == 1, place(row)
        if row["note_en"]:
            assert row["note_original_language"] == "en"
            assert re.search("[А-я]", row["note_bg"]), place(row)
            assert "  " not in row["note_en"] + row["note_bg"], place(row)


@every_comparison
def test_no_note_is_repeated_within_a_country(slug: str) -> None:
    notes = Counter(
        (row["country"], row["note_en"]) for row in answers(slug) if row["note_en"] and not row["absence"]
    )
    # The elected and all members of the French council rest on one and the same article.
    allowed = {("FR", "Counted from article 65 of the Constitution.")}

    assert {note for note, count in notes.items() if count > 1} <= allowed


@every_comparison
def test_every_answer_has_a_source_and_a_date(slug: str) -> None:
    for row in answers(slug):
        assert row["source_title"] and is_web_address(row["source_url"]), place(row)
        assert bool(row["source2_title"]) == bool(row["source2_url"]), place(row)
        assert not row["source2_url"] or is_web_address(row["source2_url"]), place(row)
        assert is_partial_date(row["as_of"]) and row["as_of"] <= "2026-11-22", place(row)
        assert row["reviewed_on"] in ("", "2026-11-22"), place(row)


@every_comparison
def test_low_confidence_is_shown_as_unknown(slug: str) -> None:
    for row in answers(slug):
        assert row["confidence"] in ("high", "medium", "low"), place(row)
        assert (row["confidence"] == "low") == (row["absence"] == "unknown"), place(row)
        if row["confidence"] == "low":
            assert (row["value"], row["reviewed_on"]) == ("", ""), place(row)
            assert row["note_en"], place(row)


@every_comparison
def test_counts_are_those_stated(slug: str) -> None:
    absences = Counter(row["absence"] or "value" for row in answers(slug))
    unreviewed = sum(1 for row in answers(slug) if row["value"] and not row["reviewed_on"])

    counted = (absences["value"], absences["not-applicable"], absences["unknown"], unreviewed)

    assert counted == COUNTS[slug]


def test_suspension_in_germany_is_no_waiting_period() -> None:
    row = next(row for row in answers("family-reunification") if place(row) == "DE waiting_months")

    assert (row["value"], row["absence"]) == ("", "not-applicable")
    assert "24" in row["note_en"] and "24" in row["note_bg"]


# People


def test_topics_have_labels_in_both_languages() -> None:
    topics = rows_of(CONTENT / "people" / "topics.csv")

    assert len({row["slug"] for row in topics}) == len(topics) == 21
    assert all(row["label_en"] and re.search("[А-я]", row["label_bg"]) for row in topics)


def test_contact_points_are_the_members_and_the_observers() -> None:
    points = rows_of(CONTENT / "people" / "contact_points.csv")

    members = {row["country_code"] for row in points if row["status"] == "member"}
    observers = {row["country_code"] for row in points if row["status"] == "observer"}

    assert members == MEMBER_STATES - {"DK"}
    assert observers == set("NO GE MD UA ME AM RS MK".split())
    assert {row["code"] for row in points if row["valid_from"]} == {"ge", "md", "me", "rs", "mk"}
    for row in points:
        assert row["code"] == row["country_code"].lower()
        assert row["source_title"] and is_web_address(row["source_url"]), row["code"]
        assert not row["valid_from"] or date.fromisoformat(row["valid_from"]) < date(2026, 11, 22), row[
            "code"
        ]
        assert bool(row["host_en"]) == bool(row["host_native"]) == (row["confidence"] != "low"), row["code"]


# Fidelity to the facts


def facts_of(slug: str) -> dict[tuple[str, str], dict[str, str]]:
    """What the facts say, by country and question: value, as_of, confidence and sources as they stand there."""
    described = next(row for row in rows_of(FACTS / "comparisons.csv") if row["slug"] == slug)
    asked = [row for row in rows_of(FACTS / "questions.csv") if row["comparison"] == slug]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows_of(FACTS / described["facts_file"]):
        for question in asked:
            column = question["facts_column"]
            value = row["value"] if row.get("question_id") == column else row.get(column, "")
            if value:
                found[row["iso2"], question["code"]] = {**row, "value": value}
    return found


@beside_the_facts
@every_comparison
def test_every_published_value_is_the_facts_value(slug: str) -> None:
    facts = facts_of(slug)
    kept = ("value", "as_of", "confidence", "source_title", "source_url")

    for row in answers(slug):
        if not row["value"]:
            continue
        fact = facts[row["country"], row["question"]]
        assert [row[name] for name in kept] == [fact[name] for name in kept], place(row)
        assert row["source2_url"] == fact.get("source2_url", ""), place(row)
        assert row["source2_title"] == fact.get("source2_title", ""), place(row)


@beside_the_facts
@every_comparison
def test_nothing_that_may_be_published_is_left_out(slug: str) -> None:
    published = {(row["country"], row["question"]) for row in answers(slug)}

    missing = {
        (slug, *key) for key, fact in facts_of(slug).items() if key not in published and fact["value"] != "–"
    }

    assert missing == {entry for entry in NOT_PUBLISHED if entry[0] == slug}
    assert all(facts_of(slug)[country, code]["source_url"] == "" for _, country, code in missing)


@beside_the_facts
@every_comparison
def test_absences_rest_on_the_facts(slug: str) -> None:
    facts = facts_of(slug)
    lead = comparison(slug)["lead_question"]

    for row in answers(slug):
        fact = facts.get((row["country"], row["question"]), {"value": "", "confidence": ""})
        if row["absence"] == "unknown":
            assert fact["confidence"] == "low", place(row)
        elif row["absence"] and (slug, place(row)) != ("family-reunification", "DE waiting_months"):
            no_such_body = facts[row["country"], lead]["value"] in ("none", "no") and fact["value"] in (
                "",
                "–",
            )
            assert fact["value"] == "not_applicable" or no_such_body, place(row)


@beside_the_facts
@every_comparison
def test_fields_named_as_unverified_bear_no_review_date(slug: str) -> None:
    asked = [row for row in rows_of(FACTS / "questions.csv") if row["comparison"] == slug]
    code_by_column = {row["facts_column"]: row["code"] for row in asked}
    published = {(row["country"], row["question"]): row for row in answers(slug)}

    for (country, _), fact in facts_of(slug).items():
        for piece in re.sub(r"\([^)]*\)", "", fact.get("unverified_fields", "")).split(";"):
            for column in set(piece.replace(",", " ").split()) & set(code_by_column):
                answer = published.get((country, code_by_column[column]))
                assert answer is None or answer["reviewed_on"] == "", (country, column)


@beside_the_facts
@every_comparison
def test_codes_are_those_of_the_facts(slug: str) -> None:
    for row in rows_of(FACTS / "questions.csv"):
        if row["comparison"] == slug and row["codes"]:
            question = questions(slug)[row["code"]]
            assert codes(slug, question["code_list"]) == row["codes"].split("|"), row["code"]
