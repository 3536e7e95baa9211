"""Renders a template with inputs that break careless ones, and tells which input makes its JSON invalid.

It judges by samples alone: a template that gives no JSON even for plain words is left alone, as its input is unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from cfngw.declare.mapping_template import parsed

_WORD = "text"
_NASTY = {  # each alone, in words of a message
    '"': "a double quote",
    "'": "an apostrophe",
    "\n": "a newline",
    "\\": "a backslash",
}
_READ = re.compile(r"""\$!?\{?input\.(?:path|json)\(\s*['"]\$((?:\.[A-Za-z_]\w*)+)['"]\s*\)""")
_NAMED = re.compile(r"""#set\s*\(\s*\$(\w+)\s*=\s*\$input\.path\(\s*['"]\$['"]\s*\)\s*\)""")
_ESCAPE = (
    "escape it: $util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\"), or write $input.json('$.…') without quotes"
)
_UNQUOTED = "test for it with #if, or let a model require it"


class Breaking(NamedTuple):
    """An input that breaks a template, in words, and what to do."""

    input: str
    fix: str


@lru_cache(maxsize=4096)
def breaking_input(text: str, names: tuple[tuple[str, str], ...], *, checked: bool) -> Breaking | None:
    """Give an input for which a template gives invalid JSON; None when there is none among the samples.

    ``names``: the parameters that a client may send, as place and name. ``checked``: a model says what the body holds.
    """
    if "$" not in text:
        return None
    fields = _fields(text)
    if not _valid(text, names, fields, _WORD):
        return _of_numbers(text, names, fields, checked=checked)
    if _valid(text, names, fields, "".join(_NASTY)):
        return None
    return next(_culprits(text, names, fields), None)


def _of_numbers(
    text: str, names: tuple[tuple[str, str], ...], fields: tuple[str, ...], *, checked: bool
) -> Breaking | None:
    """Judge a template that puts values without quotes: with numbers it is right, and wrong without them."""
    if checked or not fields or not _valid(text, names, fields, 1):
        return None
    return None if _valid(text, names, (), 1) else Breaking("the body {}", _UNQUOTED)


def _culprits(text: str, names: tuple[tuple[str, str], ...], fields: tuple[str, ...]) -> Iterator[Breaking]:
    for character, described in _NASTY.items():
        sample = f"a{character}b"
        for place, name in names:
            if not _valid(text, names, fields, _WORD, {(place, name): sample}):
                yield Breaking(f"{described} in {place}.{name}, such as {sample!r}", _ESCAPE)
        for field in fields:
            if not _valid(text, names, fields, _WORD, {("body", field): sample}):
                yield Breaking(f"{described} in the body's {field}, such as {_body((field,), {}, sample)}", _ESCAPE)


def _fields(text: str) -> tuple[str, ...]:
    """Give the fields of the body that a template reads, as dotted names."""
    found = {path[1:] for path in _READ.findall(text)}
    for name in _NAMED.findall(text):
        found |= {path[1:] for path in re.findall(rf"\$!?\{{?{name}((?:\.[A-Za-z_]\w*)+)(?!\w|\()", text)}
    return tuple(sorted(found))


def _valid(
    text: str,
    names: tuple[tuple[str, str], ...],
    fields: tuple[str, ...],
    value: Any,
    special: Mapping[tuple[str, str], str] | None = None,
) -> bool:
    """Render and tell whether the result is JSON; what does not render is not judged here."""
    from cfngw.vtl.errors import MappingTemplateError

    special = special or {}
    places: dict[str, dict[str, str]] = {"path": {}, "querystring": {}, "header": {}}
    for place, name in names:
        places[place][name] = special.get((place, name), str(value))
    try:
        rendered = parsed(text).render(body=_body(fields, special, value), context=_CONTEXT, **places)
    except MappingTemplateError:
        return False
    try:
        json.loads(rendered.output)
    except ValueError:
        return False
    return True


_CONTEXT: Mapping[str, Any] = {"httpMethod": "GET", "stage": "dev", "resourcePath": "/", "requestId": "id"}


def _body(fields: tuple[str, ...], special: Mapping[tuple[str, str], str], value: Any) -> str:
    body: dict[str, Any] = {}
    for field in fields:
        *parents, last = field.split(".")
        at = body
        for parent in parents:
            if not isinstance(at.get(parent), dict):
                at[parent] = {}
            at = at[parent]
        at.setdefault(last, special.get(("body", field), value))
    return json.dumps(body)
