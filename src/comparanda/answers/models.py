"""Columns and constraints of the pillar. Many rows are read in ``queries``, written in ``actions``.

Text by language is JSON ``{"en": …, "bg": …}``. A question's parts, an answer's values, notes and
sources are JSON in the shapes of ``core.codec`` and ``kernel.question``: they are read and frozen as
a whole, never queried by piece.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from comparanda.answers.core import codec
from comparanda.answers.core.deadline import brussels_day, is_late
from comparanda.answers.core.state import AnswerState, ResponseState, RoundState
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.kernel.source import Confidence, Provenance

CODE = RegexValidator(
    r"\A[a-z][a-z0-9_-]{0,63}\Z", "Lower-case letters, digits, - and _, beginning with a letter."
)


def _choices(enumeration: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enumeration]  # type: ignore[attr-defined]


class Template(models.Model):
    """A versioned set of sections and questions. Once published it changes only by added translations."""

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "version"], name="answers_template_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug} {self.version}"


class Section(models.Model):
    """A heading over questions."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=64, validators=[CODE])
    position = models.PositiveIntegerField()
    title = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["template", "code"], name="answers_section_code_once")]

    def __str__(self) -> str:
        return self.code


class Question(models.Model):
    """One question. ``parts`` is a list in the shape of `codec.part_from_json`."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    code = models.CharField(max_length=64, validators=[CODE])
    position = models.PositiveIntegerField()
    text = models.JSONField(default=dict)
    short = models.JSONField(default=dict, blank=True)
    guidance = models.JSONField(default=dict, blank=True)
    parts = models.JSONField(default=list)
    condition = models.JSONField(null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(default=12)
    topic_slugs = models.JSONField(default=list, blank=True)
    continues = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="continued_by"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="answers_question_code_once")
        ]

    def __str__(self) -> str:
        return self.code

    def plain(self) -> PlainQuestion:
        """The question as the kernel knows it."""
        return PlainQuestion(
            code=self.code,
            text=self.text,
            parts=tuple(codec.part_from_json(part) for part in self.parts),
            short=self.short,
            guidance=self.guidance,
            section=self.section.title if self.section else {},
            topics=tuple(self.topic_slugs),
            review_months=self.review_months,
            condition=codec.condition_from_json(self.condition),
        )


class NumberSequence(models.Model):
    """The last number given in a year. Locked while a number is given, so that there are no gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}.{self.last}"


class Round(models.Model):
    """One asking of a template."""

    kind = models.CharField(max_length=40)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="rounds")
    slug = models.SlugField(max_length=120, unique=True)
    number = models.CharField(max_length=16, unique=True, null=True, blank=True)
    state = models.CharField(max_length=12, choices=_choices(RoundState), default=RoundState.DRAFT)
    standing = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="en")
    title = models.JSONField(default=dict)
    headline = models.JSONField(default=dict, blank=True)
    introduction = models.JSONField(default=dict, blank=True)
    background = models.JSONField(default=dict, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    theme = models.CharField(max_length=64, blank=True)
    lead_question = models.CharField(max_length=64, blank=True)
    topics = models.ManyToManyField("people.Topic", related_name="rounds", blank=True)
    asker = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="rounds_asked")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    invited = models.ManyToManyField("people.Organisation", related_name="rounds_invited_to", blank=True)
    includes_observers = models.BooleanField(default=False)
    subjects = models.JSONField(default=list)
    reply_by = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    launched_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-launched_at", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT)
                | Q(state=RoundState.CANCELLED)
                | Q(launched_at__isnull=False),
                name="answers_round_launched_before_open",
            ),
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """What the round answers to in addresses: its number, else its slug."""
        return self.number or self.slug

    def title_in(self, language: str) -> Spoken:
        return spoken(self.title, language)

    def headline_in(self, language: str) -> Spoken:
        return spoken(self.headline or self.title, language)


class RoundLink(models.Model):
    """How one round stands to another: it updates it, follows it up, or feeds it."""

    class Kind(models.TextChoices):
        UPDATE_OF = "update-of"
        FOLLOW_UP_TO = "follow-up-to"
        FEEDS = "feeds"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=16, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "other", "kind"], name="answers_link_once"),
            models.CheckConstraint(condition=~Q(round=F("other")), name="answers_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.kind} {self.other}"


class Response(models.Model):
    """What one respondent says about one subject in one round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="responses")
    respondent = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="responses")
    subject_kind = models.CharField(max_length=24, default="country")
    subject_code = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=_choices(ResponseState), default=ResponseState.WAITING)
    compiled = models.BooleanField(default=False)
    extended_to = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.TextField(blank=True)
    declined_released = models.BooleanField(default=False)

    class Meta:
        ordering = ["subject_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "respondent", "subject_kind", "subject_code"], name="answers_response_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.respondent}"

    @property
    def subject(self) -> str:
        return f"{self.subject_kind}:{self.subject_code}"

    @property
    def reply_by(self) -> date | None:
        """The respondent's own deadline: an extension, else the round's."""
        return self.extended_to or self.round.reply_by

    def overdue(self, now) -> bool:  # type: ignore[no-untyped-def]
        return self.state in (ResponseState.WAITING, ResponseState.DRAFTING) and is_late(self.reply_by, now)

    def days_left(self, now) -> int | None:  # type: ignore[no-untyped-def]
        """Days until the deadline's day; negative after it; ``None`` without one."""
        return (self.reply_by - brussels_day(now)).days if self.reply_by else None


class Answer(models.Model):
    """The place of one question in one response: its state, its versions, who has it to write."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=12, choices=_choices(AnswerState), default=AnswerState.EMPTY)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_answers",
    )
    working = models.ForeignKey(
        "AnswerVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted = models.ForeignKey(
        "AnswerVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["question__position"]
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="answers_answer_once")]

    def __str__(self) -> str:
        return f"{self.response} {self.question}"


class AnswerVersion(models.Model):
    """One version of an answer. Drafts are saved in place, each save a ``revision``; once sent to review
    a version is frozen and the next words begin another.

    ``language`` is that of the text among the values, empty where that is a name in a country's own
    language; ``translations`` maps another language to texts by part.

    ``rival``: text saved by somebody whose page was older than what stood here; kept, never shown
    in place of the other, until one of the two is chosen.

    ``taken_from``: the earlier answer of the same contact point that the text was taken over from. No part of what
    an edition freezes: whether a reader may know of it depends on the other round.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    values = models.JSONField(default=dict, blank=True)
    absence = models.CharField(
        max_length=16,
        blank=True,
        choices=[(Absence.NOT_APPLICABLE.value,) * 2, (Absence.UNKNOWN.value,) * 2],
    )
    language = models.CharField(max_length=8, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    audience = models.CharField(max_length=10, choices=_choices(Audience), default=Audience.PUBLIC)
    provenance = models.CharField(max_length=10, choices=_choices(Provenance), default=Provenance.ANSWERED)
    confidence = models.CharField(max_length=8, blank=True, choices=_choices(Confidence))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    rival = models.BooleanField(default=False)
    taken_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_over_by"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answers_version_number_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(frozen_at__isnull=False),
                name="answers_version_frozen_before_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} v{self.number}"


class Comment(models.Model):
    """A remark of national review: never leaves the contact point."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.answer} {self.written_at:%Y-%m-%d}"


class Clarification(models.Model):
    """A question of the asker to a respondent, or the reply."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="clarifications")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    from_asker = models.BooleanField()
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.response} {self.written_at:%Y-%m-%d}"


class Release(models.Model):
    """An immutable numbered edition of a round for one audience.

    ``frozen`` holds what the edition says besides its cells (title, headline, asker, dates, counts) and
    ``content_hash`` covers that and every cell. Withdrawn, it leaves a tombstone with the reason.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="releases")
    audience = models.CharField(
        max_length=10, choices=[(Audience.PUBLIC.value,) * 2, (Audience.NETWORK.value,) * 2]
    )
    number = models.PositiveIntegerField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    change_note = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    frozen = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    audit_count = models.PositiveBigIntegerField(default=0)
    audit_hash = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "audience", "number"], name="answers_release_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.audience} {self.number}"


class ReleaseEntry(models.Model):
    """One frozen cell of an edition. ``version`` is empty wherever the edition's audience may not read it."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="entries")
    subject_kind = models.CharField(max_length=24, default="country")
    subject_code = models.CharField(max_length=64)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        AnswerVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="releases"
    )
    absence = models.CharField(max_length=16, blank=True, choices=_choices(Absence))
    reason = models.TextField(blank=True)
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "subject_kind", "subject_code", "question"], name="answers_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.subject_code} {self.question_id}"
