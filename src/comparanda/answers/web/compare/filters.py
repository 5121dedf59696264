"""What an address filters by, and the choices that a page offers. Leaves out the filters of the list (``listing``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comparanda.kernel.country import GROUPS
from comparanda.kernel.grid import Cell, Grid
from comparanda.kernel.language import spoken
from comparanda.kernel.marks import MARK_NAMES
from comparanda.kernel.question import Question
from comparanda.people.models import Topic
from comparanda.present import wording
from comparanda.present.classes import Classes


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says: country group, value of the question shown, mark, topic of the questions."""

    group: str = ""
    value: str = ""
    mark: str = ""
    topic: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Filters:
        return cls(**{name: request.GET.get(name, "")[:80] for name in ("group", "value", "mark", "topic")})

    @property
    def any(self) -> bool:
        return bool(self.group or self.value or self.mark or self.topic)

    def query(self, **extra: str) -> str:
        """The query string of these filters, with ``?``; empty where nothing is filtered."""
        given = {n: v for n in ("group", "value", "mark", "topic") if (v := getattr(self, n))} | {
            name: value for name, value in extra.items() if value
        }
        return "?" + urlencode(given) if given else ""

    def rows(self, grid: Grid, question: Question | None, classes: Classes | None) -> Grid:
        """The grid with only the rows that group, value and mark admit."""
        codes = GROUPS[self.group][1] if self.group in GROUPS else None
        if self.group and codes is None:
            codes = frozenset()
        index = grid.column_index(question.code) if question is not None else None

        def keep(subject: Any, row: tuple[Cell, ...]) -> bool:
            if codes is not None and subject.code not in codes:
                return False
            if self.value and classes is not None and classes.values.get(subject.code) != self.value:
                return False
            if self.mark:
                cells = [row[index]] if index is not None else list(row)
                if not any(c.absence is None and self._marked(c) for c in cells):
                    return False
            return True

        return grid.where(keep)

    def _marked(self, cell: Cell) -> bool:
        return cell.marks.all if self.mark == "all" else bool(getattr(cell.marks, self.mark, False))


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The choices of each filter, with what is chosen."""

    groups: list[Option]
    values: list[Option]
    marks: list[Option]
    topics: list[Option]
    clear_url: str
    active: bool


def filter_bar(
    filters: Filters, classes: Classes | None, questions: tuple[Question, ...], clear_url: str, language: str
) -> FilterBar:
    topics = {slug for question in questions for slug in question.topics}
    labels = (
        {t.slug: spoken(t.label, language).text for t in Topic.objects.filter(slug__in=topics)}
        if topics
        else {}
    )
    return FilterBar(
        groups=[Option(code, _(name), code == filters.group) for code, (name, _codes) in GROUPS.items()],
        values=[
            Option(entry.value, f"{entry.label.text} ({entry.count})", entry.value == filters.value)
            for entry in (classes.legend if classes else ())
        ],
        marks=[Option("all", _("All four marks"), filters.mark == "all")]
        + [Option(name, str(wording.MARKS[name]), name == filters.mark) for name in MARK_NAMES],
        topics=[Option(slug, label, slug == filters.topic) for slug, label in sorted(labels.items())],
        clear_url=clear_url,
        active=filters.any,
    )
