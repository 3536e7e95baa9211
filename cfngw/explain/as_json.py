"""What is told, for programs. Keys may be added to this shape; those that are there keep name and meaning.

docs/explain.md holds it. None is what the template does not say; a text where a number is expected is the name of what
is not known, such as ``${Timeout}``.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from cfngw.explain.as_text import file_name
from cfngw.explain.model import Explanation, Finding, Use
from cfngw.source import Source, shown

VERSION = 1
_PLACES = ("at", "source")


def as_json(explanation: Explanation) -> str:
    """Write an explanation as JSON."""
    found = plain(explanation)
    found["file"] = file_name(explanation.file)
    return json.dumps({"version": VERSION, **found}, indent=2) + "\n"


def plain(value: Any) -> Any:
    """Give a value of the model as plain data; a place as file, line and column."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        found = {name: plain(getattr(value, name)) for name in names if name not in _PLACES}
        if isinstance(value, Finding):
            found["severity"] = value.severity
        if isinstance(value, Use):
            found["share"] = round(value.share, 3)
        if "at" in names:
            found["where"] = place(value.where)  # type: ignore[attr-defined]
        return found
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def place(where: Source | None) -> dict[str, Any] | None:
    """Give a place as file, line and column."""
    if where is None:
        return None
    return {"file": Path(shown(where.path)).as_posix(), "line": where.line, "column": where.column}
