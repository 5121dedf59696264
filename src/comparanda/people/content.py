"""Reads the starter content of people: contact points with their membership, and topics, from CSV files.

Leaves out persons, who come by invitation (or, in the demo, from `people.demo`). Reading is idempotent, and all or
nothing: a fault in any line names file and line, and nothing is written.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models, transaction

from comparanda.audit.actions import record
from comparanda.kernel.error import ContentError, Place

from .models import NetworkMembership, Organisation, OrganisationKind, Topic

TOPIC_COLUMNS = ("slug", "label_en", "label_bg")
CONTACT_POINT_COLUMNS = (
    "code",
    "country_code",
    "name_en",
    "name_bg",
    "status",
    "host_en",
    "host_native",
    "valid_from",
    "source_title",
    "source_url",
    "confidence",
)
BODIES = {
    "editors": (OrganisationKind.EDITORS, {"en": "Comparanda editors", "bg": "Редактори на Comparanda"}),
    "commission": (OrganisationKind.COMMISSION, {"en": "European Commission", "bg": "Европейска комисия"}),
    "administration": (OrganisationKind.ADMINISTRATION, {"en": "Administration", "bg": "Администрация"}),
}
"""The organisations that every site has beside its contact points."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, in rows of all kinds.

    Attributes:
        created: rows that were new.
        changed: rows that were there and differ now.
        unchanged: rows that were there as they are.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "LoadReport") -> "LoadReport":
        return LoadReport(
            self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged
        )


@transaction.atomic
def load_people(folder: Path) -> LoadReport:
    """Loads `topics.csv` and `contact_points.csv` of a folder, and the bodies that every site has.

    Raises:
        ContentError: naming file, line and what is wrong; nothing was written then.
    """
    report = LoadReport()
    for code, (kind, name) in BODIES.items():
        place = Place(str(Path(__file__).name))
        report += _save(Organisation, {"code": code}, {"kind": kind, "name": name}, place)
    for position, (place, row) in enumerate(_rows(folder / "topics.csv", TOPIC_COLUMNS, "slug")):
        fields = {"label": _by_language(row, "label"), "position": position}
        report += _save(Topic, {"slug": row["slug"]}, fields, place)
    for place, row in _rows(folder / "contact_points.csv", CONTACT_POINT_COLUMNS, "code"):
        report += _load_contact_point(place, row)
    if report.created or report.changed:
        record(
            "people.content.loaded",
            actor="system",
            subject="content:people",
            details={"created": report.created, "changed": report.changed},
        )
    return report


def _load_contact_point(place: Place, row: dict[str, str]) -> LoadReport:
    report = _save(
        Organisation,
        {"code": row["code"]},
        {
            "kind": OrganisationKind.CONTACT_POINT,
            "country_code": row["country_code"],
            "name": _by_language(row, "name"),
        },
        place,
    )
    if not row["status"]:
        return report
    organisation = Organisation.objects.get(code=row["code"])
    host = {"en": row["host_en"], "native": row["host_native"]}
    return report + _save(
        NetworkMembership,
        {"organisation": organisation, "valid_from": _day(place, "valid_from", row["valid_from"])},
        {
            "status": row["status"],
            "host": {language: text for language, text in host.items() if text},
            "source_title": row["source_title"],
            "source_url": row["source_url"],
            "confidence": row["confidence"] or "medium",
        },
        place,
    )


def _rows(path: Path, columns: tuple[str, ...], key: str) -> Iterator[tuple[Place, dict[str, str]]]:
    """The rows of a CSV file with their places; texts are stripped, `key` is there and unique."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as fault:
        raise ContentError(Place(path.name), "the file is missing") from fault
    except UnicodeDecodeError as fault:
        raise ContentError(Place(path.name), "the file is not in UTF-8", "save it as UTF-8") from fault
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    seen: set[str] = set()
    try:
        header = reader.fieldnames or []
        for column in columns:
            if column not in header:
                raise ContentError(Place(path.name, 1), f"the column {column} is missing")
        for row in reader:
            place = Place(path.name, reader.line_num)
            if None in row or None in row.values():
                raise ContentError(place, f"expected {len(header)} cells")
            cells = {column: row[column].strip() for column in columns}
            if not cells[key]:
                raise ContentError(place, f"{key} is empty")
            if cells[key] in seen:
                raise ContentError(place, f"{key} {cells[key]} stands twice", "keep one of the lines")
            seen.add(cells[key])
            yield place, cells
    except csv.Error as fault:
        raise ContentError(Place(path.name, reader.line_num), f"the line is not CSV: {fault}") from fault


def _by_language(row: dict[str, str], column: str) -> dict[str, str]:
    texts = {language: row[f"{column}_{language}"] for language in ("en", "bg")}
    return {language: text for language, text in texts.items() if text}


def _day(place: Place, column: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ContentError(place, f"{column}: {text!r} is not a day", "write it as 2026-01-31") from fault


def _save(
    model: Callable[..., models.Model], key: dict[str, object], fields: dict[str, object], place: Place
) -> LoadReport:
    """Creates the row, or changes the one with this key where it differs."""
    manager: models.Manager[models.Model] = model.objects  # type: ignore[attr-defined]
    row = manager.filter(**key).first()
    is_new = row is None
    if row is None:
        row = model(**key, **fields)
    else:
        if all(getattr(row, name) == value for name, value in fields.items()):
            return LoadReport(unchanged=1)
        for name, value in fields.items():
            setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as fault:
        words = "; ".join(
            ", ".join(messages) if name == "__all__" else f"{name}: {', '.join(messages)}"
            for name, messages in fault.message_dict.items()
        )
        raise ContentError(place, words) from fault
    row.save()
    return LoadReport(created=1) if is_new else LoadReport(changed=1)
