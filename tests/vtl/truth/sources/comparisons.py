"""What is equal, smaller, true: every operator with every pair of types."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from truth.case import Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from truth.case import Case

OPERANDS: Mapping[str, Any] = {
    "integer": 3,
    "smaller integer": -1,
    "zero": 0,
    "long": 3_000_000_000,
    "big integer": 2**70,
    "double": 3.0,
    "other double": 2.5,
    "string": "abc",
    "number string": "3",
    "double string": "3.0",
    "empty string": "",
    "true": True,
    "false": False,
    "true string": "true",
    "null": None,
    "list": [3],
    "empty list": [],
    "map": {"k": 3},
    "empty map": {},
}
ALL = "#if($a == $b)==#end#if($a != $b)!=#end#if($a < $b)<#end#if($a > $b)>#end#if($a <= $b)<=#end#if($a >= $b)>=#end"
LOGIC = "#if($a && $b)and#end #if($a || $b)or#end #set($x = $a && $b)$x #set($y = $a || $b)$y"
TRUTH = "#if($a)true#{else}false#end #if(!$a)not#end #set($x = !$a)$x #set($y = !!$a)$y #if($a.foo)foo#end"

FORMS: list[Row] = [
    ("words eq ne", "#if($n eq 3)eq#end #if($n ne 3)ne#end"),
    ("words gt lt", "#if($n gt 2)gt#end #if($n lt 4)lt#end"),
    ("words ge le", "#if($n ge 3)ge#end #if($n le 3)le#end"),
    ("words and or", "#if($yes and $no)and#end #if($yes or $no)or#end"),
    ("word not", "#if(not $no)not#end #if(not $no and $yes)both#end"),
    ("words upper case", "#if($n EQ 3)eq#end"),
    ("word without blanks", "#if(3eq3)eq#end"),
    ("word after formal", "#if(${n}eq 3)eq#end"),
    ("equals without blanks", "#if($n==3)y#end#if(3==$n)y#end#if($s=='text')y#end"),
    ("smaller without blanks", "#if($n<4)y#end#if($n>2)y#end#if($n<=3)y#end#if($n>=3)y#end#if($n!=4)y#end"),
    ("single equals", "#if($n = 3)y#end"),
    ("triple equals", "#if($n === 3)y#end"),
    ("single ampersand", "#if($yes & $yes)y#end"),
    ("single bar", "#if($yes | $yes)y#end"),
    ("greater before equals", "#if($n => 3)y#end"),
    ("less greater", "#if($n <> 3)y#end"),
    ("double not", "#if(!!$yes)y#end"),
    ("not with blank", "#if(! $no)y#end"),
    ("not of parentheses", "#if(!($yes && $no))y#end"),
    ("not of comparison", "#if(!$n == 3)y#{else}n#end"),
    ("not equals of not", "#if(!$no == $yes)y#{else}n#end"),
    ("and before or", "#if($yes || $no && $no)y#{else}n#end"),
    ("or in parentheses", "#if(($yes || $no) && $no)y#{else}n#end"),
    ("three ands", "#if($yes && $yes && $no)y#{else}n#end"),
    ("three ors", "#if($no || $no || $yes)y#{else}n#end"),
    ("comparison chain", "#if(1 < 2 == true)y#{else}n#end"),
    ("equality chain", "#if(1 == 1 == true)y#{else}n#end"),
    ("equality chain of numbers", "#if(3 == 3 == 3)y#{else}n#end"),
    ("smaller chain", "#if(1 < 2 < 3)y#{else}n#end"),
    ("equality before and", "#if($n == 3 && $s == 'text')y#end"),
    ("arithmetic before comparison", "#if($n + 1 > 3 * 1)y#end"),
    ("sum equal to sum", "#if(1 + 2 == 2 + 1)y#end"),
    ("literal true", "#if(true)y#end"),
    ("literal false", "#if(false)y#{else}n#end"),
    ("literal number", "#if(1)y#end#if(0)y#end#if(-1)y#end"),
    ("literal double", "#if(0.0)y#{else}n#end"),
    ("literal string", "#if('x')y#end#if('')y#{else}n#end"),
    ("literal interpolated string", '#if("$nil")y#{else}n#end#if("$!nil")y#{else}n#end'),
    ("literal list", "#if([])y#{else}n#end#if([1])y#{else}n#end"),
    ("literal map", "#if({})y#{else}n#end#if({'k': 1})y#{else}n#end"),
    ("literal range", "#if([1..2])y#{else}n#end"),
    ("arithmetic as condition", "#if(1 - 1)y#{else}n#end"),
    ("failed arithmetic as condition", "#if(1 / 0)y#{else}n#end"),
    ("undefined", "#if($undefined)y#{else}n#end#if(!$undefined)y#{else}n#end"),
    ("undefined quiet", "#if($!undefined)y#{else}n#end"),
    ("undefined formal", "#if(${undefined})y#{else}n#end"),
    ("missing property", "#if($map.missing)y#{else}n#end#if($map.k)y#{else}n#end"),
    ("missing method", "#if($s.foo())y#{else}n#end"),
    ("method giving false", "#if($words.contains('z'))y#{else}n#end"),
    ("method giving true", "#if($words.contains('a'))y#{else}n#end"),
    ("property empty", "#if($empty.empty)y#{else}n#end#if($s.empty)y#{else}n#end"),
    ("null equal to null", "#if($nil == $undefined)y#{else}n#end#if($nil != $undefined)y#{else}n#end"),
    ("null equal to text", "#if($nil == 'x')y#{else}n#end#if($nil != 'x')y#{else}n#end"),
    ("null equal to empty text", "#if($nil == '')y#{else}n#end#if('' == $nil)y#{else}n#end"),
    ("null smaller", "#if($nil < 1)y#{else}n#end#if($nil >= 1)y#{else}n#end"),
    ("strings smaller", "#if('a' < 'b')y#{else}n#end"),
    ("string equal by content", "#set($a = 'te')#set($b = $a + 'xt')#if($b == $s)y#end"),
    ("int equal to long", "#set($a = $big - $big)#if($a == 0)y#{else}n#end"),
    ("int equal to double", "#if(1 == 1.0)y#{else}n#end#if(0.1 == 0.10)y#{else}n#end"),
    ("zero and minus zero", "#if(0.0 == -0.0)y#{else}n#end"),
    ("not a number", "#set($x = 0.0 / 0.0)#if($x == $x)y#{else}n#end$!x"),
    ("lists equal", "#if([1, 2] == [1, 2])y#{else}n#end#if([1] == [2])y#{else}n#end#if([1..2] == [1, 2])y#end"),
    ("maps equal", "#if({'a': 1} == {'a': 1})y#{else}n#end#if({'a': 1, 'b': 2} == {'b': 2, 'a': 1})y#{else}n#end"),
    ("list equal to its text", "#if([1, 2] == '[1, 2]')y#{else}n#end"),
    ("boolean equal to its text", "#if($yes == 'true')y#{else}n#end#if('false' == $no)y#{else}n#end"),
    ("number equal to its text", "#if($n == '3')y#{else}n#end#if('3' == $n)y#{else}n#end#if($d == '2.5')y#end"),
    ("case of strings", "#if('A' == 'a')y#{else}n#end"),
    ("and stops at false", "#set($l = [])#if($no && $l.add(1))y#end$l"),
    ("or stops at true", "#set($l = [])#if($yes || $l.add(1))y#end$l"),
    ("and of non-booleans", "#set($a = 'x' && 1)$a #set($b = 'x' && $nil)$b"),
    ("or of non-booleans", "#set($a = 'x' || $nil)$a #set($b = $nil || $undefined)$b"),
    ("comparison with failed side", "#if(1 / 0 == 1)y#{else}n#end"),
    ("parentheses around everything", "#if((($n == 3)))y#end"),
    ("empty condition", "#if()y#end"),
    ("blank condition", "#if( )y#end"),
    ("two conditions", "#if($yes $no)y#end"),
    ("comma in condition", "#if($yes, $no)y#end"),
    ("bare word condition", "#if(word)y#end"),
    ("condition without parentheses", "#if $yes y#end"),
    ("missing operand", "#if($n ==)y#end"),
    ("missing left operand", "#if(== 3)y#end"),
    ("missing parenthesis", "#if($n == 3 y#end"),
    ("condition with assignment inside", "#if(#set($a = 1))y#end"),
    ("index in condition", "#if($ints[0] == 3)y#end#if($words[1] == 'b')y#end"),
    ("index out of range in condition", "#if($words[9])y#end"),
    ("method throws in condition", "#if($s.substring(9))y#end"),
    ("string with quotes", "#if($q == 'a\"b''c\\d')y#{else}n#end"),
    ("map containing", "#if($map.containsKey('k') && $map.get('k') == 'v')y#end"),
    ("number words in text", "eq ne gt and or not $n eq 3"),
]


def _pairs() -> Iterator[Row]:
    for (left, a), (right, b) in product(OPERANDS.items(), OPERANDS.items()):
        yield f"{left} with {right}", ALL, {"a": a, "b": b}


def _logic() -> Iterator[Row]:
    few = {
        name: OPERANDS[name]
        for name in ("integer", "zero", "string", "empty string", "true", "false", "null", "empty list")
    }
    for (left, a), (right, b) in product(few.items(), few.items()):
        yield f"{left} with {right}", LOGIC, {"a": a, "b": b}
    for name, value in OPERANDS.items():
        yield f"truth of {name}", TRUTH, {"a": value}


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("comparisons", FORMS)
    yield from plain("comparison-pairs", _pairs())
    yield from plain("logic", _logic())
