"""What the rules of domains look at: both types of public domain names in one form, private ones, mappings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.values import Reference
from cfngw.read.taking import literal

if TYPE_CHECKING:
    from cfngw.document.node import Node
    from cfngw.document.scope import Resource
    from cfngw.lint.rules.view import View

V1, V2, PRIVATE = "AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName", "AWS::ApiGateway::DomainNameV2"
PUBLIC = (V1, V2)
BASE_PATH, BASE_PATH_V2 = "AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMappingV2"
API_MAPPING, RULE = "AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGatewayV2::RoutingRule"
MAPPINGS = {
    BASE_PATH: ("DomainName", "BasePath", "RestApiId"),
    BASE_PATH_V2: ("DomainNameArn", "BasePath", "RestApiId"),
    API_MAPPING: ("DomainName", "ApiMappingKey", "ApiId"),
}
ENHANCED = "SecurityPolicy_"
_ARN = re.compile(r"arn:[^:]*:acm:(?P<region>[^:\x00]*):")


class Domain(NamedTuple):
    """A public domain name: ``kind`` is EDGE or REGIONAL, None where that is not told; ``node`` holds its settings."""

    resource: Resource
    kind: str | None
    node: Node

    @property
    def policy(self) -> str | None:
        """Give its TLS policy, where it is told."""
        return literal(self.node.get("SecurityPolicy"))


_domains: WeakKeyDictionary[View, dict[str, Domain]] = WeakKeyDictionary()


def domains(view: View) -> dict[str, Domain]:
    """Give the public domain names by key, once for all rules."""
    found = _domains.get(view)
    if found is None:
        found = _domains[view] = {each.key: _domain(each) for each in view.resources(*PUBLIC)}
    return found


def _domain(resource: Resource) -> Domain:
    own = resource.properties
    if resource.type == V1:
        endpoint = own.get("EndpointConfiguration")
        types = endpoint.get("Types") if endpoint is not None else None
        if types is None:
            is_told = isinstance(own.value, dict) and not any(name.startswith("Fn::") for name in own.value)
            left_out = is_told and endpoint is None and "EndpointConfiguration" not in own.value
            return Domain(resource, "EDGE" if left_out else None, own)  # AWS's default
        kinds = [literal(each) for each in types.each()]
        return Domain(resource, kinds[0] if len(kinds) == 1 else None, own)
    listed = own.get("DomainNameConfigurations")
    first = next(listed.each(), None) if listed is not None else None
    if first is None or not first.is_mapping:
        return Domain(resource, None, own.made({}))
    kind = first.get("EndpointType")
    told = literal(kind) if kind is not None else "REGIONAL" if "EndpointType" not in first.value else None
    return Domain(resource, told, first)


def certificate_region(node: Node | None) -> str | None:
    """Give the region in the ARN of a certificate."""
    text = literal(node)
    found = _ARN.match(text) if text is not None else None
    return found["region"] if found is not None else None


def domain_of(view: View, node: Node | None) -> Resource | None:
    """Give the domain that a mapping or a rule refers to; by its name, too."""
    target = view.found.referred(node)
    if target is not None:
        return target if target.type in (*PUBLIC, PRIVATE) else None
    name = literal(node)
    if name is None:
        return None
    named = (each for each in view.resources(*PUBLIC) if literal(each.properties.get("DomainName")) == name)
    return next(named, None)


def domain_key(view: View, node: Node | None) -> str | None:
    """Tell domains apart: by the resource, or by the name that is written."""
    target = domain_of(view, node)
    if target is not None:
        return target.key
    return literal(node)


class Mapping(NamedTuple):
    """A path of a domain that leads to an API."""

    resource: Resource
    domain: Node | None
    path: Node | None
    api: Resource | None
    path_name: str


def mappings(view: View) -> Iterator[Mapping]:
    """Give the mappings of all kinds."""
    for kind, (domain, path, api) in MAPPINGS.items():
        for each in view.resources(kind):
            own = each.properties
            yield Mapping(each, own.get(domain), own.get(path), view.found.referred(own.get(api)), path)


def is_reference(node: Node | None) -> bool:
    """Tell whether a property refers to a resource."""
    return node is not None and isinstance(node.value, Reference)
