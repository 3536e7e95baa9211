"""Values as plain Python again, for what leaves the engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cfngw.vtl.errors import LimitExceededError
from cfngw.vtl.limits import MOST_ITEMS, MOST_JSON_NESTING
from cfngw.vtl.values import SilentMap, Value, View, to_text, unboxed


def to_python(value: Value) -> Any:
    """Copy a value to str, int, float, bool, None, list and dict; anything else becomes its text."""
    if not value and value.__class__ in _MAPS:
        return {}
    return _Copy().of(value, 0)


_MAPS = frozenset({dict, SilentMap})


class _Copy:
    """Copies, within bounds."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, value: Value, depth: int) -> Any:
        self.count += 1
        if self.count > MOST_ITEMS or depth > 2 * MOST_JSON_NESTING:
            raise LimitExceededError("an override is too large")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, dict):
            return {
                key if isinstance(key, str) else to_text(unboxed(key)): self.of(member, depth + 1)
                for key, member in value.items()
            }
        if isinstance(value, list | View):
            return [self.of(member, depth + 1) for member in (value if isinstance(value, list) else value.items())]
        return float(value) if isinstance(value, Decimal) else to_text(value)
