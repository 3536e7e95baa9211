"""The methods of Java's numbers, Boolean and Character, with the static ones that any instance gives."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.limits import MOST_BITS
from cfngw.vtl.methods_object import (
    ABSENT,
    Table,
    class_cast,
    given,
    hash_code,
    is_double,
    is_int,
    is_long,
    is_text,
    null_pointer,
)
from cfngw.vtl.number_text import number_text
from cfngw.vtl.numbers import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    BigInteger,
    Byte,
    Number,
    Short,
    as_long,
    class_of,
    compare,
    size_of,
    to_double,
    to_float,
    to_int,
    to_long,
    wrap,
)
from cfngw.vtl.values import Char, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.vtl.methods_object import Method
    from cfngw.vtl.scopes import Run

_INT_SIZE, _LONG_SIZE, _BIG_SIZE = 2, 3, 4


def _number_format(text: str) -> JavaError:
    return JavaError(
        "NumberFormatException", f'For input string: "{text[:60]}"', "test it with matches('-?\\d+') first"
    )


# --- all numbers ----------------------------------------------------------------------------------------------


def _compare_to(_: Run, value: Number, other: Value) -> Value:
    wanted = class_of(value)
    if not isinstance(other, int | float | Decimal) or isinstance(other, bool) or class_of(other) != wanted:
        raise class_cast(other, wanted.rsplit(".", 1)[-1])
    return compare(value, other)


NUMBER: Table = {
    ("byteValue", 0): lambda _, value: Byte(wrap(to_int(value), 8)),
    ("shortValue", 0): lambda _, value: Short(wrap(to_int(value), 16)),
    ("intValue", 0): lambda _, value: to_int(value),
    ("longValue", 0): lambda _, value: as_long(to_long(value)),
    ("floatValue", 0): lambda _, value: to_float(value),
    ("doubleValue", 0): lambda _, value: to_double(value),
    ("compareTo", 1): _compare_to,
}


# --- Integer and Long -----------------------------------------------------------------------------------------


def _parse(text: Value, radix: int, low: int, high: int) -> int:
    if text is None:
        raise JavaError("NumberFormatException", "Cannot parse null string: null", "test it with #if first")
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not 2 <= radix <= 36 or not digits or len(digits) > 100 or not digits.isalnum():
        raise _number_format(text)
    try:
        value = int(text, radix)
    except ValueError:
        raise _number_format(text) from None
    if not low <= value <= high:
        raise _number_format(text)
    return value


def _parse_int(_: Run, value: int, text: Value, radix: Value = 10) -> Value:
    if size_of(value) != _INT_SIZE or not is_text(text) or not is_int(radix):
        return ABSENT
    return _parse(text, radix, INT_MIN, INT_MAX)


def _parse_long(_: Run, value: int, text: Value, radix: Value = 10) -> Value:
    if size_of(value) != _LONG_SIZE or not is_text(text) or not is_int(radix):
        return ABSENT
    return as_long(_parse(text, radix, LONG_MIN, LONG_MAX))


def _value_of(run: Run, value: int, *arguments: Value) -> Value:
    if is_text(arguments[0]):
        parse = _parse_long if size_of(value) == _LONG_SIZE else _parse_int
        return parse(run, value, *arguments)
    if len(arguments) != 1 or not is_long(arguments[0]):
        return ABSENT
    return as_long(arguments[0]) if size_of(value) == _LONG_SIZE else arguments[0] if is_int(arguments[0]) else ABSENT


def _to_string(_: Run, this: int, value: Value, radix: Value = 10) -> Value:
    if not (is_long if size_of(this) == _LONG_SIZE else is_int)(value) or not is_int(radix):
        return ABSENT
    return _in_base(value, radix if 2 <= radix <= 36 else 10)


def _in_base(value: int, radix: int) -> str:
    sign, rest = ("-", -value) if value < 0 else ("", value)
    digits = ""
    while rest or not digits:
        rest, digit = divmod(rest, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return sign + digits


def _unsigned(base: str) -> Method:
    def method(_: Run, value: int, number: Value) -> Value:
        bits = 64 if size_of(value) == _LONG_SIZE else 32
        if not (is_long(number) if bits == 64 else is_int(number)):
            return ABSENT
        return f"{number & ((1 << bits) - 1):{base}}"

    return method


def _of_two(function: Callable[[int, int], int]) -> Method:
    def method(_: Run, value: int, one: Value, other: Value) -> Value:
        if size_of(value) == _LONG_SIZE:
            return as_long(wrap(function(one, other), 64)) if is_long(one) and is_long(other) else ABSENT
        return wrap(function(one, other), 32) if is_int(one) and is_int(other) else ABSENT

    return method


def _of_one(function: Callable[[int], int]) -> Method:
    def method(_: Run, value: int, number: Value) -> Value:
        return function(number) if (is_long if size_of(value) == _LONG_SIZE else is_int)(number) else ABSENT

    return method


def _of_bits(function: Callable[[int, int], int]) -> Method:
    """Make a method that works on the bits of an int or a long."""

    def method(_: Run, value: int, number: Value) -> Value:
        bits = 64 if size_of(value) == _LONG_SIZE else 32
        if not (is_long(number) if bits == 64 else is_int(number)):
            return ABSENT
        return wrap(function(int(number) & ((1 << bits) - 1), bits), bits)

    return method


_CODED = re.compile(r"([+-]?)(0[xX]|#|0(?=.))?(.+)", re.DOTALL)


def _decode(_: Run, __: int, text: Value) -> Value:
    if not is_text(text):
        return ABSENT
    found = _CODED.fullmatch(given(text))
    if found is None:
        raise _number_format(text)
    radix = 10 if not found.group(2) else 8 if found.group(2) == "0" else 16
    return _parse(found.group(1) + found.group(3), radix, INT_MIN, INT_MAX)


def _with_big(function: Callable[[int, int], int]) -> Method:
    """Make a method of BigInteger that takes a BigInteger."""

    def method(_: Run, value: int, other: Value) -> Value:
        if other is None:
            raise null_pointer("the argument")
        if not isinstance(other, int) or isinstance(other, bool) or size_of(other) != _BIG_SIZE:
            return ABSENT
        result = function(int(value), int(other))
        if result.bit_length() > MOST_BITS:
            raise LimitExceededError(f"a number grows beyond {MOST_BITS:,} bits")
        return BigInteger(result)

    return method


def _power(_: Run, value: int, exponent: Value) -> Value:
    if not is_int(exponent):
        return ABSENT
    if exponent < 0:
        raise JavaError("ArithmeticException", "Negative exponent")
    if value.bit_length() * exponent > MOST_BITS:
        raise LimitExceededError(f"a number grows beyond {MOST_BITS:,} bits")
    return BigInteger(int(value) ** exponent)


def _modulo(one: int, other: int) -> int:
    if other <= 0:
        raise JavaError("ArithmeticException", "BigInteger: modulus not positive")
    return one % other


def _remainder(one: int, other: int) -> int:
    return one - other * _quotient(one, other)


def _quotient(one: int, other: int) -> int:
    if other == 0:
        raise JavaError("ArithmeticException", "BigInteger divide by zero")
    quotient = abs(one) // abs(other)
    return quotient if (one < 0) == (other < 0) else -quotient


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


_SMALL: Table = {
    **NUMBER,
    ("parseInt", 1): _parse_int,
    ("parseInt", 2): _parse_int,
    ("parseLong", 1): _parse_long,
    ("parseLong", 2): _parse_long,
    ("valueOf", 1): _value_of,
    ("valueOf", 2): _value_of,
    ("decode", 1): _decode,
    ("toString", 1): _to_string,
    ("toString", 2): _to_string,
    ("toHexString", 1): _unsigned("x"),
    ("toOctalString", 1): _unsigned("o"),
    ("toBinaryString", 1): _unsigned("b"),
    ("max", 2): _of_two(max),
    ("min", 2): _of_two(min),
    ("sum", 2): _of_two(lambda one, other: one + other),
    ("compare", 2): _of_two(lambda one, other: (one > other) - (one < other)),
    ("signum", 1): _of_one(_sign),
    ("bitCount", 1): lambda _, __, value: (value & 0xFFFFFFFF).bit_count() if is_int(value) else ABSENT,
    ("reverse", 1): _of_bits(lambda value, bits: int(f"{value:0{bits}b}"[::-1], 2)),
    ("highestOneBit", 1): _of_bits(lambda value, _: 1 << value.bit_length() - 1 if value else 0),
    ("lowestOneBit", 1): _of_bits(lambda value, _: value & -value),
    ("numberOfLeadingZeros", 1): _of_bits(lambda value, bits: bits - value.bit_length()),
    ("numberOfTrailingZeros", 1): _of_bits(lambda value, bits: (value & -value).bit_length() - 1 if value else bits),
    ("hashCode", 1): _of_one(hash_code),
}
_BIG: Table = {
    **NUMBER,
    ("signum", 0): lambda _, value: _sign(value),
    ("negate", 0): lambda _, value: BigInteger(-value),
    ("abs", 0): lambda _, value: BigInteger(abs(value)),
    ("bitLength", 0): lambda _, value: (int(value) if value >= 0 else ~int(value)).bit_length(),
    ("bitCount", 0): lambda _, value: (int(value) if value >= 0 else ~int(value)).bit_count(),
    ("toString", 1): lambda _, value, radix: (
        _in_base(value, radix if 2 <= radix <= 36 else 10) if is_int(radix) else ABSENT
    ),
    ("valueOf", 1): lambda _, __, value: BigInteger(value) if is_long(value) else ABSENT,
    ("pow", 1): _power,
    ("add", 1): _with_big(lambda one, other: one + other),
    ("subtract", 1): _with_big(lambda one, other: one - other),
    ("multiply", 1): _with_big(lambda one, other: one * other),
    ("divide", 1): _with_big(_quotient),
    ("remainder", 1): _with_big(_remainder),
    ("mod", 1): _with_big(_modulo),
    ("gcd", 1): _with_big(math.gcd),
    ("max", 1): _with_big(max),
    ("min", 1): _with_big(min),
}


def _by_size(small: Method | None, big: Method | None) -> Method:
    """Make a method of an integer: which one depends on its size."""

    def method(run: Run, value: int, *arguments: Value) -> Value:
        chosen = big if size_of(value) == _BIG_SIZE else small
        return ABSENT if chosen is None else chosen(run, value, *arguments)

    return method


INTEGER: Table = {key: _by_size(_SMALL.get(key), _BIG.get(key)) for key in {**_SMALL, **_BIG}}
BIG_ONLY = frozenset(name for name, count in _BIG if count == 0 and (name, 0) not in _SMALL)


# --- Double and Float -----------------------------------------------------------------------------------------

_DOUBLE = re.compile(r"[\x00-\x20]*[+-]?(NaN|Infinity|((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)[fFdD]?)[\x00-\x20]*")


_HEXADECIMAL = re.compile(r"[+-]?0[xX][0-9a-fA-F]{1,30}(\.[0-9a-fA-F]{0,30})?[pP][+-]?[0-9]{1,4}[fFdD]?")


def parse_double(text: str) -> float:
    """Read a double as Double.parseDouble does."""
    if _HEXADECIMAL.fullmatch(text.strip()):
        return float.fromhex(text.strip().rstrip("fFdD") if "p" in text.lower() else text.strip())
    found = _DOUBLE.fullmatch(text)
    if found is None:
        raise JavaError("NumberFormatException", f'For input string: "{text[:60]}"' if text.strip() else "empty String")
    cleaned = text.strip("".join(map(chr, range(33))))
    return float(cleaned.rstrip("fFdD") if found.group(2) else cleaned)


def _parse_double(_: Run, __: float, text: Value) -> Value:
    return parse_double(given(text)) if is_text(text) else ABSENT


def _double_value_of(run: Run, value: float, argument: Value) -> Value:
    if is_text(argument):
        return _parse_double(run, value, argument)
    return to_double(argument) if is_double(argument) else ABSENT


def _doubles(function: Callable[[float, float], Value]) -> Method:
    def method(_: Run, __: float, one: Value, other: Value) -> Value:
        return function(float(one), float(other)) if is_double(one) and is_double(other) else ABSENT

    return method


def _hex(_: Run, __: float, value: Value) -> Value:
    if not is_double(value):
        return ABSENT
    digits, _sign_of, exponent = to_double(value).hex().partition("p")
    if not exponent:
        return number_text(to_double(value))
    return f"{digits.rstrip('0')}{'0' if digits.rstrip('0').endswith('.') else ''}p{int(exponent)}"


DOUBLE: Table = {
    **NUMBER,
    ("toHexString", 1): _hex,
    ("hashCode", 1): lambda _, __, value: hash_code(to_double(value)) if is_double(value) else ABSENT,
    ("isNaN", 0): lambda _, value: value != value,
    ("isInfinite", 0): lambda _, value: math.isinf(value),
    ("isNaN", 1): lambda _, __, value: value != value if is_double(value) else ABSENT,
    ("isInfinite", 1): lambda _, __, value: math.isinf(value) if is_double(value) else ABSENT,
    ("isFinite", 1): lambda _, __, value: math.isfinite(value) if is_double(value) else ABSENT,
    ("parseDouble", 1): _parse_double,
    ("valueOf", 1): _double_value_of,
    ("toString", 1): lambda _, __, value: number_text(to_double(value)) if is_double(value) else ABSENT,
    ("max", 2): _doubles(max),
    ("min", 2): _doubles(min),
    ("sum", 2): _doubles(lambda one, other: one + other),
    ("compare", 2): _doubles(compare),
}
DECIMAL: Table = {
    **NUMBER,
    ("toPlainString", 0): lambda _, value: f"{value:f}",
    ("scale", 0): lambda _, value: -value.as_tuple().exponent,
    ("signum", 0): lambda _, value: _sign(value),
    ("negate", 0): lambda _, value: -value,
    ("abs", 0): lambda _, value: abs(value),
}


# --- Boolean and Character ------------------------------------------------------------------------------------


def _compare_booleans(_: Run, value: bool, other: Value) -> int:
    if not isinstance(other, bool):
        raise class_cast(other, "Boolean")
    return value - other


def _boolean(_: Run, __: bool, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    return value is not None and value.lower() == "true" if is_text(value) else ABSENT


def _booleans(function: Callable[[bool, bool], Value]) -> Method:
    def method(_: Run, __: bool, one: Value, other: Value) -> Value:
        return function(one, other) if isinstance(one, bool) and isinstance(other, bool) else ABSENT

    return method


BOOLEAN: Table = {
    ("booleanValue", 0): lambda _, value: value,
    ("compareTo", 1): _compare_booleans,
    ("parseBoolean", 1): lambda run, value, text: _boolean(run, value, text) if is_text(text) else ABSENT,
    ("valueOf", 1): _boolean,
    ("toString", 1): lambda _, __, value: ("true" if value else "false") if isinstance(value, bool) else ABSENT,
    ("compare", 2): _booleans(lambda one, other: one - other),
    ("logicalAnd", 2): _booleans(lambda one, other: one and other),
    ("logicalOr", 2): _booleans(lambda one, other: one or other),
    ("logicalXor", 2): _booleans(lambda one, other: one != other),
}


def _compare_characters(_: Run, value: Char, other: Value) -> int:
    if other.__class__ is not Char:
        raise class_cast(other, "Character")
    return ord(value) - ord(other)


def _of_char(function: Callable[[str], Value]) -> Method:
    return lambda _, __, value: function(value) if value.__class__ is Char else ABSENT


CHARACTER: Table = {
    ("charValue", 0): lambda _, value: value,
    ("compareTo", 1): _compare_characters,
    ("isDigit", 1): _of_char(str.isdigit),
    ("isLetter", 1): _of_char(str.isalpha),
    ("isLetterOrDigit", 1): _of_char(str.isalnum),
    ("isUpperCase", 1): _of_char(str.isupper),
    ("isLowerCase", 1): _of_char(str.islower),
    ("isWhitespace", 1): _of_char(str.isspace),
    ("toUpperCase", 1): _of_char(lambda value: Char(value.upper()[:1])),
    ("toLowerCase", 1): _of_char(lambda value: Char(value.lower()[:1])),
    ("toString", 1): _of_char(str.__str__),
    ("valueOf", 1): _of_char(lambda value: value),
    ("getNumericValue", 1): _of_char(lambda value: int(value, 36) if value.isascii() and value.isalnum() else -1),
}
