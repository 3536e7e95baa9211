"""No template may hang, flood the process, or leave through any door but MappingTemplateError."""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfngw import vtl
from cfngw.vtl.limits import MOST_OUTPUT
from cfngw.vtl.template import FAULT

pytestmark = [pytest.mark.slow, pytest.mark.checked]

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_template_errors() -> Iterator[None]:
    """Let pass what a template may do wrong, and nothing that the engine does."""
    problems: list[vtl.MappingTemplateError] = []
    try:
        yield
    except vtl.MappingTemplateError as error:
        problems.append(error)
    for problem in problems:
        assert FAULT not in problem.problem, problem
        assert problem.line >= 1
        assert problem.column >= 1


REFLECTION = [
    "$s.class",
    "$s.getClass()",
    "$s.class.forName('java.lang.Runtime').getRuntime().exec('id')",
    "$s.getClass().forName('java.lang.Runtime')",
    "$s.class.classLoader.loadClass('java.lang.System')",
    "$s.class.protectionDomain.codeSource",
    "$s.class.getMethods()",
    "$s.class.newInstance()",
    "$s.__class__",
    "$s.__class__.__mro__[1].__subclasses__()",
    "$s.__init__.__globals__",
    "$s.format('{0.__class__}', $l)",
    "$s.join('', $l.__iter__())",
    "$s.encode('utf-8')",
    "$s.format_map($m)",
    "$l.__class__.__base__",
    "$l.append(1)",
    "$l.sort()",
    "$l.pop()",
    "$l.count",
    "$m.__getattribute__('pop')",
    "$m.popitem()",
    "$m.update($m)",
    "$m.items()",
    "$m.setdefault('a', 1)",
    "$n.real",
    "$n.to_bytes(2, 'big')",
    "$n.__add__(1)",
    "$d.hex()",
    "$d.fromhex('1')",
    "$t.bit_length()",
    "$input.payload()",
    "$input._payload",
    "$input.__class__",
    "$input.java_text()",
    "$input.parameters()",
    "$util.__class__.__init__.__globals__",
    "$util.java_text()",
    "$context.__dict__",
    "$foreach.owner",
    "$m.run",
    "$m.entrySet().iterator().next().map",
    "$m.keySet().map",
    "$l.iterator().source",
    "$l.iterator().items",
    "$l.subList(0, 1).of",
    "$l.__len__()",
    "$s.upper()",
    "$s.strip().lower()",
    "$s.mro()",
    "$y.class",
    "$y.render",
    "$y.java_text()",
    "$y._scope",
]
VARIABLES: dict[str, Any] = {"s": "abc", "l": [1, 2], "m": {"a": 1}, "n": 5, "d": 1.5, "t": True}
PYTHON = re.compile(r"<|object at|cfngw|built-?in|dict_[kiv]|type|mappingproxy|lambda|method\\b|uid=")


@pytest.mark.parametrize("attempt", REFLECTION)
def test_no_template_reaches_python(attempt: str) -> None:
    template = "#define($y)x#end#foreach($i in [1])" + attempt + "#end"
    for gateway in (False, True):
        with only_template_errors():
            output = vtl.render(template, variables=VARIABLES).output if gateway else vtl.evaluate(template, VARIABLES)
            assert not PYTHON.search(output), output


def test_set_reaches_no_python_attribute() -> None:
    template = "#set($s.upper = 1)#set($l.run = 1)#set($input.body = 'x')#set($util.java_text = 'x')$input.body"
    assert vtl.render(template, variables=VARIABLES, body="b").output == "b"


LOOPS = "#foreach($i in [1..1000])#foreach($j in [1..1000])"
BOMBS = {
    "nested loops": "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end",
    "doubling string": "#set($s = 'ab')#foreach($i in [1..100])#set($s = \"$s$s\")#end$s",
    "doubling sum": "#set($s = 'ab')#foreach($i in [1..100])#set($s = $s + $s)#end$s",
    "doubling replace": "#set($s = 'aa')#foreach($i in [1..100])#set($s = $s.replace('a', 'aa'))#end$s",
    "doubling replaceAll": "#set($s = 'aa')#foreach($i in [1..100])#set($s = $s.replaceAll('a', '$0$0'))#end$s",
    "doubling list": "#set($l = [1])#foreach($i in [1..60])#set($x = $l.addAll($l))#end$l.size()",
    "list in list": "#set($l = [1])#foreach($i in [1..60])#set($l = [$l, $l])#end$l",
    "equal lists": (
        "#set($l = [1])#set($k = [1])#foreach($i in [1..40])#set($l = [$l, $l])#set($k = [$k, $k])#end"
        "#if($l == $k)y#end"
    ),
    "hash of lists": "#set($l = [1])#foreach($i in [1..60])#set($l = [$l, $l])#end$l.hashCode()",
    "list in itself": "#set($l = [1])#set($x = $l.add([$l]))$l",
    "map in itself": "#set($m = {})#set($n = {'m': $m})#set($m.n = $n)$m",
    "long range": "#foreach($i in [1..2000000000])#end",
    "big power": "#set($n = 7)#foreach($i in [1..100])#set($n = $n * $n)#end$n",
    "macro recursion": "#macro(m)#m()#end#m()",
    "mutual recursion": "#macro(a)#b()#end#macro(b)#a()#end#a()",
    "evaluate recursion": "#set($t = '#evaluate($t)')#evaluate($t)",
    "evaluate in loop": "#set($t = '#foreach($i in [1..1000])$i#end')#foreach($i in [1..1000])#evaluate($t)#end",
    "define recursion": "#define($a)$b$b#end#define($b)$a$a#end$a",
    "arguments by name": '#macro(m $a)#set($x = "$a$a")#n("$a$a")#end#macro(n $a)#m("$a$a")#end#m(\'aaaa\')',
    "deep nesting": "#if(true)" * 5000 + "#end" * 5000,
    "deep parentheses": "#if(" + "(" * 5000 + "1" + ")" * 5000 + ")#end",
    "deep lists": "#set($a = " + "[" * 5000 + "]" * 5000 + ")",
    "deep nots": "#if(" + "!" * 5000 + "true)#end",
    "deep strings": "#set($a = " + '"$' * 500 + ")",
    "long sum": "#set($a = 1" + " + 1" * 20000 + ")$a",
    "repeat": "$s.repeat(2000000000)",
    "format": "$s.format('%2000000000d', 1)",
    "regex 1": "#set($a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$a.matches('(a+)+')",
    "regex 2": "#set($a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$a.replaceAll('(a|aa)+$', 'b')",
    "regex 3": "$s.repeat(40000).matches('.*.*.*.*.*=.*')",
    "regex 4": "$s.repeat(40000).replaceAll('(.*)*(.*)*x', 'b')",
    "regex 5": "$s.repeat(99).matches('(([a-z])+.)+[A-Z]([a-z])+$')",
    "regex 6": "$s.matches('((a{1000}){1000}){1000}')",
    "regex 7": "$s.repeat(2000).replaceAll('(?=(a+))b*\\1', '$1$1$1$1$1$1')",
    "slow string methods": (
        "#set($a = $s.repeat(300000))#foreach($i in [1..1000])#foreach($j in [1..1000])"
        "#set($b = $a.replace('b', 'c'))#end#end"
    ),
    "removing in a loop": (
        "#set($l = [1..200000])#foreach($i in [1..1000])#foreach($j in [1..1000])#set($b = $l.contains('x'))#end#end"
    ),
    "output": "#set($a = $s.repeat(60000))#foreach($i in [1..1000])$a#end",
    "text": "#foreach($i in [1..1000])#foreach($j in [1..1000])" + "x" * 1000 + "#end#end",
    "map as its own key": f"#set($m = {{'a': 1}}){LOOPS}#set($x = $m.put($m, $m))#end#end",
    "payload as JSON": LOOPS + "#set($x = $input.json('$'))#end#end",
    "payload as text": LOOPS + "#set($x = \"$input.path('$')\")#end#end",
    "hash of the payload": LOOPS + "#set($x = $input.path('$').hashCode())#end#end",
    "new paths": LOOPS + '#set($x = $input.path("$.a[$i].b.c.d.e.f.g.h$j"))#end#end',
    "new expressions": LOOPS + '#set($x = $s.matches("(a|b)*$i.$j."))#end#end',
    "removing the first": f"#set($l = [1..900000]){LOOPS}#set($x = $l.remove(0))#end#end",
    "inserting before": f"#set($l = [1..900000]){LOOPS}#set($x = $l.add(0, 'x'))#end#end",
    "part of a long list": f"#set($l = [1..900000].subList(0, 800000)){LOOPS}#set($x = $l.get(0))#end#end",
    "keys of a long map": f'{LOOPS}#set($x = $m.put($s, $i))#set($s = "$j$i")#foreach($k in $m)#break#end#end#end',
    "deep scan": "#foreach($i in [1..1000])#set($x = $input.path('$..*..*..*..*..*'))#end",
    "huge template": "x" * 400_000,
}


LONG = {  # stopped by the limits too, after half a second and more of honest work
    "nested loops",
    "doubling replaceAll",
    "list in list",
    "hash of lists",
    "evaluate in loop",
    "removing in a loop",
    "slow string methods",
    "map as its own key",
    "payload as JSON",
    "payload as text",
    "hash of the payload",
    "new paths",
    "new expressions",
    "deep scan",
    "regex 1",
    "regex 2",
    "regex 3",
    "regex 4",
    "regex 5",
}


@pytest.mark.parametrize(
    "bomb",
    [pytest.param(bomb, id=name, marks=[pytest.mark.slow] * (name in LONG)) for name, bomb in BOMBS.items()],
)
def test_no_template_hangs_or_floods(bomb: str) -> None:
    body = json.dumps({"a": [{"b": [{"c": [[[1, 2], [3]]]}] * 4}] * 4})
    started = time.process_time()
    with only_template_errors():
        assert len(vtl.render(bomb, variables=VARIABLES, body=body).output) <= MOST_OUTPUT
    assert time.process_time() - started < 10


FLOODS = {
    "copies of a list": "#set($l = [1..200000])#set($k = [])" + LOOPS + "#set($x = $k.add($l.clone()))#end#end",
    "arrays of a list": "#set($l = [1..200000])#set($k = [])" + LOOPS + "#set($x = $k.add($l.toArray()))#end#end",
    "copies of a map": (
        '#foreach($i in [1..1000])#foreach($j in [1..20])#set($x = $m.put("$i $j", $j))#end#end#set($k = [])'
        + LOOPS
        + "#set($x = $k.add($m.clone()))#end#end"
    ),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_no_template_takes_much_memory(flood: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(vtl.MappingTemplateError, match="does more work"):
            vtl.render(flood, variables=VARIABLES)
        assert tracemalloc.get_traced_memory()[1] < 300 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("body", ["['', " + "1.5e3," * 20_000 + "1]", "{'a':" + "1," * 20_000 + "}"])
def test_a_lenient_payload_takes_time_by_its_length(body: str) -> None:
    started = time.process_time()
    with only_template_errors():
        vtl.render("$input.path('$').size()", body=body)
    assert time.process_time() - started < 2


def test_a_deep_payload_is_an_error() -> None:
    for body in ("[" * 100_000, "[" * 500 + "]" * 500, '{"a":' * 500 + "1" + "}" * 500):
        with pytest.raises(vtl.MappingTemplateError):
            vtl.render("$input.path('$')", body=body)


def test_loops_end_after_1000_turns_in_the_gateway() -> None:
    template = "#foreach($i in [1..1500])#set($n = $i)#end$n"
    assert vtl.render(template).output == "1000"
    assert vtl.evaluate(template, {}) == "1500"


def test_a_long_sum_is_no_problem() -> None:
    assert vtl.evaluate("#set($a = 1" + " + 1" * 2000 + ")$a", {}) == "2001"


# --- whatever comes ---------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "$",
        "!",
        "{",
        "}",
        "s",
        "#",
        "if",
        "(",
        ")",
        "$s",
        "${s}",
        "[",
        "]",
        "0",
        "'a'",
        '"',
        "#set($a=1)",
        "=",
        "#end",
        "#else",
        "\\",
        " ",
        "\n",
        "\t",
        ".",
        ".a",
        ".a(",
        ",",
        "#foreach($i in $l)",
        "#if($s)",
        "-1",
        "..",
        "##",
        "#*",
        "*#",
        "#[[",
        "]]#",
        "#macro(m $a)",
        "#m($s)",
        "#@m(1)",
        "$bodyContent",
        "#define($y)",
        "#evaluate($s)",
        "true",
        "&&",
        "+",
        "==",
        "$m.a",
        '"$s"',
        "$s.length()",
        ".get(0)",
        ".replaceAll('(a+)+', '$1')",
        "$input.path('$..a')",
        "$input.json('$')",
        "#break",
        "#stop",
        "$foreach.parent.index",
        "9999999999999999999",
        "1e5",
        "[1..3]",
        "{'a':1}",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join))
def test_only_mapping_template_errors_leave(template: str) -> None:
    with only_template_errors():
        vtl.render(template, body='{"a": [1, {"a": "x"}]}', variables=VARIABLES)
    with only_template_errors():
        vtl.evaluate(template, VARIABLES)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=30) | st.text("{}[]\",:\\'019.eE-+nultrfasx ", max_size=30),
    st.text("$@.*[]'?()0:-,ab=<&|/!~ ", max_size=20),
)
def test_any_payload_and_any_path_are_answered(body: str, path: str) -> None:
    for template in ("$input.path($p)", "$input.json($p)", "$util.parseJson($b)", "$util.urlDecode($b)"):
        with only_template_errors():
            vtl.render(template, body=body, variables={"p": path, "b": body})


NAMES = st.sampled_from(
    [
        "charAt",
        "substring",
        "indexOf",
        "split",
        "replaceAll",
        "matches",
        "format",
        "get",
        "set",
        "add",
        "remove",
        "put",
        "subList",
        "compareTo",
        "equals",
        "toString",
        "hashCode",
        "valueOf",
        "parseInt",
        "toHexString",
        "iterator",
        "next",
        "decode",
        "join",
        "regionMatches",
        "addAll",
        "containsAll",
        "path",
        "json",
        "params",
        "escapeJavaScript",
        "urlDecode",
        "base64Decode",
        "parseJson",
        "lastIndexOf",
        "replaceFirst",
        "listIterator",
        "getBytes",
        "reverse",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, NAMES, st.lists(VALUES, max_size=3))
def test_any_method_takes_any_arguments(value: Any, name: str, arguments: list[Any]) -> None:
    variables = {"v": value, **{f"a{place}": each for place, each in enumerate(arguments)}}
    given_arguments = ", ".join(f"$a{place}" for place in range(len(arguments)))
    for receiver in ("$v", "$input", "$util", "$v.keySet()", "$v.iterator()", "$v.charAt(0)", "$v.longValue()"):
        with only_template_errors():
            vtl.render(f"{receiver}.{name}({given_arguments}) $v[$a0]#foreach($i in $v)$i#end", variables=variables)
