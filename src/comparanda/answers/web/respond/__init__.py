"""The respondent's workspace: inbox, write, review, submit.

``shown`` says things in words, ``gate`` opens the door and turns refusals into messages, the other modules are
pages. Leaves out the asker's desk (``steer``).
"""

from __future__ import annotations

from django.urls import URLPattern, path

from comparanda.answers.web.respond.conflict import conflict
from comparanda.answers.web.respond.history import history
from comparanda.answers.web.respond.inbox import inbox
from comparanda.answers.web.respond.overview import print_version, response, submit
from comparanda.answers.web.respond.writing import autosave, write

# "print" and "submit" come before the questions: codes of questions are looked up only after them.
urlpatterns: list[URLPattern] = [
    path("workspace/", inbox, name="inbox"),
    path("workspace/<str:name>/<slug:respondent>/", response, name="response"),
    path("workspace/<str:name>/<slug:respondent>/print/", print_version, name="print"),
    path("workspace/<str:name>/<slug:respondent>/submit/", submit, name="submit"),
    path("workspace/<str:name>/<slug:respondent>/<slug:question>/", write, name="write"),
    path("workspace/<str:name>/<slug:respondent>/<slug:question>/autosave/", autosave, name="autosave"),
    path("workspace/<str:name>/<slug:respondent>/<slug:question>/conflict/", conflict, name="conflict"),
    path("workspace/<str:name>/<slug:respondent>/<slug:question>/history/", history, name="history"),
]
