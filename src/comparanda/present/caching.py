"""Conditional requests: a page's ETag is the hash of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers


def conditional(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Public pages may be kept by caches if they ask again each time; pages of signed-in people by nobody.

    The ETag itself comes from ``ConditionalGetMiddleware``, over the finished page, so that marks that change with
    the day change it too. What a signed-in reader sees is never stored: a cache cannot know audiences.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated or request.GET.get("audience") == "network":
            patch_cache_control(response, private=True, no_store=True)
        elif not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response

    return wrapped
