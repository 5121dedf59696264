"""Forms of a question's parts: of what type each is, its unit and limits, and the rows of its code list.

They parse and keep what was typed; `raw_from_post` and `posted` carry parts between a page and its forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from comparanda.kernel.language import spoken
from comparanda.kernel.question import InvalidValue, PartType, number_text, parse_number
from comparanda.present import wording
from comparanda.rooms.queries.core.units import CURRENCIES, UNITS
from comparanda.rooms.queries.web.forms import ByLanguage, Words, line, said

MORE_PARTS_AT_MOST = 4
ROWS_AT_MOST = 40
EMPTY_ROWS = 3
"""Rows of a code list offered at a time."""
OWN_UNIT = "own"

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class RowForm(ByLanguage, forms.Form):
    """One entry of a list of choices. Wholly empty: no entry."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, prefix: str, languages: list[str], initial: Any = None) -> None:
        super().__init__(data, prefix=prefix, initial=dict(initial or {}))
        self.languages = languages
        self.fields["code"] = Words(
            label=gettext_lazy("Code"),
            max_length=40,
            widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        )
        self.add_texts("label", pgettext_lazy("of a choice", "Label"), languages, {}, line)
        self.add_texts("description", gettext_lazy("Description"), languages, {}, line)

    @property
    def main_label(self) -> forms.BoundField:
        return self[f"label_{self.languages[0]}"]  # type: ignore[misc]

    @property
    def more(self) -> list[forms.BoundField]:
        """Labels in further languages, then descriptions."""
        rest = [f"label_{language}" for language in self.languages[1:]]
        return [self[name] for name in (*rest, *(f"description_{language}" for language in self.languages))]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            return cleaned
        label = next(
            (cleaned[f"label_{lang}"] for lang in self.languages if cleaned.get(f"label_{lang}")), ""
        )
        if not label:
            self.add_error(f"label_{self.languages[0]}", gettext("Say what the choice is called."))
        if not cleaned.get("code"):
            cleaned["code"] = slugify(cleaned.get("label_en") or label)[:40].strip("-")
        if cleaned["code"] and not _CODE.fullmatch(cleaned["code"]):
            self.add_error(
                "code", gettext("Small Latin letters, digits, - and _ only, for example “council”.")
            )
        return cleaned

    @property
    def empty(self) -> bool:
        return not any(self.cleaned_data.values())

    def json(self, standing: Mapping[str, Any]) -> dict[str, Any]:
        description = self.texts("description", standing.get("description") or {})
        return {
            "code": self.cleaned_data["code"],
            "label": self.texts("label", standing.get("label") or {}),
        } | ({"description": description} if description else {})


def _unit_choices() -> list[Any]:
    language = wording.language()
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, (group, unit) in UNITS.items():
        groups.setdefault(gettext(group), []).append((code, spoken(unit.other, language).text))
    return [("", pgettext_lazy("unit", "None")), *groups.items(), (OWN_UNIT, gettext("Own words"))]


class PartForm(ByLanguage, forms.Form):
    """One typed part of a question, with its list."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        index: int,
        languages: list[str],
        rows: Sequence[Mapping[str, str]],
        initial: Mapping[str, str] | None = None,
        alone: bool = True,
    ) -> None:
        super().__init__(data, prefix=f"p{index}", initial=dict(initial or {}))
        self.index, self.languages, self.alone = index, languages, alone
        self.fields["code"] = Words(max_length=20, widget=forms.HiddenInput)
        self.fields["type"] = forms.ChoiceField(
            label=gettext_lazy("Answer type"),
            choices=[(kind.value, label) for kind, label in wording.PART_TYPES.items()],
        )
        self.fields["required"] = forms.BooleanField(
            label=gettext_lazy("Must be answered"),
            required=False,
            help_text=gettext_lazy("An answer cannot go to review without it."),
        )
        self.add_texts("label", gettext_lazy("Label of this part"), languages, {}, line)
        self.fields["unit"] = forms.ChoiceField(
            label=gettext_lazy("Unit"), required=False, choices=_unit_choices()
        )
        self.add_texts(
            "one",
            gettext_lazy("Own unit, one"),
            languages,
            {},
            line,
            gettext_lazy("As after the number 1, for example “case”."),
        )
        self.add_texts(
            "other",
            gettext_lazy("Own unit, several"),
            languages,
            {},
            line,
            gettext_lazy("As after the number 5, for example “cases”."),
        )
        self.fields["unit_code"] = Words(max_length=60, widget=forms.HiddenInput)
        self.fields["currency"] = forms.ChoiceField(
            label=gettext_lazy("Currency"),
            required=False,
            choices=[("", "–"), *((code, code) for code in CURRENCIES)],
        )
        standing_currency = self.initial.get("currency")
        if standing_currency and standing_currency not in CURRENCIES:
            self.fields["currency"].choices = [*self.fields["currency"].choices, (standing_currency,) * 2]
        self.fields["decimals"] = forms.IntegerField(
            label=gettext_lazy("Decimal places"),
            required=False,
            min_value=0,
            max_value=6,
            help_text=gettext_lazy("0 for whole numbers."),
        )
        for name, label in (("minimum", gettext_lazy("Least")), ("maximum", gettext_lazy("Most"))):
            self.fields[name] = Words(
                label=label,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
            )
        self.rows = [
            RowForm(data, prefix=f"p{index}c{number}", languages=languages, initial=row)
            for number, row in enumerate(rows)
        ]

    @property
    def kind(self) -> str:
        return str(self["type"].value() or PartType.YES_NO)  # type: ignore[misc]

    @property
    def is_choice(self) -> bool:
        return self.kind in (PartType.CHOICE, PartType.CHOICES)

    @property
    def is_numeric(self) -> bool:
        return self.kind in (PartType.NUMBER, PartType.MONEY, PartType.PERCENT)

    @property
    def has_own_unit(self) -> bool:
        return str(self["unit"].value()) == OWN_UNIT  # type: ignore[misc]

    def bound(self, stem: str) -> list[forms.BoundField]:
        return [self[f"{stem}_{language}"] for language in self.languages]  # type: ignore[misc]

    @property
    def labels(self) -> list[forms.BoundField]:
        return self.bound("label")

    @property
    def own_unit(self) -> list[forms.BoundField]:
        return [field for pair in zip(self.bound("one"), self.bound("other"), strict=True) for field in pair]

    def _bound_number(self, name: str) -> Decimal | None:
        raw = self.cleaned_data.get(name, "")
        if not raw:
            return None
        try:
            return parse_number(raw)
        except InvalidValue as error:
            self.add_error(name, said(error))
            return None

    def is_valid(self) -> bool:
        # The rows are checked while the part is, so that they must be asked afterwards.
        return super().is_valid() and (not self.is_choice or all(row.is_valid() for row in self.rows))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("type", "")
        if not self.alone and not any(cleaned.get(f"label_{language}") for language in self.languages):
            self.add_error(f"label_{self.languages[0]}", gettext("With several parts, each needs a label."))
        if kind in (PartType.NUMBER, PartType.MONEY, PartType.PERCENT):
            low, high = self._bound_number("minimum"), self._bound_number("maximum")
            if low is not None and high is not None and low > high:
                self.add_error("maximum", gettext("The most is less than the least."))
            cleaned["low"], cleaned["high"] = low, high
        if kind == PartType.MONEY and not cleaned.get("currency"):
            self.add_error("currency", gettext("Choose the currency, so that amounts can be compared."))
        if (
            kind == PartType.NUMBER
            and cleaned.get("unit") == OWN_UNIT
            and not any(
                cleaned.get(f"{form}_{language}") for form in ("one", "other") for language in self.languages
            )
        ):
            self.add_error(
                f"other_{self.languages[0]}", gettext("Write the unit in your words, or choose one.")
            )
        if kind in (PartType.CHOICE, PartType.CHOICES):
            self._check_rows()
        return cleaned

    def _check_rows(self) -> None:
        for row in self.rows:
            row.is_valid()
        filled = [row for row in self.rows if row.is_valid() and not row.empty]
        if len(filled) < 2 and all(row.is_valid() for row in self.rows):
            self.add_error("type", gettext("A list needs at least two choices. Fill them in below."))
        seen: set[str] = set()
        for number, row in enumerate(filled, start=1):
            # A label in a script without Latin letters gives no code of itself.
            code = row.cleaned_data["code"] or f"c{number}"
            row.cleaned_data["code"] = code
            if code in seen:
                row.add_error("code", gettext("This code stands in the list twice."))
            seen.add(code)

    def _unit(self, standing: Mapping[str, Any]) -> dict[str, Any] | None:
        data = self.cleaned_data
        kind, chosen = data["type"], data["unit"]
        if kind not in (PartType.NUMBER, PartType.MONEY):
            return None
        if chosen == OWN_UNIT:
            one, other = (
                self.texts("one", standing.get("one") or {}),
                self.texts("other", standing.get("other") or {}),
            )
            unit = {"code": data["unit_code"] or OWN_UNIT, "one": one or other, "other": other or one}
        elif chosen:
            plain = UNITS[chosen][1]
            unit = {"code": plain.code, "one": dict(plain.one), "other": dict(plain.other)}
        elif kind == PartType.MONEY:
            unit = {"code": data["currency"], "one": {}, "other": {}}
        else:
            return None
        return unit | ({"currency": data["currency"]} if kind == PartType.MONEY else {})

    def json(self, standing: Mapping[str, Any]) -> dict[str, Any]:
        """The part in the shape of `codec.part_from_json`. ``standing``: the one it replaces, for its languages."""
        data = self.cleaned_data
        part: dict[str, Any] = {
            "code": data["code"] or "value",
            "type": data["type"],
            "label": self.texts("label", standing.get("label") or {}),
            "required": data["required"],
        }
        if self.is_choice:
            known = {code["code"]: code for code in standing.get("codes") or ()}
            part["codes"] = [
                row.json(known.get(row.cleaned_data["code"], {})) for row in self.rows if not row.empty
            ]
        if self.is_numeric:
            part["unit"] = self._unit(standing.get("unit") or {})
            part["decimals"] = data["decimals"]
            part |= {
                name: number_text(data[key])
                for name, key in (("minimum", "low"), ("maximum", "high"))
                if data.get(key) is not None
            }
        return part


# parts as plain rows of text, between a page and its forms

Raw = dict[str, Any]
"""Field name to text as on the page, and ``rows``: the same for each entry of the list."""


def raw_from_json(part: Mapping[str, Any], languages: Sequence[str]) -> Raw:
    """A saved part as the page shows it."""
    unit = part.get("unit") or {}
    known = UNITS.get(unit.get("code", ""))
    money = part["type"] == PartType.MONEY
    raw: Raw = {
        "code": part.get("code") or "value",
        "type": part["type"],
        "required": "on" if part.get("required") else "",
        "currency": unit.get("currency", ""),
        "decimals": "" if part.get("decimals") is None else str(part["decimals"]),
        "minimum": part.get("minimum") or "",
        "maximum": part.get("maximum") or "",
        "unit": "",
        "unit_code": "",
    }
    words = (unit.get("one") or {}) | (unit.get("other") or {})
    if known and dict(known[1].other) == dict(unit.get("other") or {}):
        raw["unit"] = unit["code"]
    elif unit.get("code") and (words or not money):
        raw["unit"], raw["unit_code"] = OWN_UNIT, unit["code"]
    for language in languages:
        raw[f"label_{language}"] = (part.get("label") or {}).get(language, "")
        raw[f"one_{language}"] = (unit.get("one") or {}).get(language, "") if raw["unit"] == OWN_UNIT else ""
        raw[f"other_{language}"] = (
            (unit.get("other") or {}).get(language, "") if raw["unit"] == OWN_UNIT else ""
        )
    raw["rows"] = [
        {"code": code["code"]}
        | {f"label_{language}": code["label"].get(language, "") for language in languages}
        | {
            f"description_{language}": (code.get("description") or {}).get(language, "")
            for language in languages
        }
        for code in part.get("codes") or ()
    ]
    return raw


def raw_new(code: str) -> Raw:
    return {"code": code, "type": PartType.YES_NO.value, "rows": []}


_PART_FIELD = re.compile(r"p(\d{1,2})-(\w+)")
_ROW_FIELD = re.compile(r"p(\d{1,2})c(\d{1,3})-(\w+)")


def raw_from_post(data: Any) -> list[Raw]:
    """The parts as typed, in order. What lies beyond the limits of a question is left out."""
    parts: dict[int, Raw] = {}
    rows: dict[tuple[int, int], dict[str, str]] = {}
    for name in data:
        if match := _PART_FIELD.fullmatch(name):
            parts.setdefault(int(match[1]), {})[match[2]] = data[name]
        elif match := _ROW_FIELD.fullmatch(name):
            rows.setdefault((int(match[1]), int(match[2])), {})[match[3]] = data[name]
    for index, part in parts.items():
        part["rows"] = [row for (owner, _), row in sorted(rows.items()) if owner == index][:ROWS_AT_MOST]
    return [parts[index] for index in sorted(parts)][: MORE_PARTS_AT_MOST + 1]


def posted(parts: Sequence[Raw]) -> dict[str, str]:
    """The inverse of `raw_from_post`: one flat mapping, numbered anew."""
    flat: dict[str, str] = {}
    for index, part in enumerate(parts):
        flat |= {f"p{index}-{name}": value for name, value in part.items() if name != "rows"}
        for number, row in enumerate(part.get("rows", ())):
            flat |= {f"p{index}c{number}-{name}": value for name, value in row.items()}
    return flat


def with_room(parts: list[Raw]) -> list[Raw]:
    """Every list ends in empty rows to fill: a list that has none gets some."""
    for part in parts:
        rows = part.setdefault("rows", [])
        if part.get("type") in (PartType.CHOICE, PartType.CHOICES) and not rows:
            rows.extend({} for _ in range(EMPTY_ROWS))
        if not rows:
            rows.extend({} for _ in range(EMPTY_ROWS))
    return parts
