"""The starter glossary in ``content/glossary``, checked as data: how much there is, in which languages, with what sources,
and whether it hangs together; then loaded for real.

What is said of the data reads the files with the standard library and PyYAML only, so that a fault of the words is told
apart from a fault of the reader.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.db import transaction
from pytest_django import DjangoDbBlocker

from comparanda.audit.models import Entry
from comparanda.glossary import queries
from comparanda.glossary.actions import writing
from comparanda.glossary.content import load_glossary
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.soundness import vocabulary_faults
from comparanda.glossary.models import Concept, Label, Release
from comparanda.kernel.language import EU_LANGUAGES
from comparanda.loading.reader import LoadReport
from glossary.conftest import left_open

CONTENT = Path(__file__).parents[2] / "content"
GLOSSARY = CONTENT / "glossary"
AREAS = sorted(path.parent for path in GLOSSARY.glob("*/concepts.yaml"))


@cache
def concepts() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for area in AREAS:
        of_area = yaml.load((area / "concepts.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        assert not of_area.keys() & found.keys(), f"{area.name} says again what another area says"
        found |= of_area
    return found


@cache
def labels() -> tuple[dict[str, str], ...]:
    rows: list[dict[str, str]] = []
    for area in AREAS:
        with (area / "labels.csv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return tuple(rows)


def languages_of(slug: str, kinds: set[str]) -> set[str]:
    return {row["language"] for row in labels() if row["concept"] == slug and row["kind"] in kinds}


def absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in address


# how much


def test_there_are_at_least_250_concepts_in_several_areas() -> None:
    assert len(concepts()) >= 250
    assert {area.name for area in AREAS} == {"justice", "migration", "protection"}


@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_concept_has_one_preferred_label_in(language: str) -> None:
    counted = Counter(
        row["concept"]
        for row in labels()
        if (row["language"], row["kind"], row["region"]) == (language, "preferred", "")
    )

    assert counted == dict.fromkeys(concepts(), 1)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_concept_has_a_definition_in(language: str) -> None:
    missing = [
        slug for slug, entry in concepts().items() if not entry["definition"].get(language, "").strip()
    ]

    assert missing == []


@pytest.mark.parametrize("language", ["bg", "en"])
def test_no_two_concepts_have_the_same_definition_in(language: str) -> None:
    counted = Counter(entry["definition"][language] for entry in concepts().values())

    assert [text for text, number in counted.items() if number > 1] == []


def test_most_concepts_have_labels_in_at_least_ten_more_languages_of_the_union() -> None:
    said: dict[str, set[str]] = {slug: set() for slug in concepts()}
    for row in labels():
        if row["kind"] in ("preferred", "none"):
            said[row["concept"]].add(row["language"])
    rich = [
        slug for slug, languages in said.items() if len(languages & set(EU_LANGUAGES) - {"bg", "en"}) >= 10
    ]

    assert len(rich) / len(concepts()) > 0.9


def test_all_languages_of_the_union_have_their_share() -> None:
    counted = Counter(row["language"] for row in labels() if row["kind"] == "preferred")

    assert counted.keys() >= set(EU_LANGUAGES)
    assert all(counted[code] >= 50 for code in EU_LANGUAGES), counted


# sources


def test_every_label_has_a_source() -> None:
    assert [row for row in labels() if not row["source_title"].strip()] == []


def test_sources_that_are_addresses_are_whole() -> None:
    assert {
        row["source_url"] for row in labels() if row["source_url"] and not absolute(row["source_url"])
    } == set()


def test_what_is_said_to_be_eurovocs_says_where_it_was_read() -> None:
    assert [row for row in labels() if row["source_title"] == "EuroVoc" and not row["source_url"]] == []


def test_how_sure_the_editors_are_is_always_said() -> None:
    assert {row["confidence"] for row in labels()} <= {"high", "medium", "low"}


def test_addresses_of_matches_are_absolute() -> None:
    wrong = [
        (slug, address)
        for slug, entry in concepts().items()
        for addresses in (entry.get("matches") or {}).values()
        for address in addresses or ()
        if not absolute(address)
    ]

    assert wrong == []


def test_legal_sources_have_a_title_and_an_absolute_address_or_none() -> None:
    sources = {slug: entry["legal_source"] for slug, entry in concepts().items() if entry.get("legal_source")}

    assert [slug for slug, source in sources.items() if not source["title"].strip()] == []
    assert [
        slug for slug, source in sources.items() if source.get("url") and not absolute(source["url"])
    ] == []
    assert len(sources) > 100


# how it hangs together


def broader(slug: str) -> list[str]:
    return concepts()[slug].get("broader") or []


def test_every_relation_leads_to_a_concept() -> None:
    targets = {
        other
        for entry in concepts().values()
        for other in [*(entry.get("broader") or []), *(entry.get("related") or [])]
    }

    assert targets <= concepts().keys()


def test_there_are_no_cycles_and_no_orphans() -> None:
    placed: set[str] = set()
    waiting = set(concepts())
    while ready := {slug for slug in waiting if set(broader(slug)) <= placed}:
        placed |= ready
        waiting -= ready

    assert waiting == set()
    tops = {slug for slug in concepts() if not broader(slug)}
    assert len(tops) <= 20, tops
    assert tops <= {other for slug in concepts() for other in broader(slug)}


def test_every_topic_of_rounds_is_a_concept_of_the_same_slug() -> None:
    with (CONTENT / "people" / "topics.csv").open(encoding="utf-8", newline="") as file:
        topics = {row["slug"] for row in csv.DictReader(file)}

    assert topics
    assert topics <= concepts().keys()


def test_labels_speak_of_concepts() -> None:
    assert {row["concept"] for row in labels()} == set(concepts())


def test_a_label_stands_once_a_language() -> None:
    counted = Counter((row["concept"], row["language"], row["region"], row["label"]) for row in labels())

    assert [row for row, number in counted.items() if number > 1] == []


def test_labels_are_tidy() -> None:
    assert [row for row in labels() if row["label"] != " ".join(row["label"].split())] == []


# loaded


@pytest.fixture(scope="module")
def first_report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
    """What loading it said; the words stay in the database until the module ends."""
    report = LoadReport()
    with django_db_blocker.unblock(), left_open(), transaction.atomic():
        load_glossary(GLOSSARY, report)
        yield report
        transaction.set_rollback(True)


@pytest.fixture
def loaded(first_report: LoadReport, db: None) -> None:
    """The loaded words; what the test writes is taken back."""


def test_it_is_loaded_whole_and_released(loaded: None, first_report: LoadReport) -> None:
    assert first_report.counts == {
        "concept": {"added": len(concepts())},
        "glossary release": {"added": 1},
    }
    assert (Concept.objects.count(), Label.objects.count()) == (len(concepts()), len(labels()))
    release = Release.objects.get()
    assert (release.number, release.concepts) == (1, len(concepts()))


def test_what_is_loaded_is_sound(loaded: None) -> None:
    assert vocabulary_faults(queries.cells_now()) == []


def test_a_second_time_changes_nothing_and_an_edit_is_kept(loaded: None) -> None:
    before = (queries.cells_now(), queries.stamp(), Entry.objects.count(), Release.objects.count())

    again = LoadReport()
    load_glossary(GLOSSARY, again)

    assert again.counts == {"concept": {"unchanged": len(concepts())}}
    assert (queries.cells_now(), queries.stamp(), Entry.objects.count(), Release.objects.count()) == before

    # Edited on the site, and then the pack has other words.
    standing = before[0]["asylum"]
    writing.write(
        [core.CellChange("asylum", "definition", "fi", standing.get(("definition", "fi")), "Turvapaikka.")]
    )
    Concept.objects.filter(slug__in=["asylum", "refugee"]).update(loaded_hash="of other words")
    later = LoadReport()
    load_glossary(GLOSSARY, later)

    assert later.counts["concept"]["kept"] == 1
    assert queries.cells_now(["asylum"])["asylum"]["definition", "fi"] == "Turvapaikka."
