"""All versions of an answer for its own contact point: what changed, by whom, when, reviewed by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comparanda.answers import queries
from comparanda.answers.models import AnswerVersion
from comparanda.answers.web.lookup import viewer_of
from comparanda.answers.web.respond.gate import answer_named, inside
from comparanda.answers.web.respond.shown import fields_of, moment_words
from comparanda.kernel.language import spoken
from comparanda.kernel.question import Question
from comparanda.people.core.viewer import Viewer
from comparanda.present.wording import language

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
CHARACTERS_BY_WORD = 12_000
"""Longer texts are compared line by line: word by word would keep the reader waiting."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: ``kind`` is ``same``, ``ins`` or ``del``."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """What changed, word by word; the deleted before the inserted. Joined without the deleted it is ``after``."""
    long = len(before) + len(after) > CHARACTERS_BY_WORD
    old = before.splitlines(keepends=True) if long else _WORDS.findall(before)
    new = after.splitlines(keepends=True) if long else _WORDS.findall(after)
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece("del", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("ins", "".join(new[j1:j2])))
    return pieces


@dataclass(frozen=True, slots=True)
class FieldChange:
    """``url``: where more of it can be read; empty where nowhere."""

    label: str
    pieces: list[Piece]
    url: str = ""


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version. ``changes``: the fields that differ from ``against``, the version before it (0: the first, then
    every field that says something). ``working``: the one that stands."""

    version: AnswerVersion
    author: str
    moment: str
    reviewer: str
    working: bool
    submitted: bool
    against: int
    changes: list[FieldChange]


def versions_shown(
    question: Question,
    versions: list[AnswerVersion],
    working: int | None,
    submitted: int | None,
    code: str,
    viewer: Viewer,
) -> list[VersionShown]:
    """Newest first. A text kept beside another is compared with what stood before it."""
    ordered = sorted(versions, key=lambda version: version.number)
    shown = []
    before: AnswerVersion | None = None
    for version in ordered:
        old = fields_of(question, before, code)
        new = fields_of(question, version, code, viewer)
        changes = [
            FieldChange(b.label, word_diff(a.text, b.text), b.url)
            for a, b in zip(old, new, strict=True)
            if a.text != b.text
        ]
        shown.append(
            VersionShown(
                version=version,
                author=version.author.name if version.author else "",
                moment=moment_words(version.written_at, code),
                reviewer=version.reviewer.name if version.reviewer else "",
                working=version.pk == working,
                submitted=version.pk == submitted,
                against=before.number if before else 0,
                changes=changes,
            )
        )
        if not version.rival:
            before = version
    return shown[::-1]


@require_safe
@inside
def history(request: HttpRequest, name: str, respondent: str, question: str) -> HttpResponse:
    """Every version, also texts kept beside another."""
    answer = answer_named(request, name, respondent, question)
    code, viewer = language(), viewer_of(request)
    plain = answer.question.plain()
    context = {
        "answer": answer,
        "title": answer.response.round.title_in(code),
        "text": spoken(plain.text, code),
        "versions": versions_shown(
            plain, list(queries.own_versions(answer)), answer.working_id, answer.submitted_id, code, viewer
        ),
        "viewer_id": viewer.user_id,
    }
    return render(request, "answers/workspace/history.html", context)
