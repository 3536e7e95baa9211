"""Authorizers, from resources of both kinds of APIs and from OpenAPI's security schemes."""

from __future__ import annotations

from typing import Any

from cfngw.document.node import Node
from cfngw.read.model import Authorizer
from cfngw.read.taking import Written, flag, literal, row, text, upper, value, whole
from cfngw.read.targets import Targets

OF_HTTP = {"Type": "AuthorizerType", "AuthorizerCredentials": "AuthorizerCredentialsArn"}
_VALIDATION = "IdentityValidationExpression"


def authorizer(
    written: Written, targets: Targets, *, name: Any, logical_id: str = "", scheme: Node | None = None
) -> Authorizer:
    """Read an authorizer; ``scheme``: the security scheme around it, which tells the header of a token."""
    get = written.get
    uri = text(get("AuthorizerUri"))
    jwt = get("JwtConfiguration")
    inner = Written(jwt, openapi=written.openapi) if jwt is not None else None
    kind = upper(value(get("Type")))
    return Authorizer(
        at=written.at,
        logical_id=logical_id,
        name=name,
        kind=kind,
        target=targets.of_uri(uri),
        uri=uri,
        identity_sources=_sources(get("IdentitySource")) or _of_scheme(kind, scheme),
        identity_validation=value(get(_VALIDATION)),
        ttl_seconds=whole(get("AuthorizerResultTtlInSeconds")),
        issuer=text(inner.get("Issuer")) if inner is not None else None,
        audience=row(inner.get("Audience")) if inner is not None else (),
        user_pools=row(written.node.get("providerARNs" if written.openapi else "ProviderARNs")),
        credentials=value(get("AuthorizerCredentials")),
        payload_version=text(get("AuthorizerPayloadFormatVersion")),
        simple_responses=flag(get("EnableSimpleResponses")),
    )


def _sources(node: Node | None) -> tuple[Any, ...]:
    """Give identity sources: a list, or one text with commas."""
    found = row(node)
    if len(found) == 1 and isinstance(found[0], str):
        return tuple(part.strip() for part in found[0].split(",") if part.strip())
    return found


def _of_scheme(kind: Any, scheme: Node | None) -> tuple[Any, ...]:
    if scheme is None or kind == "REQUEST":
        return ()
    name, place = literal(scheme.get("name")), literal(scheme.get("in"))
    if name is None or place not in ("header", "query"):
        return ()
    if kind == "JWT":
        return (f"$request.{'querystring' if place == 'query' else place}.{name}",)
    return (f"method.request.{'querystring' if place == 'query' else place}.{name}",)
