"""The asker's desk: follow, clarify, close, release."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
