"""What the rules for authorizers share: who asks for which, where a property of one stands, what a text tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Authorizer, Route
from cfngw.read.taking import literal

METHOD, ROUTE = "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"
OF_REST, OF_HTTP = "AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"
BY_FUNCTION = ("TOKEN", "REQUEST")
_HTTP_API = "AWS::ApiGatewayV2::Api"
_EXTENSION = "x-amazon-apigateway-authorizer"
_OTHER_WORDS = {"Type": "AuthorizerType", "AuthorizerCredentials": "AuthorizerCredentialsArn"}
_PSEUDO = " is not given"  # why a pseudo parameter is unknown: its form is known all the same


class Use(NamedTuple):
    """A method or a route that a resource makes, with what it says of who may call it.

    ``kind`` is its AuthorizationType, None where that can't be told; ``protocol`` is empty where it can't.
    """

    resource: Resource
    own: Node
    name: str
    protocol: str
    kind: str | None
    authorizer: Node | None

    def at(self, name: str) -> At:
        """Give the place of a property."""
        return below(self.resource.at, "Properties", name)


_uses: WeakKeyDictionary[View, list[Use]] = WeakKeyDictionary()


def uses(view: View) -> list[Use]:
    """Give the methods and routes that resources make."""
    found = _uses.get(view)
    if found is None:
        found = _uses[view] = list(_found(view))
    return found


def _found(view: View) -> Iterator[Use]:
    if not view.has(METHOD, ROUTE):
        return
    names = {route.logical_id: route.key for api in view.reading.apis for route in api.routes if route.logical_id}
    for resource in view.resources(METHOD, ROUTE):
        own = resource.properties
        given = own.get("AuthorizationType")
        yield Use(
            resource,
            own,
            names.get(resource.key, resource.logical_id),
            "REST" if resource.type == METHOD else protocol_of(view, own.get("ApiId")),
            "NONE" if given is None else literal(given),
            own.get("AuthorizerId"),
        )


def protocol_of(view: View, api: Node | None) -> str:
    """Give the protocol of the HTTP or WebSocket API that a property refers to; empty where it can't be told."""
    resource = view.found.referred(api)
    if resource is None or resource.type != _HTTP_API:
        return ""
    given = resource.properties.get("ProtocolType")
    return "HTTP" if given is None else literal(given) or ""


def authorizers(view: View) -> Iterator[tuple[Api, Authorizer]]:
    """Give the authorizers of all APIs, whatever they were written as."""
    for api in view.reading.apis:
        for each in api.authorizers:
            yield api, each


def called(authorizer: Authorizer) -> str:
    """Name an authorizer as its user does."""
    return authorizer.name if isinstance(authorizer.name, str) else authorizer.logical_id or "The authorizer"


def is_resource(authorizer: Authorizer) -> bool:
    """Tell whether a resource of its own makes it, not a document or SAM."""
    return bool(authorizer.logical_id)


def is_of_sam(authorizer: Authorizer) -> bool:
    """Tell whether SAM makes it, which fills in much of it."""
    return not is_resource(authorizer) and authorizer.at.path[-1:] != (_EXTENSION,)


def place(authorizer: Authorizer, name: str) -> At:
    """Give the place of a property by its name in REST resources; of SAM's, the authorizer's own."""
    at = authorizer.at
    if is_resource(authorizer):
        if at.path[-1:] == ("Properties",):
            return below(at, name)
        return below(at, "Properties", _OTHER_WORDS.get(name, name))
    return at if is_of_sam(authorizer) else below(at, name[:1].lower() + name[1:])


def is_told(value: Any, *types: str) -> bool:
    """Tell whether the form of a text is known: its holes are pseudo parameters, or resources of these types."""
    pieces = value.pieces if isinstance(value, Text) else (value,)
    return all(isinstance(piece, str) or _is_told(piece, types) for piece in pieces)


def _is_told(piece: Any, types: tuple[str, ...]) -> bool:
    if isinstance(piece, Unknown):
        return piece.why.startswith("AWS::") and piece.why.endswith(_PSEUDO)
    return isinstance(piece, Reference) and piece.type in types


def marked(value: Any) -> str:
    """Give a text with a control character for each hole."""
    return value.marked() if isinstance(value, Text) else value if isinstance(value, str) else ""


def is_whole(api: Api) -> bool:
    """Tell whether all of an API is known: nothing of it can't be read, and no part of it may be absent."""
    return not api.unknown and api.made is True


def is_open(route: Route) -> bool:
    """Tell whether everybody may call a route: no authorization, no key."""
    return route.authorization == "NONE" and route.api_key_required is False
