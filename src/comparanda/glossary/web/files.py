"""Files of the glossary, of a release and of one concept; and the concept's address for ever, which answers in the form
that is asked for.

Leaves out what is in the files (`glossary.exports`).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from comparanda.formats.media import MediaType
from comparanda.glossary import exports, queries, rules
from comparanda.glossary.models import Release
from comparanda.glossary.web.reading import viewer_of
from comparanda.people.core.viewer import ANONYMOUS
from comparanda.present.caching import conditional
from comparanda.present.wording import language

KEPT = 60 * 60 * 6
"""Seconds for which a file of the whole glossary is kept, unless words change."""


def _medium(suffix: str, allowed: tuple[MediaType, ...]) -> MediaType:
    try:
        medium = MediaType(suffix)
    except ValueError:
        raise Http404 from None
    if medium not in allowed:
        raise Http404
    return medium


def _file(data: bytes, medium: MediaType, name: str, *, save: bool = True) -> HttpResponse:
    response = HttpResponse(data, content_type=medium.content_type)
    disposition = content_disposition_header(save, f"{name}{medium.suffix}")
    if disposition:
        response["Content-Disposition"] = disposition
    return response


def _kept(made_of: tuple[object, ...], write: Callable[[], bytes]) -> bytes:
    """The file that was written of the same words before, else written now: the whole glossary takes seconds."""
    key = "glossary-file:" + sha256(repr(made_of).encode()).hexdigest()
    data: bytes | None = cache.get(key)
    if data is None:
        data = write()
        cache.set(key, data, KEPT)
    return data


def _last_number() -> int:
    """Number of the newest release, 0 before the first: files of what stands now name it."""
    return Release.objects.order_by("-number").values_list("number", flat=True).first() or 0


@require_safe
@conditional
def glossary_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The glossary as it stands."""
    medium = _medium(suffix, exports.MEDIA)
    made = (queries.stamp(), _last_number(), settings.SITE_URL, medium.value, language())
    data = _kept(made, lambda: exports.glossary_file(exports.scheme_now(), medium, language()))
    return _file(data, medium, "comparanda-glossary")


@require_safe
@conditional
def release_file(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    """A release, for ever the same but for the words of its headers."""
    medium = _medium(suffix, exports.MEDIA)
    found = get_object_or_404(Release.objects.defer("snapshot", "changes"), number=number)
    made = (found.content_hash, found.released_at, settings.SITE_URL, medium.value, language())

    def write() -> bytes:
        return exports.glossary_file(
            exports.scheme_of_release(found), medium, language(), created=found.released_at
        )

    data = _kept(made, write)
    return _file(data, medium, f"comparanda-glossary-{number}")


@require_safe
@conditional
def concept_file(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """One concept as linked data."""
    medium = _medium(suffix, exports.LINKED_DATA)
    get_object_or_404(rules.concepts_visible_to(viewer_of(request)), slug=slug)
    return _file(exports.linked_data(exports.scheme_around(slug), medium, slug), medium, slug, save=False)


_ACCEPTED: dict[str, MediaType | None] = {
    "text/html": None,
    "application/xhtml+xml": None,
    "text/turtle": MediaType.TURTLE,
    "application/x-turtle": MediaType.TURTLE,
    "application/ld+json": MediaType.JSON_LD,
    "application/json": MediaType.JSON_LD,
    "application/rdf+xml": MediaType.RDF_XML,
    "application/xml": MediaType.RDF_XML,
}


def asked_for(request: HttpRequest) -> MediaType | bool | None:
    """The form that the Accept header prefers: a medium, None for a page, False where it wants none that there is."""
    if not request.headers.get("Accept"):
        return None
    preferred = request.get_preferred_type(list(_ACCEPTED))
    return False if preferred is None else _ACCEPTED[preferred]


def _not_acceptable() -> HttpResponse:
    """406, with the forms that there are."""
    response = HttpResponse(
        "text/html, text/turtle, application/ld+json, application/rdf+xml\n",
        status=406,
        content_type="text/plain; charset=utf-8",
    )
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


@require_safe
def identifier(request: HttpRequest, slug: str) -> HttpResponse:
    """``/id/concept/<slug>``: leads to the page (303, for a concept is not a page) or answers with linked data."""
    get_object_or_404(rules.concepts_visible_to(ANONYMOUS), slug=slug)
    wanted = asked_for(request)
    if wanted is False:
        response = _not_acceptable()
    elif isinstance(wanted, MediaType):
        response = _file(
            exports.linked_data(exports.scheme_around(slug), wanted, slug), wanted, slug, save=False
        )
        response["Access-Control-Allow-Origin"] = "*"
    else:
        with translation.override(get_language_from_request(request)):
            response = HttpResponseRedirect(reverse("glossary:concept", args=[slug]), status=303)
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
def scheme_identifier(request: HttpRequest) -> HttpResponse:
    """``/id/glossary``: the scheme itself, by the same negotiation."""
    wanted = asked_for(request)
    if wanted is False:
        return _not_acceptable()
    if isinstance(wanted, MediaType):
        address = reverse("glossary:file", args=[wanted.value])
    else:
        with translation.override(get_language_from_request(request)):
            address = reverse("glossary:browse")
    response = HttpResponseRedirect(address, status=303)
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


urlpatterns = [
    path("glossary.<slug:suffix>", glossary_file, name="file"),
    path("glossary/releases/<int:number>.<slug:suffix>", release_file, name="release_file"),
    path("glossary/<slug:slug>.<slug:suffix>", concept_file, name="concept_file"),
]

machine_urlpatterns = [
    path("id/concept/<slug:slug>", identifier, name="concept_identifier"),
    path("id/glossary", scheme_identifier, name="scheme_identifier"),
]
