"""The asker's side: draft a round, launch it, clarify, extend, close, cancel, reopen, summarise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comparanda.answers import notices, rules, searchable
from comparanda.answers.actions.gate import round_step
from comparanda.answers.core import codec
from comparanda.answers.core.deadline import brussels_day, query_number
from comparanda.answers.core.state import Capacity, ResponseState, RoundState
from comparanda.answers.error import Forbidden, Refused
from comparanda.answers.kind import kind_named
from comparanda.answers.models import (
    Answer,
    Clarification,
    NumberSequence,
    Question,
    Response,
    Round,
    RoundLink,
    Template,
)
from comparanda.audit.actions import record
from comparanda.kernel.phrase import phrase
from comparanda.kernel.question import InvalidValue, clean_text
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Organisation, Topic
from comparanda.people.queries import members_responsible

EDITABLE = frozenset(
    "title headline background on_behalf_of language reply_by lead_question includes_observers introduction".split()
)
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya".split(),
        strict=True,
    )
)
"""The official Bulgarian transliteration (Transliteration Act, article 4)."""


def locked(round: Round) -> Round:
    """The round read again under a lock, so that two steps at once wait for each other."""
    return Round.objects.select_for_update(of=("self",)).select_related("asker", "template").get(pk=round.pk)


def free_slug(title: str) -> str:
    """A slug from a title in Latin or Bulgarian letters, not yet taken, e.g. ``naemane-na-rabota-2``."""
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in title.lower())
    base = slugify(latin)[:80].strip("-") or "query"
    if base[0].isdigit():
        base = f"query-{base}"
    taken = set(Round.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, suffix = base, 2
    while slug in taken:
        slug, suffix = f"{base}-{suffix}", suffix + 1
    return slug


def asker_for(viewer: Viewer) -> Organisation:
    """In whose name the viewer asks. Raises `Forbidden` where in nobody's."""
    code = (
        min(viewer.coordinator_of, default="")
        or ("commission" if viewer.commission else "")
        or ("editors" if viewer.editor else "")
    )
    if not code:
        raise Forbidden("round.open")
    return Organisation.objects.get(code=code)


@transaction.atomic
def open_round(viewer: Viewer, *, kind: str, title: Mapping[str, str], language: str) -> Round:
    """A new draft. Writes round and template. Raises `Forbidden`, or `Refused` for an empty title."""
    description = kind_named(kind)
    if not description.asked_in_workspace or not rules.can_open_rounds(viewer):
        raise Forbidden("round.open")
    if not any(text.strip() for text in title.values()):
        raise Refused(phrase("Give the query a title."), field="title")
    asker = asker_for(viewer)
    slug = free_slug(next(text for text in title.values() if text.strip()))
    template = Template.objects.create(kind=kind, slug=slug)
    round = Round.objects.create(
        kind=kind,
        template=template,
        slug=slug,
        title=dict(title),
        language=language,
        asker=asker,
        standing=description.standing,
        created_by_id=viewer.user_id,
    )
    record("answers.round.drafted", actor=viewer.username, organisation=asker.code, subject=f"round:{slug}")
    return round


@transaction.atomic
def edit_round(
    viewer: Viewer,
    round: Round,
    *,
    revision: int,
    fields: Mapping[str, Any],
    topics: Sequence[Topic] | None = None,
    invited: Sequence[Organisation] | None = None,
) -> Round:
    """Change a draft. ``revision`` is the one the page showed; raises `Refused` where it is older than what stands."""
    round = locked(round)
    round_step(viewer, round, "edit")
    if revision != round.revision:
        raise Refused(
            phrase(
                "Somebody else of your team changed this draft meanwhile. Your text is still in the form: compare and save again."
            )
        )
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(round, name, value)
    round.revision += 1
    round.save()
    if topics is not None:
        round.topics.set(topics)
    if invited is not None:
        round.invited.set(invited)
    return round


def _refuse_foreign(round: Round, question: Question) -> None:
    """The right to edit a round reaches its own questions alone."""
    if question.template_id != round.template_id:
        raise Forbidden("round.edit")


def _refuse_hidden(
    viewer: Viewer, round: Round, question: Question | None, continues: Question | None
) -> None:
    """A question continues one of another round that the viewer may read, or the one it continues already."""
    if continues is None or (question is not None and question.continues_id == continues.pk):
        return
    if continues.template_id == round.template_id or not rules.can_continue(viewer, continues):
        raise Forbidden("question.continue")


@transaction.atomic
def put_question(
    viewer: Viewer,
    round: Round,
    *,
    question: Question | None,
    fields: Mapping[str, Any],
    parts: list[dict[str, Any]],
) -> Question:
    """Add or change a question of a draft. Raises `Refused` where its definition cannot be asked, and `Forbidden` where
    it is to continue a question that the viewer may not read."""
    round = locked(round)
    round_step(viewer, round, "edit")
    if question is not None:
        _refuse_foreign(round, question)
    _refuse_hidden(viewer, round, question, fields.get("continues"))
    try:
        for part in parts:
            codec.part_from_json(part)
    except codec.InvalidDefinition as error:
        raise Refused(
            phrase("The answer type cannot be used like this: %(why)s."), field="type", why=error
        ) from error
    if question is None:
        position = (
            round.template.questions.order_by("-position").values_list("position", flat=True).first() or 0
        ) + 1
        # The code is a plain serial, never derived from the text, so that rewording does not change it.
        used = set(round.template.questions.values_list("code", flat=True))
        serial = position
        while f"q{serial}" in used:
            serial += 1
        question = Question(template=round.template, position=position, code=f"q{serial}")
    for name, value in fields.items():
        setattr(question, name, value)
    question.parts = [codec.part_to_json(codec.part_from_json(part)) for part in parts]
    question.save()
    if not round.lead_question:
        Round.objects.filter(pk=round.pk).update(lead_question=question.code)
    Round.objects.filter(pk=round.pk).update(revision=round.revision + 1)
    return question


def take_question(viewer: Viewer, round: Round, *, earlier: Question) -> Question:
    """Put a question that was asked before into a draft, to be asked as it was: its text, types and lists in every
    language. It continues the earlier one; a condition stays behind, since it rests on questions of that round.

    Raises `Forbidden` where the viewer may not read the earlier one.
    """
    return put_question(
        viewer,
        round,
        question=None,
        fields={
            "text": earlier.text,
            "short": earlier.short,
            "guidance": earlier.guidance,
            "review_months": earlier.review_months,
            "topic_slugs": earlier.topic_slugs,
            "continues": earlier,
        },
        parts=earlier.parts,
    )


@transaction.atomic
def remove_question(viewer: Viewer, round: Round, question: Question) -> None:
    """Take a question out of a draft; conditions that rest on it go with it."""
    round = locked(round)
    round_step(viewer, round, "edit")
    _refuse_foreign(round, question)
    for other in round.template.questions.exclude(pk=question.pk):
        if other.condition and other.condition.get("question") == question.code:
            other.condition = None
            other.save(update_fields=["condition"])
    question.delete()
    if round.lead_question == question.code:
        first = round.template.questions.first()
        Round.objects.filter(pk=round.pk).update(lead_question=first.code if first else "")


@transaction.atomic
def move_question(viewer: Viewer, round: Round, question: Question, *, up: bool) -> None:
    """Change places with the neighbour above or below; at the edge nothing happens."""
    round = locked(round)
    round_step(viewer, round, "edit")
    _refuse_foreign(round, question)
    ordered = list(round.template.questions.order_by("position"))
    index = next(i for i, other in enumerate(ordered) if other.pk == question.pk)
    neighbour = index - 1 if up else index + 1
    if 0 <= neighbour < len(ordered):
        ordered[index], ordered[neighbour] = ordered[neighbour], ordered[index]
        for position, other in enumerate(ordered, start=1):
            Question.objects.filter(pk=other.pk).update(position=position)


@transaction.atomic
def link_round(viewer: Viewer, round: Round, *, other: Round, kind: str) -> None:
    """Say how this round stands to another that the viewer may see."""
    if not rules.can_steer(viewer, round) or not rules.can_see_round(viewer, other):
        raise Forbidden("round.link")
    if other.pk == round.pk:
        raise Refused(phrase("A query cannot be linked to itself."), field="other")
    RoundLink.objects.get_or_create(round=round, other=other, kind=RoundLink.Kind(kind))


@transaction.atomic
def unlink_round(viewer: Viewer, round: Round, *, link: int) -> None:
    if not rules.can_steer(viewer, round):
        raise Forbidden("round.link")
    round.links.filter(pk=link).delete()


@transaction.atomic
def copy_round(viewer: Viewer, source: Round) -> Round:
    """A new draft with the same title, background, topics and questions; each says which it continues."""
    if not rules.can_see_round(viewer, source) or not rules.can_open_rounds(viewer):
        raise Forbidden("round.copy")
    round = open_round(viewer, kind=source.kind, title=source.title, language=source.language)
    round.template.predecessor = source.template
    round.template.save()
    for question in source.template.questions.all():
        Question.objects.create(
            template=round.template,
            code=question.code,
            position=question.position,
            text=question.text,
            short=question.short,
            guidance=question.guidance,
            parts=question.parts,
            condition=question.condition,
            review_months=question.review_months,
            topic_slugs=question.topic_slugs,
            continues=question,
        )
    round.background, round.headline = source.background, source.headline
    round.on_behalf_of, round.lead_question = source.on_behalf_of, source.lead_question
    round.includes_observers = source.includes_observers
    round.save()
    round.topics.set(source.topics.all())
    round.invited.set(source.invited.all())
    RoundLink.objects.create(round=round, other=source, kind=RoundLink.Kind.UPDATE_OF)
    return round


def _give_number(at_year: int) -> str:
    NumberSequence.objects.get_or_create(year=at_year)
    sequence = NumberSequence.objects.select_for_update().get(year=at_year)
    sequence.last += 1
    sequence.save()
    return query_number(at_year, sequence.last)


def missing_for_launch(round: Round, today: date) -> list[str]:
    """What a draft still lacks before it can be launched, as catalogue messages; empty when ready."""
    lacks = []
    if not any(text.strip() for text in round.title.values()):
        lacks.append(phrase("A title."))
    if not any(text.strip() for text in round.background.values()):
        lacks.append(phrase("A background: why you ask."))
    if not round.template.questions.exists():
        lacks.append(phrase("At least one question."))
    if not round.invited.exists():
        lacks.append(phrase("At least one respondent."))
    if not round.topics.exists():
        lacks.append(phrase("A topic, so that the question finds the member responsible."))
    if not round.standing and (round.reply_by is None or round.reply_by <= today):
        lacks.append(phrase("A reply-by date after today."))
    return lacks


@transaction.atomic
def launch(viewer: Viewer, round: Round) -> Round:
    """Put the round to its respondents: it gets its number, they their places and a mail each.

    Raises `Refused` naming all that is missing.
    """
    round = locked(round)
    state = round_step(viewer, round, "launch")
    now = timezone.now()
    lacks = missing_for_launch(round, brussels_day(now))
    if lacks:
        raise Refused(phrase("Still missing: %(what)s"), what=" ".join(_(message) for message in lacks))
    if kind_named(round.kind).numbered:
        round.number = _give_number(brussels_day(now).year)
    round.state, round.launched_at = state, now
    invited = list(round.invited.order_by("country_code"))
    round.subjects = [f"country:{organisation.country_code}" for organisation in invited]
    round.template.published_at = now
    round.template.save()
    round.save()
    topics = set(round.topics.values_list("slug", flat=True))
    questions = list(round.template.questions.all())
    for organisation in invited:
        response = Response.objects.create(
            round=round, respondent=organisation, subject_code=organisation.country_code
        )
        give_by_topic(response, questions, topics, brussels_day(now))
    record(
        "answers.round.launched",
        actor=viewer.username,
        organisation=round.asker.code,
        subject=f"round:{round.public_name}",
        details={
            "respondents": [organisation.code for organisation in invited],
            "reply_by": str(round.reply_by or ""),
        },
    )
    notices.launched(round)
    searchable.refresh(round)
    return round


def give_by_topic(response: Response, questions: Sequence[Question], topics: set[str], on: date) -> None:
    """Make the response's answers, each given to the member responsible for its topics on the day ``on``."""
    found: dict[frozenset[str], int | None] = {}
    answers = []
    for question in questions:
        wanted = frozenset(question.topic_slugs or topics)
        if wanted not in found:
            members = members_responsible(response.respondent, sorted(wanted), on)
            found[wanted] = members[0].user_id if members else None
        answers.append(Answer(response=response, question=question, assignee_id=found[wanted]))
    Answer.objects.bulk_create(answers)


def _text(raw: str, field: str, empty: str) -> str:
    try:
        text = clean_text(raw)
    except InvalidValue as error:
        raise Refused(error.message, field=field, **error.values) from error
    if not text:
        raise Refused(empty, field=field)
    return text


@transaction.atomic
def cancel(viewer: Viewer, round: Round, *, reason: str) -> Round:
    """Call the round off. Respondents are told why; nothing they wrote is lost."""
    round = locked(round)
    round.state = round_step(viewer, round, "cancel")
    round.cancelled_reason = _text(reason, "reason", phrase("Say why the query is cancelled."))
    round.cancelled_at = timezone.now()
    round.save()
    _log(viewer, round, "cancelled")
    if round.launched_at:
        notices.cancelled(round)
    return round


@transaction.atomic
def close(viewer: Viewer, round: Round) -> Round:
    """End the asking. Late replies are still taken and marked."""
    round = locked(round)
    round.state = round_step(viewer, round, "close")
    round.closed_at = timezone.now()
    round.save()
    _log(viewer, round, "closed")
    return round


@transaction.atomic
def reopen(viewer: Viewer, round: Round) -> Round:
    """Open a closed or cancelled round again. Raises `Refused` for one that was never launched."""
    round = locked(round)
    state = round_step(viewer, round, "reopen")
    if round.launched_at is None:
        raise Refused(phrase("This query was cancelled before it was launched. Copy it to ask again."))
    round.state, round.closed_at, round.cancelled_at, round.cancelled_reason = state, None, None, ""
    round.save()
    _log(viewer, round, "reopened")
    notices.reopened(round)
    return round


@transaction.atomic
def extend(viewer: Viewer, round: Round, *, response: Response, to: date) -> Response:
    """Give one respondent more time. Raises `Refused` where the day is not later than its deadline."""
    round = locked(round)
    round_step(viewer, round, "extend")
    if response.round_id != round.pk:
        raise Forbidden("round.extend")
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("round", "respondent")
        .get(pk=response.pk)
    )
    if response.reply_by and to <= response.reply_by:
        raise Refused(phrase("The new day must be after %(day)s."), field="to", day=response.reply_by)
    response.extended_to = to
    response.save()
    _log(viewer, round, "extended", respondent=response.respondent.code, to=str(to))
    notices.extended(response)
    return response


@transaction.atomic
def clarify(
    viewer: Viewer, response: Response, *, text: str, question: Question | None = None
) -> Clarification:
    """A message between asker and respondent, from whichever side the viewer is on."""
    round = locked(response.round)
    from_asker = rules.can_steer(viewer, round)
    if from_asker:
        round_step(viewer, round, "clarify")
        asks = Capacity.ASKER in rules.round_capacities(viewer, round)
        organisation = round.asker if asks else Organisation.objects.get(code="editors")
    else:
        if not rules.response_capacities(viewer, response):
            raise Forbidden("response.reply")
        organisation = response.respondent
    said = Clarification.objects.create(
        response=response,
        question=question,
        author_id=viewer.user_id,
        organisation=organisation,
        from_asker=from_asker,
        text=_text(text, "text", phrase("Write what you want to know.")),
        written_at=timezone.now(),
    )
    _log(viewer, round, "clarified", respondent=response.respondent.code)
    notices.clarified(said)
    return said


@transaction.atomic
def summarise(viewer: Viewer, round: Round, *, summary: Mapping[str, str]) -> Round:
    """The asker's own words on the outcome, by language; printed beside the automatic tallies."""
    round = locked(round)
    round_step(viewer, round, "summarise")
    round.summary = {
        language: _text(text, f"summary_{language}", "") for language, text in summary.items() if text.strip()
    }
    round.save()
    _log(viewer, round, "summarised")
    return round


@transaction.atomic
def remind(viewer: Viewer, round: Round) -> int:
    """A mail to those who have not replied, and to them only. Returns how many."""
    round = locked(round)
    if round.state != RoundState.OPEN:
        raise Refused(phrase("Only an open query can remind."))
    round_step(viewer, round, "clarify")
    missing = round.responses.filter(
        state__in=[ResponseState.WAITING, ResponseState.DRAFTING], compiled=False
    )
    count = notices.reminded(round, list(missing.select_related("respondent")))
    _log(viewer, round, "reminded", respondents=count)
    return count


def _log(viewer: Viewer, round: Round, what: str, **details: Any) -> None:
    record(
        f"answers.round.{what}",
        actor=viewer.username,
        organisation=round.asker.code,
        subject=f"round:{round.public_name}",
        details=details,
    )
