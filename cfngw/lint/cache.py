"""Findings kept by content, in ``.cfngw/lint/<key>.json``.

An entry is trusted only when it is whole: its checksum fits and each of its values has its type. Anything else
counts as absent and is written anew. A folder that can't be written to just keeps nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cfngw.errors import OutputError
from cfngw.files import private_folder, write_text
from cfngw.lint.report import SEVERITIES, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# About a megabyte of a usual project; the entries that were not used for longest go first.
ENTRIES = 1000

_STRINGS = ("rule", "severity", "message", "description", "url")
_NUMBERS = ("line", "column", "end_line", "end_column")


class Cache:
    """The kept findings of one project."""

    def __init__(self, root: Path, entries: int = ENTRIES) -> None:
        self._root = root
        self._folder = root / ".cfngw" / "lint"
        self._entries = entries

    def load(self, key: str, file: Path) -> tuple[Finding, ...] | None:
        """Give what was kept under a key, as findings of ``file``; None when there is nothing sound."""
        path = self._folder / f"{key}.json"
        try:
            # A pipe or a device in its place would never end.
            stored = json.loads(path.read_bytes()) if path.is_file() else None
            findings = _read(key, stored, file)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        with suppress(OSError):
            os.utime(path)
        return findings

    def store(self, key: str, findings: Sequence[Finding]) -> None:
        """Keep findings under a key, unless the folder can't be written to."""
        rows = [_row(finding) for finding in findings]
        entry = {"key": key, "checksum": _checksum(key, rows), "findings": rows}
        with suppress(OutputError):
            private_folder(self._root)
            write_text(self._folder / f"{key}.json", json.dumps(entry))

    def trim(self) -> None:
        """Drop what goes beyond the number of entries."""
        with suppress(OSError):
            files = sorted(self._folder.iterdir(), key=_last_use, reverse=True)
            for path in files[self._entries :]:
                path.unlink(missing_ok=True)


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _row(finding: Finding) -> dict[str, Any]:
    return {**{name: getattr(finding, name) for name in (*_STRINGS, *_NUMBERS)}, "path": list(finding.path)}


def _checksum(key: str, rows: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps([key, rows], sort_keys=True).encode()).hexdigest()


def _read(key: str, stored: Any, file: Path) -> tuple[Finding, ...]:
    rows = stored["findings"]
    if stored["key"] != key or stored["checksum"] != _checksum(key, rows) or not isinstance(rows, list):
        raise ValueError("not the entry that was written")
    return tuple(_finding(row, file) for row in rows)


def _finding(row: dict[str, Any], file: Path) -> Finding:
    path = tuple(row["path"])
    sound = (
        all(type(row[name]) is str for name in _STRINGS)
        and all(type(row[name]) is int and row[name] > 0 for name in _NUMBERS)
        and all(type(part) in (str, int) for part in path)
        and row["severity"] in SEVERITIES
    )
    if not sound:
        raise ValueError("not a finding")
    return Finding(**{name: row[name] for name in (*_STRINGS, *_NUMBERS)}, file=file, path=path)
