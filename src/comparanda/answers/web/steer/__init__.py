"""The asker's desk: rounds I steer, one round from launch to release, one respondent's reply and the talk about it."""

from __future__ import annotations

from django.urls import path

from comparanda.answers.web.steer import desk, rounds, steps

urlpatterns = [
    path("workspace/rounds/", rounds.rounds, name="rounds"),
    path("workspace/rounds/<str:name>/", desk.steer, name="steer"),
    path("workspace/rounds/<str:name>/close/", steps.close, name="close"),
    path("workspace/rounds/<str:name>/cancel/", steps.cancel, name="cancel"),
    path("workspace/rounds/<str:name>/reopen/", steps.reopen, name="reopen"),
    path("workspace/rounds/<str:name>/remind/", steps.remind, name="remind"),
    path("workspace/rounds/<str:name>/summary/", steps.summarise, name="summarise"),
    path("workspace/rounds/<str:name>/release/<str:audience>/", steps.release, name="release"),
    path("workspace/rounds/<str:name>/editions/<int:key>/withdraw/", steps.withdraw, name="withdraw"),
    path("workspace/rounds/<str:name>/respondents/<slug:respondent>/", desk.clarify, name="clarify"),
    path("workspace/rounds/<str:name>/respondents/<slug:respondent>/extend/", steps.extend, name="extend"),
]
