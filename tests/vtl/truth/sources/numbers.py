"""How numbers print: Java's doubles, floats, the sizes of integers."""

# ruff: noqa: E501 - a template, a path or a body is read whole

from __future__ import annotations

from typing import TYPE_CHECKING

from truth.case import Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

DOUBLES = (
    0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 100.0, 123.456, 0.001, 0.0001, 0.00099, 0.001234, 1e-5, 1.5e-7, 9.99e-4,
    999999.0, 1000000.0, 9999999.0, 10000000.0, 12345678.0, 9999999.999, 123456789.125, 1e7, 1e8, 1e20, 1e21, 1e22, 1e23,
    1e100, 1.7976931348623157e308, 5e-324, 4.9e-324, 2.2250738585072014e-308, 1e-300, 2e-3, 1.1, 2.2, 3.3, 0.30000000000000004,
    1 / 3, 2 / 3, 100 / 3, 1e15, 1e16, 1.2345678901234567e17, 9007199254740993.0, 4.35, 0.1 + 0.7, 2.0**63, 2.0**-1074,
    123456.7, 1234567.8, 12345678.9, 3.141592653589793, 2.718281828459045, 1.0e-3, 8.41e21, 2.0e-44, 9.5367431640625e-7,
)  # fmt: skip
INTEGERS = (
    0, -0, 1, -1, 2147483647, 2147483648, -2147483648, -2147483649, 9223372036854775807, 9223372036854775808,
    -9223372036854775808, -9223372036854775809, 10**30, -(10**30), 1000000, 12345678901,
)  # fmt: skip
LITERALS = (
    "0", "-0", "00", "1.0", "1.50", "-1.50", "0.10", "100.00", "1e0", "1e5", "1E5", "1.0e10", "1e-1", "1.5e300", "1e400",
    "1.e5", ".5e1", "-.5", "0.000001", "123456789.0", "1234567.0", "12345678.0", "0.1e-2", "9223372036854775808",
    "-9223372036854775809", "1.0000000000000001", "0.30000000000000004", "1e+2", "5.e", "1e", "1.2.3", "1_000", "10L", "1f", "1d",
)  # fmt: skip
ACTS: list[Row] = [
    ("float of double", "$d.floatValue() $w.floatValue()"),
    ("float of tenth", "$x.floatValue()", {"x": 0.1}),
    ("float of a third", "$x.floatValue()", {"x": 1 / 3}),
    ("float of large", "$x.floatValue() $y.floatValue()", {"x": 1e10, "y": 1e40}),
    ("float of integer", "$x.floatValue()", {"x": 16777217}),
    ("double of long", "$x.doubleValue()", {"x": 9007199254740993}),
    ("int of double", "$x.intValue() $y.intValue()", {"x": 1e20, "y": -1.9}),
    ("long of double", "$x.longValue() $y.longValue()", {"x": 1e20, "y": -1.9}),
    ("int of long", "$x.intValue() $x.shortValue() $x.byteValue()", {"x": 12345678901}),
    ("int of big integer", "$x.intValue() $x.longValue() $x.doubleValue()", {"x": 2**70 + 5}),
    ("double plus integer", "#set($a = $d + 1)$a #set($b = 1 + $d)$b"),
    ("double times", "#set($a = 1.1 * 1.1)$a #set($b = 3 * 1.1)$b"),
    ("double minus to zero", "#set($a = 1.1 - 1.1)$a"),
    ("double in string", '#set($a = "$d $w")$a'),
    ("double plus string", "#set($a = $w + '')$a #set($b = '' + 10000000.0)$b"),
    ("double in list and map", "#set($a = [1.0, 1e10])$a #set($b = {'k': 0.0001})$b"),
    ("infinity", "#set($a = 1.0 / 0)$a #set($b = -1.0 / 0)$b #set($c = $a - $a)$c"),
    ("infinity smaller", "#set($a = 1.0 / 0)#if($a > 1e308)y#end"),
    ("infinity to int", "#set($a = 1.0 / 0)$a.intValue() $a.longValue() #set($b = $a - $a)$b.intValue()"),
    ("big decimal from division", "#set($a = 10 / 4.0)$a #set($b = 10.0 / 4)$b"),
    ("big integer plus long", "#set($a = $huge + $big)$a"),
    ("big integer minus itself", "#set($a = $huge - $huge)$a"),
    ("big integer times zero", "#set($a = $huge * 0)$a"),
    ("big integer equal", "#if($huge == $huge)y#end#if($huge > $big)y#end#if($huge < 1.0)n#end"),
    ("hash codes", "$x.hashCode() $y.hashCode()", {"x": 1e10, "y": 10**12}),
]


def _rows() -> Iterator[Row]:
    for number in dict.fromkeys(DOUBLES):
        yield f"double {number!r}", "$x", {"x": number}
    for whole in dict.fromkeys(INTEGERS):
        yield f"integer {whole}", "$x #set($y = $x + 1)$y", {"x": whole}
    for literal in LITERALS:
        yield f"literal {literal}", f"#set($a = {literal})[$a]"


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("number-printing", _rows())
    yield from plain("number-printing", ACTS)
