"""Released comparisons, for everyone: the list, one comparison, a question, an answer, editions, countries.

``addresses`` and ``filters`` serve the others, which are pages; ``panel`` is for rooms. Leaves out files (``downloads``).
"""

from __future__ import annotations

from django.urls import path

from comparanda.answers.web.compare.addresses import SUFFIXES
from comparanda.answers.web.compare.answer import answer
from comparanda.answers.web.compare.comparison import comparison, question
from comparanda.answers.web.compare.countries import countries, country
from comparanda.answers.web.compare.editions import edition, editions
from comparanda.answers.web.compare.listing import comparisons
from comparanda.answers.web.compare.panel import panel_rows

__all__ = ["SUFFIXES", "panel_rows", "urlpatterns"]

urlpatterns = [
    path("compare/", comparisons, name="comparisons"),
    path("compare/<str:name>/", comparison, name="comparison"),
    path("compare/<str:name>/questions/<slug:code>/", question, name="question"),
    path("compare/<str:name>/questions/<slug:code>/<slug:iso2>/", answer, name="answer"),
    path("compare/<str:name>/editions/", editions, name="editions"),
    path("compare/<str:name>/editions/<int:number>/", edition, name="edition"),
    path("countries/", countries, name="countries"),
    path("countries/<slug:iso2>/", country, name="country"),
]
