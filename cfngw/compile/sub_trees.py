"""Which nested stack each path of a REST API is in: a pure function of the path and of what the user asked for.

It reads the finished resources, so that what customize() added counts as well. No path's place depends on what other
paths there are: a route that is added moves no other, for a resource that moved from one stack to another would be made
in the one while it is still in the other, which API Gateway refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.declare.nested_stacks import NestedStacks
from cfngw.deployment_digest import owner_of
from cfngw.naming import path_words

RESOURCE, METHOD = "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method"
_LONGEST_PATH = 100

Path = tuple[str, ...]


class SubTree(NamedTuple):
    """What is in one nested stack.

    ``words``: the end of its logical id; ``path``: where it starts, None for one that several sub-trees share;
    ``members``: the logical ids of resources and methods, in the template's order.
    """

    words: str
    path: str | None
    members: list[str]

    @property
    def file_part(self) -> str:
        """Give the part of its file's name that tells it apart, also where capitals count for nothing."""
        return re.sub(r"(?<=.)(?=[A-Z])", "-", self.words).lower()

    @property
    def described(self) -> str:
        """Say in words what it holds."""
        return f"{self.path} and below" if self.path is not None else f"part {self.words.replace('Of', ' of ')}"


def sub_trees(resources: Mapping[str, Any], api: str, wanted: NestedStacks) -> list[SubTree]:
    """Deal the resources and methods of an API to nested stacks; what none of them gets stays in the parent.

    A sub-tree comes behind the one that it starts in; for the rest it goes by the alphabet.
    """
    placed = dict(_placed(resources, api))
    at = {tuple(path[1:].split("/")) for path in wanted.at}
    by_root: dict[Path, list[str]] = {}
    for name, path in placed.items():
        root = _root(path, wanted.depth, at)
        if root:
            by_root.setdefault(root, []).append(name)
    found: dict[str, SubTree] = {}
    for root in sorted(by_root, key=lambda root: (_rank(root, wanted.depth), root)):
        written = "/" + "/".join(root)
        shared = wanted.parts is not None and root not in at
        words = _share(written, wanted.parts) if shared and wanted.parts else path_words(written)
        tree = found.setdefault(words, SubTree(words, None if shared else written, []))
        tree.members.extend(by_root[root])
    order = {name: position for position, name in enumerate(resources)}
    for tree in found.values():
        tree.members.sort(key=order.__getitem__)
    return list(found.values())


def _rank(root: Path, depth: int) -> int:
    """Put what starts above the usual depth first, what starts below it last: no stack then waits for a later one."""
    return (len(root) > depth) - (len(root) < depth)


def paths(resources: Mapping[str, Any], api: str) -> list[str]:
    """Give the paths that an API's resources make."""
    return ["/" + "/".join(path) for path in dict.fromkeys(path for _, path in _placed(resources, api)) if path]


def _root(path: Path, depth: int, at: set[Path]) -> Path:
    """Find where the sub-tree of a path starts: at the longest beginning that may start one."""
    for length in range(len(path), 0, -1):
        if length == depth or (at and path[:length] in at):
            return path[:length]
    return ()


def _share(path: str, parts: int) -> str:
    """Choose one of some stacks by a path; variables count whatever their names. No path's words start with a digit."""
    import hashlib

    chosen = int.from_bytes(hashlib.sha256(path_words(path).encode()).digest()[:8], "big") % parts
    return f"{chosen + 1}Of{parts}"


def _placed(resources: Mapping[str, Any], api: str) -> Iterator[tuple[str, Path]]:
    """Give the path of each resource and method of an API, unless it is not known from the template."""
    own = {name: each for name, each in resources.items() if each["Type"] in (RESOURCE, METHOD)}
    nodes = {name: each for name, each in own.items() if each["Type"] == RESOURCE and owner_of(each) == api}
    known: dict[str, Path | None] = {}
    for name, each in own.items():
        if name in nodes:
            path = _path_of(name, nodes, known)
        elif each["Type"] == METHOD and owner_of(each) == api:
            path = _path_of(_named(each["Properties"].get("ResourceId")), nodes, known)
        else:
            path = None
        if path is not None:
            yield name, path


def _path_of(name: str, nodes: Mapping[str, Any], known: dict[str, Path | None]) -> Path | None:
    """Follow a resource to the root; None where a part of its path is not written out, or its parent is not there."""
    below: list[str] = []
    path: Path | None = None
    while name not in known:
        if name not in nodes or len(below) > _LONGEST_PATH:
            break
        below.append(name)
        name = _named(nodes[name]["Properties"].get("ParentId"))
    else:
        path = known[name]
    if name == _ROOT:
        path = ()
    for each in reversed(below):
        part = nodes[each]["Properties"].get("PathPart")
        path = (*path, part) if path is not None and isinstance(part, str) else None
        known[each] = path
    return path


_ROOT = "/"  # no logical id has it


def _named(place: Any) -> str:
    """Give the logical id that a ParentId or ResourceId refers to; the root has none."""
    if isinstance(place, Mapping) and len(place) == 1:
        if isinstance(place.get("Ref"), str):
            return str(place["Ref"])
        attribute = place.get("Fn::GetAtt")
        if isinstance(attribute, str):
            attribute = attribute.split(".")
        if isinstance(attribute, list) and attribute[-1] == "RootResourceId":
            return _ROOT
    return ""
