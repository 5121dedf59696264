"""The form of one answer: a field for each part of its question, why there is no value, note, sources, as of, audience.

Everything is read by ``kernel.question`` and comes out as a `Draft`. Nothing is required here: a draft may be
half a thought. What an answer needs before it goes to review is `mark_missing`'s. Leaves out saving.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from comparanda.answers.actions.replying import Base, Draft
from comparanda.answers.core import codec
from comparanda.answers.models import AnswerVersion
from comparanda.answers.web.earlier import Taken
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.grid import Note
from comparanda.kernel.language import EU_LANGUAGES, spoken
from comparanda.kernel.phrase import phrase
from comparanda.kernel.question import (
    MAXIMUM_TEXT_LENGTH,
    InvalidValue,
    Part,
    PartType,
    Question,
    Value,
    clean_text,
    parse_value,
    values_from_json,
    values_to_json,
)
from comparanda.kernel.source import Source, is_address
from comparanda.present import wording

NEIGHBOURING_LANGUAGES = ("hy", "is", "ka", "mk", "nb", "sr", "uk")
"""Languages of observer countries, offered after the 24 of the Union."""

ROWS_AT_MOST = 60
"""Sources or translations in one answer."""

SEGMENTS_AT_MOST = 4
SEGMENTED_CHARACTERS = 44
"""A choice stands in one row of buttons only while its labels are few and short."""

AUDIENCE_MEANINGS = {
    Audience.PUBLIC: gettext_lazy("Public: everyone, once a public edition is out."),
    Audience.NETWORK: gettext_lazy(
        "Network: contact points, the Commission and the editors; never the public."
    ),
    Audience.OWN_TEAM: gettext_lazy(
        "Own team: only your contact point; others see that you replied, not what."
    ),
}


def shown_number(text: str) -> str:
    """A canonical number as a field shows it. Three decimals get a fourth: ``1.125`` alone could be read as a thousand."""
    return text + "0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


def languages(code: str) -> list[tuple[str, str]]:
    """Languages that a note may be written in, named in the reader's."""
    named = [
        (c, Locale.parse(c).get_display_name(code) or c) for c in (*EU_LANGUAGES, *NEIGHBOURING_LANGUAGES)
    ]
    return sorted(named, key=lambda pair: pair[1].casefold())


class PartField(forms.Field):
    """One typed part. Cleans to the canonical value, ``None`` where nothing is given."""

    def __init__(self, part: Part, **kwargs: Any) -> None:
        self.part = part
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Value | None:
        try:
            return parse_value(self.part, value or "")
        except InvalidValue as error:
            raise said(error) from error

    def prepare_value(self, value: Any) -> Any:
        if self.part.type.numeric and isinstance(value, str):
            return shown_number(value)
        return list(value) if isinstance(value, tuple) else value


class CleanedText(forms.CharField):
    """Text without what files cannot carry."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, empty_value="", **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return clean_text(str(value or ""))
        except InvalidValue as error:
            raise said(error) from error


def said(error: InvalidValue) -> forms.ValidationError:
    """The catalogue message in the reader's words, to stand beside the field."""
    message = gettext(error.message)
    return forms.ValidationError(message % error.values if error.values else message)


class SourceForm(forms.Form):
    """One source. All three empty: no source."""

    use_required_attribute = False
    title = CleanedText(label=gettext_lazy("Title"), widget=forms.TextInput)
    url = CleanedText(
        label=gettext_lazy("Address on the web"),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    legal_reference = CleanedText(
        label=gettext_lazy("Legal reference"),
        help_text=gettext_lazy("For example: Foreigners Act, article 44(8)."),
        widget=forms.TextInput,
    )
    remove = forms.BooleanField(required=False, label=gettext_lazy("Leave this source out"))

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not is_address(url):
            raise said(InvalidValue(phrase("Enter an address that begins with http:// or https://.")))
        return url

    @property
    def source(self) -> Source | None:
        """The source; ``None`` for an empty row. One without a title is called by its reference or address."""
        data = self.cleaned_data
        if data.get("remove") or not (data["title"] or data["url"] or data["legal_reference"]):
            return None
        title = data["title"] or data["legal_reference"] or data["url"]
        return Source(title, data["url"], data["legal_reference"])

    @property
    def heading(self) -> str:
        """What the row is called while it is folded; empty for a new one."""
        return str(self["title"].value() or self["legal_reference"].value() or self["url"].value() or "")


class TranslationForm(forms.Form):
    """The note in a further language."""

    use_required_attribute = False
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    text = CleanedText(label=gettext_lazy("Translation"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages(reader)
        if self["text"].value():
            self.fields["text"].widget.attrs["lang"] = self["language"].value()


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as the page draws it. ``unit``: words beside the field. ``segmented``: buttons in one row. ``optional``:
    to be said, since another part of the question is needed."""

    field: BoundField
    part: Part
    unit: str
    segmented: bool
    optional: bool


class AnswerForm(forms.Form):
    """One answer. ``version`` is what is shown at first and what stands; ``respondent`` is named as translator;
    ``taken``: the earlier answer that it was taken over from, a box to untick once nothing of it is left."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        question: Question,
        version: AnswerVersion | None,
        respondent: str,
        reader: str,
        base: Base | None = None,
        taken: Taken | None = None,
    ) -> None:
        super().__init__(data, initial={})
        self.question, self.version, self.taken = question, version, taken
        self.respondent, self.reader = respondent, reader
        values = values_from_json(version.values) if version else {}
        self.notes = codec.notes_from_json(version.notes) if version else ()
        original = next((note for note in self.notes if note.original), None)
        for part in question.parts:
            self.fields[self.name_of(part)] = self._part_field(part)
            self.initial[self.name_of(part)] = values.get(part.code)
        self.fields["absence"] = forms.ChoiceField(
            label=gettext_lazy("Is there a value?"),
            required=False,
            widget=forms.RadioSelect,
            choices=[
                ("", pgettext_lazy("absence", "A value")),
                (Absence.NOT_APPLICABLE.value, wording.ABSENCES[Absence.NOT_APPLICABLE]),
                (Absence.UNKNOWN.value, wording.ABSENCES[Absence.UNKNOWN]),
            ],
        )
        self.fields["note"] = CleanedText(
            label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 5})
        )
        self.fields["note_language"] = forms.ChoiceField(
            label=gettext_lazy("Language of the note"), choices=languages(reader)
        )
        self.fields["as_of"] = PartField(
            Part("as_of", PartType.DATE),
            label=gettext_lazy("As of"),
            help_text=gettext_lazy(
                "The day, month or year for which the answer holds, for example 2026-05-17."
            ),
            widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        )
        self.fields["audience"] = forms.ChoiceField(
            label=gettext_lazy("Who may read it"),
            widget=forms.RadioSelect,
            choices=[(audience.value, wording.AUDIENCES[audience]) for audience in Audience],
        )
        self.fields["base_version"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields["taken_from"] = forms.CharField(required=False)
        self.initial |= {
            "absence": version.absence if version else "",
            "note": original.text if original else "",
            "note_language": original.language if original else reader,
            "as_of": version.as_of if version else "",
            "audience": version.audience if version else Audience.PUBLIC,
            "base_version": str(base if base is not None else Base.of(version)),
            "taken_from": taken.reference if taken else "",
        }
        self.fields["note"].widget.attrs["lang"] = self["note_language"].value()
        self.sources = self._source_rows()
        self.translations = self._translation_rows(original)

    def name_of(self, part: Part) -> str:
        return f"value_{part.code}"

    # building

    def _part_field(self, part: Part) -> PartField:
        label = spoken(part.label, self.reader).text or gettext("Answer")
        help_text: Any = ""
        widget: forms.Widget
        if part.type is PartType.YES_NO:
            choices = [(code, str(words)) for code, words in wording.YES_NO.items()]
            widget = forms.RadioSelect(choices=[*choices, ("", gettext("Left open"))])
        elif part.type is PartType.CHOICE:
            choices = [(code.code, spoken(code.label, self.reader).text) for code in part.codes]
            widget = forms.RadioSelect(choices=[*choices, ("", gettext("Left open"))])
        elif part.type is PartType.CHOICES:
            widget = forms.CheckboxSelectMultiple(
                choices=[(code.code, spoken(code.label, self.reader).text) for code in part.codes]
            )
            help_text = gettext_lazy("Tick all that apply.")
        elif part.type.numeric:
            widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})
        elif part.type is PartType.DATE:
            widget = forms.TextInput(attrs={"class": "short", "autocomplete": "off"})
            help_text = gettext_lazy("A year, a month or a day, for example 2026, 2026-05 or 2026-05-17.")
        elif part.type is PartType.PERIOD:
            widget = forms.TextInput(attrs={"class": "short", "autocomplete": "off"})
            help_text = gettext_lazy("Two dates with a slash between, for example 2020/2024-05.")
        elif part.type is PartType.TEXT:
            widget = forms.Textarea(attrs={"rows": 4, "maxlength": str(MAXIMUM_TEXT_LENGTH)})
        elif part.type is PartType.LINK:
            widget = forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"})
        else:
            widget = forms.TextInput()
        return PartField(part, label=label, help_text=help_text, widget=widget)

    def _source_rows(self) -> list[SourceForm]:
        if self.is_bound:
            count = rows_in(self.data, "source", "title")
            return [SourceForm(self.data, prefix=f"source-{index}") for index in range(count)]
        known = codec.sources_from_json(self.version.sources) if self.version else ()
        rows = [
            SourceForm(
                prefix=f"source-{index}",
                initial={"title": s.title, "url": s.url, "legal_reference": s.legal_reference},
            )
            for index, s in enumerate(known)
        ]
        return [*rows, SourceForm(prefix=f"source-{len(rows)}")]

    def _translation_rows(self, original: Note | None) -> list[TranslationForm]:
        if self.is_bound:
            count = rows_in(self.data, "translation", "text")
            return [
                TranslationForm(self.data, prefix=f"translation-{index}", reader=self.reader)
                for index in range(count)
            ]
        others = [note for note in self.notes if note is not original]
        rows = [
            TranslationForm(
                prefix=f"translation-{index}",
                reader=self.reader,
                initial={"language": note.language, "text": note.text},
            )
            for index, note in enumerate(others)
        ]
        written = {note.language for note in self.notes} | {str(self.initial["note_language"])}
        likely = next((code for code in ("en", self.reader) if code not in written), "fr")
        new = TranslationForm(
            prefix=f"translation-{len(rows)}", reader=self.reader, initial={"language": likely}
        )
        return [*rows, new]

    # checking

    def clean(self) -> None:
        for row in (*self.sources, *self.translations):
            row.is_valid()
        given = [part for part in self.question.parts if self.cleaned_data.get(self.name_of(part))]
        if given and self.cleaned_data.get("absence"):
            self.add_error(
                "absence", gettext("There is a value, and you say that there is none. Clear one of the two.")
            )
        seen = {self.cleaned_data.get("note_language")} if self.cleaned_data.get("note") else set()
        for row in self.translations:
            if row.errors or not row.cleaned_data["text"]:
                continue
            language = row.cleaned_data["language"]
            if language in seen:
                row.add_error("language", gettext("There is a note in this language already."))
            seen.add(language)

    def is_valid(self) -> bool:
        """All or nothing: rows included."""
        return super().is_valid() and all(row.is_valid() for row in (*self.sources, *self.translations))

    def mark_missing(self) -> bool:
        """Say beside each field what the answer lacks before review; true where it lacks something."""
        data = self.cleaned_data
        first = self.name_of(self.question.parts[0])
        if not data["absence"]:
            if not any(data[self.name_of(part)] for part in self.question.parts):
                self.add_error(
                    first,
                    gettext(
                        "Give a value, or say that the question does not apply or the answer is not known."
                    ),
                )
            for part in self.question.parts:
                if (
                    part.required
                    and not data.get(self.name_of(part))
                    and self.name_of(part) not in self.errors
                ):
                    self.add_error(self.name_of(part), gettext("This part is needed."))
        if not data["as_of"]:
            self.add_error("as_of", gettext("Say as of which date the answer holds."))
        return bool(self.errors)

    def all_errors(self) -> dict[str, list[str]]:
        """Name of each faulty field to its messages, rows included."""
        found = {
            self.add_prefix(name) if name != "__all__" else name: list(errors)
            for name, errors in self.errors.items()
        }
        for row in (*self.sources, *self.translations):
            found |= {row.add_prefix(name): list(errors) for name, errors in row.errors.items()}
        return found

    # what comes out

    @property
    def base(self) -> Base:
        return Base.parse(str(self.cleaned_data.get("base_version") or ""))

    @property
    def draft(self) -> Draft:
        """What is to be saved. Only of a valid form."""
        data = self.cleaned_data
        values: dict[str, Value] = {}
        for part in self.question.parts:
            value = data[self.name_of(part)]
            if value is not None:
                values[part.code] = value
        return Draft(
            values=values_to_json(values),
            absence=data["absence"],
            notes=codec.notes_to_json(self._written_notes()),
            sources=codec.sources_to_json(source for row in self.sources if (source := row.source)),
            as_of=data["as_of"] or "",
            audience=Audience(data["audience"]),
            # Text answers are written in the language chosen for the note: one choice serves both.
            language=data["note_language"] if self._holds_text(values) else "",
            taken_from_id=self.taken.key
            if self.taken and data["taken_from"] == self.taken.reference
            else None,
        )

    def _holds_text(self, values: Mapping[str, Value]) -> bool:
        return any(part.type is PartType.TEXT and part.code in values for part in self.question.parts)

    @property
    def blank(self) -> bool:
        """Nothing was written: no value, no absence, no note, no source, no date."""
        draft = self.draft
        return not (draft.values or draft.absence or draft.notes or draft.sources or draft.as_of)

    def _written_notes(self) -> Iterator[Note]:
        data = self.cleaned_data
        if data["note"]:
            yield Note(data["note_language"], data["note"])
        for row in self.translations:
            language, text = row.cleaned_data["language"], row.cleaned_data["text"]
            if not text:
                continue
            # A note that nobody touched keeps what is known of it: a second original, another translator.
            kept = next((n for n in self.notes if n.language == language and n.text == text), None)
            yield kept or Note(language, text, original=False, translated_by=self.respondent)

    # what the page draws

    @property
    def part_rows(self) -> list[PartRow]:
        return [
            PartRow(
                field=self[self.name_of(part)],
                part=part,
                unit=unit_words(part, self.reader),
                segmented=_segmented(part, self.reader),
                optional=not part.required and any(other.required for other in self.question.parts),
            )
            for part in self.question.parts
        ]

    @property
    def still_taken(self) -> bool:
        """Whether the box that names the earlier answer is ticked."""
        return self.taken is not None and self["taken_from"].value() == self.taken.reference

    @property
    def audience_meanings(self) -> list[str]:
        return [str(words) for words in AUDIENCE_MEANINGS.values()]

    @property
    def note_language_name(self) -> str:
        return dict(languages(self.reader)).get(str(self["note_language"].value()), "")

    @property
    def translations_open(self) -> bool:
        """Whether the fold with the further languages holds something to see."""
        rows = self.translations
        return bool(self.errors.get("note_language")) or any(
            row.errors or row["text"].value() for row in rows
        )

    @property
    def no_source_yet(self) -> bool:
        return not any(row.heading for row in self.sources)

    @property
    def fault_count(self) -> int:
        return len(self.all_errors())


def rows_in(data: Mapping[str, Any], prefix: str, field: str) -> int:
    """How many rows a form sent, at least the empty one, at most `ROWS_AT_MOST`."""
    count = 0
    while count < ROWS_AT_MOST and f"{prefix}-{count}-{field}" in data:
        count += 1
    return max(count, 1)


def unit_words(part: Part, reader: str) -> str:
    """What stands beside a number: ``months``, ``EUR per year``, ``%``."""
    if part.type is PartType.PERCENT:
        return "%"
    return " ".join(word for word in (part.unit.currency, spoken(part.unit.other, reader).text) if word)


def _segmented(part: Part, reader: str) -> bool:
    if part.type is PartType.YES_NO:
        return True
    labels = [spoken(code.label, reader).text for code in part.codes]
    return (
        part.type is PartType.CHOICE
        and len(labels) < SEGMENTS_AT_MOST
        and sum(map(len, labels)) <= SEGMENTED_CHARACTERS
    )
