"""Members that a mapping does not have as written: loops (``Fn::ForEach``) and included files (``Fn::Transform``).

What can't be expanded is noted, for a reader to tell that something may be missing.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfngw.document.model import Document, TemplateError, parse_any
from cfngw.document.node import Node
from cfngw.document.values import Unknown, scalar_text
from cfngw.errors import OutputError
from cfngw.files import read_text

_LOOP = "Fn::ForEach::"
_TRANSFORM = "Fn::Transform"
_VARIABLE = re.compile(r"([$&])\{\s*([A-Za-z0-9:]+)\s*\}")
_TURN = 8  # values that a turn of a loop costs as much as
_LARGEST = 10 * 1024 * 1024


def replaced(text: str, env: tuple[tuple[str, Any], ...]) -> str:
    """Put the variables of loops in; of ``&{x}`` only letters and digits are kept."""
    known = dict(env)

    def written(found: re.Match[str]) -> str:
        value = scalar_text(known.get(found[2]))
        if value is None:
            return found[0]
        return value if found[1] == "$" else re.sub("[^0-9a-zA-Z]", "", value)

    return _VARIABLE.sub(written, text)


def expanded(node: Node) -> dict[str, Node]:
    """Give the members of a mapping by name, not resolved yet, with what loops and included files bring."""
    made: dict[str, Node] = {}
    for name, value in node.value.items():
        if name.startswith(_LOOP):
            for title, member in _loop(node.raw(value, name)):
                made.setdefault(title, member)
        elif name == _TRANSFORM:
            for title, member in _included(node.raw(value, name)):
                made.setdefault(title, member)
        else:
            made[replaced(name, node.env) if node.env else name] = node.raw(value, name)
    return made


def _loop(node: Node) -> Iterator[tuple[str, Node]]:
    node.scope.budget.enter(node.at)
    try:
        yield from _turns(node)
    finally:
        node.scope.budget.depth -= 1


def _turns(node: Node) -> Iterator[tuple[str, Node]]:
    loop = node.value
    if not isinstance(loop, list) or len(loop) != 3 or not isinstance(loop[0], str) or not isinstance(loop[2], dict):
        _note(node, "Fn::ForEach wants a variable, a collection and a mapping")
        return
    collection = node.scope.head(node.document, loop[1], (*node.path, 1), node.env)
    if not collection.is_list:
        _note(node, _why(collection, "the collection of a Fn::ForEach is no list"))
        return
    for item in collection.each():
        text = scalar_text(item.value)
        if text is None:
            _note(item, _why(item, "an item of a Fn::ForEach is no text"))
            continue
        node.scope.budget.step(item.at, _TURN)
        body = Node(node.scope, node.document, loop[2], (*node.path, 2), (*node.env, (loop[0], text)))
        yield from expanded(body).items()


def include(node: Node) -> Node:
    """Give what an ``AWS::Include`` stands for, where its file lies beside the template."""
    found = node.scope.head(node.document, node.value, node.path, node.env)
    name, parameters = found.get("Name"), found.get("Parameters")
    if name is None or name.value != "AWS::Include":
        title = name.value if name is not None else "without a name"
        return node.refused(f"the macro {title} runs in an account")
    location = parameters.get("Location") if parameters is not None else None
    if location is None:
        return node.refused("AWS::Include has no Location")
    if location.unknown:
        return location
    document = beside(location)
    if isinstance(document, Unknown):
        return node.made(document)
    node.scope.budget.enter(node.at)
    try:
        return node.scope.head(document, document.data, (), ())
    finally:
        node.scope.budget.depth -= 1


def beside(location: Node) -> Document | Unknown:
    """Read the file that a relative path names, from the folder of the template."""
    given = location.value
    if not isinstance(given, str) or "://" in given or Path(given).is_absolute() or "\0" in given:
        return Unknown(f"{given} is not a file beside the template", location.at)
    path = location.document.path.parent / given
    known = location.scope.files
    if path not in known:
        known[path] = _read(path, location)
    return known[path]


def _read(path: Path, location: Node) -> Document | Unknown:
    try:
        if not path.is_file():
            return Unknown(f"{location.value} is not there", location.at)
        if path.stat().st_size > _LARGEST:
            return Unknown(f"{location.value} has more than {_LARGEST:,} bytes", location.at)
        return parse_any(read_text(path), path)
    except (OSError, OutputError, TemplateError) as error:
        problem = getattr(error, "problem", None) or str(error)
        return Unknown(f"{location.value} can't be read: {problem.removesuffix('.')}", location.at)


def _included(node: Node) -> Iterator[tuple[str, Node]]:
    found = include(node)
    if not found.is_mapping:
        _note(node, _why(found, "what AWS::Include reads is no mapping"))
        return
    yield from expanded(found).items()


def _note(node: Node, why: str) -> None:
    node.scope.notes.append(Unknown(why, node.at))


def _why(node: Node, otherwise: str) -> str:
    return node.unknown.why if node.unknown is not None else otherwise
