"""What the pillar hands to the index: its concepts, in all their languages, for everyone.

Leaves out drafts and concepts that are no longer used.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from comparanda.glossary import queries
from comparanda.glossary.core import cells as core
from comparanda.glossary.models import Concept
from comparanda.index import actions as index
from comparanda.index.core.document import Document
from comparanda.index.models import Generation, GenerationState

CONCEPT = "concept"
MOST_NAMED = 500


def _document(slug: str, cells: core.Cells, topics: tuple[str, ...]) -> Document | None:
    titles: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for (field, language), value in cells.items():
        if field == "preferred":
            titles[language] = value[0]["text"]
            others.setdefault(language, []).extend(one["text"] for one in value[1:])
        elif field in ("alternative", "hidden"):
            others.setdefault(language, []).extend(one["text"] for one in value)
    # A line of their own with marks between them: excerpts are read by people.
    for language, names in others.items():
        if names:
            texts[language] = ["; ".join(names)]
    for (field, language), value in cells.items():
        if field in ("definition", "scope_note"):
            texts.setdefault(language, []).append(value)
    if not titles:
        return None
    return Document(
        key=f"{CONCEPT}:{slug}",
        kind=CONCEPT,
        audiences=frozenset({"public"}),
        language="en" if "en" in titles else min(titles),
        titles=titles,
        texts={language: "\n".join(parts) for language, parts in texts.items() if parts},
        url_path=f"glossary/{slug}/",
        topics=topics,
        weight=0.7,
    )


def _documents(slugs: Sequence[str] | None) -> Iterator[Document]:
    known_topics = queries.topic_slugs()
    for slug, cells in queries.cells_now(slugs).items():
        if cells["status", ""] == Concept.Status.APPROVED:
            document = _document(slug, cells, (slug,) if slug in known_topics else ())
            if document is not None:
                yield document


def documents() -> Iterable[Document]:
    """Every concept in use, for a rebuild."""
    return _documents(None)


def refresh(slugs: Sequence[str]) -> None:
    """Bring the index up to date with concepts that have changed.

    What may not be found any more goes at once. What may be found comes in a process of its own: a change of words makes
    taggers anew in every language that the concept has a name in, and nobody who approves a label shall wait for that.
    """
    there = set(queries.current().filter(slug__in=slugs).values_list("slug", flat=True))
    index.remove(f"{CONCEPT}:{slug}" for slug in {*slugs} - there)
    if not there or not Generation.objects.exclude(state=GenerationState.RETIRED).exists():
        return
    if not settings.INDEX_BESIDE:
        put(sorted(there))
        return
    source = str(Path(__file__).resolve().parents[2])
    known = sorted(there)
    # More than a command line holds is all of them.
    named = known if len(known) <= MOST_NAMED else ["--all"]
    subprocess.Popen(
        [sys.executable, "-m", "django", "index_concepts", *named],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([source, *filter(None, sys.path)])},
        start_new_session=True,
    )


def put(slugs: Sequence[str]) -> None:
    """Make these concepts findable as they are now."""
    index.put(_documents(slugs))
