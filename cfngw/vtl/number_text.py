"""How Java prints numbers. Up to Java 18 a double's digits are not always the shortest; this is that algorithm."""

from __future__ import annotations

import math
import struct
from decimal import Decimal

from cfngw.vtl.numbers import Float, Number


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
