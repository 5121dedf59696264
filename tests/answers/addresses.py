"""The three addresses that letters of the pillar lead to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("page")


urlpatterns = [
    path(
        "workspace/",
        include(
            (
                [
                    path("rounds/<slug:slug>/", page, name="steer"),
                    path("responses/<str:name>/<slug:code>/", page, name="response"),
                    path("responses/<str:name>/<slug:code>/<slug:question>/", page, name="write"),
                ],
                "answers",
            )
        ),
    )
]
