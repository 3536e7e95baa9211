"""Java's numbers: the types by size, arithmetic that promotes on overflow, and how they print.

An int is an Integer, a Long or a BigInteger by its size, unless a subclass here says otherwise; a float is a Double; a
Decimal is a BigDecimal.
"""

from __future__ import annotations

import math
import struct
from decimal import ROUND_HALF_DOWN, Context, Decimal

from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.limits import MOST_BITS

INT_MIN, INT_MAX = -(1 << 31), (1 << 31) - 1
LONG_MIN, LONG_MAX = -(1 << 63), (1 << 63) - 1


class Byte(int):
    """A java.lang.Byte."""


class Short(int):
    """A java.lang.Short."""


class Long(int):
    """A java.lang.Long that would fit an Integer."""


class BigInteger(int):
    """A java.math.BigInteger that would fit a Long."""


class Float(float):
    """A java.lang.Float."""


Number = int | float | Decimal

_BYTE, _SHORT, _INTEGER, _LONG, _BIG = range(5)
_SIZES: dict[type, int] = {Byte: _BYTE, Short: _SHORT, Long: _LONG, BigInteger: _BIG}
_BOUNDS = ((-128, 127), (-32768, 32767), (INT_MIN, INT_MAX), (LONG_MIN, LONG_MAX))
_MAKE = (Byte, Short, int, Long, BigInteger)
_EXACT = Context(prec=20_000, Emax=999_999, Emin=-999_999)


def is_number(value: object) -> bool:
    """Tell whether a value is a Java number."""
    return isinstance(value, Number) and value.__class__ is not bool


def size_of(value: int) -> int:
    """Rank the integer type of a value."""
    size = _SIZES.get(type(value))
    if size is not None:
        return size
    if INT_MIN <= value <= INT_MAX:
        return _INTEGER
    return _LONG if LONG_MIN <= value <= LONG_MAX else _BIG


def class_of(value: Number) -> str:
    """Name the Java class of a number."""
    if isinstance(value, float):
        return "java.lang.Float" if isinstance(value, Float) else "java.lang.Double"
    if isinstance(value, Decimal):
        return "java.math.BigDecimal"
    names = ("java.lang.Byte", "java.lang.Short", "java.lang.Integer", "java.lang.Long", "java.math.BigInteger")
    return names[size_of(value)]


def to_int(value: Number) -> int:
    """Do what intValue() does."""
    if isinstance(value, float):
        return 0 if value != value else int(max(INT_MIN, min(INT_MAX, value)))
    return wrap(int(value), 32)


def to_long(value: Number) -> int:
    """Do what longValue() does."""
    if isinstance(value, float):
        return 0 if value != value else _clamped_long(value)
    return wrap(int(value), 64)


def _clamped_long(value: float) -> int:
    if value >= LONG_MAX:
        return LONG_MAX
    return LONG_MIN if value <= LONG_MIN else int(value)


def as_long(value: int) -> int:
    """Make a value a Long, whatever its size."""
    return Long(value) if INT_MIN <= value <= INT_MAX else value


def wrap(value: int, bits: int) -> int:
    """Keep the lowest bits, as a signed number."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def to_double(value: Number) -> float:
    """Do what doubleValue() does."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def to_float(value: Number) -> Float:
    """Do what floatValue() does."""
    double = to_double(value)
    try:
        return Float(struct.unpack("f", struct.pack("f", double))[0])
    except OverflowError:
        return Float(math.copysign(math.inf, double))


# --- arithmetic -----------------------------------------------------------------------------------------------


def _sized(value: int, left: int, right: int) -> int:
    """Give a long the wider type of its operands, or a wider one that it fits."""
    size = max(size_of(left), size_of(right))
    while size < _LONG and not _BOUNDS[size][0] <= value <= _BOUNDS[size][1]:
        size += 1
    if size == _INTEGER or (size == _LONG and not INT_MIN <= value <= INT_MAX):
        return value
    return _MAKE[size](value)


def _big(value: int) -> int:
    if value.bit_length() > MOST_BITS:
        raise LimitExceededError(f"a number grows beyond {MOST_BITS:,} bits")
    return value if not LONG_MIN <= value <= LONG_MAX else BigInteger(value)


def _decimal(value: Number) -> Decimal:
    if isinstance(value, float) and not math.isfinite(value):
        raise JavaError("NumberFormatException", "Infinite or NaN")
    if isinstance(value, int) and size_of(value) != _BIG:
        return Decimal(to_double(value))
    return Decimal(value)


def _kind(left: Number, right: Number) -> type:
    """Choose the type to calculate in: int, float, Float or Decimal."""
    whole_left, whole_right = isinstance(left, int), isinstance(right, int)
    if whole_left and whole_right:
        return int
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return Decimal
    if any(isinstance(each, int) and size_of(each) == _BIG for each in (left, right)):
        return Decimal
    doubles = (isinstance(left, float) and not isinstance(left, Float)) or (
        isinstance(right, float) and not isinstance(right, Float)
    )
    return float if doubles else Float


def add(left: Number, right: Number) -> Number:
    """Add."""
    if type(left) is int and type(right) is int:
        total = left + right
        if INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX and INT_MIN <= total <= INT_MAX:
            return total
    return _arithmetic("+", left, right)


def subtract(left: Number, right: Number) -> Number:
    """Subtract."""
    return _arithmetic("-", left, right)


def multiply(left: Number, right: Number) -> Number:
    """Multiply."""
    return _arithmetic("*", left, right)


def divide(left: Number, right: Number) -> Number | None:
    """Divide: null where the divisor is zero."""
    return None if right == 0 else _arithmetic("/", left, right)


def modulo(left: Number, right: Number) -> Number | None:
    """Give the remainder, with the sign of the dividend: null where the divisor is zero."""
    return None if right == 0 else _arithmetic("%", left, right)


def _arithmetic(operator: str, left: Number, right: Number) -> Number:
    kind = _kind(left, right)
    if isinstance(left, int) and isinstance(right, int):
        return _whole(operator, left, right)
    if kind is Decimal:
        return _exact(operator, _decimal(left), _decimal(right))
    if kind is Float:
        return to_float(_double(operator, to_float(left), to_float(right)))
    return _double(operator, to_double(left), to_double(right))


def _whole(operator: str, left: int, right: int) -> int:
    value = _integer(operator, left, right)
    if _BIG in (size_of(left), size_of(right)):
        return _big(value)
    if LONG_MIN <= value <= LONG_MAX:
        return _sized(value, left, right)
    if operator == "/" or (operator == "*" and right == -1):
        return wrap(value, 64)  # the overflow that Velocity does not notice
    return _big(value)


def _integer(operator: str, left: int, right: int) -> int:
    left, right = int(left), int(right)
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "%" and (size_of(left) == _BIG or size_of(right) == _BIG):
        return _big_modulo(left, right)
    quotient = abs(left) // abs(right)
    quotient = quotient if (left < 0) == (right < 0) else -quotient
    return quotient if operator == "/" else left - right * quotient


def _big_modulo(left: int, right: int) -> int:
    if right <= 0:
        raise JavaError("ArithmeticException", "BigInteger: modulus not positive")
    return left % right


def _double(operator: str, left: float, right: float) -> float:
    left, right = float(left), float(right)
    try:
        if operator == "+":
            return left + right
        if operator == "-":
            return left - right
        if operator == "*":
            return left * right
        if operator == "/":
            return left / right
        return left if math.isinf(right) and math.isfinite(left) else math.fmod(left, right)
    except (OverflowError, ValueError):
        return math.nan if operator == "%" else math.inf


def _exact(operator: str, left: Decimal, right: Decimal) -> Decimal:
    if operator == "+":
        return _EXACT.add(left, right)
    if operator == "-":
        return _EXACT.subtract(left, right)
    if operator == "*":
        return _EXACT.multiply(left, right)
    if operator == "%":
        raise JavaError("ArithmeticException", "Cannot calculate the modulo of BigDecimals.")
    quotient = _EXACT.divide(left, right)
    return quotient.quantize(_unit_of(left), rounding=ROUND_HALF_DOWN, context=_EXACT)


def _unit_of(value: Decimal) -> Decimal:
    """Give one unit of the last digit."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def compare(left: Number, right: Number) -> int:
    """Order two numbers by value, whatever their types."""
    if type(left) is int and type(right) is int:
        return (left > right) - (left < right)
    kind = _kind(left, right)
    first: Number = left
    second: Number = right
    if kind is float:
        first, second = to_double(left), to_double(right)
    elif kind is Float:
        first, second = to_float(left), to_float(right)
    elif kind is Decimal:
        first, second = _decimal(left), _decimal(right)
    if first < second:
        return -1
    return 1 if first > second else 0
