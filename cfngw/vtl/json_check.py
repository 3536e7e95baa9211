"""Whether a text is JSON, and where it is not: by RFC 8259, without what Python's reader takes beyond it."""

from __future__ import annotations

import json
from typing import NamedTuple, NoReturn

_WIDTH = 60


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
        return _fault(text, error.pos, _SAID.get(error.msg, error.msg.lower()))
    except _WordError as error:
        word = str(error)
        return _fault(text, _bare(text, word), f"{word} is no JSON")
    except RecursionError:
        return _fault(text, 0, "it nests too deep to be read")
    return None


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
    "Illegal trailing comma before end of object": "a comma without a name behind it",
    "Illegal trailing comma before end of array": "a comma without a value behind it",
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
