"""Whether a text is JSON, and where it is not: by RFC 8259, without what Python's reader takes beyond it."""

from __future__ import annotations

import json
from typing import NamedTuple, NoReturn

_WIDTH = 60
_BLANKS = " \t\n\r"
_AT_COMMAS = ("Illegal trailing comma", "Expecting value", "Expecting property name")
_MISSING = {"}": "name", "]": "value"}


class Fault(NamedTuple):
    """The first thing that keeps a text from being JSON. ``line`` and ``column`` count from 1."""

    problem: str
    line: int
    column: int
    excerpt: str
    pointer: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.problem}"


def fault_of(text: str) -> Fault | None:
    """Give the first fault of a text, or None when it is JSON."""
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        comma = _trailing_comma(text, error.pos) if error.msg.startswith(_AT_COMMAS) else None
        return _fault(text, *comma or (error.pos, _SAID.get(error.msg, error.msg.lower())))
    except _WordError as error:
        word = str(error)
        return _fault(text, _bare(text, word), f"{word} is no JSON")
    except RecursionError:
        return _fault(text, 0, "it nests too deep to be read")
    return None


def _trailing_comma(text: str, at: int) -> tuple[int, str] | None:
    """Find the comma before a closing bracket: Python 3.13 tells of the comma, and those before of the bracket."""
    comma = at if text[at : at + 1] == "," else len(text[:at].rstrip(_BLANKS)) - 1
    closing = text[comma + 1 :].lstrip(_BLANKS)[:1]
    if comma < 0 or text[comma] != "," or closing not in _MISSING:
        return None
    return comma, f"a comma without a {_MISSING[closing]} behind it"


class _WordError(ValueError):
    pass


def _refuse(word: str) -> NoReturn:
    raise _WordError(word)


def _bare(text: str, word: str) -> int:
    """Find a word outside strings."""
    at, inside = 0, False
    while at < len(text):
        if inside and text[at] == "\\":
            at += 1
        elif text[at] == '"':
            inside = not inside
        elif not inside and text.startswith(word, at):
            return at
        at += 1
    return 0


_SAID = {
    "Expecting value": "a value is missing here",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing here",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting ',' delimiter": "a comma is missing here, or a quote inside a string is not escaped",
    "Extra data": "more text after the end of the value",
    "Invalid control character at": "a line break or control character stands raw in a string",
    "Invalid \\escape": "a backslash before what JSON does not escape",
    "Invalid \\uXXXX escape": "\\u without four hexadecimal digits",
    "Unterminated string starting at": "a string without its closing quote",
}


def _fault(text: str, at: int, problem: str) -> Fault:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : len(text) if end < 0 else end]
    column = at - start
    first = max(0, column - _WIDTH // 2)
    excerpt = line[first : first + _WIDTH]
    return Fault(problem, text.count("\n", 0, at) + 1, column + 1, excerpt, column - first)
