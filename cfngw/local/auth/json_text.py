"""JSON that a stranger wrote, so that nothing after it has to mind what Python's reader takes besides."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def strict_json(text: bytes) -> Any:
    """Read JSON without NaN and Infinity, whose texts can be written as UTF-8; raise ValueError or RecursionError."""
    data = json.loads(text, parse_constant=_refuse)
    if b"\\u" in text:  # half of a surrogate pair is no character
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
