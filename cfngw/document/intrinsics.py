"""The intrinsic functions: one function each, by name. What can't be told is an Unknown that says why.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import At, Reference, Text, Unknown, joined, scalar_text, why_unknown

_VARIABLE = re.compile(r"\$\{([^${}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:([^:{}]*)[^{}]*\}\}")
_STORES = {"ssm": "Systems Manager", "ssm-secure": "Systems Manager", "secretsmanager": "Secrets Manager"}


def resolve_intrinsic(name: str, argument: Node) -> Node:
    """Give what an intrinsic stands for; ``argument`` is as it is written."""
    function = _FUNCTIONS.get(name)
    if function is None:
        return argument.refused(f"{name} is not known here")
    budget = argument.scope.budget
    budget.enter(argument.at)
    try:
        return function(argument)
    finally:
        budget.depth -= 1


def dynamic(text: str, at: At) -> Any:
    """Take out what CloudFormation reads from elsewhere when it deploys: ``{{resolve:…}}``."""
    pieces: list[Any] = []
    end = 0
    for found in _DYNAMIC.finditer(text):
        store = _STORES.get(found[1], found[1])
        pieces += [text[end : found.start()], Unknown(f"it is read from {store} when the stack is made", at)]
        end = found.end()
    return joined([*pieces, text[end:]])


def _arguments(node: Node, *counts: int) -> list[Node] | None:
    found = list(node.resolved().each())
    return found if len(found) in counts else None


def _bad(node: Node, name: str, wants: str) -> Node:
    resolved = node.resolved()
    return resolved if resolved.unknown is not None else node.refused(f"{name} wants {wants}")


def _ref(node: Node) -> Node:
    known = dict(node.env)
    if isinstance(node.value, str) and node.value in known:
        return node.made(known[node.value])
    name = node.resolved().value
    if not isinstance(name, str):
        return _bad(node, "Ref", "a name")
    return node.made(node.scope.ref(name, node.at))


def _get_att(node: Node) -> Node:
    given = node.resolved()
    parts = given.value.split(".", 1) if isinstance(given.value, str) else [each.value for each in given.each()]
    if len(parts) == 1 and isinstance(parts[0], str):
        parts = parts[0].split(".", 1)
    if len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        unknown = why_unknown(parts)
        return node.made(unknown) if unknown else _bad(node, "Fn::GetAtt", "a resource and an attribute")
    return node.made(node.scope.attribute(parts[0], parts[1], node.at))


def _sub(node: Node) -> Node:
    text, own = node.value, None
    if isinstance(text, list):
        parts = _arguments(node, 1, 2)
        if parts is None:
            return _bad(node, "Fn::Sub", "a text, or a text and a mapping")
        text, own = node.value[0], parts[1] if len(parts) == 2 else None
    if not isinstance(text, str) or (own is not None and not own.is_mapping):
        return _bad(node, "Fn::Sub", "a text, or a text and a mapping")
    if node.env:
        from cfngw.document.expansion import replaced

        text = replaced(text, node.env)
    pieces: list[Any] = []
    known: dict[str, Any] = {}  # each is resolved once, however often it is used
    end = 0
    for found in _VARIABLE.finditer(text):
        if found[1] not in known:
            known[found[1]] = _variable(found[1], node, own)
        pieces += [text[end : found.start()], known[found[1]]]
        end = found.end()
    return _written(node, [*pieces, text[end:]])


def _variable(written: str, node: Node, own: Node | None) -> Any:
    if written.startswith("!"):
        return f"${{{written[1:]}}}"
    name = written.strip()
    given = own.get(name) if own is not None else None
    if given is not None:
        return _piece(given, name)
    resource, dot, attribute = name.partition(".")
    at = node.at
    value = node.scope.attribute(resource, attribute, at) if dot else node.scope.ref(name, at)
    return _piece(node.made(value), name)


def _piece(node: Node, name: str) -> Any:
    """Give what a value is in a text."""
    text = scalar_text(node.value)
    if text is not None:
        return text
    if isinstance(node.value, (Text, Reference, Unknown)):
        return node.value
    return Unknown(f"{name} is no text", node.at)


def _written(node: Node, pieces: list[Any]) -> Node:
    length = sum(
        len(piece) if isinstance(piece, str) else sum(map(len, map(str, piece.pieces)))
        for piece in pieces
        if isinstance(piece, (str, Text))
    )
    node.scope.budget.write(length, node.at)
    made = joined(pieces)
    if isinstance(made, str) and "{{resolve:" in made:
        made = dynamic(made, node.at)
    return node.made(made)


def _join(node: Node) -> Node:
    parts = _arguments(node, 2)
    delimiter = scalar_text(parts[0].value) if parts else None
    if parts is None or delimiter is None:
        return _bad(node, "Fn::Join", "a delimiter and a list")
    if not parts[1].is_list:
        return parts[1] if parts[1].unknown else node.refused("Fn::Join wants a delimiter and a list")
    pieces: list[Any] = []
    for each in parts[1].each():
        pieces += [delimiter, _piece(each, "an item of Fn::Join")]
    return _written(node, pieces[1:])


def _select(node: Node) -> Node:
    parts = _arguments(node, 2)
    index = scalar_text(parts[0].value) if parts else None
    if parts is None or index is None or not index.isdecimal() or len(index) > 6:
        return _bad(node, "Fn::Select", "an index and a list")
    items = list(parts[1].each())
    if not parts[1].is_list:
        return parts[1] if parts[1].unknown else node.refused("Fn::Select wants an index and a list")
    if int(index) < len(items):
        return items[int(index)]
    return items[-1] if items and items[-1].unknown else node.refused(f"the list has no item {index}")


def _split(node: Node) -> Node:
    parts = _arguments(node, 2)
    delimiter = scalar_text(parts[0].value) if parts else None
    if parts is None or not delimiter:
        return _bad(node, "Fn::Split", "a delimiter and a text")
    source = _piece(parts[1], "the text of Fn::Split")
    if isinstance(source, str):
        node.scope.budget.write(len(source), node.at)
        return node.made(source.split(delimiter))
    # What a hole holds may have the delimiter in it, so that only the pieces before the first are certain.
    first = source.pieces[0] if isinstance(source, Text) else source
    known = first.split(delimiter)[:-1] if isinstance(first, str) else []
    hole = source.holes[0] if isinstance(source, Text) else source
    why = hole.why if isinstance(hole, Unknown) else f"{hole} is known when the stack is made"
    return node.made([*known, Unknown(why, node.at)])


def _find_in_map(node: Node) -> Node:
    parts = _arguments(node, 3, 4)
    if parts is None:
        return _bad(node, "Fn::FindInMap", "a mapping and two keys")
    default = parts[3].get("DefaultValue") if len(parts) == 4 else None
    keys = [scalar_text(each.value) for each in parts[:3]]
    if None in keys:
        unknown = why_unknown([each.value for each in parts[:3]])
        return node.made(unknown) if unknown else node.refused("a key of Fn::FindInMap is no text")
    found: Any = node.scope.document.data.get("Mappings")
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    if isinstance(found, list) or scalar_text(found) is not None:
        return Node(node.scope, node.scope.document, found, ("Mappings", *map(str, keys)))
    return default if default is not None else node.refused(f"there is no {'.'.join(map(str, keys))} in the mappings")


def _if(node: Node) -> Node:
    branches = node.value
    if not isinstance(branches, list) or len(branches) != 3 or not isinstance(branches[0], str):
        return _bad(node, "Fn::If", "a condition and two values")
    holds = node.scope.condition(branches[0], node.at)
    if isinstance(holds, Unknown):
        if branches[1] == branches[2]:
            return node.raw(branches[1], 1).resolved()
        return node.refused(f"the condition {branches[0]} is not known: {holds.why}")
    index = 1 if holds else 2
    return node.raw(branches[index], index).resolved()


def _import_value(node: Node) -> Node:
    given = node.resolved()
    return given if given.unknown else node.refused(f"{given.value} is an export of another stack")


def _base64(node: Node) -> Node:
    from base64 import b64encode

    text = _piece(node.resolved(), "the text of Fn::Base64")
    if isinstance(text, str):
        return _written(node, [b64encode(text.encode()).decode()])
    unknown = why_unknown(text)
    return node.made(unknown) if unknown else node.refused("what Fn::Base64 encodes is known when the stack is made")


def _cidr(node: Node) -> Node:
    from ipaddress import ip_network
    from itertools import islice

    parts = [each.value for each in node.resolved().each()]
    unknown = why_unknown(parts)
    if unknown:
        return node.made(unknown)
    try:
        network, count = ip_network(str(parts[0]), strict=False), int(parts[1])
        bits = int(parts[2]) if len(parts) > 2 else 8
        found = list(islice(network.subnets(new_prefix=network.max_prefixlen - bits), min(count, 256)))
    except (ValueError, TypeError, IndexError):
        return _bad(node, "Fn::Cidr", "a block, a count and a number of bits")
    return node.made([str(each) for each in found])


def _get_azs(node: Node) -> Node:
    return node.refused("the zones of a region differ by account")


def _length(node: Node) -> Node:
    given = node.resolved()
    items = list(given.each())
    if not given.is_list:
        return _bad(node, "Fn::Length", "a list")
    last = items[-1].unknown if items else None
    return node.made(last) if last is not None else node.made(len(items))


def _to_json_string(node: Node) -> Node:
    import json

    holes: list[Any] = []

    def marked(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: marked(member) for name, member in value.items()}
        if isinstance(value, list):
            return [marked(member) for member in value]
        if isinstance(value, Text):
            return "".join(piece if isinstance(piece, str) else marked(piece) for piece in value.pieces)
        if isinstance(value, (Reference, Unknown)):
            holes.append(value)
            return f"\ue000{len(holes) - 1}\ue001"
        return value

    text = json.dumps(marked(node.resolved().plain()), separators=(",", ":"), ensure_ascii=False)
    pieces: list[Any] = []
    end = 0
    for found in re.finditer("\ue000([0-9]+)\ue001", text):
        if int(found[1]) < len(holes):
            pieces += [text[end : found.start()], holes[int(found[1])]]
            end = found.end()
    return _written(node, [*pieces, text[end:]])


def _transform(node: Node) -> Node:
    from cfngw.document.expansion import include

    return include(node)


_FUNCTIONS: Mapping[str, Callable[[Node], Node]] = {
    "Ref": _ref,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _get_azs,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Transform": _transform,
}
