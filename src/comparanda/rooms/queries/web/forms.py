"""Forms of a query that is written: title and circumstances, one question, its parts, a part's list.

They parse and keep what was typed. What a draft must have, and what it had better have, say the action and
``core.warnings``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from comparanda.answers.core import codec
from comparanda.answers.models import Question, Round, RoundLink
from comparanda.answers.web.steer.forms import DayField
from comparanda.kernel.language import EU_LANGUAGES, Text, spoken
from comparanda.kernel.question import InvalidValue, PartType, clean_text, number_text, parse_number
from comparanda.people.models import Organisation, Topic
from comparanda.present import wording
from comparanda.present.languages import language_name, page_languages
from comparanda.rooms.queries.core.units import CURRENCIES, UNITS

MORE_PARTS_AT_MOST = 4
ROWS_AT_MOST = 40
EMPTY_ROWS = 3
"""Rows of a code list offered at a time."""
OWN_UNIT = "own"
LINK_KINDS = {
    RoundLink.Kind.UPDATE_OF: gettext_lazy("Update of"),
    RoundLink.Kind.FOLLOW_UP_TO: gettext_lazy("Follow-up to"),
    RoundLink.Kind.FEEDS: gettext_lazy("Feeds into"),
}


class Words(forms.CharField):
    """Text without what files cannot carry; never required, a draft may be half a thought."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(clean_text(str(value or ""))))
        except InvalidValue as error:
            raise said(error) from error


def said(error: InvalidValue) -> forms.ValidationError:
    """The catalogue message in the reader's words."""
    message = gettext(error.message)
    return forms.ValidationError(message % error.values if error.values else message)


def languages() -> list[tuple[str, str]]:
    """The official languages of the Union, named in the reader's."""
    return sorted(((code, language_name(code)) for code in EU_LANGUAGES), key=lambda pair: pair[1].casefold())


def merged(standing: Text, typed: Mapping[str, str]) -> dict[str, str]:
    """``typed`` over ``standing``: a language typed empty goes, a language not on the page stays."""
    kept = {language: text for language, text in standing.items() if language not in typed}
    return {**{language: text for language, text in typed.items() if text.strip()}, **kept}


class ByLanguage:
    """Adds a field a language to a form, ``<stem>_<language>``, and collects them again."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_texts(
        self,
        stem: str,
        label: Any,
        languages: Iterable[str],
        standing: Text,
        make: Callable[..., forms.Field],
        hint: Any = "",
    ) -> None:
        languages = list(languages)
        for index, language in enumerate(languages):
            field = make(
                label=label if len(languages) == 1 else f"{label} ({language_name(language)})",
                help_text="" if index else hint,
            )
            field.widget.attrs["lang"] = language
            field.initial = standing.get(language, "")
            self.fields[f"{stem}_{language}"] = field

    def texts(self, stem: str, standing: Text) -> dict[str, str]:
        typed = {
            name.removeprefix(f"{stem}_"): self.cleaned_data.get(name, "")
            for name in self.fields
            if name.startswith(f"{stem}_") and "_" not in name.removeprefix(f"{stem}_")
        }
        return merged(standing, typed)


def line(**kwargs: Any) -> forms.Field:
    return Words(max_length=kwargs.pop("max_length", 500), widget=forms.TextInput, **kwargs)


def lines(rows: int) -> Callable[..., forms.Field]:
    return lambda **kwargs: Words(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class NewQueryForm(forms.Form):
    """How a query begins."""

    title = Words(
        label=gettext_lazy("Title"),
        required=True,
        max_length=300,
        help_text=gettext_lazy("The subject in a few words, without “ad hoc query” and without the theme."),
        widget=forms.TextInput,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the query"),
        help_text=gettext_lazy("In which you write. Translations can be added to every text."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()


class DraftForm(ByLanguage, forms.Form):
    """Everything of a draft but its questions."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        round: Round,
        topics: Sequence[Topic],
        organisations: Sequence[Organisation],
        questions: Sequence[tuple[str, str]],
        today: date,
    ) -> None:
        super().__init__(data)
        self.round = round
        self.languages = page_languages(round.language)
        self.add_texts(
            "title",
            gettext_lazy("Title"),
            self.languages,
            round.title,
            line,
            gettext_lazy("The subject in a few words. Lists, mails and files show it."),
        )
        self.add_texts(
            "headline",
            gettext_lazy("Headline"),
            self.languages,
            round.headline,
            line,
            gettext_lazy(
                "The main question as a reader would ask it. It stands over the map; without one, the title does."
            ),
        )
        self.add_texts(
            "background",
            gettext_lazy("Background"),
            self.languages,
            round.background,
            lines(7),
            gettext_lazy(
                "Why you ask and what the answers are for, in two or three paragraphs. Markdown is possible."
            ),
        )
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language of the query"), choices=languages(), initial=round.language
        )
        self.fields["on_behalf_of"] = Words(
            label=gettext_lazy("On behalf of"),
            max_length=200,
            initial=round.on_behalf_of,
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
            help_text=gettext_lazy(
                "The ministry, parliament or organisation that wants to know. Not a person: it is published."
            ),
        )
        self.fields["reply_by"] = DayField(
            label=gettext_lazy("Reply by"),
            required=False,
            initial=round.reply_by,
            help_text=gettext_lazy("The end of this day in Brussels. Two to four weeks are usual."),
        )
        self.fields["reply_by"].widget.attrs["min"] = today.isoformat()
        self.fields["lead_question"] = forms.ChoiceField(
            label=gettext_lazy("Lead question"),
            required=False,
            initial=round.lead_question,
            choices=[("", gettext("The first")), *questions],
            help_text=gettext_lazy("The one that the map shows first."),
        )
        self.fields["topics"] = forms.MultipleChoiceField(
            label=gettext_lazy("Topics"),
            required=False,
            choices=[(topic.slug, topic.slug) for topic in topics],
            initial=list(round.topics.values_list("slug", flat=True)),
        )
        self.fields["invited"] = forms.MultipleChoiceField(
            label=gettext_lazy("Respondents"),
            required=False,
            choices=[(organisation.code, organisation.code) for organisation in organisations],
            initial=list(round.invited.values_list("code", flat=True)),
        )
        self.fields["link_kind"] = forms.ChoiceField(
            label=gettext_lazy("How it is related"), required=False, choices=LINK_KINDS.items()
        )
        self.fields["link_other"] = Words(
            label=gettext_lazy("To which round"),
            max_length=140,
            widget=forms.TextInput(attrs={"list": "rounds-to-link", "autocomplete": "off"}),
            help_text=gettext_lazy("Its number or the last part of its address."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"title_{language}") for language in self.languages) and not any(
            text for language, text in self.round.title.items() if language not in self.languages
        ):
            self.add_error(f"title_{self.languages[0]}", gettext("Give the query a title."))
        return cleaned

    @property
    def changed_fields(self) -> dict[str, Any]:
        """What `actions.asking.edit_round` takes, but for topics and respondents."""
        data = self.cleaned_data
        return {
            "title": self.texts("title", self.round.title),
            "headline": self.texts("headline", self.round.headline),
            "background": self.texts("background", self.round.background),
            "language": data["language"],
            "on_behalf_of": data["on_behalf_of"],
            "reply_by": data["reply_by"],
            "lead_question": data["lead_question"],
        }

    def bound(self, stem: str) -> list[forms.BoundField]:
        """The fields of one text, the query's own language first."""
        return [self[f"{stem}_{language}"] for language in self.languages]  # type: ignore[misc]

    def chosen(self, name: str) -> list[str]:
        """What is ticked, as typed or as saved."""
        value = self[name].value()  # type: ignore[misc]
        return list(value or [])


class QuestionForm(ByLanguage, forms.Form):
    """A question without its parts."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        languages: list[str],
        standing: Question | None,
        topics: Sequence[Topic],
        conditions: Sequence[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.languages = languages
        self.add_texts(
            "text",
            gettext_lazy("Question"),
            languages,
            standing.text if standing else {},
            lines(2),
            gettext_lazy("One thing, in one sentence, so that every country answers the same."),
        )
        self.add_texts(
            "short",
            gettext_lazy("Short label"),
            languages,
            standing.short if standing else {},
            line,
            gettext_lazy("Two to four words for the head of a column."),
        )
        self.add_texts(
            "guidance",
            gettext_lazy("Guidance"),
            languages,
            standing.guidance if standing else {},
            lines(3),
            gettext_lazy("What counts and what does not; which year; which source."),
        )
        self.fields["review_months"] = forms.IntegerField(
            label=gettext_lazy("Review after, in months"),
            min_value=1,
            max_value=120,
            initial=standing.review_months if standing else 12,
            help_text=gettext_lazy("After this an answer no longer counts as up to date."),
        )
        self.fields["topics"] = forms.MultipleChoiceField(
            label=gettext_lazy("Topics"),
            required=False,
            choices=[(topic.slug, topic.slug) for topic in topics],
            initial=list(standing.topic_slugs) if standing else [],
        )
        condition = codec.condition_from_json(standing.condition) if standing else None
        self.fields["condition"] = forms.MultipleChoiceField(
            label=gettext_lazy("Only if"),
            required=False,
            choices=list(conditions),
            initial=[f"{condition.question}:{condition.part}:{value}" for value in condition.values]
            if condition
            else [],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"text_{language}") for language in self.languages):
            self.add_error(f"text_{self.languages[0]}", gettext("Write the question."))
        places = {tuple(choice.split(":")[:2]) for choice in cleaned.get("condition", ())}
        if len(places) > 1:
            self.add_error("condition", gettext("Tick answers of one question only."))
        return cleaned

    @property
    def condition(self) -> dict[str, Any] | None:
        ticked = [choice.split(":") for choice in self.cleaned_data["condition"]]
        if not ticked:
            return None
        return {"question": ticked[0][0], "part": ticked[0][1], "values": [value for _, _, value in ticked]}

    def bound(self, stem: str) -> list[forms.BoundField]:
        return [self[f"{stem}_{language}"] for language in self.languages]  # type: ignore[misc]

    def chosen(self, name: str) -> list[str]:
        return list(self[name].value() or [])  # type: ignore[misc]


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
