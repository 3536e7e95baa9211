"""What of a request a template reads, by its tree alone: parameters, parts of the body, $context, stage variables.

A source is a path: ("params", "header", "X"), ("body", "pets", 0, "name"), ("raw",) for $input.body, ("context",
"identity", "sourceIp"), ("stageVariables", "x"). ANY stands for a key that only a rendering knows, or for all keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cfngw.vtl import tree as nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfngw.vtl.template import Template

ANY = "*"
PARTS = ("path", "querystring", "header")
_MADE = "()"  # the end of a source of which a method has made something else: its parts are no parts of the request
Source = tuple[str | int, ...]

_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\[['\"]([^'\"\]]+)['\"]\]|\[(\d+)\]")
_WHOLE = frozenset({"keySet", "values", "entrySet", "iterator", "toString", "size", "isEmpty"})


class Read(NamedTuple):
    """One place where a template reads a source: how it is written there."""

    source: Source
    literal: str
    line: int
    column: int


def reads_of(template: Template) -> list[Read]:
    """Give every place where something of the request is read, in the order of the text."""
    aliases = _aliases(template.tree)
    found = []
    for node in _references(template.tree):
        for source in dict.fromkeys(_sources(node, aliases)):
            plain = source[:-1] if source[-1] == _MADE else source
            found.append(Read(plain, node.literal.strip(), *template.position(node)))
    return found


def sources_of(template: Template) -> list[Source]:
    """Give what a template reads, each once; what is only passed on under another name is left out."""
    found = dict.fromkeys(read.source for read in reads_of(template))
    return [source for source in found if source[0] == "raw" or not _only_begins(source, found)]


def printing(reads: Iterable[Read], source: Source, *, keys: bool = False) -> tuple[Read, ...]:
    """Give the places that read a source, the one that most probably prints it, or its keys, first."""
    known = list(reads)
    found = [read for read in known if read.source == source]
    found = found or [read for read in known if source[: len(read.source)] == read.source]
    marks = ("$",) if keys else (".get(", "[", "$")
    return tuple(sorted(found, key=lambda read: _rank(read.literal, marks)))


def _rank(literal: str, marks: tuple[str, ...]) -> tuple[int, int]:
    """Tell how likely a reference is the one that prints: a bare variable is one for keys, ``.get(`` for values."""
    if any(each in literal for each in ("keySet", "size()", "entrySet", "isEmpty")):
        return 9, len(literal)
    first = next((place for place, mark in enumerate(marks) if mark in literal), len(marks))
    return first, len(literal)


def _only_begins(source: Source, others: Iterable[Source]) -> bool:
    """Tell a source of which only parts are read: ``#set($data = $input.path('$'))``, then ``$data.name``."""
    return any(len(other) > len(source) and other[: len(source)] == source for other in others)


def source_name(source: Source) -> str:
    """Name a source as a template would write it."""
    first, *rest = source
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
    if first == "raw":
        return "$input.body"
    if first == "body":
        return f"$input.path('${steps}')"
    if first == "params":
        return f"$input.params('{rest[1]}')" if rest[:1] == [ANY] and len(rest) > 1 else f"$input.params(){steps}"
    return f"${first}{steps}"


def _references(tree: nodes.Node) -> Iterator[nodes.Reference]:
    targets = {id(node.target) for node in nodes.walk(tree) if isinstance(node, nodes.Set) and not node.target.steps}
    for node in nodes.walk(tree):
        if isinstance(node, nodes.Reference) and node.kind not in ("runt", "dead") and id(node) not in targets:
            yield node


# --- aliases --------------------------------------------------------------------------------------------------

_Aliases = dict[str, dict[Source, None]]


def _aliases(tree: nodes.Node) -> _Aliases:
    """Find which variables stand for something of the request; a chain of them is followed three links far."""
    found: _Aliases = {}
    for _ in range(3):
        for node in nodes.walk(tree):
            name, value, element = _binding(node)
            if isinstance(value, nodes.Reference):
                for source in _sources(value, found):
                    member = element and source[-1] not in (ANY, _MADE)
                    found.setdefault(name, {})[(*source, 0) if member else source] = None
    return found


def _binding(node: nodes.Node) -> tuple[str, nodes.Node | None, bool]:
    """Give a variable and what it is bound to, where a node binds one; a loop binds an element."""
    if isinstance(node, nodes.Set) and not node.target.steps:
        return node.target.root, _inner(node.value), False
    if isinstance(node, nodes.Directive) and node.name == "foreach" and len(node.arguments) > 2:
        variable = node.arguments[0]
        if isinstance(variable, nodes.Reference):
            return variable.root, node.arguments[2], True
    return "", None, False


def _inner(value: nodes.Node) -> nodes.Node:
    """See through ``$util.parseJson(...)``: its parts are parts of what it reads."""
    if isinstance(value, nodes.Reference) and value.root == "util" and len(value.steps) == 1:
        step = value.steps[0]
        if isinstance(step, nodes.Call) and step.name == "parseJson" and step.arguments:
            return step.arguments[0]
    return value


# --- references -----------------------------------------------------------------------------------------------


def _sources(node: nodes.Reference, aliases: _Aliases) -> list[Source]:
    if node.root in ("context", "stageVariables"):
        return [_followed((node.root,), node.steps)]
    if node.root != "input":
        return [_followed(source, node.steps) for source in aliases.get(node.root, ())]
    if not node.steps:
        return []
    first, *rest = node.steps
    if isinstance(first, nodes.Property) or (first.__class__ is nodes.Call and not getattr(first, "arguments", ())):
        name = getattr(first, "name", "")
        return [("raw",)] if name in ("body", "getBody") else [_followed(("params",), rest)] if name == "params" else []
    argument = _constant(first.arguments[0]) if isinstance(first, nodes.Call) else None
    if isinstance(first, nodes.Call) and first.name == "params":
        return [("params", ANY, argument or ANY)]
    if isinstance(first, nodes.Call) and first.name in ("path", "json"):
        return [_followed(("body", *_json_path(argument)), rest)]
    return []


def _followed(source: Source, steps: list[nodes.Property | nodes.Call | nodes.Index]) -> Source:
    """Follow steps as far as they lead into what was sent."""
    for step in steps:
        key = _key(step)
        if source[-1] in (ANY, _MADE):
            return source
        if key is None:
            return (*source, ANY if isinstance(step, nodes.Call) and step.name in _WHOLE else _MADE)
        source = (*source, key)
        if key == ANY:
            return source
    return source


def _key(step: nodes.Property | nodes.Call | nodes.Index) -> str | int | None:
    if isinstance(step, nodes.Property):
        return step.name
    if isinstance(step, nodes.Call):
        if step.name not in ("get", "getOrDefault") or not step.arguments:
            return None
        index = step.arguments[0]
    else:
        index = step.index
    if isinstance(index, nodes.Constant) and isinstance(index.value, int):
        return max(0, int(index.value))  # counted from the end, it is still one of the elements
    return _constant(index) or ANY


def _constant(node: nodes.Node) -> str | None:
    """Give the text of a string in which nothing is filled in."""
    if not isinstance(node, nodes.String):
        return None
    if node.template is None:
        return node.text
    statements = node.template.statements
    return node.text if all(isinstance(each, nodes.Text) for each in statements) else None


def _json_path(path: str | None) -> Source:
    """Read the steps of a plain JSONPath; of another, those before the first that is none."""
    steps: list[str | int] = []
    rest = (path or "$").removeprefix("$")
    rest = rest if rest.startswith((".", "[")) or not rest else f".{rest}"
    while found := _STEP.match(rest):
        name, quoted, index = found.groups()
        steps.append(int(index) if index else name or quoted)
        rest = rest[found.end() :]
    return tuple(steps)
