"""Files of a comparison, an edition or a question."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
