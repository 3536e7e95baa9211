"""What a plain word means in YAML 1.1, as CloudFormation reads it: dates are text, everything else by the book.

https://yaml.org/type/ and https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import re

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_INTEGER = re.compile(
    r"([-+]?)(?:0b(?P<binary>[01_]+)|0x(?P<hexadecimal>[0-9a-fA-F_]+)|(?P<octal>0[0-7_]+)"
    r"|(?P<decimal>0|[1-9][0-9_]*)|(?P<sixty>[1-9][0-9_]*(?::[0-5]?[0-9])+))\Z"
)
_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?\Z|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?\Z"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*\Z"
)
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_FIRST = frozenset("0123456789+-.")
_BASES = {"binary": 2, "hexadecimal": 16, "octal": 8, "decimal": 10}

Scalar = str | int | float | bool | None


def plain(text: str) -> Scalar:
    """Give what an unquoted word stands for; raise ValueError for a number that JSON can't hold."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    if (found := _INTEGER.match(text)) is not None:
        return _integer(text, found)
    if _FLOAT.match(text):
        return _float(text)
    if _NOT_FINITE.match(text):
        raise ValueError("is not a finite number")
    return text


def _integer(text: str, found: re.Match[str]) -> Scalar:
    kind = str(found.lastgroup)
    digits = found[kind].replace("_", "")
    if not digits:
        return text
    value = int(_sixty(digits)) if kind == "sixty" else int(digits, _BASES[kind])
    return -value if found[1] == "-" else value


def _float(text: str) -> float:
    digits = text.replace("_", "")
    if ":" not in digits:
        return float(digits)
    value = _sixty(digits.lstrip("+-"))
    return -value if digits[0] == "-" else value


def _sixty(digits: str) -> float:
    """Read a number to the base of 60: ``1:30`` is 90."""
    value = 0.0
    for part in digits.split(":"):
        value = value * 60 + float(part)
    return value
