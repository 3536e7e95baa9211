"""troposphere objects to plain data.

It does what troposphere's own encoder does, dispatching on the type of a node instead of asking each node what it
has; half of the time of a large build was spent on those questions.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from troposphere import AWSHelperFn, BaseAWSObject, GetAtt, If, Ref, encode_to_dict

from cfngw.declare.parameter import Condition, Parameter
from cfngw.declare.value import Value

_LEAVES = frozenset({str, int, float, bool, type(None)})


def plain(node: Any) -> Any:
    """Give a node as dicts, lists and leaves; raise what troposphere raises for an object that is not complete."""
    kind = type(node)
    if kind in _LEAVES:
        return node
    if kind is dict:
        return {name: member if type(member) in _LEAVES else plain(member) for name, member in node.items()}
    if kind is list or kind is tuple:
        return [plain(member) for member in node]
    if kind is Ref:
        return {"Ref": named(node.data["Ref"])}
    if kind is GetAtt:
        target, attribute = node.data["Fn::GetAtt"]
        return {"Fn::GetAtt": [named(target), plain(attribute)]}
    if kind is If:
        condition, *branches = node.data["Fn::If"]
        return {"Fn::If": [condition.name if isinstance(condition, Condition) else plain(condition), *plain(branches)]}
    if kind is Condition:
        return {"Condition": node.name}
    if isinstance(node, AWSHelperFn) and kind.to_dict is AWSHelperFn.to_dict:
        return plain(node.data)
    if isinstance(node, BaseAWSObject) and kind.to_dict is BaseAWSObject.to_dict and node.properties:
        return _resource(node)
    return encode_to_dict(node)


def named(target: Any) -> Any:
    """Give the logical id that troposphere's Ref or GetAtt is made of, also where a declared value was given."""
    if type(target) is str:
        return target
    if isinstance(target, Parameter):
        return target.name
    return target.resource_id if isinstance(target, Value) and hasattr(target, "resource_id") else plain(target)


def _resource(node: BaseAWSObject) -> Any:
    if node.do_validation:
        kind: Any = type(node)
        if not _required(kind) <= node.properties.keys():
            node._validate_props()  # raises
        node.validate()
    return plain(node.resource)


@cache
def _required(kind: type[BaseAWSObject]) -> frozenset[str]:
    """Give the properties that troposphere asks for; it goes through all that there are, for each resource."""
    return frozenset(name for name, (_, required) in kind.props.items() if required)
