"""What was asked and answered before, as far as each may know of it: found by the index, admitted by the database."""

from __future__ import annotations

import pytest

from comparanda.answers import precedents, rules
from comparanda.answers.actions import asking, replying
from comparanda.answers.actions.replying import Base
from comparanda.answers.error import Forbidden
from comparanda.answers.models import Answer, AnswerVersion, Question, Round
from comparanda.answers.precedents import Earlier, Origin
from comparanda.index.actions import put, rebuild
from comparanda.index.core.document import Document
from comparanda.kernel.audience import Audience
from factories import (
    Network,
    answer_of,
    close,
    draft_round,
    make_compiled,
    make_draft,
    nothing_written,
    put_question,
    release,
    reply,
    response_of,
    write,
    write_and_approve,
)

pytestmark = pytest.mark.django_db

SEASONAL = "How long may a seasonal worker stay?"
MONTHS = [{"type": "number", "unit": {"code": "months", "one": {"en": "month"}, "other": {"en": "months"}}}]


def asked(
    network: Network,
    *texts: str,
    title: str = "Seasonal work",
    asker: str = "fr.coordinator",
    language: str = "en",
    **options: object,
) -> Round:
    """A launched round with questions of these texts."""
    round = draft_round(network, types=(), title=title, asker=asker, **options)
    for text in texts:
        put_question(network, round, MONTHS, asker=asker, text={language: text})
    return asking.launch(network.viewer(asker), Round.objects.get(pk=round.pk))


def own_draft(network: Network, asker: str = "at.coordinator") -> Round:
    return draft_round(network, types=(), title="A draft", asker=asker)


def found(network: Network, who: str, text: str = SEASONAL, *, asker: str = "") -> list[Earlier]:
    draft = Round.objects.filter(title={"en": "A draft"}).first() or own_draft(network, asker or who)
    return precedents.earlier(network.viewer(who), text, "en", without=draft)


def references(rows: list[Earlier] | list[Origin]) -> list[str]:
    return [row.reference for row in rows]


def own(network: Network, who: str, round: Round, code: str = "bg", question: str = "q1") -> list[str]:
    return references(precedents.own_earlier(network.viewer(who), answer_of(round, code, question)))


def answered(network: Network, round: Round, code: str, audience: Audience = Audience.PUBLIC) -> None:
    questions = round.template.questions.values_list("code", flat=True)
    reply(network, round, code, {q: make_draft({"value": "9"}, audience=audience) for q in questions})


# for who asks


def test_without_an_index_nothing_is_near(network: Network) -> None:
    asked(network, SEASONAL)
    assert found(network, "fr.coordinator") == []


def test_the_nearest_question_comes_first_and_its_round_is_not_named_twice(network: Network) -> None:
    first = asked(network, "May a judge be moved?", SEASONAL, title="Judges and seasonal workers")
    rebuild()
    assert references(found(network, "fr.coordinator"))[0] == f"{first.number}/q2"
    assert first.number not in references(found(network, "fr.coordinator"))


def test_a_query_is_found_by_its_title_where_no_question_is_near(network: Network) -> None:
    first = asked(network, "May they?", title="Statelessness determination")
    Question.objects.filter(template=first.template).update(text={"en": "Well?"})
    rebuild()
    rows = found(network, "fr.coordinator", "Procedure to determine statelessness")
    assert first.number in {row.round.public_name for row in rows}


def test_a_question_is_found_in_another_language_and_by_quoted_words(network: Network) -> None:
    first = asked(network, "Combien de temps peut rester un saisonnier ?", language="fr")
    rebuild()
    assert references(found(network, "fr.coordinator", 'Durée du séjour d\'un "saisonnier" - temps')) == [
        f"{first.number}/q1"
    ]


def test_at_most_ten_are_shown(network: Network) -> None:
    asked(network, *[f"{SEASONAL} Case {number}." for number in range(12)])
    rebuild()
    assert len(found(network, "fr.coordinator")) == precedents.EARLIER_AT_MOST


def test_who_knows_of_an_open_query(network: Network) -> None:
    open_round = asked(network, SEASONAL, respondents=("bg", "no"))
    rebuild()
    own_draft(network)
    knows = {
        who
        for who in ("bg.coordinator", "fr.coordinator", "de.coordinator", "no.coordinator", "ge.coordinator", "editor", "commission")
        if references(found(network, who)) == [f"{open_round.number}/q1"]
    }  # fmt: skip
    assert knows == {"bg.coordinator", "fr.coordinator", "no.coordinator", "editor", "commission"}


def test_what_the_index_still_holds_is_not_shown_to_whom_the_database_refuses(network: Network) -> None:
    hidden = asked(network, SEASONAL, respondents=("bg",))
    rebuild()
    put(
        [
            Document(
                key=f"question:{hidden.number}/q1",
                kind="question",
                audiences=frozenset({"public"}),
                language="en",
                titles={"en": SEASONAL},
                url_path=f"compare/{hidden.number}/questions/q1/",
            )
        ]
    )
    assert precedents.near(network.viewer("de.coordinator"), SEASONAL, "en", ("question",)) != []
    assert found(network, "de.coordinator") == []


def test_who_answered_is_told_as_far_as_the_viewer_may_see(network: Network) -> None:
    open_round = asked(network, SEASONAL, respondents=("bg", "de", "hr"))
    answered(network, open_round, "bg")
    answered(network, open_round, "de", Audience.OWN_TEAM)
    rebuild()
    own_draft(network)

    def countries(who: str) -> tuple[str, ...]:
        (row,) = found(network, who)
        return row.countries

    assert countries("fr.coordinator") == ("BG",)
    assert countries("bg.coordinator") == ("BG",)
    assert countries("de.coordinator") == ("BG", "DE")
    # Has not submitted itself: answers are to be independent of each other.
    assert countries("hr.coordinator") == ()

    close(network, open_round)
    release(network, open_round, Audience.NETWORK)
    rebuild()
    # That a reply stays with its own team is told, not what it says.
    assert countries("at.coordinator") == ("BG", "DE")


def test_a_network_edition_without_observers_is_unknown_to_observers(network: Network) -> None:
    closed = asked(network, SEASONAL, respondents=("bg",))
    answered(network, closed, "bg", Audience.NETWORK)
    release(network, close(network, closed), Audience.NETWORK)
    rebuild()
    own_draft(network)
    (row,) = found(network, "de.coordinator")
    assert row.edition is not None and row.edition.audience == Audience.NETWORK
    assert found(network, "ge.coordinator") == []


def test_reads_stay_the_same_however_much_is_near(
    network: Network, django_assert_max_num_queries: object
) -> None:
    own_draft(network, "fr.coordinator")
    asked(network, SEASONAL)
    rebuild()
    found(network, "fr.coordinator")
    counts = []
    for texts in ((SEASONAL,), (f"{SEASONAL} Two.", f"{SEASONAL} Three.")):
        asked(network, *texts, title=f"Work {len(texts)}")
        rebuild()
        found(network, "fr.coordinator")
        with django_assert_max_num_queries(40) as counted:  # type: ignore[operator]
            found(network, "fr.coordinator")
        counts.append(len(counted))
    assert counts[0] == counts[1]


# taking a question over


def test_a_question_is_taken_over_whole_and_continues_the_earlier_one(network: Network) -> None:
    first = asked(network, SEASONAL)
    earlier = first.template.questions.get()
    Question.objects.filter(pk=earlier.pk).update(
        text={"fr": "Combien ?", "en": SEASONAL}, condition={"question": "q0", "values": ["yes"]}
    )
    earlier.refresh_from_db()
    draft = own_draft(network)

    taken = asking.take_question(network.viewer("editor"), draft, earlier=earlier)

    assert (taken.text, taken.parts, taken.continues) == (
        {"fr": "Combien ?", "en": SEASONAL},
        earlier.parts,
        earlier,
    )
    assert taken.condition is None
    assert taken.code == "q1"
    assert Round.objects.get(pk=draft.pk).lead_question == "q1"


def test_a_question_that_the_viewer_may_not_read_is_not_continued(network: Network) -> None:
    hidden = asked(network, SEASONAL, respondents=("bg",)).template.questions.get()
    draft = own_draft(network)
    viewer = network.viewer("at.coordinator")
    with nothing_written(Forbidden):
        asking.take_question(viewer, draft, earlier=hidden)
    standing = put_question(network, draft, MONTHS, asker="at.coordinator")
    with nothing_written(Forbidden):
        asking.put_question(viewer, draft, question=standing, fields={"continues": hidden}, parts=MONTHS)
    with nothing_written(Forbidden):
        asking.put_question(viewer, draft, question=None, fields={"continues": standing}, parts=MONTHS)


def test_who_may_continue_a_question_predicate_and_queryset_agree(network: Network) -> None:
    asked(network, SEASONAL, respondents=("bg", "no"))
    closed = asked(network, "Another?", respondents=("hr",), title="Another")
    answered(network, closed, "hr")
    release(network, close(network, closed), Audience.NETWORK)
    put_question(network, own_draft(network), MONTHS, asker="at.coordinator")
    for who, viewer in network.viewers().items():
        seen = set(rules.questions_to_continue(viewer))
        assert {q for q in Question.objects.all() if rules.can_continue(viewer, q)} == seen, who


# for who answers


def test_own_earlier_answers_to_near_questions_the_continued_one_first(network: Network) -> None:
    seasonal = asked(network, SEASONAL)
    judges = asked(network, "How many judges are there?", title="Judges")
    for round in (seasonal, judges):
        answered(network, round, "bg")
    again = own_draft(network, "fr.coordinator")
    asking.take_question(network.viewer("fr.coordinator"), again, earlier=judges.template.questions.get())
    Question.objects.filter(template=again.template).update(
        text={"en": "How long may seasonal workers stay?"}
    )
    again = asking.launch(network.viewer("fr.coordinator"), Round.objects.get(pk=again.pk))
    rebuild()
    assert own(network, "bg.coordinator", again) == [f"{judges.number}/q1/1", f"{seasonal.number}/q1/1"]


def test_without_an_index_the_continued_question_is_still_found(network: Network) -> None:
    first = asked(network, SEASONAL)
    answered(network, first, "bg")
    copy = asking.copy_round(network.viewer("fr.coordinator"), first)
    Round.objects.filter(pk=copy.pk).update(reply_by=first.reply_by)
    second = asking.launch(network.viewer("fr.coordinator"), Round.objects.get(pk=copy.pk))
    assert own(network, "bg.coordinator", second) == [f"{first.number}/q1/1"]


def test_drafts_and_answers_of_others_and_of_editors_are_no_precedents(network: Network) -> None:
    earlier = asked(network, SEASONAL, "Since when?")
    write(network.viewer("bg.labour"), answer_of(earlier, "bg", "q1"), make_draft({"value": "9"}))
    answered(network, earlier, "de")
    make_compiled(network, earlier, "BG", "q1")
    again = asked(network, SEASONAL, title="Again")
    rebuild()
    assert own(network, "bg.coordinator", again) == []
    assert own(network, "de.coordinator", again, "de") == [f"{earlier.number}/q1/1", f"{earlier.number}/q2/1"]


def test_a_network_answer_of_another_country_is_no_precedent(network: Network) -> None:
    """The leak that could be: the question is known to all, the answer to the network, and it is not the reader's."""
    earlier = asked(network, SEASONAL, respondents=("bg", "de"))
    answered(network, earlier, "bg", Audience.NETWORK)
    release(network, close(network, earlier), Audience.NETWORK)
    release(network, earlier, Audience.PUBLIC)
    again = asked(network, SEASONAL, title="Again", respondents=("bg", "de"))
    rebuild()
    assert own(network, "bg.coordinator", again) == [f"{earlier.number}/q1/1"]
    assert own(network, "de.coordinator", again, "de") == []
    foreign = AnswerVersion.objects.get(answer__response__round=earlier)
    here = answer_of(again, "de")
    viewer = network.viewer("de.coordinator")
    assert rules.can_see_version(viewer, foreign)
    assert precedents.version_named(viewer, here, f"{earlier.number}/q1") is None
    with nothing_written(Forbidden):
        replying.save_draft(viewer, here, base=Base(), draft=make_taken(foreign))


def make_taken(version: AnswerVersion, **options: object) -> replying.Draft:
    """A draft that says that it was taken over from a version."""
    draft = make_draft({"value": "9"}, **options)
    return replying.Draft(
        draft.values,
        draft.absence,
        draft.notes,
        draft.sources,
        draft.as_of,
        draft.audience,
        taken_from_id=version.pk,
    )


def test_who_may_take_over_predicate_and_queryset_agree(network: Network) -> None:
    earlier = asked(network, SEASONAL, "Since when?", respondents=("bg", "de"))
    answered(network, earlier, "bg", Audience.NETWORK)
    answered(network, earlier, "de")
    write(network.viewer("bg.labour"), answer_of(earlier, "bg", "q2"), make_draft({"value": "10"}))
    make_compiled(network, earlier, "BG", "q1")
    again = asked(network, SEASONAL, title="Again", respondents=("bg", "de"))
    write_and_approve(network, answer_of(again, "bg"), make_draft({"value": "9"}))
    some = 0
    for who, viewer in network.viewers().items():
        for answer in Answer.objects.filter(response__round=again):
            allowed = {v for v in AnswerVersion.objects.all() if rules.can_take_over(viewer, answer, v)}
            assert set(rules.versions_to_take_over(viewer, answer)) == allowed, who
            some += len(allowed)
    assert some > 0


def test_taking_over_begins_a_version_and_writing_on_does_not(network: Network) -> None:
    earlier = asked(network, SEASONAL)
    answered(network, earlier, "bg")
    again = asked(network, SEASONAL, title="Again")
    viewer, here = network.viewer("bg.labour"), answer_of(again, "bg")
    source = AnswerVersion.objects.get(answer__response__round=earlier)
    write(viewer, here, make_draft({"value": "1"}, note="Half a thought."))

    taken = write(viewer, here, make_taken(source))
    on = write(viewer, here, make_taken(source, note="Written on."))
    alone = write(viewer, here, make_draft({"value": "2"}))

    assert [(v.number, v.notes[0]["text"]) for v in here.versions.order_by("number")] == [
        (1, "Half a thought."),
        (2, "As the act says."),
    ]
    assert (taken.number, taken.taken_from_id) == (2, source.pk)
    assert (on.number, on.revision, on.taken_from_id) == (2, 2, source.pk)
    assert (alone.number, alone.taken_from_id) == (2, None)


def test_an_answer_taken_over_goes_to_review_only_once_it_is_dated(network: Network) -> None:
    earlier = asked(network, SEASONAL)
    answered(network, earlier, "bg")
    again = asked(network, SEASONAL, title="Again")
    here = answer_of(again, "bg")
    source = AnswerVersion.objects.get(answer__response__round=earlier)
    write(network.viewer("bg.labour"), here, make_taken(source, as_of=""))
    here = answer_of(again, "bg")
    assert replying.missing_for_review(here) == ["Say as of which date the answer holds."]


def test_what_stands_in_the_history_may_be_carried_on_by_a_colleague(network: Network) -> None:
    """The coordinator took over from a correction that was replaced since; a member may not read it any more."""
    earlier = asked(network, SEASONAL)
    answered(network, earlier, "bg")
    source = AnswerVersion.objects.get(answer__response__round=earlier)
    again = asked(network, SEASONAL, title="Again")
    here = answer_of(again, "bg")
    write(network.viewer("bg.coordinator"), here, make_taken(source))
    write_and_approve(network, answer_of(earlier, "bg"), make_draft({"value": "8"}))
    replying.submit(network.viewer("bg.coordinator"), response_of(earlier, "bg"))
    # Given to a member who has nothing to do with the earlier round.
    replying.assign(network.viewer("bg.coordinator"), answer_of(again, "bg"), to=network.user["bg.asylum"])
    member = network.viewer("bg.asylum")
    assert not rules.can_see_version(member, source)

    carried = write(member, here, make_taken(source, note="Carried on."))

    assert carried.taken_from_id == source.pk
    assert precedents.version_named(member, here, f"{earlier.number}/q1/1") is not None
