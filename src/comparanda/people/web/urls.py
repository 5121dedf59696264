"""Addresses of people, mounted at ``<language>/``; sign-in itself is allauth's, at ``<language>/account/``."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("workspace/team/", views.team, name="team"),
    path("workspace/team/<slug:code>/", views.organisation, name="organisation"),
    path("workspace/team/<slug:code>/invite/", views.invite, name="invite"),
    path(
        "workspace/team/<slug:code>/invitations/<uuid:reference>/withdraw/", views.withdraw, name="withdraw"
    ),
    path("workspace/team/<slug:code>/people/<str:username>/", views.person, name="person"),
    path("workspace/profile/", views.profile, name="profile"),
    path("workspace/log/", views.log, name="log"),
    path("invitation/<str:token>/", views.accept, name="accept"),
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
]
