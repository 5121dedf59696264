"""Columns and constraints of words: concepts after SKOS with their labels and relations, proposals that change them,
numbered releases of the whole.

Leaves out who may change what (`glossary.rules`), the rules of a sound vocabulary (`kernel.concept`), and how a change
is proposed, approved and released (`glossary.actions`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from comparanda.kernel.language import Spoken, spoken


class Vocabulary(models.Model):
    """The one row that says how often words have changed: what is computed from them is kept until it moves on.

    Attributes:
        revision: grows with every write of a concept, label or relation.
        stamp: another with every write, never the same again: after a restore, too, what was kept is seen to be old.
    """

    ONLY = 1

    revision = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="glossary_one_vocabulary")]

    def __str__(self) -> str:
        return f"revision {self.revision}"


class Concept(models.Model):
    """A unit of thought with one slug, e.g. "family-reunification", at ``/id/concept/<slug>`` for ever.

    Attributes:
        status: draft (seen by editors only), approved, deprecated (kept, so that its address goes on to answer).
        replaced_by: where a deprecated concept leads; none where nothing took its place.
        definition: language to text; a missing language has none.
        scope_note: language to text: how the term is used, e.g. the Union's acquis against national use.
        legal_source: ``{"title", "url"}`` of the act that defines it; empty where no act does.
        matches: SKOS mapping to other vocabularies, kind ("exact", "close", "broad", "narrow", "related") to addresses.
        notations: codes of the concept in the vocabulary it came from, e.g. ["1216"].
        notes: other SKOS notes, each with kind, text and language.
        loaded_hash: of the content pack's words as last loaded; empty for a concept made here.
        loaded_revision: the concept's revision after that load: a higher one means that it was edited since.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        DEPRECATED = "deprecated"

    slug = models.SlugField(max_length=120, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.APPROVED)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    definition = models.JSONField(default=dict, blank=True)
    scope_note = models.JSONField(default=dict, blank=True)
    legal_source = models.JSONField(default=dict, blank=True)
    matches = models.JSONField(default=dict, blank=True)
    notations = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    changed_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    loaded_hash = models.CharField(max_length=64, blank=True)
    loaded_revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(status="deprecated"),
                name="glossary_only_deprecated_is_replaced",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")),
                name="glossary_not_replaced_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def definition_in(self, language: str) -> Spoken:
        return spoken(self.definition, language)


class Label(models.Model):
    """One name of a concept in one language, or the statement that the language has none.

    Attributes:
        language: ISO 639-1, e.g. "bg".
        kind: preferred (shown), alternative (shown beside it), hidden (for finding only), none (no term; no text).
        region: the country whose variant it is, e.g. "BE"; empty for the language as a whole.
        use: "acquis" (the Union's law), "national", or empty for both.
        source_title, source_url: where the label was taken from.
        confidence: "high", "medium" or "low"; empty where nobody has said.
    """

    class Kind(models.TextChoices):
        PREFERRED = "preferred"
        ALTERNATIVE = "alternative"
        HIDDEN = "hidden"
        NONE = "none"

    class Use(models.TextChoices):
        BOTH = ""
        ACQUIS = "acquis"
        NATIONAL = "national"

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=2, blank=True)
    use = models.CharField(max_length=8, choices=Use.choices, blank=True)
    source_title = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=500, blank=True)
    confidence = models.CharField(max_length=8, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["language", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "region"],
                condition=Q(kind="preferred"),
                name="glossary_one_preferred_label",
            ),
            models.UniqueConstraint(
                fields=["concept", "language", "kind", "region", "text"], name="glossary_label_once"
            ),
            models.CheckConstraint(
                condition=(Q(kind="none") & Q(text="")) | (~Q(kind="none") & ~Q(text="")),
                name="glossary_no_term_has_no_text",
            ),
        ]
        indexes = [models.Index(fields=["language", "kind", "text"], name="glossary_label_by_text")]

    def __str__(self) -> str:
        return f"{self.text or '∅'}@{self.language}"


class Relation(models.Model):
    """``concept`` has ``other`` as its broader or related concept. Related pairs stand once, the lesser slug first."""

    class Kind(models.TextChoices):
        BROADER = "broader"
        RELATED = "related"

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    other = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="related_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concept", "kind", "other"], name="glossary_relation_once"),
            models.CheckConstraint(condition=~Q(concept=F("other")), name="glossary_relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.concept} {self.kind} {self.other}"


class Proposal(models.Model):
    """What an editor would change in one go; a second editor decides on each change.

    Attributes:
        number: counts up from 1; its public name.
        proposed_by: the editor; none for somebody whose account is gone.
        origin: empty, or the name of the imported file.
    """

    number = models.PositiveIntegerField(unique=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def open(self) -> bool:
        return any(change.state == Change.State.PROPOSED for change in self.changes.all())


class Change(models.Model):
    """One cell of one concept as it was seen and as it shall be.

    Attributes:
        concept: the slug; the concept need not exist yet.
        field: a label kind ("preferred", "alternative", "hidden", "none"), "definition", "scope_note", "broader",
            "related", "status", "replaced_by", "legal_source", "matches", "notations" or "notes" (`core.cells`).
        language: of labels and texts; empty for the rest.
        before, after: the cell's value as plain data, ``null`` for an empty cell.
        state: proposed, approved, rejected, withdrawn.
        reason: why it was rejected.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    concept = models.CharField(max_length=120, db_index=True)
    field = models.CharField(max_length=16)
    language = models.CharField(max_length=12, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["proposal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="glossary_change_position"),
            models.UniqueConstraint(
                fields=["proposal", "concept", "field", "language"], name="glossary_change_once"
            ),
            # Two pairs of eyes: nobody approves what they proposed themselves.
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="glossary_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}/{self.position}"


class Release(models.Model):
    """The whole glossary as it stood, for ever: numbered, with what changed since the one before.

    Attributes:
        note: language to text: what this release is about.
        snapshot: the approved and deprecated concepts as plain data (`core.cells`), slug to cells.
        changes: one entry a changed cell: ``{"concept", "field", "language", "before", "after"}``.
        content_hash: over number, note and snapshot.
    """

    number = models.PositiveIntegerField(unique=True)
    released_at = models.DateTimeField()
    note = models.JSONField(default=dict)
    concepts = models.PositiveIntegerField()
    labels = models.PositiveIntegerField()
    snapshot = models.JSONField()
    changes = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)

    def note_in(self, language: str) -> Spoken:
        return spoken(self.note, language)
