"""Questions, their typed parts, and what counts as a value of each type.

A value is text in a canonical form (a list of codes for ``choices``), the same in the database, the
API and the files: ``yes``/``no``, a code, a plain decimal number with a point, an ISO date known to
the year, month or day, a period with a slash, text, an http(s) address. Leaves out how values are
shown (``present``) and conditions between questions (``answers.core``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from comparanda.kernel.language import Text
from comparanda.kernel.period import InvalidPeriod, PartialDate, Period
from comparanda.kernel.phrase import phrase
from comparanda.kernel.source import is_address

Value = str | tuple[str, ...]
"""Canonical value of one part; a tuple of codes, in the order of the code list, for ``choices``."""

MAXIMUM_TEXT_LENGTH = 20_000
"""Characters. A longer answer is a document and belongs among the sources."""


class PartType(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    PERIOD = "period"
    TEXT = "text"
    LINK = "link"
    LEGAL_REFERENCE = "legal_reference"

    @property
    def coded(self) -> bool:
        return self in _CODED

    @property
    def numeric(self) -> bool:
        return self in _NUMERIC

    @property
    def comparable(self) -> bool:
        """True where a value can be compared without being read: coded, numeric, a date or a period."""
        return self in _COMPARABLE


# Asked for every cell of a grid, hence made once.
_CODED = (PartType.YES_NO, PartType.CHOICE, PartType.CHOICES)
_NUMERIC = (PartType.NUMBER, PartType.MONEY, PartType.PERCENT)
_COMPARABLE = (*_CODED, *_NUMERIC, PartType.DATE, PartType.PERIOD)


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list, e.g. ``Code("council", {"en": "Council"})``."""

    code: str
    label: Text
    description: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """A fixed unit, e.g. months. ``one`` and ``other`` are its forms by language; ``currency`` is
    ISO 4217 for money and empty otherwise."""

    code: str = ""
    one: Text = field(default_factory=dict)
    other: Text = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One typed part of a question. The first part of a question has the code ``value``."""

    code: str
    type: PartType
    label: Text = field(default_factory=dict)
    unit: Unit = field(default_factory=Unit)
    codes: tuple[Code, ...] = ()
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None

    def code_of(self, value: str) -> Code | None:
        return next((code for code in self.codes if code.code == value), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """The question is asked only if ``part`` of ``question`` has one of ``values``."""

    question: str
    part: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as put to every respondent. ``code`` is stable and never derived from the text."""

    code: str
    text: Text
    parts: tuple[Part, ...]
    short: Text = field(default_factory=dict)
    guidance: Text = field(default_factory=dict)
    section: Text = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    review_months: int = 12
    condition: Condition | None = None

    @property
    def lead_part(self) -> Part:
        """The part that maps and tallies show: the first comparable one, else the first."""
        return next((part for part in self.parts if part.type.comparable), self.parts[0])


class InvalidValue(ValueError):
    """A value that its part does not admit. ``message`` is an English catalogue message with
    ``%(name)s`` places filled from ``values``, fit to stand beside the field."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_AMBIGUOUS = re.compile(r"[+-]?(?!0)\d{1,3}[.,]\d{3}")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'\u2019")
# C0 and C1 control characters other than tab and line ends, and lone surrogates: illegal in XML files.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Line ends made ``\\n``, trailing space cut. Raises `InvalidValue` on control characters and on over-long text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _ILLEGAL.search(text):
        raise InvalidValue(phrase("The text holds control characters that files cannot carry. Remove them."))
    if len(text) > MAXIMUM_TEXT_LENGTH:
        raise InvalidValue(
            phrase("The text has %(length)s characters; at most %(maximum)s fit. Move the rest to a source."),
            length=len(text),
            maximum=MAXIMUM_TEXT_LENGTH,
        )
    return text


def parse_number(raw: str) -> Decimal:
    """Read a number as people write it: ``1 234,5``, ``1,234.5``, ``1234.5``.

    A single separator with exactly three digits after it and one to three before could mean either
    thing and is refused, rather than guessed at. Raises `InvalidValue`.
    """
    text = raw.strip().translate(_SPACES).replace("\u2212", "-")
    if not text or len(text) > 40:
        raise InvalidValue(phrase("Enter a number, for example 18 or 1.5."))
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0:
        separator, other = text[last], "," if text[last] == "." else "."
        if _GROUPED.fullmatch(text) and (text.count(separator) > 1 or other in text):
            grouping = separator if text.count(separator) > 1 else other
            text = text.replace(grouping, "")
        elif _AMBIGUOUS.fullmatch(text):
            raise InvalidValue(
                phrase("%(raw)s can be read in two ways. Write it without a thousands separator."),
                raw=raw.strip(),
            )
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(phrase("Enter a number, for example 18 or 1.5."))
    return Decimal(text)


def number_text(number: Decimal) -> str:
    """A plain decimal, no exponent, no trailing zeros: ``Decimal("1.50")`` is ``1.5``."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.lstrip("+")


def _parse_numeric(part: Part, raw: str) -> str:
    number = parse_number(raw)
    minimum = part.minimum if part.minimum is not None or part.type is not PartType.PERCENT else Decimal(0)
    maximum = part.maximum if part.maximum is not None or part.type is not PartType.PERCENT else Decimal(100)
    if minimum is not None and number < minimum:
        raise InvalidValue(
            phrase("The least that is possible here is %(minimum)s."), minimum=number_text(minimum)
        )
    if maximum is not None and number > maximum:
        raise InvalidValue(
            phrase("The most that is possible here is %(maximum)s."), maximum=number_text(maximum)
        )
    text = number_text(number)
    if part.decimals is not None and len(text.partition(".")[2]) > part.decimals:
        if part.decimals == 0:
            raise InvalidValue(phrase("Enter a whole number."))
        raise InvalidValue(phrase("Enter at most %(decimals)s decimal places."), decimals=part.decimals)
    return text


def _parse_partial_date(raw: str) -> str:
    text = raw.strip()
    european = re.fullmatch(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})(?:\s*г\.?)?", text)
    if european:
        day, month, year = european.groups()
        text = f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
    try:
        return str(PartialDate.parse(text))
    except InvalidPeriod:
        raise InvalidValue(
            phrase("Enter a year, a month or a day, for example 2026, 2026-05 or 2026-05-17.")
        ) from None


def _parse_period(raw: str) -> str:
    try:
        return str(Period.parse(raw.strip()))
    except InvalidPeriod:
        raise InvalidValue(
            phrase("Enter two dates with a slash between, the earlier first, for example 2020/2024-05.")
        ) from None


def _parse_code(part: Part, raw: str) -> str:
    text = raw.strip()
    admitted = ("yes", "no") if part.type is PartType.YES_NO else tuple(code.code for code in part.codes)
    if text not in admitted:
        raise InvalidValue(phrase("%(raw)s is not among the choices."), raw=text[:80])
    return text


def parse_value(part: Part, raw: str | Iterable[str]) -> Value | None:
    """Turn what somebody typed or a file holds into the canonical value of ``part``.

    ``None`` means nothing was given. For ``choices`` a string is split at semicolons. Raises
    `InvalidValue` with a message to show beside the field.
    """
    if part.type is PartType.CHOICES:
        given = raw.split(";") if isinstance(raw, str) else list(raw)
        chosen = {_parse_code(part, item) for item in given if item.strip()}
        return tuple(code.code for code in part.codes if code.code in chosen) or None
    text = raw if isinstance(raw, str) else "".join(raw)
    if not text.strip():
        return None
    if part.type.coded:
        return _parse_code(part, text)
    if part.type.numeric:
        return _parse_numeric(part, text)
    if part.type is PartType.DATE:
        return _parse_partial_date(text)
    if part.type is PartType.PERIOD:
        return _parse_period(text)
    text = clean_text(text)
    if part.type is PartType.LINK and not is_address(text):
        raise InvalidValue(phrase("Enter an address that begins with http:// or https://."))
    return text


def entry_text(part: Part, value: Value) -> str:
    """What to put into a field so that `parse_value` reads the same value back: codes joined by semicolons; a number
    with just three decimals gets a zero more (``1.1250``), since ``1.125`` could mean thousands."""
    if isinstance(value, tuple):
        return ";".join(value)
    return value + "0" if part.type.numeric and _AMBIGUOUS.fullmatch(value) else value


def values_to_json(values: Mapping[str, Value]) -> dict[str, str | list[str]]:
    """Values as JSON keeps them: tuples become lists."""
    return {code: list(value) if isinstance(value, tuple) else value for code, value in values.items()}


def values_from_json(data: Mapping[str, object]) -> dict[str, Value]:
    """The inverse of `values_to_json`."""
    return {
        code: tuple(str(item) for item in value) if isinstance(value, list) else str(value)
        for code, value in data.items()
    }


def as_number(value: Value | None) -> Decimal | None:
    """The number in a canonical value; ``None`` where there is none."""
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
