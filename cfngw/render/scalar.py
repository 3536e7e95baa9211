"""One scalar or key as YAML text that YAML 1.1 and 1.2 readers read back as the same value.

A string is plain only where that is beyond doubt, else in single quotes; what a reviewer could not see, or a
reader might change, is escaped in double quotes. Nothing here knows about indentation: text that reads best as
a block literal is left to the page.
"""

from __future__ import annotations

import re
from functools import cache
from math import isfinite

# YAML 1.1 reads these words, in any case, as booleans or null; 1.2 reads some of them so.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_LONGEST_WORD = 5
_ACCOUNT = "${AWS::AccountId}"  # a number once it is filled in, in a file that nothing else resolves

# A letter or a sign that starts nothing else in YAML, or a relative path. Any other string that starts with a digit,
# a sign or a dot may be a number, a date or a time to one of the readers: it is quoted without a closer look. So is
# E5, a number to the npm package yaml when it reads YAML 1.1.
_PLAIN_ASCII = re.compile(r"(?![eE][-+]?\d+\Z)(?:[A-Za-z_$/(\\]|\.\.?/)[ -~]*").fullmatch
_PLAIN_START = re.compile(r"[^\W\d]|[$/(\\]").match
_BLANK_END = re.compile(r"\n[ \t]+\n*\Z").search

# Readers limit a key on one line to 1,024 characters or UTF-16 units, quotes and escapes included.
_LONGEST_KEY = 500

# A longer string that needs quotes, such as the format of an access log, reads better as a block literal.
_LONGEST_QUOTED = 100

_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


class Texts(dict[str, str | None]):
    """What each string is written as, worked out once; None says: as a block literal."""

    __slots__ = ()

    def __missing__(self, text: str) -> str | None:
        written = self[text] = _written(text)
        return written


class Names(dict[object, str | None]):
    """What each key is written as, with its colon; None says: too long for ``key: value``.

    Keys that are not strings are written as JSON would; they are not kept, since True and 1 are one key to a
    dict. Once there was one, ``converted`` says so: it may then equal another key.
    """

    __slots__ = ("converted",)

    def __init__(self) -> None:
        super().__init__()
        self.converted = False

    def __missing__(self, key: object) -> str | None:
        if not isinstance(key, str):
            self.converted = True
            return f"{one_line(key_text(key))}:"
        written = one_line(key)
        named = self[key] = f"{written}:" if len(written) <= _LONGEST_KEY else None
        return named


def key_text(key: object) -> str:
    """Give the string that JSON makes of a key."""
    if isinstance(key, str):
        return str.__str__(key)
    written = number(key)
    return float.__repr__(key) if isinstance(key, float) else written


def one_line(text: str) -> str:
    """Write a string on one line, whatever it holds."""
    return _written(text) or double_quoted(text)


def number(value: object) -> str:
    """Write a number, a boolean or null; raise ValueError for what has no such form."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float) and isfinite(value):
        return _decimal(float.__repr__(value))
    raise ValueError("not a number that YAML and JSON share")


def _decimal(digits: str) -> str:
    """Give the exponent form the dot that YAML 1.1 asks for: ``1.0e+16``."""
    return digits.replace("e", ".0e") if "e" in digits and "." not in digits else digits


def _written(text: str) -> str | None:
    # The plain ASCII string comes first and the rest is tested piece by piece: faster than one pattern for all.
    if (
        (_PLAIN_ASCII(text) or _is_plain_abroad(text))
        and ": " not in text
        and " #" not in text
        and text[-1] not in ": "
        and (len(text) > _LONGEST_WORD or text.lower() not in _WORDS)
        and text != _ACCOUNT
    ):
        return text
    return _quoted(text)


def _is_plain_abroad(text: str) -> bool:
    if text.isascii() or not _PLAIN_START(text):
        return False
    return "\n" not in text and "\t" not in text and not _odd().search(text)


def _quoted(text: str) -> str | None:
    if _unseen().search(text):
        return double_quoted(text)
    if "\n" in text or len(text) > _LONGEST_QUOTED:
        return None if _fits_a_block(text) else double_quoted(text)
    # "'*'", a constant in a mapping of API Gateway, reads better than '''*'''.
    if "\t" in text or ("'" in text and '"' not in text and "\\" not in text):
        return double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def starts_indented(text: str) -> bool:
    """Say whether a block literal has to tell its indentation, because its first line starts with a blank."""
    return text.lstrip("\n")[:1] in (" ", "\t")


def _fits_a_block(text: str) -> bool:
    """Say whether every reader reads a block literal of this text right.

    The npm package yaml (2.9) loses a last line of blanks below a first line that starts with a blank.
    """
    if not text.strip(" \t\n"):
        return False
    return not (starts_indented(text) and _BLANK_END(text))


def is_line_of_code(text: str) -> bool:
    """Say whether a line, such as inline code, is several words and can be a block literal."""
    return " " in text and not _unseen().search(text) and _fits_a_block(text)


def double_quoted(text: str) -> str:
    """Write a string in double quotes, with what can't be seen as escapes; ValueError for half a character."""
    text.encode()
    return f'"{_escaped().sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


# The sets below are fixed, not asked of unicodedata, whose answers change with the Python version. They are
# compiled on first use: most templates are ASCII.
#
# Controls, line breaks of YAML 1.1 (U+0085, U+2028, U+2029), the byte order mark, noncharacters and lone surrogates
# break a reader; soft hyphens, zero-width blanks, tags and bidirectional controls deceive a reviewer. The joiners
# U+200C and U+200D stay: emoji and several scripts are written with them.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
) + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
_BLANKS = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"[{_UNSEEN}]")


@cache
def _odd() -> re.Pattern[str]:
    return re.compile(f"[{_UNSEEN}{_BLANKS}]")


@cache
def _escaped() -> re.Pattern[str]:
    return re.compile(f'[\\n\\t"\\\\{_UNSEEN}]')
