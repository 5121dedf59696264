"""The Grid: subjects by questions by cells. The one thing that tables, maps, charts, timelines, files and
the API show. It holds only what its reader may see; who that is was settled before it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import Spoken
from comparanda.kernel.marks import NO_MARKS, Marks
from comparanda.kernel.period import PartialDate
from comparanda.kernel.question import Question, Value
from comparanda.kernel.source import Confidence, Provenance, Source


@dataclass(frozen=True, slots=True)
class Subject:
    """What an answer is about, e.g. ``Subject("country", "BG")``."""

    kind: str
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in one language. ``original`` is False for a translation; ``translated_by`` then says
    by whom (an organisation, never a person)."""

    language: str
    text: str
    original: bool = True
    translated_by: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer as this reader sees it. Either ``values`` has a value or ``absence`` says why not.

    ``values`` maps part code to canonical value. ``reason`` is the reason of a declined answer where
    the reader may know it. ``reviewed_on`` is the day another than the author reviewed it, ``None`` if
    unknown. ``language`` is that of text among the values, empty where that is a name in a country's own
    language; ``translations`` maps a language to texts by part. ``version`` is the number of the answer's version, 0 where there is none.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    absence: Absence | None = None
    language: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sources: tuple[Source, ...] = ()
    as_of: PartialDate | None = None
    audience: Audience | None = None
    provenance: Provenance | None = None
    confidence: Confidence | None = None
    reviewed_on: date | None = None
    marks: Marks = NO_MARKS
    version: int = 0
    late: bool = False
    reason: str = ""

    def spoken_text(self, part: str, language: str) -> Spoken:
        """The text of ``part`` in ``language`` where it was translated, else as it was written."""
        translated = self.translations.get(language, {}).get(part)
        if translated:
            return Spoken(translated, language)
        return Spoken(str(self.values.get(part, "")), self.language)

    def note(self, language: str) -> Spoken:
        """The note in ``language``, else the original, else in English, else any; empty text if none."""
        for note in self.notes:
            if note.language == language:
                return Spoken(note.text, note.language)
        ranked = sorted(self.notes, key=lambda note: (not note.original, note.language != "en"))
        return Spoken(ranked[0].text, ranked[0].language) if ranked else Spoken("", language)

    @property
    def answered(self) -> bool:
        """True when somebody answered: a value, or "not applicable" or "unknown" said by the respondent."""
        return self.absence is None or self.version > 0


NOT_ASKED = Cell(absence=Absence.NOT_ASKED)
NO_ANSWER = Cell(absence=Absence.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Grid:
    """``cells[row][column]``: rows are ``subjects``, columns are ``questions``; always full, since a
    missing answer is a cell with its absence."""

    subjects: tuple[Subject, ...]
    questions: tuple[Question, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.subjects) or any(
            len(row) != len(self.questions) for row in self.cells
        ):
            raise ValueError("a grid has one row a subject and one cell a question")

    def column_index(self, code: str) -> int:
        """Position of the question with ``code``. Raises `KeyError` where there is none."""
        for index, question in enumerate(self.questions):
            if question.code == code:
                return index
        raise KeyError(code)

    def column(self, code: str) -> Iterator[tuple[Subject, Cell]]:
        """Each subject with its cell for one question."""
        index = self.column_index(code)
        return ((subject, row[index]) for subject, row in zip(self.subjects, self.cells, strict=True))

    def row(self, subject: Subject) -> tuple[Cell, ...]:
        """The cells of one subject. Raises `KeyError` where it is not in the grid."""
        try:
            return self.cells[self.subjects.index(subject)]
        except ValueError:
            raise KeyError(str(subject)) from None

    def where(self, keep: Callable[[Subject, tuple[Cell, ...]], bool]) -> Grid:
        """The same grid with only the rows that ``keep`` admits."""
        rows = [
            (subject, row)
            for subject, row in zip(self.subjects, self.cells, strict=True)
            if keep(subject, row)
        ]
        return replace(self, subjects=tuple(s for s, _ in rows), cells=tuple(r for _, r in rows))

    def only(self, codes: tuple[str, ...]) -> Grid:
        """The same grid with only these questions, in this order."""
        indices = [self.column_index(code) for code in codes]
        return replace(
            self,
            questions=tuple(self.questions[index] for index in indices),
            cells=tuple(tuple(row[index] for index in indices) for row in self.cells),
        )

    def every_cell(self) -> Iterator[Cell]:
        return (cell for row in self.cells for cell in row)
