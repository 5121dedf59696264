"""Long prose in whole language versions: which file to show, and in which language it really is.

Leaves out translation of interface words: that is gettext's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.loader import select_template

register = template.Library()

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as found. ``template``: its path; ``language``: of the text, BCP 47; ``wanted``: whether it is the reader's."""

    template: str
    language: str
    wanted: bool


@register.simple_tag
def prose(folder: str, page: str, language: str) -> Prose:
    """Find ``<folder>/<page>.<language>.html``, else the English one, e.g. ``about/method.bg.html``.

    Raises TemplateDoesNotExist where there is not even an English text.
    """
    languages = list(dict.fromkeys([language, FALLBACK_LANGUAGE]))
    paths = {f"{folder}/{page}.{candidate}.html": candidate for candidate in languages}
    name = str(select_template(list(paths)).template.name)
    return Prose(name, paths[name], paths[name] == language)
