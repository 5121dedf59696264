"""A theme: a thematic area of the data portal."""

from __future__ import annotations

from django.db import models

from comparanda.kernel.language import Spoken, spoken


class Theme(models.Model):
    """``comparisons`` lists slugs of rounds in the order the theme shows them."""

    slug = models.SlugField(max_length=64, unique=True)
    position = models.PositiveIntegerField(default=0)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    comparisons = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.slug

    def title_in(self, language: str) -> Spoken:
        return spoken(self.title, language)

    def summary_in(self, language: str) -> Spoken:
        return spoken(self.summary, language)
