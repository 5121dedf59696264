"""YAML and CSV with places: every fault names file and line, and nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.kernel.error import ComparandaError, ContentError
from comparanda.loading.reader import (
    MAXIMUM_FILE_SIZE,
    Faults,
    LoadReport,
    Mapped,
    PackError,
    read_csv,
    read_yaml,
)


def written(folder: Path, content: str | bytes, name: str = "file.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def places(error: ComparandaError) -> list[str]:
    """Name and line of each fault."""
    faults = error.faults if isinstance(error, PackError) else [error]
    return [f"{Path(fault.place.file).name}:{fault.place.line}" for fault in faults]


# YAML


def test_a_mapping_knows_its_lines(tmp_path: Path) -> None:
    data = read_yaml(written(tmp_path, "a: 1\n\nquestions:\n  - code: x\n    type: text\n  - code: y\n"))

    assert isinstance(data, Mapped)
    assert (data.line, data.lines) == (1, {"a": 1, "questions": 3})
    assert [question.line for question in data["questions"]] == [4, 6]
    assert data["questions"][0].lines == {"code": 4, "type": 5}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a: 1\nb: [1, 2\n", "file.yaml:3"),
        ("a: 1\n b: 2\n", "file.yaml:2"),
        ("a: &x [1]\nb: *x\n", "file.yaml:2"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "file.yaml:3"),
        ("a: 1\nb: 2\na: 3\n", "file.yaml:3"),
        ("a: 1\nno: 2\n", "file.yaml:2"),
        ("a: 1\n2: 2\n", "file.yaml:2"),
        ("a: 1\n? [b]\n: 2\n", "file.yaml:2"),
        ("a: !!python/object/apply:os.system [ls]\n", "file.yaml:1"),
        ("- a\n- b\n", "file.yaml:1"),
        ("", "file.yaml:1"),
        ("just text", "file.yaml:1"),
        (b"a: 1\nb: \xff\n", "file.yaml:2"),
        (b"a: 1\nb: \x00\n", "file.yaml:0"),
        ("a: 1\nday: 2026-02-30\n", "file.yaml:2"),
        ("a: 1\nday: 2026-13-01T25:00:00\n", "file.yaml:2"),
        ("a: 1\nb: " + "9" * 5000 + "\n", "file.yaml:2"),
        ("a: " + "[" * 5000 + "]" * 5000, "file.yaml:0"),
        ("a: " + "{b: " * 5000 + "}" * 5000, "file.yaml:0"),
    ],
)
def test_yaml_that_cannot_be_read_names_its_line(tmp_path: Path, content: str | bytes, place: str) -> None:
    with pytest.raises(ContentError) as error:
        read_yaml(written(tmp_path, content))
    assert places(error.value) == [place]


def test_a_missing_file_and_a_huge_one(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no such file"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(ContentError, match="no such file"):
        read_yaml(tmp_path)
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(MAXIMUM_FILE_SIZE + 1)
    with pytest.raises(ContentError, match="larger than 20 MB"):
        read_yaml(huge)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, b"\xef\xbb\xbfa: 1\n")) == {"a": 1}
    [row] = read_csv(written(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n"), ("a", "b"))
    assert row["a"] == "1"


@given(st.text(max_size=60) | st.text("a:[]{}&*!-\n \"'|>#?,1%@", max_size=40))
def test_any_yaml_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.getbasetemp(), text.encode("utf-8", "surrogatepass"), "any.yaml")
    try:
        assert isinstance(read_yaml(path), Mapped)
    except ContentError as error:
        assert places(error)[0].startswith("any.yaml:")


# CSV


def test_rows_know_their_first_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b,c\n1, two ,x\n"line one\nline two",4,y\n\n5,6,z\n', "file.csv")

    rows = read_csv(path, ("a", "b"))

    assert [(row.place.line, dict(row.values)) for row in rows] == [
        (2, {"a": "1", "b": "two", "c": "x"}),
        (3, {"a": "line one\nline two", "b": "4", "c": "y"}),
        (6, {"a": "5", "b": "6", "c": "z"}),
    ]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_line_ends_end_lines(tmp_path: Path, separator: str) -> None:
    rows = read_csv(written(tmp_path, f"a,b\n1{separator}1,2\n3,4\n", "file.csv"), ("a", "b"))

    assert [(row.place.line, row["a"]) for row in rows] == [(2, f"1{separator}1"), (3, "3")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path: Path, line_end: str) -> None:
    rows = read_csv(written(tmp_path, line_end.join(["a,b", "1,2", "3,4", ""]), "file.csv"), ("a", "b"))

    assert [(row.place.line, row["a"], row["b"]) for row in rows] == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["file.csv:1"]),
        ("a\n1\n", ["file.csv:1"]),
        ("a,b,a\n1,2,3\n", ["file.csv:1"]),
        ("a,b\n1\n2,3\n4,5,6\n", ["file.csv:2", "file.csv:4"]),
        ('a,b\n"x\ny"\n1,2\n', ["file.csv:2"]),
        ('a,b\n1,2\n"open,3\n', ["file.csv:3"]),
        ('a,b\n"x"y,2\n', ["file.csv:2"]),
        (b"a,b\n1,2\n\xe1\xe2,3\n", ["file.csv:3"]),
        ("a,b\n1," + "x" * 200_000 + "\n", ["file.csv:2"]),
    ],
)
def test_csv_that_cannot_be_read_names_its_lines(
    tmp_path: Path, content: str | bytes, expected: list[str]
) -> None:
    with pytest.raises((ContentError, PackError)) as error:
        read_csv(written(tmp_path, content, "file.csv"), ("a", "b"))
    assert places(error.value) == expected


@given(st.text('ab",\n\r\x00 é\u2028', max_size=40))
def test_any_csv_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.getbasetemp(), "a,b\n" + text, "any.csv")
    try:
        for row in read_csv(path, ("a", "b")):
            assert set(row.values) == {"a", "b"}
    except (ContentError, PackError) as error:
        assert all(place.startswith("any.csv:") for place in places(error))


# reports


def test_a_report_counts_and_says_whether_anything_changed() -> None:
    report = LoadReport()
    report.count("answer", "unchanged", 3)
    assert not report.changed
    report.count("answer", "added")
    report.count("edition", "added")

    assert report.changed
    assert list(report.lines()) == ["answer: 1 added, 3 unchanged", "edition: 1 added"]


def test_faults_are_told_together() -> None:
    faults = Faults()
    faults.stop_if_any()
    from comparanda.kernel.error import Place

    faults.add(Place("a.csv", 2), "one", "mend")
    faults.add(Place("a.csv", 5), "two")
    with pytest.raises(PackError) as error:
        faults.stop_if_any()
    assert str(error.value) == "a.csv:2: one (mend)\na.csv:5: two"
