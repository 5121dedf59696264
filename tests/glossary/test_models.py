"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from comparanda.glossary.models import Change, Concept, Label, Proposal, Relation, Release, Vocabulary
from factories import make_user

pytestmark = pytest.mark.django_db


def concept(slug: str = "asylum", **fields: Any) -> Concept:
    return Concept.objects.create(slug=slug, changed_on=date(2026, 11, 22), **fields)


def label(of: Concept, text: str = "asylum", **fields: Any) -> Label:
    return Label.objects.create(concept=of, **{"language": "en", "kind": "preferred", "text": text, **fields})


def change(**fields: Any) -> Change:
    proposal = Proposal.objects.create(
        number=Proposal.objects.count() + 1, proposed_at=timezone.now(), proposed_by=fields.get("proposed_by")
    )
    return Change.objects.create(
        **{
            "proposal": proposal,
            "position": 1,
            "concept": "asylum",
            "field": "preferred",
            "language": "en",
            **fields,
        }
    )


def assert_refused(constraint: str, write: Any) -> None:
    """The write breaks this very constraint. SQLite names unique ones by their columns only."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    said = str(caught.value)
    assert constraint in said or "UNIQUE constraint failed" in said, said


def test_a_slug_stands_once() -> None:
    concept()
    assert_refused("slug", lambda: concept())


def test_only_a_deprecated_concept_is_replaced() -> None:
    other = concept("protection")
    assert_refused("glossary_only_deprecated_is_replaced", lambda: concept(replaced_by=other))
    concept("refuge", status="deprecated", replaced_by=other)


def test_no_concept_is_replaced_by_itself() -> None:
    one = concept(status="deprecated")
    one.replaced_by = one
    assert_refused("glossary_not_replaced_by_itself", one.save)


def test_what_replaces_another_is_not_deleted() -> None:
    other = concept("protection")
    concept("refuge", status="deprecated", replaced_by=other)
    with pytest.raises(ProtectedError):
        other.delete()


def test_one_preferred_label_a_language_and_region() -> None:
    one = concept()
    label(one)
    assert_refused("glossary_one_preferred_label", lambda: label(one, "refuge"))
    label(one, "refuge", kind="alternative")
    label(one, "asylum seeking", region="IE")
    label(one, "убежище", language="bg")
    label(concept("refuge"))


def test_a_label_stands_once_in_its_kind() -> None:
    one = concept()
    label(one, "refuge", kind="alternative")
    assert_refused("glossary_label_once", lambda: label(one, "refuge", kind="alternative"))


def test_no_term_has_no_text_and_a_label_has_one() -> None:
    one = concept()
    assert_refused("glossary_no_term_has_no_text", lambda: label(one, "x", kind="none"))
    assert_refused("glossary_no_term_has_no_text", lambda: label(one, "", kind="preferred"))
    label(one, "", kind="none")


def test_a_relation_stands_once_and_leads_to_another() -> None:
    one, other = concept(), concept("refuge")
    Relation.objects.create(concept=one, kind="broader", other=other)
    assert_refused(
        "glossary_relation_once", lambda: Relation.objects.create(concept=one, kind="broader", other=other)
    )
    assert_refused(
        "glossary_relation_to_another",
        lambda: Relation.objects.create(concept=one, kind="related", other=one),
    )


def test_there_is_one_vocabulary() -> None:
    Vocabulary.objects.create(pk=1)
    assert_refused("glossary_one_vocabulary", lambda: Vocabulary.objects.create(pk=2))


def test_numbers_of_proposals_and_releases_stand_once() -> None:
    Proposal.objects.create(number=1, proposed_at=timezone.now())
    assert_refused("number", lambda: Proposal.objects.create(number=1, proposed_at=timezone.now()))
    release = {"number": 1, "released_at": timezone.now(), "concepts": 0, "labels": 0, "snapshot": {}}
    Release.objects.create(**release)
    assert_refused("number", lambda: Release.objects.create(**release))


def test_a_cell_stands_once_in_a_proposal() -> None:
    first = change()
    assert_refused("glossary_change_once", lambda: change(proposal=first.proposal, position=2))
    assert_refused("glossary_change_position", lambda: change(proposal=first.proposal, language="bg"))
    change(proposal=first.proposal, position=2, language="bg")


# two pairs of eyes


def test_nobody_approves_what_they_proposed_not_even_by_sql() -> None:
    editor, second = make_user("editor"), make_user("second")
    made = change(proposed_by=editor)

    assert_refused(
        "glossary_approved_by_another",
        lambda: Change.objects.filter(pk=made.pk).update(state="approved", decided_by=editor),
    )
    assert_refused(
        "glossary_approved_by_another",
        lambda: change(proposed_by=editor, decided_by=editor, state="approved"),
    )
    assert Change.objects.filter(pk=made.pk).update(state="approved", decided_by=second) == 1


def test_an_approval_survives_the_account_of_either() -> None:
    editor, second = make_user("editor"), make_user("second")
    made = change(proposed_by=editor, decided_by=second, state="approved")

    editor.delete()
    second.delete()

    made.refresh_from_db()
    assert (made.state, made.proposed_by, made.decided_by) == ("approved", None, None)


def test_somebody_may_reject_their_own() -> None:
    editor = make_user("editor")
    change(proposed_by=editor, decided_by=editor, state="rejected")


# one-row facts


def test_a_proposal_is_open_while_a_change_waits() -> None:
    first = change(state="approved")
    assert not first.proposal.open
    change(proposal=first.proposal, position=2, language="bg")
    assert first.proposal.open


def test_texts_fall_back_visibly() -> None:
    one = concept(definition={"bg": "по нашему"})
    assert one.definition_in("bg").language == "bg"
    assert (one.definition_in("fr").text, one.definition_in("fr").language) == ("по нашему", "bg")
    assert concept("refuge").definition_in("fr").text == ""


def test_things_are_called_by_their_public_names() -> None:
    one, other = concept(), concept("refuge")
    relation = Relation.objects.create(concept=one, kind="broader", other=other)
    made = change()

    assert (str(one), str(label(one)), str(label(one, "", kind="none", language="bg"))) == (
        "asylum",
        "asylum@en",
        "∅@bg",
    )
    assert (str(relation), str(made), str(made.proposal)) == ("asylum broader refuge", "1/1", "1")
    assert str(Vocabulary.objects.create(pk=1)) == "revision 0"
