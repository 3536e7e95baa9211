"""The quotas of AWS that a template can pass, with the way out of each.

Fixed ones are refused; those that AWS raises on request are noted. The numbers stand in ``cfngw.limits``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cfngw.errors import LimitError, Notice
from cfngw.limits import Limits
from cfngw.naming import VALID_ID
from cfngw.source import Source

_WAYS_OUT = {
    "Resources": "split the blueprint into two, each with its own template",
    "Parameters": "pass several values in one CommaDelimitedList",
    "Mappings": "put several tables into one mapping",
    "Outputs": "leave out what nobody reads: default_outputs=False",
}
_HTTP, _REST = ("HTTP API", "ApiId"), ("REST API", "RestApiId")
_RAISABLE = {
    "AWS::ApiGatewayV2::Route": (*_HTTP, "routes", "routes"),
    "AWS::ApiGatewayV2::Stage": (*_HTTP, "stages", "stages"),
    "AWS::ApiGatewayV2::Authorizer": (*_HTTP, "authorizers", "authorizers"),
    "AWS::ApiGateway::Authorizer": (*_REST, "authorizers", "authorizers"),
    "AWS::ApiGateway::Resource": (*_REST, "resources", "path_resources"),
    "AWS::ApiGateway::Stage": (*_REST, "stages", "stages"),
}


def exceeded(document: Mapping[str, Any], limits: Limits, where: Source | None) -> Iterator[LimitError]:
    """Find the sections that hold more than CloudFormation takes, and APIs of more integrations than AWS allows."""
    for section, way_out in _WAYS_OUT.items():
        count, most = len(document.get(section) or ()), getattr(limits, section.lower())
        if count > most:
            yield LimitError(
                f"the template has {count} {section.lower()}.",
                where=where,
                given=count,
                allowed=f"at most {most}",
                fix=_beyond(section, document, way_out),
            )
    for count in _of_each_api(document, "AWS::ApiGatewayV2::Integration", "ApiId"):
        if count > limits.integrations:
            yield LimitError(
                f"one HTTP API has {count} integrations.",
                where=where,
                given=count,
                allowed=f"at most {limits.integrations}, which AWS does not raise",
                fix="let routes share one: the same function, or the same value; or split the API",
            )


def _beyond(section: str, document: Mapping[str, Any], otherwise: str) -> str:
    if section != "Resources":
        return otherwise
    from cfngw.compile.budget import way_out

    return way_out(document["Resources"])


def _of_each_api(document: Mapping[str, Any], resource_type: str, of: str) -> Iterable[int]:
    counts: dict[str, int] = {}
    for resource in document["Resources"].values():
        if resource["Type"] == resource_type:
            api = str(resource.get("Properties", {}).get(of))
            counts[api] = counts.get(api, 0) + 1
    return counts.values()


def misnamed(resources: Iterable[str], locate: Callable[[str], Source | None]) -> Iterator[LimitError]:
    """Find the logical ids that are longer than CloudFormation takes."""
    for logical_id in resources:
        if not VALID_ID.match(logical_id):
            yield LimitError(
                "a logical id is too long.",
                where=locate(logical_id),
                given=logical_id,
                allowed=f"255 letters and digits; it has {len(logical_id)}",
                fix="pin a shorter one with logical_id=",
            )


def raisable(document: Mapping[str, Any], limits: Limits, where: Source | None) -> Iterator[Notice]:
    """Find what passes a quota that AWS raises on request, API by API."""
    totals = Counter(resource["Type"] for resource in document["Resources"].values())
    many = {kind for kind, (_, _, _, attribute) in _RAISABLE.items() if totals[kind] > getattr(limits, attribute)}
    counts: dict[tuple[str, str], int] = {}
    for resource in document["Resources"].values() if many else ():
        if resource["Type"] in many:
            api = _RAISABLE[resource["Type"]][1]
            key = (resource["Type"], str(resource.get("Properties", {}).get(api)))
            counts[key] = counts.get(key, 0) + 1
    for (resource_type, _), count in counts.items():
        kind, _, noun, attribute = _RAISABLE[resource_type]
        most = getattr(limits, attribute)
        if count > most:
            yield Notice(
                f"one {kind} has {count} {noun}; a new account allows {most}.",
                where,
                "ask AWS for a higher quota before creating the stack, or split the API",
            )


def too_large(text: str, limits: Limits, where: Source | None, *, definition: bool = False) -> LimitError | None:
    """Tell when a text is larger than what takes it even from S3: CloudFormation, or API Gateway a definition."""
    size = len(text.encode())
    most = limits.definition_bytes if definition else limits.template_bytes
    if size <= most:
        return None
    if definition:
        return LimitError(
            f"the OpenAPI document has {size:,} bytes.",
            where=where,
            given=size,
            allowed=f"at most {most:,}, which is what API Gateway imports",
            fix="split the API in two under one domain name, each with a base path of its own",
        )
    return LimitError(
        f"the template has {size:,} bytes.",
        where=where,
        given=size,
        allowed=f"at most {limits.template_bytes:,}",
        fix="split the blueprint, or take inline code out of the template",
    )
