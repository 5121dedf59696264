"""Addresses of a query while it is written, mounted at ``<language>/``; once launched it has the pillar's desk."""

from __future__ import annotations

from django.urls import path

from comparanda.rooms.queries.web import preview, question_views, views

app_name = "queries"
urlpatterns = [
    path("workspace/queries/new/", views.new, name="new"),
    path("workspace/queries/copy/<str:name>/", views.copy, name="copy"),
    path("workspace/queries/<slug:slug>/", views.edit, name="edit"),
    path("workspace/queries/<slug:slug>/near/", views.near, name="near"),
    path("workspace/queries/<slug:slug>/preview/", preview.preview, name="preview"),
    path("workspace/queries/<slug:slug>/launch/", preview.launch, name="launch"),
    path("workspace/queries/<slug:slug>/questions/new/", question_views.question, name="question_new"),
    path("workspace/queries/<slug:slug>/questions/<slug:code>/", question_views.question, name="question"),
    path(
        "workspace/queries/<slug:slug>/questions/<slug:code>/remove/",
        question_views.remove,
        name="question_remove",
    ),
]
