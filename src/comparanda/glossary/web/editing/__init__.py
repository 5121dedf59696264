"""The editors' side of words: the grid of all languages, one concept's structure, proposals, releases.

Everything that is typed becomes a proposal; a second editor decides. ``gate`` serves the others, which are pages. Leaves
out imports (`web.importing`).
"""

from __future__ import annotations

from django.urls import path

from comparanda.glossary.web.editing.grid import grid
from comparanda.glossary.web.editing.proposals import proposal, proposals
from comparanda.glossary.web.editing.releases import new_release
from comparanda.glossary.web.editing.structure import edit_concept

__all__ = ["urlpatterns"]

urlpatterns = [
    path("workspace/glossary/", grid, name="grid"),
    path("workspace/glossary/concepts/", edit_concept, name="new_concept"),
    path("workspace/glossary/concepts/<slug:slug>/", edit_concept, name="edit_concept"),
    path("workspace/glossary/proposals/", proposals, name="proposals"),
    path("workspace/glossary/proposals/<int:number>/", proposal, name="proposal"),
    path("workspace/glossary/releases/", new_release, name="new_release"),
]
