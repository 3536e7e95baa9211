"""A template as CloudFormation would see it: values of parameters filled in, names of what it made, what it replaces.

Enough of the language for what functions and their versions are made of. A resource's name stands for itself and all
that an update can't change, so that two templates give it two names exactly when the update would replace it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

_BRACED = re.compile(r"\$\{(!?)([^{}]+)\}")
_PSEUDO = {"AWS::Region": "eu-west-1", "AWS::AccountId": "123456789012", "AWS::Partition": "aws"}
_NOTHING = object()


@cache
def create_only(kind: str) -> frozenset[str]:
    """Give the properties of a type that no update changes, as cfn-lint knows them."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    paths = [*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ())]
    return frozenset(path.split("/")[2] for path in paths)


class Stack:
    """A template with values for its parameters."""

    def __init__(self, document: Any, **given: Any) -> None:
        self.resources = document["Resources"]
        declared = document.get("Parameters", {})
        self.parameters = {name: given.get(name, each.get("Default")) for name, each in declared.items()}
        self._conditions = document.get("Conditions", {})

    def properties(self, name: str) -> Any:
        """Give what a resource is made with."""
        return self.value(self.resources[name].get("Properties", {}))

    def name(self, resource: str) -> str:
        """Give the name that CloudFormation makes; an ARN with a number for versions."""
        kind = self.resources[resource]["Type"]
        properties = self.resources[resource].get("Properties", {})
        kept = {name: self.value(each) for name, each in properties.items() if name in create_only(kind)}
        digest = sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:8]
        if kind in ("AWS::Lambda::LayerVersion", "AWS::Lambda::Version"):
            return f"arn:aws:lambda:eu-west-1:123456789012:layer:{resource}:{int(digest, 16)}"
        return f"{resource}-{digest}"

    def value(self, node: Any) -> Any:
        """Fill in what is to be filled in."""
        if isinstance(node, list):
            return [each for each in map(self.value, node) if each is not _NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._function(name.removeprefix("Fn::"), argument)
        filled = {name: self.value(each) for name, each in node.items()}
        return {name: each for name, each in filled.items() if each is not _NOTHING}

    def _function(self, name: str, argument: Any) -> Any:
        if name == "Ref":
            return self._ref(argument)
        if name == "GetAtt":
            return f"{self.name(argument[0])}.{argument[1]}"
        if name == "If":
            return self.value(argument[1 if self._holds(argument[0]) else 2])
        if name == "Sub":
            text, values = argument if isinstance(argument, list) else (argument, {})
            return _BRACED.sub(lambda found: self._filled(found, values), text)
        argument = self.value(argument)
        if name == "Join":
            return argument[0].join(argument[1])
        if name == "Split":
            return argument[1].split(argument[0])
        assert name == "Select", name
        return argument[1][int(argument[0])]

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        if name in self.parameters:
            given = self.parameters[name]
            return given if isinstance(given, list) else str(given)
        return self.name(name) if name in self.resources else _PSEUDO[name]

    def _filled(self, found: re.Match[str], values: dict[str, Any]) -> str:
        name = found[2]
        if found[1]:
            return f"${{{name}}}"
        if name in values:
            return str(self.value(values[name]))
        resource, _, attribute = name.partition(".")
        return f"{self._ref(resource)}.{attribute}" if attribute else str(self._ref(name))

    def _holds(self, condition: str) -> bool:
        left, right = self._conditions[condition]["Fn::Equals"]
        return bool(self.value(left) == self.value(right))


def replaced(before: Stack, after: Stack) -> list[str]:
    """Give what an update from one to the other replaces."""
    return [name for name in before.resources if name in after.resources and before.name(name) != after.name(name)]
