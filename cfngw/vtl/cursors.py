"""Views of lists that write through, and iterators that notice a change of what they run over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.vtl.errors import JavaError
from cfngw.vtl.limits import charge

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = Any


class SubList:
    """A live part of a list, as subList gives it."""

    __slots__ = ("begin", "of", "seen", "size")

    def __init__(self, of: list[Value] | SubList, begin: int, size: int) -> None:
        self.of = of
        self.begin = begin
        self.size = size
        self.seen = len(of)

    def items(self) -> list[Value]:
        """List the members; refuse where the list has changed its size."""
        if len(self.of) != self.seen:
            raise changed()
        charge(self.size >> 1)
        inner = self.of.items() if isinstance(self.of, SubList) else self.of
        return inner[self.begin : self.begin + self.size]

    def put_back(self, items: list[Value]) -> None:
        """Write members that were changed to the list."""
        if isinstance(self.of, SubList):
            whole = self.of.items()
            whole[self.begin : self.begin + self.size] = items
            self.of.put_back(whole)
        else:
            self.of[self.begin : self.begin + self.size] = items
        self.size = len(items)
        self.seen = len(self.of)

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items())


def changed() -> JavaError:
    """Describe a collection that changes while something holds a view of it."""
    return JavaError("ConcurrentModificationException", "", "loop over a copy of what the loop changes")


class Cursor:
    """A java.util.Iterator or ListIterator."""

    __slots__ = ("at", "items", "keys", "last", "size", "source")

    def __init__(self, items: list[Value], source: list[Value] | dict[Value, Value] | None = None, at: int = 0) -> None:
        self.keys: list[Value] | None = None
        self.items = items
        self.source = items if source is None else source
        self.size = len(self.source)
        self.at = at
        self.last = -1

    def has_next(self) -> bool:
        """Tell whether there is more."""
        return self.at != len(self.items)

    def next(self) -> Value:
        """Give the next element; refuse where the collection has changed."""
        if len(self.source) != self.size:
            raise changed()
        if self.at >= len(self.items):
            raise JavaError("NoSuchElementException")
        self.last = self.at
        self.at += 1
        return self.items[self.last] if self.keys is None else self.source[self.keys[self.last]]

    def previous(self) -> Value:
        """Give the element before."""
        if self.at == 0:
            raise JavaError("NoSuchElementException")
        self.at -= 1
        self.last = self.at
        return self.items[self.last]

    def current(self) -> int:
        """Give the place of the element given last."""
        if self.last < 0:
            raise JavaError("IllegalStateException")
        return self.last

    def remove(self) -> None:
        """Remove the element given last, also from a map."""
        place = self.current()
        charge(len(self.source) >> 6)
        if isinstance(self.source, dict):
            charge(len(self.source) >> 1)
            del self.source[list(self.source)[place]]
        del self.items[place]
        self._moved(place)

    def insert(self, value: Value) -> None:
        """Insert an element."""
        self.items.insert(self.at, value)
        self._moved(self.at + 1)

    def _moved(self, at: int) -> None:
        self.at = at
        self.last = -1
        self.size = len(self.source)
