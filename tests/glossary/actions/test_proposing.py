"""How words change: proposed by one editor, decided by another, written whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparanda.audit.models import Entry
from comparanda.glossary import queries
from comparanda.glossary.actions import proposing, writing
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.error import Forbidden, Refused
from comparanda.glossary.models import Change, Concept, Label, Proposal, Vocabulary
from comparanda.people.core.viewer import ANONYMOUS, SYSTEM, Viewer
from factories import Network
from glossary.words import Words, concept, edits

pytestmark = pytest.mark.django_db

GERMAN = [core.label("Asylrecht", source_title="Comparanda editors")]


def edit(slug: str = "asylum", **after: Any) -> list[CellChange]:
    """Changes of a concept from what it is now."""
    return edits(slug, queries.cells_now([slug]).get(slug, {}), **after)


def propose(viewer: Viewer, *changes: CellChange, **options: Any) -> Proposal:
    return proposing.propose(viewer, changes or edit(preferred_de=GERMAN), **options)


def german() -> list[str]:
    labels = Label.objects.filter(concept__slug="asylum", language="de", kind="preferred")
    return list(labels.values_list("text", flat=True))


def everything() -> tuple[Any, ...]:
    """All that a step may write."""
    return (
        queries.cells_now(),
        list(Change.objects.order_by("pk").values("state", "after", "decided_by", "reason")),
        Proposal.objects.count(),
        Entry.objects.count(),
        list(Vocabulary.objects.values("revision", "stamp")),
    )


def states(proposal: Proposal) -> list[str]:
    return list(proposal.changes.order_by("position").values_list("state", flat=True))


# proposing


def test_a_proposal_keeps_what_was_seen_and_what_shall_be(words: Words, editor: Viewer) -> None:
    made = propose(editor, note="  Better.  ", origin="file.ttl" + "x" * 300)

    change = made.changes.get()
    assert (made.number, made.note, len(made.origin)) == (1, "Better.", 200)
    assert (change.concept, change.field, change.language, change.state) == (
        "asylum",
        "preferred",
        "de",
        "proposed",
    )
    assert change.before == words["asylum"]["preferred", "de"]
    assert change.after == GERMAN
    assert change.proposed_by_id == made.proposed_by_id == editor.user_id
    assert german() == ["Asyl"]


def test_proposals_are_numbered(words: Words, editor: Viewer) -> None:
    propose(editor)
    assert propose(editor, *edit("return", preferred_de=GERMAN)).number == 2


def test_what_changes_nothing_is_left_out(words: Words, editor: Viewer) -> None:
    made = propose(
        editor,
        *edit(preferred_de=GERMAN, preferred_en=words["asylum"]["preferred", "en"], related=[], broader=None),
    )

    assert [(change.field, change.language) for change in made.changes.all()] == [("preferred", "de")]


@pytest.mark.parametrize("name", ["reader", "outsider", "bg.coordinator", "commission", "admin"])
def test_only_editors_may_propose(words: Words, editors: Network, name: str) -> None:
    before = everything()

    with pytest.raises(Forbidden):
        propose(editors.viewer(name))

    assert everything() == before


def test_the_machine_does_not_propose(words: Words) -> None:
    with pytest.raises(Forbidden):
        propose(SYSTEM)


def refused(viewer: Viewer, *changes: CellChange, match: str) -> None:
    """Refused in these words, and nothing is written."""
    before = everything()

    with pytest.raises(Refused, match=match):
        proposing.propose(viewer, changes)

    assert everything() == before


def test_nothing_to_propose_is_refused(words: Words, editor: Viewer) -> None:
    refused(editor, match="Nothing would change")
    refused(editor, *edit(preferred_de=words["asylum"]["preferred", "de"]), match="Nothing would change")


def test_a_cell_that_has_moved_on_is_refused(words: Words, editor: Viewer) -> None:
    seen = edit(preferred_de=GERMAN)
    writing.write(edit(preferred_de=[core.label("Asylgewährung")]))

    refused(editor, *seen, match="asylum, preferred, de has changed")


def test_a_cell_that_waits_is_refused(words: Words, editor: Viewer, second: Viewer) -> None:
    propose(editor)

    refused(second, *edit(preferred_de=[core.label("Zuflucht")]), match="asylum, preferred, de")
    propose(second, *edit(preferred_es=[core.label("asilo")]))


def test_a_cell_that_was_decided_on_waits_no_more(words: Words, editor: Viewer, second: Viewer) -> None:
    proposing.reject(second, propose(editor), [1], reason="No.")

    assert propose(second).number == 2


@pytest.mark.parametrize(
    ("slug", "after", "match"),
    [
        ("migration", {"broader": ["voluntary-return"]}, "circle"),
        ("asylum", {"broader": ["nowhere"]}, "not among the concepts"),
        ("asylum", {"related": ["nowhere"]}, "not among the concepts"),
        ("asylum", {"preferred_en": [core.label("a"), core.label("b")]}, "2 preferred labels"),
        ("asylum", {"preferred_en": None, "preferred_bg": None, "preferred_de": None, "preferred_fr": None}, "no preferred label"),
        ("asylum", {"status": "approved", "replaced_by": "migration"}, "yet in use"),
        ("asylum", {"definition_en": "Null:\x00"}, "control characters"),
        ("asylum", {"preferred_xx-nonsense-language": [core.label("a")]}, "language"),
        ("asylum", {"preferred_es": [core.label("a", source_url="https://a.example/" + "x" * 600)]}, "more than 500"),
        ("no such name", {"preferred_en": [core.label("a")], "status": "approved"}, "no such name"),
    ],
)  # fmt: skip
def test_what_would_not_fit_together_is_refused(
    words: Words, editor: Viewer, slug: str, after: dict[str, Any], match: str
) -> None:
    refused(editor, *edit(slug, **after), match=match)


def test_a_fault_that_stands_does_not_stop_what_has_nothing_to_do_with_it(
    words: Words, editor: Viewer
) -> None:
    # Past the rules: a concept without a name.
    Label.objects.filter(concept__slug="migrant").delete()

    assert propose(editor).number == 1
    refused(editor, *edit("return", broader=["voluntary-return"]), match="circle")


def test_a_related_concept_may_become_the_broader_one(words: Words, editor: Viewer, second: Viewer) -> None:
    made = propose(editor, *edit("migrant", related=None, broader=["refugee"]))

    proposing.approve(second, made, [1, 2])

    now = queries.cells_now()
    assert now["migrant"]["broader", ""] == ["refugee"]
    assert now["refugee"]["related", ""] == ["secret"]


def test_the_log_tells_of_the_proposal_without_its_words(words: Words, editor: Viewer) -> None:
    propose(editor)

    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.actor, entry.subject) == ("glossary.proposal.made", "editor", "proposal:1")
    assert entry.details == {"changes": 1}


@pytest.mark.parametrize("note", ["Null:\x00", "\x1b[31m"])
def test_notes_and_reasons_hold_no_control_characters(
    words: Words, editor: Viewer, second: Viewer, note: str
) -> None:
    with pytest.raises(Refused, match="control characters"):
        propose(editor, note=note)
    made = propose(editor, origin="a\x00b.ttl", note="Two\nlines,\ta tab.")
    with pytest.raises(Refused, match="control characters"):
        proposing.reject(second, made, [1], reason=note)

    assert (made.origin, states(made)) == ("ab.ttl", ["proposed"])


# approving


def test_a_second_editor_puts_it_into_force(words: Words, editor: Viewer, second: Viewer) -> None:
    made = propose(editor)

    assert proposing.approve(second, made, [1]) == ["asylum"]

    change = made.changes.get()
    assert (german(), change.state, change.decided_by_id) == (["Asylrecht"], "approved", second.user_id)
    assert change.decided_at is not None
    assert Concept.objects.get(slug="asylum").revision == 2
    assert Label.objects.get(concept__slug="asylum", language="de").source_title == "Comparanda editors"
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.actor, entry.subject) == ("glossary.proposal.approved", "second", "proposal:1")
    assert entry.details == {"changes": 1, "concepts": ["asylum"]}


def test_what_is_computed_from_words_is_out_of_date_after_an_approval(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    made = propose(editor)
    before = queries.stamp()

    proposing.approve(second, made, [1])

    assert queries.stamp() not in ("", before)


def not_decided(
    viewer: Viewer, proposal: Proposal, positions: list[int], error: type[Exception], match: str | None = None
) -> None:
    before = everything()

    with pytest.raises(error, match=match):
        proposing.approve(viewer, proposal, positions)
    with pytest.raises(error):
        proposing.reject(viewer, proposal, positions, reason="No.")

    assert everything() == before


def test_nobody_decides_on_their_own(words: Words, editor: Viewer) -> None:
    not_decided(editor, propose(editor), [1], Forbidden)


@pytest.mark.parametrize("name", ["outsider", "bg.coordinator", "commission", "admin"])
def test_only_editors_decide(words: Words, editors: Network, editor: Viewer, name: str) -> None:
    not_decided(editors.viewer(name), propose(editor), [1], Forbidden)
    not_decided(editors.viewer(name), Proposal.objects.get(), [], Forbidden)
    not_decided(ANONYMOUS, Proposal.objects.get(), [1], Forbidden)


def test_nothing_chosen_is_refused(words: Words, editor: Viewer, second: Viewer) -> None:
    made = propose(editor)

    for positions in ([], [7], [-1], [10**30]):
        not_decided(second, made, positions, Refused, "at least one")


def test_one_is_decided_on_once(words: Words, editor: Viewer, second: Viewer) -> None:
    made = propose(editor)
    proposing.approve(second, made, [1])

    not_decided(second, made, [1], Forbidden)


def test_one_that_may_not_be_decided_on_holds_the_others(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    made = propose(editor, *edit(preferred_de=GERMAN, preferred_es=[core.label("asilo")]))
    proposing.withdraw(editor, made, [1])

    not_decided(second, made, [1, 2], Forbidden)


def test_a_cell_that_moved_on_after_it_was_proposed_is_refused(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    made = propose(editor)
    writing.write(edit(preferred_de=[core.label("Zuflucht")]))
    before = everything()

    with pytest.raises(Refused, match="asylum, preferred, de has changed since this was proposed"):
        proposing.approve(second, made, [1])

    assert everything() == before
    proposing.reject(second, made, [1], reason="Propose it anew.")


def test_what_became_unsound_since_is_refused_whole(words: Words, editor: Viewer, second: Viewer) -> None:
    made = propose(editor, *edit("return", preferred_es=[core.label("retorno")], broader=["asylum"]))
    writing.write(edit("asylum", broader=["return"]))
    before = everything()

    with pytest.raises(Refused, match="circle"):
        proposing.approve(second, made, [1, 2])

    assert everything() == before


def test_a_new_concept_comes_into_being_when_it_is_approved(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    new = concept("exile", "изгнание", broader=["asylum"], related=["refugee"])
    made = propose(editor, *[CellChange("exile", key[0], key[1], None, value) for key, value in new.items()])
    assert not Concept.objects.filter(slug="exile").exists()

    proposing.approve(second, made, range(1, made.changes.count() + 1))

    now = queries.cells_now()
    assert now["exile"] == new
    assert now["refugee"]["related", ""] == ["exile", "migrant", "secret"]


def test_a_new_concept_needs_its_name_approved_with_it(words: Words, editor: Viewer, second: Viewer) -> None:
    new = concept("exile")
    made = propose(editor, *[CellChange("exile", key[0], key[1], None, value) for key, value in new.items()])
    definition = made.changes.get(field="definition").position

    with pytest.raises(Refused, match="no preferred label"):
        proposing.approve(second, made, [definition])

    assert not Concept.objects.filter(slug="exile").exists()


def test_both_sides_of_a_related_pair_may_be_approved_one_after_the_other(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    made = propose(editor, *edit("asylum", related=["migration"]), *edit("migration", related=["asylum"]))

    proposing.approve(second, made, [1])
    proposing.approve(second, made, [2])

    assert states(made) == ["approved", "approved"]
    assert queries.cells_now()["migration"]["related", ""] == ["asylum"]


def test_a_deprecated_concept_goes_on_to_be_there(words: Words, editor: Viewer, second: Viewer) -> None:
    made = propose(editor, *edit("migrant", status="deprecated", replaced_by="migration"))

    proposing.approve(second, made, [1, 2])

    gone = Concept.objects.get(slug="migrant")
    assert (gone.status, gone.replaced_by.slug) == ("deprecated", "migration")
    assert gone in queries.public()
    assert gone not in queries.current()


# rejecting and withdrawing


def test_some_are_approved_and_some_rejected_with_a_reason(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    made = propose(
        editor, *edit(preferred_de=GERMAN, preferred_es=[core.label("asilo")], definition_de="Schutz.")
    )
    positions = {change.field + change.language: change.position for change in made.changes.all()}

    proposing.approve(second, made, [positions["preferredde"]])
    proposing.reject(
        second, made, [positions["preferredes"]], reason="  In Spanish law it is another thing. "
    )

    assert made.open
    rejected = made.changes.get(state="rejected")
    assert (rejected.language, rejected.reason) == ("es", "In Spanish law it is another thing.")
    assert (rejected.decided_by_id, rejected.decided_at is not None) == (second.user_id, True)
    assert german() == ["Asylrecht"]
    assert not Label.objects.filter(concept__slug="asylum", language="es").exists()
    assert Entry.objects.latest("sequence").event == "glossary.proposal.rejected"
    assert list(queries.open_proposals()) == [made]


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_rejection_needs_a_reason(words: Words, editor: Viewer, second: Viewer, reason: str) -> None:
    made = propose(editor)

    with pytest.raises(Refused, match="Say why"):
        proposing.reject(second, made, [1], reason=reason)

    assert states(made) == ["proposed"]


def test_the_first_may_withdraw(words: Words, editor: Viewer) -> None:
    made = propose(editor, *edit(preferred_de=GERMAN, preferred_es=[core.label("asilo")]))

    proposing.withdraw(editor, made, [2])

    assert states(made) == ["proposed", "withdrawn"]
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.actor, entry.details) == (
        "glossary.proposal.withdrawn",
        "editor",
        {"changes": 1},
    )
    proposing.withdraw(editor, made, [1])
    assert not Proposal.objects.get().open
    assert list(queries.open_proposals()) == []
    assert queries.pending_cells(["asylum"]) == {}


def test_nobody_withdraws_what_another_proposed_or_what_is_decided(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    made = propose(editor)
    for viewer in (second, ANONYMOUS):
        with pytest.raises(Forbidden):
            proposing.withdraw(viewer, made, [1])
    with pytest.raises(Refused, match="at least one"):
        proposing.withdraw(editor, made, [2])
    proposing.approve(second, made, [1])
    with pytest.raises(Forbidden):
        proposing.withdraw(editor, made, [1])


# many at once


def test_steps_cost_the_same_however_many_cells_of_a_concept_change(
    words: Words, editor: Viewer, second: Viewer
) -> None:
    propose(editor, *edit("migrant", definition_fi="Ensin."))  # the log makes its head once
    codes = "cs da el es et fi ga hr hu it lt lv".split()
    costs = []
    for slug, languages in (("asylum", codes[:1]), ("return", codes)):
        changes = edit(slug, **{f"definition_{code}": f"In {code}." for code in languages})
        with CaptureQueriesContext(connection) as proposed:
            made = propose(editor, *changes)
        with CaptureQueriesContext(connection) as approved:
            proposing.approve(second, made, range(1, len(languages) + 1))
        costs.append((len(proposed), len(approved)))

    assert states(made) == ["approved"] * len(codes)
    assert costs[0] == costs[1]
