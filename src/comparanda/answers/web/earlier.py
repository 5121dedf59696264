"""Earlier rounds, questions and answers on a page: what they are called, and the address where the viewer may read them.

Leaves out what is near (`comparanda.answers.precedents`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from comparanda.answers import precedents, rules
from comparanda.answers.models import AnswerVersion
from comparanda.answers.precedents import Earlier, Origin
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import ANONYMOUS, Viewer

NETWORK = "?audience=network"


@dataclass(frozen=True, slots=True)
class Taken:
    """The earlier answer that another was taken over from, as a page says it.

    ``words``: e.g. "2026.3, question 2". ``url``: where the viewer may read it; empty where nowhere.
    """

    key: int
    reference: str
    words: str
    url: str


def question_words(round: str, number: int) -> str:
    """E.g. ``2026.3, question 2``."""
    return _("%(round)s, question %(number)s") % {"round": round, "number": number}


def taken(viewer: Viewer, origin: Origin | None) -> Taken | None:
    """The origin in words, with its address if the viewer may read it; ``None`` for none."""
    if origin is None:
        return None
    if not rules.can_see_version(viewer, origin.version):
        return replace(place_of(viewer, origin), url="")
    return place_of(viewer, origin)


def place_of(viewer: Viewer, origin: Origin) -> Taken:
    """An earlier answer that the viewer may read, in words. No SQL query."""
    words = question_words(origin.round.public_name, origin.number)
    return Taken(origin.version.pk, origin.reference, words, _answer_url(viewer, origin))


def taken_in_edition(viewer: Viewer, version: AnswerVersion | None, audience: Audience) -> Taken | None:
    """Where a version that an edition shows was taken over from. The public edition tells everybody the same: only of
    an answer that is public itself; the network's tells each reader of what that reader may read."""
    reader = ANONYMOUS if audience is Audience.PUBLIC else viewer
    origin = precedents.origin_of(version)
    if origin is None or not rules.can_see_version(reader, origin.version):
        return None
    return place_of(reader, origin)


def _answer_url(viewer: Viewer, origin: Origin) -> str:
    """In an edition, else in the workspace; empty where the viewer has no page for it."""
    round, code = origin.round.public_name, origin.answer.question.code
    page = reverse("answers:answer", args=[round, code, origin.response.subject_code.lower()])
    public = Audience.PUBLIC in origin.editions and origin.version.audience == Audience.PUBLIC
    if public:
        return page
    if rules.can_open_answer(viewer, origin.answer):
        return reverse("answers:history", args=[round, origin.response.respondent.code, code])
    if Audience.NETWORK in origin.editions:
        return page + NETWORK
    if rules.can_open_response(viewer, origin.response):
        return reverse("answers:response", args=[round, origin.response.respondent.code])
    return ""


def earlier_url(found: Earlier) -> str:
    """Where the viewer may read an earlier round or question: its edition, its desk or the own response; empty where
    it may only know of it."""
    name = found.round.public_name
    if found.edition is not None:
        page = (
            reverse("answers:question", args=[name, found.question.code])
            if found.question
            else reverse("answers:comparison", args=[name])
        )
        return page if found.edition.audience == Audience.PUBLIC else page + NETWORK
    if found.steered:
        return reverse("answers:steer", args=[name])
    return reverse("answers:response", args=[name, found.respondent]) if found.respondent else ""
