"""Whether files changed since a worker read them, by their times and sizes; nothing runs in the background.

A folder is looked at when a request comes, at most each 0.2 seconds, and less often where looking takes long: at most
a twentieth of the time goes there. Of a folder with very many files the first 5,000 count.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

INTERVAL_SECONDS = 0.2
MOST_FILES = 5000
_SHARE = 20
_PASSED_BY = frozenset({"__pycache__", "node_modules", "venv", "site-packages"})


class Watch:
    """The files below some folders, or some files."""

    def __init__(self, roots: Iterable[Path], *, interval_seconds: float = INTERVAL_SECONDS) -> None:
        self._roots = tuple(roots)
        self._interval = interval_seconds
        self._seen = _snapshot(self._roots)
        self._next = time.monotonic() + interval_seconds
        self.generation = 0

    def look(self) -> int:
        """Look whether anything changed, unless that was done just now; give how often it did so far."""
        now = time.monotonic()
        if now < self._next:
            return self.generation
        seen = _snapshot(self._roots)
        if seen != self._seen:
            self._seen = seen
            self.generation += 1
        took = time.monotonic() - now
        self._next = now + max(self._interval, took * _SHARE if self._interval else 0)
        return self.generation


def _snapshot(roots: tuple[Path, ...]) -> frozenset[tuple[str, int, int]]:
    found: set[tuple[str, int, int]] = set()
    pending = [str(root) for root in roots]
    tops = set(pending)
    while pending and len(found) < MOST_FILES:
        place = pending.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    _take(entry, found, pending)
        except NotADirectoryError:
            _file(place, found)
        except OSError:
            if place in tops:
                found.add((place, 0, 0))
    return frozenset(found)


def _take(entry: os.DirEntry[str], found: set[tuple[str, int, int]], pending: list[str]) -> None:
    try:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _PASSED_BY and not entry.name.startswith("."):
                pending.append(entry.path)
        elif len(found) < MOST_FILES:
            status = entry.stat()
            found.add((entry.path, status.st_mtime_ns, status.st_size))
    except OSError:
        return  # it went while we looked: the next look sees that


def _file(place: str, found: set[tuple[str, int, int]]) -> None:
    try:
        status = Path(place).stat()
        found.add((place, status.st_mtime_ns, status.st_size))
    except OSError:
        return
