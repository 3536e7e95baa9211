"""What was seen on real gateways or is documented, each told with its expected output by hand, not by the model.

The model (Truth.java) has to give these; a test compares the stored answers with the outputs told here. The facts and
their sources are in reference/mapping-templates.md; `by` says from which of its lists, and whether plain Velocity with
json-smart gives it by itself ("falls out") or the runner had to be told ("by hand").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truth.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Observation(NamedTuple):
    """A template, its inputs, and the output that a gateway gave."""

    name: str
    template: str
    inputs: dict[str, Any]
    output: str
    by: str


HANDLER = "observed; by hand: the handler of invalid references gives ''"
FALLS_OUT = "observed; falls out of json-smart and LinkedHashMap"
SILENT = "observed; by hand: maps of $context print nothing"
MAPS = "observed; by hand: the override maps are there from the start"
EMPTY_BODY = "observed; by hand: an empty body is {}"
CARRIED = {"requestOverride": {"header": {"from": "request"}}, "responseOverride": {"status": 444}}

OBSERVATIONS = (
    Observation("undefined is empty", "[$missing]", {}, "[]", HANDLER),
    Observation("missing path is null", "#if($input.path('$.x') == $null)y#end", {"body": "{}"}, "y", HANDLER),
    Observation("missing path is ''", "#if($input.path('$.x') == '')y#end", {"body": "{}"}, "y", HANDLER),
    Observation("undefined != '' is false", "#if($undefined.a.b != '')y#{else}n#end", {}, "n", HANDLER),
    Observation("set to missing is ''", "#set($a = $missing)[$a]#if($a == '')y#end", {}, "[]y", HANDLER),
    Observation("escaped reference loses its backslash", "\\$x", {}, "$x", HANDLER),
    Observation(
        "object prints as a map", "$input.path('$')", {"body": '{"foo":"bar","a":1}'}, "{foo=bar, a=1}", FALLS_OUT
    ),
    Observation("array prints as JSON", "$input.path('$')", {"body": '[{"foo":"bar"}]'}, '[{"foo":"bar"}]', FALLS_OUT),
    Observation(
        "array in object prints as JSON",
        "$input.path('$')",
        {"body": '{"foo":[{"nested":"bar"}]}'},
        '{foo=[{"nested":"bar"}]}',
        FALLS_OUT,
    ),
    Observation("form body is a string", "$input.path('$').split('&')[1]", {"body": "a=b&c"}, "c", FALLS_OUT),
    Observation("empty body", "$input.body$input.json('$')$input.path('$')", {"body": ""}, "{}{}{}", EMPTY_BODY),
    Observation("body that is not JSON", "$input.body", {"body": "a {b"}, "a {b", FALLS_OUT),
    Observation(
        "payload is shared",
        "#set($d = $input.path('$'))#set($d.url = 'u')$input.json('$')",
        {"body": '{"a":1}'},
        '{"a":1,"url":"u"}',
        "observed in two public reports; by hand: parsed once, kept",
    ),
    Observation(
        "maps of context are silent",
        "[$context.identity][$context.requestOverride.path]",
        {"context": {"identity": {"a": "b"}}},
        "[][]",
        SILENT,
    ),
    Observation("no authorizer, no loop", "[#foreach($k in $context.authorizer.keySet())$k#end]", {}, "[]", HANDLER),
    Observation(
        "keys of identity with null",
        "$context.identity.keySet() [$context.identity.user]",
        {"context": {"identity": {"user": None}}},
        "[user] []",
        HANDLER,
    ),
    Observation("keys of responseOverride", "$context.responseOverride.keySet()", {}, "[header]", MAPS),
    Observation(
        "keys of requestOverride", "$context.requestOverride.keySet()", {}, "[path, header, querystring]", MAPS
    ),
    Observation(
        "overrides are carried to the response",
        "$context.requestOverride.header.from $context.responseOverride.status",
        {"context": CARRIED},
        "request 444",
        MAPS,
    ),
    Observation(
        "any key may be set",
        "#set($context.requestOverride.any = 'x')$context.requestOverride.any",
        {},
        "x",
        MAPS,
    ),
    Observation(
        "maps are set by index and put",
        "#set($m = $context.requestOverride.header)#set($m['a'] = '1')$!m.put('b', '2')"
        '#set($context["requestOverride"].path["c"] = "3")$m.a$m.b$context.requestOverride.path.c',
        {},
        "123",
        MAPS,
    ),
    Observation(
        "hyphens in names", "$input.params().header.X-Amz-Target", {"header": {"X-Amz-Target": "T"}}, "T", FALLS_OUT
    ),
    Observation("missing stage variable", "[$stageVariables.x]", {}, "[]", HANDLER),
    Observation(
        "urlEncode writes plus for a blank", "$util.urlEncode('a b')", {}, "a+b", "observed; java.net.URLEncoder"
    ),
    Observation("unquoted key", "$input.path('$.statusCode')", {"body": "{statusCode: 200}"}, "200", FALLS_OUT),
    Observation(
        "search order of parameters",
        "$input.params('a')$input.params('b')$input.params('c')",
        {"path": {"a": "1"}, "querystring": {"a": "x", "b": "2"}, "header": {"a": "x", "b": "x", "c": "3"}},
        "123",
        "documented; by hand",
    ),
    Observation(
        "escapeJavaScript escapes the single quote",
        "$util.escapeJavaScript($input.path('$'))",
        {"body": '"it\'s"'},
        "it\\'s",
        "documented; falls out of commons-lang",
    ),
    Observation(
        "the quote repair",
        "$util.escapeJavaScript($input.path('$')).replaceAll(\"\\\\'\", \"'\")",
        {"body": '"it\'s"'},
        "it's",
        "documented; falls out of commons-lang and java.util.regex",
    ),
    Observation(
        "at most 1000 loops",
        "#set($c = 0)#foreach($i in [1..1500])#set($c = $c + 1)#end$c",
        {},
        "1000",
        "documented; the rest dropped silently is Velocity's way of it, a prediction",
    ),
)

# Bodies that a gateway refuses (400): the model raises, and cfngw has to.
REFUSED = (
    Observation("unclosed object is refused", "$input.path('$')", {"body": "{a"}, "", FALLS_OUT),
    Observation("unclosed array is refused", "$input.path('$')", {"body": "[a"}, "", FALLS_OUT),
)

# Stored answers that a gateway is known not to give, by case, with what it does and how that is known.
KNOWN_TO_DIFFER: Mapping[str, str] = {
    "overrides: twice": "documented: overriding one parameter a second time is a 5XX; the model keeps the last",
}


def cases() -> Iterator[Case]:
    """Yield them."""
    for one in (*OBSERVATIONS, *REFUSED):
        yield Case("observed", one.name, "gateway", one.template, one.inputs)
