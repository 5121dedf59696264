"""Addresses of themes."""

from __future__ import annotations

from django.urls import path

from comparanda.rooms.themes.web import views

app_name = "themes"
urlpatterns = [
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
]
