"""The references of a template: to names that exist, and never in a circle.

It reads the finished document, so that what customize() added counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from cfngw.errors import CfngwError, CircleError, TemplateReferenceError, nearest
from cfngw.source import Source

_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")


class Locate(Protocol):
    """Gives the line that declared a name in a section."""

    def __call__(self, name: str, section: str = ...) -> Source | None:
        """Give the line, or None where none is known."""


class _Known(NamedTuple):
    """The names of a template. ``conditions`` grows by what was told, so that each is told once."""

    referable: set[str]
    parameters: set[str]
    conditions: dict[str, None]
    mappings: dict[str, None]


def check_references(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:
    """Find references to nothing, then circles; ``locate`` gives the line that declared a logical id."""
    resources = document["Resources"]
    parameters = set(document.get("Parameters") or ())
    conditions, mappings = (dict.fromkeys(document.get(section) or ()) for section in ("Conditions", "Mappings"))
    referable = {*resources, *parameters}
    known = _Known(referable, parameters, conditions, mappings)
    # A transform (SAM, a macro) may add what only it knows: then a missing name is not ours to judge.
    closed = "Transform" not in document
    yield from _check_conditions(document.get("Conditions") or {}, known, locate, closed=closed)
    edges: dict[str, dict[str, None]] = {}
    for logical_id, resource in resources.items():
        found = _found(resource)
        if "DependsOn" in resource:
            found.names.extend(_depends_on(resource))
        names = dict.fromkeys(found.names)
        edges[logical_id] = {name: None for name in names if name in resources}
        # Most resources name nothing but what is there, and need no closer look.
        if closed and ("Condition" in resource or found.conditions or found.mappings or not names.keys() <= referable):
            yield from _missing(found, names, resource, known, locate(logical_id), logical_id)
    for name, output in (document.get("Outputs") or {}).items():
        if closed:
            found = _found(output)
            names = dict.fromkeys(found.names)
            yield from _missing(found, names, output, known, locate(name, "Outputs"), f"output {name}")
    for circle in _circles(edges):
        from cfngw.compile.circles import explained

        yield explained(circle, edges, resources, locate, names_in)


def _depends_on(resource: Mapping[str, Any]) -> list[str]:
    depends = resource["DependsOn"]
    return [_name(each) for each in (depends if isinstance(depends, list | tuple) else [depends])]


class _Found(NamedTuple):
    """What a part of a template names."""

    names: list[str]
    conditions: list[str]
    mappings: list[str]
    readers: Mapping[str, Callable[[Any, _Found], None]]


def names_in(node: Any) -> list[str]:
    """Give the logical ids that a part of a template refers to."""
    return _found(node).names


def _found(node: Any, readers: Mapping[str, Callable[[Any, _Found], None]] | None = None) -> _Found:
    found = _Found([], [], [], readers or _READERS)
    _gather(node, found)
    return found


def _gather(node: Any, found: _Found) -> None:
    if type(node) is dict:
        if len(node) == 1:
            ((function, argument),) = node.items()
            reader = found.readers.get(function)
            if reader is not None:
                reader(argument, found)
                return
        for member in node.values():
            if type(member) is not str:
                _gather(member, found)
    elif type(node) is list:
        for member in node:
            _gather(member, found)


def _of_ref(argument: Any, found: _Found) -> None:
    found.names.append(_name(argument))


def _name(argument: Any) -> str:
    """Give the name in a Ref or a GetAtt; what a user put there in place of a name is shown as such."""
    if isinstance(argument, str):
        return argument
    return repr(argument) if isinstance(argument, dict) else f"{type(argument).__name__}(...)"


def _of_get_att(argument: Any, found: _Found) -> None:
    if isinstance(argument, str):
        found.names.append(argument.partition(".")[0])
    elif isinstance(argument, list) and argument:
        first = _name(argument[0])
        found.names.append(first if "(" in first else first.partition(".")[0])
        _gather(argument[1:], found)


def _of_sub(argument: Any, found: _Found) -> None:
    text, own = argument, {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
        text, own = argument
        for member in own.values():
            _gather(member, found)
    if isinstance(text, str):
        found.names.extend(name for whole, name in _variables(text) if whole not in own)


@lru_cache(maxsize=1024)  # routes and methods name their targets in the same words
def _variables(text: str) -> tuple[tuple[str, str], ...]:
    """Give the variables of a Sub, each with the logical id in it."""
    names = (name.strip() for name in _VARIABLE.findall(text))
    return tuple((name, name.partition(".")[0]) for name in names)


def _of_if(argument: Any, found: _Found) -> None:
    _of_first(argument, found, found.conditions)


def _of_find_in_map(argument: Any, found: _Found) -> None:
    _of_first(argument, found, found.mappings)


def _of_first(argument: Any, found: _Found, names: list[str]) -> None:
    """Take the first argument as a name of a kind of its own, and look into the rest."""
    if isinstance(argument, list) and argument and isinstance(argument[0], str):
        names.append(argument[0])
        argument = argument[1:]
    _gather(argument, found)


def _of_condition(argument: Any, found: _Found) -> None:
    if isinstance(argument, str):
        found.conditions.append(argument)


_READERS: dict[str, Callable[[Any, _Found], None]] = {
    "Ref": _of_ref,
    "Fn::GetAtt": _of_get_att,
    "Fn::Sub": _of_sub,
    "Fn::If": _of_if,
    "Fn::FindInMap": _of_find_in_map,
}
_READERS_OF_CONDITIONS = {**_READERS, "Condition": _of_condition}


def _missing(
    found: _Found, names: Mapping[str, Any], part: Mapping[str, Any], known: _Known, where: Source | None, user: str
) -> Iterator[TemplateReferenceError]:
    """Tell of all that a resource or an output names and the template does not have."""
    yield from _dangling(names, known.referable, where, user)
    own = part.get("Condition")
    if isinstance(own, str) and own not in known.conditions:
        yield _undeclared(own, known, where, f"{user} is made under")
    for name in found.conditions:
        if name not in known.conditions:
            yield _undeclared(name, known, where, f"{user} asks for")
    yield from _unmapped(found, known, where, user)


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


def _undeclared(name: str, known: _Known, where: Source | None, user: str) -> TemplateReferenceError:
    """Tell of a condition that the template does not have, in one message for all that asks for it."""
    allowed = ", ".join(known.conditions) or None
    close = nearest(name, known.conditions)
    known.conditions[name] = None
    return TemplateReferenceError(
        f"{user} the condition {name}, which is not in the template.",
        where=where,
        given=name,
        allowed=allowed,
        fix=f'write "{close}"' if close else f'declare it: Condition("{name}", Equals(...)) in conditions',
    )


def _unmapped(found: _Found, known: _Known, where: Source | None, user: str) -> Iterator[TemplateReferenceError]:
    for name in dict.fromkeys(found.mappings):
        if name in known.mappings:
            continue
        close = nearest(name, known.mappings)
        yield TemplateReferenceError(
            f"{user} looks into the mapping {name}, which is not in the template.",
            where=where,
            given=name,
            allowed=", ".join(known.mappings) or None,
            fix=f'write "{close}"' if close else f'declare it: mappings = {{"{name}": ...}}',
        )


def _no_parameter(name: str, known: _Known, where: Source | None, user: str) -> TemplateReferenceError:
    close = nearest(name, sorted(known.parameters))
    return TemplateReferenceError(
        f"{user} refers to {name}, which is no parameter of this template.",
        where=where,
        given=name,
        allowed="parameters, for conditions are decided before anything is made",
        fix=f'write "{close}"' if close else "declare it: Parameter(name) in parameters",
    )


def _check_conditions(
    conditions: Mapping[str, Any], known: _Known, locate: Locate, *, closed: bool
) -> Iterator[TemplateReferenceError]:
    """Check what conditions ask for: parameters, mappings and one another, never in a circle."""
    edges: dict[str, dict[str, None]] = {}
    for name, expression in conditions.items():
        found = _found(expression, _READERS_OF_CONDITIONS)
        edges[name] = dict.fromkeys(each for each in found.conditions if each in conditions)
        if not closed:
            continue
        where, user = locate(name, "Conditions"), f"condition {name}"
        for each in dict.fromkeys(found.names):
            if each not in known.parameters and not each.startswith("AWS::"):
                yield _no_parameter(each, known, where, user)
        for each in found.conditions:
            if each not in known.conditions:
                yield _undeclared(each, known, where, f"{user} asks for")
        yield from _unmapped(found, known, where, user)
    for circle in _circles(edges):
        pairs = [f"{source} -> {target}" for source, target in zip(circle, [*circle[1:], circle[0]], strict=True)]
        yield CircleError(
            f"conditions need each other in a circle: {' -> '.join([*circle, circle[0]])}.",
            where=locate(circle[-1], "Conditions"),
            edges=pairs,
            cut=pairs[-1],
            allowed="conditions that lead from one to the next and end",
            fix="write out there what the other condition says, or leave it out",
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
    if start in done or edges[start].keys() <= done:
        done.add(start)
        return None
    path = [start]
    stack: list[tuple[str, Iterator[str]]] = [(start, iter(edges[start]))]
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
