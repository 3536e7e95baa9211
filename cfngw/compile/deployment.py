"""Deployments of APIs: named, when all else is done, by a digest of what they deploy.

Until then a deployment has its name without the digest, by which stages refer to it and customize() may find it.
"""

from __future__ import annotations

from typing import Any, Protocol

from troposphere import AWSHelperFn, AWSObject, BaseAWSObject, GenericHelperFn, Ref, Select

from cfngw.compile.assembly import Assembly, only_given
from cfngw.deployment_digest import deployment_inputs, digest_of
from cfngw.naming import deployment_id
from cfngw.source import Source

_AWAITED = (
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::DocumentationPart",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
)


class Api(Protocol):
    """What both kinds of API have."""

    @property
    def name(self) -> str:
        """Give the name."""

    @property
    def redeploy(self) -> int | None:
        """Give the number that makes another deployment of the same API."""

    @property
    def resource_id(self) -> str:
        """Give the logical id."""

    @property
    def source(self) -> Source:
        """Give the user's line."""


def add_deployment(assembly: Assembly, api: Api, kind: type[AWSObject], of: str) -> str:
    """Put a deployment into the template, still without its digest; give its name for stages.

    ``kind``: troposphere's deployment of that kind of API, whose property ``of`` names the API.
    """
    title = deployment_id(api.name)
    options = {
        "Metadata": {"cfngw": {"Redeploy": api.redeploy}} if api.redeploy is not None else None,
        of: Ref(api.resource_id),
    }
    assembly.add(kind(title, **only_given(options)), (api.resource_id, "Deployment"), api.source)
    assembly.deployments[title] = api.resource_id
    return title


def name_deployments(assembly: Assembly, document: dict[str, Any]) -> None:
    """Give each deployment its digest, and let it wait for all that it deploys."""
    resources = document["Resources"]
    pending = {title: api for title, api in assembly.deployments.items() if title in resources}
    if not pending:
        return
    inputs = deployment_inputs(document)
    new_names = {}
    for title, api in pending.items():
        deployed = inputs.get(api, {})
        awaited = {name: part for name, part in deployed.items() if part.get("Type") in _AWAITED}
        _await(resources[title], awaited)
        new_names[title] = title + digest_of(deployed)
    parts = {name for deployed in inputs.values() for name in deployed}
    _rename(assembly, document, new_names, parts)


def _await(deployment: dict[str, Any], parts: dict[str, Any]) -> None:
    """Let a deployment wait for the parts that are always made, and for the others when they are."""
    own = deployment.get("DependsOn", [])
    always = [name for name, part in parts.items() if "Condition" not in part]
    depends = list(dict.fromkeys([*([own] if isinstance(own, str) else own), *always]))
    if depends:
        deployment["DependsOn"] = depends
    perhaps = [
        {"Fn::If": [part["Condition"], {"Ref": name}, ""]} for name, part in parts.items() if "Condition" in part
    ]
    if perhaps and "Description" not in deployment["Properties"]:
        # DependsOn may not name what a condition can leave out. A Ref makes the deployment wait as well, and of all
        # the texts of this list the first is the description.
        methods = any(part["Type"] == "AWS::ApiGateway::Method" for part in parts.values())
        text = f"Made after the {'methods' if methods else 'routes'}, also those under a condition"
        deployment["Properties"]["Description"] = {"Fn::Select": [0, [text, *perhaps]]}


def _rename(assembly: Assembly, document: dict[str, Any], names: dict[str, str], parts: set[str]) -> None:
    """Rename resources, and the references to them: in stages, outputs and whatever else is no part of an API."""
    template = assembly.template
    for name, resource in document["Resources"].items():
        if name not in parts:
            _rewrite(resource, names)
    _rewrite(document.get("Outputs"), names)
    document["Resources"] = {names.get(name, name): each for name, each in document["Resources"].items()}
    for name, each in template.resources.items():
        if name not in parts:
            _rewrite_object(each, names)
    for output in template.outputs.values():
        _rewrite_object(output, names)
    template.resources = {names.get(name, name): each for name, each in template.resources.items()}
    for old, new in names.items():
        made = template.resources[new]
        made.title = new
        _finish(made, document["Resources"][new])
        assembly.sources["Resources", new] = assembly.sources.pop(("Resources", old))


def _finish(made: Any, written: dict[str, Any]) -> None:
    """Let the troposphere object say what the document does."""
    if "DependsOn" in written:
        made.resource["DependsOn"] = written["DependsOn"]
    if "Description" in written["Properties"] and "Description" not in made.properties:
        made.Description = Select(
            0, [GenericHelperFn(each) for each in written["Properties"]["Description"]["Fn::Select"][1]]
        )


def _rewrite(node: Any, names: dict[str, str]) -> None:
    """Write the new names into plain data."""
    if isinstance(node, dict):
        for key, member in node.items():
            if key in ("Ref", "DependsOn") and isinstance(member, str):
                node[key] = names.get(member, member)
            elif key == "Fn::Sub" and isinstance(member, str):
                node[key] = _substituted(member, names)
            else:
                _rewrite(member, names)
    elif isinstance(node, list):
        for position, member in enumerate(node):
            if isinstance(member, str):
                node[position] = _substituted(names.get(member, member), names)
            else:
                _rewrite(member, names)
    elif isinstance(node, AWSHelperFn | BaseAWSObject):
        _rewrite_object(node, names)


def _substituted(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(f"${{{old}}}", f"${{{new}}}").replace(f"${{{old}.", f"${{{new}.")
    return text


def _rewrite_object(node: Any, names: dict[str, str]) -> None:
    """Do the same with troposphere's objects."""
    if isinstance(node, AWSHelperFn):
        _rewrite(node.data if isinstance(getattr(node, "data", None), dict) else None, names)
    elif isinstance(node, BaseAWSObject):
        for member in node.properties.values():
            _rewrite_object(member, names)
        if isinstance(node.resource.get("DependsOn"), list | str):
            _rewrite(node.resource, names)
    elif isinstance(node, dict):
        for member in node.values():
            _rewrite_object(member, names)
    elif isinstance(node, list):
        for member in node:
            _rewrite_object(member, names)
