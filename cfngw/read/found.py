"""The resources of a template and of the stacks nested in it, by type and by the API that each belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource, Scope
from cfngw.document.values import Reference, Text, Unknown, why_unknown
from cfngw.read.targets import Targets

REST, HTTP = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
SAM_REST, SAM_HTTP = "AWS::Serverless::Api", "AWS::Serverless::HttpApi"
_GATEWAY = ("AWS::ApiGateway::", "AWS::ApiGatewayV2::")


class Found:
    """What a template holds, in its order; ``notes``: what could not be told."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.index: dict[str, Resource] = {}
        self.by_type: dict[str, list[Resource]] = {}
        self._owned: dict[str, dict[str, list[Resource]]] = {}
        self.notes: list[Unknown] = []
        for resource in scope.everything():
            self.index[resource.key] = resource
            self.by_type.setdefault(resource.type, []).append(resource)
        for resource in self.index.values():
            if resource.type.startswith(_GATEWAY):
                self._place(resource)
        self.targets = Targets(self.index)

    def _place(self, resource: Resource) -> None:
        given = resource.properties.get("RestApiId") or resource.properties.get("ApiId")
        if given is None:
            return
        if isinstance(given.value, Reference):
            self._owned.setdefault(given.value.logical_id, {}).setdefault(resource.type, []).append(resource)
            return
        shown = _shown(given.value)
        self.notes.append(Unknown(f"{resource.key} belongs to an API that is not told here ({shown})", resource.at))

    def of(self, api: str, *types: str) -> Iterator[Resource]:
        """Give the resources of an API, type by type."""
        owned = self._owned.get(api, {})
        for kind in types:
            yield from owned.get(kind, ())

    def strangers(self, known: set[str]) -> Iterator[tuple[str, Resource]]:
        """Give what refers to an API that is none: the name it gives, and the resource."""
        for name, owned in self._owned.items():
            if name not in known:
                for resources in owned.values():
                    yield from ((name, each) for each in resources)

    def referred(self, given: Node | None) -> Resource | None:
        """Give the resource of this template that a property refers to."""
        if given is None or not isinstance(given.value, Reference):
            return None
        return self.index.get(given.value.logical_id)

    def name(self, given: Node | None, attribute: str = "Name") -> Any:
        """Give the name of what a property refers to: its own property, or what the property says."""
        resource = self.referred(given)
        if resource is None:
            return given.value if given is not None else None
        named = resource.properties.get(attribute)
        return named.value if named is not None else Reference(resource.key, "", resource.type)


def _shown(value: Any) -> str:
    unknown = why_unknown(value)
    if unknown is not None:
        return unknown.why
    return str(value) if isinstance(value, (str, Text)) else "not a text"
