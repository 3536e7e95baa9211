"""The order of a template's sections and of a resource's attributes. It never looks into a property."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SECTIONS = (
    "AWSTemplateFormatVersion",
    "Transform",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
)
_EMPTY: tuple[object, ...] = (None, "", {}, [], ())

# What it is; whether and when it exists; how it is replaced and removed; notes; what it holds, as the longest part.
_BEFORE = (
    "Type",
    "Condition",
    "DependsOn",
    "CreationPolicy",
    "UpdatePolicy",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Metadata",
)
_USUAL = {"Type", "Properties"}
_RANKS = {name: rank for rank, name in enumerate(_BEFORE)} | {"Properties": len(_BEFORE) + 1}


def arranged(document: Mapping[Any, Any]) -> dict[Any, Any]:
    """Give the document with its sections and its resources' attributes in order, without empty sections."""
    names = [name for name in SECTIONS if name in document]
    names += [name for name in document if name not in SECTIONS]
    sections = {name: document[name] for name in names if document[name] not in _EMPTY}
    resources = sections.get("Resources")
    if isinstance(resources, Mapping):
        sections["Resources"] = {name: _resource(body) for name, body in resources.items()}
    return sections


def _resource(body: Any) -> Any:
    if not isinstance(body, Mapping) or [*body] == ["Type", "Properties"]:
        return body
    if body.keys() == _USUAL:
        return {"Type": body["Type"], "Properties": body["Properties"]}
    return {name: body[name] for name in sorted(body, key=_rank)}


def _rank(attribute: object) -> int:
    """Put what we don't know, such as an attribute that AWS adds, just before the properties."""
    return _RANKS.get(attribute, len(_BEFORE))  # type: ignore[call-overload, no-any-return]
