"""The project's own content loads whole, and a second time without any change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from comparanda.answers.models import AnswerVersion, Release, ReleaseEntry, Round
from comparanda.answers.queries import edition_grid, latest_edition
from comparanda.audit.queries import verify
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.loading.reader import LoadReport, PackError
from comparanda.outbox.models import Message
from comparanda.people.content import load_people
from comparanda.people.queries import today
from comparanda.rooms.themes.content import load_themes
from comparanda.rooms.themes.models import Theme
from factories import nothing_written

CONTENT = Path(__file__).resolve().parents[2] / "content"
COMPARISONS = {
    "constitutions",
    "constitutional-review",
    "judicial-self-government",
    "prosecution",
    "labour-access",
    "naturalisation",
    "blue-card",
    "safe-countries",
    "family-reunification",
    "detention",
}


def load(folder: Path = CONTENT) -> LoadReport:
    load_people(folder / "people")
    report = LoadReport()
    load_themes(folder / "themes", report)
    return report


@pytest.mark.django_db
def test_the_starter_content_loads_once_and_again_without_change(tmp_path: Path) -> None:
    first = load()

    assert {round.slug for round in Round.objects.all()} == COMPARISONS
    assert {theme.slug for theme in Theme.objects.all()} == {"justice", "migration"}
    assert first.counts["edition"] == {"added": 10}
    for round in Round.objects.all():
        edition = latest_edition(round, Audience.PUBLIC)
        assert edition is not None and edition.number == 1
        grid = edition_grid(edition, today())
        assert len(grid.subjects) >= 27
        for cell in grid.every_cell():
            assert cell.absence in (None, Absence.NOT_APPLICABLE, Absence.UNKNOWN, Absence.NO_ANSWER)
            assert cell.absence is Absence.NO_ANSWER or any(source.checkable for source in cell.sources)
    assert not Message.objects.exists()
    verify()

    # The same again: nothing is added, changed or released.
    before = AnswerVersion.objects.count(), ReleaseEntry.objects.count(), Release.objects.count()
    second = load()
    assert not second.changed
    assert (AnswerVersion.objects.count(), ReleaseEntry.objects.count(), Release.objects.count()) == before

    # One value more: one new version, and an edition of that comparison alone, which says so.
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy)
    path = copy / "themes" / "detention" / "answers.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count("BG,maximum_months,18,") == 1
    path.write_text(text.replace("BG,maximum_months,18,", "BG,maximum_months,12,"), encoding="utf-8")
    third = load(copy)
    assert third.counts["answer"]["changed"] == 1
    assert third.counts["edition"] == {"added": 1, "unchanged": 9}
    edition = Release.objects.get(number=2)
    assert edition.round.slug == "detention"
    assert edition.changes == [{"subject": "country:BG", "question": "maximum_months", "kind": "changed"}]

    themes = copy / "themes" / "themes.yaml"
    themes.write_text(
        themes.read_text(encoding="utf-8").replace("{en: Justice,", "{en: Law,"), encoding="utf-8"
    )
    assert load(copy).counts["theme"] == {"changed": 1, "unchanged": 1}

    # A fault in one pack keeps all the others out.
    path.write_text(text.replace("BG,maximum_months,18,", "BG,maximum_months,many,"), encoding="utf-8")
    other = copy / "themes" / "prosecution" / "answers.csv"
    other.write_text(other.read_text(encoding="utf-8").replace("BG,", "ZZ,", 1), encoding="utf-8")
    with nothing_written(PackError) as error:
        load_themes(copy / "themes", LoadReport())
    assert {Path(fault.place.file).parent.name for fault in error.value.faults} == {
        "detention",
        "prosecution",
    }
