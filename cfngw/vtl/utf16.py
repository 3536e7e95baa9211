"""Strings as Java counts them: in UTF-16 units.

A character beyond U+FFFF is one in Python and two in Java. Where a string holds one, the units are taken apart, the
method does its work on those, and its result is put together again.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def apart(text: str) -> str:
    """Take characters beyond U+FFFF apart."""
    return text if text.isascii() else _ASTRAL.sub(_halves, text)


def _halves(found: re.Match[str]) -> str:
    code = ord(found.group()) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def together(text: str) -> str:
    """Put halves that stand side by side together."""
    return text if text.isascii() else _PAIR.sub(_whole, text)


def _whole(found: re.Match[str]) -> str:
    pair = found.group()
    return chr(0x10000 + ((ord(pair[0]) - 0xD800) << 10) + ord(pair[1]) - 0xDC00)


def length(text: str) -> int:
    """Count the units of a string."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def _has_astral(text: str) -> bool:
    return not text.isascii() and _ASTRAL.search(text) is not None


def by_units(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method on strings count in UTF-16 units."""

    @wraps(function)
    def method(run: Any, text: str, *arguments: Any) -> Any:
        if not _has_astral(text) and not any(each.__class__ is str and _has_astral(each) for each in arguments):
            return function(run, text, *arguments)
        taken = [apart(each) if each.__class__ is str else each for each in arguments]
        result = function(run, apart(text), *taken)
        return together(result) if result.__class__ is str else result

    return method
