"""What the own contact point answered before to near questions, beside the writing form, and taking it over.

Taking over fills the form and saves nothing: the writer dates the answer anew and saves it, with a link to the earlier
one. Leaves out which answers are near and may be read (`comparanda.answers.precedents`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comparanda.answers import precedents
from comparanda.answers.core import codec
from comparanda.answers.core.takeover import fitting
from comparanda.answers.models import Answer, AnswerVersion
from comparanda.answers.precedents import Origin
from comparanda.answers.web.answer_form import AnswerForm
from comparanda.answers.web.earlier import Taken, place_of
from comparanda.answers.web.respond.shown import FieldShown, notes_text, words_of_version
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.question import values_from_json
from comparanda.kernel.source import Source
from comparanda.people.core.viewer import Viewer
from comparanda.present import wording


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier answer of the own contact point.

    Attributes:
        key: names it in ``?from=``, e.g. "2026.3/q2".
        place: what it is called and where it can be read.
        question: as it was asked then; ``same``: it is the one that this question continues.
        said: the answer in words; ``fits``: all of it can be taken over, else its value is copied by hand.
        taken: it was taken over into what stands.
    """

    key: str
    place: Taken
    question: Spoken
    same: bool
    said: Spoken
    as_of: str
    notes: list[FieldShown]
    sources: tuple[Source, ...]
    fits: bool
    taken: bool
    version: AnswerVersion


def precedents_of(answer: Answer, viewer: Viewer, code: str) -> list[Precedent]:
    """The earlier answers to show beside an answer that is written, the nearest first. A constant number of SQL
    queries."""
    return [_precedent(answer, origin, viewer, code) for origin in precedents.own_earlier(viewer, answer)]


def precedent_named(answer: Answer, viewer: Viewer, key: str, code: str) -> Precedent | None:
    """The earlier answer that ``?from=`` names, if the viewer may take it over and it does not stand here already."""
    origin = precedents.version_named(viewer, answer, key) if key else None
    found = _precedent(answer, origin, viewer, code) if origin is not None else None
    return None if found is None or found.taken else found


def _precedent(answer: Answer, origin: Origin, viewer: Viewer, code: str) -> Precedent:
    version, before = origin.version, origin.answer.question.plain()
    return Precedent(
        key=precedents.question_reference(origin.round.public_name, before.code),
        place=place_of(viewer, origin),
        question=spoken(before.text, code),
        same=_same(answer, version),
        said=words_of_version(before, version, code),
        as_of=wording.date_words(version.as_of, code) if version.as_of else "",
        notes=notes_text(version, code),
        sources=codec.sources_from_json(version.sources),
        fits=len(_fitting(answer, version)) == len(version.values)
        and (not version.absence or _same(answer, version)),
        taken=answer.working is not None and answer.working.taken_from_id == version.pk,
        version=version,
    )


def _same(answer: Answer, version: AnswerVersion) -> bool:
    return version.answer.question_id == answer.question.continues_id


def _fitting(answer: Answer, version: AnswerVersion) -> dict[str, object]:
    return dict(
        fitting(
            answer.question.plain(),
            version.answer.question.plain(),
            values_from_json(version.values),
            continued=_same(answer, version),
        )
    )


def take_over(form: AnswerForm, answer: Answer, precedent: Precedent) -> AnswerForm:
    """The form of ``precedent.version`` made one of ``answer``: values that fit, note and sources stay, the date goes.

    Who may read it stays as narrow as either was: what was for the network only is not made public by the way.
    """
    version = precedent.version
    values = _fitting(answer, version)
    for part in answer.question.plain().parts:
        form.initial[form.name_of(part)] = values.get(part.code)
    form.initial["as_of"] = ""
    if not precedent.same:
        # That a question did not apply, or could not be answered, says nothing of another one.
        form.initial["absence"] = ""
    if not version.notes and version.language:
        form.initial["note_language"] = version.language
    standing = answer.working
    if standing is not None and not Audience(standing.audience).reaches(Audience(version.audience)):
        form.initial["audience"] = standing.audience
    return form


def hint(precedent: Precedent) -> str:
    """What to do after taking over, above the form."""
    if precedent.fits:
        return _("Say as of when the answer holds now. Nothing is saved before you save it.")
    return _(
        "Note and sources are taken over. The value does not fit the terms of this question: enter it by hand. Nothing is saved before you save it."
    )
