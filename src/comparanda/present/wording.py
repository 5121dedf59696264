"""The words for values, absences, marks and dates in the reader's language.

Leaves out where the words stand on a page. Interface words are gettext's, numbers and dates follow the
Unicode CLDR through Babel, labels come from the questions.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Cell
from comparanda.kernel.language import Spoken, spoken
from comparanda.kernel.period import PartialDate, Period
from comparanda.kernel.question import Part, PartType, Question, Value, as_number
from comparanda.kernel.source import Confidence, Provenance

ABSENCES = {
    Absence.NOT_ASKED: gettext_lazy("Not asked"),
    Absence.NO_ANSWER: gettext_lazy("No answer"),
    Absence.DECLINED: gettext_lazy("Declined to answer"),
    Absence.NOT_APPLICABLE: gettext_lazy("Not applicable"),
    Absence.NOT_PUBLIC: gettext_lazy("Answered, not public"),
    Absence.UNKNOWN: gettext_lazy("Not known"),
}
ABSENCE_MEANINGS = {
    Absence.NOT_ASKED: gettext_lazy("This question was not put to this country."),
    Absence.NO_ANSWER: gettext_lazy("No answer has been given or published."),
    Absence.DECLINED: gettext_lazy("The contact point said that it will not answer."),
    Absence.NOT_APPLICABLE: gettext_lazy("The question does not arise in this country."),
    Absence.NOT_PUBLIC: gettext_lazy("The country replied, but not for this circle of readers."),
    Absence.UNKNOWN: gettext_lazy("Somebody looked, and the answer could not be established."),
}
MARKS = {
    "up_to_date": gettext_lazy("Up to date"),
    "objective": gettext_lazy("Objective"),
    "reliable": gettext_lazy("Reliable"),
    "comparable": gettext_lazy("Comparable"),
}
PROVENANCES = {
    Provenance.ANSWERED: gettext_lazy("Answered by the contact point"),
    Provenance.COMPILED: gettext_lazy("Compiled from published sources"),
}
CONFIDENCES = {
    Confidence.HIGH: gettext_lazy("High confidence"),
    Confidence.MEDIUM: gettext_lazy("Medium confidence"),
    Confidence.LOW: gettext_lazy("Low confidence"),
}
AUDIENCES = {
    Audience.PUBLIC: pgettext_lazy("audience", "Public"),
    Audience.NETWORK: pgettext_lazy("audience", "Network"),
    Audience.OWN_TEAM: pgettext_lazy("audience", "Own team"),
}
YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
PART_TYPES = {
    PartType.YES_NO: pgettext_lazy("answer type", "Yes or no"),
    PartType.CHOICE: pgettext_lazy("answer type", "One of a list"),
    PartType.CHOICES: pgettext_lazy("answer type", "Several of a list"),
    PartType.NUMBER: pgettext_lazy("answer type", "Number"),
    PartType.MONEY: pgettext_lazy("answer type", "Amount of money"),
    PartType.PERCENT: pgettext_lazy("answer type", "Percentage"),
    PartType.DATE: pgettext_lazy("answer type", "Date"),
    PartType.PERIOD: pgettext_lazy("answer type", "Period"),
    PartType.TEXT: pgettext_lazy("answer type", "Text"),
    PartType.LINK: pgettext_lazy("answer type", "Link"),
    PartType.LEGAL_REFERENCE: pgettext_lazy("answer type", "Legal reference"),
}


def language() -> str:
    """The reader's language now, e.g. ``bg``."""
    return (get_language() or "en").split("-")[0]


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def number_words(number: Decimal | int, code: str) -> str:
    """A number with the separators of the language: ``1 234,5`` in Bulgarian."""
    return format_decimal(number, format="#,##0.######", locale=_locale(code))


def money_words(amount: Decimal, currency: str, code: str) -> str:
    """An amount in the language's form, without cents where there are none: ``€55,678``."""
    whole = amount == amount.to_integral_value()
    return format_currency(
        amount, currency, locale=_locale(code), currency_digits=not whole, decimal_quantization=not whole,
        format="¤#,##0" if whole and code == "en" else ("#,##0\u00a0¤" if whole else None),
    )  # fmt: skip


def date_words(text: str | PartialDate, code: str) -> str:
    """A year, a month or a day in words: ``2024``, ``May 2024``, ``17 May 2024``."""
    value = PartialDate.parse(text) if isinstance(text, str) else text
    if not value.day:
        # By skeleton, because a language may put a word after the year: „2024 г.“.
        return format_skeleton("yMMMM" if value.month else "y", value.first_day, locale=_locale(code))
    return day_words(value.first_day, code)


def day_words(day: date, code: str) -> str:
    return format_date(day, "d MMMM y" if code == "en" else "long", locale=_locale(code))


def with_unit(part: Part, number: Decimal, code: str) -> str:
    """A number with its unit in the right form: ``1 month``, ``18 months``, ``€55,678 per year``, ``12%``."""
    if part.type is PartType.PERCENT:
        return f"{number_words(number, code)}\u00a0%" if code != "en" else f"{number_words(number, code)}%"
    form = _locale(code).plural_form(number)
    unit = spoken(part.unit.one if form == "one" else part.unit.other, code).text
    if part.unit.currency:
        return f"{money_words(number, part.unit.currency, code)} {unit}".strip()
    return f"{number_words(number, code)} {unit}".strip()


def one_value_words(part: Part, value: str, code: str) -> Spoken:
    """The words for one canonical value (one code of several, for ``choices``)."""
    if part.type is PartType.YES_NO:
        return Spoken(str(YES_NO[value]), code)
    if part.type.coded:
        entry = part.code_of(value)
        return spoken(entry.label, code) if entry else Spoken(value, "")
    if part.type.numeric:
        number = as_number(value)
        return Spoken(with_unit(part, number, code) if number is not None else value, code)
    if part.type is PartType.DATE:
        return Spoken(date_words(value, code), code)
    if part.type is PartType.PERIOD:
        period = Period.parse(value)
        return Spoken(f"{date_words(period.start, code)} – {date_words(period.end, code)}", code)
    return Spoken(value, "")


def value_words(part: Part, value: Value, code: str) -> Spoken:
    """The words for a part's value; several codes joined as the language joins a list."""
    if isinstance(value, tuple):
        words = [one_value_words(part, item, code) for item in value]
        return Spoken(", ".join(word.text for word in words), words[0].language if words else code)
    return one_value_words(part, value, code)


def cell_words(question: Question, cell: Cell, code: str) -> Spoken:
    """The whole answer in words: its parts in order, or why there is none."""
    if cell.absence is not None:
        return Spoken(str(ABSENCES[cell.absence]), code)
    words = []
    for part in question.parts:
        if part.code not in cell.values:
            continue
        said = part_words(part, cell, code)
        label = spoken(part.label, code).text
        words.append(
            Spoken(f"{label}: {said.text}" if label and len(cell.values) > 1 else said.text, said.language)
        )
    if not words:
        return Spoken(str(ABSENCES[Absence.NO_ANSWER]), code)
    if len(words) == 1:
        return words[0]
    return Spoken("; ".join(word.text for word in words), words[0].language)


def part_words(part: Part, cell: Cell, code: str) -> Spoken:
    """One part of an answer; text in the reader's language where it was translated."""
    if part.type in (PartType.TEXT, PartType.LEGAL_REFERENCE):
        return cell.spoken_text(part.code, code)
    return value_words(part, cell.values[part.code], code)


def listed(items: list[str], code: str) -> str:
    """``a, b and c`` as the language says it."""
    return format_list(items, locale=_locale(code)) if items else ""


def marks_words(cell: Cell) -> str:
    """The marks an answer carries, in words: ``Objective, reliable; not: up to date, comparable``."""
    on = [str(MARKS[name]) for name in MARKS if getattr(cell.marks, name)]
    off = [str(MARKS[name]) for name in MARKS if not getattr(cell.marks, name)]
    if not off:
        return _("All four marks: %(marks)s") % {"marks": ", ".join(on)}
    if not on:
        return _("None of the four marks")
    return _("Marks: %(on)s. Not: %(off)s") % {"on": ", ".join(on), "off": ", ".join(off)}
