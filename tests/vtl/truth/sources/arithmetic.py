"""Numbers in templates: every operator with every pair of types, precedence, overflow, ranges."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from truth.case import Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from truth.case import Case

OPERANDS: Mapping[str, Any] = {
    "integer": 7,
    "negative": -2,
    "zero": 0,
    "long": 12345678901,
    "largest long": 2**63 - 1,
    "big integer": 2**70,
    "double": 2.5,
    "double zero": 0.0,
    "string": "ab",
    "number string": "7",
    "boolean": True,
    "null": None,
    "list": [1, 2],
    "map": {"k": 1},
}
OPERATORS = {"plus": "+", "minus": "-", "times": "*", "divided by": "/", "modulo": "%"}

FORMS: list[Row] = [
    ("precedence", "#set($a = 2 + 3 * 4)$a #set($b = (2 + 3) * 4)$b"),
    ("minus is left to right", "#set($a = 10 - 3 - 2)$a"),
    ("division is left to right", "#set($a = 100 / 5 / 2)$a"),
    ("mixed order", "#set($a = 10 - 4 / 2 + 3 * 2 % 4)$a"),
    ("modulo and times", "#set($a = 7 % 4 * 2)$a"),
    ("nested parentheses", "#set($a = ((1 + 2) * (3 + 4)))$a"),
    ("no blanks plus", "#set($a=1+2)$a"),
    ("no blanks minus", "#set($a = 3-1)$a"),
    ("no blanks minus with reference", "#set($a = $n-1)$a"),
    ("blank before minus only", "#set($a = 3 -1)$a"),
    ("blank after minus only", "#set($a = 3- 1)$a"),
    ("reference minus with blanks", "#set($a = $n - 1)$a"),
    ("formal minus tight", "#set($a = ${n}-1)$a"),
    ("formal minus then blank", "#set($a = ${n}- 1)$a"),
    ("no blanks times", "#set($a = 3*2)$a #set($b = $n*2)$b"),
    ("no blanks divide", "#set($a = 6/2)$a #set($b = $n/2)$b"),
    ("no blanks modulo", "#set($a = 7%4)$a #set($b = $n%2)$b"),
    ("references without blanks", "#set($a = $n+$n)$a #set($b = $n*$n)$b"),
    ("minus negative", "#set($a = 3 - -1)$a"),
    ("plus negative", "#set($a = 3 + -1)$a"),
    ("negative reference", "#set($a = -$n)$a"),
    ("negative parentheses", "#set($a = -(3))$a"),
    ("negative first", "#set($a = -3 + 5)$a"),
    ("blank after the sign", "#set($a = - 3)$a"),
    ("not a number", "#set($a = !3)$a"),
    ("power", "#set($a = 2 ** 3)$a"),
    ("increment", "#set($a = 1++)$a"),
    ("missing right side", "#set($a = 1 +)$a"),
    ("missing left side", "#set($a = * 1)$a"),
    ("two operators", "#set($a = 1 + * 2)$a"),
    ("unclosed parenthesis", "#set($a = (1 + 2)$a"),
    ("over lines", "#set($a = 1 +\n 2 *\n 3)$a"),
    ("integer division", "#set($a = 7 / 2)$a #set($b = -7 / 2)$b #set($c = 7 / -2)$c"),
    ("modulo of negatives", "#set($a = -7 % 3)$a #set($b = 7 % -3)$b #set($c = -7 % -3)$c"),
    ("double division", "#set($a = 7.0 / 2)$a #set($b = 7 / 2.0)$b #set($c = 1.0 / 3)$c"),
    ("double modulo", "#set($a = 7.5 % 2)$a #set($b = -7.5 % 2)$b"),
    ("division by zero", "[#set($a = 1 / 0)$a] [#set($a = 1 % 0)$a]"),
    ("double division by zero", "[#set($a = 1.0 / 0)$a] [#set($a = 1.0 / 0.0)$a] [#set($b = -1.0 / 0.0)$b]"),
    ("division by zero keeps the value", "#set($a = 5)#set($a = 1 / 0)$a"),
    ("tenths", "#set($a = 0.1 + 0.2)$a #set($b = 0.1 * 3)$b #set($c = 0.7 + 0.1)$c"),
    ("whole doubles", "#set($a = 1.5 + 1.5)$a #set($b = 2.0 * 3)$b"),
    ("int overflow plus", "#set($a = 2147483647 + 1)$a"),
    ("int overflow minus", "#set($a = -2147483648 - 1)$a"),
    ("int overflow times", "#set($a = 65536 * 65536)$a"),
    ("long overflow plus", "#set($a = 9223372036854775807 + 1)$a"),
    ("long overflow minus", "#set($a = -9223372036854775808 - 1)$a"),
    ("long overflow times", "#set($a = 9223372036854775807 * 2)$a"),
    ("long overflow times negative", "#set($a = -9223372036854775808 * -1)$a"),
    ("smallest int divided", "#set($a = -2147483648 / -1)$a"),
    ("smallest long divided", "#set($a = -9223372036854775808 / -1)$a"),
    ("big integers", "#set($a = 99999999999999999999 * 99999999999999999999)$a"),
    ("big integer back to small", "#set($a = 9223372036854775808 - 1)$a #set($b = $a + 0)$b"),
    ("big integer division and modulo", "#set($a = 99999999999999999999 / 3)$a #set($b = 99999999999999999999 % 7)$b"),
    ("big integer division by zero", "[#set($a = 99999999999999999999 / 0)$a]"),
    ("big integer and double", "#set($a = 99999999999999999999 + 0.5)$a"),
    ("int stays int after long", "#set($a = $big - $big)$a#if($a == 0)zero#end"),
    ("string plus number", "#set($a = 'a' + 1)$a #set($b = 1 + 'a')$b"),
    ("string plus sums", "#set($a = 'a' + 1 + 2)$a #set($b = 1 + 2 + 'a')$b"),
    ("string plus parentheses", "#set($a = 'a' + (1 + 2))$a"),
    ("string plus null", "[#set($a = 'a' + $nil)$a] [#set($b = $nil + 'a')$b]"),
    ("string plus undefined", "[#set($a = 'a' + $undefined)$a] [#set($b = $undefined + 'a')$b]"),
    ("string plus missing property", "[#set($a = 'a' + $map.missing.x)$a] [#set($b = $!map.missing + 'a')$b]"),
    ("string plus missing method", "[#set($a = 'a' + $s.foo())$a]"),
    ("string plus double and boolean", "#set($a = 'a' + 1.50 + true)$a"),
    ("string plus list and map", "#set($a = 'a' + [1, 2] + {'k': 1})$a"),
    ("string minus", "[#set($a = 'a' - 'b')$a]"),
    ("number strings do not add", "#set($a = '1' + '2')$a [#set($b = '2' * 2)$b]"),
    ("empty string plus", "#set($a = '' + 5)$a#set($b = $a + 5)$b"),
    ("plus in the middle of a condition", "#if($n + 1 == 4)y#end#if($n * 2 > 5 && $n - 1 < 3)z#end"),
    ("counter", "#set($c = 0)#foreach($i in $ints)#set($c = $c + $i)#end$c"),
    ("sum of properties", "#set($a = $map.n + $map.sub.x.length())$a"),
    ("sum of methods", "#set($a = $words.size() + $s.length() * 2)$a"),
    ("sum of indexes", "#set($a = $ints[0] + $ints[2])$a"),
    ("sum in an interpolated string", '#set($a = "$n + 1")$a'),
    ("sum in text", "$n + 1"),
    ("range", "#foreach($i in [1..5])$i #end"),
    ("range down", "#foreach($i in [3..-2])$i #end"),
    ("range of one", "#foreach($i in [2..2])$i#end"),
    ("range with blanks", "#foreach($i in [ 1 .. 3 ])$i#end"),
    ("range with references", "#foreach($i in [$z..$n])$i#end"),
    ("range with formal references", "#foreach($i in [${z}..${n}])$i#end"),
    ("range with property and method", "#foreach($i in [$map.n..$s.length()])$i#end"),
    ("range with arithmetic", "#foreach($i in [1..$n + 1])$i#end"),
    ("range with null", "[#foreach($i in [1..$nil])$i#end]"),
    ("range with string", "[#foreach($i in [1..'3'])$i#end]"),
    ("range with double", "[#foreach($i in [1..3.5])$i#end]"),
    ("range with long", "[#foreach($i in [12345678901..12345678903])$i#end]"),
    ("range with long reference", "[#foreach($i in [$big..$big])$i#end]"),
    ("range with three dots", "#foreach($i in [1...3])$i#end"),
    ("range printed", "#set($a = [1..3])$a $a.size() $a.get(0)"),
    ("range in list", "#set($a = [[1..2], 3])$a"),
]


def _pairs() -> Iterator[Row]:
    for (sign, operator), (left, a), (right, b) in product(OPERATORS.items(), OPERANDS.items(), OPERANDS.items()):
        yield f"{left} {sign} {right}", f"#set($r = $a {operator} $b)$r", {"a": a, "b": b}


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("arithmetic", FORMS)
    yield from plain("arithmetic-pairs", _pairs())
