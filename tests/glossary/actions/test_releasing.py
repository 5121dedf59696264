"""Numbered releases: the whole as it stood, what changed, and a hash over both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from comparanda.audit.models import Entry
from comparanda.glossary import queries
from comparanda.glossary.actions import releasing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Concept, Release
from comparanda.people.core.viewer import ANONYMOUS, SYSTEM, Viewer
from factories import Network
from glossary.words import Words, edits, whole

pytestmark = pytest.mark.django_db

NOTE = {"en": "The first release.", "bg": "Първо издание."}


def release(viewer: Viewer, note: dict[str, str] | None = None, **options: Any) -> Release:
    return releasing.release(viewer, note=NOTE if note is None else note, **options)


def test_the_first_release_freezes_everything_but_drafts(words: Words, editor: Viewer) -> None:
    made = release(editor)

    frozen = {slug: core.unpacked(cells) for slug, cells in made.snapshot.items()}
    assert frozen.keys() == set(words) - {"secret"}
    assert frozen["return"] == words["return"]
    assert (made.number, made.concepts, made.note) == (1, 7, NOTE)
    assert made.labels == sum(
        len(value)
        for slug, cells in words.items()
        for (field, _), value in cells.items()
        if slug != "secret" and field in ("preferred", "alternative", "hidden")
    )


def test_a_draft_is_not_named_by_those_it_stands_beside(words: Words, editor: Viewer) -> None:
    assert "secret" not in str(release(editor).snapshot)


def test_the_first_release_is_new_as_a_whole(words: Words, editor: Viewer) -> None:
    assert release(editor).changes == []


def test_a_later_release_lists_what_changed(words: Words, editor: Viewer) -> None:
    release(editor)
    writing.write(edits("asylum", words["asylum"], preferred_de=[core.label("Asylrecht")]))
    writing.write(whole({"exile": {("status", ""): "approved", ("preferred", "en"): [core.label("exile")]}}))

    made = release(editor, {"en": "Exile."})

    assert made.number == 2
    assert [(one["concept"], one["field"], one["language"]) for one in made.changes] == [
        ("asylum", "preferred", "de"),
        ("exile", "preferred", "en"),
        ("exile", "status", ""),
    ]
    assert made.changes[0]["before"] == words["asylum"]["preferred", "de"]
    assert made.changes[0]["after"] == [core.label("Asylrecht")]
    assert (
        Release.objects.get(number=1).snapshot["asylum"]["preferred/de"] == words["asylum"]["preferred", "de"]
    )


def test_what_is_pending_is_what_the_next_release_lists(words: Words, editor: Viewer) -> None:
    release(editor)
    assert releasing.pending_changes() == []
    writing.write(edits("asylum", words["asylum"], definition_de="Schutz."))

    (pending,) = releasing.pending_changes()

    assert (pending.concept, pending.field, pending.language, pending.after) == (
        "asylum",
        "definition",
        "de",
        "Schutz.",
    )


def test_where_nothing_changed_none_is_made(words: Words, editor: Viewer) -> None:
    release(editor)

    with pytest.raises(Refused, match="Nothing has changed since the last release"):
        release(editor)
    # A draft is nobody's news.
    writing.write(edits("secret", words["secret"], definition_en="Hidden."))
    with pytest.raises(Refused, match="Nothing has changed"):
        release(editor)

    assert Release.objects.count() == 1


def test_an_empty_glossary_has_no_release(editor: Viewer) -> None:
    with pytest.raises(Refused, match="Nothing has changed"):
        release(editor)


@pytest.mark.parametrize("note", [{}, {"en": " "}, {"bg": "Първо."}])
def test_a_release_says_in_english_what_it_is_about(
    words: Words, editor: Viewer, note: dict[str, str]
) -> None:
    with pytest.raises(Refused, match="Say in English"):
        release(editor, note)

    assert not Release.objects.exists()


@pytest.mark.parametrize("field", ["en", "bg"])
def test_a_note_with_control_characters_is_refused(words: Words, editor: Viewer, field: str) -> None:
    with pytest.raises(Refused, match="control characters"):
        release(editor, {**NOTE, field: "Null:\x00"})


def test_notes_are_stripped_and_empty_ones_left_out(words: Words, editor: Viewer) -> None:
    assert release(editor, {"en": " One. ", "bg": "  "}).note == {"en": "One."}


@pytest.mark.parametrize("name", ["outsider", "bg.coordinator", "commission", "admin"])
def test_only_editors_and_the_machine_release(words: Words, editors: Network, name: str) -> None:
    for viewer in (editors.viewer(name), ANONYMOUS, Viewer(user_id=5, username="system")):
        with pytest.raises(Forbidden):
            release(viewer)
    assert not Release.objects.exists()

    assert release(SYSTEM).number == 1


def test_the_hash_is_over_number_note_and_words(words: Words, editor: Viewer) -> None:
    made = release(editor)
    made.refresh_from_db()

    assert made.content_hash == releasing.content_hash(made.number, made.note, made.snapshot)
    assert len(made.content_hash) == 64
    assert made.content_hash != releasing.content_hash(2, made.note, made.snapshot)
    assert made.content_hash != releasing.content_hash(1, {"en": "x"}, made.snapshot)
    altered = {**made.snapshot, "asylum": {}}
    assert made.content_hash != releasing.content_hash(1, made.note, altered)


def test_the_log_holds_the_hash(words: Words, editor: Viewer) -> None:
    made = release(editor, now=datetime(2026, 11, 22, tzinfo=UTC))

    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.actor, entry.subject) == ("glossary.release.made", "editor", "glossary:1")
    assert entry.details["hash"] == made.content_hash
    assert made.released_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_concept_that_is_no_longer_used_stays_in_releases(words: Words, editor: Viewer) -> None:
    writing.write(edits("migrant", words["migrant"], status="deprecated", replaced_by="migration"))

    assert "migrant" in release(editor).snapshot
    assert queries.latest_release() == Release.objects.get()


def test_a_replacement_that_is_a_draft_is_not_told(words: Words, editor: Viewer) -> None:
    writing.write(edits("migrant", words["migrant"], status="deprecated", replaced_by="secret"))

    assert "secret" not in str(release(editor).snapshot)
    Concept.objects.filter(slug="secret").update(status="approved")
    assert Release.objects.get().number == 1
    assert release(editor, {"en": "It is out."}).snapshot["migrant"]["replaced_by/"] == "secret"
