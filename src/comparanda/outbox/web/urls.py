"""Addresses of the outbox, mounted at ``<language>/``; they exist in the demo alone."""

from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("outbox/", views.messages, name="messages"),
    path("outbox/<uuid:reference>/", views.message, name="message"),
]
