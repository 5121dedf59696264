"""Template tags for values, marks and absences. Leaves out layout, which templates do."""

from __future__ import annotations

from django import template

register = template.Library()
