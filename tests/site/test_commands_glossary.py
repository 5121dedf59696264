"""``comparanda glossary …`` as an operator meets it: what is printed, exit statuses, and that nothing is loaded by halves."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from comparanda.formats.skos.reading import read_vocabulary
from comparanda.glossary.actions.releasing import release
from comparanda.people.core.viewer import SYSTEM
from comparanda.site import commands_glossary
from comparanda.site.commands import app
from durability.house import COMMAND, FEW_WORDS, House, copy_of, new_house

pytestmark = pytest.mark.usefixtures("databases")

GOOD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://theirs.example/> .
:words a skos:ConceptScheme ; skos:hasTopConcept :exile .
:exile a skos:Concept ; skos:prefLabel "exile"@en, "изгнание"@bg ; skos:inScheme :words .
:return a skos:Concept ; skos:prefLabel "return"@en, "retorno"@es ; skos:broader :exile ; skos:inScheme :words .
"""
CYCLIC = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://theirs.example/> .
:a a skos:Concept ; skos:prefLabel "one thing"@en ; skos:broader :b .
:b a skos:Concept ; skos:prefLabel "another thing"@en ; skos:broader :a .
:c a skos:Concept ; skos:prefLabel "third thing"@en, "a third thing"@en .
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[House]:
    """A site with a few words and nothing else, to read from."""
    with new_house("sqlite", tmp_path_factory.mktemp("words") / "site") as house, django_db_blocker.unblock():
        house.call("load", FEW_WORDS)
        with house.inside():
            release(SYSTEM, note={"en": "The first."})
        yield house


@pytest.fixture
def own(site: House, tmp_path: Path) -> House:
    """The same site, to write into."""
    return copy_of(site, tmp_path / "site")


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def one_line(stderr: str) -> str:
    """The only line on standard error, without the command's name."""
    (line,) = stderr.splitlines()
    assert line.startswith("comparanda: ")
    return line.removeprefix("comparanda: ")


def contents(house: House) -> tuple[Any, ...]:
    """Every word and the head of the audit log."""
    return (
        house.rows("SELECT slug, revision, matches FROM glossary_concept ORDER BY slug"),
        house.rows("SELECT concept_id, language, kind, text FROM glossary_label ORDER BY 1, 2, 3, 4"),
        house.rows("SELECT kind, concept_id, other_id FROM glossary_relation ORDER BY 1, 2, 3"),
        house.head(),
    )


# import


def test_a_dry_run_lists_and_writes_nothing(site: House, tmp_path: Path) -> None:
    before = contents(site)

    said = site.call("glossary", "import", written(tmp_path, "words.ttl", GOOD), "--dry-run")

    assert said.stdout.splitlines() == [
        "new      exile: exile (bg, en)",
        "changed  return: Preferred label, Spanish: – → retorno",
        "changed  return: Matches: – → https://theirs.example/return",
        "1 new, 1 changed, 0 as they are.",
        "Nothing was written.",
    ]
    assert said.stderr == ""
    assert contents(site) == before


def test_import_writes_and_a_second_time_changes_nothing(own: House, tmp_path: Path) -> None:
    file = written(tmp_path, "words.ttl", GOOD)

    own.call("glossary", "import", file)

    assert own.rows("SELECT text FROM glossary_label WHERE language IN ('bg', 'es') ORDER BY text") == [
        ("retorno",), ("връщане",), ("задържане",), ("изгнание",), ("миграция",),
    ]  # fmt: skip
    assert own.rows("SELECT event, actor, details FROM audit_entry ORDER BY sequence DESC LIMIT 1") == [
        ("glossary.vocabulary.imported", "system", '{"file": "words.ttl", "concepts": 2}')
    ]
    after = contents(own)
    assert own.call("glossary", "import", file).stdout == "0 new, 0 changed, 2 as they are.\n"
    assert contents(own) == after


def test_every_fault_is_told_with_its_node_and_nothing_is_loaded(site: House, tmp_path: Path) -> None:
    before = contents(site)
    file = written(tmp_path, "words.ttl", CYCLIC)

    for options in ([], ["--dry-run"]):
        done = site.call("glossary", "import", file, *options, expect=1)
        *faults, last = done.stderr.splitlines()
        mended = [line for line in faults if "worth a look" not in line]
        assert done.stdout == ""
        assert {line.split(": ")[2] for line in mended} >= {
            "https://theirs.example/a",
            "https://theirs.example/c",
        }
        assert all(line.startswith(f"comparanda: {file}: ") for line in faults)
        assert last == f"comparanda: {file}: {len(mended)} faults to mend; nothing was imported"
        assert contents(site) == before


def test_a_fault_in_a_table_is_told_with_its_line(site: House, tmp_path: Path) -> None:
    table = "concept,language,kind,label\nexile,en,preferred,exile\nexile,en,preferred,banishment\n"
    file = written(tmp_path, "words.csv", table)

    lines = site.call("glossary", "import", file, expect=1).stderr.splitlines()

    assert any(line.startswith(f"comparanda: {file}:2: ") and "2 preferred labels" in line for line in lines)


def test_what_does_not_fit_with_our_words_is_told(site: House, tmp_path: Path) -> None:
    file = written(
        tmp_path, "words.csv", "concept,language,kind,label\nmigration,,broader,detention\nmigration,en,preferred,migration\n"
    )  # fmt: skip
    before = contents(site)

    lines = site.call("glossary", "import", file, expect=1).stderr.splitlines()

    assert any("circle" in line for line in lines)
    assert contents(site) == before


def test_one_scheme_of_several(site: House, tmp_path: Path) -> None:
    more = GOOD + ':others a skos:ConceptScheme . :camp a skos:Concept ; skos:prefLabel "camp"@en ;'
    file = written(tmp_path, "words.ttl", more + " skos:topConceptOf :others ; skos:inScheme :others .")

    every = site.call("glossary", "import", file, "--dry-run").stdout
    one = site.call(
        "glossary", "import", file, "--dry-run", "--scheme", "https://theirs.example/others"
    ).stdout
    none = site.call("glossary", "import", file, "--scheme", "https://theirs.example/no", expect=1).stderr

    assert "  https://theirs.example/others (1 concept)" in every.splitlines()
    assert one.splitlines() == [
        "new      camp: camp (en)",
        "1 new, 0 changed, 0 as they are.",
        "Nothing was written.",
    ]
    assert "there is no scheme https://theirs.example/no in the file" in one_line(none)


def test_a_table_has_no_scheme(site: House, tmp_path: Path) -> None:
    file = written(tmp_path, "words.csv", "concept,pref_en\nexile,exile\n")

    said = site.call("glossary", "import", file, "--scheme", "https://theirs.example/", expect=1).stderr

    assert "names no scheme" in one_line(said)


def test_texts_without_a_language_get_the_one_that_is_named(site: House, tmp_path: Path) -> None:
    file = written(tmp_path, "words.ttl", GOOD.replace('"exile"@en, "изгнание"@bg', '"asile"'))

    assert "names no language" in site.call("glossary", "import", file, expect=1).stderr
    said = site.call("glossary", "import", file, "--dry-run", "--untagged", "fr").stdout

    assert said.splitlines()[0] == "new      exile: asile (fr)"


def test_columns_of_another_table_are_named(site: House, tmp_path: Path) -> None:
    file = written(tmp_path, "words.csv", "term,термин\nexile,изгнание\n")

    assert "names neither" in one_line(site.call("glossary", "import", file, expect=1).stderr)
    said = site.call(
        "glossary", "import", file, "--dry-run", "--column", "term=pref_en", "--column", "термин=pref_bg"
    ).stdout

    assert said.splitlines()[0] == "new      exile: exile (bg, en)"


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("words.ttl", b"@prefix x: <y", "words.ttl:1: "),
        ("words.ttl", b"@prefix : <https://x.example/> .\n:a :b \xff .", "not UTF-8"),
        ("words.xyz", b"what is this", "format cannot be told"),
        ("words.rdf", b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document type"),
        ("words.csv", b"concept,language,kind,label\n", "holds no concept"),
        ("words.ttl", b" " * (20 * 1024**2 + 1), "more than the 20 MB"),
    ],
    ids=["syntax", "encoding", "format", "entities", "empty", "size"],
)
def test_what_cannot_be_read_is_one_line(
    name: str, data: bytes, fault: str, site: House, tmp_path: Path
) -> None:
    file = written(tmp_path, name, data)

    said = one_line(site.call("glossary", "import", file, expect=1).stderr)

    assert said.startswith(str(file))
    assert fault in said


def test_a_file_that_is_not_there(site: House, tmp_path: Path) -> None:
    assert "no such file" in one_line(site.call("glossary", "import", tmp_path / "x.ttl", expect=1).stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["import", "x.ttl", "--untagged", "e n"],
        ["import", "x.csv", "--column", "en"],
        ["import", "x.csv", "--column", "=pref_en"],
        ["export", "--format", "docx"],
        ["export", "--release", "0"],
        ["annotate", "x.txt"],
        ["annotate", "--language", "bg"],
        ["search"],
        ["search", " "],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["glossary", *arguments]).exit_code == 2


# export


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "csv"])
def test_what_is_exported_reads_back_as_the_same(suffix: str, own: House, tmp_path: Path) -> None:
    file = tmp_path / f"words.{suffix}"

    said = own.call("glossary", "export", "--format", suffix, "-o", file).stdout

    assert said == f"{file}: {file.stat().st_size} bytes\n"
    assert {concept.slug for concept in read_vocabulary(file.read_bytes(), file.name).scheme.concepts} == {
        "migration", "return", "detention",
    }  # fmt: skip
    assert own.call("glossary", "import", file).stdout == "0 new, 0 changed, 3 as they are.\n"


def test_export_to_standard_output(site: House) -> None:
    for options in ([], ["-o", "-"]):
        rows = csv.DictReader(
            io.StringIO(site.call("glossary", "export", "--format", "csv", *options).stdout)
        )
        assert {row["label"] for row in rows if row["kind"] == "preferred" and row["language"] == "bg"} == {
            "миграция", "връщане", "задържане",
        }  # fmt: skip


def test_a_workbook_goes_to_a_file_or_a_pipe_and_not_to_a_terminal(
    site: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "words.xlsx"
    site.call("glossary", "export", "--format", "xlsx", "--language", "bg", "-o", file)
    assert file.read_bytes().startswith(b"PK")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(commands_glossary.sys, "stdout", Terminal())
    with pytest.raises(SystemExit) as ended:
        app(["glossary", "export", "--format", "xlsx"])
    assert ended.value.code == 2


def test_a_release_is_as_it_was(own: House, tmp_path: Path) -> None:
    first = own.call("glossary", "export", "--release", "1").stdout
    own.call("glossary", "import", written(tmp_path, "words.ttl", GOOD))

    assert "изгнание" in own.call("glossary", "export").stdout
    assert own.call("glossary", "export", "--release", "1").stdout == first
    assert "изгнание" not in first


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--release", "9"], "has no release 9 (there are: 1)"),
        (["--language", "xx"], "'xx' is not a language of this site"),
        (["-o", "/dev/null/x"], "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_one_line(arguments: list[str], fault: str, site: House) -> None:
    assert fault in one_line(site.call("glossary", "export", *arguments, expect=1).stderr)


# annotate


def annotated(house: House, text: bytes, language: str = "bg") -> list[dict[str, Any]]:
    with house.inside():
        done = CliRunner().invoke(app, ["glossary", "annotate", "--language", language, "-"], input=text)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_object_a_line(site: House) -> None:
    assert annotated(site, "Задържането е крайна мярка.".encode()) == [
        {"start": 0, "end": 11, "text": "Задържането", "concept": "detention", "label": "задържане", "language": "bg"}
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\n", " "], ids=repr)
def test_offsets_count_over_the_whole_input(
    between: str, site: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where blocks end within a letter, a word, a line end; nothing is lost at any of them."""
    monkeypatch.setattr(commands_glossary, "BLOCK", 61)
    text = between.join(f"{number}. Връщането и задържането 🛂 следват." for number in range(40))

    found = annotated(site, text.encode())

    assert [(one["text"], one["concept"]) for one in found] == [
        ("Връщането", "return"), ("задържането", "detention"),
    ] * 40  # fmt: skip
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)


def test_a_byte_order_mark_is_a_character(site: House) -> None:
    assert [one["start"] for one in annotated(site, "\ufeffзадържане".encode())] == [1]


def test_nothing_in_nothing(site: House) -> None:
    assert annotated(site, b"") == []


def test_a_file_is_as_standard_input(site: House, tmp_path: Path) -> None:
    file = written(tmp_path, "text.txt", "Detention and return.")

    lines = site.call("glossary", "annotate", "--language", "EN", file).stdout.splitlines()

    assert [json.loads(line)["concept"] for line in lines] == ["detention", "return"]


def test_an_unknown_language_names_those_with_labels(site: House, tmp_path: Path) -> None:
    for command in (["annotate", str(written(tmp_path, "text.txt", "x"))], ["search", "x"]):
        said = one_line(site.call("glossary", *command, "--language", "ga", expect=1).stderr)
        # There is a word for it in Irish too: that there is none.
        assert said == "the glossary has no labels in 'ga' (use one of bg, en)"


def test_what_is_not_utf8_is_named_by_its_line(
    site: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_glossary, "BLOCK", 5)
    for data, line in ((b"one\ntwo\nthree \xff\n", 3), ("one\nя".encode()[:-1], 2)):
        file = written(tmp_path, "text.txt", data)
        said = one_line(site.call("glossary", "annotate", "--language", "en", file, expect=1).stderr)
        assert said == f"{file}:{line}: the text is not UTF-8 (save it as UTF-8)"


def test_a_text_that_cannot_be_opened_is_one_line(site: House, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.txt"):
        said = one_line(site.call("glossary", "annotate", "--language", "en", path, expect=1).stderr)
        assert said.startswith(f"{path}: cannot be read: ")


def test_a_reader_who_has_seen_enough_ends_it_quietly(site: House, tmp_path: Path) -> None:
    text = written(tmp_path, "text.txt", "Detention and return.\n\n" * 20_000)
    with subprocess.Popen(
        [COMMAND, "glossary", "annotate", "--language", "en", text],
        env=site.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["concept"] == "detention"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


# search


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["MIGR"], ["migration\tmigration\tmigration\ten"]),
        (["ЗАДЪРЖ"], ["detention\tdetention\tзадържане\tbg"]),
        (["ърж", "--language", "bg"], ["detention\tзадържане\tзадържане\tbg"]),
        (["задържане", "--language", "en"], []),
        (["retur"], ["return\treturn\treturn\ten"]),
        (["t", "--language", "en"], [
            "detention\tdetention\tdetention\ten", "migration\tmigration\tmigration\ten", "return\treturn\treturn\ten",
        ]),
        (["nothing of the kind"], []),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_search(arguments: list[str], lines: list[str], site: House) -> None:
    done = site.call("glossary", "search", *arguments)

    assert done.stdout.splitlines() == lines
    assert done.stderr == ("" if lines else "Nothing was found.\n")
