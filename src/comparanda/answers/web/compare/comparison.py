"""One comparison or one question of it: map, table, timeline or matrix. Leaves out single answers (``answer``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comparanda.answers import queries, rules
from comparanda.answers.kind import Kind, kind_named, rooms
from comparanda.answers.models import Release, Round, RoundLink
from comparanda.answers.web.compare.addresses import citation_of, downloads_of, moved, other_name
from comparanda.answers.web.compare.filters import FilterBar, Filters, filter_bar
from comparanda.answers.web.lookup import edition_shown, round_named, today, viewer_of
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import EU, country_name, sort_by_name
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.period import PartialDate
from comparanda.kernel.question import PartType, Question
from comparanda.people.models import Topic
from comparanda.present import wording
from comparanda.present.caching import conditional
from comparanda.present.classes import Classes, classify
from comparanda.present.lede import finding, tally_sentence
from comparanda.present.map import MapCountry, attribution, drawn_codes, render_map
from comparanda.present.table import RowView, matrix, row_views


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
        filters=filter_bar(filters, full_classes, full.questions, request.path + suffix, language),
        hidden=len(full.subjects) - len(grid.subjects),
        downloads=downloads_of(round, release, None if every or question is None or question.code == lead_code else question, fixed=fixed),
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


@conditional
def comparison(request: HttpRequest, name: str) -> HttpResponse:
    """One comparison: its lead question, or all (``?questions=all``)."""
    round = round_named(name)
    other = other_name(name, round)
    release = edition_shown(request, round)
    if other:
        return moved(request, "comparison", other)
    every = request.GET.get("questions") == "all"
    page = comparison_page(request, round, release, question_code=None, every=every, fixed=False)
    return render(request, "answers/comparison.html", {"page": page})


@conditional
def question(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One question across countries."""
    round = round_named(name)
    release = edition_shown(request, round)
    if other := other_name(name, round):
        return moved(request, "question", other, code)
    page = comparison_page(request, round, release, question_code=code, every=False, fixed=False)
    return render(request, "answers/comparison.html", {"page": page})
