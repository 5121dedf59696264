"""Precedents beside a query that is written: the nearest earlier queries and questions, and how they are used.

Part of the pages of a draft and of a question; while the asker types, a script asks for the list anew. Leaves out what
is near and who may read it (`answers.precedents`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from comparanda.answers import precedents
from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Question, Round, RoundLink
from comparanda.answers.precedents import Earlier
from comparanda.answers.web.earlier import earlier_url
from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, Text, spoken
from comparanda.people.core.viewer import Viewer
from comparanda.present import wording
from comparanda.rooms.queries.web.forms import LINK_KINDS

LONGEST_TEXT = 2000
"""Characters of what is typed that are looked at; the beginning of a text tells what it is about."""

COUNTRIES_NAMED = 4
"""More countries than these are counted first and named on demand."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Who answered, as far as the viewer may see: names of countries. ``few``: the same in a sentence's words, empty
    where they are none or too many."""

    countries: list[str]
    few: str


@dataclass(frozen=True, slots=True)
class NearQuestion:
    """One earlier question. ``reference``: what its button sends, e.g. "2026.3/q2"; ``types``: its answer types in
    words; ``url``: where it can be read, empty where nowhere."""

    reference: str
    text: Spoken
    url: str
    types: str
    answered: Answered


@dataclass(frozen=True, slots=True)
class NearRound:
    """An earlier query with those of its questions that are near.

    Attributes:
        name: its number or slug; ``numbered``: it has a number, which tells its reader something.
        when: when it was released, or asked where it was not, in words.
        answered: by whom, where no question is near but the query as a whole.
        link: how the draft is related to it already; empty where it is not.
    """

    name: str
    numbered: bool
    title: Spoken
    url: str
    asker: Spoken
    when: str
    link: str
    answered: Answered | None
    questions: list[NearQuestion]


def nearest_of(viewer: Viewer, round: Round, written: Text, *about: Text) -> list[NearRound]:
    """What stands near to what is written in a draft, and to what it is about, the nearest first. Read in the draft's
    own language. A constant number of SQL queries."""
    language = round.language
    found = precedents.earlier(
        viewer,
        spoken(written, language).text[:LONGEST_TEXT],
        language,
        without=round,
        about="\n".join(spoken(text, language).text for text in about)[:LONGEST_TEXT],
    )
    links = dict(round.links.values_list("other", "kind")) if found else {}
    near: dict[int, NearRound] = {}
    for one in found:
        if one.round.pk not in near:
            near[one.round.pk] = _round(one, links, wording.language())
        if one.question is not None:
            near[one.round.pk].questions.append(_question(one, one.question, wording.language()))
    return list(near.values())


def _round(found: Earlier, links: Mapping[int, str], language: str) -> NearRound:
    round, kind = found.round, links.get(found.round.pk)
    return NearRound(
        name=round.public_name,
        numbered=bool(round.number),
        title=round.title_in(language),
        url=earlier_url(replace(found, question=None)),
        asker=round.asker.spoken_name(language),
        when=_when(found, language),
        link=str(LINK_KINDS[RoundLink.Kind(kind)]) if kind else "",
        answered=_answered(found, language) if found.question is None else None,
        questions=[],
    )


def _question(found: Earlier, question: Question, language: str) -> NearQuestion:
    return NearQuestion(
        reference=found.reference,
        text=spoken(question.text, language),
        url=earlier_url(found),
        types=", ".join(str(wording.PART_TYPES[part.type]) for part in question.plain().parts),
        answered=_answered(found, language),
    )


def _answered(found: Earlier, language: str) -> Answered:
    names = sorted((country_name(code, language) for code in found.countries), key=str.casefold)
    return Answered(names, wording.listed(names, language) if len(names) <= COUNTRIES_NAMED else "")


def _when(found: Earlier, language: str) -> str:
    if found.edition is not None:
        day = brussels_day(found.edition.released_at)
        return _("released %(day)s") % {"day": wording.day_words(day, language)}
    if found.round.launched_at is None:
        return _("draft")
    day = brussels_day(found.round.launched_at)
    return _("asked %(day)s") % {"day": wording.day_words(day, language)}
