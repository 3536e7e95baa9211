"""The methods of java.lang.String."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.vtl import regex
from cfngw.vtl.errors import JavaError
from cfngw.vtl.limits import MOST_STRING, charge, spend_items
from cfngw.vtl.methods_format import java_format
from cfngw.vtl.methods_object import ABSENT, Table, class_cast, given, is_int, is_text, null_pointer
from cfngw.vtl.numbers import Byte
from cfngw.vtl.utf16 import apart, by_units, length, together
from cfngw.vtl.values import Array, Char, Value, is_list, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.scopes import Run


def _outside(message: str) -> JavaError:
    hint = "compare with length() first"
    return JavaError("StringIndexOutOfBoundsException", message, hint)


# --- places ---------------------------------------------------------------------------------------------------


@by_units
def _char_at(_: Run, text: str, place: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 0 <= place < len(text):
        raise _outside(f"index {place}, length {len(text)}")
    return Char(text[place])


@by_units
def _code_point_at(_: Run, text: str, place: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 0 <= place < len(text):
        raise _outside(f"index {place}, length {len(text)}")
    return ord(together(text[place : place + 2])[0])


@by_units
def _substring(_: Run, text: str, begin: Value, end: Value) -> Value:
    if not is_int(begin) or not is_int(end):
        return ABSENT
    if not 0 <= begin <= end <= len(text):
        raise _outside(f"begin {begin}, end {end}, length {len(text)}")
    return text[begin:end]


def _substring_from(run: Run, text: str, begin: Value) -> Value:
    if not is_int(begin):
        return ABSENT
    return _substring(run, text, begin, length(text))


@by_units
def _index_of(_: Run, text: str, wanted: Value, start: Value = 0) -> Value:
    wanted = _searched(wanted)
    if wanted is ABSENT or not is_int(start):
        return ABSENT
    return text.find(wanted, min(max(start, 0), len(text)))


@by_units
def _last_index_of(_: Run, text: str, wanted: Value, start: Value = None) -> Value:
    wanted = _searched(wanted)
    if wanted is ABSENT or not (start is None or is_int(start)):
        return ABSENT
    return text.rfind(wanted) if start is None else text.rfind(wanted, 0, max(start + len(wanted), 0))


def _searched(wanted: Value) -> Value:
    """Give what indexOf looks for: a string, or the character of an int."""
    if is_int(wanted):
        return apart(chr(wanted)) if 0 <= wanted < 0x110000 else "\x00\x01 none"
    if not is_text(wanted):
        return ABSENT
    return given(wanted)


# --- comparing ------------------------------------------------------------------------------------------------


@by_units
def _compare_to(_: Run, text: str, other: Value) -> Value:
    if not is_text(other):
        raise class_cast(other, "String")
    return _order(text, given(other))


@by_units
def _compare_to_ignoring_case(_: Run, text: str, other: Value) -> Value:
    if not is_text(other):
        return ABSENT
    return _order(_folded(text), _folded(given(other)))


def _order(text: str, other: str) -> int:
    for one, another in zip(text, other, strict=False):
        if one != another:
            return ord(one) - ord(another)
    return len(text) - len(other)


def _folded(text: str) -> str:
    """Fold case unit by unit, so that no character becomes two."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_one(unit) for unit in text)


def _fold_one(unit: str) -> str:
    upper = unit.upper()
    unit = upper if len(upper) == 1 else unit
    lower = unit.lower()
    return lower if len(lower) == 1 else unit


def _equals_ignoring_case(_: Run, text: str, other: Value) -> Value:
    if not is_text(other):
        return ABSENT
    return other is not None and len(text) == len(other) and _folded(text) == _folded(other)


def _contains(_: Run, text: str, other: Value) -> Value:
    return given(other) in text if is_text(other) else ABSENT


def _content_equals(_: Run, text: str, other: Value) -> Value:
    return text == given(other) if is_text(other) else ABSENT


@by_units
def _starts_with(_: Run, text: str, prefix: Value, start: Value = 0) -> Value:
    if not is_text(prefix) or not is_int(start):
        return ABSENT
    return 0 <= start <= len(text) and text.startswith(given(prefix), start)


def _ends_with(_: Run, text: str, suffix: Value) -> Value:
    return text.endswith(given(suffix)) if is_text(suffix) else ABSENT


# --- making new ones ------------------------------------------------------------------------------------------


def _concat(_: Run, text: str, other: Value) -> Value:
    return text + given(other) if is_text(other) else ABSENT


def _replace(run: Run, text: str, old: Value, new: Value) -> Value:
    characters = old.__class__ is Char and new.__class__ is Char
    if not characters and not (is_text(old) and is_text(new)):
        return ABSENT
    old, new = given(old), given(new)
    text = text if old else apart(text)
    grown = len(text) + (text.count(old) + (1 if old else 0)) * len(new)
    if grown > MOST_STRING:
        run.spend_text(grown)
    return text.replace(old, new)


def _units(pattern: Value, text: str, run: Run) -> str:
    """Take characters apart for an expression that matches nothing: it does so inside of pairs too."""
    return text if text.isascii() or not regex.compiled(given(pattern)).matches("", run) else apart(text)


def _replace_all(run: Run, text: str, pattern: Value, replacement: Value) -> Value:
    if pattern.__class__ is str and replacement.__class__ is str and text.isascii():
        return regex.replace(pattern, text, replacement, run)
    if not is_text(pattern) or not is_text(replacement):
        return ABSENT
    return regex.replace(given(pattern), _units(pattern, text, run), given(replacement), run)


def _replace_first(run: Run, text: str, pattern: Value, replacement: Value) -> Value:
    if not is_text(pattern) or not is_text(replacement):
        return ABSENT
    return regex.replace(given(pattern), text, given(replacement), run, once=True)


def _matches(run: Run, text: str, pattern: Value) -> Value:
    if not is_text(pattern):
        return ABSENT
    run.spend(2 * len(given(pattern)))
    return regex.compiled(pattern).matches(text, run)


def _split(run: Run, text: str, pattern: Value, limit: Value = 0) -> Value:
    if not is_text(pattern) or not is_int(limit):
        return ABSENT
    return Array(regex.split(given(pattern), _units(pattern, text, run), limit, run), "[Ljava.lang.String;")


def _repeat(run: Run, text: str, count: Value) -> Value:
    if not is_int(count):
        return ABSENT
    if count < 0:
        raise JavaError("IllegalArgumentException", f"count is negative: {count}")
    if len(text) * count > MOST_STRING:
        run.spend_text(len(text) * count)
    return text * count


def _trim(_: Run, text: str) -> str:
    return text.strip(_CONTROLS)


_CONTROLS = "".join(map(chr, range(33)))
_BLANKS = (
    "\t\n\x0b\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f"
    "\u3000"
)


_CHARSETS = {"UTF-8": "utf-8", "UTF8": "utf-8", "ISO-8859-1": "latin-1", "LATIN1": "latin-1", "US-ASCII": "ascii"}
_CHARSETS.update({"UTF-16": "utf-16-be", "UTF-16BE": "utf-16-be", "UTF-16LE": "utf-16-le", "ASCII": "ascii"})


def _bytes(_: Run, text: str, charset: Value = "UTF-8") -> Value:
    if not is_text(charset):
        return ABSENT
    name = _CHARSETS.get(given(charset).upper())
    if name is None:
        raise JavaError("UnsupportedEncodingException", charset[:40])
    spend_items(len(text))
    charge(2 * len(text))
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\ufffd", "?")
    encoded = whole.encode(name, "replace")
    if charset.upper() == "UTF-16":
        encoded = b"\xfe\xff" + encoded
    return Array((Byte(unit - 256 if unit > 127 else unit) for unit in encoded), "[B")


@by_units
def _code_point_before(_: Run, text: str, place: Value) -> Value:
    if not is_int(place):
        return ABSENT
    if not 1 <= place <= len(text):
        raise _outside(f"index {place}, length {len(text)}")
    return ord(together(text[max(place - 2, 0) : place])[-1])


@by_units
def _code_point_count(_: Run, text: str, begin: Value, end: Value) -> Value:
    if not is_int(begin) or not is_int(end):
        return ABSENT
    if not 0 <= begin <= end <= len(text):
        raise JavaError("IndexOutOfBoundsException", f"begin {begin}, end {end}, length {len(text)}")
    return len(together(text[begin:end]))


@by_units
def _characters(run: Run, text: str) -> Array:
    spend_items(len(text))
    run.spend(2 * len(text))
    return Array(map(Char, text), "[C")


# --- static methods, through any string -----------------------------------------------------------------------


def _value_of(_: Run, __: str, value: Value) -> Value:
    return to_text(value)


def _join(_: Run, __: str, *arguments: Value) -> Value:
    if not arguments:
        return ABSENT
    separator, *rest = arguments
    parts = tuple(rest)
    if len(parts) == 1 and is_list(parts[0]):
        parts = tuple(parts[0])
        if any(part is not None and part.__class__ is not str for part in parts):
            raise JavaError("ClassCastException", "String.join takes strings only")
    if not is_text(separator) or not all(map(is_text, parts)):
        return ABSENT
    return given(separator).join("null" if part is None else part for part in parts)


def _format(run: Run, _: str, *arguments: Value) -> Value:
    if not arguments or not is_text(arguments[0]):
        return ABSENT
    return java_format(run, given(arguments[0]), arguments[1:])


def _region_matches(_: Run, text: str, start: Value, other: Value, begin: Value, count: Value) -> Value:
    if not (is_int(start) and is_text(other) and is_int(begin) and is_int(count)):
        return ABSENT
    if other is None:
        raise null_pointer("the other string")
    if start < 0 or begin < 0 or start + count > len(text) or begin + count > len(other):
        return False
    return text[start : start + count] == other[begin : begin + count]


def _region_matches_folded(
    run: Run,
    text: str,
    fold: Value,
    start: Value,
    other: Value,
    begin: Value,
    count: Value,
) -> Value:
    if not isinstance(fold, bool) or not is_text(other):
        return ABSENT
    if fold and other is not None:
        text, other = _folded(text), _folded(other)
    return _region_matches(run, text, start, other, begin, count)


def _simple(function: Callable[[str], Value]) -> Callable[[Run, str], Value]:
    return lambda _, text: function(text)


TABLE: Table = {
    ("charAt", 1): _char_at,
    ("codePointAt", 1): _code_point_at,
    ("codePointBefore", 1): _code_point_before,
    ("codePointCount", 2): _code_point_count,
    ("compareTo", 1): _compare_to,
    ("compareToIgnoreCase", 1): _compare_to_ignoring_case,
    ("concat", 1): _concat,
    ("contains", 1): _contains,
    ("contentEquals", 1): _content_equals,
    ("endsWith", 1): _ends_with,
    ("equalsIgnoreCase", 1): _equals_ignoring_case,
    ("format", -1): _format,
    ("getBytes", 0): _bytes,
    ("getBytes", 1): _bytes,
    ("indexOf", 1): _index_of,
    ("indexOf", 2): _index_of,
    ("intern", 0): _simple(lambda text: text),
    ("isBlank", 0): _simple(lambda text: not text.strip(_BLANKS)),
    ("isEmpty", 0): _simple(lambda text: not text),
    ("join", -1): _join,
    ("lastIndexOf", 1): _last_index_of,
    ("lastIndexOf", 2): _last_index_of,
    ("length", 0): _simple(length),
    ("matches", 1): _matches,
    ("regionMatches", 4): _region_matches,
    ("regionMatches", 5): _region_matches_folded,
    ("repeat", 1): _repeat,
    ("replace", 2): _replace,
    ("replaceAll", 2): _replace_all,
    ("replaceFirst", 2): _replace_first,
    ("split", 1): _split,
    ("split", 2): _split,
    ("startsWith", 1): _starts_with,
    ("startsWith", 2): _starts_with,
    ("strip", 0): _simple(lambda text: text.strip(_BLANKS)),
    ("stripLeading", 0): _simple(lambda text: text.lstrip(_BLANKS)),
    ("stripTrailing", 0): _simple(lambda text: text.rstrip(_BLANKS)),
    ("subSequence", 2): _substring,
    ("substring", 1): _substring_from,
    ("substring", 2): _substring,
    ("toCharArray", 0): _characters,
    ("toLowerCase", 0): _simple(str.lower),
    ("toString", 0): _simple(lambda text: text),
    ("toUpperCase", 0): _simple(str.upper),
    ("trim", 0): _trim,
    ("valueOf", 1): _value_of,
    ("copyValueOf", 1): lambda _, __, value: "".join(value) if isinstance(value, Array) else ABSENT,
}
