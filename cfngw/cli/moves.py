"""Paths of REST APIs that a build puts into another stack than the one that they were in.

A stack that is deployed can't be updated so: a path's resource is made in its new stack before the old one lets it go,
and API Gateway takes no two of one name. What was built last, and committed, is the nearest that is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.errors import Notice
from cfngw.source import Source

_TYPE = "AWS::ApiGateway::Resource"
_NAME = re.compile(r'(\w+)"?: ?\{?\n +"?Type"?: "?\Z')
_FILE = re.compile(r"""aws:asset:path"?: ['"]?(.+?)['"]?,?$""", re.MULTILINE)
_HEAD = 300  # characters before a resource's type, in which its logical id stands
_SHOWN = 3
_LONGEST_PATH = 100
_FIX = (
    "a deployed stack can't be updated so, for a path can't be in two stacks at once: keep layout= and nested= as they "
    "were, or read on in docs/big-apis-nested.md; if nothing is deployed, nothing needs to be done"
)


def moves(old: Mapping[str, str], new: Mapping[str, Mapping[str, Any]], where: Source | None) -> Notice | None:
    """Tell of paths that were in another file.

    ``old`` are the texts of a blueprint's templates, ``new`` their documents, both by the names of their files.
    """
    before = {name: file for file, text in old.items() for name in _paths(text)}
    moved = [
        (name, before[name], file)
        for file, document in new.items()
        for name, each in document["Resources"].items()
        if each["Type"] == _TYPE and before.get(name, file) != file
    ]
    if not moved:
        return None
    nodes = {name: each for document in new.values() for name, each in document["Resources"].items()}
    shown = [f"{_path(name, nodes)} ({was} -> {now})" for name, was, now in moved[:_SHOWN]]
    more = f"; and {len(moved) - _SHOWN} more" if len(moved) > _SHOWN else ""
    return Notice(f"these paths move to another stack: {', '.join(shown)}{more}.", where, _FIX)


def named(text: str, start: str) -> list[str]:
    """Give the files beside a template that it names; the names of all of them have one beginning."""
    return [found[1] for found in _FILE.finditer(text) if found[1].startswith(start) and "/" not in found[1]]


def _paths(text: str) -> Iterator[str]:
    """Find the logical ids of paths in a template as a build writes it: to read it whole would take longer."""
    for found in re.finditer(_TYPE, text):
        head = _NAME.search(text, max(0, found.start() - _HEAD), found.start())
        if head is not None:
            yield head[1]


def _path(name: str, nodes: Mapping[str, Any]) -> str:
    """Follow a path's resource to the root; a parent in another stack is known there by the same name."""
    parts: list[str] = []
    while name in nodes and nodes[name]["Type"] == _TYPE and len(parts) < _LONGEST_PATH:
        properties = nodes[name]["Properties"]
        parts.append(str(properties.get("PathPart")))
        place = properties.get("ParentId")
        name = str(place.get("Ref")) if isinstance(place, Mapping) else ""
    return f"/{'/'.join(reversed(parts))}"
