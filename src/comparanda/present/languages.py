"""Names of languages, and in which languages a page asks for a text. Leaves out the interface's own translation."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings

from comparanda.present import wording


@lru_cache(maxsize=256)
def _name(code: str, reader: str) -> str:
    try:
        return Locale.parse(code).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code


def language_name(code: str) -> str:
    """The language's name in the reader's, e.g. ``френски`` for ``fr``; the code where it is unknown."""
    return _name(code, wording.language())


def page_languages(own: str) -> list[str]:
    """The languages in which a page asks for a text: its own first, then those of the site."""
    return list(dict.fromkeys([own, *(code for code, _ in settings.LANGUAGES)]))
