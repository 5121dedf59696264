"""Template tags for values, dates and texts. Leaves out layout, which templates do."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comparanda.kernel.country import country_name
from comparanda.kernel.language import Spoken, Text, spoken
from comparanda.present import wording
from comparanda.present.markdown import to_html

register = template.Library()


@register.filter
def in_language(text: Text) -> Spoken:
    """A text by language, in the reader's, with the language it is really in."""
    return spoken(text or {}, wording.language())


@register.filter
def markdown(text: object) -> SafeString:
    return to_html(str(text))


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in words, in the reader's zone; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return wording.day_words(value, wording.language())


@register.filter
def number(value: int) -> str:
    """A count with the separators of the reader's language: ``1,147``, ``1 147``."""
    return wording.number_words(value, wording.language())


@register.filter
def country(code: str) -> str:
    return country_name(code, wording.language())


@register.simple_tag
def lang_of(said: Spoken) -> SafeString | str:
    """``lang="…"`` where a text is not in the page's language; nothing otherwise."""
    if not said.language or said.language == wording.language():
        return ""
    return format_html(' lang="{}"', said.language)
