# ruff: noqa: E501 - a row is read whole

"""What the fuzzer found: the smallest templates at which cfngw once rendered otherwise than Velocity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truth.case import Row, gateway, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

PLAIN: list[Row] = [
    ("two dollars before an undefined name", "$$x $$$x $${x} $$!x"),
    ("hash before an undefined reference", "#$x ##$x\n#${x} #$!x"),
    ("backslash and two dollars before an undefined name", "\\$$x \\\\$$x"),
    ("two dollars in a loop and a block", "#foreach($i in [1..2])$$x#end#define($b)$$y#end$b"),
    ("negative index of a string", "$s[-1]"),
    ("negative index of a number", "$n[-9]"),
    ("negative index of a boolean in a condition", "#if($yes[-1])y#end"),
    ("negative index of a map", "$map[-1] $map[0]"),
    ("negative index of a method's text", "$s.toString()[-1]"),
    ("negative index of null", "$nil[-1] $undefined[-1]"),
    ("negative index of a set", "$map.keySet()[-1]"),
    ("positive index of a string", "$s[1] $n[1]"),
    ("compareTo of another class", "$n.compareTo('')"),
    ("compareTo of booleans and numbers", "$yes.compareTo(1)"),
    ("compareTo of a character", "$s.charAt(0).compareTo('')"),
    ("too many arguments for none", "$s.isEmpty('x')"),
    ("too many arguments for a static one", "$s.toString(5)"),
    ("too many arguments by two", "$s.isEmpty('x', 'y') $s.substring(1, 2, 3)"),
    ("hash word and number in an index", "$w[#1"),
    ("hash word and number in arguments", "$w.f(#1"),
    ("hash word and number in an unknown directive", "#f(#1"),
    ("hash word and number in a condition", "#if(1*#5"),
    ("define with a string", "#define($x '')#end"),
    ("define with a string alone", "#define('')x#end y"),
    ("foreach with two lists", "#foreach($i in [1] 2)x#end|#foreach($i in [1] [2, 3])$i#end"),
    ("foreach with other words", "#foreach($i i[1])$i#end#foreach($i n$ints)$i#end#foreach($i$ints)$i#end"),
    ("foreach with a map after the name", "[#foreach($i{})x#end]"),
    ("parseInt of a big integer", "$huge.parseInt('1')"),
    ("hash code of a negative big integer", "$x.hashCode()", {"x": -9733044862419154823}),
    ("remove from an array's list", "$s.split('').remove(0)"),
    ("add to an array's list", "$s.split('').add('')"),
    ("block after backslashes", "#define($x)#foreach($i in [1])#end#end[\\\\$x][\\\\\\$x][$$x][#$x]"),
    ("block after a loop in it", "#define($x)a#end[\\\\$x]#foreach($i in [1])[\\\\$x]#end"),
    ("evaluate without arguments in a literal", "#literal()#evaluate#end"),
    ("map value changed while looping", "#foreach($i in $map)#set($map.k = 'new')#set($map['my-key'] = 'z')[$!i]#end"),
    ("escaped dollars before a parenthesis", "\\$$) \\$$$) \\$$. \\$$x) \\\\$$) \\#$) \\$#)"),
    ("methods of an array's list", "$s.split('').empty $s.split('').isEmpty() $s.bytes.addAll([]) $s.split('').size"),
    ("block in itself after backslashes", "#define($x)\\\\$x#end$x"),
    ("hash code of a large big integer", "$huge.hashCode() $x.hashCode()", {"huge": 2**70, "x": -(2**64)}),
    (
        "parseInt of a long",
        "$big.parseInt('1') $big.parseLong('1') $d.parseInt('1') $n.parseLong('1') $n.parseDouble('1')",
    ),
    ("brace as a pattern", "$s.matches('{')"),
    ("star after a question mark", "$s.matches('a?*')"),
    ("star after a star", "$s.matches('a**')"),
    ("two pluses and a question mark", "$s.matches('a++?') $s.matches('a*+') $s.matches('a??')"),
    ("zero-width split inside a pair", "#foreach($x in $uni.split('a*b|'))[$x]#end"),
    ("zero-width replacement inside a pair", "$uni.replaceAll('a*', '-') $uni.replaceFirst('', '-')"),
]
GATEWAY: list[Row] = [
    ("two dollars before a missing reference", "$$x #$x \\$$x $$$x"),
    ("negative index of a text", "$input.body[-1]"),
    ("negative index of a parameter in a loop", "#foreach($i in $input.params('q')[-1])x#end", {"querystring": {"q": "a"}}),
    ("negative index of a missing path", "[$input.path('$.x')[-1]]"),
    ("negative index of an undefined", "[$x[-1]]"),
    ("block after backslashes", "#define($x)#foreach($i i)#end#end\\\\$x"),
    ("escaped dollars before a parenthesis", "\\$$) \\$$$) \\$$. \\$$x) \\\\$$)"),
    ("methods of an array's list", "[$input.body.split('').empty] [$input.body.split(',').isEmpty()] [$e.split('').addAll([])]"),
    ("several keys, then more", "$input.json(\"$.o['a','b'].c\")", {"body": '{"o": {"a": {"c": 1}, "b": {"c": 2}}}'}),
    ("several keys of what is missing, then more", "$input.json(\"$.zz['a','b'].c\")|$input.json(\"$..zz['a','b'].c\")|$input.json(\"$.zz.length()['a','b'].c\")", {"body": "{}"}),
    ("several keys of an array, then more", "$input.json(\"$.l['a','b'].c\")", {"body": '{"l": [{"a": {"c": 1}}]}'}),
    ("several keys at the end", "$input.json(\"$.l[*]['a','b']\")|$input.json(\"$.l['a','b']\")|$input.path(\"$['l','m']\")", {"body": '{"l": [{"a": 1, "b": 2}, {"b": 3}]}'}),
    ("number with zeros before a letter", "$input.path('$')", {"body": "00é-2.50"}),
    ("bare objects", "$input|$util|$!input|${util}"),
    ("number with a letter after it", "$input.path('$')", {"body": "[1e5é]"}),
    ("number with text after it", "$input.path('$')", {"body": "1.0é1tru.null["}),
    ("numbers cut short", "$input.path('$')", {"body": "[1e, 1e+, 1.e5, -, -a, 1-2, 1.2.3, 1e5e5, 0x1F, 1a]"}),
    ("null body", "[$input.path('$')]$input.json('$') [$input.path('$.a.b')]$input.json('$.a')", {"body": "null"}),
    ("null body in conditions", "#if($input.path('$.a') == '')y#end#foreach($i in $input.path('$'))x#end", {"body": "null"}),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("found", PLAIN)
    yield from gateway("found-gateway", GATEWAY)
