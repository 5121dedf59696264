"""Addresses of the pillar, mounted under the language prefix."""

from __future__ import annotations

from comparanda.answers.web import compare, downloads, respond, steer

app_name = "answers"
# Downloads first: their suffix is part of what would otherwise read as a name.
urlpatterns = [*downloads.urlpatterns, *compare.urlpatterns, *steer.urlpatterns, *respond.urlpatterns]
