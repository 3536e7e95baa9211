"""The tree that the paths of a REST API make: each part of a path is a resource, once, with at most one variable.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cfngw.declare.path import METHODS
from cfngw.errors import CfngwError, DuplicateError

if TYPE_CHECKING:
    from cfngw.declare.method import Method


def nodes(path: str) -> Iterator[tuple[str, str, str]]:
    """Give what a path is made of, from the root: each part's own path, its parent's, and the part."""
    parent = "/"
    if path == "/":
        return
    for part in path[1:].split("/"):
        own = f"{'' if parent == '/' else parent}/{part}"
        yield own, parent, part
        parent = own


def check_tree(methods: Sequence[Method]) -> Iterator[CfngwError]:
    """Find methods that are there twice, variables that share a place, and ANY methods that nothing reaches."""
    placed: dict[tuple[str, str], Method] = {}
    variables: dict[str, tuple[str, Method]] = {}
    for method in methods:
        if method.key.method is None:
            continue  # malformed, and reported as such
        if "{" in method.key.path:
            clash = _sibling(method, variables)
            if clash is not None:
                yield clash
                continue
        first = placed.setdefault((method.key.method, method.key.path), method)
        if first is not method:
            yield DuplicateError(
                f'Method "{method.route_key}" is declared twice.',
                where=method.source,
                other=first.source,
                given=method.route_key,
                allowed="each method and path once",
                fix="remove one of the two, or change its method or path",
            )
    for (verb, path), method in placed.items():
        if verb == "ANY" and all((each, path) in placed for each in METHODS):
            yield DuplicateError(
                f'Method "{method.route_key}" can never be reached: every method of this path has its own.',
                where=method.source,
                other=placed["GET", path].source,
                given=method.route_key,
                fix="remove it",
            )


def _sibling(method: Method, variables: dict[str, tuple[str, Method]]) -> CfngwError | None:
    """Find a variable where another one stands already."""
    for _, parent, part in nodes(method.key.path):
        if not part.startswith("{"):
            continue
        name, first = variables.setdefault(parent, (part, method))
        if name != part:
            below = "" if parent == "/" else parent
            return DuplicateError(
                f'Method "{method.route_key}": {part} stands where {name} stands already.',
                where=method.source,
                other=first.source,
                given=f"{below}/{part}",
                allowed=f"one variable below {parent}: a request could not tell them apart",
                fix=f"write {below}/{name} in both, or put a text before one of them",
            )
    return None
