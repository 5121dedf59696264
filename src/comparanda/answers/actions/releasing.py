"""What becomes of the answers: numbered immutable editions, and their withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from comparanda.answers import notices, queries, searchable
from comparanda.answers.actions.asking import _text, locked
from comparanda.answers.actions.gate import round_step
from comparanda.answers.core.edition import Entry, changes_between, entry_for, hash_of
from comparanda.answers.core.state import ResponseState, RoundState
from comparanda.answers.error import Forbidden, Refused
from comparanda.answers.models import Question, Release, ReleaseEntry, Round
from comparanda.audit.actions import record
from comparanda.audit.queries import head
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.phrase import phrase
from comparanda.people.core.viewer import Viewer


def _entries_now(round: Round, audience: Audience) -> dict[tuple[str, str], Entry]:
    candidates = queries.candidates_of(round)
    codes = list(round.template.questions.order_by("position").values_list("code", flat=True))
    return {
        (subject, code): entry_for(candidates.get((subject, code), ()), audience)
        for subject in round.subjects
        for code in codes
    }


def _entries_of(release: Release | None) -> dict[tuple[str, str], Entry]:
    if release is None:
        return {}
    return {
        (f"{entry.subject_kind}:{entry.subject_code}", entry.question.code): Entry(
            entry.version_id, Absence(entry.absence) if entry.absence else None, entry.reason, entry.late
        )
        for entry in release.entries.select_related("question")
    }


def _frozen(round: Round) -> dict[str, Any]:
    """What an edition says besides its cells. No name of a person is in it."""
    return {
        "kind": round.kind,
        "slug": round.slug,
        "number": round.number or "",
        "title": round.title,
        "headline": round.headline,
        "introduction": round.introduction,
        "background": round.background,
        "summary": round.summary,
        "language": round.language,
        "theme": round.theme,
        "lead_question": round.lead_question,
        "topics": sorted(round.topics.values_list("slug", flat=True)),
        "asker": {"code": round.asker.code, "name": round.asker.name},
        "on_behalf_of": round.on_behalf_of,
        "launched_at": round.launched_at.isoformat() if round.launched_at else "",
        "reply_by": str(round.reply_by or ""),
        "template": {"slug": round.template.slug, "version": round.template.version},
        "includes_observers": round.includes_observers,
        "subjects": round.subjects,
    }


def content_hash(release: Release) -> str:
    """The hash over what the edition froze, computed from the database: equal to the stored one unless altered."""
    cells = [
        list(row)
        for row in release.entries.order_by("subject_kind", "subject_code", "question__position").values_list(
            "subject_kind", "subject_code", "question__code", "absence", "reason", "late",
            "version__number", "version__values", "version__language", "version__translations", "version__absence", "version__notes", "version__sources",
            "version__as_of", "version__audience", "version__provenance", "version__confidence",
            "version__reviewed_on",
        )
    ]  # fmt: skip
    for row in cells:
        row[-1] = row[-1].isoformat() if row[-1] else ""
    return hash_of(
        {
            "audience": release.audience,
            "number": release.number,
            "frozen": release.frozen,
            "change_note": release.change_note,
            "cells": cells,
        }
    )


def preview_changes(
    round: Round, audience: Audience
) -> tuple[dict[tuple[str, str], Entry], list[dict[str, str]]]:
    """What a release made now would hold, and how it differs from the edition before."""
    before = _entries_of(queries.latest_edition(round, audience))
    now = _entries_now(round, audience)
    changes = changes_between(before, now) if before else ()
    return now, [{"subject": c.subject, "question": c.question, "kind": c.kind} for c in changes]


@transaction.atomic
def release(
    viewer: Viewer,
    round: Round,
    *,
    audience: Audience,
    change_note: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Release:
    """Freeze a new edition for the network or the public.

    Raises `Refused` where the round is still being asked, where there is nothing to show, or where nothing has
    changed since the edition before. ``at`` is the moment to print, for content packs that carry their own.
    """
    if audience is Audience.OWN_TEAM:
        raise Forbidden("round.release")
    round = locked(round)
    round_step(viewer, round, "release")
    if round.state != RoundState.CLOSED and not round.standing:
        raise Refused(phrase("Close the query first: an edition shows a finished round."))
    now, changes = preview_changes(round, audience)
    if not any(entry.version or entry.absence is Absence.NOT_PUBLIC for entry in now.values()):
        raise Refused(phrase("Nobody has answered yet: there is nothing to release."))
    previous = round.releases.filter(audience=audience).order_by("-number").first()
    note = {language: text.strip() for language, text in (change_note or {}).items() if text.strip()}
    frozen = _frozen(round)
    if previous and previous.withdrawn_at is None and not changes and previous.frozen == frozen:
        raise Refused(phrase("Nothing has changed since the last edition."))
    edition = Release.objects.create(
        round=round,
        audience=audience,
        number=(previous.number if previous else 0) + 1,
        released_at=at or timezone.now(),
        released_by_id=viewer.user_id,
        change_note=note,
        changes=changes,
        frozen=frozen,
        content_hash="",
    )
    questions = dict(Question.objects.filter(template=round.template).values_list("code", "pk"))
    ReleaseEntry.objects.bulk_create(
        [
            ReleaseEntry(
                release=edition,
                subject_kind=subject.partition(":")[0],
                subject_code=subject.partition(":")[2],
                question_id=questions[code],
                version_id=entry.version,
                absence=entry.absence or "",
                reason=entry.reason,
                late=entry.late,
            )
            for (subject, code), entry in now.items()
        ],
        batch_size=500,
    )
    edition.content_hash = content_hash(edition)
    record(
        "answers.round.released",
        actor=viewer.username,
        organisation=round.asker.code,
        subject=f"round:{round.public_name}",
        details={"audience": audience.value, "edition": edition.number, "hash": edition.content_hash},
    )
    tip = head()
    edition.audit_count, edition.audit_hash = tip.count, tip.hash
    edition.save(update_fields=["content_hash", "audit_count", "audit_hash"])
    if audience is Audience.NETWORK:
        round.responses.filter(state=ResponseState.DECLINED).update(declined_released=True)
    notices.released(edition)
    searchable.refresh(round)
    return edition


@transaction.atomic
def withdraw(viewer: Viewer, edition: Release, *, reason: str) -> Release:
    """Take an edition back. Its address stays and says why."""
    round = locked(edition.round)
    round_step(viewer, round, "withdraw")
    edition = Release.objects.select_for_update(of=("self",)).select_related("round").get(pk=edition.pk)
    if edition.withdrawn_at is not None:
        raise Refused(phrase("This edition was withdrawn already."))
    edition.withdrawn_reason = _text(reason, "reason", phrase("Say why the edition is withdrawn."))
    edition.withdrawn_at = timezone.now()
    edition.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _take_back_declines(round)
    record(
        "answers.round.withdrawn",
        actor=viewer.username,
        organisation=round.asker.code,
        subject=f"round:{round.public_name}",
        details={"audience": edition.audience, "edition": edition.number},
    )
    searchable.refresh(round)
    return edition


def _take_back_declines(round: Round) -> None:
    """Who declined is known to the network only as long as an edition that stands says so."""
    told = ReleaseEntry.objects.filter(
        release__round=round,
        release__withdrawn_at__isnull=True,
        absence=Absence.DECLINED,
        subject_kind=OuterRef("subject_kind"),
        subject_code=OuterRef("subject_code"),
    )
    round.responses.filter(~Exists(told), declined_released=True).update(declined_released=False)
