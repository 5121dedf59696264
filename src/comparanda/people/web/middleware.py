"""Says who is looking at a request, and keeps roles behind the second factor.

Leaves out what the viewer may see: each app's rules decide that from `request.viewer`.
"""

import re
import zoneinfo
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from comparanda.people.core.viewer import Viewer
from comparanda.people.queries import today, viewer_for

WORKSPACE = re.compile(r"/[a-z]{2,3}(-[a-z]+)?/workspace(/|$)", re.IGNORECASE)


def lacks_second_factor(viewer: Viewer) -> bool:
    """Whether the viewer's roles wait for a second factor: coordinators and above, outside the demo."""
    if settings.COMPARANDA.demo or not viewer.needs_second_factor:
        return False
    return not Authenticator.objects.filter(user_id=viewer.user_id, type=Authenticator.Type.TOTP).exists()


def viewer_of(request: HttpRequest) -> Viewer:
    """Who makes the request; without any role while the second factor that the roles demand is missing."""
    viewer = viewer_for(request.user, today())
    if lacks_second_factor(viewer):
        return Viewer(user_id=viewer.user_id, username=viewer.username)
    return viewer


class ViewerMiddleware:
    """Sets `request.viewer`, found when first asked for, and shows times in the reader's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))  # type: ignore[attr-defined]
        # Without a session nobody is signed in: such requests are spared the look and stay cacheable.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends coordinators and above to set up their second factor before they enter the workspace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not settings.COMPARANDA.demo
            and WORKSPACE.match(request.path_info)
            and request.user.is_authenticated
            and lacks_second_factor(viewer_for(request.user, today()))
        ):
            messages.info(request, _("Your role needs a second factor. Set it up first."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)
