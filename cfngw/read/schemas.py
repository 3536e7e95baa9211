"""Models: draft 4 schemas with other models in the places of their ``$ref``.

A model that leads back to itself keeps its ``$ref``, to a definition that stands in the schema itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import Reference, Text, Unknown
from cfngw.read.taking import from_json

BUILT_IN: Mapping[str, Any] = {
    "Empty": {"title": "Empty Schema", "type": "object"},
    "Error": {"title": "Error Schema", "type": "object", "properties": {"message": {"type": "string"}}},
}
_DATA = ("enum", "default", "const", "example", "examples")
_LOCAL = "#/definitions/"
_DEEPEST = 60


def schema_of(node: Node | None) -> Any:
    """Give a schema as plain data."""
    return from_json(node, "schema") if node is not None else {}


class Schemas:
    """The schemas of one API; ``names`` gives the name of a model by its logical id."""

    def __init__(self, written: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self._written = written
        self._names = names
        self._made: dict[tuple[str, str], Any] = {}
        self._open: dict[tuple[str, str], None] = {}
        self._within: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}  # what a schema leads back to

    def schema(self, name: str) -> Any:
        """Give one model's schema, whole."""
        key = (name, "")
        made = self._model(key)
        titles = self._within.get(key, {})
        if not titles or not isinstance(made, dict):
            return made
        reached = dict(titles)
        for each in titles.values():
            reached.update(self._within.get(each, {}))
        return {**made, "definitions": {title: self._made[each] for title, each in reached.items()}}

    def _model(self, key: tuple[str, str]) -> Any:
        """Give a model, or one of its definitions; each is made once, so that what is used often costs nothing."""
        if key in self._open:
            title = ".".join(part for part in key if part)
            for each in self._open:
                self._within.setdefault(each, {})[title] = key
            return {"$ref": f"{_LOCAL}{title}"}
        if key in self._made:
            for each in self._open:
                self._within.setdefault(each, {}).update(self._within.get(key, {}))
            return self._made[key]
        name, local = key
        own = self._written.get(name, BUILT_IN.get(name))
        if local:
            own = _definitions(own).get(local)
        if own is None:
            return Unknown(f"there is no model {'.'.join(part for part in key if part)}")
        if len(self._open) > _DEEPEST:
            return Unknown(f"models refer to one another more than {_DEEPEST} deep")
        self._open[key] = None
        self._made[key] = self._expanded(own, name)
        del self._open[key]
        return self._made[key]

    def _expanded(self, node: Any, root: str) -> Any:
        if isinstance(node, dict):
            if "$ref" in node and isinstance(node["$ref"], (str, Text, Reference)):
                return self._target(node["$ref"], root)
            return {
                name: member if name in _DATA else self._expanded(member, root)
                for name, member in node.items()
                if name not in ("definitions", "$schema")
            }
        return [self._expanded(member, root) for member in node] if isinstance(node, list) else node

    def _target(self, ref: Any, root: str) -> Any:
        if isinstance(ref, Reference):
            return self._model((self._names.get(ref.logical_id, ref.logical_id), ""))
        if isinstance(ref, Text):
            last = ref.part(ref.marked().rpartition("/")[2])
            if isinstance(last, Reference):
                return self._model((self._names.get(last.logical_id, last.logical_id), ""))
            return self._model((last, "")) if isinstance(last, str) else Unknown("the $ref of a schema is not known")
        own = self._written.get(root)
        if ref.startswith(_LOCAL) and ref.removeprefix(_LOCAL) in _definitions(own):
            return self._model((root, ref.removeprefix(_LOCAL)))
        if ref == "#":
            return self._model((root, ""))
        return self._model((ref.rpartition("/")[2], ""))


def _definitions(schema: Any) -> Mapping[str, Any]:
    """Give the definitions of a schema; none where something else stands there."""
    found = schema.get("definitions") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}
