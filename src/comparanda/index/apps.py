"""The index as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndexConfig(AppConfig):
    name = "comparanda.index"
    label = "index"
    verbose_name = _("Search index")
    default_auto_field = "django.db.models.BigAutoField"
