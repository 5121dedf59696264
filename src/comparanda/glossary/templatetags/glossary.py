"""Marks terms of the glossary in texts: ``{% load glossary %}{{ note|terms:"note" }}``.

The first time a concept is named, its name leads to its page and shows its definition when pointed at or focused. Leaves
out texts with markup of their own.
"""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from comparanda.glossary import queries, tagging
from comparanda.kernel.language import Spoken
from comparanda.present import wording

register = template.Library()

LONGEST_DEFINITION = 240
"""Characters of a definition that are shown beside a term; the rest is on its page."""


@register.filter
def terms(said: Spoken | str, place: str) -> SafeString:
    """The text with its terms marked; escaped. ``place`` tells apart several texts of one page. Plain text where the
    language has no labels."""
    text = str(said)
    code = said.language if isinstance(said, Spoken) and said.language else wording.language()
    if not text.strip():
        return escape(text)
    found = tagging.marks(text, code)
    definitions = queries.definitions({mark.concept for mark in found}, wording.language()) if found else {}
    parts: list[str] = []
    done = 0
    seen: set[str] = set()
    for mark in found:
        definition = definitions.get(mark.concept)
        if mark.concept in seen or definition is None or not definition.text:
            continue
        seen.add(mark.concept)
        parts.append(escape(text[done : mark.start]))
        parts.append(_marked(text[mark.start : mark.end], mark.concept, definition, place, len(seen), code))
        done = mark.end
    parts.append(escape(text[done:]))
    return mark_safe("".join(parts))  # every piece was escaped


def _marked(words: str, slug: str, definition: Spoken, place: str, number: int, code: str) -> SafeString:
    shown = definition.text
    if len(shown) > LONGEST_DEFINITION:
        shown = shown[:LONGEST_DEFINITION].rsplit(" ", 1)[0] + "…"
    name = f"term-{place}-{number}"
    # The definition is in its own language, which need not be that of the text around it.
    of = format_html(' lang="{}"', definition.language) if definition.language != code else ""
    return format_html(
        '<span class="term-in-text"><a href="{}" aria-describedby="{}">{}</a>'
        '<span class="tip" role="tooltip" id="{}"{}>{}</span></span>',
        reverse("glossary:concept", args=[slug]),
        name,
        words,
        name,
        of,
        shown,
    )
