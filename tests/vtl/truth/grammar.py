# ruff: noqa: E501 - the tables are read in long lines

"""Random templates for the fuzzer: grown from a grammar, or strewn from tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truth.case import VARIABLES

if TYPE_CHECKING:
    from random import Random

    from truth.case import Mode

GATEWAY_INPUTS: dict[str, Any] = {
    "body": '{"a": 1, "b": ["x", {"c": "d/e"}, null, 2.50], "s": "it\'s \\"q\\"", "o": {"k": "v", "e": {}}, "t": true, "z": null}',
    "path": {"id": "42"},
    "querystring": {"q": "a b&c=d", "n": "7"},
    "header": {"Host": "example.com", "X-My": "h"},
    "context": {
        "stage": "dev",
        "identity": {"sourceIp": "192.0.2.1", "user": None},
        "authorizer": {"claims": {"sub": "s"}},
    },
    "stage_variables": {"env": "test"},
    "variables": {name: VARIABLES[name] for name in ("s", "n", "d", "yes", "no", "words", "ints", "map", "e", "nil")},
}
PLAIN_ROOTS = (*VARIABLES, "undefined", "x", "y", "i")
GATEWAY_ROOTS = (*GATEWAY_INPUTS["variables"], "undefined", "x", "y", "i")
GATEWAY_CALLS = (
    "input.path('$')", "input.path('$.a')", "input.path('$.b')", "input.path('$.o')", "input.path('$.s')", "input.path('$..c')",
    "input.json('$')", "input.json('$.b')", "input.json('$.s')", "input.json('$.zz')", "input.path('$.zz')", "input.body",
    "input.params('q')", "input.params('zz')", "input.params().path", "input.params().header.X-My", "context.stage", "context.identity",
    "context.identity.user", "context.authorizer.claims", "context.zz.y", "stageVariables.env", "stageVariables",
    "util.escapeJavaScript($input.path('$.s'))", "util.urlEncode($input.params('q'))", "util.base64Encode('é')", "util.parseJson('[1,{\"a\":2}]')",
)  # fmt: skip
PROPERTIES = ("k", "n", "size", "sub", "items", "nil", "my-key", "empty", "foo", "x", "key", "value", "bytes")
METHODS = (
    "length()", "size()", "toUpperCase()", "substring(1)", "substring(1, 2)", "get(0)", "get('k')", "indexOf('t')", "contains('a')", "isEmpty()", "keySet()",
    "values()", "entrySet()", "toString()", "trim()", "split(',')", "split('x')", "replace('t', 'T')", "replaceAll('[a-e]', '<$0>')", "equals('text')",
    "concat('!')", "foo()", "add('z')", "put('z', 1)", "remove(0)", "containsKey('k')", "iterator()", "subList(0, 1)", "intValue()", "charAt(0)",
    "startsWith('t')", "hashCode()", "compareTo('a')", "lastIndexOf('t')", "getClass", "set(0, 'q')", "addAll(['m', 1])", "valueOf(7)", "parseInt('12')",
)  # fmt: skip
TEXTS = (
    "a", " ", "  ", "\n", "\n  ", "\t", "\r\n", "x y", ",", ".", "!", "{", "}", "[", "]", "(", ")", '"', "'", "-", "1", ".5", "\\", "\\\\", "é", "=", ";", ": ", "$ ", "# ", "$5", "#1",
)  # fmt: skip
BLANKS = ("", "", "", " ", " ", "  ", "\t", "\n", " \n", "\n\n", "\r\n", "\n  ", "x", " x")
INSIDE = ("", "", " ", "  ", "\n", "\t")
LITERALS = (
    "1", "0", "-1", "7", "2147483647", "9223372036854775807", "1.5", "-0.5", "1e3", "true", "false", "'x'", "''", "'3'", "'it''s'", '"y"', '"<$s>"', '"$n"', '"$!nil"', "'$s'", '"#if($yes)1#end"',
)  # fmt: skip
OPERATORS = ("+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "eq", "ne", "lt", "and", "or")
TOKENS = (
    "$", "#", "\\", "!", "{", "}", "(", ")", "[", "]", ".", ",", ":", "'", '"', " ", "\n", "\t", "\r\n", "=", "==", "+", "-", "*", "/", "%", "<", "&&", "||", "..", "s", "n", "map", "words", "k", "foo",
    "1", "0", "2.5", "true", "false", "in", "$s", "$n", "${s}", "$!nil", "$map.k", "$words[0]", "$s.length()", "#if", "#if($yes)", "#else", "#{else}", "#elseif($no)", "#end", "#{end}", "#set", "#set($x = ",
    "#set($x = 1)", "#foreach", "#foreach($i in $words)", "#macro", "#macro(m $x)", "#m", "#m(", "#@m()", "#define($b)", "$b", "#evaluate(", "#literal()", "#stop", "#break", "##", "#*", "*#", "#[[", "]]#",
    "#include(", "$foreach", "$foreach.index", "|", "&", "@", "é", "\\\\", "x", "''", '""', "$x", "not ", " and ", "eq",
)  # fmt: skip


def soup(random: Random, mode: Mode) -> str:
    """Strew tokens."""
    calls = tuple(f"${call}" for call in GATEWAY_CALLS) if mode == "gateway" else ()
    return "".join(random.choice(TOKENS + calls) for _ in range(random.randint(1, 30)))


class Grower:
    """Grow one template, mostly a correct one."""

    def __init__(self, random: Random, mode: Mode) -> None:
        self._random = random
        self._calls = GATEWAY_CALLS if mode == "gateway" else ()
        self._roots = GATEWAY_ROOTS if mode == "gateway" else PLAIN_ROOTS
        self._statements = (
            (self._text, 30),
            (self._shown, 30),
            (self._set, 14),
            (self._if, 10),
            (self._foreach, 8),
            (self._macro, 4),
            (self._define, 3),
            (self._evaluate, 2),
            (self._comment, 4),
            (self._odd, 5),
        )

    def template(self) -> str:
        return self._body(0, self._random.randint(1, 7))

    def _body(self, depth: int, most: int) -> str:
        makers, weights = zip(*self._statements, strict=True)
        chosen = self._random.choices(makers, weights, k=self._random.randint(1, most))
        return "".join(make(depth) for make in chosen)

    def _any(self, choices: tuple[str, ...]) -> str:
        return self._random.choice(choices)

    def _inner(self, depth: int) -> str:
        return self._body(depth + 1, 3) if depth < 3 else self._any(TEXTS)

    # --- text and references -----------------------------------------------------------------------------------

    def _text(self, _: int) -> str:
        return "".join(self._any(TEXTS) for _ in range(self._random.randint(1, 3)))

    def _shown(self, _: int) -> str:
        path = self._path()
        return self._any(
            (f"${path}", f"${path}", f"${{{path}}}", f"$!{path}", f"$!{{{path}}}", f"\\${path}", f"\\\\${path}")
        )

    def _path(self) -> str:
        path = self._any(self._calls if self._calls and self._random.random() < 0.5 else self._roots)
        for _ in range(self._random.choice((0, 0, 0, 1, 1, 2, 3))):
            path += self._step()
        return path

    def _step(self) -> str:
        kind = self._random.random()
        if kind < 0.35:
            return f".{self._any(PROPERTIES)}"
        if kind < 0.8:
            return f".{self._any(METHODS)}"
        return self._any(("[0]", "[1]", "[-1]", "['k']", '["n"]', "[$n]", "[ 0 ]", "[$words.size()]", "[9]"))

    # --- expressions -------------------------------------------------------------------------------------------

    def _expression(self, depth: int = 0) -> str:
        kind = self._random.random()
        if depth > 2 or kind < 0.45:
            return self._operand(depth)
        if kind < 0.55:
            return f"({self._any(INSIDE)}{self._expression(depth + 1)}{self._any(INSIDE)})"
        if kind < 0.62:
            return f"!{self._expression(depth + 1)}"
        blank = self._any((" ", " ", " ", "", "\n", "  "))
        return f"{self._expression(depth + 1)}{blank}{self._any(OPERATORS)}{blank}{self._expression(depth + 1)}"

    def _operand(self, depth: int) -> str:
        kind = self._random.random()
        if kind < 0.45:
            return self._any(LITERALS)
        if kind < 0.85 or depth > 2:
            return self._any((f"${self._path()}", f"${{{self._path()}}}", f"$!{self._path()}"))
        return self._any((self._list(depth), self._range(), self._map(depth)))

    def _list(self, depth: int) -> str:
        items = [self._operand(depth + 1) for _ in range(self._random.randint(0, 3))]
        return f"[{', '.join(items)}]"

    def _map(self, depth: int) -> str:
        items = [f"{self._any(LITERALS[11:18])}: {self._operand(depth + 1)}" for _ in range(self._random.randint(0, 2))]
        return f"{{{', '.join(items)}}}"

    def _range(self) -> str:
        ends = ("0", "1", "3", "-2", "$n", "$z", "5", "$nil", "$words.size()")
        return f"[{self._any(ends)}..{self._any(ends)}]"

    # --- directives --------------------------------------------------------------------------------------------

    def _set(self, _: int) -> str:
        left = self._any(("x", "y", "x", "y", "s", "map.k", "map.new", "words[0]", "undefined.a", "map['q']"))
        word = self._any(("#set(", "#set(", "#set(", "#set (", "#{set}("))
        equals = self._any((" = ", " = ", "=", " =\n"))
        return f"{self._any(BLANKS)}{word}{self._any(INSIDE)}${left}{equals}{self._expression()}{self._any(INSIDE)}){self._any(BLANKS)}"

    def _if(self, depth: int) -> str:
        text = f"#if{self._any(('', '', ' '))}({self._any(INSIDE)}{self._expression()}{self._any(INSIDE)})"
        text += self._any(BLANKS) + self._inner(depth)
        if self._random.random() < 0.3:
            text += f"#elseif({self._expression()}){self._any(BLANKS)}{self._inner(depth)}"
        if self._random.random() < 0.4:
            text += self._any(("#else ", "#{else}", "#else\n", "#else")) + self._inner(depth)
        return text + self._end()

    def _end(self) -> str:
        return self._any(("#end", "#end", "#end", "#{end}", "  #end", "\n#end")) + self._any(BLANKS)

    def _foreach(self, depth: int) -> str:
        source = self._any(
            (
                f"${self._path()}",
                self._range(),
                self._list(2),
                self._map(2),
                "$words",
                "$map",
                "$map.keySet()",
                "$map.entrySet()",
            )
        )
        inside = self._any(
            (
                "",
                "$i",
                "$i",
                "$foreach.index",
                "$foreach.hasNext",
                "#if($foreach.hasNext),#end",
                "$velocityCount",
                "#break",
                "$i.k",
                "$i.value",
            )
        )
        return f"#foreach($i in {source}){self._any(BLANKS)}{self._inner(depth)}{inside}{self._end()}"

    def _macro(self, depth: int) -> str:
        name = self._any(("m", "mm"))
        body = self._any(("<$x>", "<$!x,$y>", "$x$x", "$!bodyContent", self._inner(depth)))
        parameters = self._any((" $x", " $x $y", "", " $x, $y"))
        argument = self._any(
            ("", f"${self._path()}", self._any(LITERALS), f"{self._any(LITERALS)} ${self._path()}", self._list(2))
        )
        define = f"#macro({name}{parameters}){self._any(BLANKS)}{body}{self._end()}"
        call = self._any(
            (
                f"#{name}({argument})",
                f"#{name}({argument})",
                f"#{{{name}}}({argument})",
                f"#@{name}({argument})in $s#end",
            )
        )
        return self._any((define + call, define + call + call, call + define, define)) + self._any(BLANKS)

    def _define(self, depth: int) -> str:
        return f"#define($x){self._any(BLANKS)}{self._inner(depth)}{self._end()}{self._any(('$x', '$!x', '', '$x$x', '#if($x)y#end'))}"

    def _evaluate(self, _: int) -> str:
        return f"#evaluate({self._any(LITERALS[11:])}){self._any(BLANKS)}"

    def _comment(self, _: int) -> str:
        return self._any(
            ("## c\n", "##\n", "#* c *#", "#*\n*#", "#[[$s #if]]#", "#** d *#", "#literal()$s#end")
        ) + self._any(BLANKS)

    def _odd(self, _: int) -> str:
        return self._any(
            ("#stop", "#break", "#foo", "#foo($s)", "\\#if($yes)", "\\#end", "\\#set($x = 1)", "#endx", "#m", "$", "#", "$!", "${", "$s.", "#{", "$x-1", "$n..5", "#include('x')", "\\\\#if($yes)a#end", "$!{nil}", "${s", "#end")
        )  # fmt: skip
