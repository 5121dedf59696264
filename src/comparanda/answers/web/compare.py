"""Released comparisons, for everyone: the list, one comparison, a question, an answer, editions, countries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comparanda.answers import queries, rules
from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.kind import Kind, Panel, kind_named, kinds, rooms
from comparanda.answers.models import Release, Round, RoundLink
from comparanda.answers.web.caching import conditional
from comparanda.answers.web.cards import Card, cards_of
from comparanda.answers.web.lookup import edition_shown, round_named, today, viewer_of
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import EMN_OBSERVERS, EU, GROUPS, KNOWN, country_name, sort_by_name
from comparanda.kernel.grid import Cell, Grid
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.marks import MARK_NAMES
from comparanda.kernel.period import PartialDate
from comparanda.kernel.question import PartType, Question
from comparanda.people.models import Topic
from comparanda.present import wording
from comparanda.present.classes import Classes, classify
from comparanda.present.lede import finding, tally_sentence
from comparanda.present.map import MapCountry, attribution, drawn_codes, render_map
from comparanda.present.table import RowView, matrix, row_views

SUFFIXES = ("csv", "xlsx", "json", "pdf", "docx", "svg", "png")


# what an address filters by


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


@dataclass(frozen=True, slots=True)
class Tab:
    label: Spoken
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dated answer: ``when`` in words, sorted by its date."""

    when: str
    machine: str
    name: str
    url: str
    note: Spoken


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """One edition of a comparison with one question shown, or all of them as ``matrix``.

    ``lede`` is the introduction and the finding computed from the answers. ``replied`` of ``asked`` counts
    respondents that are no observers; ``observers`` names those that replied. ``marked_percent``: share of answers with
    all four marks, ``None`` without answers. ``oldest``: the earliest as-of. ``tabs``: one a question, then all.
    """

    round: Round
    kind: Kind
    edition: Release
    latest: bool
    title: Spoken
    headline: Spoken
    introduction: Spoken
    background: Spoken
    summary: Spoken
    finding: str
    replied: int
    asked: int
    observers: str
    question_count: int
    oldest: str
    marked_percent: int | None
    compiled: bool
    tabs: list[Tab]
    question: Question | None
    question_text: Spoken
    guidance: Spoken
    classes: Classes | None
    legend_urls: list[tuple[Any, str]]
    rows: list[RowView]
    svg: SafeString
    map_source: str
    chart_url: str
    timeline: list[TimelineEntry]
    matrix: SafeString
    tallies: list[tuple[Spoken, str]]
    filters: FilterBar
    hidden: int
    downloads: list[tuple[str, str]]
    citation: str
    permanent_url: str
    editions_url: str
    topics: list[tuple[str, str]]
    theme: tuple[str, str] | None
    links: list[tuple[str, Round]]
    network: bool
    state_notes: list[str] = field(default_factory=list)


def _file_base(round: Round, release: Release, question: str, *, fixed: bool) -> str:
    base = reverse("answers:comparison", args=[round.public_name]).rstrip("/")
    if fixed:
        return f"{base}/editions/{release.number}"
    return f"{base}/questions/{question}" if question else base


def _downloads(
    round: Round, release: Release, question: Question | None, *, fixed: bool
) -> list[tuple[str, str]]:
    """Buttons by the names people use, at the page's own address plus a suffix."""
    names = {
        "csv": "CSV",
        "xlsx": "Excel",
        "json": "JSON",
        "pdf": "PDF",
        "docx": "Word",
        "svg": "SVG",
        "png": "PNG",
    }
    base = _file_base(round, release, "" if question is None else question.code, fixed=fixed)
    query = "?audience=network" if release.audience == Audience.NETWORK else ""
    drawable = question is None or question.lead_part.type.comparable
    return [
        (label, f"{base}.{suffix}{query}")
        for suffix, label in names.items()
        if drawable or suffix not in ("svg", "png")
    ]


def citation_of(round: Round, release: Release, language: str) -> str:
    """Who, what, edition, date, address: enough to find exactly this edition again."""
    address = settings.SITE_URL + reverse("answers:edition", args=[round.public_name, release.number])
    if release.audience == Audience.NETWORK:
        address += "?audience=network"
    asker = spoken(release.frozen["asker"]["name"], language).text
    number = f" ({round.number})" if round.number else ""
    return _("%(asker)s: %(title)s%(number)s. Edition %(edition)s, %(day)s. Comparanda. %(address)s") % {
        "asker": asker,
        "title": spoken(release.frozen["title"], language).text,
        "number": number,
        "edition": release.number,
        "day": wording.day_words(brussels_day(release.released_at), language),
        "address": address,
    }


def _filter_bar(
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


def _timeline(rows: list[RowView], question: Question) -> list[TimelineEntry]:
    part = question.lead_part
    if part.type is not PartType.DATE:
        return []
    dated = []
    for row in rows:
        value = row.cell.values.get(part.code) if row.cell.absence is None else None
        if isinstance(value, str):
            dated.append((PartialDate.parse(value), value, row))
    dated.sort(key=lambda item: (item[0].first_day, item[2].name))
    return [TimelineEntry(row.value.text, value, row.name, row.url, row.note) for _date, value, row in dated]


def _links(round: Round, request: HttpRequest) -> list[tuple[str, Round]]:
    words = {
        RoundLink.Kind.UPDATE_OF: (_("Update of"), _("Updated by")),
        RoundLink.Kind.FOLLOW_UP_TO: (_("Follow-up to"), _("Followed up by")),
        RoundLink.Kind.FEEDS: (_("Feeds"), _("Fed by")),
    }
    visible = (
        set(rules.rounds_visible_to(viewer_of(request)).values_list("pk", flat=True))
        if (round.links.exists() or round.linked_from.exists())
        else set()
    )
    found = [(words[link.kind][0], link.other) for link in round.links.select_related("other")]
    found += [(words[link.kind][1], link.round) for link in round.linked_from.select_related("round")]
    return [(label, other) for label, other in found if other.pk in visible]


def comparison_page(
    request: HttpRequest,
    round: Round,
    release: Release,
    *,
    question_code: str | None,
    every: bool,
    fixed: bool,
) -> ComparisonPage:
    """Everything a comparison's page shows. ``fixed``: the permanent page of that edition."""
    language = wording.language()
    frozen = release.frozen
    on = today()
    full = queries.edition_grid(release, on)
    filters = Filters.of(request)
    network = release.audience == Audience.NETWORK
    audience = "network" if network else ""
    name = round.public_name
    lead_code = frozen["lead_question"] or (full.questions[0].code if full.questions else "")
    code = question_code or lead_code
    try:
        question = None if every or not full.questions else full.questions[full.column_index(code)]
    except KeyError:
        raise Http404 from None
    shown_questions = tuple(q for q in full.questions if not filters.topic or filters.topic in q.topics)
    full_classes = classify(question, full.column(question.code), language) if question else None
    grid = filters.rows(full, question, full_classes)

    def answer_url(question_code: str, country: str) -> str:
        return f"{base}questions/{question_code}/{country.lower()}/{suffix}"

    base = reverse("answers:comparison", args=[name])
    suffix = f"?audience={audience}" if audience else ""
    classes = classify(question, grid.column(question.code), language) if question else None
    rows = (
        row_views(grid, question, classes, lambda country: answer_url(question.code, country), language)
        if question and classes
        else []
    )
    said = finding(question, grid.column(question.code), language) if question else ""
    svg = ""
    if question is not None and question.lead_part.type.comparable and rows:
        svg = render_map(
            [
                MapCountry(row.code, row.name, row.value.text, row.css_class, row.url)
                for row in rows
                if row.code in drawn_codes()
            ],
            title=spoken(question.text, language).text, description=said, heading=False, language=language,
        )  # fmt: skip
    edition_base = f"{base}editions/{release.number}/" if fixed else base

    def tab_url(question_code: str) -> str:
        if fixed:
            query = filters.query(question=question_code, audience=audience)
            return edition_base + query
        keep = Filters(group=filters.group, mark=filters.mark, topic=filters.topic)
        if question_code == lead_code:
            return base + keep.query(audience=audience)
        return f"{base}questions/{question_code}/" + keep.query(audience=audience)

    tabs = [
        Tab(
            spoken(q.short or q.text, language),
            tab_url(q.code),
            question is not None and q.code == question.code,
        )
        for q in shown_questions
    ]
    keep = Filters(group=filters.group, mark=filters.mark, topic=filters.topic)
    all_url = edition_base + keep.query(questions="all", audience=audience)
    tabs.append(Tab(Spoken(_("All questions"), language), all_url, every))
    values = [c for c in full.every_cell() if c.absence is None]
    oldest = min((c.as_of for c in values if c.as_of), default=None)
    observers = [s.code for s in full.subjects if s.code not in EU]
    replied, asked, watching = queries.counts(full, observers)
    topic_labels = [
        (topic.slug, spoken(topic.label, language).text)
        for topic in Topic.objects.filter(slug__in=frozen["topics"])
    ]
    every_grid = grid.only(tuple(q.code for q in shown_questions)) if every else grid
    latest = queries.latest_edition(round, Audience(release.audience))
    notes = []
    if fixed and latest is not None and latest.pk != release.pk:
        notes.append(_("A newer edition exists: edition %(number)s.") % {"number": latest.number})
    comparable = question is not None and question.lead_part.type in (
        PartType.NUMBER, PartType.MONEY, PartType.PERCENT, PartType.DATE,
    )  # fmt: skip
    return ComparisonPage(
        round=round,
        kind=kind_named(round.kind),
        edition=release,
        latest=not notes,
        title=spoken(frozen["title"], language),
        headline=spoken(frozen["headline"] or frozen["title"], language),
        introduction=spoken(frozen["introduction"], language),
        background=spoken(frozen["background"], language),
        summary=spoken(frozen["summary"], language),
        finding=said,
        replied=replied,
        asked=asked,
        observers=wording.listed([country_name(c, language) for c in sort_by_name(watching, language)], language),
        question_count=len(full.questions),
        oldest=wording.date_words(oldest, language) if oldest else "",
        marked_percent=round_half(100 * sum(c.marks.all for c in values) / len(values)) if values else None,
        compiled=bool(values) and all(c.provenance == "compiled" for c in values),
        tabs=tabs,
        question=question,
        question_text=spoken(question.text, language) if question else Spoken("", language),
        guidance=spoken(question.guidance, language) if question else Spoken("", language),
        classes=classes,
        legend_urls=[
            (entry, request.path + Filters(filters.group, entry.value, filters.mark, filters.topic).query(audience=audience))
            for entry in (classes.legend if classes else ())
        ],
        rows=rows,
        svg=mark_safe(svg),
        map_source=_(attribution()),
        chart_url=(
            reverse("answers:chart", args=[name, question.code]) + f"?edition={release.number}"
            + (f"&audience={audience}" if audience else "")
            if comparable and question is not None and len([r for r in rows if r.cell.absence is None]) > 1
            else ""
        ),
        timeline=_timeline(rows, question) if question else [],
        matrix=matrix(
            every_grid,
            language=language,
            question_url=tab_url,
            answer_url=answer_url,
            caption=_("All questions, country by country"),
        ) if every else mark_safe(""),
        tallies=[
            (spoken(q.short or q.text, language), tally_sentence(q, every_grid.column(q.code), language))
            for q in (every_grid.questions if every else ())
        ],
        filters=_filter_bar(filters, full_classes, full.questions, request.path + suffix, language),
        hidden=len(full.subjects) - len(grid.subjects),
        downloads=_downloads(round, release, None if every or question is None or question.code == lead_code else question, fixed=fixed),
        citation=citation_of(round, release, language),
        permanent_url=settings.SITE_URL + f"{base}editions/{release.number}/" + suffix,
        editions_url=f"{base}editions/" + suffix,
        topics=topic_labels,
        theme=_theme(frozen["theme"]),
        links=_links(round, request),
        network=network,
        state_notes=notes,
    )  # fmt: skip


def round_half(number: float) -> int:
    """Nearest whole number, halves up."""
    return int(number + 0.5)


def _theme(slug: str) -> tuple[str, str] | None:
    """Address and title of a theme's page, where a room has one: the pillar knows themes only by slug."""
    for room in rooms():
        if room.theme_link is not None and slug:
            return room.theme_link(slug, wording.language())
    return None


def _canonical(name: str, round: Round) -> str | None:
    """The name to redirect to where an address uses the round's other name."""
    return round.public_name if name != round.public_name else None


def _redirect(request: HttpRequest, view: str, *args: Any) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        reverse(f"answers:{view}", args=args) + (f"?{query}" if query else "")
    )


# views


@dataclass(frozen=True, slots=True)
class ListPage:
    """Released comparisons that pass the filters."""

    cards: list[Card]
    kinds: list[Option]
    topics: list[Option]
    countries: list[Option]
    years: list[Option]
    words: str
    active: bool


@conditional
def comparisons(request: HttpRequest) -> HttpResponse:
    """All released rounds, filtered by kind, topic, country, year."""
    language = wording.language()
    chosen = {name: request.GET.get(name, "")[:80] for name in ("kind", "topic", "country", "year", "q")}
    rounds = list(queries.released_rounds().prefetch_related("template__questions"))
    latest = queries.latest_editions(rounds)
    words = chosen["q"].casefold().split()

    def says(round: Round) -> str:
        """Titles, headlines and questions in every language they have: few rounds, so read and not indexed."""
        frozen = latest[round.pk].frozen
        texts = [*frozen["title"].values(), *frozen["headline"].values()]
        texts += [text for question in round.template.questions.all() for text in question.text.values()]
        return " ".join(texts).casefold()

    def keep(round: Round) -> bool:
        frozen = latest[round.pk].frozen
        return (
            (not chosen["kind"] or round.kind == chosen["kind"])
            and (not chosen["topic"] or chosen["topic"] in frozen["topics"])
            and (not chosen["country"] or f"country:{chosen['country'].upper()}" in frozen["subjects"])
            and (not chosen["year"] or str(brussels_day(latest[round.pk].released_at).year) == chosen["year"])
            and (not words or all(word in says(round) for word in words))
        )

    shown = [round for round in rounds if keep(round)]
    topics = {slug for release in latest.values() for slug in release.frozen["topics"]}
    codes = {text.partition(":")[2] for release in latest.values() for text in release.frozen["subjects"]}
    years = sorted({str(brussels_day(release.released_at).year) for release in latest.values()}, reverse=True)
    page = ListPage(
        cards=cards_of(shown, latest, language, today()),
        kinds=[
            Option(name, str(kind.plural), name == chosen["kind"])
            for name, kind in kinds().items()
            if any(round.kind == name for round in rounds)
        ],
        topics=[
            Option(t.slug, spoken(t.label, language).text, t.slug == chosen["topic"])
            for t in Topic.objects.filter(slug__in=topics)
        ],
        countries=[
            Option(code.lower(), country_name(code, language), code.lower() == chosen["country"].lower())
            for code in sort_by_name(codes, language)
        ],
        years=[Option(year, year, year == chosen["year"]) for year in years],
        words=chosen["q"],
        active=any(chosen.values()),
    )
    return render(request, "answers/comparisons.html", {"page": page})


@conditional
def comparison(request: HttpRequest, name: str) -> HttpResponse:
    """One comparison: its lead question, or all (``?questions=all``)."""
    round = round_named(name)
    other = _canonical(name, round)
    release = edition_shown(request, round)
    if other:
        return _redirect(request, "comparison", other)
    every = request.GET.get("questions") == "all"
    page = comparison_page(request, round, release, question_code=None, every=every, fixed=False)
    return render(request, "answers/comparison.html", {"page": page})


@conditional
def question(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One question across countries."""
    round = round_named(name)
    release = edition_shown(request, round)
    if other := _canonical(name, round):
        return _redirect(request, "question", other, code)
    page = comparison_page(request, round, release, question_code=code, every=False, fixed=False)
    return render(request, "answers/comparison.html", {"page": page})


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One answer with what the reader may know of its history. ``parts``: label and words of each part.

    ``cell_index`` and its neighbours lead from country to country."""

    round: Round
    edition: Release
    title: Spoken
    headline: Spoken
    question: Question
    question_text: Spoken
    guidance: Spoken
    country: str
    code: str
    cell: Cell
    css_class: str
    value: Spoken
    parts: list[tuple[Spoken, Spoken]]
    notes: list[tuple[Spoken, bool, str]]
    as_of: str
    absence_meaning: str
    provenance: str
    confidence: str
    mark_lines: list[tuple[str, bool, str]]
    history: list[queries.VersionSeen]
    history_words: list[tuple[queries.VersionSeen, Spoken, Spoken]]
    previous: RowView | None
    next: RowView | None
    citation: str
    network: bool
    back_url: str


def _mark_lines(cell: Cell, question: Question, language: str) -> list[tuple[str, bool, str]]:
    """Each mark: its name, whether it is on, and why, in words."""
    as_of = wording.date_words(cell.as_of, language) if cell.as_of else ""
    months = question.review_months
    return [
        (
            str(wording.MARKS["up_to_date"]), cell.marks.up_to_date,
            _("As of %(day)s; an answer to this question counts as up to date for %(months)s months.")
            % {"day": as_of, "months": months} if as_of else _("It is not known as of when it holds."),
        ),
        (
            str(wording.MARKS["objective"]), cell.marks.objective,
            _("Reviewed on %(day)s by another than its author.")
            % {"day": wording.day_words(cell.reviewed_on, language)} if cell.reviewed_on
            else _("Nobody but its author has reviewed it, as far as is known."),
        ),
        (
            str(wording.MARKS["reliable"]), cell.marks.reliable,
            _("It names a source that can be looked up.") if cell.marks.reliable
            else _("It names no source with an address or a legal reference."),
        ),
        (
            str(wording.MARKS["comparable"]), cell.marks.comparable,
            _("It is typed or coded in the terms of the question.") if cell.marks.comparable
            else _("It is free text, to be read rather than compared."),
        ),
    ]  # fmt: skip


@conditional
def answer(request: HttpRequest, name: str, code: str, iso2: str) -> HttpResponse:
    """One answer with its history."""
    round = round_named(name)
    release = edition_shown(request, round)
    if iso2 != iso2.lower() or _canonical(name, round):
        return _redirect(request, "answer", round.public_name, code, iso2.lower())
    language = wording.language()
    on = today()
    grid = queries.edition_grid(release, on)
    country_code = iso2.upper()
    try:
        asked = grid.questions[grid.column_index(code)]
    except KeyError:
        raise Http404 from None
    audience = "?audience=network" if release.audience == Audience.NETWORK else ""
    classes = classify(asked, grid.column(code), language)
    rows = row_views(
        grid, asked, classes,
        lambda c: reverse("answers:answer", args=[round.public_name, code, c.lower()]) + audience, language,
    )  # fmt: skip
    index = next((i for i, row in enumerate(rows) if row.code == country_code), None)
    if index is None:
        raise Http404
    row = rows[index]
    cell = row.cell
    subject = next(s for s in grid.subjects if s.code == country_code)
    history = queries.released_history(round, asked, subject, Audience(release.audience), on)
    page = AnswerPage(
        round=round,
        edition=release,
        title=spoken(release.frozen["title"], language),
        headline=spoken(release.frozen["headline"] or release.frozen["title"], language),
        question=asked,
        question_text=spoken(asked.text, language),
        guidance=spoken(asked.guidance, language),
        country=row.name,
        code=country_code,
        cell=cell,
        css_class=row.css_class,
        value=row.value,
        parts=[
            (spoken(part.label, language), wording.part_words(part, cell, language))
            for part in asked.parts
            if cell.absence is None and part.code in cell.values
        ],
        notes=[
            (Spoken(n.text, n.language), n.original, n.translated_by)
            for n in sorted(cell.notes, key=lambda note: note.language != language)
        ],
        as_of=row.as_of,
        absence_meaning=str(wording.ABSENCE_MEANINGS[cell.absence]) if cell.absence else "",
        provenance=str(wording.PROVENANCES[cell.provenance]) if cell.provenance else "",
        confidence=str(wording.CONFIDENCES[cell.confidence]) if cell.confidence else "",
        mark_lines=_mark_lines(cell, asked, language) if cell.absence is None else [],
        history=history,
        history_words=[
            (v, wording.cell_words(asked, v.cell, language), v.cell.note(language)) for v in history
        ],
        previous=rows[index - 1] if index > 0 else None,
        next=rows[index + 1] if index + 1 < len(rows) else None,
        citation=citation_of(round, release, language),
        network=release.audience == Audience.NETWORK,
        back_url=reverse("answers:question", args=[round.public_name, code]) + audience,
    )
    return render(request, "answers/answer.html", {"page": page})


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A cell that differs from the edition before: country and question in words."""

    country: str
    question: Spoken
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in the list."""

    release: Release
    url: str
    note: Spoken
    changes: list[ChangeLine]
    downloads: list[tuple[str, str]]


def _change_lines(
    round: Round, release: Release, short: dict[str, Spoken], language: str
) -> list[ChangeLine]:
    kinds_of_change = {"added": _("new answer"), "changed": _("changed"), "removed": _("taken out")}
    audience = "?audience=network" if release.audience == Audience.NETWORK else ""
    lines = []
    for change in release.changes:
        country_code = change["subject"].partition(":")[2]
        lines.append(
            ChangeLine(
                country_name(country_code, language),
                short.get(change["question"], Spoken(change["question"], "")),
                kinds_of_change[change["kind"]],
                reverse("answers:answer", args=[round.public_name, change["question"], country_code.lower()])
                + audience,
            )
        )
    return lines


def _short_texts(release: Release, language: str) -> dict[str, Spoken]:
    return {q.code: spoken(q.short or q.text, language) for q in queries.questions_of_edition(release)}


@conditional
def editions(request: HttpRequest, name: str) -> HttpResponse:
    """What changed in each edition."""
    round = round_named(name)
    language = wording.language()
    audience = Audience.NETWORK if request.GET.get("audience") == "network" else Audience.PUBLIC
    visible = list(
        rules.editions_visible_to(viewer_of(request))
        .filter(round=round, audience=audience)
        .order_by("-number")
    )
    if not visible:
        raise Http404
    if other := _canonical(name, round):
        return _redirect(request, "editions", other)
    short = _short_texts(visible[0], language)
    query = "?audience=network" if audience is Audience.NETWORK else ""
    lines = [
        EditionLine(
            release,
            reverse("answers:edition", args=[round.public_name, release.number]) + query,
            spoken(release.change_note, language),
            _change_lines(round, release, short, language),
            [] if release.withdrawn_at else _downloads(round, release, None, fixed=True),
        )
        for release in visible
    ]
    newest = visible[0]
    return render(
        request,
        "answers/editions.html",
        {
            "round": round,
            "lines": lines,
            "title": spoken(newest.frozen["title"], language),
            "headline": spoken(newest.frozen["headline"] or newest.frozen["title"], language),
            "network": audience is Audience.NETWORK,
            "back_url": reverse("answers:comparison", args=[round.public_name]) + query,
        },
    )


@conditional
def edition(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """That edition for ever. Withdrawn, a tombstone with the reason (410)."""
    round = round_named(name)
    release = edition_shown(request, round, number)
    if other := _canonical(name, round):
        return _redirect(request, "edition", other, number)
    language = wording.language()
    if release.withdrawn_at is not None:
        return render(
            request,
            "answers/withdrawn.html",
            {"round": round, "release": release, "title": spoken(release.frozen["title"], language)},
            status=410,
        )
    every = request.GET.get("questions") == "all"
    page = comparison_page(
        request, round, release, question_code=request.GET.get("question") or None, every=every, fixed=True
    )
    short = _short_texts(release, language)
    return render(
        request,
        "answers/comparison.html",
        {"page": page, "fixed": True, "changes": _change_lines(round, release, short, language)},
    )


# countries


@dataclass(frozen=True, slots=True)
class CountryLine:
    code: str
    name: str
    url: str
    answers: int


@conditional
def countries(request: HttpRequest) -> HttpResponse:
    """Every country of which something is known, by group."""
    language = wording.language()
    rounds = list(queries.released_rounds())
    latest = queries.latest_editions(rounds)
    counted: dict[str, int] = {}
    for release in latest.values():
        for text in release.frozen["subjects"]:
            code = text.partition(":")[2]
            counted[code] = counted.get(code, 0) + 1
    lines = [
        CountryLine(
            code, country_name(code, language), reverse("answers:country", args=[code.lower()]), counted[code]
        )
        for code in sort_by_name(counted, language)
    ]
    members = [line for line in lines if line.code in EU]
    others = [line for line in lines if line.code not in EU]
    svg = render_map(
        [
            MapCountry(line.code, line.name, _("%(count)s comparisons") % {"count": line.answers}, "k1" if line.code in EU else "k2", line.url)
            for line in lines
            if line.code in drawn_codes()
        ],
        title=_("Countries"), description=_("Choose a country on the map or in the list."), heading=False, language=language,
    )  # fmt: skip
    return render(
        request,
        "answers/countries.html",
        {"members": members, "others": others, "svg": mark_safe(svg), "map_source": _(attribution())},
    )


@conditional
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """What is known of a country: the panels that the rooms offer."""
    if iso2 != iso2.lower():
        return _redirect(request, "country", iso2.lower())
    code = iso2.upper()
    if code not in KNOWN:
        raise Http404
    language = wording.language()
    panels: list[Panel] = []
    for room in rooms():
        if room.country_panel is not None:
            panel = room.country_panel(code, viewer_of(request), language, today())
            if panel is not None:
                panels.append(panel)
    groups = [_(name) for name, codes in GROUPS.values() if code in codes]
    svg = render_map(
        [MapCountry(code, country_name(code, language), "", "k1", None)] if code in drawn_codes() else [],
        title=country_name(code, language), description="", level="coarse", small_state_insets=True, heading=False,
        frame="wide" if code in ("GE", "AM", "TR") else "union", element_id="map-country", language=language,
    )  # fmt: skip
    return render(
        request,
        "answers/country.html",
        {
            "code": code,
            "name": country_name(code, language),
            "panels": panels,
            "groups": groups,
            "svg": mark_safe(svg),
            "observer": code in EMN_OBSERVERS,
        },
    )


def panel_rows(code: str, kind: str, on: date, language: str) -> list[dict[str, Any]]:
    """The lead answers of a country in released rounds of a kind, in words: what a room's panel shows."""
    rows = []
    for round, lead, cell in queries.public_rows_of_country(code, on):
        if round.kind != kind:
            continue
        rows.append(
            {
                "round": round,
                "title": round.title_in(language),
                "question": spoken(lead.short or lead.text, language),
                "value": wording.cell_words(lead, cell, language),
                "cell": cell,
                "missing": cell.absence is not None and cell.absence is not Absence.NOT_APPLICABLE,
                "as_of": wording.date_words(cell.as_of, language) if cell.as_of else "",
                "url": reverse("answers:answer", args=[round.public_name, lead.code, code.lower()]),
                "comparison_url": reverse("answers:comparison", args=[round.public_name]),
            }
        )
    return rows


urlpatterns = [
    path("compare/", comparisons, name="comparisons"),
    path("compare/<str:name>/", comparison, name="comparison"),
    path("compare/<str:name>/questions/<slug:code>/", question, name="question"),
    path("compare/<str:name>/questions/<slug:code>/<slug:iso2>/", answer, name="answer"),
    path("compare/<str:name>/editions/", editions, name="editions"),
    path("compare/<str:name>/editions/<int:number>/", edition, name="edition"),
    path("countries/", countries, name="countries"),
    path("countries/<slug:iso2>/", country, name="country"),
]
