"""Registers site with Django."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "comparanda.site"
    label = "site"
