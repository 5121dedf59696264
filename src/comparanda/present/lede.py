"""The finding in a sentence or two, written from the answers themselves.

Leaves out interpretation: it says what most countries have, the extremes and the middle, and who is missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparanda.kernel.absence import Absence
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Cell, Subject
from comparanda.kernel.question import PartType, Question, as_number
from comparanda.kernel.tally import Tally, tally_of
from comparanda.present import wording

NAMED_AT_MOST = 3
"""Countries that a sentence names; more are counted."""


def _who(codes: list[str], language: str) -> str:
    """Names of a few countries, or how many."""
    if len(codes) <= NAMED_AT_MOST:
        return wording.listed(sorted(country_name(code, language) for code in codes), language)
    return ngettext("%(count)d country", "%(count)d countries", len(codes)) % {"count": len(codes)}


def _holders(question: Question, cells: list[tuple[Subject, Cell]], value: str) -> list[str]:
    part = question.lead_part
    return [
        s.code for s, cell in cells
        if cell.absence is None and value in _each(cell.values.get(part.code))
    ]  # fmt: skip


def _each(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _coded(question: Question, cells: list[tuple[Subject, Cell]], tally: Tally, language: str) -> str:
    part = question.lead_part
    ranked = sorted(tally.values.items(), key=lambda item: -item[1])
    if part.type is PartType.YES_NO:
        yes, no = tally.values.get("yes", 0), tally.values.get("no", 0)
        if not no:
            return ngettext(
                "Yes in the only country with an answer.",
                "Yes everywhere: in all %(count)d countries with an answer.",
                yes,
            ) % {"count": yes}
        if not yes:
            return ngettext(
                "No in the only country with an answer.",
                "No everywhere: in all %(count)d countries with an answer.",
                no,
            ) % {"count": no}
        few, word = (no, _("no")) if no <= yes else (yes, _("yes"))
        other, other_word = (yes, _("yes")) if no <= yes else (no, _("no"))
        names = _who(_holders(question, cells, "no" if no <= yes else "yes"), language)
        if few <= NAMED_AT_MOST:
            return ngettext(
                "%(other)d country answers “%(other_word)s”; “%(word)s” is the answer of %(names)s.",
                "%(other)d countries answer “%(other_word)s”; “%(word)s” is the answer of %(names)s.",
                other,
            ) % {"other": other, "other_word": other_word, "word": word, "names": names}
        return _("%(yes)d countries answer “yes”, %(no)d “no”.") % {"yes": yes, "no": no}
    label = lambda value: wording.one_value_words(part, value, language).text  # noqa: E731
    first, count = ranked[0]
    sentence = ngettext(
        "%(count)d of %(total)d country: %(label)s.",
        "%(count)d of %(total)d countries: %(label)s.",
        tally.with_value,
    ) % {"count": count, "total": tally.with_value, "label": label(first)}
    rest = [
        _("%(label)s – %(who)s")
        % {"label": label(value), "who": _who(_holders(question, cells, value), language)}
        for value, _count in ranked[1:4]
    ]
    return sentence + (" " + _("Then: %(rest)s.") % {"rest": "; ".join(rest)} if rest else "")


def _same(value: str, tally: Tally) -> str:
    return ngettext("The only value: %(value)s.", "The same everywhere: %(value)s.", tally.with_value) % {
        "value": value
    }


def _ordered(question: Question, cells: list[tuple[Subject, Cell]], tally: Tally, language: str) -> str:
    part = question.lead_part
    if part.type.numeric:
        assert tally.lowest is not None and tally.middle is not None and tally.highest is not None
        if tally.lowest == tally.highest:
            return _same(wording.with_unit(part, tally.lowest, language), tally)

        def holders(number: object) -> list[str]:
            return [
                s.code for s, c in cells if c.absence is None and as_number(c.values.get(part.code)) == number
            ]

        return _("From %(low)s (%(low_who)s) to %(high)s (%(high_who)s); the middle value is %(middle)s.") % {
            "low": wording.with_unit(part, tally.lowest, language),
            "low_who": _who(holders(tally.lowest), language),
            "high": wording.with_unit(part, tally.highest, language),
            "high_who": _who(holders(tally.highest), language),
            "middle": wording.with_unit(part, tally.middle, language),
        }
    first, last = min(tally.values), max(tally.values)
    if first == last:
        return _same(wording.one_value_words(part, first, language).text, tally)
    return _("The earliest: %(first)s (%(first_who)s); the latest: %(last)s (%(last_who)s).") % {
        "first": wording.one_value_words(part, first, language).text,
        "first_who": _who(_holders(question, cells, first), language),
        "last": wording.one_value_words(part, last, language).text,
        "last_who": _who(_holders(question, cells, last), language),
    }


def finding(question: Question, column: Iterable[tuple[Subject, Cell]], language: str) -> str:
    """One to three sentences on a question, in ``language`` (the active translation must be the same)."""
    cells = list(column)
    part = question.lead_part
    tally = tally_of(part, (cell for _, cell in cells))
    sentences = []
    if tally.with_value and part.type.coded:
        sentences.append(_coded(question, cells, tally, language))
    elif tally.with_value and part.type.comparable:
        sentences.append(_ordered(question, cells, tally, language))
    elif tally.with_value:
        sentences.append(
            ngettext(
                "%(count)d country has answered.", "%(count)d countries have answered.", tally.with_value
            )
            % {"count": tally.with_value}
        )
    silent = tally.absences.get(Absence.NO_ANSWER, 0)
    if silent:
        sentences.append(
            ngettext("%(count)d country has no answer.", "%(count)d countries have no answer.", silent)
            % {"count": silent}
        )
    return " ".join(sentences)


def tally_sentence(question: Question, column: Iterable[tuple[Subject, Cell]], language: str) -> str:
    """The counts in one line: ``18 yes, 5 no, 2 not applicable; 4 have not answered``."""
    part = question.lead_part
    tally = tally_of(part, (cell for _, cell in column))
    if part.type.coded:
        label = lambda value: wording.one_value_words(part, value, language).text  # noqa: E731
        said = [
            _("%(count)d %(words)s") % {"count": count, "words": label(value).lower()}
            if part.type is PartType.YES_NO
            else _("%(count)d “%(label)s”") % {"count": count, "label": label(value)}
            for value, count in tally.values.items()
        ]
    elif tally.with_value:
        said = [
            ngettext("%(count)d answer", "%(count)d answers", tally.with_value) % {"count": tally.with_value}
        ]
    else:
        said = []
    said += [
        _("%(count)d %(words)s") % {"count": count, "words": str(wording.ABSENCES[absence]).lower()}
        for absence, count in tally.absences.items()
        if absence is not Absence.NO_ANSWER
    ]
    silent = tally.absences.get(Absence.NO_ANSWER, 0)
    text = ", ".join(said)
    if silent:
        missing = ngettext("%(count)d has not answered", "%(count)d have not answered", silent) % {
            "count": silent
        }
        text = f"{text}; {missing}" if text else missing
    return text
