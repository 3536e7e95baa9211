"""What an API's deployment is made of, and its digest: one rule for the build and for whoever reads templates.

A deployment is a snapshot, so that its logical id must change when anything in it does. What counts: every resource of
that API, whoever declared it; the API's own properties but its name, description, version and tags; what a file beside
the template holds of it, by its digest in the metadata; the conditions that these stand under; what they look up in
the template's mappings; of a VPC link that a part refers to, what would make another link; and the number that
``redeploy=`` leaves in the deployment's metadata. What doesn't: stages, usage plans, mappings of domains, functions,
roles, for the stage serves their present state. It is the same for REST, HTTP and WebSocket APIs. Plain data in, plain
data out; it knows no troposphere.
https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
DEPLOYMENTS = ("AWS::ApiGateway::Deployment", "AWS::ApiGatewayV2::Deployment")
STAGE = "AWS::ApiGatewayV2::Stage"
NOUNS: Mapping[str, str] = {
    **dict.fromkeys(APIS, "API"),
    "AWS::ApiGateway::Authorizer": "authorizer",
    "AWS::ApiGateway::DocumentationPart": "documentation part",
    "AWS::ApiGateway::GatewayResponse": "gateway response",
    "AWS::ApiGateway::Method": "method",
    "AWS::ApiGateway::Model": "model",
    "AWS::ApiGateway::RequestValidator": "request validator",
    "AWS::ApiGateway::Resource": "resource",
    "AWS::CloudFormation::Stack": "nested stack",
    "AWS::ApiGatewayV2::Authorizer": "authorizer",
    "AWS::ApiGatewayV2::Integration": "integration",
    "AWS::ApiGatewayV2::IntegrationResponse": "integration response",
    "AWS::ApiGatewayV2::Model": "model",
    "AWS::ApiGatewayV2::Route": "route",
    "AWS::ApiGatewayV2::RouteResponse": "route response",
    "AWS::ApiGateway::VpcLink": "VPC link",
    "AWS::ApiGatewayV2::VpcLink": "VPC link",
}
# What makes another VPC link, with another id, which a snapshot that names the old one would not reach.
LINKS: Mapping[str, tuple[str, ...]] = {
    "AWS::ApiGateway::VpcLink": ("TargetArns",),
    "AWS::ApiGatewayV2::VpcLink": ("SubnetIds", "SecurityGroupIds"),
}
# Inputs that are no resources; no logical id has a dot.
CONDITIONS, MAPPINGS, REDEPLOY = "Conditions", "Mappings", "redeploy"
_NESTED = "AWS::CloudFormation::Stack"
_NAMES_ALONE = ("Name", "Description", "Version", "Tags")  # what a client of the API never meets

Inputs = dict[str, Any]


def deployment_inputs(document: Mapping[str, Any]) -> dict[str, Inputs]:
    """Give what each API's deployment is made of: by the API's logical id, then by that of the part."""
    resources = {name: each for name, each in document["Resources"].items() if isinstance(each, Mapping)}
    found: dict[str, Inputs] = {
        name: {name: _own(resource)} for name, resource in resources.items() if resource.get("Type") in APIS
    }
    for name, resource in resources.items():
        owner = owner_of(resource)
        if owner not in found:
            continue
        if resource["Type"] in DEPLOYMENTS:
            _add_redeploy(found[owner], resource)
        elif resource["Type"] in NOUNS:
            found[owner][name] = _part(resource, resource.get("Properties", {}))
    links = {name: each for name, each in resources.items() if each.get("Type") in LINKS}
    for inputs in found.values():
        for name in _referred(inputs, links) if links else ():
            inputs[name] = _link(links[name])
        conditions = _conditions(document.get("Conditions") or {}, inputs)
        if conditions:
            inputs[f".{CONDITIONS}"] = conditions
        mapped = _mapped(document.get("Mappings") or {}, inputs)
        if mapped:
            inputs[f".{MAPPINGS}"] = mapped
    return found


def owner_of(resource: Mapping[str, Any]) -> str:
    """Give the logical id of the API that a resource belongs to, or an empty text."""
    properties = resource.get("Properties")
    if not isinstance(properties, Mapping):
        return ""
    if resource.get("Type") == _NESTED:
        return str(_ours(resource).get("Api", ""))
    api = properties.get("RestApiId", properties.get("ApiId"))
    return str(api["Ref"]) if isinstance(api, Mapping) and "Ref" in api else ""


def deployments(document: Mapping[str, Any], api: str) -> list[str]:
    """Give the logical ids of an API's deployments."""
    return [
        name
        for name, resource in document["Resources"].items()
        if isinstance(resource, Mapping) and resource.get("Type") in DEPLOYMENTS and owner_of(resource) == api
    ]


def deploys_itself(document: Mapping[str, Any], api: str) -> bool:
    """Tell whether a stage of an API deploys each change by itself (``AutoDeploy``), as those of REST APIs never do."""
    return any(
        isinstance(resource, Mapping)
        and resource.get("Type") == STAGE
        and owner_of(resource) == api
        and resource["Properties"].get("AutoDeploy") not in (None, False, "false")
        for resource in document["Resources"].values()
    )


def digest_of(inputs: Mapping[str, Any]) -> str:
    """Give the digest of a deployment's inputs: ten hexadecimal digits that depend on no order of keys."""
    import hashlib

    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def nested_content(template: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is deployed of a nested stack's template: what its resources are, without their metadata."""
    resources = {
        name: {key: each[key] for key in ("Type", "Properties", "Condition") if key in each}
        for name, each in template["Resources"].items()
    }
    return {"Resources": resources, "Mappings": template.get("Mappings") or {}}


def _own(api: Mapping[str, Any]) -> dict[str, Any]:
    properties = api.get("Properties", {})
    return _part(api, {name: given for name, given in properties.items() if name not in _NAMES_ALONE})


def _part(resource: Mapping[str, Any], properties: Any) -> dict[str, Any]:
    made = {"Type": resource["Type"], "Properties": properties}
    if "Digest" in (ours := _ours(resource)):  # of what lies in a file beside the template
        made["Content"] = ours["Digest"]
    return {**made, "Condition": resource["Condition"]} if "Condition" in resource else made


def _referred(node: Any, names: Mapping[str, Any]) -> list[str]:
    """Give the names that some part of the inputs refers to, each once."""
    found: dict[str, None] = {}
    nodes = [node]
    while nodes:
        each = nodes.pop()
        if isinstance(each, Mapping):
            if each.get("Ref") in names:
                found[each["Ref"]] = None
            nodes += each.values()
        elif isinstance(each, list):
            nodes += each
    return sorted(found)


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    properties = link.get("Properties", {})
    return _part(link, {name: properties[name] for name in LINKS[link["Type"]] if name in properties})


def _ours(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what cfngw left in a resource's metadata."""
    metadata = resource.get("Metadata")
    found = metadata.get("cfngw") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _add_redeploy(inputs: Inputs, deployment: Mapping[str, Any]) -> None:
    ours = _ours(deployment)
    if "Redeploy" in ours:
        inputs[f".{REDEPLOY}"] = {"Redeploy": ours["Redeploy"]}


def _conditions(declared: Mapping[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Give the conditions that some parts stand under, and those that these are made of."""
    found: dict[str, Any] = {}
    wanted = [*_condition_names(list(inputs.values()))] if declared else []
    while wanted:
        name = wanted.pop()
        if name in declared and name not in found:
            found[name] = declared[name]
            wanted += _condition_names(declared[name])
    return found


def _mapped(declared: Mapping[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Give what some parts look up: by mapping, the rows with the columns that they name, or all of them."""
    found: dict[str, Any] = {}
    for name, column in _lookups(list(inputs.values())) if declared else ():
        mapping = declared.get(name) if isinstance(name, str) else None
        if isinstance(mapping, Mapping) and all(isinstance(row, Mapping) for row in mapping.values()):
            rows = found.setdefault(name, {})
            for key, row in mapping.items():
                wanted = {column: row.get(column)} if isinstance(column, str) else row
                rows.setdefault(key, {}).update(wanted)
    return found


def _lookups(node: Any) -> Iterator[tuple[Any, Any]]:
    """Give the mapping and the second key of each Fn::FindInMap."""
    if isinstance(node, Mapping):
        looked = node.get("Fn::FindInMap")
        if isinstance(looked, list) and len(looked) >= 3:
            yield looked[0], looked[2]
        node = list(node.values())
    if isinstance(node, list):
        for member in node:
            yield from _lookups(member)


def _condition_names(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for name, member in node.items():
            if name == "Condition" and isinstance(member, str):
                yield member
            elif name == "Fn::If" and isinstance(member, list) and member and isinstance(member[0], str):
                yield member[0]
            yield from _condition_names(member)
    elif isinstance(node, list):
        for member in node:
            yield from _condition_names(member)
