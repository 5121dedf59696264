"""Files of vocabularies, carried out by the operator and proposed by an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comparanda.audit.models import Entry
from comparanda.glossary import exports, queries
from comparanda.glossary.actions import importing, proposing, writing
from comparanda.glossary.actions.importing import Import, read_import
from comparanda.glossary.core.cells import CellChange, label
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Change, Concept, Proposal, Vocabulary
from comparanda.kernel.error import ContentError
from comparanda.people.core.viewer import ANONYMOUS, SYSTEM, Viewer
from glossary.words import Words

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures" / "skos"
beside_the_fixtures = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="the real vocabularies are not beside the project"
)

GOOD = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://theirs.example/> .
:exile a skos:Concept ; skos:prefLabel "exile"@en, "\xd0\xb8\xd0\xb7\xd0\xb3\xd0\xbd\xd0\xb0\xd0\xbd\xd0\xb8\xd0\xb5"@bg .
:return a skos:Concept ; skos:prefLabel "return"@en, "retorno"@es ; skos:broader :exile .
"""
CYCLIC = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://theirs.example/> .
:a a skos:Concept ; skos:prefLabel "one thing"@en ; skos:broader :b .
:b a skos:Concept ; skos:prefLabel "another thing"@en ; skos:broader :a .
"""


def everything() -> tuple[Any, ...]:
    return (
        queries.cells_now(),
        Proposal.objects.count(),
        Change.objects.count(),
        Entry.objects.count(),
        list(Vocabulary.objects.values()),
    )


def test_reading_writes_nothing(words: Words) -> None:
    before = everything()

    read = read_import(GOOD, "words.ttl")

    assert everything() == before
    assert read.sound
    assert (read.plan.added, read.plan.changed) == (("exile",), ("return",))


def test_the_operator_carries_it_out_at_once(words: Words) -> None:
    assert importing.carry_out(SYSTEM, read_import(GOOD, "words.ttl"), name="words.ttl") == [
        "exile",
        "return",
    ]

    now = queries.cells_now()
    assert now["return"]["preferred", "es"][0]["text"] == "retorno"
    assert now["return"]["broader", ""] == ["migration"]
    assert now["exile"]["matches", ""] == {"exact": ["https://theirs.example/exile"]}
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.actor) == ("glossary.vocabulary.imported", "system")
    assert entry.details == {"file": "words.ttl", "concepts": 2}


def test_a_second_time_changes_nothing(words: Words) -> None:
    importing.carry_out(SYSTEM, read_import(GOOD, "words.ttl"), name="words.ttl")
    before = everything()

    read = read_import(GOOD, "words.ttl")

    assert read.plan.changes == ()
    assert importing.carry_out(SYSTEM, read, name="words.ttl") == []
    assert everything() == before


def test_only_the_machine_carries_out(words: Words, editor: Viewer) -> None:
    before = everything()
    for viewer in (editor, ANONYMOUS, Viewer(user_id=1, username="system")):
        with pytest.raises(Forbidden):
            importing.carry_out(viewer, read_import(GOOD, "words.ttl"), name="words.ttl")
    assert everything() == before


def test_what_somebody_changed_while_the_file_was_read_is_not_overwritten(words: Words) -> None:
    read = read_import(GOOD, "words.ttl")
    writing.write([CellChange("return", "preferred", "es", None, [label("vuelta")])])
    before = everything()

    with pytest.raises(Refused, match="return, preferred, es has changed while the file was read"):
        importing.carry_out(SYSTEM, read, name="words.ttl")

    assert everything() == before


def test_an_editor_proposes_and_a_second_one_approves(words: Words, editor: Viewer, second: Viewer) -> None:
    made = importing.propose(editor, read_import(GOOD, "words.ttl"), name="words.ttl", note="From theirs.")

    assert (made.origin, made.note) == ("words.ttl", "From theirs.")
    assert not Concept.objects.filter(slug="exile").exists()
    proposing.approve(second, made, range(1, made.changes.count() + 1))
    assert read_import(GOOD, "words.ttl").plan.changes == ()


def test_a_faulty_file_is_shown_and_not_carried_out(words: Words, editor: Viewer) -> None:
    before = everything()

    read = read_import(CYCLIC, "words.ttl")

    assert not read.sound
    assert any("circle" in fault.message for fault in read.faults)
    for refused in (
        lambda: importing.propose(editor, read, name="words.ttl"),
        lambda: importing.carry_out(SYSTEM, read, name="words.ttl"),
    ):
        with pytest.raises(Refused, match="breaks rules"):
            refused()
    assert everything() == before


def test_a_file_that_fits_in_itself_and_not_with_ours_is_told_before_anything_is_written(
    words: Words, editor: Viewer
) -> None:
    """Theirs puts above what ours puts below."""
    data = f"""
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix our: <{queries.base()}> .
    our:migration a skos:Concept ; skos:prefLabel "migration"@en ; skos:broader our:voluntary-return .
    """.encode()
    before = everything()

    read = read_import(data, "words.ttl")

    assert read.faults == ()
    assert {fault.rule for fault in read.unsound} == {"cycle", "orphan"}
    assert not read.sound
    with pytest.raises(Refused):
        importing.propose(editor, read, name="words.ttl")
    assert everything() == before


def test_what_our_columns_cannot_hold_is_told_on_reading(words: Words) -> None:
    long = "x" * 600
    data = f"""concept,language,kind,label,source_url
return,es-419,preferred,retorno,https://a.example/
return,fi,preferred,paluu,https://a.example/{long}
""".encode()

    read = read_import(data, "words.csv")

    assert not read.sound
    assert sorted(fault.message.partition(" has ")[0] for fault in read.unsound) == [
        'the region "419"',
        f'the source url "https://a.example/{long[: 59 - 18]}…"',
    ]


def test_a_file_that_changes_nothing_is_not_proposed(words: Words, editor: Viewer) -> None:
    data = exports.linked_data(exports.scheme_now(), exports.MediaType.TURTLE)

    read = read_import(data, "ours.ttl")

    assert (read.plan.changes, read.plan.missing) == ((), ("secret",))
    assert not [fault for fault in read.faults if fault.severity == "error"]
    with pytest.raises(Refused, match="changes nothing"):
        importing.propose(editor, read, name="ours.ttl")


@pytest.mark.parametrize("slug", ["migration", "return", "refugee", "migrant", "alien"])
def test_the_file_of_one_concept_changes_nothing(words: Words, slug: str) -> None:
    data = exports.linked_data(exports.scheme_around(slug), exports.MediaType.TURTLE, slug)

    read = read_import(data, f"{slug}.ttl")

    assert read.plan.changes == ()
    assert read.sound


@pytest.mark.parametrize(
    ("data", "name", "match"),
    [
        (b"", "words.ttl", "holds no concept"),
        (b"", "words.bin", "format cannot be told"),
        (b"<html><body>Not found</body></html>", "words.ttl", "words.ttl"),
        (b"\x00\xff\xfe", "words.csv", "not UTF-8"),
        (b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\nx y", "words.ttl", "words.ttl:2"),
        (b"{", "words.jsonld", "words.jsonld"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(words: Words, data: bytes, name: str, match: str) -> None:
    before = everything()
    with pytest.raises(ContentError, match=match):
        read_import(data, name)
    assert everything() == before


def test_a_file_that_is_too_large_is_told(words: Words) -> None:
    with pytest.raises(ContentError, match=r"more than the 1 MB"):
        read_import(b" " * (1024**2 + 1), "words.ttl", largest=1024**2)


# real vocabularies


def vocabularies() -> list[Path]:
    return sorted(
        path
        for path in FIXTURES.rglob("*")
        if path.suffix in (".ttl", ".rdf", ".jsonld") and path.stat().st_size < 3_000_000
    )


@beside_the_fixtures
@pytest.mark.parametrize("path", vocabularies(), ids=lambda path: path.name)
def test_a_real_vocabulary_is_read_and_where_it_is_sound_carried_out_once(words: Words, path: Path) -> None:
    try:
        read = read_import(path.read_bytes(), path.name, untagged="en")
    except ContentError as error:
        assert path.name in str(error)
        return
    assert isinstance(read, Import)
    if not read.sound:
        with pytest.raises(Refused):
            importing.carry_out(SYSTEM, read, name=path.name)
        assert queries.cells_now() == words
        return

    importing.carry_out(SYSTEM, read, name=path.name)

    again = read_import(path.read_bytes(), path.name, untagged="en")
    assert again.plan.changes == ()
    assert (again.plan.added, again.plan.changed) == ((), ())
