"""Stages of both kinds of APIs, also the one that a REST deployment makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import Reference, Unknown
from cfngw.read.found import Found
from cfngw.read.model import Stage
from cfngw.read.taking import Written, flag, literal, plain, text, value, values

_CACHE = ("CacheClusterEnabled", "CacheClusterSize")


def rest_stages(found: Found, api: Resource) -> Iterator[Stage]:
    """Give the stages of a REST API."""
    for each in found.of(api.key, "AWS::ApiGateway::Stage"):
        yield rest_stage(each.properties, each)
    for each in found.of(api.key, "AWS::ApiGateway::Deployment"):
        name = each.properties.get("StageName")
        if name is not None:
            described = each.properties.get("StageDescription")
            node = described if described is not None and described.is_mapping else each.properties.made({})
            yield rest_stage(node, each, name=name, deployment=Reference(each.key, "", each.type))


def rest_stage(node: Node, resource: Resource, *, name: Node | None = None, deployment: Any = None) -> Stage:
    """Read a stage of a REST API; a deployment's is named beside it."""
    own = Written(node)
    logs = node.get("AccessLogSetting")
    canary = node.get("CanarySetting")
    given = name if name is not None else node.get("StageName")
    return Stage(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        name=_named(given, resource),
        variables=values(own.get("Variables")),
        settings=dict(method_settings(node.get("MethodSettings"))),
        deployment=deployment if deployment is not None else value(node.get("DeploymentId")),
        log_format=text(logs.get("Format")) if logs is not None else None,
        log_destination=value(logs.get("DestinationArn")) if logs is not None else None,
        tracing=flag(node.get("TracingEnabled")),
        cache={key: each.plain() for key in _CACHE if (each := node.get(key)) is not None},
        canary=plain(canary),
        client_certificate=value(node.get("ClientCertificateId")),
    )


def _named(given: Node | None, resource: Resource) -> Any:
    return text(given) if given is not None else Unknown(f"the stage {resource.key} has no name", resource.at)


def method_settings(node: Node | None) -> Iterator[tuple[str, Any]]:
    """Give method settings by ``GET /path``, or ``*`` for all."""
    for each in node.each() if node is not None else ():
        path, verb = literal(each.get("ResourcePath")), literal(each.get("HttpMethod"))
        key = "*" if (path, verb) in (("/*", "*"), (None, None)) else f"{verb or '*'} {setting_path(path)}"
        rest = {name: member.plain() for name, member in each.items()}
        yield key, {name: member for name, member in rest.items() if name not in ("ResourcePath", "HttpMethod")}


def setting_path(path: str | None) -> str:
    """Give a path as it is read: settings have ``/~1notes`` for ``/notes``, and take that too."""
    if path is None:
        return "/*"
    found = path.replace("~1", "/")
    return found[1:] if found.startswith("//") else found


def http_stages(found: Found, api: Resource) -> Iterator[Stage]:
    """Give the stages of an HTTP or WebSocket API."""
    for each in found.of(api.key, "AWS::ApiGatewayV2::Stage"):
        own = each.properties
        logs = own.get("AccessLogSettings")
        settings = plain(own.get("RouteSettings"))
        default = plain(own.get("DefaultRouteSettings"))
        yield Stage(
            at=each.at,
            made=each.made,
            logical_id=each.key,
            name=_named(own.get("StageName"), each),
            variables=values(own.get("StageVariables")),
            settings={**({"*": default} if default else {}), **settings},
            deployment=value(own.get("DeploymentId")),
            auto_deploy=flag(own.get("AutoDeploy")),
            log_format=text(logs.get("Format")) if logs is not None else None,
            log_destination=value(logs.get("DestinationArn")) if logs is not None else None,
            client_certificate=value(own.get("ClientCertificateId")),
        )
