"""JSON as json-smart reads it in its permissive mode, and as it writes it.

The gateway's error messages name this parser. It takes words without quotes for strings (``a=b&c`` is one), single
quotes, missing and trailing commas and text after the end; it refuses what has no end (``{a``).
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from cfngw.vtl.cursors import SubList
from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.limits import LONG_STRING, MOST_ITEMS, MOST_JSON_NESTING, MOST_STRING, charge
from cfngw.vtl.number_text import number_text
from cfngw.vtl.numbers import Float
from cfngw.vtl.values import JsonArray, Value, View, to_text, unboxed

if TYPE_CHECKING:
    from collections.abc import Callable

_END = ""
_BLANKS = " \r\n\t"
_IN_ARRAY, _IN_OBJECT, _IN_KEY, _AT_TOP = ",]", ",}", ":", ""
_WORDS: dict[str, Value] = {"null": None, "true": True, "false": False, "NaN": Float("nan")}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b", '"': '"', "'": "'", "/": "/", "\\": "\\"}
_REAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
MOST_DIGITS = 4000
_FOREIGN = "\x7e"
"""From here on json-smart does not look whether a character ends what it reads."""
_FLOAT = re.compile(r"-?[0-9]*(?:\.[0-9]*)?(?:[eE](?:[+-][0-9]*|[0-9]+))?")


def parse_json(text: str) -> Value:
    """Read a payload: objects become dicts, arrays JsonArrays."""
    strict = _strictly(text)
    if strict is not _NOT_STRICT:
        return strict
    charge(len(text) >> 2)
    return _Reader(text).top()


# --- the short way --------------------------------------------------------------------------------------------

_NOT_STRICT: Any = object()


def _reject(_: str) -> Value:
    raise ValueError


def _real(digits: str) -> Value:
    return float(digits) if len(digits) <= 18 else Decimal(digits)


def _strictly(text: str) -> Value:
    """Read strict JSON with Python's own reader, which is much faster; anything unusual is left to ours."""
    if text[:1] not in ("{", "[") or ("\\" in text and re.search(r"\\(?:u[dD]|\\)|[\x00-\x1f\x7f]", text)):
        return _NOT_STRICT
    try:
        read = _decoder().decode(text)
    except (ValueError, RecursionError):
        return _NOT_STRICT
    return _with_arrays(read, 0)


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=_real, parse_constant=_reject)


def _with_arrays(value: Value, depth: int) -> Value:
    """Make lists JsonArrays, in place where they stand in objects."""
    if depth > MOST_JSON_NESTING:
        raise LimitExceededError(f"the payload nests deeper than {MOST_JSON_NESTING} levels")
    kind = value.__class__
    if kind is list:
        return JsonArray([_with_arrays(each, depth + 1) if each.__class__ in (list, dict) else each for each in value])
    if kind is dict:
        for key, each in value.items():
            if each.__class__ is list or each.__class__ is dict:
                value[key] = _with_arrays(each, depth + 1)
    return value


# --- the long way ---------------------------------------------------------------------------------------------


def _unexpected(at: int, character: str) -> JavaError:
    what = f"character ({character})" if character else "end of text"
    hint = "send JSON, or read the raw text as $input.body"
    return JavaError("net.minidev.json.parser.ParseException", f"Unexpected {what} at position {at}", hint)


class _Reader:
    """Reads character by character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    @property
    def now(self) -> str:
        """Give the character at hand, or nothing at the end."""
        return self.text[self.at : self.at + 1]

    def blanks(self) -> None:
        while self.now and self.now in _BLANKS:
            self.at += 1

    def top(self) -> Value:
        return self.value(_AT_TOP)

    def value(self, stop: str) -> Value:
        self.blanks()
        character = self.now
        if character and character in ":}]":
            raise _unexpected(self.at, character)
        if character in ("{", "["):
            self.depth += 1
            if self.depth > MOST_JSON_NESTING:
                raise LimitExceededError(f"the payload nests deeper than {MOST_JSON_NESTING} levels")
            nested = self.object() if character == "{" else self.array()
            self.depth -= 1
            return nested
        if character in ('"', "'"):
            return self.string()
        if character and (character in "0123456789-"):
            return self.number(stop)
        word = self.word(stop)
        return _WORDS.get(word, word)

    def array(self) -> JsonArray:
        members = JsonArray()
        self.at += 1
        while True:
            self.blanks()
            character = self.now
            if character == "]":
                self.at += 1
                return members
            if character == ",":
                self.at += 1
            elif not character or character in ":}":
                raise _unexpected(self.at, character)
            else:
                members.append(self.value(_IN_ARRAY))

    def object(self) -> dict[Value, Value]:
        members: dict[Value, Value] = {}
        accepts = True
        self.at += 1
        while True:
            self.blanks()
            character = self.now
            if character == "}":
                self.at += 1
                return members
            if character == ",":
                accepts = True
                self.at += 1
                continue
            if not character or character in ":][{":
                raise _unexpected(self.at, character)
            key = self.string() if character in "\"'" else self.word(_IN_KEY)
            if not accepts:
                raise _unexpected(self.at, key)
            accepts = self.member(members, key)

    def member(self, members: dict[Value, Value], key: str) -> bool:
        """Read a colon and a value; say whether another key may follow."""
        self.blanks()
        if self.now != ":":
            raise _unexpected(self.at, self.now)
        self.at += 1
        if self.at >= len(self.text):
            raise _unexpected(self.at, _END)
        members[key] = self.value(_IN_OBJECT)
        self.blanks()
        if self.now == ",":
            self.at += 1
            return True
        return False

    def word(self, stop: str) -> str:
        start = self.at
        while self.now and self.now not in stop:
            self.at += 1
        return self.text[start : self.at].strip(_CONTROLS)

    def number(self, stop: str) -> Value:
        start = self.at
        found = _FLOAT.match(self.text, start, start + MOST_DIGITS)
        self.at = found.end() if found is not None else start
        self.blanks()
        if self.now and self.now < _FOREIGN and self.now not in stop:
            return self.rest(start, stop)
        digits = self.text[start : self.at].strip(_CONTROLS)
        if "." in digits or "e" in digits or "E" in digits:
            return self.real(digits)
        return _big_int(digits)

    def rest(self, start: int, stop: str) -> str:
        self.at = start
        return self.word(stop)

    def real(self, digits: str) -> Value:
        if not _REAL.fullmatch(digits):
            raise JavaError("NumberFormatException", f'For input string: "{digits[:60]}"')
        return float(digits) if len(digits) <= 18 else _decimal(digits)

    def string(self) -> str:
        quote = self.now
        end = self.text.find(quote, self.at + 1)
        if end < 0:
            raise _unexpected(len(self.text), _END)
        raw = self.text[self.at + 1 : end]
        if "\\" not in raw:
            self.at = end + 1
            return raw
        return self.escaped(quote)

    def escaped(self, quote: str) -> str:
        pieces: list[str] = []
        at, text = self.at + 1, self.text
        while True:
            character = text[at : at + 1]
            at += 1
            if not character:
                raise _unexpected(at, _END)
            if character == quote:
                self.at = at
                return "".join(pieces)
            if character == "\\":
                character = text[at : at + 1]
                at += 1
                width = {"u": 4, "x": 2}.get(character, 0)
                if width:
                    pieces.append(self.unicode(at, width))
                    at += width
                else:
                    pieces.append(_ESCAPES.get(character, ""))
            elif character >= " " and character != "\x7f":
                pieces.append(character)

    def unicode(self, at: int, width: int) -> str:
        digits = self.text[at : at + width]
        if not re.fullmatch(r"[0-9a-fA-F]+", digits) or len(digits) < width:
            raise _unexpected(at, digits[:1])
        return chr(int(digits, 16))


_CONTROLS = "".join(map(chr, range(33)))


def _big_int(digits: str) -> int:
    if digits in ("-", ""):
        return 0
    if len(digits) >= MOST_DIGITS:
        raise LimitExceededError("a number in the payload is too long")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) >= MOST_DIGITS:
        raise LimitExceededError("a number in the payload is too long")
    return Decimal(digits)


# --- writing --------------------------------------------------------------------------------------------------

_WRITTEN = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "/": "\\/"}
_INFINITE = float("inf")
_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2000-\u20ff]')
_UNSAFE_ON_WEB = re.compile(r'["\\/\x00-\x1f\x7f-\x9f\u2000-\u20ff]')


def to_json(value: Value, *, slashes: bool = True) -> str:
    """Write JSON: with ``\\/`` for a slash as an array prints itself, without as $input.json does."""
    writer = _Writer(_UNSAFE_ON_WEB if slashes else _UNSAFE)
    writer.add(value, 0)
    text = "".join(writer.pieces)
    charge(len(writer.pieces) + (len(text) >> 4))
    return text


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _WRITTEN.get(character) or f"\\u{ord(character):04X}"


class _Writer:
    """Writes a value, within bounds: the same list may stand in itself many times."""

    def __init__(self, unsafe: re.Pattern[str]) -> None:
        self.escape = partial(unsafe.sub, _escape)
        self.pieces: list[str] = []
        self.length = 0

    def bound(self, length: int) -> None:
        self.length += length
        if self.length > MOST_STRING or len(self.pieces) > MOST_ITEMS:
            raise LimitExceededError(f"a string grows beyond {MOST_STRING:,} characters")

    def add(self, value: Value, depth: int) -> None:
        kind = value.__class__
        if kind is str:
            if len(value) > LONG_STRING:
                self.bound(len(value))
            self.pieces.append(f'"{self.escape(value)}"')
        elif kind in _SIMPLE:
            self.pieces.append(_SIMPLE[kind](value))
        elif depth > 2 * MOST_JSON_NESTING:
            raise JavaError("StackOverflowError", "a list or map stands in itself")
        elif isinstance(value, dict):
            self.object(value, depth + 1)
        elif isinstance(value, list):
            self.array(value, depth + 1)
        elif isinstance(value, View | SubList):
            self.array(value.items(), depth + 1)
        elif isinstance(value, int | float | Decimal):
            self.pieces.append("null" if value in (_INFINITE, -_INFINITE) else number_text(value))
        else:
            self.pieces.append(f'"{self.escape(to_text(value))}"')

    def object(self, table: dict[Value, Value], depth: int) -> None:
        pieces, escape, opening = self.pieces, self.escape, "{"
        for key, member in table.items():
            pieces.append(f'{opening}"{escape(key if key.__class__ is str else to_text(unboxed(key)))}":')
            self.add(member, depth)
            opening = ","
        pieces.append("}" if table else "{}")
        self.bound(2)

    def array(self, members: list[Value], depth: int) -> None:
        pieces, opening = self.pieces, "["
        for member in members:
            pieces.append(opening)
            self.add(member, depth)
            opening = ","
        pieces.append("]" if members else "[]")
        self.bound(2)


_SIMPLE: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: number_text,
}
