"""A parent template and its nested ones as the one template that they come to, where that can be told.

A parameter of a nested template is replaced by what its parent gives it, an output by what it is made of. What can't be
written so stays: then a reference names a parameter that is not there, and is as good as unknown to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

STACK = "AWS::CloudFormation::Stack"
_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")


def whole(parent: Mapping[str, Any], nested: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Put nested templates, by the logical ids of their stacks, in the places of these."""
    resources: dict[str, Any] = {}
    mappings = dict(parent.get("Mappings") or {})
    outputs: dict[tuple[str, str], Any] = {}
    for name, resource in parent["Resources"].items():
        if name not in nested:
            resources[name] = resource
            continue
        inner = _Inner(resource.get("Properties", {}).get("Parameters") or {}, nested[name])
        resources.update({member: inner.resource(each) for member, each in nested[name]["Resources"].items()})
        mappings.update(nested[name].get("Mappings") or {})
        for title, output in (nested[name].get("Outputs") or {}).items():
            outputs[name, f"Outputs.{title}"] = inner.replaced(output.get("Value"))
    named = _Named(outputs)
    made = {**parent, "Resources": {name: named.replaced(each) for name, each in resources.items()}}
    if mappings:
        made["Mappings"] = mappings
    if "Outputs" in parent:
        made["Outputs"] = named.replaced(parent["Outputs"])
    return made


class _Replacing:
    """Goes through plain data and puts something else in the place of references."""

    def of(self, name: str, attribute: str | None) -> Any:
        """Give what stands for a Ref or a GetAtt; None to leave it."""
        raise NotImplementedError

    def condition(self, name: str) -> str:
        """Give the name of a condition."""
        return name

    def replaced(self, node: Any) -> Any:
        """Give plain data with its references replaced."""
        if isinstance(node, Mapping):
            if len(node) == 1:
                ((function, argument),) = node.items()
                if function in ("Ref", "Fn::GetAtt"):
                    name, attribute = (argument, None) if function == "Ref" else _attribute(argument)
                    given = self.of(name, attribute) if isinstance(name, str) else None
                    return node if given is None else given
                if function == "Fn::Sub":
                    return self._sub(argument)
                if function == "Fn::If" and isinstance(argument, list) and isinstance(argument[0], str):
                    return {function: [self.condition(argument[0]), *map(self.replaced, argument[1:])]}
            return {name: self.replaced(member) for name, member in node.items()}
        return [self.replaced(member) for member in node] if isinstance(node, list) else node

    def _sub(self, argument: Any) -> Any:
        text, own = argument if isinstance(argument, list) and len(argument) == 2 else (argument, {})
        if not isinstance(text, str) or not isinstance(own, Mapping):
            return {"Fn::Sub": argument}
        variables = {name: self.replaced(member) for name, member in own.items()}

        def written(found: re.Match[str]) -> str:
            whole_name = found.group(1).strip()
            name, _, attribute = whole_name.partition(".")
            given = None if whole_name in own else self.of(name, attribute or None)
            if given is None:
                return found.group(0)
            if isinstance(given, str):
                return given
            short = _in_text(given)
            if short is None:
                variables[name] = given
                return found.group(0)
            return f"${{{short}}}"

        new = _VARIABLE.sub(written, text)
        return {"Fn::Sub": [new, variables] if variables else new}


class _Inner(_Replacing):
    """The parts of a nested template, as its parent would write them."""

    def __init__(self, given: Mapping[str, Any], template: Mapping[str, Any]) -> None:
        declared = template.get("Parameters") or {}
        self._values = {name: _handed_down(each, declared.get(name, {})) for name, each in given.items()}
        self._conditions = {
            name: found
            for name, expression in (template.get("Conditions") or {}).items()
            if (found := _condition(expression, given)) is not None
        }

    def of(self, name: str, attribute: str | None) -> Any:
        """Give what the parent gives a parameter."""
        return self._values.get(name) if attribute is None else None

    def condition(self, name: str) -> str:
        """Give the parent's condition that a condition passes on."""
        return self._conditions.get(name, name)

    def resource(self, resource: Any) -> Any:
        """Give a resource."""
        made = self.replaced(resource)
        if isinstance(made.get("Condition"), str):
            made["Condition"] = self.condition(made["Condition"])
        return made


class _Named(_Replacing):
    """Puts what outputs are made of in the places of references to them."""

    def __init__(self, outputs: Mapping[tuple[str, str], Any]) -> None:
        self._outputs = outputs

    def of(self, name: str, attribute: str | None) -> Any:
        """Give what an output is made of."""
        found = self._outputs.get((name, attribute or ""))
        return None if found is None else self.replaced(found)


def _handed_down(value: Any, declared: Mapping[str, Any]) -> Any:
    """Take off what passing a value on needed: a list's Join, the condition of what it is taken from."""
    chosen = _argument(value, "Fn::If")
    if isinstance(chosen, list) and len(chosen) == 3 and chosen[2] == "":
        value = chosen[1]
    joined = _argument(value, "Fn::Join")
    if "List" in str(declared.get("Type", "")) and isinstance(joined, list) and len(joined) == 2 and joined[0] == ",":
        value = joined[1]
    return value


def _condition(expression: Any, given: Mapping[str, Any]) -> str | None:
    """Give the parent's condition that a parameter tells of as true or false."""
    compared = _argument(expression, "Fn::Equals")
    if not isinstance(compared, list) or len(compared) != 2 or compared[1] != "true":
        return None
    chosen = _argument(given.get(str(_argument(compared[0], "Ref"))), "Fn::If")
    passed = isinstance(chosen, list) and len(chosen) == 3 and chosen[1:] == ["true", "false"]
    return str(chosen[0]) if passed else None


def _argument(node: Any, function: str) -> Any:
    return node[function] if isinstance(node, Mapping) and len(node) == 1 and function in node else None


def _attribute(argument: Any) -> tuple[Any, str | None]:
    if isinstance(argument, str):
        argument = argument.split(".", 1)
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], str):
        return argument[0], argument[1]
    return None, None


def _in_text(given: Any) -> str | None:
    """Write a Ref or a GetAtt as a variable of a Sub."""
    name = _argument(given, "Ref")
    if isinstance(name, str):
        return name
    target, attribute = _attribute(_argument(given, "Fn::GetAtt"))
    return f"{target}.{attribute}" if isinstance(target, str) else None
