"""Packs of words: read whole with every fault in its place, loaded once, edits on the site kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comparanda.audit.models import Entry
from comparanda.glossary import queries
from comparanda.glossary.actions import writing
from comparanda.glossary.content import is_glossary, load_glossary, read_glossary
from comparanda.glossary.core import cells as core
from comparanda.glossary.error import Refused
from comparanda.glossary.models import Concept, Release, Vocabulary
from comparanda.kernel.error import ContentError
from comparanda.loading.reader import LoadReport, PackError
from glossary.words import edits

HEADER = "concept,language,kind,label,region,use,source_title,source_url,confidence\n"
RELEASE = """release:
  number: 1
  date: 2026-11-22
  note: {en: "First.", bg: "Първо."}
"""
CONCEPTS = """asylum:
  definition: {en: "Protection.", bg: "Закрила."}
  legal_source: {title: "Charter, Article 18", url: "https://example.org/charter"}
  matches: {exact: ["https://example.org/1"], close: []}
refugee:
  broader: [asylum]
  related: [migrant]
migrant:
  broader: []
alien:
  status: deprecated
  replaced_by: migrant
"""
LABELS = """asylum,en,preferred,asylum,,,EuroVoc,https://example.org/e,high
asylum,bg,preferred,убежище,,acquis,EuroVoc,,high
asylum,mt,none,,,,Editors,,low
refugee,en,preferred,refugee,,,EuroVoc,,high
refugee,nl,preferred,vluchtelinge,BE,,Editors,,
migrant,en,preferred,migrant,,,EuroVoc,,
alien,en,preferred,alien,,,EuroVoc,,
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of one area, to spoil."""
    (tmp_path / "area").mkdir()
    (tmp_path / "glossary.yaml").write_text(RELEASE, encoding="utf-8")
    (tmp_path / "area" / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    (tmp_path / "area" / "labels.csv").write_text(HEADER + LABELS, encoding="utf-8")
    return tmp_path


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def load(pack: Path) -> dict[str, dict[str, int]]:
    report = LoadReport()
    load_glossary(pack, report)
    return report.counts


# reading


def test_a_pack_is_read_as_cells(pack: Path) -> None:
    read = read_glossary(pack)

    assert read.vocabulary["asylum"] == {
        ("status", ""): "approved",
        ("definition", "en"): "Protection.",
        ("definition", "bg"): "Закрила.",
        ("legal_source", ""): {"title": "Charter, Article 18", "url": "https://example.org/charter"},
        ("matches", ""): {"exact": ["https://example.org/1"]},
        ("preferred", "en"): [core.label("asylum", source_title="EuroVoc", source_url="https://example.org/e", confidence="high")],
        ("preferred", "bg"): [core.label("убежище", use="acquis", source_title="EuroVoc", confidence="high")],
        ("none", "mt"): [core.label("", source_title="Editors", confidence="low")],
    }  # fmt: skip
    assert read.vocabulary["migrant"]["related", ""] == ["refugee"]
    assert (read.release_number, str(read.released_on), read.release_note["bg"]) == (
        1,
        "2026-11-22",
        "Първо.",
    )
    assert str(read.places["refugee"]).endswith("area/concepts.yaml:5")


def test_a_folder_of_words_is_known_by_its_file(pack: Path) -> None:
    assert is_glossary(pack)
    assert not is_glossary(pack / "area")


def test_a_pack_need_not_ask_for_a_release(pack: Path) -> None:
    (pack / "glossary.yaml").write_text("release:\n", encoding="utf-8")

    assert read_glossary(pack).release_number == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("area/concepts.yaml", "definition: {en", "defintion: {en", "area/concepts.yaml:2: 'defintion' is not a key of a concept"),
        ("area/concepts.yaml", 'definition: {en: "Protection.", bg: "Закрила."}', "definition: Protection.", "concepts.yaml:2: 'asylum': the definition is no mapping"),
        ("area/concepts.yaml", '"Protection."', '" "', "the definition is no mapping of languages to texts"),
        ("area/concepts.yaml", '"Protection."', "3", "the definition is no mapping of languages to texts"),
        ("area/concepts.yaml", "broader: [asylum]", "broader: asylum", "concepts.yaml:6: 'refugee': broader is no list"),
        ("area/concepts.yaml", "broader: [asylum]", "broader: [1]", "broader is no list of concepts"),
        ("area/concepts.yaml", "related: [migrant]", "related: {a: b}", "related is no list of concepts"),
        ("area/concepts.yaml", "exact:", "same:", "concepts.yaml:4: 'asylum': matches is no mapping of exact, close"),
        ("area/concepts.yaml", '["https://example.org/1"]', "https://example.org/1", "matches is no mapping"),
        ("area/concepts.yaml", '["https://example.org/1"]', '["eurovoc 1"]', "not an absolute address"),
        ("area/concepts.yaml", 'title: "Charter, Article 18"', 'title: ""', "concepts.yaml:3: 'asylum': the legal_source has not a title"),
        ("area/concepts.yaml", '{title: "Charter, Article 18", url: "https://example.org/charter"}', "Charter", "the legal_source has not a title"),
        ("area/concepts.yaml", "https://example.org/charter", "ftp://example.org", "'ftp://example.org' is not an address"),
        ("area/concepts.yaml", "status: deprecated", "status: retired", "concepts.yaml:11: 'alien': the status is none of draft"),
        ("area/concepts.yaml", "status: deprecated", "status: [a]", "the status is none of"),
        ("area/concepts.yaml", "  status: deprecated\n", "", "concepts.yaml:10: the concept is replaced by migrant and yet in use"),
        ("area/concepts.yaml", "replaced_by: migrant", "replaced_by: [migrant]", "replaced_by is no concept"),
        ("area/concepts.yaml", "replaced_by: migrant", "replaced_by: nobody", "nobody, which is not among the concepts"),
        ("area/concepts.yaml", "broader: [asylum]", "broader: [nowhere]", "concepts.yaml:5: broader nowhere"),
        ("area/concepts.yaml", "broader: []", "broader: [refugee]", "also stands above it"),
        ("area/concepts.yaml", "asylum:\n", "asylum: x\nexile:\n", "concepts.yaml:1: 'asylum' is not a mapping"),
        ("area/concepts.yaml", "refugee:", "asylum:", "the key 'asylum' stands twice"),
        ("area/labels.csv", "refugee,en", "exile,en", "labels.csv:5: there is no concept 'exile'"),
        ("area/labels.csv", "en,preferred,asylum", "en,prefered,asylum", "labels.csv:2: 'prefered' is no kind of label"),
        ("area/labels.csv", "mt,none,", "mt,none,kenn", "labels.csv:4: a label has a text, and only 'none' has not"),
        ("area/labels.csv", "preferred,refugee,", "preferred,,", "labels.csv:5: a label has a text"),
        ("area/labels.csv", "EuroVoc,,high", "EuroVoc,,sure", "labels.csv:3: 'sure' is no confidence"),
        ("area/labels.csv", ",acquis,", ",Union,", "labels.csv:3: 'Union' is no use of a label"),
        ("area/labels.csv", "https://example.org/e", "example.org", "labels.csv:2: 'example.org' is not an address"),
        ("area/labels.csv", "asylum,bg", "asylum,bulgarian", "concepts.yaml:1: the language of a label"),
        ("area/labels.csv", "asylum,bg,preferred,убежище", "asylum,en,preferred,refuge", "2 preferred labels in en"),
        ("area/labels.csv", ",BE,", ",Belgium,", "concepts.yaml:5:"),
        ("area/labels.csv", "concept,language", "concept;language", "columns are missing"),
        ("area/labels.csv", "migrant,en,preferred,migrant,,,EuroVoc,,", "migrant,en,preferred,migrant", "4 cells where the header has 9"),
        ("glossary.yaml", "release:\n  number: 1\n", "release: 3\nx:\n", "glossary.yaml:1: the release is not a mapping"),
        ("glossary.yaml", "number: 1", "number: one", "the release has no number"),
        ("glossary.yaml", "number: 1", "number: true", "the release has no number"),
        ("glossary.yaml", "2026-11-22", "yesterday", "'yesterday' is no date of a release"),
        ("glossary.yaml", "en:", "de:", "the release has no note"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_faulty_pack_is_told_with_its_place_and_nothing_is_loaded(
    pack: Path, file: str, old: str, new: str, told: str
) -> None:
    put(pack / file, old, new)

    with pytest.raises((PackError, ContentError)) as caught:
        load(pack)

    assert told in str(caught.value)
    assert str(pack) in str(caught.value)
    assert not Concept.objects.exists()
    assert not Vocabulary.objects.filter(revision__gt=0).exists()


def test_all_faults_are_told_at_once(pack: Path) -> None:
    put(pack / "area" / "labels.csv", "EuroVoc,,high", "EuroVoc,,sure")
    put(pack / "area" / "labels.csv", ",acquis,", ",Union,")
    put(pack / "area" / "concepts.yaml", "status: deprecated", "status: retired")

    with pytest.raises(PackError) as caught:
        read_glossary(pack)

    assert len(caught.value.faults) == 2  # one a row, one a key


# loading


@pytest.mark.django_db
def test_a_pack_is_loaded_and_released_and_a_second_time_changes_nothing(pack: Path) -> None:
    assert load(pack) == {"concept": {"added": 4}, "glossary release": {"added": 1}}
    now, stamp, entries = queries.cells_now(), queries.stamp(), Entry.objects.count()

    assert load(pack) == {"concept": {"unchanged": 4}}

    assert (queries.cells_now(), queries.stamp(), Entry.objects.count()) == (now, stamp, entries)
    release = Release.objects.get()
    assert (release.number, release.concepts, release.note["bg"]) == (1, 4, "Първо.")
    assert release.released_at == datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.django_db
def test_what_was_loaded_is_what_was_read(pack: Path) -> None:
    load(pack)

    assert queries.cells_now() == dict(read_glossary(pack).vocabulary)


@pytest.mark.django_db
def test_a_changed_pack_changes_what_nobody_edited(pack: Path) -> None:
    load(pack)
    put(pack / "area" / "labels.csv", "убежище", "право на убежище")
    put(pack / "area" / "concepts.yaml", "broader: []", "broader: [asylum]")

    assert load(pack) == {"concept": {"changed": 2, "unchanged": 2}}

    assert queries.cells_now() == dict(read_glossary(pack).vocabulary)
    assert Concept.objects.get(slug="asylum").revision == 2


@pytest.mark.django_db
def test_an_edited_concept_is_kept(pack: Path) -> None:
    load(pack)
    writing.write(edits("asylum", queries.cells_now()["asylum"], preferred_de=[core.label("Asyl")]))
    put(pack / "area" / "labels.csv", "убежище", "право на убежище")

    assert load(pack) == {"concept": {"kept": 1, "unchanged": 3}}

    now = queries.cells_now()["asylum"]
    assert now["preferred", "bg"][0]["text"] == "убежище"
    assert now["preferred", "de"][0]["text"] == "Asyl"
    # Where the pack says what it said before, nothing is there to be kept from.
    put(pack / "area" / "labels.csv", "право на убежище", "убежище")
    assert load(pack) == {"concept": {"unchanged": 4}}


@pytest.mark.django_db
def test_a_relation_made_on_the_other_side_is_an_edit_too(pack: Path) -> None:
    load(pack)
    writing.write(edits("alien", queries.cells_now()["alien"], related=["asylum"]))
    put(pack / "area" / "labels.csv", "убежище", "право на убежище")

    assert load(pack) == {"concept": {"kept": 1, "unchanged": 3}}
    assert queries.cells_now()["asylum"]["related", ""] == ["alien"]


@pytest.mark.django_db
def test_a_concept_made_here_is_kept_from_a_pack_that_has_it_too(pack: Path) -> None:
    writing.write(
        [
            core.CellChange("migrant", "status", "", None, "approved"),
            core.CellChange("migrant", "preferred", "en", None, [core.label("person who migrates")]),
        ]
    )

    assert load(pack)["concept"] == {"added": 3, "kept": 1}
    assert queries.cells_now()["migrant"]["preferred", "en"][0]["text"] == "person who migrates"


@pytest.mark.django_db
def test_a_pack_that_does_not_fit_with_what_was_edited_is_refused_whole(pack: Path) -> None:
    load(pack)
    writing.write(edits("asylum", queries.cells_now()["asylum"], broader=["migrant"]))
    put(pack / "area" / "labels.csv", "убежище", "право на убежище")
    put(pack / "area" / "concepts.yaml", "related: [migrant]", "related: []")
    put(pack / "area" / "concepts.yaml", "broader: []", "broader: [refugee]")
    before = queries.cells_now()

    with pytest.raises(Refused, match="circle"):
        load(pack)

    assert queries.cells_now() == before


@pytest.mark.django_db
def test_the_next_release_is_made_when_the_pack_asks_for_it(pack: Path) -> None:
    load(pack)
    put(pack / "area" / "labels.csv", "убежище", "право на убежище")
    assert "glossary release" not in load(pack)
    put(pack / "glossary.yaml", "number: 1", "number: 2")

    assert load(pack)["glossary release"] == {"added": 1}

    assert [one["language"] for one in Release.objects.get(number=2).changes] == ["bg"]
    assert "glossary release" not in load(pack)


@pytest.mark.django_db
def test_a_pack_without_labels_in_an_area_says_which_concepts_have_no_name(pack: Path) -> None:
    (pack / "area" / "labels.csv").unlink()

    with pytest.raises(PackError, match="no preferred label"):
        load(pack)


@pytest.mark.django_db
def test_progress_is_told(pack: Path) -> None:
    told: list[tuple[str, int, int]] = []
    progress: Any = lambda *step: told.append(step)  # noqa: E731
    load_glossary(pack, LoadReport(), progress)

    assert told == [("concepts", done, 4) for done in (1, 2, 3, 4)]
