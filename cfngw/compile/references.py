"""The references of a template: to names that exist, and never in a circle.

It reads the finished document, so that what customize() added counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cfngw.errors import CfngwError, TemplateReferenceError, nearest
from cfngw.source import Source

_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")
Locate = Callable[[str], "Source | None"]


def check_references(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:
    """Find references to nothing, then circles; ``locate`` gives the line that declared a logical id."""
    resources = document["Resources"]
    known = {*resources, *(document.get("Parameters") or ())}
    conditions = dict.fromkeys(document.get("Conditions") or ())
    # A transform (SAM, a macro) may add resources that only it knows: then a missing name is not ours to judge.
    closed = "Transform" not in document
    edges: dict[str, dict[str, None]] = {}
    for logical_id, resource in resources.items():
        names = dict.fromkeys([*names_in(resource), *_depends_on(resource)])
        edges[logical_id] = {name: None for name in names if name in resources}
        if closed:
            yield from _dangling(names, known, locate(logical_id), logical_id)
        yield from _undeclared(resource, conditions, locate(logical_id), logical_id)
    for name, output in (document.get("Outputs") or {}).items():
        if closed:
            yield from _dangling(dict.fromkeys(names_in(output)), known, locate(name), f"output {name}")
        yield from _undeclared(output, conditions, locate(name), f"output {name}")
    for circle in _circles(edges):
        from cfngw.compile.circles import explained

        yield explained(circle, edges, resources, locate, names_in)


def _depends_on(resource: Mapping[str, Any]) -> Sequence[str]:
    depends = resource.get("DependsOn", ())
    return [depends] if isinstance(depends, str) else depends


def names_in(node: Any) -> list[str]:
    """Give the logical ids that a part of a template refers to."""
    found: list[str] = []
    _gather(node, found)
    return found


def _gather(node: Any, found: list[str]) -> None:
    if type(node) is dict:
        if len(node) == 1:
            ((function, argument),) = node.items()
            reader = _READERS.get(function)
            if reader is not None:
                reader(argument, found)
                return
        for member in node.values():
            if type(member) is not str:
                _gather(member, found)
    elif type(node) is list:
        for member in node:
            _gather(member, found)


def _of_ref(argument: Any, found: list[str]) -> None:
    found.append(_name(argument))


def _name(argument: Any) -> str:
    """Give the name in a Ref or a GetAtt; what a user put there in place of a name is shown as such."""
    if isinstance(argument, str):
        return argument
    return repr(argument) if isinstance(argument, dict) else f"{type(argument).__name__}(...)"


def _of_get_att(argument: Any, found: list[str]) -> None:
    if isinstance(argument, str):
        found.append(argument.partition(".")[0])
    elif isinstance(argument, list) and argument:
        first = _name(argument[0])
        found.append(first if "(" in first else first.partition(".")[0])
        _gather(argument[1:], found)


def _of_sub(argument: Any, found: list[str]) -> None:
    text, own = argument, {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
        text, own = argument
        _gather(own, found)
    if isinstance(text, str):
        names = (name.strip() for name in _VARIABLE.findall(text))
        found += [name.partition(".")[0] for name in names if name not in own]


_READERS: dict[str, Callable[[Any, list[str]], None]] = {"Ref": _of_ref, "Fn::GetAtt": _of_get_att, "Fn::Sub": _of_sub}


def _dangling(
    names: Mapping[str, Any], known: set[str], where: Source | None, user: str
) -> Iterator[TemplateReferenceError]:
    for name in names:
        if name in known or name.startswith("AWS::"):
            continue
        close = nearest(name, sorted(known))
        if "(" in name or "{" in name:
            fix = "Ref and GetAtt take a name or a declared value"
        else:
            fix = f'write "{close}"' if close else "declare it: Parameter(name) in parameters, or a resource"
        yield TemplateReferenceError(
            f"{user} refers to {name}, which is not in the template.",
            where=where,
            given=name,
            allowed="a logical id or a parameter of this template",
            fix=fix,
        )


def _undeclared(
    part: Mapping[str, Any], conditions: dict[str, None], where: Source | None, user: str
) -> Iterator[TemplateReferenceError]:
    """Tell when a resource or an output is made under a condition that the template does not have."""
    name = part.get("Condition")
    if not isinstance(name, str) or name in conditions:
        return
    allowed = ", ".join(conditions) or None
    close = nearest(name, conditions)
    conditions[name] = None  # one message for all that is made under it
    yield TemplateReferenceError(
        f"{user} is made under the condition {name}, which is not in the template.",
        where=where,
        given=name,
        allowed=allowed,
        fix=f'write "{close}"' if close else f'declare it: Condition("{name}", Equals(...)) in conditions',
    )


def _circles(edges: Mapping[str, Mapping[str, None]]) -> Iterator[list[str]]:
    """Find one circle for each group of resources that need each other."""
    done: set[str] = set()
    for start in edges:
        circle = _walk(start, edges, done)
        if circle:
            yield circle


def _walk(start: str, edges: Mapping[str, Mapping[str, None]], done: set[str]) -> list[str] | None:
    """Go through all that ``start`` leads to without recursion; give the first circle that is met."""
    path: list[str] = []
    stack: list[tuple[str, Iterator[str]]] = []
    if start in done:
        return None
    stack.append((start, iter(edges[start])))
    path.append(start)
    while stack:
        name, targets = stack[-1]
        target = next(targets, None)
        if target is None:
            stack.pop()
            path.pop()
            done.add(name)
        elif target in path:
            circle = path[path.index(target) :]
            done.update(path)
            return circle
        elif target not in done:
            stack.append((target, iter(edges[target])))
            path.append(target)
    return None
