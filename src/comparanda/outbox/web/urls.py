"""Addresses of the outbox, mounted at ``<language>/outbox/``; they exist in the demo alone."""

from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("<uuid:reference>/", views.message, name="message"),
]
