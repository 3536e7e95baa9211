"""What a resource waits for: DependsOn, and all that it refers to, from one resource to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.scope import Resource
from cfngw.document.values import Unknown
from cfngw.lint.rules.view import View

_IN_SUB = re.compile(r"\$\{([A-Za-z0-9]+)")


def missing(view: View, resource: Resource, wanted: set[str]) -> set[str] | Unknown:
    """Give those of some resources that this one doesn't wait for, by logical id; an Unknown where loops are about."""
    if any(name.startswith("Fn::") for name in view.document.data.get("Resources", {})):
        return Unknown("resources are made in a loop")
    if "/" in resource.key:
        return Unknown("it lies in a nested stack")
    section: Mapping[str, Any] = view.document.data["Resources"]
    left = set(wanted)
    seen = {resource.logical_id}
    todo = [resource.logical_id]
    while todo and left:
        written = section.get(todo.pop())
        if not isinstance(written, Mapping):
            continue
        for name in _named(written):
            left.discard(name)
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return left


def _named(written: Mapping[str, Any]) -> Iterator[str]:
    """Give the logical ids that a resource names."""
    waits = written.get("DependsOn")
    yield from waits if isinstance(waits, list) else [waits] if isinstance(waits, str) else []
    todo: list[Any] = [written.get("Properties")]
    while todo:
        each = todo.pop()
        if isinstance(each, list):
            todo += each
        elif isinstance(each, Mapping):
            for name, inner in each.items():
                if name == "Ref" and isinstance(inner, str):
                    yield inner
                elif name == "Fn::GetAtt":
                    yield inner[0] if isinstance(inner, list) and inner else str(inner).partition(".")[0]
                elif name == "Fn::Sub":
                    text = inner[0] if isinstance(inner, list) and inner else inner
                    yield from _IN_SUB.findall(text) if isinstance(text, str) else ()
                    todo.append(inner[1:] if isinstance(inner, list) else None)
                else:
                    todo.append(inner)
