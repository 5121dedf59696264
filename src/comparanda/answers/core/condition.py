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
