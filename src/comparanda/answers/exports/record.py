"""An edition as one object: the ``.json`` download and the bulk answers of the API, in the same shape.

Leaves out bytes and HTTP. ``site/api/shapes.py`` says the same shape to OpenAPI; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from comparanda.answers.core import codec
from comparanda.answers.exports.edition import Edition, answer_address, comparison_address, edition_address
from comparanda.answers.exports.subjects import subject_name
from comparanda.answers.queries import counts
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Cell, Grid, Subject
from comparanda.kernel.language import Spoken, Text, spoken
from comparanda.kernel.marks import MARK_NAMES
from comparanda.kernel.question import Part, Question, Value, as_number
from comparanda.kernel.tally import tally_of
from comparanda.present import wording
from comparanda.present.lede import finding, tally_sentence

Record = dict[str, Any]


def spoken_record(words: Spoken) -> Record | None:
    """Text with the language it is really in; ``None`` where there is none."""
    return {"text": words.text, "language": words.language} if words.text else None


def text_record(text: Text, language: str) -> Record | None:
    return spoken_record(spoken(text, language))


def value_record(part: Part, value: Value) -> str | list[str] | Decimal | None:
    """The canonical value as JSON has it: codes as text, several codes as a list, numbers as numbers."""
    if isinstance(value, tuple):
        return list(value)
    return as_number(value) if part.type.numeric else value


def part_record(part: Part, language: str) -> Record:
    return {
        "code": part.code,
        "type": part.type.value,
        "label": text_record(part.label, language),
        "unit": (
            {
                "code": part.unit.code,
                "currency": part.unit.currency or None,
                "label": text_record(part.unit.other, language),
            }
            if part.unit.code
            else None
        ),
        "codes": [
            {
                "code": code.code,
                "label": text_record(code.label, language),
                "description": text_record(code.description, language),
            }
            for code in part.codes
        ],
    }


def tally_record(question: Question, column: list[tuple[Subject, Cell]], language: str) -> Record:
    """Counts over the cells of this grid; ``lowest``, ``middle`` and ``highest`` only for numbers."""
    part = question.lead_part
    tally = tally_of(part, (cell for _, cell in column))
    return {
        "part": part.code,
        "total": tally.total,
        "with_value": tally.with_value,
        "values": tally.values if part.type.comparable else {},
        "absences": {absence.value: count for absence, count in tally.absences.items()},
        "lowest": tally.lowest,
        "middle": tally.middle,
        "highest": tally.highest,
        "sentence": tally_sentence(question, column, language),
        "finding": finding(question, column, language),
    }


def question_record(question: Question, column: list[tuple[Subject, Cell]], language: str) -> Record:
    return {
        "code": question.code,
        "text": text_record(question.text, language),
        "short": text_record(question.short, language),
        "guidance": text_record(question.guidance, language),
        "section": text_record(question.section, language),
        "topics": list(question.topics),
        "review_months": question.review_months,
        "condition": codec.condition_to_json(question.condition),
        "parts": [part_record(part, language) for part in question.parts],
        "tally": tally_record(question, column, language),
    }


def cell_record(edition: Edition, question: Question, subject: Subject, cell: Cell, language: str) -> Record:
    """One answer. ``audience`` and ``reason`` are told in network editions only; in a public one they are ``None``."""
    network = edition.audience is Audience.NETWORK
    values = {part.code: part for part in question.parts if part.code in cell.values}
    return {
        "subject": str(subject),
        "question": question.code,
        "values": {code: value_record(part, cell.values[code]) for code, part in values.items()},
        "labels": {
            code: spoken_record(wording.part_words(part, cell, language)) for code, part in values.items()
        },
        "absence": cell.absence.value if cell.absence else None,
        "absence_label": str(wording.ABSENCES[cell.absence]) if cell.absence else None,
        "reason": cell.reason or None if network else None,
        "note": spoken_record(cell.note(language)),
        "sources": [
            {
                "title": source.title,
                "url": source.url or None,
                "legal_reference": source.legal_reference or None,
            }
            for source in cell.sources
        ],
        "as_of": str(cell.as_of) if cell.as_of else None,
        "audience": cell.audience.value if network and cell.audience else None,
        "provenance": cell.provenance.value if cell.provenance else None,
        "confidence": cell.confidence.value if cell.confidence else None,
        "reviewed_on": cell.reviewed_on,
        "marks": {name: getattr(cell.marks, name) for name in MARK_NAMES},
        "late": cell.late,
        "version": cell.version or None,
        "permalink": answer_address(edition, question.code, subject),
    }


def edition_record(edition: Edition, grid: Grid, language: str, on: date) -> Record:
    """The whole edition in ``language`` (the active translation must be the same). ``on``: the day of its marks.

    ``cells`` is a flat list, subject by subject and question by question, absences included.
    """
    replied, asked, observers = counts(grid, edition.observers)
    columns = {question.code: list(grid.column(question.code)) for question in grid.questions}
    return {
        "slug": edition.slug,
        "number": edition.query_number or None,
        "kind": edition.kind,
        "language": language,
        "title": text_record(edition.title, language),
        "headline": text_record(edition.headline or edition.title, language),
        "introduction": text_record(edition.introduction, language),
        "background": text_record(edition.background, language),
        "summary": text_record(edition.summary, language),
        "topics": list(edition.topics),
        "theme": edition.theme or None,
        "asker": {"code": edition.asker_code, "name": text_record(edition.asker, language)},
        "on_behalf_of": edition.on_behalf_of or None,
        "launched_at": edition.launched_at,
        "reply_by": edition.reply_by,
        "lead_question": edition.lead_question or None,
        "url": comparison_address(edition),
        "edition": {
            "number": edition.number,
            "audience": edition.audience.value,
            "released_at": edition.released_at,
            "hash": edition.content_hash,
            "audit_count": edition.audit_count,
            "audit_hash": edition.audit_hash or None,
            "change_note": text_record(edition.change_note, language),
            "marks_on": on,
            "url": edition_address(edition),
        },
        "respondents": {"replied": replied, "asked": asked, "observers": observers},
        "questions": [question_record(q, columns[q.code], language) for q in grid.questions],
        "subjects": [
            {
                "id": str(subject),
                "kind": subject.kind,
                "code": subject.code,
                "name": subject_name(subject, language),
            }
            for subject in grid.subjects
        ],
        "cells": [
            cell_record(edition, question, subject, cell, language)
            for subject, row in zip(grid.subjects, grid.cells, strict=True)
            for question, cell in zip(grid.questions, row, strict=True)
        ],
    }
