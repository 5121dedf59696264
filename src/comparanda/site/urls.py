"""All addresses: pages under their language, machine doors outside it."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from comparanda.answers.kind import rooms
from comparanda.glossary.web import files
from comparanda.site import machine, views
from comparanda.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root, name="root"),
    path("api/v1/", api.urls),
    *machine.urlpatterns,
    *files.machine_urlpatterns,
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.about, name="about"),
        path("about/<slug:page>/", views.about, name="about_page"),
        path("account/", include("allauth.urls")),
        path("", include("comparanda.people.web.urls")),
        path("", include("comparanda.outbox.web.urls")),
        *(path("", include(room.urls)) for room in rooms() if room.urls),
        path("", include("comparanda.glossary.web.urls")),
        path("", include("comparanda.answers.web.urls")),
        prefix_default_language=True,
    ),
]
