"""Addresses of search."""

from __future__ import annotations

from django.urls import path

from comparanda.rooms.search.web import views

app_name = "search"
urlpatterns = [path("search/", views.search, name="search")]
