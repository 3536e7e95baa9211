"""Whether a condition holds: true, false, or unknown because of what it depends on.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
"""

from __future__ import annotations

from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import Unknown, scalar_text, why_unknown


def truth(node: Node) -> bool | Unknown:
    """Tell whether a condition, as it is written, holds."""
    node.scope.budget.step(node.at)
    node.scope.budget.enter(node.at)
    try:
        return _truth(node)
    finally:
        node.scope.budget.depth -= 1


def _truth(node: Node) -> bool | Unknown:
    written = node.value
    if not isinstance(written, dict) or len(written) != 1:
        return _flag(node.resolved())
    ((name, argument),) = written.items()
    inner = node.raw(argument, name)
    if name == "Condition":
        return node.scope.condition(argument, inner.at) if isinstance(argument, str) else _no_condition(node)
    if name == "Fn::Equals":
        return _equal(inner)
    if name in ("Fn::And", "Fn::Or", "Fn::Not"):
        if not isinstance(argument, list) or (name == "Fn::Not" and len(argument) != 1):
            return _no_condition(node)
        return _combined(name, [truth(inner.raw(each, index)) for index, each in enumerate(argument)])
    return _flag(node.resolved())


def _combined(name: str, found: list[bool | Unknown]) -> bool | Unknown:
    if name == "Fn::Not":
        return found[0] if isinstance(found[0], Unknown) else not found[0]
    deciding = name == "Fn::Or"  # one true decides an Or, one false an And
    if deciding in found:
        return deciding
    return next((each for each in found if isinstance(each, Unknown)), not deciding)


def _equal(node: Node) -> bool | Unknown:
    sides = [each.plain() for each in node.each()]
    if len(sides) != 2:
        return _no_condition(node)
    unknown = why_unknown(sides)
    if unknown is not None:
        return unknown
    one, other = (_comparable(side) for side in sides)
    return bool(one == other)


def _comparable(value: Any) -> Any:
    """CloudFormation compares texts: of ``true`` and ``"true"`` nobody can tell one from the other."""
    text = scalar_text(value)
    if text is not None:
        return text
    return [_comparable(each) for each in value] if isinstance(value, list) else value


def _flag(node: Node) -> bool | Unknown:
    found = {"true": True, "false": False}.get(str(scalar_text(node.value)).lower())
    return found if found is not None else node.unknown or _no_condition(node)


def _no_condition(node: Node) -> Unknown:
    return Unknown("this is no condition", node.at)
