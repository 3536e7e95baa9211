"""The APIs of version 2 as their rules look at them: the resources of each, found once for a view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import At, Reference
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.integration import OF_HTTP, integration
from cfngw.read.model import Api, Integration
from cfngw.read.taking import Written, flag, literal, value

API = "AWS::ApiGatewayV2::Api"
ROUTE = "AWS::ApiGatewayV2::Route"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
STAGE = "AWS::ApiGatewayV2::Stage"
DEPLOYMENT = "AWS::ApiGatewayV2::Deployment"
ROUTE_RESPONSE = "AWS::ApiGatewayV2::RouteResponse"
INTEGRATION_RESPONSE = "AWS::ApiGatewayV2::IntegrationResponse"
MODEL = "AWS::ApiGatewayV2::Model"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
_IN_DOCUMENTS = {
    "IntegrationType": "type",
    "IntegrationUri": "uri",
    "IntegrationMethod": "httpMethod",
    "CredentialsArn": "credentials",
}


class RouteRow(NamedTuple):
    """A route: its resource, its key where that is known, what its Target says."""

    resource: Resource
    key: str | None
    target: Any


class IntegrationRow(NamedTuple):
    """An integration, of a resource or of a document."""

    found: Integration
    resource: Resource | None

    def at(self, name: str, *steps: str | int) -> At:
        """Give the place of a property."""
        if self.resource is not None:
            return at(self.resource, name, *steps)
        return below(self.found.at, _IN_DOCUMENTS.get(name, name[:1].lower() + name[1:]), *steps)

    @property
    def name(self) -> str:
        """Name it in a message."""
        return self.resource.logical_id if self.resource is not None else "an integration of the document"


class ApiParts:
    """One API. ``protocol`` is HTTP, WEBSOCKET, or None where it is not told."""

    def __init__(self, view: View, resource: Resource) -> None:
        self._view = view
        self.resource = resource
        protocol = given(resource, "ProtocolType")
        self.has_body = any(resource.properties.get(name) is not None for name in ("Body", "BodyS3Location"))
        if protocol is None and self.has_body:
            protocol = "HTTP"
        self.protocol: str | None = protocol if isinstance(protocol, str) else None

    def of(self, *kinds: str) -> Iterator[Resource]:
        """Give its resources of some types."""
        return self._view.found.of(self.resource.key, *kinds)

    @cached_property
    def read(self) -> Api | None:
        """Give it in the normal form."""
        return self._view.reading.api(self.resource.key)

    @cached_property
    def is_whole(self) -> bool:
        """Tell whether all of its routes are known."""
        return self.read is not None and not self.read.unknown and not self._view.is_open

    @cached_property
    def routes(self) -> list[RouteRow]:
        """Give the routes that are resources."""
        rows = []
        for each in self.of(ROUTE):
            own = each.properties
            rows.append(RouteRow(each, literal(own.get("RouteKey")), value(own.get("Target"))))
        return rows

    @cached_property
    def integrations(self) -> list[IntegrationRow]:
        """Give the integrations: those that are resources, used or not, and those of its document."""
        targets = self._view.found.targets
        routes = self.read.routes if self.read is not None else ()
        used = {id(each.integration): each.integration for each in routes if isinstance(each.integration, Integration)}
        known = {each.logical_id: each for each in used.values() if each.logical_id}
        rows = []
        for each in self.of(INTEGRATION):
            found = known.get(each.key)
            if found is None:
                found = integration(Written(each.properties, other=OF_HTTP), targets, http=True)
            rows.append(IntegrationRow(found, each))
        if self.has_body:
            in_document = {id(each.integration) for each in routes if not each.logical_id}
            rows += [IntegrationRow(each, None) for key, each in used.items() if key in in_document]
        return rows


# What is found of a view is kept as long as the view, for each rule would find it anew.
_known: WeakKeyDictionary[View, list[ApiParts]] = WeakKeyDictionary()


def apis(view: View, protocol: str | None = None) -> list[ApiParts]:
    """Give the APIs of version 2, or those of one protocol."""
    if view not in _known:
        _known[view] = [ApiParts(view, each) for each in view.resources(API)]
    return [each for each in _known[view] if protocol in (None, each.protocol)]


def at(resource: Resource, name: str, *steps: str | int) -> At:
    """Give the place of a property."""
    return below(resource.at, "Properties", name, *steps)


def given(resource: Resource, name: str) -> Any:
    """Give a property; a mapping or a list is an Unknown."""
    return value(resource.properties.get(name))


def having(resource: Resource, names: Mapping[str, Any]) -> Iterator[tuple[str, Node]]:
    """Give those of some properties that a resource has; most have none of them."""
    own = resource.properties
    if not isinstance(own.value, dict):
        return
    plain = not any(name.startswith("Fn::") for name in own.value)
    for name in names:
        found = own.get(name) if not plain or name in own.value else None
        if found is not None:
            yield name, found


def lacks(resource: Resource, name: str) -> bool:
    """Tell whether a property is not there for certain: an include may bring it."""
    own = resource.properties
    hidden = not isinstance(own.value, dict) or any(each.startswith("Fn::") for each in own.value)
    return not hidden and own.get(name) is None


def is_true(resource: Resource, name: str) -> bool:
    """Tell whether a property is true for certain."""
    return flag(resource.properties.get(name)) is True


def referred(found: Any) -> tuple[str, str]:
    """Give the type and the attribute of what a value refers to."""
    return (found.type, found.attribute) if isinstance(found, Reference) else ("", "")


def folded(path: str) -> str:
    """Give a path with its variables unnamed: what API Gateway tells routes apart by."""
    parts = (
        "{+}" if part.startswith("{") and part.endswith("+}") else "{}" if part.startswith("{") else part
        for part in path.split("/")
    )
    return "/".join(parts)


def route_settings(stage: Resource) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Give the settings of all routes and of single ones, with the steps to each."""
    default = stage.properties.get("DefaultRouteSettings")
    if default is not None:
        yield ("DefaultRouteSettings",), default
    routes = stage.properties.get("RouteSettings")
    for key, each in routes.items() if routes is not None else ():
        yield ("RouteSettings", key), each
