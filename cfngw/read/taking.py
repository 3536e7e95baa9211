"""Nodes to the plain values of the normal form: what CloudFormation would take for a text, a number, a flag."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import At, Reference, Text, Unknown, scalar_text
from cfngw.read.model import Flag, MappingTemplate, String, Value, Whole

_DEEPEST = 100
_FLAGS = {"true": True, "false": False}


def value(node: Node | None) -> Value:
    """Give a value as it is; None where there is none; a mapping or a list is an Unknown here."""
    if node is None:
        return None
    found = node.value
    return Unknown("a text is wanted here", node.at) if isinstance(found, (dict, list)) else found


def text(node: Node | None) -> String | None:
    """Give a text; a number as CloudFormation writes it."""
    found = value(node)
    return found if found is None or isinstance(found, (Text, Reference, Unknown)) else scalar_text(found)


def literal(node: Node | None) -> str | None:
    """Give a text that is known; None for all else."""
    return scalar_text(node.value) if node is not None else None


def whole(node: Node | None) -> Whole:
    """Give a number."""
    if node is None:
        return None
    written = scalar_text(node.value)
    try:
        return int(float(written)) if written is not None else _untold(node, "a number is wanted here")
    except (ValueError, OverflowError):
        return Unknown("a number is wanted here", node.at)


def flag(node: Node | None, *, default: bool = False) -> Flag:
    """Give true or false."""
    if node is None:
        return default
    found = _FLAGS.get(str(scalar_text(node.value)).lower())
    return found if found is not None else _untold(node, "true or false is wanted here")


def row(node: Node | None) -> tuple[Value, ...]:
    """Give a list; one text is a list of it, and an unknown list the one Unknown."""
    if node is None or node.is_mapping:
        return ()
    return tuple(value(each) for each in node.each()) if node.is_list else (value(node),)


def members(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Give the members of a mapping; one that is not known is noted, for nobody can tell what is missing."""
    if node is None:
        return
    if node.unknown is not None:
        node.scope.notes.append(node.unknown)
    yield from node.items()


def values(node: Node | None) -> dict[str, Value]:
    """Give a mapping of names to values."""
    return {name: value(each) for name, each in members(node)}


def plain(node: Node | None) -> dict[str, Any]:
    """Give a mapping with all that is in it."""
    return {name: each.plain() for name, each in members(node)}


def from_json(node: Node | None, noun: str) -> Any:
    """Give plain data; also what is written as JSON text, as CloudFormation takes it."""
    found = node.plain() if node is not None else None
    if node is None or isinstance(found, (dict, list)):
        return found
    if isinstance(found, (Text, Reference)):
        return Unknown(f"a part of the {noun} is known when the stack is made", node.at)
    if not isinstance(found, str):
        return found
    try:
        made = json.loads(found)
    except (ValueError, RecursionError):
        return Unknown(f"the {noun} is no JSON", node.at)
    return Unknown(f"the {noun} is nested more than {_DEEPEST} deep", node.at) if _is_deep(made) else made


def _is_deep(made: Any) -> bool:
    level = [made] if isinstance(made, (dict, list)) else []
    for _ in range(_DEEPEST):
        level = [
            each
            for outer in level
            for each in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(each, (dict, list))
        ]
        if not level:
            return False
    return True


def templates(node: Node | None) -> dict[str, MappingTemplate]:
    """Give mapping templates by content type, each with its place."""
    found = {}
    for name, each in members(node):
        written = text(each)
        if written is not None:
            found[name] = MappingTemplate(at=each.at, text=written)
    return found


def upper(given: Value) -> Value:
    """Give one of AWS's words as its API writes it: OpenAPI documents have them in small letters."""
    return given.upper() if isinstance(given, str) else given


def without(prefix: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Take a prefix off names."""
    return {name.removeprefix(prefix): each for name, each in given.items()}


def _untold(node: Node, why: str) -> Unknown:
    found = node.value
    if isinstance(found, Unknown):
        return found
    if isinstance(found, Text) and found.unknown is not None:
        return found.unknown
    if isinstance(found, (Text, Reference)):
        return Unknown(f"{found} is known when the stack is made", node.at)
    return Unknown(why, node.at)


class Written:
    """The properties of a part in either of the two spellings: ``RequestTemplates`` or ``requestTemplates``."""

    def __init__(self, node: Node, *, openapi: bool = False, other: Mapping[str, str] | None = None) -> None:
        self.node = node
        self.openapi = openapi
        self._other = other or {}

    @property
    def at(self) -> At:
        """Give the place."""
        return self.node.at

    def get(self, name: str) -> Node | None:
        """Give a property by its name in resources."""
        name = self._other.get(name, name)
        return self.node.get(name[:1].lower() + name[1:] if self.openapi else name)
