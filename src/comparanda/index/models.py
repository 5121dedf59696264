"""Columns of the index that every generation shares: which generation serves, what changed while one was built, the
word forms met so far, and vectors of meaning.

Leaves out the documents themselves: each generation has tables of its own, which `engines` makes and drops. All of it
is derived, and backups leave it out.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class GenerationState(models.TextChoices):
    """Where a generation stands."""

    BUILDING = "building", _("being built")
    SERVING = "serving", _("serving")
    RETIRED = "retired", _("retired")


class Generation(models.Model):
    """The whole index as built once.

    Attributes:
        number: 1, 2, 3 …; part of the names of its tables.
        layout: version of those tables; a generation of another layout serves nobody.
        beat_at: when the build last gave a sign of life.
        builder: host and process that builds it, e.g. "web1:4711".
        documents: how many it held when it was finished.
        counted: how many it held when its vocabulary was counted last.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    token = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    layout = models.PositiveIntegerField(_("layout"))
    state = models.CharField(_("state"), max_length=10, choices=GenerationState.choices)
    started_at = models.DateTimeField(_("begun"))
    beat_at = models.DateTimeField(_("last sign of life"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    builder = models.CharField(_("builder"), max_length=200, blank=True, default="")
    documents = models.PositiveBigIntegerField(_("documents"), default=0)
    counted = models.PositiveBigIntegerField(_("documents counted"), default=0)

    class Meta:
        verbose_name = _("generation of the index")
        verbose_name_plural = _("generations of the index")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="serving"), name="index_one_serving"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="building"), name="index_one_building"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"


class Change(models.Model):
    """A document put or removed while a generation was being built; played into it before it serves.

    Attributes:
        document: as `core.document.document_json`; `None` where it was removed.
    """

    generation = models.ForeignKey(
        Generation, on_delete=models.CASCADE, related_name="changes", verbose_name=_("generation")
    )
    key = models.CharField(_("key"), max_length=200)
    document = models.JSONField(_("document"), null=True)

    class Meta:
        verbose_name = _("change during a build")
        verbose_name_plural = _("changes during a build")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class Circle(models.Model):
    """A set of audiences that documents name. The key is a hash of the set, so that it never means another one.

    Attributes:
        audiences: sorted, separated by line ends.
    """

    id = models.BigIntegerField(primary_key=True)
    audiences = models.TextField(_("audiences"))

    class Meta:
        verbose_name = _("circle of readers")
        verbose_name_plural = _("circles of readers")

    def __str__(self) -> str:
        return self.audiences.replace("\n", ", ")


class Signature(models.Model):
    """What facets say of a document: kind, countries, topics, year, languages. The key is a hash of it.

    Attributes:
        values: as `core.facets.written` writes them.
    """

    id = models.BigIntegerField(primary_key=True)
    values = models.TextField(_("values"))

    class Meta:
        verbose_name = _("combination of facets")
        verbose_name_plural = _("combinations of facets")

    def __str__(self) -> str:
        return self.values.replace("\n", "; ")


class Form(models.Model):
    """A word form met in the documents or given by an annotator, and its lemma. Shown to nobody: spelling help asks the
    index first whether this reader can find the word.

    Attributes:
        form: as `core.tokens.form_of` gives it.
        lemma: the form under which its inflections meet; the form itself where no dictionary knows it.
        length, head, tail: of the form without accents: its letters, the first two and the last two of them.
    """

    language = models.CharField(_("language"), max_length=16)
    form = models.CharField(_("form"), max_length=64)
    lemma = models.CharField(_("lemma"), max_length=64)
    length = models.PositiveSmallIntegerField(_("letters"))
    head = models.CharField(_("first letters"), max_length=2)
    tail = models.CharField(_("last letters"), max_length=2)

    class Meta:
        verbose_name = _("word form")
        verbose_name_plural = _("word forms")
        constraints = [models.UniqueConstraint(fields=["form", "language"], name="index_form_once")]
        indexes = [
            models.Index(fields=["lemma"], name="index_form_lemma"),
            models.Index(fields=["head", "length"], name="index_form_head"),
            models.Index(fields=["tail", "length"], name="index_form_tail"),
        ]

    def __str__(self) -> str:
        return f"{self.form} ({self.language})"


class Vector(models.Model):
    """What a passage means, as the bundled model sees it, by the hash of the passage: a rebuild uses it again.

    Attributes:
        digest: of model and passage; or "query:bg", where the model puts queries in a language on the average.
        data: signed bytes, one a dimension; of an average, floats of four bytes.
    """

    digest = models.CharField(_("digest"), max_length=32, unique=True)
    data = models.BinaryField(_("vector"))

    class Meta:
        verbose_name = _("vector of meaning")
        verbose_name_plural = _("vectors of meaning")

    def __str__(self) -> str:
        return self.digest
