"""What stands around APIs: keys, usage plans, and the paths of domains that lead to stages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.read.found import Found
from cfngw.read.model import ApiKey, DomainMapping, UsagePlan
from cfngw.read.taking import flag, plain, text, value

_MAPPINGS = {
    "AWS::ApiGateway::BasePathMapping": ("DomainName", "BasePath", "RestApiId", "Stage"),
    "AWS::ApiGateway::BasePathMappingV2": ("DomainNameArn", "BasePath", "RestApiId", "Stage"),
    "AWS::ApiGatewayV2::ApiMapping": ("DomainName", "ApiMappingKey", "ApiId", "Stage"),
}


def keys_of(found: Found) -> Iterator[ApiKey]:
    """Give the API keys."""
    for each in found.by_type.get("AWS::ApiGateway::ApiKey", ()):
        own = each.properties
        yield ApiKey(
            at=each.at,
            made=each.made,
            logical_id=each.key,
            name=text(own.get("Name")),
            value=text(own.get("Value")),
            enabled=flag(own.get("Enabled")),
        )


def plans_of(found: Found) -> Iterator[UsagePlan]:
    """Give the usage plans, each with its stages and keys."""
    keys: dict[str, list[Any]] = {}
    for each in found.by_type.get("AWS::ApiGateway::UsagePlanKey", ()):
        plan, key = value(each.properties.get("UsagePlanId")), value(each.properties.get("KeyId"))
        if isinstance(plan, Reference):
            keys.setdefault(plan.logical_id, []).append(key)
    for each in found.by_type.get("AWS::ApiGateway::UsagePlan", ()):
        yield _plan(found, each, keys.get(each.key, []))


def _plan(found: Found, resource: Resource, keys: list[Any]) -> UsagePlan:
    own = resource.properties
    stages = own.get("ApiStages")
    rows = []
    for each in stages.each() if stages is not None else ():
        api = value(each.get("ApiId"))
        rows.append(
            {
                "api": Reference(api.logical_id, "", api.type) if isinstance(api, Reference) else api,
                "stage": stage_name(found, each.get("Stage")),
                "throttle": plain(each.get("Throttle")),
            }
        )
    return UsagePlan(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        name=text(own.get("UsagePlanName")),
        stages=tuple(rows),
        throttle=plain(own.get("Throttle")),
        quota=plain(own.get("Quota")),
        keys=tuple(keys),
    )


def stage_name(found: Found, node: Any) -> Any:
    """Give the name of a stage that is referred to."""
    resource = found.referred(node)
    return found.name(node, "StageName") if resource is not None else value(node)


def domains_of(found: Found) -> Iterator[DomainMapping]:
    """Give the mappings of domains."""
    for kind, (domain, path, api, stage) in _MAPPINGS.items():
        for each in found.by_type.get(kind, ()):
            own = each.properties
            yield DomainMapping(
                at=each.at,
                made=each.made,
                logical_id=each.key,
                domain=found.name(own.get(domain), "DomainName"),
                path=value(own.get(path)) or "",
                api=value(own.get(api)),
                stage=stage_name(found, own.get(stage)),
            )
