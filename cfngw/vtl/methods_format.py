"""String.format: the conversions that a mapping template may want."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from cfngw.vtl.errors import JavaError
from cfngw.vtl.limits import MOST_STRING
from cfngw.vtl.methods_object import hash_code
from cfngw.vtl.numbers import is_number, size_of
from cfngw.vtl.values import Char, Value, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfngw.vtl.scopes import Run

_SPECIFIER = re.compile(r"%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])?")


def java_format(run: Run, form: str, values: tuple[Value, ...]) -> str:
    """Fill values into a form."""
    pieces: list[str] = []
    at = total = 0
    rest = iter(values)
    for found in _SPECIFIER.finditer(form):
        pieces += (form[at : found.start()], _fill(found, rest, values))
        total += len(pieces[-1])
        if total > MOST_STRING:
            run.spend_text(total)
        at = found.end()
    return "".join(pieces) + form[at:]


def _fill(found: re.Match[str], rest: Iterator[Value], values: tuple[Value, ...]) -> str:
    number, flags, width, precision, conversion = found.groups()
    if conversion == "n":
        return "\n"
    if conversion == "%":
        return _padded("%", flags, width)
    if conversion is None:
        raise JavaError("UnknownFormatConversionException", f"Conversion = '{found.group()[-1]}'")
    if int(width or 0) > 10_000 or int(precision or 0) > 10_000:
        raise JavaError("IllegalFormatException", found.group())
    try:
        value = values[int(number) - 1] if number else next(rest)
    except (IndexError, StopIteration):
        raise JavaError("MissingFormatArgumentException", f"Format specifier '{found.group()}'") from None
    text = _converted(conversion, value, flags, precision, found.group())
    zeros = "0" in flags and width and conversion in "dxXof"
    if zeros and value is not None:
        sign, digits = (text[0], text[1:]) if text[:1] in ("-", "+", " ") else ("", text)
        text = sign + digits.rjust(int(width) - len(sign), "0")
    return _padded(text.upper() if conversion.isupper() else text, flags, width)


def _padded(text: str, flags: str, width: str | None) -> str:
    size = int(width or 0)
    return text.ljust(size) if "-" in flags else text.rjust(size)


def _converted(conversion: str, value: Value, flags: str, precision: str | None, form: str) -> str:
    kind = conversion.lower()
    if kind == "b":
        return to_text(value) if isinstance(value, bool) else "true" if value is not None else "false"
    if kind == "s" or value is None:
        text = to_text(value)
        return text if precision is None else text[: int(precision)]
    if kind == "h":
        return f"{hash_code(value) & 0xFFFFFFFF:x}"
    if kind == "c" and (value.__class__ is Char or isinstance(value, int)):
        return value if isinstance(value, str) else chr(value) if 0 <= value < 0x110000 else "?"
    if kind in "dxo" and isinstance(value, int) and value.__class__ is not bool:
        return _whole(kind, value, flags)
    if kind in "fe" and is_number(value) and not isinstance(value, int):
        return _real(kind, value, flags, int(precision or 6))
    if kind in "dxofecbg":
        raise JavaError("IllegalFormatConversionException", f"{form} does not take {to_text(value)[:40]}")
    raise JavaError("UnknownFormatConversionException", f"Conversion = '{conversion}'")


def _whole(kind: str, value: int, flags: str) -> str:
    if kind != "d":
        bits = 64 if size_of(value) == 3 else 32
        unsigned = value if value >= 0 or size_of(value) > 3 else value & ((1 << bits) - 1)
        return f"{unsigned:{kind}}"
    return _signed(value < 0, f"{abs(value):,}" if "," in flags else f"{abs(value)}", flags)


def _real(kind: str, value: Value, flags: str, precision: int) -> str:
    exact = Decimal(to_text(value)) if isinstance(value, float) and value - value == 0 else value
    if not isinstance(exact, Decimal):
        return to_text(value)
    if kind == "e":
        return f"{exact:.{precision}e}".replace("e+", "e+0" if abs(exact.adjusted()) < 10 else "e+")
    rounded = exact.quantize(Decimal(1).scaleb(-precision), rounding=ROUND_HALF_UP)
    return _signed(rounded.is_signed(), f"{abs(rounded):,f}" if "," in flags else f"{abs(rounded):f}", flags)


def _signed(negative: bool, digits: str, flags: str) -> str:
    if negative:
        return f"({digits})" if "(" in flags else f"-{digits}"
    return f"+{digits}" if "+" in flags else f" {digits}" if " " in flags else digits
