"""Which places of a request are varied for what a template reads, and the hostile values that each place takes.

Only what can be sent there: a header has no line breaks, a stage variable no quotes, a path's names are the author's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.vtl.inputs import ANY, PARTS, Source, sources_of
from cfngw.vtl.request import ABSENT, Request, part_of

if TYPE_CHECKING:
    import random

    from cfngw.vtl.template import Template

_LONG = 9000
_TEXTS = (
    *("'", '"', "\\", "\n", "\r", "\t", "\b", "\0", "\x1f", "\x7f", "/", "é", "漢", "😀", "\u2028", "\ufeff"),
    *(
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "$",
        "#",
        "%",
        "&",
        "=",
        " ",
        "0",
        "<",
        "null",
        "true",
        "\\'",
        '\\"',
        "\\u",
        "#end",
    ),
    *("it's", 'say "hi"', "${x}", "a\r\nb", "\ud83d", "x" * _LONG, "'" * 99),
)
BREAKING = ('"', "'", "\n", "\\")
"""What breaks a template that does not escape, the smallest of each kind."""
_HEADER_TEXTS = tuple(text for text in _TEXTS if (text.isprintable() and text.isascii()) or text in ("\t", "é"))
_JSON: tuple[Any, ...] = (
    ABSENT,
    "",
    0,
    -1,
    1.5,
    None,
    True,
    False,
    [],
    {},
    [1],
    ["'", '"'],
    {"'": '"'},
    10**20,
    {"a": {"b": [None]}},
)
_BODIES = (
    *("", "0", "{}", "[]", '""', "null", "true", "-1.5", '"\'"', '"\\""', '"\\\\"', '"\\n"', "[1,2]", '["\'"]', "NaN"),
    *("[NaN]", "1e400", "123456789012345678901234567890", '{"":""}', '{"\'":1}', '{"a":null}', '{"a":1,"a":2}'),
    *(
        '{"a":"\\u0000\\u2028"}',
        '{"a":{"b":[1,{"c":"\'"}]}}',
        '{"a":"😀"}',
        "plain text",
        "it's",
        "a=b",
        "a=b&c=d",
        "a=b&",
    ),
    *(
        "=",
        "&",
        "a",
        "a=",
        "a=b=c",
        "a=%",
        "a=%zz",
        "a=%27",
        "a=%22",
        "a=%5C",
        "a=%0A",
        "%27=1",
        "a=1&a=2",
        "a='",
        'a="',
    ),
    *(
        "a=%F0%9F%98%80",
        "a=%00",
        "{",
        "[",
        "{a",
        "[a",
        '"a',
        "{a:1}",
        "{'a':'b'}",
        "[1,,2]",
        '{"a":1}x',
        "\n",
        "\ufeff{}",
    ),
    json.dumps({"a": "x" * _LONG}),
)
_KEYS = {
    "querystring": ("'", '"', "\\", "\n", "\0", "é", "a b", "$x", "", "a.b"),
    "header": ("x'y", "X-A"),  # RFC 9110 lets an apostrophe stand in the name of a header, and no double quote
    "path": ("id2", "a-b"),  # the API's own author names them
}
_FREE = ("authorizer", "error")  # what of $context others than AWS write


class Input(NamedTuple):
    """A place of the request that is varied, and the values it gets."""

    source: Source
    place: Source
    values: tuple[Any, ...]
    keys: bool = False


def inputs_of(template: Template, base: Request) -> Iterator[Input]:
    """Give the places to vary for what a template reads."""
    seen: set[tuple[Source, bool]] = set()
    for source in sources_of(template):
        for each in _inputs_for(source, base):
            if (each.place, each.keys) not in seen:
                seen.add((each.place, each.keys))
                yield each


def _inputs_for(source: Source, base: Request) -> Iterator[Input]:
    first, *rest = source
    if first == "raw":
        yield Input(source, ("raw",), _BODIES)
    elif first == "body":
        yield from _of_body(source, base)
    elif first == "params":
        yield from _of_parameters(source, base)
    elif first == "stageVariables":
        name = next(iter(base.stage_variables), "stage") if rest[:1] in ([], [ANY]) else rest[0]
        yield Input(source, ("stageVariables", name), (ABSENT, "", "a/b?c=d&e"))  # AWS takes no quotes there
    elif first == "context" and rest and rest[0] not in ("requestOverride", "responseOverride"):
        yield from _of_context(source)


def _of_body(source: Source, base: Request) -> Iterator[Input]:
    steps = tuple(step for step in source[1:] if step != ANY)
    yield Input(("body",) if not steps else source, ("raw",), _BODIES)
    if steps:
        yield Input(source, ("body", *steps), (*_JSON, *_TEXTS))
        return
    document = base.document()
    if isinstance(document, dict):
        for key in document:
            yield Input(source, ("body", key), (*_JSON, *_TEXTS))


def _of_parameters(source: Source, base: Request) -> Iterator[Input]:
    part = source[1] if len(source) > 1 else ANY
    name = source[2] if len(source) > 2 else ANY
    if part == ANY and name != ANY:
        held = [each for each in PARTS if name in getattr(base, each)]
        part = held[0] if held else part_of(str(name))
    for each in PARTS if part == ANY else (str(part),):
        texts = (ABSENT, "", *(_HEADER_TEXTS if each == "header" else _TEXTS))
        names = [name] if name != ANY else list(getattr(base, each)) or ["a"]
        for one in names:
            yield Input(source, ("params", each, one), texts)
        if name == ANY:
            yield Input(source, ("params", each), _KEYS.get(each, ()), keys=True)


def _of_context(source: Source) -> Iterator[Input]:
    steps = [step for step in source[1:] if step != ANY]
    if source[-1] == ANY or steps in (["authorizer"], ["identity"]):
        steps.append({"authorizer": "principalId"}.get(str(steps[0]), "userAgent"))
    free = steps[0] in _FREE
    texts = _TEXTS if free else _HEADER_TEXTS if steps[-1] == "userAgent" else ()
    yield Input(source, ("context", *steps), (ABSENT, "", *texts))


def with_value(base: Request, each: Input, value: Any) -> Request:
    """Give the base with a value in its place, or with a further key."""
    if each.keys:
        return base.with_value((*each.place, value), "x")
    return base.with_value(each.place, value)


def with_values(base: Request, values: list[tuple[Input, Any]]) -> Request:
    """Give the base with several values, each in its place."""
    for each, value in values:
        base = with_value(base, each, value)
    return base


def mixed(each: Input, chance: random.Random) -> Any:
    """Make a value of pieces of those that an input takes."""
    texts = [value for value in each.values if isinstance(value, str) and 0 < len(value) < 100]
    if each.place[0] == "raw" or not texts or chance.random() < 0.2:
        return chance.choice(each.values)
    return "".join(chance.choice(texts) for _ in range(chance.randrange(1, 6)))
