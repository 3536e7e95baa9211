"""APIs with a stage that is promoted to, before and after a change, and a stack that takes their templates.

The stack knows as much of CloudFormation as the story of document 003 needs: parameters, conditions, which resource
is new, which is replaced, and what becomes of one that is taken out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from troposphere import GetAtt, Ref, awslambda

from cfngw import Composition, HttpApiBlueprint, Method, Output, Parameter, RestApiLambdaBlueprint, Route, Stage
from cfngw.blueprint import Blueprint
from samples import inline

KINDS = ("rest", "http")
_DEPLOYMENTS = ("AWS::ApiGateway::Deployment", "AWS::ApiGatewayV2::Deployment")


def rest_api(keys: Sequence[str] = ("GET /user/{id}",), **options: Any) -> RestApiLambdaBlueprint:
    """Declare document 003's REST API: staging, and prod that is promoted from it."""
    given = {"stages": [Stage("staging"), Stage("prod", promoted_from="staging")], **options}
    return RestApiLambdaBlueprint(name="User", methods=[Method(key, inline()) for key in keys], **given)


def http_api(keys: Sequence[str] = ("GET /user/{id}",), **options: Any) -> HttpApiBlueprint:
    """Declare the same as an HTTP API."""
    given = {"stages": [Stage("test"), Stage("live", promoted_from="test")], **options}
    return HttpApiBlueprint(name="Open", routes=[Route(key, inline()) for key in keys], **given)


def released(make: Any, stages: tuple[str, str], keys: Sequence[str], *, code: str, memory: int) -> Blueprint:
    """Add a version and an alias of the function: another pair of parameter and output for the same stage."""
    origin, stage = stages
    function = inline(code, memory_size_mb=memory)
    word = stage.capitalize()
    promotion = {"From": origin, "To": stage, "Parameters": {f"{word}Version": f"{word}FunctionVersion"}}
    metadata = {"cfngw": {"Promotion": {**promotion, "Before": Ref(f"{word}Before")}}}
    version = awslambda.Version(f"{word}Published", FunctionName=Ref("HelloFunction"), Description=f"{code} {memory}")
    alias = awslambda.Alias(
        f"{word}Alias",
        Metadata=metadata,
        Name=stage,
        FunctionName=Ref("HelloFunction"),
        FunctionVersion=Ref(f"{word}Version"),
    )
    parts: dict[str, Any]
    if make is rest_api:
        parts = {"methods": [Method(key, function) for key in keys]}
    else:
        parts = {"routes": [Route(key, function) for key in keys]}
    made: Blueprint = make(
        resources=[version, alias],
        parameters=[Parameter(f"{word}Version", "$LATEST")],
        outputs=[Output(f"{word}FunctionVersion", GetAtt(version, "Version"))],
    )
    return type(made)(**{**_options(made), **parts})


def _options(made: Any) -> dict[str, Any]:
    names = ("name", "stages", "resources", "parameters", "outputs")
    return {name: getattr(made, name) for name in names}


FIRST = "def handler(event, context):\n    return {}\n"
SECOND = "def handler(event, context):\n    return {'id': 1}\n"
STAGES = {"rest": ("staging", "prod"), "http": ("test", "live")}
MAKERS = {"rest": rest_api, "http": http_api}


def before_change(kind: str) -> Blueprint:
    """Declare the API as it is deployed first."""
    return released(MAKERS[kind], STAGES[kind], ["GET /user/{id}"], code=FIRST, memory=128)


def after_change(kind: str) -> Blueprint:
    """Declare it with another method, another code and more memory."""
    return released(MAKERS[kind], STAGES[kind], ["GET /user/{id}", "POST /user/{id}"], code=SECOND, memory=256)


def both(step: Any) -> Composition:
    """Compose the APIs of both kinds; their function is one, so that it is that of the step."""
    return Composition(*(step(kind) for kind in KINDS))


class Stack:
    """A stack, as far as a story on templates and parameter files goes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.template: Mapping[str, Any] = {"Resources": {}}
        self.parameters: dict[str, str] = {}
        self.resources: dict[str, Any] = {}
        self.kept: set[str] = set()
        self._made = 0
        self._ids: dict[str, str] = {}

    def update(self, template: Mapping[str, Any] | None, entries: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
        """Take a template, or keep the one before; give the resources whose properties changed, old and new."""
        before = deepcopy(self.resources)
        old, self.template = self.template, template if template is not None else self.template
        self._take_parameters(entries)
        declared = self.template["Resources"]
        for _ in range(2):  # once more for what refers to what is made after it
            for logical_id, resource in declared.items():
                self._make(logical_id, resource)
        for logical_id in [*self.resources]:
            if logical_id not in declared:
                del self.resources[logical_id]
                if old["Resources"][logical_id].get("DeletionPolicy") == "Retain":
                    self.kept.add(self._ids[logical_id])
                del self._ids[logical_id]
        names = dict.fromkeys([*before, *self.resources])
        return {
            name: (before.get(name), self.resources.get(name))
            for name in names
            if before.get(name) != self.resources.get(name)
        }

    def _take_parameters(self, entries: Sequence[Mapping[str, Any]]) -> None:
        declared = self.template.get("Parameters", {})
        given = {}
        for entry in entries:
            name = entry["ParameterKey"]
            assert name in declared, f"Parameters: [{name}] do not exist in the template"
            given[name] = self.parameters[name] if entry.get("UsePreviousValue") else entry["ParameterValue"]
        self.parameters = {name: str(given.get(name, facts.get("Default"))) for name, facts in declared.items()}

    def _make(self, logical_id: str, resource: Mapping[str, Any]) -> None:
        replaced = resource["Type"] == "AWS::Lambda::Version"
        properties = self.resolve(resource.get("Properties", {}))
        if logical_id not in self._ids or (replaced and properties != self.resources[logical_id]):
            self._made += 1
            short = "d" if resource["Type"] in _DEPLOYMENTS else ""
            self._ids[logical_id] = f"{short}{self._made}"
        self.resources[logical_id] = self.resolve(resource.get("Properties", {}))

    def resolve(self, node: Any) -> Any:
        """Fill in parameters, conditions and ids."""
        if isinstance(node, list):
            return [self.resolve(each) for each in node]
        if not isinstance(node, Mapping):
            return node
        if len(node) == 1:
            ((function, argument),) = node.items()
            if function == "Ref":
                return self.parameters.get(argument, self._ids.get(argument, argument))
            if function == "Fn::GetAtt":
                return self._ids.get(argument[0], argument[0])
            if function == "Fn::If":
                return self.resolve(argument[1 if self._holds(argument[0]) else 2])
        return {name: self.resolve(each) for name, each in node.items() if each != {"Ref": "AWS::NoValue"}}

    def _holds(self, name: str) -> bool:
        ((function, (inner,)),) = self.template["Conditions"][name].items()
        assert function == "Fn::Not"
        left, right = (self.resolve(each) for each in inner["Fn::Equals"])
        return bool(left != right)

    def id_of(self, resource_type: str) -> str:
        """Give the id of the one resource of a type."""
        (found,) = [
            self._ids[name] for name, each in self.template["Resources"].items() if each["Type"] == resource_type
        ]
        return found

    def describe(self, path: Path, **facts: Any) -> Path:
        """Write what aws cloudformation describe-stacks prints."""
        hidden = {name for name, each in self.template.get("Parameters", {}).items() if each.get("NoEcho")}
        outputs = {name: self.resolve(each["Value"]) for name, each in self.template.get("Outputs", {}).items()}
        stack = {
            "StackId": f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{self.name}/0a1b",
            "StackName": self.name,
            "StackStatus": "UPDATE_COMPLETE",
            "Parameters": [
                {"ParameterKey": name, "ParameterValue": "****" if name in hidden else value}
                for name, value in self.parameters.items()
            ],
            "Outputs": [
                {"OutputKey": name, "OutputValue": str(value), "Description": "..."} for name, value in outputs.items()
            ],
            **facts,
        }
        path.write_text(json.dumps({"Stacks": [stack]}, indent=4))
        return path
