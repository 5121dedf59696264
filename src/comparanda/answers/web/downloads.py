"""Files of a comparison, an edition or a question, and its charts.

A file is told apart by all that it depends on: what the edition froze, its audience, the language, the format, the
questions' words, the site's address and the program. That key is its ETag and its name in the folder where finished
files are kept, so a reader who has a file already costs two SQL queries. What the network reads is never stored by
anybody's cache; the folder holds it under its audience and only this view reads it. Leaves out what is in the files.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import path, register_converter, reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comparanda.answers import queries
from comparanda.answers.exports.edition import edition_of
from comparanda.answers.exports.files import MEDIA, edition_file, program_hash
from comparanda.answers.exports.pictures import NoPicture
from comparanda.answers.models import Release, Round
from comparanda.answers.web.lookup import edition_shown, round_named
from comparanda.formats.images import ImageCache
from comparanda.formats.media import MediaType
from comparanda.kernel.audience import Audience
from comparanda.present.chart import chart_spec
from comparanda.present.wording import language

THEMES = ("light", "dark")
SHOWN_IN_PLACE = frozenset({MediaType.PDF, MediaType.SVG, MediaType.PNG, MediaType.JSON})
"""Formats that a browser shows; the others it saves."""

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


class ComparisonName:
    """A number, which has a dot in it (``2026.41``), or a slug, which has none."""

    regex = r"[0-9]{4}\.[0-9]+|[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FileSuffix(ComparisonName):
    """The end of an address after its last dot. It begins with a letter, or the number of a query would read as
    a name and a suffix; which suffixes there are is for the view to say."""

    regex = r"[a-zA-Z][a-zA-Z0-9]*"


register_converter(ComparisonName, "comparison_name")
register_converter(FileSuffix, "file_suffix")


def _medium(suffix: str) -> MediaType:
    """The format of a suffix, as it is written in addresses. Raises `Http404`."""
    try:
        medium = MediaType(suffix)
    except ValueError:
        raise Http404 from None
    if medium not in MEDIA:
        raise Http404
    return medium


def files_folder() -> Path:
    """Where finished files are kept; it may be emptied at any time."""
    return Path(settings.DATA_DIR) / "cache" / "files"


def images() -> ImageCache:
    """Drawn pictures, kept by their content."""
    return ImageCache(Path(settings.DATA_DIR) / "cache" / "images")


def _kept(key: str, suffix: str, make: Callable[[], bytes]) -> bytes:
    """The file under a key, made and kept where it is not there. It appears whole or not at all."""
    place = files_folder() / key[:2] / f"{key}.{suffix}"
    with suppress(FileNotFoundError):
        return place.read_bytes()
    data = make()
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.replace(file.name, place)
        except BaseException:
            os.unlink(file.name)
            raise
    return data


def _key(release: Release, *parts: str) -> str:
    """Everything a file depends on, in one hash. One SQL query, for the questions: their translations may grow."""
    told = (
        program_hash(), settings.SITE_URL, release.round.public_name, str(release.audience), str(release.number),
        release.content_hash, repr(queries.questions_of_edition(release)), repr(edition_of(release).topics),
        language(), *parts,
    )  # fmt: skip
    return sha256("\x1f".join(told).encode("utf-8")).hexdigest()


def _guarded(response: HttpResponse, release: Release) -> HttpResponse:
    """What caches may do with a file of this audience."""
    if release.audience == Audience.PUBLIC:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
    return response


def _policy(svg: bytes) -> str:
    """The policy of a picture opened by itself: its own style sheet by its hash, and nothing else."""
    styles = [
        f"'sha256-{b64encode(sha256(style.encode('utf-8')).digest()).decode('ascii')}'"
        for style in _STYLE.findall(svg.decode("utf-8"))
    ]
    return f"default-src 'none'; style-src {' '.join(styles) or chr(39) + 'none' + chr(39)}; frame-ancestors 'none'"


def _sent(
    request: HttpRequest, release: Release, medium: MediaType, name: str, key: str, make: Callable[[], bytes]
) -> HttpResponse:
    """The file, or 304 to a reader who has it, before anything is made."""
    etag = quote_etag(key)
    modified = int(release.released_at.timestamp())
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    if known is not None:
        known["ETag"] = etag
        return _guarded(known, release)
    try:
        data = _kept(key, medium.value, make)
    except (NoPicture, KeyError):
        raise Http404 from None
    response = HttpResponse(data, content_type=medium.content_type)
    response["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response["Content-Disposition"] = content_disposition_header(
        medium not in SHOWN_IN_PLACE, f"{name}{medium.suffix}"
    )
    response["Content-Language"] = language()
    if medium is MediaType.SVG:
        response["Content-Security-Policy"] = _policy(data)
    return _guarded(response, release)


def _withdrawn(release: Release) -> HttpResponse:
    """What stands in the place of an edition that was taken back."""
    text = _("Edition %(number)d was withdrawn: %(reason)s") % {
        "number": release.number,
        "reason": release.withdrawn_reason,
    }
    response = HttpResponse(text + "\n", status=410, content_type="text/plain; charset=utf-8")
    return _guarded(response, release)


def _file_name(release: Release, question: str = "") -> str:
    """E.g. ``blue-card-threshold_eur-edition-1-en``."""
    parts = [release.round.public_name, question, "network" if release.audience == Audience.NETWORK else ""]
    return "-".join(part for part in (*parts, "edition", str(release.number), language()) if part)


def _moved(request: HttpRequest, name: str, round: Round, address: str) -> HttpResponse | None:
    """To the one address that a comparison's files have: a query that is asked for by its slug answers at its number."""
    if name == round.public_name:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))


@require_safe
def download(request: HttpRequest, name: str, suffix: str) -> HttpResponse:
    """The newest edition as a file."""
    medium = _medium(suffix)
    round = round_named(name)
    release = edition_shown(request, round)
    moved = _moved(request, name, round, reverse("answers:download", args=[round.public_name, suffix]))
    return moved or _sent(
        request, release, medium, _file_name(release), _key(release, suffix),
        lambda: edition_file(release, medium, language(), images=images()),
    )  # fmt: skip


@require_safe
def download_question(request: HttpRequest, name: str, code: str, suffix: str) -> HttpResponse:
    """One question of the newest edition as a file."""
    medium = _medium(suffix)
    round = round_named(name)
    release = edition_shown(request, round)
    moved = _moved(
        request, name, round, reverse("answers:download_question", args=[round.public_name, code, suffix])
    )
    return moved or _sent(
        request, release, medium, _file_name(release, code), _key(release, suffix, code),
        lambda: edition_file(release, medium, language(), question=code, images=images()),
    )  # fmt: skip


@require_safe
def download_edition(request: HttpRequest, name: str, number: int, suffix: str) -> HttpResponse:
    """One edition as a file, for ever; 410 with the reason once it was withdrawn."""
    medium = _medium(suffix)
    round = round_named(name)
    release = edition_shown(request, round, number)
    if release.withdrawn_at is not None:
        return _withdrawn(release)
    address = reverse("answers:download_edition", args=[round.public_name, number, suffix])
    return _moved(request, name, round, address) or _sent(
        request, release, medium, _file_name(release), _key(release, suffix),
        lambda: edition_file(release, medium, language(), images=images()),
    )  # fmt: skip


@require_safe
def chart(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """The chart of one question as SVG; 404 where no chart makes sense. ``?edition=n``, ``?theme=dark``."""
    theme = request.GET.get("theme", "light")
    asked = request.GET.get("edition", "")
    if theme not in THEMES or not re.fullmatch(r"[0-9]{0,6}", asked):
        raise Http404
    round = round_named(name)
    release = edition_shown(request, round, int(asked) if asked else None)
    if release.withdrawn_at is not None:
        return _withdrawn(release)

    def make() -> bytes:
        grid = queries.edition_grid(release, edition_of(release).released_on).only((code,))
        spec = chart_spec(grid.questions[0], grid, language(), theme)  # type: ignore[arg-type]  # one of THEMES
        if spec is None:
            raise NoPicture(f"the question '{code}' has no chart")
        return images().vega_to_svg(spec).encode("utf-8")

    key = _key(release, "chart", code, theme)
    return _sent(request, release, MediaType.SVG, _file_name(release, f"{code}-chart"), key, make)


urlpatterns = [
    path("compare/<comparison_name:name>.<file_suffix:suffix>", download, name="download"),
    path(
        "compare/<comparison_name:name>/questions/<slug:code>.<file_suffix:suffix>",
        download_question,
        name="download_question",
    ),
    path("compare/<comparison_name:name>/questions/<slug:code>/chart.svg", chart, name="chart"),
    path(
        "compare/<comparison_name:name>/editions/<int:number>.<file_suffix:suffix>",
        download_edition,
        name="download_edition",
    ),
]
