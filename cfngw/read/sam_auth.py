"""Who may call the routes that SAM makes.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import Unknown
from cfngw.read.found import Found
from cfngw.read.model import Authorizer, Route
from cfngw.read.taking import flag, literal, row, text, value, whole

_IAM = "AWS_IAM"
_PLACES = {
    "Headers": ("header", "header"),
    "QueryStrings": ("querystring", "querystring"),
    "StageVariables": ("stageVariables", "stageVariables"),
    "Context": ("context", "context"),
}


class Auth:
    """The Auth of one API."""

    def __init__(self, nodes: list[Node], found: Found, *, is_http: bool) -> None:
        self._nodes = nodes
        self._found = found
        self._is_http = is_http
        self._known = {
            name: each
            for node in nodes
            if (section := node.get("Authorizers")) is not None
            for name, each in section.items()
        }
        self._default = value(self._get("DefaultAuthorizer"))
        self._needs_key = flag(self._get("ApiKeyRequired"))
        self.policy: Node | None = None
        self.notes: list[Unknown] = []
        for name in ("ResourcePolicy", "UsagePlan"):
            node = self._get(name)
            if node is not None:
                noun = "policy" if name == "ResourcePolicy" else "usage plan"
                self.notes.append(Unknown(f"the {noun} that SAM makes is not read", node.at))

    def _get(self, name: str) -> Node | None:
        found = [node.get(name) for node in self._nodes]
        return next((each for each in reversed(found) if each is not None), None)

    def default(self, route: Route) -> Route:
        """Give a route of a document with what all routes have."""
        if route.method == "OPTIONS":
            return self.of_preflight(route)
        if route.authorization == "NONE" and self._default is not None:
            route = self._with(route, self._default, None)
        return replace(route, api_key_required=self._needs_key) if self._needs_key else route

    def of_event(self, route: Route, own: Node | None) -> Route:
        """Give the route of an event with who may call it."""
        given = value(own.get("Authorizer")) if own is not None else None
        name = given if given is not None else self._default
        scopes = own.get("AuthorizationScopes") if own is not None else None
        key = own.get("ApiKeyRequired") if own is not None else None
        made = self._with(route, name, scopes) if name is not None else route
        return replace(made, api_key_required=flag(key) if key is not None else self._needs_key)

    def of_preflight(self, route: Route) -> Route:
        """Give a preflight, which has the default authorizer too unless the API says otherwise."""
        if self._default is not None and flag(self._get("AddDefaultAuthorizerToCorsPreflight"), default=True) is True:
            route = self._with(route, self._default, None)
        asks = self._needs_key and flag(self._get("AddApiKeyRequiredToCorsPreflight"), default=True) is True
        return replace(route, api_key_required=self._needs_key) if asks else route

    def _with(self, route: Route, name: Any, scopes: Node | None) -> Route:
        if name == "NONE":
            return route
        if name == _IAM:
            return replace(route, authorization=_IAM)
        known = self._known.get(name) if isinstance(name, str) else None
        if known is None:
            unknown = name if isinstance(name, Unknown) else Unknown(f"there is no authorizer {name}", route.at)
            return replace(route, authorization=unknown, authorizer=name)
        own = scopes if scopes is not None else known.get("AuthorizationScopes")
        return replace(route, authorization=self._kind(known)[0], authorizer=name, scopes=row(own))

    def _kind(self, node: Node) -> tuple[str, str]:
        """Give authorization and kind of an authorizer."""
        if node.get("UserPoolArn") is not None:
            return "COGNITO_USER_POOLS", "COGNITO_USER_POOLS"
        if node.get("JwtConfiguration") is not None:
            return "JWT", "JWT"
        if self._is_http:
            return "CUSTOM", "REQUEST"
        return "CUSTOM", (literal(node.get("FunctionPayloadType")) or "TOKEN").upper()

    def authorizers(self) -> Iterator[Authorizer]:
        """Give the authorizers."""
        for name, node in self._known.items():
            identity = node.get("Identity")
            jwt = node.get("JwtConfiguration")
            uri = text(node.get("FunctionArn"))
            kind = self._kind(node)[1]
            yield Authorizer(
                at=node.at,
                name=name,
                kind=kind,
                target=self._found.targets.of_function(uri),
                uri=uri,
                identity_sources=self._sources(node, identity, kind),
                identity_validation=value(identity.get("ValidationExpression")) if identity is not None else None,
                ttl_seconds=whole(identity.get("ReauthorizeEvery")) if identity is not None else None,
                issuer=text(_either(jwt, "issuer")),
                audience=row(_either(jwt, "audience")),
                user_pools=row(node.get("UserPoolArn")),
                credentials=value(node.get("FunctionInvokeRole")),
                payload_version=text(node.get("AuthorizerPayloadFormatVersion")),
                simple_responses=flag(node.get("EnableSimpleResponses")),
            )

    def _sources(self, node: Node, identity: Node | None, kind: str) -> tuple[Any, ...]:
        own = row(node.get("IdentitySource"))
        if own:
            return own
        start = "$request." if self._is_http else "method.request."
        if kind in ("TOKEN", "COGNITO_USER_POOLS"):
            header = literal(identity.get("Header")) if identity is not None else None
            return (f"method.request.header.{header or 'Authorization'}",)
        found: list[str] = []
        for section, (place, _) in _PLACES.items():
            names = row(identity.get(section)) if identity is not None else ()
            prefix = start if place in ("header", "querystring") else "$" if self._is_http else ""
            found += [f"{prefix}{place}.{name}" for name in names]
        return tuple(found)


def _either(node: Node | None, name: str) -> Node | None:
    """Give a member in either spelling."""
    if node is None:
        return None
    found = node.get(name)
    return found if found is not None else node.get(name.capitalize())
