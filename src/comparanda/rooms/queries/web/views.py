"""Pages of a query while it is written: begin, copy, edit with its precedents beside it.

The page of a draft is one form, so that every button on it keeps what was typed before it does its own thing. Leaves
out what comes last (`preview`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comparanda.answers import rules
from comparanda.answers.actions import asking
from comparanda.answers.core.state import RoundState
from comparanda.answers.error import Refused
from comparanda.answers.models import Question, Round
from comparanda.answers.precedents import question_named
from comparanda.answers.queries import questions_of
from comparanda.answers.web.lookup import round_named, today, viewer_of
from comparanda.answers.web.steer.door import for_askers, show_refusal
from comparanda.answers.web.steer.forms import CancelForm
from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import NetworkStatus, Organisation, Topic
from comparanda.people.queries import contact_points
from comparanda.people.queries import topics as all_topics
from comparanda.present import wording
from comparanda.rooms.queries import queries
from comparanda.rooms.queries.core.warnings import SHORTEST_DAYS
from comparanda.rooms.queries.web.forms import LINK_KINDS, DraftForm, NewQueryForm
from comparanda.rooms.queries.web.near import NearRound, nearest_of
from comparanda.rooms.queries.web.shown import (
    LinkLine,
    QuestionLine,
    Remark,
    Tick,
    condition_words,
    draft_named,
    in_columns,
    remarks_of,
    steps_of,
    topic_ticks,
)

USUAL_DAYS = 28
"""Four weeks to reply, unless the asker says otherwise."""


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Context of a draft's page. ``members``/``observers``/``topics``: boxes in columns. ``proposed``: topics that its text
    speaks of and that are not ticked. ``standing``: what others saved meanwhile, as pairs of a field's label and its
    text, where the form was refused as out of date. ``nearest``: precedents, the nearest first."""

    round: Round
    title: Spoken
    form: DraftForm
    members: list[list[Tick]]
    observers: list[list[Tick]]
    topics: list[list[Tick]]
    proposed: list[Tick]
    asker: Spoken
    invited: int
    questions: list[QuestionLine]
    links: list[LinkLine]
    linkable: list[tuple[str, str]]
    lacks: list[str]
    remarks: list[Remark]
    standing: list[tuple[str, str]]
    nearest: list[NearRound]
    may_launch: bool
    cancel_form: CancelForm | None

    @property
    def title_fields(self) -> list[Any]:
        return self.form.bound("title")

    @property
    def headline_fields(self) -> list[Any]:
        return self.form.bound("headline")

    @property
    def background_fields(self) -> list[Any]:
        return self.form.bound("background")


# beginning


@for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft: from nothing, or from an earlier query."""
    viewer = viewer_of(request)
    if not rules.can_open_rounds(viewer):
        raise Http404
    language = wording.language()
    form = NewQueryForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        own = form.cleaned_data["language"]
        try:
            with transaction.atomic():
                round = asking.open_round(
                    viewer, kind="queries", title={own: form.cleaned_data["title"]}, language=own
                )
                _with_usual_day(request, round, everybody=True)
        except Refused as error:
            show_refusal(form, error)
        else:
            return redirect("queries:edit", slug=round.slug)
    wanted = request.GET.get("q", "").strip()[:80]
    earlier = []
    for round in queries.rounds_to_copy(viewer)[: queries.ROUNDS_OFFERED]:
        texts = [round.number or "", *round.title.values()]
        if not wanted or any(wanted.casefold() in text.casefold() for text in texts):
            earlier.append((round, round.title_in(language), round.asker.spoken_name(language)))
    return render(
        request,
        "queries/new.html",
        {"form": form, "earlier": earlier[:20], "more": len(earlier) > 20, "wanted": wanted},
    )


def _with_usual_day(request: HttpRequest, round: Round, *, everybody: bool) -> None:
    """Four weeks, and all members unless respondents came with a copy: the asker changes what is different."""
    members = [
        organisation
        for organisation in contact_points(today())
        if organisation.status == NetworkStatus.MEMBER  # type: ignore[attr-defined]
    ]
    asking.edit_round(
        viewer_of(request),
        round,
        revision=round.revision,
        fields={"reply_by": today() + timedelta(days=USUAL_DAYS)},
        invited=members if everybody else None,
    )


@for_askers
@require_POST
def copy(request: HttpRequest, name: str) -> HttpResponse:
    """A new draft with the text and the questions of an earlier query."""
    source = round_named(name, kind="queries")
    with transaction.atomic():
        round = asking.copy_round(viewer_of(request), source)
        _with_usual_day(request, round, everybody=not round.invited.exists())
    messages.success(
        request, _("This is a copy. Change what is different, then launch it under its own number.")
    )
    return redirect("queries:edit", slug=round.slug)


# writing


def _page(
    request: HttpRequest,
    round: Round,
    form: DraftForm,
    organisations: Sequence[Organisation],
    topics: Sequence[Topic],
    questions: tuple[PlainQuestion, ...],
    standing: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    language, on, viewer = wording.language(), today(), viewer_of(request)
    remarks = remarks_of(queries.cautions_of(round, on, questions), questions)
    chosen = set(form.chosen("invited"))
    ticks: dict[bool, list[Tick]] = {True: [], False: []}
    for organisation in organisations:
        observer = organisation.status == NetworkStatus.OBSERVER  # type: ignore[attr-defined]
        name = country_name(organisation.country_code, language)
        ticks[observer].append(Tick(organisation.code, name, language, organisation.code in chosen))
    for boxes in ticks.values():
        boxes.sort(key=lambda tick: tick.label.casefold())
    last = len(questions) - 1
    page = DraftPage(
        round=round,
        title=round.title_in(language),
        form=form,
        members=in_columns(ticks[False]),
        observers=in_columns(ticks[True]),
        topics=topic_ticks(topics, form.chosen("topics")),
        proposed=_proposed(form, round, topics, questions),
        asker=round.asker.spoken_name(language),
        invited=len(chosen),
        questions=[
            QuestionLine(
                question.code,
                spoken(question.text, language),
                ", ".join(str(wording.PART_TYPES[part.type]) for part in question.parts),
                condition_words(question, questions),
                [remark for remark in remarks if remark.where == f"question-{question.code}"],
                index == 0,
                index == last,
            )
            for index, question in enumerate(questions)
        ],
        links=[
            LinkLine(link.pk, LINK_KINDS[link.kind], link.other.title_in(language), link.other.public_name)
            for link in round.links.select_related("other").order_by("pk")
        ],
        linkable=[
            (other.public_name, other.title_in(language).text)
            for other in queries.rounds_to_link(viewer, round)[: queries.ROUNDS_OFFERED]
        ],
        lacks=[_(message) for message in asking.missing_for_launch(round, on)],
        remarks=remarks,
        standing=list(standing),
        nearest=nearest_of(viewer, round, round.title, *(question.text for question in questions)),
        may_launch="launch" in steps_of(request, round),
        cancel_form=CancelForm() if "cancel" in steps_of(request, round) else None,
    )
    return render(request, "queries/edit.html", {"page": page, "shortest_days": SHORTEST_DAYS})


def _proposed(
    form: DraftForm, round: Round, topics: Sequence[Topic], questions: Sequence[PlainQuestion]
) -> list[Tick]:
    language = wording.language()
    fields = [form[f"{stem}_{round.language}"] for stem in ("title", "headline", "background")]  # type: ignore[misc]
    texts = [str(field.value() or "") for field in fields]
    texts += [question.text.get(round.language, "") for question in questions]
    found = queries.proposed_topics("\n".join(texts), round.language, topics, form.chosen("topics"))
    labels = [(topic.slug, topic.spoken_label(language)) for topic in found]
    return [Tick(slug, label.text, label.language, False) for slug, label in labels]


def _form(
    round: Round,
    organisations: Sequence[Organisation],
    topics: Sequence[Topic],
    questions: Sequence[PlainQuestion],
    data: Any = None,
) -> DraftForm:
    language = wording.language()
    return DraftForm(
        data,
        round=round,
        topics=topics,
        organisations=organisations,
        questions=[(q.code, spoken(q.short or q.text, language).text) for q in questions],
        today=today(),
    )


@for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft. Every button but the quick choices saves first and then does what it says."""
    round = draft_named(request, slug)
    if round.state != RoundState.DRAFT:
        return redirect("answers:steer", name=round.public_name)
    organisations, topics, questions = list(contact_points(today())), list(all_topics()), questions_of(round)
    if request.method != "POST":
        return _page(
            request, round, _form(round, organisations, topics, questions), organisations, topics, questions
        )
    quick = request.POST.get("quick", "")
    if quick:
        data = request.POST.copy()
        if quick.startswith("topic:"):
            data.setlist("topics", [*data.getlist("topics"), quick.removeprefix("topic:")])
        else:
            data.setlist("invited", _quick(quick, organisations, data.getlist("invited")))
        return _page(
            request,
            round,
            _form(round, organisations, topics, questions, data),
            organisations,
            topics,
            questions,
        )
    form = _form(round, organisations, topics, questions, request.POST)
    standing: list[tuple[str, str]] = []
    if form.is_valid():
        chosen = set(form.cleaned_data["invited"])
        invited = [organisation for organisation in organisations if organisation.code in chosen]
        try:
            saved = asking.edit_round(
                viewer_of(request),
                round,
                revision=_revision(request),
                fields={
                    **form.changed_fields,
                    "includes_observers": any(o.status == NetworkStatus.OBSERVER for o in invited),  # type: ignore[attr-defined]
                },
                topics=[topic for topic in topics if topic.slug in form.cleaned_data["topics"]],
                invited=invited,
            )
        except Refused as error:
            show_refusal(form, error)
            round = draft_named(request, slug)
            standing = _saved_meanwhile(round, form)
        else:
            answer = _then(request, saved, form)
            if answer is not None:
                return answer
            round = saved
    return _page(request, round, form, organisations, topics, questions_of(round), standing)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _quick(name: str, organisations: Sequence[Organisation], chosen: Sequence[str]) -> list[str]:
    """Codes of respondents after a quick choice; unchanged for one that is not known."""
    wanted: Mapping[str, set[str]] = {
        "members": {NetworkStatus.MEMBER.value},
        "network": {NetworkStatus.MEMBER.value, NetworkStatus.OBSERVER.value},
        "nobody": set(),
    }
    if name not in wanted:
        return list(chosen)
    return [o.code for o in organisations if o.status in wanted[name]]  # type: ignore[attr-defined]


def _saved_meanwhile(round: Round, form: DraftForm) -> list[tuple[str, str]]:
    """Texts that stand now and differ from what is in the form, with the label of their field."""
    found = []
    for stem, texts in (
        ("title", round.title),
        ("headline", round.headline),
        ("background", round.background),
    ):
        for language in form.languages:
            field = form[f"{stem}_{language}"]  # type: ignore[misc]
            text = texts.get(language, "")
            if text != (field.value() or ""):
                found.append((str(field.label), text))
    plain = {"on_behalf_of": round.on_behalf_of, "reply_by": str(round.reply_by or "")}
    found += [
        (str(form[name].label), text)  # type: ignore[misc]
        for name, text in plain.items()
        if text != str(form[name].value() or "")  # type: ignore[misc]
    ]
    return found


def _then(request: HttpRequest, round: Round, form: DraftForm) -> HttpResponse | None:
    """What the pressed button does after the draft is saved. ``None`` where the page must be shown again."""
    what, _colon, which = request.POST.get("then", "").partition(":")
    viewer, here = viewer_of(request), reverse("queries:edit", args=[round.slug])
    if what in ("up", "down"):
        question = _question(round, which)
        asking.move_question(viewer, round, question, up=what == "up")
        return redirect(f"{here}#question-{question.code}")
    if what in ("question", "remove"):
        page = "queries:question" if what == "question" else "queries:question_remove"
        return redirect(page, slug=round.slug, code=_question(round, which).code)
    if what == "add":
        return redirect("queries:question_new", slug=round.slug)
    if what == "preview":
        return redirect("queries:preview", slug=round.slug)
    if what == "unlink" and which.isdecimal():
        asking.unlink_round(viewer, round, link=int(which))
        return redirect(f"{here}#links")
    if what == "link":
        return _link(request, round, form)
    if what == "take":
        taken = _take(viewer, round, which)
        messages.success(request, _("The question is taken over. It says which one it continues."))
        return redirect(f"{here}#question-{taken.code}")
    if what == "relate":
        kind, _colon, name = which.partition(":")
        _relate(viewer, round, kind, name)
        return redirect(f"{here}#links")
    messages.success(request, _("The draft is saved."))
    return redirect(here)


def _question(round: Round, code: str) -> Question:
    question = round.template.questions.filter(code=code).first()
    if question is None:
        raise Http404
    return question


def _take(viewer: Viewer, round: Round, reference: str) -> Question:
    """The earlier question that a button names, in the draft. Raises `Http404` where the viewer may not read it."""
    earlier = question_named(viewer, reference)
    if earlier is None:
        raise Http404
    return asking.take_question(viewer, round, earlier=earlier)


def _relate(viewer: Viewer, round: Round, kind: str, name: str) -> None:
    """Relate the draft to a round in the list of precedents. Raises `Http404` for one that the viewer may not see."""
    seen = rules.rounds_visible_to(viewer)
    other = seen.filter(number=name).first() or seen.filter(slug=name).first()
    if other is None or kind not in LINK_KINDS or other.pk == round.pk:
        raise Http404
    asking.link_round(viewer, round, other=other, kind=kind)


def _link(request: HttpRequest, round: Round, form: DraftForm) -> HttpResponse | None:
    name = form.cleaned_data["link_other"].strip().rstrip("/").rpartition("/")[2]
    seen = rules.rounds_visible_to(viewer_of(request))
    other = (seen.filter(number=name).first() or seen.filter(slug=name).first()) if name else None
    if other is None:
        form.add_error("link_other", _("There is no such round. Type its number, for example 2026.4."))
        return None
    try:
        asking.link_round(viewer_of(request), round, other=other, kind=form.cleaned_data["link_kind"])
    except Refused as error:
        show_refusal(form, error, "link_")
        return None
    return redirect(reverse("queries:edit", args=[round.slug]) + "#links")


@for_askers
@require_safe
def near(request: HttpRequest, slug: str) -> HttpResponse:
    """The nearest earlier queries and questions for what is typed just now (``text``), as a piece of a page. With
    ``for=question`` it has the buttons of a question's page; the title of the query counts after what is typed."""
    round = draft_named(request, slug)
    if round.state != RoundState.DRAFT:
        raise Http404
    of_question = request.GET.get("for") == "question"
    about = [round.title] if of_question else [question.text for question in questions_of(round)]
    typed = {round.language: request.GET.get("text", "")}
    found = nearest_of(viewer_of(request), round, typed, *about)
    return render(request, "queries/near.html", {"nearest": found, "of_question": of_question})
