"""How near a template is to the quotas of AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.scope import Resource, Scope
from cfngw.document.values import Reference
from cfngw.explain.model import Use
from cfngw.explain.words import shown
from cfngw.limits import Limits
from cfngw.read.found import Found
from cfngw.read.model import Api, FunctionTarget, Reading
from cfngw.read.taking import text, value

_TEMPLATE = "template"
_SID = "12345678-1234-1234-1234-123456789012"
_FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:"


def uses_of(scope: Scope, found: Found, reading: Reading, limits: Limits) -> Iterator[Use]:
    """Count what has a quota: in the template, in each API, in each function."""
    data = scope.document.data
    size = len(scope.document.text.encode(errors="surrogatepass"))
    yield Use(of=_TEMPLATE, what="resources", used=len(scope.index), most=limits.resources)
    yield Use(of=_TEMPLATE, what="bytes", used=size, most=limits.template_bytes)
    yield Use(of=_TEMPLATE, what="bytes sent without S3", used=size, most=limits.inline_bytes)
    for section in ("Parameters", "Mappings", "Outputs"):
        count = len(given) if isinstance(given := data.get(section), Mapping) else 0
        if count:
            name = section.lower()
            yield Use(of=_TEMPLATE, what=name, used=count, most=getattr(limits, name))
    for api in reading.apis:
        yield from _of_api(found, api, limits)
    yield from _of_functions(found, reading, limits)


def _of_api(found: Found, api: Api, limits: Limits) -> Iterator[Use]:
    name = api.logical_id
    if api.protocol == "REST":
        paths = len({path for route in api.routes for path in _above(route.path)})
        yield Use(of=name, what="paths", used=paths, most=limits.path_resources, raisable=True)
        if api.policy is not None:
            used = len(json.dumps(api.policy, default=shown, separators=(",", ":")))
            most = limits.resource_policy_characters
            yield Use(of=name, what="characters of policy", used=used, most=most, raisable=True, about=True)
    else:
        yield Use(of=name, what="routes", used=len(api.routes), most=limits.routes, raisable=True)
        count = len(list(found.of(name, "AWS::ApiGatewayV2::Integration"))) or len(
            {id(route.integration) for route in api.routes if route.integration is not None}
        )
        yield Use(of=name, what="integrations", used=count, most=limits.integrations)
    yield Use(of=name, what="stages", used=len(api.stages), most=limits.stages, raisable=True)
    yield Use(of=name, what="authorizers", used=len(api.authorizers), most=limits.authorizers, raisable=True)


def _above(path: str) -> Iterator[str]:
    """Give a path and those above it: each is a resource; the root is one too."""
    parts = [part for part in path.split("/") if part]
    yield "/"
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _of_functions(found: Found, reading: Reading, limits: Limits) -> Iterator[Use]:
    permissions: dict[str, list[Resource]] = {}
    for each in found.by_type.get("AWS::Lambda::Permission", ()):
        given = text(each.properties.get("FunctionName"))
        target = found.targets.of_function(given) if given is not None else None
        if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
            # Each alias and version has a policy of its own.
            name = target.function.logical_id + (f":{shown(target.qualifier)}" if target.qualifier is not None else "")
            permissions.setdefault(name, []).append(each)
    for name, those in permissions.items():
        used = sum(_statement(each) for each in those)
        most = limits.function_policy_bytes
        yield Use(of=name, what="bytes of policy", used=used, most=most, about=True)
    for key, function in reading.functions.items():
        used = sum(len(name.encode()) + len(shown(each).encode()) for name, each in function.environment.items())
        if used:
            most = limits.environment_bytes
            yield Use(of=key, what="bytes of environment", used=used, most=most, about=True)


def _statement(permission: Resource) -> int:
    """Estimate the statement that Lambda makes of a permission."""
    own = permission.properties
    made: dict[str, Any] = {
        "Sid": f"{permission.logical_id}-{_SID}",
        "Effect": "Allow",
        "Principal": {"Service": shown(value(own.get("Principal")))},
        "Action": shown(value(own.get("Action"))),
        "Resource": _FUNCTION_ARN + permission.logical_id,
    }
    source = value(own.get("SourceArn"))
    if source is not None:
        made["Condition"] = {"ArnLike": {"AWS:SourceArn": shown(source)}}
    return len(json.dumps(made, separators=(",", ":"))) + 1
