"""Where a value was declared, and the source map that a build leaves beside its output.

A ``Source`` is the user's line: the innermost frame that is not cfngw's own. The source map ties paths of a
template to such lines. It lies in ``.cfngw/sources/<digest of the text>.json``, so that it is used only for the
very text that it was written with; nothing that ends in a template may depend on it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MARKERS = (".cfngw", ".git", "pyproject.toml", "setup.cfg", "setup.py")


class Source(NamedTuple):
    """A line of a file that a user wrote; ``column`` is known in templates, and 0 elsewhere."""

    path: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{shown(self.path)}:{self.line}{column}" if self.line else shown(self.path)


def here() -> Source:
    """Give the line of the nearest caller outside cfngw."""
    frame = sys._getframe(1)
    while (caller := frame.f_back) is not None:
        module = frame.f_globals.get("__name__", "")
        if module != "cfngw" and not module.startswith("cfngw."):
            break
        frame = caller
    return Source(frame.f_code.co_filename, frame.f_lineno)


def shown(path: str) -> str:
    """Write a path as a reader wants it: relative when it lies below the working directory."""
    if not Path(path).is_absolute():
        return path
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


def project_root(path: Path) -> Path:
    """Give the project that a template or a folder of templates belongs to.

    It is the nearest folder upwards that holds ``.cfngw``, ``.git`` or a Python project file; without any, the
    working folder when the path lies below it, or else the folder itself.
    """
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if any((folder / marker).exists() for marker in _MARKERS):
            return folder
    working = Path.cwd()
    return working if start.is_relative_to(working) else start


class SourceMap:
    """Template paths and the lines that declared them; a path stands for all below it."""

    def __init__(self, lines: Mapping[tuple[str, ...], Source]) -> None:
        self._lines = dict(lines)

    def __len__(self) -> int:
        return len(self._lines)

    def find(self, path: Sequence[str | int]) -> Source | None:
        """Give the line that declared a path, by its longest known beginning."""
        parts = tuple(str(part) for part in path)
        for end in range(len(parts), 0, -1):
            found = self._lines.get(parts[:end])
            if found is not None:
                return found
        return None

    def save(self, text: str, root: Path) -> None:
        """Keep the map for ``text`` under ``root``; paths are stored relative to it."""
        import json

        from cfngw.files import private_folder, write_text

        files = {path: os.path.relpath(path, root) for path in {source.path for source in self._lines.values()}}
        entries = {
            "/".join(map(_escaped, path)): [files[source.path], source.line] for path, source in self._lines.items()
        }
        folder = private_folder(root) / "sources"
        write_text(folder / f"{digest(text)}.json", json.dumps({"version": 1, "lines": entries}))

    @classmethod
    def load(cls, text: str, root: Path) -> SourceMap:
        """Read the map that was kept for exactly this text; an empty one when there is none."""
        import json

        try:
            stored = json.loads((root / ".cfngw" / "sources" / f"{digest(text)}.json").read_bytes())
            lines = {
                tuple(map(_unescaped, path.split("/"))): Source(str(root / file), int(line))
                for path, (file, line) in stored["lines"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls({})
        return cls(lines)


def _escaped(step: str) -> str:
    """Write a step of a path so that no slash is in it, as JSON Pointer does."""
    return step.replace("~", "~0").replace("/", "~1") if "/" in step or "~" in step else step


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def digest(text: str) -> str:
    """Give the SHA-256 of a text, in hexadecimal."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()
