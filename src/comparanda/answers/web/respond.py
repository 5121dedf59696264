"""The respondent's workspace: inbox, write, review, submit."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
