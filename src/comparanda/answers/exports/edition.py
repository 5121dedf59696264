"""What a file says of an edition besides its cells, read from what the edition froze and from nothing else.

A round lives on after its release: its title, summary or deadline may change. A file says what was released, so the
round itself is never asked here but for its place in addresses. Leaves out the cells: they are the Grid's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Release
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import EMN_OBSERVERS
from comparanda.kernel.grid import Subject
from comparanda.kernel.language import Text
from comparanda.people.models import Topic


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition in plain values.

    ``name``: what its comparison answers to in addresses, a number or a slug. ``query_number``: e.g. "2026.41",
    empty where the kind has none. ``number``: of the edition, from 1. ``topics``: slug to label. ``launched_at`` and
    ``reply_by`` are ``None`` where there were none. ``audit_count`` and ``audit_hash``: the head of the audit chain
    when it was released, 0 and empty where unknown.
    """

    name: str
    slug: str
    query_number: str
    kind: str
    audience: Audience
    number: int
    released_at: datetime
    content_hash: str
    title: Text
    headline: Text
    asker_code: str
    asker: Text
    lead_question: str
    introduction: Text = field(default_factory=dict)
    background: Text = field(default_factory=dict)
    summary: Text = field(default_factory=dict)
    change_note: Text = field(default_factory=dict)
    on_behalf_of: str = ""
    language: str = "en"
    theme: str = ""
    topics: Mapping[str, Text] = field(default_factory=dict)
    launched_at: datetime | None = None
    reply_by: date | None = None
    includes_observers: bool = False
    audit_count: int = 0
    audit_hash: str = ""

    @property
    def released_on(self) -> date:
        """The day of the release in Brussels: files carry the marks of that day."""
        return brussels_day(self.released_at)

    @property
    def observers(self) -> frozenset[str]:
        """Country codes that are counted apart."""
        return EMN_OBSERVERS


def edition_of(release: Release) -> Edition:
    """The plain edition of a release. One SQL query, for the labels of its topics."""
    frozen: Mapping[str, Any] = release.frozen
    slugs = list(frozen.get("topics") or ())
    labels = dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "label")) if slugs else {}
    launched, reply_by = frozen.get("launched_at"), frozen.get("reply_by")
    return Edition(
        name=release.round.public_name,
        slug=frozen["slug"],
        query_number=frozen.get("number") or "",
        kind=frozen["kind"],
        audience=Audience(release.audience),
        number=release.number,
        released_at=release.released_at,
        content_hash=release.content_hash,
        title=frozen["title"],
        headline=frozen.get("headline") or {},
        asker_code=frozen["asker"]["code"],
        asker=frozen["asker"]["name"],
        lead_question=frozen.get("lead_question") or "",
        introduction=frozen.get("introduction") or {},
        background=frozen.get("background") or {},
        summary=frozen.get("summary") or {},
        change_note=release.change_note or {},
        on_behalf_of=frozen.get("on_behalf_of") or "",
        language=frozen.get("language") or "en",
        theme=frozen.get("theme") or "",
        topics={slug: labels.get(slug, {"en": slug}) for slug in slugs},
        launched_at=datetime.fromisoformat(launched) if launched else None,
        reply_by=date.fromisoformat(reply_by) if reply_by else None,
        includes_observers=bool(frozen.get("includes_observers")),
        audit_count=release.audit_count,
        audit_hash=release.audit_hash,
    )


def absolute(path: str) -> str:
    """The address of a path on this site, with scheme and host."""
    return f"{settings.SITE_URL}{path}"


def _with(path: str, edition: Edition, **query: str) -> str:
    """A path with its query; a network edition is only found by those who say its audience."""
    if edition.audience is Audience.NETWORK:
        query["audience"] = Audience.NETWORK.value
    return absolute(f"{path}?{urlencode(query)}" if query else path)


def comparison_address(edition: Edition) -> str:
    """The page of the comparison in the active language; for a network edition, as its circle sees it."""
    return _with(reverse("answers:comparison", args=[edition.name]), edition)


def edition_address(edition: Edition) -> str:
    """The page of this edition for ever, in the active language."""
    return _with(reverse("answers:edition", args=[edition.name, edition.number]), edition)


def answer_address(edition: Edition, question: str, subject: Subject) -> str:
    """Where this answer stands in this edition for ever: the question's page in it, at the subject's row."""
    page = _with(reverse("answers:edition", args=[edition.name, edition.number]), edition, question=question)
    return f"{page}#{subject.code.lower()}"
