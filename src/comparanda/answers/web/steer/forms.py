"""Forms of the desk. They parse; what is possible, the actions say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comparanda.answers.models import Release, Round
from comparanda.kernel.audience import Audience
from comparanda.kernel.language import Text
from comparanda.present.languages import language_name, page_languages


class DayInput(forms.DateInput):
    """A day as the browser's own control asks for it."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day written as 2026-01-31, whatever the language: that is what the control sends."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], localize=False, **kwargs)


class TextsForm(forms.Form):
    """One text in several languages: a field a language, named ``<stem>_<language>``."""

    stem = "text"

    def add_texts(self, label: Any, round: Round, standing: Text, rows: int = 4, hint: Any = "") -> None:
        """A field for each language of the page, filled from ``standing``."""
        for language in page_languages(round.language):
            self.fields[f"{self.stem}_{language}"] = forms.CharField(
                label=f"{label} ({language_name(language)})",
                required=False,
                initial=standing.get(language, ""),
                help_text=hint if language == round.language else "",
                widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
            )

    @property
    def own_first(self) -> list[forms.BoundField]:
        """The fields, the round's own language first."""
        return list(self)

    def texts(self) -> dict[str, str]:
        """Language to text of the valid form; languages without a text are left out."""
        found = {
            name.removeprefix(f"{self.stem}_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{self.stem}_")
        }
        return {language: value for language, value in found.items() if value.strip()}


class SummaryForm(TextsForm):
    """The asker's own words on the outcome."""

    stem = "summary"

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_texts(_("Summary"), round, round.summary, rows=7)


class ReleaseForm(TextsForm):
    """What changed since the edition before, in words."""

    stem = "note"

    def __init__(self, *args: Any, round: Round, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, prefix=audience.value, **kwargs)
        self.audience = audience
        self.add_texts(_("What is new in this edition"), round, {}, rows=2)


class ReasonForm(forms.Form):
    """A step that must say why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class CancelForm(ReasonForm):
    prefix = "cancel"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Contact points read it. What they wrote is kept.")


class WithdrawForm(ReasonForm):
    """The reason why an edition is taken back; its address keeps it."""

    def __init__(self, *args: Any, edition: Release, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"edition-{edition.pk}", **kwargs)
        self.fields["reason"].help_text = _(
            "It stands at the edition's address, for everyone who comes there."
        )


class ExtendForm(forms.Form):
    prefix = "extend"

    to = DayField(label=_("New day"))


class ClarifyForm(forms.Form):
    prefix = "clarify"

    question = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("What you want to know"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", _("The reply as a whole")), *questions]
