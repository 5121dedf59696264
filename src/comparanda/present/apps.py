"""Registers present with Django."""

from __future__ import annotations

from django.apps import AppConfig


class PresentConfig(AppConfig):
    name = "comparanda.present"
    label = "present"
