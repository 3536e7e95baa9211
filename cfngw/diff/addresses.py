"""Which addresses one template takes while the other still holds them: updates that CloudFormation can't make at once.

CloudFormation makes what is new before it deletes what is gone, and API Gateway has one domain of a name and one
mapping of a path. It also makes no resource of one type into another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.document import Document

_DOMAINS = ("AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName")
# Of each type of mapping: where it names its domain, and its path.
_MAPPINGS = {
    "AWS::ApiGateway::BasePathMapping": ("DomainName", "BasePath"),
    "AWS::ApiGateway::BasePathMappingV2": ("DomainNameArn", "BasePath"),
    "AWS::ApiGatewayV2::ApiMapping": ("DomainName", "ApiMappingKey"),
}


class Clash(NamedTuple):
    """An address that ``new`` wants and ``old`` has; both logical ids are the same where the type changes alone."""

    address: str
    old: str
    new: str


def clashes(old: Document, new: Document) -> list[Clash]:
    """Give the domain names and mappings that an update from one template to the other could not make."""
    before, after = dict(_held(old.data)), dict(_held(new.data))
    resources = old.data["Resources"]
    found = []
    for address, title in after.items():
        holder = before.get(address)
        if holder is None:
            continue
        changed = holder == title and _type(old.data, title) != _type(new.data, title)
        if changed or (holder != title and title not in resources):
            found.append(Clash(address, holder, title))
    return found


def _type(template: Mapping[str, Any], title: str) -> Any:
    return template["Resources"][title].get("Type")


def _held(template: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each address that a template makes, and the logical id of what has it."""
    for title, resource in template["Resources"].items():
        kind = resource.get("Type") if isinstance(resource, Mapping) else None
        properties = resource.get("Properties") if isinstance(resource, Mapping) else None
        if not isinstance(properties, Mapping):
            continue
        if kind in _DOMAINS:
            yield _text(properties.get("DomainName")), title
        elif kind in _MAPPINGS:
            domain, path = _MAPPINGS[str(kind)]
            yield f"{_domain(template, properties.get(domain))}/{_text(properties.get(path) or '')}", title


def _domain(template: Mapping[str, Any], given: Any) -> str:
    """Give a domain's name, also of one that is referred to."""
    named = given
    if isinstance(given, Mapping):
        attribute = given.get("Fn::GetAtt")
        named = attribute[0] if isinstance(attribute, list) and attribute else given.get("Ref")
    resource = template["Resources"].get(named) if isinstance(named, str) else None
    if isinstance(given, Mapping) and isinstance(resource, Mapping):
        return _text((resource.get("Properties") or {}).get("DomainName"))
    return _text(given)


def _text(given: Any) -> str:
    return given if isinstance(given, str) else json.dumps(given, sort_keys=True)
