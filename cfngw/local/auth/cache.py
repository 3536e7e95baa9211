"""What authorizers remember: bounded, and each entry for its time."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_ENTRIES = 1_000


class Cache(Generic[T]):
    """The entries used last; ``most`` of them. Times are in seconds."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self._most = most
        self._entries: OrderedDict[object, tuple[float, T]] = OrderedDict()

    def get(self, key: object, now: float) -> T | None:
        """Give what is remembered; None where nothing is, or no longer."""
        found = self._entries.get(key)
        if found is None:
            return None
        if found[0] <= now:
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return found[1]

    def put(self, key: object, value: T, until: float) -> None:
        """Remember something until a time."""
        self._entries[key] = (until, value)
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)
