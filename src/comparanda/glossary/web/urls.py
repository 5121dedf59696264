"""Addresses of the pillar, mounted under the language prefix, before those that take any name."""

from __future__ import annotations

from comparanda.glossary.web import editing, files, importing, reading

app_name = "glossary"
# Files first: their suffix is part of what would otherwise read as a name.
urlpatterns = [
    *files.urlpatterns,
    *editing.urlpatterns,
    *importing.urlpatterns,
    *reading.urlpatterns,
]
