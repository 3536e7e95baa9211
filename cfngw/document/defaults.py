"""What a value is as long as nobody gives a parameter another one. What depends on anything else is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

_LISTS = ("CommaDelimitedList", "List<")
_STORED = "AWS::SSM::Parameter::"  # its Default is the name of an SSM parameter, not the value


class Undecided(Enum):
    """The type of UNKNOWN."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Undecided.UNKNOWN


def resolve_default(data: Mapping[str, Any], node: Any) -> Any:
    """Give the value of a node: a literal, or a Ref to a parameter with a Default; else UNKNOWN.

    A list or mapping is resolved member by member, and unknown when a member is. ``data`` is the whole template.
    """
    if isinstance(node, Mapping):
        return _mapping(data, node)
    if isinstance(node, list):
        found = [resolve_default(data, item) for item in node]
        return UNKNOWN if any(item is UNKNOWN for item in found) else found
    return node


def _mapping(data: Mapping[str, Any], node: Mapping[str, Any]) -> Any:
    if len(node) == 1:
        ((name, argument),) = node.items()
        if name == "Ref":
            return _parameter(data, argument)
        if name == "Condition" or name.startswith("Fn::"):
            return UNKNOWN
    found = {name: resolve_default(data, value) for name, value in node.items()}
    return UNKNOWN if any(value is UNKNOWN for value in found.values()) else found


def _parameter(data: Mapping[str, Any], name: Any) -> Any:
    declared = data.get("Parameters", {}).get(name) if isinstance(name, str) else None
    if declared is None or "Default" not in declared:
        return UNKNOWN
    kind, default = str(declared.get("Type", "")), declared["Default"]
    if kind.startswith(_STORED):
        return UNKNOWN
    if kind.startswith(_LISTS) and isinstance(default, str):
        return [item.strip() for item in default.split(",")]
    return default
