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


# --- text -----------------------------------------------------------------------------------------------------


def parse_double(text: str) -> float:
    """Read a double as the grammar writes one."""
    return float(text)


def number_text(value: Number) -> str:
    """Print a number as Java does."""
    if isinstance(value, float):
        return float_text(value) if isinstance(value, Float) else double_text(value)
    if isinstance(value, Decimal):
        return str(value)
    if value.bit_length() > 10_000:
        return _long_digits(value)
    return int.__repr__(value)


def _long_digits(value: int) -> str:
    """Print a number of many digits, for which Python refuses str()."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    pieces = []
    base = 10**1000
    while value:
        value, piece = divmod(value, base)
        pieces.append(int.__repr__(piece).rjust(1000, "0") if value else int.__repr__(piece))
    return sign + "".join(reversed(pieces))


def double_text(value: float) -> str:
    """Print a double as Double.toString does up to Java 18: not always the shortest digits."""
    if value != value:
        return "NaN"
    if value in (math.inf, -math.inf):
        return "Infinity" if value > 0 else "-Infinity"
    if -1e7 < value < 1e7 and value == (whole := int(value)) and (whole or math.copysign(1, value) > 0):
        return f"{whole}.0"
    short = repr(value)
    if len(short) < 17 and 1e-3 <= abs(value) < 1e7:
        return short  # where Java's digits are the shortest too
    (bits,) = struct.unpack(">q", struct.pack(">d", value))
    sign = "-" if bits < 0 else ""
    exponent, fraction = (bits >> 52) & 0x7FF, bits & ((1 << 52) - 1)
    if exponent == 0 and fraction == 0:
        return sign + "0.0"
    return sign + _digits_text(*_normalized(exponent, fraction, 1023, 0))


def float_text(value: float) -> str:
    """Print a float as Float.toString does up to Java 18."""
    if value != value or math.isinf(value) or value == 0:
        return double_text(value)
    (bits,) = struct.unpack(">i", struct.pack(">f", value))
    sign = "-" if bits < 0 else ""
    exponent, fraction = (bits >> 23) & 0xFF, bits & ((1 << 23) - 1)
    return sign + _digits_text(*_normalized(exponent, fraction, 127, 29))


def _normalized(exponent: int, fraction: int, bias: int, shift: int) -> tuple[int, int, int]:
    """Give the exponent, the fraction as 53 bits with its first bit set, and how many of them are significant."""
    width = 53 - shift
    if exponent == 0:
        significant = fraction.bit_length()
        fraction <<= width - significant
        exponent = 1 - (width - significant)
    else:
        fraction |= 1 << (width - 1)
        significant = width
    return exponent - bias, fraction << shift, significant


def _digits_text(exponent: int, fraction: int, significant: int) -> str:
    digits, point = _digits(exponent, fraction, significant)
    if 0 < point < 8:
        if len(digits) <= point:
            return digits.ljust(point, "0") + ".0"
        return f"{digits[:point]}.{digits[point:]}"
    if -3 < point <= 0:
        return "0." + "0" * -point + digits
    return f"{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _digits(exponent: int, fraction: int, significant: int) -> tuple[str, int]:
    """Find the decimal digits and the place of the point: one more digit at a time until the number is told apart."""
    zeros = (fraction & -fraction).bit_length() - 1
    bits = 53 - zeros
    tiny = max(0, bits - exponent - 1)
    if tiny == 0 and -21 <= exponent <= 62 and bits < 64:
        return _whole_digits(exponent, fraction, significant)
    point = _estimate(fraction, exponent)
    fives, divisor_fives = max(0, -point), max(0, point)
    twos = fives + tiny + exponent
    divisor_twos = divisor_fives + tiny
    margin_twos = twos - significant
    fraction >>= zeros
    twos -= bits - 1
    common = min(twos, divisor_twos)
    twos, divisor_twos, margin_twos = twos - common, divisor_twos - common, margin_twos - common
    if bits == 1:
        margin_twos -= 1
    if margin_twos < 0:
        twos, divisor_twos, margin_twos = twos - margin_twos, divisor_twos - margin_twos, 0
    width = bits + twos + ((5**fives).bit_length() if fives else 0)
    exact = width >= 64 or divisor_twos + 1 + (5 ** (divisor_fives + 1)).bit_length() >= 64
    return _develop(
        fraction * 5**fives << twos, 5**divisor_fives << divisor_twos, 5**fives << margin_twos, point, exact=exact
    )


def _develop(value: int, divisor: int, margin: int, point: int, *, exact: bool) -> tuple[str, int]:
    """Develop the digits of a quotient; ``exact`` tells that Java leaves 64 bits, where it takes a tie for enough."""
    tens = divisor * 10 - exact
    digits: list[int] = []
    first = True
    while True:
        digit, value = divmod(value, divisor)
        value, margin = value * 10, margin * 10
        low, high = value < margin, value + margin > tens
        if first and digit == 0 and not high:
            point -= 1
        else:
            digits.append(digit)
        if first and not -3 <= point < 8:
            low = high = False
        first = False
        if low or high:
            break
    rest = (value << 1) - divisor * 10
    if high and (not low or rest > 0 or (rest == 0 and digits[-1] & 1)):
        point += _round_up(digits)
    return "".join(map(str, digits)), point + 1


def _round_up(digits: list[int]) -> int:
    """Add one to the last digit; say whether that made the number one digit longer."""
    place = len(digits) - 1
    while digits[place] == 9:
        digits[place] = 0
        if place == 0:
            digits[0] = 1
            return 1
        place -= 1
    digits[place] += 1
    return 0


def _whole_digits(exponent: int, fraction: int, significant: int) -> tuple[str, int]:
    extra = exponent - significant - 1
    dropped = int(extra * 0.30102999566398) if exponent > significant and extra > 1 else 0
    value = fraction << (exponent - 52) if exponent >= 52 else fraction >> (52 - exponent)
    if dropped:
        value, rest = divmod(value, 10**dropped)
        value += rest >= 10**dropped >> 1
    digits = str(value)
    return digits.rstrip("0"), len(digits) + dropped


def _estimate(fraction: int, exponent: int) -> int:
    mantissa = 1 + (fraction & ((1 << 52) - 1)) / (1 << 52)
    return math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981)
