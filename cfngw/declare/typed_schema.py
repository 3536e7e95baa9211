"""Schemas of classes: of pydantic's by what they say themselves, of dataclasses by their annotations.

Nothing is imported for it: a pydantic class has the method that is called here.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import types
import typing
from collections.abc import Mapping
from typing import Any

_LEAVES: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    decimal.Decimal: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    datetime.datetime: {"type": "string", "format": "date-time"},
    Any: {},
}
_ARRAYS = (list, tuple, set, frozenset)


def is_typed(given: type) -> bool:
    """Tell whether a class says what its fields are."""
    return dataclasses.is_dataclass(given) or hasattr(given, "model_json_schema") or hasattr(given, "__fields__")


def schema_of(given: type) -> dict[str, Any]:
    """Give the schema of a class; raise TypeError for a field that JSON can't hold."""
    maker = _Maker()
    schema = maker.of_class(given)
    return {**schema, "definitions": maker.definitions} if maker.definitions else schema


class _Maker:
    """Makes the schema of one class; classes that hold themselves become definitions, as pydantic has them."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}
        self._open: dict[type, str] = {}
        self._recursive: set[type] = set()

    def of_class(self, given: type) -> dict[str, Any]:
        if given in self._open:
            self._recursive.add(given)
        if given in self._recursive:
            return {"$ref": f"#/definitions/{self._open[given]}"}
        if hasattr(given, "model_json_schema"):
            return self._of_pydantic(given.model_json_schema())
        if not dataclasses.is_dataclass(given):
            return self._of_pydantic(given.schema())  # type: ignore[attr-defined]
        same = sum(name.rstrip("0123456789_") == given.__name__ for name in self._open.values())
        self._open[given] = f"{given.__name__}_{same + 1}" if same else given.__name__
        schema = self._of_dataclass(given)
        if given in self._recursive:
            self.definitions[self._open[given]] = schema
            return {"$ref": f"#/definitions/{self._open[given]}"}
        del self._open[given]
        return schema

    def _of_pydantic(self, given: Any) -> dict[str, Any]:
        """Take over what pydantic says; its definitions are found at the top of the whole."""
        schema: dict[str, Any] = _as_draft_4(given)
        self.definitions.update(schema.pop("definitions", {}))
        return schema

    def _of_dataclass(self, given: type) -> dict[str, Any]:
        hints = typing.get_type_hints(given)
        fields = dataclasses.fields(given)
        needed = [
            field.name
            for field in fields
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        ]
        schema: dict[str, Any] = {
            "title": given.__name__,
            "type": "object",
            "properties": {field.name: self.of(hints[field.name]) for field in fields},
        }
        return {**schema, "required": needed} if needed else schema

    def of(self, hint: Any) -> dict[str, Any]:
        if hint in _LEAVES:
            return dict(_LEAVES[hint])
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self.of(arguments[0])
        if origin is typing.Literal:
            return {"enum": list(arguments)}
        if origin in (typing.Union, types.UnionType):
            return self._of_union(arguments)
        if (origin or hint) in _ARRAYS:
            return {"type": "array", "items": self.of(arguments[0])} if arguments else {"type": "array"}
        if (origin or hint) in (dict, Mapping):
            return (
                {"type": "object", "additionalProperties": self.of(arguments[1])} if arguments else {"type": "object"}
            )
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return {"enum": [member.value for member in hint]}
        if isinstance(hint, type) and is_typed(hint):
            return self.of_class(hint)
        raise TypeError(f"JSON has no type for the annotation {hint!r}")

    def _of_union(self, arguments: tuple[Any, ...]) -> dict[str, Any]:
        members = [self.of(argument) for argument in arguments]
        names = [member.get("type") for member in members]
        if all(list(member) == ["type"] for member in members):
            return {"type": names}
        return {"anyOf": members}


def _as_draft_4(schema: Any) -> Any:
    """Write in draft 4 what pydantic says in a later one."""
    if isinstance(schema, list):
        return [_as_draft_4(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    written: dict[str, Any] = {}
    for name, member in schema.items():
        _KEYWORDS.get(name, _as_it_is)(written, name, member)
    return written


def _as_it_is(written: dict[str, Any], name: str, member: Any) -> None:
    if name in ("properties", "definitions", "patternProperties") and isinstance(member, dict):
        written[name] = {key: _as_draft_4(each) for key, each in member.items()}
    elif name in ("enum", "default"):
        written[name] = member
    else:
        written[name] = _as_draft_4(member)


def _definitions(written: dict[str, Any], _name: str, member: Any) -> None:
    written["definitions"] = {key: _as_draft_4(each) for key, each in member.items()}


def _reference(written: dict[str, Any], name: str, member: Any) -> None:
    written[name] = member.replace("#/$defs/", "#/definitions/") if isinstance(member, str) else member


def _constant(written: dict[str, Any], _name: str, member: Any) -> None:
    written["enum"] = [member]


def _tuple(written: dict[str, Any], _name: str, member: Any) -> None:
    written["items"] = _as_draft_4(member)


def _exclusive(written: dict[str, Any], name: str, member: Any) -> None:
    bound = name.replace("exclusive", "").lower()
    written.update({bound: member, name: True} if not isinstance(member, bool) else {name: member})


def _nothing(_written: dict[str, Any], _name: str, _member: Any) -> None:
    """Leave a keyword out that draft 4 does not have."""


_KEYWORDS = {
    "$defs": _definitions,
    "$ref": _reference,
    "const": _constant,
    "prefixItems": _tuple,
    "exclusiveMinimum": _exclusive,
    "exclusiveMaximum": _exclusive,
    "examples": _nothing,
    "discriminator": _nothing,
}
