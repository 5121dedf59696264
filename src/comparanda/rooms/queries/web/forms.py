"""Forms of a query that is written: title and circumstances, and one question of it.

They parse and keep what was typed. What a draft must have, and what it had better have, say the action and
``core.warnings``. Leaves out the parts of a question (`part_forms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from comparanda.answers.core import codec
from comparanda.answers.models import Question, Round, RoundLink
from comparanda.answers.web.steer.forms import DayField
from comparanda.kernel.language import EU_LANGUAGES, Text
from comparanda.kernel.question import InvalidValue, clean_text
from comparanda.people.models import Organisation, Topic
from comparanda.present.languages import language_name, page_languages

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
