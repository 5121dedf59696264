"""Which questions are asked, given the answers so far."""

from __future__ import annotations

from collections.abc import Mapping

from comparanda.kernel.question import Condition, Value


def is_asked(condition: Condition | None, answers: Mapping[str, Mapping[str, Value]]) -> bool:
    """True when the question is to be asked. ``answers`` maps question code to values by part; a
    condition on an unanswered question is not met."""
    if condition is None:
        return True
    value = answers.get(condition.question, {}).get(condition.part)
    given = (value,) if isinstance(value, str) else (value or ())
    return any(code in condition.values for code in given)


def ruled_out(
    conditions: Mapping[str, Condition | None], answers: Mapping[str, Mapping[str, Value]]
) -> dict[str, str]:
    """Questions that a respondent's own answers rule out, each with the question whose answer does so.

    ``conditions``: by question code, in order; ``answers``: what was answered, an absence as no values. As long
    as the deciding question is not answered, nothing is ruled out.
    """
    found: dict[str, str] = {}
    for code, condition in conditions.items():
        if condition is None:
            continue
        if condition.question in found:
            found[code] = found[condition.question]
        elif condition.question in answers and not is_asked(condition, answers):
            found[code] = condition.question
    return found
