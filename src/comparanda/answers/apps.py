"""Registers the pillar with Django."""

from __future__ import annotations

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "comparanda.answers"
    label = "answers"
    verbose_name = "Answers"
