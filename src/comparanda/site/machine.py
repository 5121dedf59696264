"""Doors for machines that are not the API: health, robots, sitemap and feeds.

They show what is public and nothing else. Leaves out the API (``site.api``) and downloads (``answers.web``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from importlib.metadata import version

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comparanda.answers import queries
from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Question, Release, ReleaseEntry
from comparanda.formats.atom import Entry, Feed, write_atom
from comparanda.formats.media import MediaType
from comparanda.formats.sitemap import Page, write_sitemap
from comparanda.glossary import queries as glossary
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import NOT_ASKED, Cell, Subject
from comparanda.kernel.language import spoken
from comparanda.kernel.question import Question as PlainQuestion
from comparanda.people.models import Topic
from comparanda.present.lede import finding
from comparanda.rooms.themes.models import Theme
from comparanda.site.views import ABOUT_PAGES

FEED_LENGTH = 50
"""Editions in the feed; older ones are on the pages of their comparisons."""

FEED_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""What an empty feed says it was updated: it has to say something, and always the same."""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process serves and its database answers; 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        answers = True
    except DatabaseError:
        answers = False
    said = "ok" if answers else "unavailable"
    response = JsonResponse(
        {"status": said, "database": said, "version": version("comparanda")}, status=200 if answers else 503
    )
    patch_cache_control(response, no_store=True)
    return response


def in_language(code: str, make: Callable[[], str]) -> str:
    """The absolute address that ``make`` reverses, under the prefix of a language."""
    with translation.override(code):
        return settings.SITE_URL + make()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may leave alone: what needs an account, results of searching, and network editions."""
    lines = ["User-agent: *"]
    for code, _name in settings.LANGUAGES:
        lines += [f"Disallow: /{code}/{rest}/" for rest in ("workspace", "account", "search")]
    lines += ["Disallow: /*audience=network", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _pages(make: Callable[[], str], modified: datetime | None = None) -> Iterable[Page]:
    """A page in each language of the site, each naming all of them and the one for anybody else."""
    alternates = {code: in_language(code, make) for code, _name in settings.LANGUAGES}
    others = {**alternates, "x-default": alternates[settings.LANGUAGE_CODE]}
    return [Page(address, modified, others) for address in alternates.values()]


def _sitemap_pages() -> Iterable[Page]:
    yield from _pages(lambda: reverse("home"))
    yield from _pages(lambda: reverse("answers:comparisons"))
    rounds = list(queries.released_rounds(Audience.PUBLIC))
    latest = queries.latest_editions(rounds)
    codes: dict[int, list[str]] = {}
    for template, code in Question.objects.filter(
        template__in={round.template_id for round in rounds}
    ).values_list("template_id", "code"):
        codes.setdefault(template, []).append(code)
    countries: set[str] = set()
    for round in rounds:
        name, edition = round.public_name, latest[round.pk]
        subjects = [queries.subject_from(text) for text in edition.frozen["subjects"]]
        countries.update(subject.code for subject in subjects if subject.kind == "country")
        yield from _pages(lambda name=name: reverse("answers:comparison", args=[name]), edition.released_at)
        for code in codes.get(round.template_id, ()):
            yield from _pages(
                lambda name=name, code=code: reverse("answers:question", args=[name, code]),
                edition.released_at,
            )
    yield from _pages(lambda: reverse("answers:countries"))
    for country in sorted(countries):
        yield from _pages(lambda country=country: reverse("answers:country", args=[country.lower()]))
    for slug in Theme.objects.values_list("slug", flat=True):
        yield from _pages(lambda slug=slug: reverse("themes:theme", args=[slug]))
    yield from _pages(lambda: reverse("glossary:browse"))
    for slug in glossary.current().values_list("slug", flat=True):
        yield from _pages(lambda slug=slug: reverse("glossary:concept", args=[slug]))
    yield from _pages(lambda: reverse("glossary:releases"))
    yield from _pages(lambda: reverse("about"))
    for page in ABOUT_PAGES:
        yield from _pages(lambda page=page: reverse("about_page", args=[page]))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language."""
    return HttpResponse(write_sitemap(_sitemap_pages()), content_type=MediaType.XML.content_type)


def leading_columns(
    releases: list[Release], *, on: date | None = None, only: Subject | None = None
) -> dict[int, tuple[PlainQuestion, list[tuple[Subject, Cell]]]]:
    """Release key to its lead question and that question's cells. Two SQL queries however many releases.

    ``on``: the day of the marks, ``None`` for the day of each release. ``only``: read no other subject's cells.
    """
    rows = Question.objects.filter(template__in={release.round.template_id for release in releases})
    by_template: dict[int, list[Question]] = {}
    for question in rows.select_related("section"):
        by_template.setdefault(question.template_id, []).append(question)
    leads: dict[int, Question] = {}
    for release in releases:
        questions = by_template.get(release.round.template_id, [])
        wanted = release.frozen.get("lead_question")
        lead = next((q for q in questions if q.code == wanted), questions[0] if questions else None)
        if lead is not None:
            leads[release.pk] = lead
    plain = {key: question.plain() for key, question in leads.items()}
    days = {release.pk: on or brussels_day(release.released_at) for release in releases}
    cells: dict[int, dict[str, Cell]] = {key: {} for key in leads}
    entries = ReleaseEntry.objects.filter(
        release__in=leads, question__in={question.pk for question in leads.values()}
    )
    if only is not None:
        entries = entries.filter(subject_kind=only.kind, subject_code=only.code)
    for row in entries.values(
        "release_id", "subject_kind", "subject_code", "version_id", "absence", "late",
        *[f"version__{name}" for name in queries.VERSION_FIELDS],
    ):  # fmt: skip
        key = row["release_id"]
        subject = f"{row['subject_kind']}:{row['subject_code']}"
        if row["version_id"] is None:
            cells[key][subject] = Cell(absence=Absence(row["absence"]), late=row["late"])
        else:
            cells[key][subject] = queries.cell_from(row, plain[key], days[key], prefix="version__")
    return {
        release.pk: (
            plain[release.pk],
            [
                (queries.subject_from(subject), cells[release.pk].get(subject, NOT_ASKED))
                for subject in release.frozen["subjects"]
                if only is None or subject == str(only)
            ],
        )
        for release in releases
        if release.pk in leads
    }


def language_of(request: HttpRequest) -> str:
    """``?language=``, else the site's first. Raises `Http404` for a language it does not speak."""
    code = request.GET.get("language", settings.LANGUAGE_CODE)
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return code


def _releases_feed(code: str) -> bytes:
    """Public editions, newest first, in one language."""
    releases = list(
        Release.objects.filter(audience=Audience.PUBLIC, withdrawn_at__isnull=True)
        .select_related("round")
        .order_by("-released_at", "-pk")[:FEED_LENGTH]
    )
    columns = leading_columns(releases)
    topics = dict(Topic.objects.values_list("slug", "label"))
    entries = []
    for release in releases:
        title = spoken(release.frozen["title"], code)
        said = ""
        if release.pk in columns:
            question, column = columns[release.pk]
            said = finding(question, column, code)
        address = settings.SITE_URL + reverse(
            "answers:edition", args=[release.round.public_name, release.number]
        )
        edition = _("edition %(number)d") % {"number": release.number}
        entries.append(
            Entry(
                id=address,
                title=f"{title.text} – {edition}",
                url=address,
                updated=release.released_at,
                published=release.released_at,
                summary=" ".join(
                    part
                    for part in (spoken(release.change_note, code).text if release.number > 1 else "", said)
                    if part
                ),
                categories=[
                    (slug, spoken(topics.get(slug, {"en": slug}), code).text)
                    for slug in release.frozen["topics"]
                ],
            )
        )
    here = f"{settings.SITE_URL}{reverse('feed', args=['releases'])}?language={code}"
    return write_atom(
        Feed(
            id=here,
            title=_("Comparanda: new editions"),
            self_url=here,
            page_url=settings.SITE_URL + reverse("answers:comparisons"),
            updated=releases[0].released_at if releases else FEED_EPOCH,
            author="Comparanda",
            language=code,
            subtitle=_("Comparisons as they are released to the public."),
        ),
        entries,
    )


FEEDS: dict[str, Callable[[str], bytes]] = {"releases": _releases_feed}
"""Name in the address to what writes the feed in a language."""


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """One feed in the language of ``?language=``; an unknown name is 404."""
    if name not in FEEDS:
        raise Http404
    code = language_of(request)
    with translation.override(code):
        response = HttpResponse(FEEDS[name](code), content_type=MediaType.ATOM.content_type)
    response["Content-Language"] = code
    patch_cache_control(response, public=True, max_age=300)
    return response


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("feeds/<slug:name>.atom", feed, name="feed"),
]
