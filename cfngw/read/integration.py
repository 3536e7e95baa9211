"""Integrations, from resources of both kinds of APIs and from OpenAPI's extension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import Unknown
from cfngw.read.model import Integration, IntegrationResponse, PathPart, ServiceTarget, Target
from cfngw.read.taking import (
    Written,
    flag,
    literal,
    members,
    row,
    templates,
    text,
    upper,
    value,
    values,
    whole,
)
from cfngw.read.targets import Targets

# What differs from the spelling of REST resources.
OF_OPENAPI = {"IntegrationHttpMethod": "HttpMethod", "IntegrationResponses": "Responses"}
OF_HTTP = {
    "Type": "IntegrationType",
    "Uri": "IntegrationUri",
    "IntegrationHttpMethod": "IntegrationMethod",
    "Credentials": "CredentialsArn",
    "ContentHandling": "ContentHandlingStrategy",
}


def path_parts(path: str) -> tuple[PathPart, ...]:
    """Take a path apart."""
    if not path.startswith("/"):
        return ()
    return tuple(_path_part(part) for part in path.split("/")[1:] if part)


def _path_part(part: str) -> PathPart:
    if part.startswith("{") and part.endswith("+}"):
        return PathPart(kind="greedy", name=part[1:-2])
    if part.startswith("{") and part.endswith("}"):
        return PathPart(kind="variable", name=part[1:-1])
    return PathPart(kind="static", name=part)


def integration(written: Written, targets: Targets, *, logical_id: str = "", http: bool = False) -> Integration:
    """Read an integration in any of the three spellings."""
    get = written.get
    uri = text(get("Uri"))
    subtype = text(get("IntegrationSubtype"))
    tls = get("TlsConfig")
    inner = Written(tls, openapi=written.openapi) if tls is not None else None
    kind = upper(text(get("Type")))
    responses = get("IntegrationResponses")
    return Integration(
        at=written.at,
        logical_id=logical_id,
        type=kind if kind is not None else Unknown("the integration has no type", written.at),  # type: ignore[arg-type]
        target=_target(kind, uri, subtype, targets),
        uri=uri,
        method=upper(value(get("IntegrationHttpMethod"))),
        credentials=value(get("Credentials")),
        request_templates=templates(get("RequestTemplates")),
        request_parameters=values(get("RequestParameters")),
        response_parameters=_http_responses(get("ResponseParameters")) if http else {},
        passthrough=upper(value(get("PassthroughBehavior"))),
        content_handling=value(get("ContentHandling")),
        timeout_ms=whole(get("TimeoutInMillis")),
        payload_version=text(get("PayloadFormatVersion")),
        connection_type=value(get("ConnectionType")),
        connection=value(get("ConnectionId")),
        cache_keys=row(get("CacheKeyParameters")),
        cache_namespace=value(get("CacheNamespace")),
        tls_server_name=value(inner.get("ServerNameToVerify")) if inner is not None else None,
        skips_tls_verification=flag(inner.get("InsecureSkipVerification")) if inner is not None else False,
        transfer_mode=value(get("ResponseTransferMode")),
        responses=tuple(_responses(responses)) if responses is not None else (),
    )


def _target(kind: Any, uri: Any, subtype: Any, targets: Targets) -> Target:
    if kind == "MOCK":
        return None
    if isinstance(subtype, Unknown):
        return subtype
    if subtype is not None:
        service, _, action = str(subtype).partition("-")
        return ServiceTarget(service=service.lower(), action=action, subtype=str(subtype))
    return targets.of_uri(uri)


def _http_responses(node: Node | None) -> dict[str, Any]:
    """Give what an HTTP API changes of an answer, by status and destination, whichever way it is written."""
    found: dict[str, Any] = {}
    for status, each in node.items() if node is not None else ():
        rows = each.get("ResponseParameters")
        if rows is None or not rows.is_list:
            found[status] = values(each)
            continue
        pairs = [(literal(pair.get("Destination")), value(pair.get("Source"))) for pair in rows.each()]
        found[status] = {name: source for name, source in pairs if name is not None}
    return found


def _responses(node: Node) -> list[IntegrationResponse]:
    if node.is_list:
        return [_response(Written(each), text(each.get("SelectionPattern")) or "") for each in node.each()]
    return [
        _response(Written(each, openapi=True), "" if pattern == "default" else pattern)
        for pattern, each in node.items()
    ]


def _response(written: Written, pattern: Any) -> IntegrationResponse:
    unknown = written.node.unknown
    if unknown is not None:  # not the default one
        return IntegrationResponse(at=written.at, pattern=unknown if pattern == "" else pattern, status=unknown)
    get = written.get
    return IntegrationResponse(
        at=written.at,
        pattern=pattern,
        status=text(get("StatusCode")),
        templates=templates(get("ResponseTemplates")),
        parameters=values(get("ResponseParameters")),
        content_handling=value(get("ContentHandling")),
    )


def parameters_of(node: Node | None) -> dict[tuple[str, str], Any]:
    """Give a method's request parameters by place and name, True where required."""
    found: dict[tuple[str, str], Any] = {}
    for long, each in members(node):
        place, _, name = long.removeprefix("method.request.").partition(".")
        found[place, name] = flag(each)
    return found


def with_path(parameters: Mapping[tuple[str, str], Any], parts: tuple[PathPart, ...]) -> dict[tuple[str, str], Any]:
    """Add the variables of the path, which are always there."""
    variables: dict[tuple[str, str], Any] = {("path", part.name): True for part in parts if part.kind != "static"}
    return {**parameters, **variables}
