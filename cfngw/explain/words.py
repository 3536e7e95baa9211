"""Values of the normal form in words: what is not known keeps the name that the template has for it."""

from __future__ import annotations

import re
from typing import Any

from cfngw.document.values import Reference, Text, Unknown, scalar_text

_NAMED = re.compile(
    r"the parameter (?P<parameter>\w+) (?:has no value|is read from Systems Manager)|(?P<pseudo>AWS::\w+) is not given"
)
_PRINTED = 400  # characters of one value; a template may hold a megabyte of them


def shown(value: Any) -> str:
    """Write a value: holes as a ``Fn::Sub`` has them, ``${Stage}``; ``${?}`` for what has no name."""
    if isinstance(value, Unknown):
        return _hole(value)
    if isinstance(value, Text):
        return _cut("".join(_hole(each) if isinstance(each, Unknown) else str(each) for each in value.pieces))
    if isinstance(value, Reference):
        return str(value)
    written = scalar_text(value)
    return _cut(written if written is not None else "?")


def named(value: Any) -> str:
    """Name what a value leads to: the logical id of a resource, the last word of an ARN, or the value itself."""
    if isinstance(value, Reference):
        return value.logical_id
    if isinstance(value, Text):
        ids = {hole.logical_id for hole in value.holes if isinstance(hole, Reference)}
        if len(ids) == 1:
            return ids.pop()
    written = shown(value)
    if not written.startswith("arn:"):
        return written
    last = written.removesuffix(":*").removesuffix("/").split(":", 5)[-1]
    return re.split(r"[:/]", last, maxsplit=1)[-1] or written


def reason(value: Any) -> str | None:
    """Say why a part may not be there, or isn't known; None where it is."""
    return value.why if isinstance(value, Unknown) else None


def listed(values: Any) -> tuple[str, ...]:
    """Write each of several values."""
    return tuple(shown(each) for each in values)


def either(names: Any) -> str:
    """Join alternatives."""
    return " or ".join(names)


def whole(value: Any) -> int | str | None:
    """Give a number, or the name of what is not known; None where there is none."""
    return value if value is None or (isinstance(value, int) and not isinstance(value, bool)) else shown(value)


def member(mapping: Any, name: str) -> str | None:
    """Write a member of a mapping of the template; None where it has none."""
    found = mapping.get(name) if isinstance(mapping, dict) else None
    return None if found is None else shown(found)


def is_true(value: Any) -> bool:
    """Tell whether a flag is set, in any of its spellings."""
    return str(value).lower() == "true" if isinstance(value, (str, bool)) else False


def seconds(milliseconds: int | str | None) -> str:
    """Write a time."""
    if not isinstance(milliseconds, int):
        return f"{milliseconds} ms" if milliseconds is not None else ""
    return f"{milliseconds / 1000:g} s"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def visible(text: str) -> str:
    """Write control characters as escapes: what a template says must not steer a terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _hole(value: Unknown) -> str:
    found = _NAMED.match(value.why)
    return f"${{{found['parameter'] or found['pseudo']}}}" if found else "${?}"


def _cut(text: str) -> str:
    return text if len(text) <= _PRINTED else f"{text[: _PRINTED - 1]}…"
