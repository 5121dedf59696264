"""The routes of ``/api/v1/``. Each reads newest public editions that were not withdrawn, what the public may find of them,
or the glossary; nobody is signed in here.

Answers carry an ``ETag`` and marks of the day they are asked for, as pages do. Leaves out writing.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from ninja import NinjaAPI, Query, Router
from ninja.errors import HttpError, ValidationError

from comparanda.answers import queries, searchable
from comparanda.answers.exports.edition import edition_of
from comparanda.answers.exports.files import MEDIA, program_hash
from comparanda.answers.exports.record import (
    cell_record,
    edition_record,
    spoken_record,
    text_record,
)
from comparanda.answers.models import Question, Release, Round
from comparanda.answers.web.lookup import round_named, today
from comparanda.formats.json import write_json
from comparanda.formats.media import MediaType
from comparanda.glossary import queries as glossary
from comparanda.index.search import InvalidQuery, SearchRequest
from comparanda.index.search import search as searched
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import GROUPS, country_name, sort_by_name
from comparanda.kernel.grid import Subject
from comparanda.people.models import Topic
from comparanda.present import wording
from comparanda.present.lede import finding
from comparanda.rooms.themes.models import Theme
from comparanda.site.api import shapes
from comparanda.site.api.reference import Reference
from comparanda.site.machine import leading_columns

Language = StrEnum("Language", {code: code for code, _name in settings.LANGUAGES})
"""The languages that answers can be had in."""

AskedLanguage = Query(Language(settings.LANGUAGE_CODE), description="Of titles, labels and sentences.")


def _written(value: object, status: int = 200) -> HttpResponse:
    return HttpResponse(write_json(value), content_type=MediaType.JSON.content_type, status=status)


def _problem(status: int, detail: str) -> HttpResponse:
    return _written({"detail": detail}, status)


def _safe_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view for GET and, as the headers of GET, for HEAD; any other method is a problem in JSON."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            refused = _problem(405, "This API is read-only: ask with GET.")
            refused["Allow"] = "GET, HEAD"
            return refused
        asked, request.method = request.method, "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = asked

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is written, so there is nothing to forge
    return wrapped


class PublicAPI(NinjaAPI):
    """Ninja's API whose every address, also one that is not there, answers in JSON."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = [pattern for pattern in super()._get_urls() if pattern.name != "api-root"]
        for pattern in found:
            pattern.callback = _safe_only(pattern.callback)
        return [
            *found,
            path(
                "",
                _safe_only(lambda request: HttpResponseRedirect(reverse("api:openapi-view"))),
                name="api-root",
            ),
            path("<path:rest>", _safe_only(lambda request, rest: _problem(404, NOTHING_HERE))),
        ]


NOTHING_HERE = "There is nothing public at this address."

api = PublicAPI(
    title="Comparanda",
    version="1",
    description=(
        "Released comparisons and the glossary, read-only: what is public in the newest edition that was not "
        "withdrawn. Text comes with the language it is really in. Every answer has an ETag; ask again with "
        "If-None-Match."
    ),
    urls_namespace="api",
    docs=Reference(),
)
router = Router()


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(404, NOTHING_HERE)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors)
    return _problem(422, said)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(error.status_code, str(error))


def _in_language(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view with the asked language active, and headers that let caches keep the answer if they ask again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = kwargs["language"]
        with translation.override(language.value):
            value = view(request, *args, **kwargs)
        response = value if isinstance(value, HttpResponse) else _written(value)
        response["Content-Language"] = language.value
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response

    return wrapped


def _address(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _newest(slug: str) -> tuple[Round, Release]:
    """A round by slug or number with its newest public edition. Raises `Http404`."""
    round = round_named(slug)
    release = queries.latest_edition(round, Audience.PUBLIC)
    if release is None:
        raise Http404
    release.round = round
    return round, release


def _all_newest() -> list[tuple[Round, Release]]:
    """Every publicly released round with its newest edition, newest first. Two SQL queries."""
    rounds = list(queries.released_rounds(Audience.PUBLIC))
    latest = queries.latest_editions(rounds)
    found = []
    for round in rounds:
        latest[round.pk].round = round
        found.append((round, latest[round.pk]))
    return found


def _entries(found: list[tuple[Round, Release]], language: str) -> list[dict[str, Any]]:
    """Comparisons as a list shows them, by what their editions froze. Three SQL queries."""
    columns = leading_columns([release for _, release in found])
    counted: dict[int, int] = {}
    for template in Question.objects.filter(
        template__in={round.template_id for round, _ in found}
    ).values_list("template_id", flat=True):
        counted[template] = counted.get(template, 0) + 1
    entries = []
    for round, release in found:
        frozen = release.frozen
        entries.append(
            {
                "slug": frozen["slug"],
                "number": frozen.get("number") or None,
                "kind": frozen["kind"],
                "title": text_record(frozen["title"], language),
                "headline": text_record(frozen.get("headline") or frozen["title"], language),
                "topics": list(frozen["topics"]),
                "edition": release.number,
                "released_at": release.released_at,
                "countries": len(frozen["subjects"]),
                "questions": counted.get(round.template_id, 0),
                "finding": finding(*columns[release.pk], language) if release.pk in columns else "",
                "url": _address("answers:comparison", round.public_name),
                "api": _address("api:comparison", frozen["slug"]),
            }
        )
    return entries


@router.get(
    "/comparisons", response=shapes.Comparisons, operation_id="comparisons", url_name="comparisons",
    summary="All public comparisons",
)  # fmt: skip
@_in_language
def comparisons(
    request: HttpRequest,
    language: Language = AskedLanguage,
    topic: str = Query("", description="Only those with this topic, a slug."),
) -> Any:
    """All public comparisons, newest first."""
    found = [
        (round, release) for round, release in _all_newest() if not topic or topic in release.frozen["topics"]
    ]
    entries = _entries(found, language.value)
    return {"count": len(entries), "results": entries}


@router.get(
    "/comparisons/{slug}", response={200: shapes.ComparisonDetail, 404: shapes.Problem},
    operation_id="comparison", url_name="comparison", summary="One comparison without its answers",
)  # fmt: skip
@_in_language
def comparison(request: HttpRequest, slug: str, language: Language = AskedLanguage) -> Any:
    """One comparison by its slug or its number, without its answers."""
    round, release = _newest(slug)
    edition = edition_of(release)
    entry = _entries([(round, release)], language.value)[0]
    return entry | {
        "introduction": text_record(edition.introduction, language.value),
        "background": text_record(edition.background, language.value),
        "summary": text_record(edition.summary, language.value),
        "asker": {"code": edition.asker_code, "name": text_record(edition.asker, language.value)},
        "lead_question": edition.lead_question or None,
        "question_codes": [question.code for question in queries.questions_of(round)],
        "hash": edition.content_hash,
        "grid": _address("api:grid", edition.slug),
        "downloads": {
            medium.value: _address("answers:download", edition.name, medium.value) for medium in MEDIA
        },
    }


def _bulk(request: HttpRequest, slug: str, language: str, question: str | None) -> HttpResponse:
    """The whole grid or one column; a reader who has it already is told so before anything is read."""
    round, release = _newest(slug)
    on = today()
    questions = queries.questions_of(round)
    if question is not None and question not in {q.code for q in questions}:
        raise Http404
    parts = (
        program_hash(),
        settings.SITE_URL,
        release.content_hash,
        repr(questions),
        language,
        question or "",
        str(on),
    )
    etag = quote_etag(sha256("\x1f".join(parts).encode("utf-8")).hexdigest())
    not_modified = get_conditional_response(request, etag=etag)
    if not_modified is not None and not_modified.status_code == 304:
        not_modified["ETag"] = etag
        return not_modified
    grid = queries.edition_grid(release, on)
    if question is not None:
        grid = grid.only((question,))
    response = _written(edition_record(edition_of(release), grid, language, on))
    response["ETag"] = etag
    return response


@router.get(
    "/comparisons/{slug}/grid", response={200: shapes.Comparison, 404: shapes.Problem}, operation_id="grid",
    url_name="grid", summary="One comparison with all its answers",
)  # fmt: skip
@_in_language
def grid(request: HttpRequest, slug: str, language: Language = AskedLanguage) -> Any:
    """All answers of a comparison, absences included, with notes, sources and marks."""
    return _bulk(request, slug, language.value, None)


@router.get(
    "/comparisons/{slug}/questions/{code}", response={200: shapes.Comparison, 404: shapes.Problem},
    operation_id="question", url_name="question", summary="One question across countries",
)  # fmt: skip
@_in_language
def question(request: HttpRequest, slug: str, code: str, language: Language = AskedLanguage) -> Any:
    """The same object with one question and its answers only."""
    return _bulk(request, slug, language.value, code)


def _groups_of(code: str) -> list[str]:
    return [group for group, (_name, members) in GROUPS.items() if code in members]


def _country_codes(found: list[tuple[Round, Release]]) -> dict[str, int]:
    """Country code to how many public comparisons ask about it."""
    counted: dict[str, int] = {}
    for _round, release in found:
        for text in release.frozen["subjects"]:
            subject = queries.subject_from(text)
            if subject.kind == "country":
                counted[subject.code] = counted.get(subject.code, 0) + 1
    return counted


@router.get(
    "/countries", response=shapes.Countries, operation_id="countries", url_name="countries",
    summary="Countries that comparisons ask about",
)  # fmt: skip
@_in_language
def countries(request: HttpRequest, language: Language = AskedLanguage) -> Any:
    """Countries that public comparisons ask about, by name."""
    counted = _country_codes(_all_newest())
    return {
        "count": len(counted),
        "groups": [{"code": code, "name": translation.gettext(name)} for code, (name, _m) in GROUPS.items()],
        "results": [
            {
                "code": code,
                "name": country_name(code, language.value),
                "groups": _groups_of(code),
                "comparisons": counted[code],
                "url": _address("answers:country", code.lower()),
                "api": _address("api:country", code.lower()),
            }
            for code in sort_by_name(counted, language.value)
        ],
    }


@router.get(
    "/countries/{iso2}", response={200: shapes.Country, 404: shapes.Problem}, operation_id="country",
    url_name="country", summary="One country's leading answers",
)  # fmt: skip
@_in_language
def country(request: HttpRequest, iso2: str, language: Language = AskedLanguage) -> Any:
    """What each public comparison says of a country in answer to its lead question."""
    code = iso2.upper()
    found = _all_newest()
    if code not in _country_codes(found):
        raise Http404
    subject = Subject("country", code)
    answers = []
    asked = [release for _, release in found if str(subject) in release.frozen["subjects"]]
    columns = leading_columns(asked, on=today(), only=subject)
    for release in asked:
        if release.pk not in columns:
            continue
        plain, column = columns[release.pk]
        cell = column[0][1]
        edition = edition_of(release)
        answers.append(
            {
                "comparison": edition.slug,
                "number": edition.query_number or None,
                "title": text_record(edition.title, language.value),
                "question": plain.code,
                "question_text": text_record(plain.text, language.value),
                "label": spoken_record(wording.cell_words(plain, cell, language.value)),
                "cell": cell_record(edition, plain, subject, cell, language.value),
            }
        )
    return {
        "code": code,
        "name": country_name(code, language.value),
        "groups": _groups_of(code),
        "url": _address("answers:country", code.lower()),
        "answers": answers,
    }


@router.get("/topics", response=shapes.Topics, operation_id="topics", url_name="topics", summary="All topics")
@_in_language
def topics(request: HttpRequest, language: Language = AskedLanguage) -> Any:
    """Topics in their order, each with the public comparisons that carry it."""
    found = _all_newest()
    results = [
        {
            "slug": topic.slug,
            "label": text_record(topic.label, language.value),
            "comparisons": [
                release.frozen["slug"] for _, release in found if topic.slug in release.frozen["topics"]
            ],
        }
        for topic in Topic.objects.all()
    ]
    return {"count": len(results), "results": results}


@router.get("/themes", response=shapes.Themes, operation_id="themes", url_name="themes", summary="All themes")
@_in_language
def themes(request: HttpRequest, language: Language = AskedLanguage) -> Any:
    """The thematic areas with their public comparisons."""
    public = {release.frozen["slug"] for _, release in _all_newest()}
    results = [
        {
            "slug": theme.slug,
            "title": text_record(theme.title, language.value),
            "summary": text_record(theme.summary, language.value),
            "comparisons": [slug for slug in theme.comparisons if slug in public],
            "url": _address("themes:theme", theme.slug),
        }
        for theme in Theme.objects.all()
    ]
    return {"count": len(results), "results": results}


@router.get(
    "/search", response={200: shapes.Hits, 422: shapes.Problem, 503: shapes.Problem}, operation_id="search",
    url_name="search", summary="What the public may find",
)  # fmt: skip
@_in_language
def search(
    request: HttpRequest,
    q: str = Query("", description="Words in any language, at most 400 characters."),
    language: Language = AskedLanguage,
    limit: int = Query(10, ge=1, le=50, description="The most results to be given."),
) -> Any:
    """Comparisons, questions, answers, countries, concepts and themes, the nearest first."""
    try:
        found = searched(SearchRequest(q, language.value, frozenset({searchable.PUBLIC}), limit=limit))
    except InvalidQuery as error:
        raise HttpError(422, str(error)) from error
    if not found.ready:
        raise HttpError(503, "The index is being built for the first time. Ask again in a minute.")
    return {
        "count": found.count,
        "results": [
            {
                "kind": hit.document.kind,
                "slug": hit.document.key.removeprefix(f"{hit.document.kind}:"),
                "title": hit.title.text,
                "url": f"{_address('home')}{hit.document.url_path}",
                "snippet": "".join(piece.text for piece in hit.snippet),
                "language": hit.document.language,
                "score": hit.score,
            }
            for hit in found.hits
        ],
    }


@router.get(
    "/concepts", response=shapes.Concepts, operation_id="concepts", url_name="concepts",
    summary="All concepts in use",
)  # fmt: skip
@_in_language
def concepts(request: HttpRequest, language: Language = AskedLanguage) -> Any:
    """The concepts of the glossary that are in use, by name."""
    results = [
        {
            "slug": one.slug,
            "label": spoken_record(one.name),
            "url": _address("glossary:concept", one.slug),
            "api": _address("api:concept", one.slug),
        }
        for one in glossary.named(glossary.current(), language.value)
    ]
    return {"count": len(results), "results": results}


@router.get(
    "/concepts/{slug}", response={200: shapes.Concept, 404: shapes.Problem}, operation_id="concept",
    url_name="concept", summary="One concept",
)  # fmt: skip
@_in_language
def concept(request: HttpRequest, slug: str, language: Language = AskedLanguage) -> Any:
    """A concept with its names and definitions in every language and what stands around it."""
    found = get_object_or_404(glossary.public().select_related("replaced_by"), slug=slug)
    around = glossary.neighbours(found)
    labels: dict[str, list[dict[str, Any]]] = {}
    for label in found.labels.all():
        labels.setdefault(label.language, []).append(
            {
                "kind": label.kind,
                "text": label.text,
                "region": label.region or None,
                "use": label.use or None,
                "source": _origin(label.source_title, label.source_url),
            }
        )
    act = found.legal_source
    return {
        "slug": found.slug,
        "identifier": glossary.identifier(found.slug),
        "status": found.status,
        "replaced_by": found.replaced_by.slug if found.replaced_by else None,
        "label": spoken_record(glossary.name_of(found, language.value)),
        "labels": labels,
        "definitions": found.definition,
        "scope_notes": found.scope_note,
        "legal_source": _origin(act.get("title", ""), act.get("url", "")),
        "broader": list(around.broader),
        "narrower": list(around.narrower),
        "related": list(around.related),
        "matches": found.matches,
        "url": _address("glossary:concept", found.slug),
        "api": _address("api:concept", found.slug),
    }


def _origin(title: str, url: str) -> dict[str, Any] | None:
    return {"title": title, "url": url or None} if title or url else None


api.add_router("", router)
