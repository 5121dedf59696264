"""Comparison packs: loaded whole or not at all, the same pack twice changes nothing, every fault names file and line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comparanda.answers.content import COLUMNS, load_pack, read_pack
from comparanda.answers.models import Answer, AnswerVersion, Question, Release, Response, Round, Template
from comparanda.answers.queries import edition_grid
from comparanda.kernel.error import ContentError
from comparanda.loading.reader import LoadReport, PackError
from comparanda.people.models import Organisation, Topic
from factories import nothing_written

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture
def people() -> None:
    Organisation.objects.create(code="editors", kind="editors", name={"en": "Editors"})
    Topic.objects.create(slug="asylum", label={"en": "Asylum"})


def both(text: str) -> dict[str, str]:
    return {"en": text, "bg": f"{text} (bg)"}


def head() -> dict[str, Any]:
    """A small comparison: how an applicant is heard, and for how long the rule has stood."""
    return {
        "slug": "hearing",
        "theme": "migration",
        "title": both("Hearing"),
        "headline": both("How is an applicant heard?"),
        "lead_question": "form",
        "topics": ["asylum"],
        "published_on": date(2026, 11, 1),
        "change_note": both("First edition."),
        "subjects": ["BG", "FR", "NO"],
        "code_lists": {"forms": [{"code": "oral", "label": both("Oral")}, {"code": "written", "label": both("Written")}]},
        "questions": [
            {"code": "form", "short": both("Form"), "text": both("In which form?"), "type": "choice", "code_list": "forms"},
            {"code": "months", "short": both("Months"), "text": both("How many?"), "type": "number", "minimum": 0,
             "unit": {"code": "months", "one": both("month"), "other": both("months")}},
            {"code": "body", "short": both("Body"), "text": both("Before whom?"), "type": "text"},
        ],
    }  # fmt: skip


def row(country: str, question: str, value: str = "", **cells: str) -> dict[str, str]:
    known = {
        "country": country,
        "question": question,
        "value": value,
        "as_of": "2025-05",
        "confidence": "high",
        "reviewed_on": "2026-11-01",
        "source_title": "Act",
        "source_url": "https://example.org/act",
    }
    return dict.fromkeys(COLUMNS, "") | known | cells


def rows() -> list[dict[str, str]]:
    return [
        row("BG", "form", "oral", note_en="By video.", note_bg="По видео.", note_original_language="en"),
        row("FR", "form", "written"),
        row("NO", "form", absence="unknown", confidence="low", reviewed_on=""),
        row("BG", "months", "18"),
        row("FR", "body", "Office", value_language="en", value_bg="Служба"),
    ]


def write_pack(folder: Path, described: dict[str, Any], answered: list[dict[str, str]]) -> Path:
    pack = folder / "hearing"
    pack.mkdir(exist_ok=True)
    (pack / "comparison.yaml").write_text(
        yaml.safe_dump(described, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    with (pack / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(answered)
    return pack


def load(
    folder: Path, described: dict[str, Any] | None = None, answered: list[dict[str, str]] | None = None
) -> LoadReport:
    report = LoadReport()
    load_pack(
        read_pack(write_pack(folder, described or head(), rows() if answered is None else answered)), report
    )
    return report


def said(edition: Release, question: str) -> dict[str, Any]:
    return {
        subject.code: cell.values.get("value", cell.absence and cell.absence.value)
        for subject, cell in edition_grid(edition, ON).column(question)
    }


# loading


@pytest.mark.usefixtures("people")
def test_a_pack_becomes_a_standing_round_with_a_public_edition(tmp_path: Path) -> None:
    report = load(tmp_path)

    assert report.counts == {"answer": {"added": 5}, "edition": {"added": 1}}
    round = Round.objects.get(slug="hearing")
    assert (round.kind, round.standing, round.state, round.asker.code) == ("themes", True, "open", "editors")
    edition = round.releases.get()
    assert (edition.number, edition.audience, edition.released_at.date()) == (1, "public", date(2026, 11, 1))
    assert said(edition, "form") == {"BG": "oral", "FR": "written", "NO": "unknown"}
    assert said(edition, "months") == {"BG": "18", "FR": "no-answer", "NO": "no-answer"}
    version = AnswerVersion.objects.get(answer__response__subject_code="BG", answer__question__code="form")
    assert (version.provenance, version.confidence, version.audience, version.as_of) == (
        "compiled",
        "high",
        "public",
        "2025-05",
    )
    assert version.notes == [
        {"language": "en", "text": "By video.", "original": True},
        {"language": "bg", "text": "По видео.", "original": False, "translated_by": "editors"},
    ]
    assert version.sources == [{"title": "Act", "url": "https://example.org/act"}]
    text = AnswerVersion.objects.get(answer__question__code="body")
    assert (text.language, text.translations) == ("en", {"bg": {"value": "Служба"}})


@pytest.mark.usefixtures("people")
def test_the_same_pack_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path)
    before = list(AnswerVersion.objects.order_by("pk").values()), list(Release.objects.values())

    report = load(tmp_path)

    assert not report.changed
    assert report.counts == {"answer": {"unchanged": 5}, "edition": {"unchanged": 1}}
    assert (list(AnswerVersion.objects.order_by("pk").values()), list(Release.objects.values())) == before


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"value": "written"}, "changed"),
        ({"value": "", "absence": "not-applicable"}, "changed"),
        ({"note_en": "Otherwise.", "note_bg": "Иначе."}, "changed"),
        ({"source_url": "https://example.org/other"}, "changed"),
        ({"as_of": "2026"}, "changed"),
        ({"reviewed_on": "2026-11-02"}, "changed"),
    ],
)
def test_a_changed_answer_makes_a_version_and_an_edition_that_says_so(
    tmp_path: Path, cells: dict[str, str], kind: str
) -> None:
    load(tmp_path)
    changed = rows()
    changed[0] |= cells

    report = load(tmp_path, answered=changed)

    assert report.counts == {"answer": {"changed": 1, "unchanged": 4}, "edition": {"added": 1}}
    first, second = Release.objects.order_by("number")
    assert second.changes == [{"subject": "country:BG", "question": "form", "kind": kind}]
    assert said(first, "form")["BG"] == "oral"
    versions = AnswerVersion.objects.filter(
        answer__response__subject_code="BG", answer__question__code="form"
    )
    assert [version.number for version in versions] == [1, 2]


@pytest.mark.usefixtures("people")
def test_an_answer_taken_out_and_put_back(tmp_path: Path) -> None:
    load(tmp_path)

    without = load(tmp_path, answered=rows()[1:])
    again = load(tmp_path)

    assert without.counts["answer"] == {"removed": 1, "unchanged": 4}
    assert again.counts["answer"] == {"added": 1, "unchanged": 4}
    first, second, third = Release.objects.order_by("number")
    assert [said(edition, "form")["BG"] for edition in (first, second, third)] == [
        "oral",
        "no-answer",
        "oral",
    ]
    assert [change["kind"] for change in second.changes + third.changes] == ["removed", "added"]


@pytest.mark.usefixtures("people")
def test_mended_wording_makes_an_edition_without_changed_answers(tmp_path: Path) -> None:
    load(tmp_path)
    mended = head() | {"title": both("The hearing")}

    report = load(tmp_path, mended)

    assert report.counts["edition"] == {"added": 1}
    assert Release.objects.order_by("number").last().changes == []
    assert AnswerVersion.objects.count() == 5


@pytest.mark.usefixtures("people")
def test_a_new_version_of_the_questions_leaves_earlier_editions_as_they_were(tmp_path: Path) -> None:
    load(tmp_path)
    second = head() | {"version": 2}
    second["questions"] = [second["questions"][0], second["questions"][1] | {"code": "weeks"}]
    answered = [row("BG", "form", "written"), row("FR", "weeks", "6")]

    load(tmp_path, second, answered)

    first_edition, second_edition = Release.objects.order_by("number")
    assert [question.code for question in edition_grid(first_edition, ON).questions] == [
        "form",
        "months",
        "body",
    ]
    assert said(first_edition, "months")["BG"] == "18"
    assert [question.code for question in edition_grid(second_edition, ON).questions] == ["form", "weeks"]
    assert said(second_edition, "form") == {"BG": "written", "FR": "no-answer", "NO": "no-answer"}
    assert said(second_edition, "weeks")["FR"] == "6"
    continued = Question.objects.get(template__version=2, code="form").continues
    assert (continued.template.version, continued.code) == (1, "form")


# refusing


def put(**changes: Any) -> Callable[[dict[str, Any]], None]:
    """A change of the description's top level; ``None`` takes a key out."""

    def change(described: dict[str, Any]) -> None:
        for name, value in changes.items():
            if value is None:
                del described[name]
            else:
                described[name] = value

    return change


def ask(index: int, **changes: Any) -> Callable[[dict[str, Any]], None]:
    """A change of one question."""

    def change(described: dict[str, Any]) -> None:
        put(**changes)(described["questions"][index])

    return change


BAD_DESCRIPTIONS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "another slug than the folder": (put(slug="hearings"), "not the folder's name"),
    "a slug that is no slug": (put(slug="Hea ring"), "slug"),
    "no title": (put(title=None), "'title' is missing"),
    "a title without languages": (put(title="Hearing"), "title"),
    "a title of numbers": (put(title={"en": 1, "bg": 2}), "title"),
    "no headline in Bulgarian": (put(headline={"en": "How?"}), "headline"),
    "no subjects": (put(subjects=[]), "'subjects' is missing"),
    "subjects that are no list": (put(subjects="BG"), "subjects"),
    "an unknown country": (put(subjects=["BG", "XX"]), "'XX' is not a country code"),
    "Norway without quotes": (put(subjects=["BG", False]), "'False' is not a country code"),
    "a country twice": (put(subjects=["BG", "FR", "NO", "BG"]), "'BG' stands twice"),
    "no questions": (put(questions=[]), "'questions' is missing"),
    "questions that are no list": (put(questions={"form": 1}), "questions"),
    "a question that is a text": (put(questions=["form"]), "question"),
    "an unknown lead question": (put(lead_question="colour"), "there is no question 'colour'"),
    "no day of publication": (put(published_on=None), "'published_on' is missing"),
    "a day that is none": (put(published_on="tomorrow"), "published_on"),
    "a version that is no number": (put(version="two"), "version"),
    "topics that are no list": (put(topics="asylum"), "topics"),
    "code lists that are no mapping": (put(code_lists=["forms"]), "code_lists"),
    "a question without a code": (ask(0, code=None), "code"),
    "a code of other letters": (ask(0, code="Форма"), "code"),
    "a code twice": (ask(1, code="form"), "'form' stands twice"),
    "an unknown type": (ask(0, type="riddle"), "unknown answer type 'riddle'"),
    "an unknown code list": (ask(0, code_list="colours"), "there is no code list 'colours'"),
    "a text in one language": (ask(0, text={"en": "How?"}), "'text' needs en and bg"),
    "a text without languages": (ask(0, text="How?"), "'text' needs en and bg"),
    "a bound that is no number": (ask(1, minimum="none"), "'none' is not a number"),
    "a unit that is a text": (ask(1, unit="months"), "unit"),
    "a period of review that is none": (ask(0, review_months="yearly"), "review_months"),
}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("case", BAD_DESCRIPTIONS)
def test_a_bad_description_is_refused_with_its_place(tmp_path: Path, case: str) -> None:
    change, message = BAD_DESCRIPTIONS[case]
    described = head()
    change(described)

    with nothing_written(PackError, ContentError) as error:
        load(tmp_path, described, [])

    faults = getattr(error.value, "faults", [error.value])
    assert any(message in str(fault) for fault in faults)
    assert {Path(fault.place.file).name for fault in faults} == {"comparison.yaml"}
    assert all(fault.place.line or "missing" in str(fault) for fault in faults)


BAD_ROWS: dict[str, tuple[dict[str, str], str]] = {
    "an unknown country": ({"country": "XX"}, "'XX' is not among the subjects"),
    "a country in small letters": ({"country": "bg"}, "'bg' is not among the subjects"),
    "an unknown question": ({"question": "colour"}, "there is no question 'colour'"),
    "an unknown code": ({"value": "sung"}, "sung is not among the choices"),
    "a value and an absence": ({"absence": "unknown"}, "either a value or an absence"),
    "neither": ({"value": ""}, "either a value or an absence"),
    "an absence that is no answer": ({"value": "", "absence": "declined"}, "absence"),
    "an unknown absence": ({"value": "", "absence": "forgotten"}, "absence"),
    "low confidence with a value": ({"confidence": "low"}, "low confidence is not published"),
    "no confidence": ({"confidence": ""}, "confidence"),
    "no source": ({"source_title": "", "source_url": ""}, "no source"),
    "a source without an address": ({"source_url": ""}, "is not an address"),
    "a source that is a script": ({"source_url": "javascript:alert(1)"}, "is not an address"),
    "a second source without an address": ({"source2_title": "Other"}, "is not an address"),
    "a control character in a source": ({"source_title": "A\x1bct"}, "control characters"),
    "a control character in a note": ({"note_en": "By\x00video."}, "control characters"),
    "a month that is none": ({"as_of": "2025-13"}, "as_of"),
    "a review that is no day": ({"reviewed_on": "2026-11"}, "reviewed_on"),
    "an answer twice": ({"country": "FR", "value": "oral"}, "FR answers 'form' twice"),
}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    cells, message = BAD_ROWS[case]
    answered = [*rows()[1:], row("BG", "form", "oral") | cells]

    with nothing_written(PackError) as error:
        load(tmp_path, answered=answered)

    [fault] = error.value.faults
    assert (Path(fault.place.file).name, fault.place.line) == ("answers.csv", 6)
    assert message in str(fault)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("question", "value"), [("months", "-1"), ("months", "many"), ("months", "1,234")])
def test_a_value_that_its_question_does_not_admit(tmp_path: Path, question: str, value: str) -> None:
    with nothing_written(PackError) as error:
        load(tmp_path, answered=[row("FR", question, value)])
    assert [fault.place.line for fault in error.value.faults] == [2]


@pytest.mark.usefixtures("people")
def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    answered = [row("XX", "form", "oral"), row("BG", "form", "oral"), row("FR", "form", "sung")]

    with nothing_written(PackError) as error:
        load(tmp_path, answered=answered)

    assert [fault.place.line for fault in error.value.faults] == [2, 4]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("name", "mend", "line"),
    [
        ("answers.csv", lambda data: data + b"BG,months\n", 7),
        ("answers.csv", lambda data: data.replace(b"Office", b"\xd1\xeb\xf3\xe6\xe1\xe0"), 6),
        ("answers.csv", lambda data: data.replace(b"country,", b"land,", 1), 1),
        ("comparison.yaml", lambda data: data + b"note: *anchor\n", 0),
        ("comparison.yaml", lambda data: data.replace(b"theme: migration", b"theme: [migration"), 0),
        ("comparison.yaml", lambda data: b"\xff" + data, 1),
    ],
    ids=["cell count", "not UTF-8", "missing column", "alias", "bad YAML", "not UTF-8 either"],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, name: str, mend: Callable[[bytes], bytes], line: int
) -> None:
    load(tmp_path)
    path = tmp_path / "hearing" / name
    path.write_bytes(mend(path.read_bytes()))

    with nothing_written(PackError, ContentError) as error:
        load_pack(read_pack(tmp_path / "hearing"), LoadReport())

    [fault] = getattr(error.value, "faults", [error.value])
    assert Path(fault.place.file).name == name
    assert fault.place.line == line or (line == 0 and fault.place.line > 1)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", ["answers.csv", "comparison.yaml"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    pack = write_pack(tmp_path, head(), rows())
    (pack / name).unlink()

    with nothing_written(ContentError):
        load_pack(read_pack(pack), LoadReport())


@pytest.mark.usefixtures("people")
def test_unknown_topics_are_refused_and_nothing_is_half_loaded(tmp_path: Path) -> None:
    with nothing_written(ContentError) as error:
        load(tmp_path, head() | {"topics": ["asylum", "sailing"]})
    assert "unknown topics: sailing" in str(error.value)
    assert error.value.place.line


def test_packs_need_the_editors_first(tmp_path: Path) -> None:
    with nothing_written(ContentError) as error:
        load(tmp_path)
    assert "editors" in str(error.value)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "change",
    [
        ask(0, code="shape"),
        ask(1, type="text", minimum=None),
        lambda described: described["code_lists"]["forms"].append({"code": "sung", "label": both("Sung")}),
        lambda described: described["questions"].pop(),
    ],
    ids=["another code", "another type", "another list", "a question less"],
)
def test_a_published_template_does_not_change(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    load(tmp_path)
    described = head() | {"lead_question": "months"}
    change(described)

    with nothing_written(ContentError) as error:
        load(tmp_path, described, [])
    assert "raise 'version'" in str(error.value)


@pytest.mark.usefixtures("people")
def test_the_slug_of_another_round_is_not_taken(tmp_path: Path) -> None:
    template = Template.objects.create(kind="queries", slug="hearing")
    Round.objects.create(
        kind="queries", template=template, slug="hearing", asker=Organisation.objects.get(code="editors")
    )

    with nothing_written(ContentError):
        load(tmp_path)
    assert Response.objects.count() == Answer.objects.count() == 0
