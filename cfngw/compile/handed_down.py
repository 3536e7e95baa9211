"""What a nested stack names of its parent, by parameters, and what the parent names of it, by outputs.

Nothing is changed in place: a part that names nothing of the other side is the same object on both.

    Ref, GetAtt, Sub     of the parent's parameters and resources: a parameter of that name
    conditions           a parameter that is true or false, and a condition of the same name that reads it
    mappings             copied: they are literals
    pseudo parameters    stay, but those that name the stack itself: it is the parent's name that is meant
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cfngw.naming import name_words

_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")
_OF_THE_STACK = ("AWS::StackName", "AWS::StackId", "AWS::NotificationARNs")
_PLACEHOLDER = "Placeholder"
Handler = Callable[[Any, dict[str, Any], Any], Any]


class Rewriting:
    """Goes through plain data and asks about each reference; what is not changed is not copied.

    ``macros``: whether any macro was met.
    """

    macros = False

    def reference(self, name: str, attribute: str | None, *, whole_list: bool = False) -> Any:
        """Give what to write in place of a Ref, or of a GetAtt; None to leave it as it is."""
        raise NotImplementedError

    def condition(self, name: str) -> None:
        """Take note of a condition that is named."""

    def mapping(self, name: str) -> None:
        """Take note of a mapping that is named."""

    def rewritten(self, node: Any) -> Any:
        """Give a part of a template with its references rewritten."""
        if type(node) is list:
            return self._list(node)
        if len(node) == 1:
            ((function, argument),) = node.items()
            if function in _FUNCTIONS:
                return _FUNCTIONS[function](self, node, argument)
        return self._members(node)

    def _members(self, node: dict[str, Any]) -> dict[str, Any]:
        made = node
        if "Fn::Transform" in node:
            self.macros = True
        for name, member in node.items():
            if type(member) is dict or type(member) is list:
                new = self.rewritten(member)
                if new is not member:
                    made = dict(node) if made is node else made
                    made[name] = new
        return made

    def _list(self, node: list[Any]) -> list[Any]:
        made = node
        for position, member in enumerate(node):
            if type(member) is dict or type(member) is list:
                new = self.rewritten(member)
                if new is not member:
                    made = list(node) if made is node else made
                    made[position] = new
        return made

    def _ref(self, node: dict[str, Any], argument: Any) -> Any:
        given = self.reference(argument, None) if isinstance(argument, str) else None
        return node if given is None else given

    def _get_att(self, node: dict[str, Any], argument: Any) -> Any:
        name, attribute = _attribute(argument)
        given = self.reference(name, attribute) if name else None
        return node if given is None else given

    def _if(self, node: dict[str, Any], argument: Any) -> Any:
        if isinstance(argument, list) and argument and isinstance(argument[0], str):
            self.condition(argument[0])
        return self._members(node)

    def _find_in_map(self, node: dict[str, Any], argument: Any) -> Any:
        if isinstance(argument, list) and argument and isinstance(argument[0], str):
            self.mapping(argument[0])
        return self._members(node)

    def _select(self, node: dict[str, Any], argument: Any) -> Any:
        return self._of_list(node, "Fn::Select", argument)

    def _join(self, node: dict[str, Any], argument: Any) -> Any:
        return self._of_list(node, "Fn::Join", argument)

    def _of_list(self, node: dict[str, Any], function: str, argument: Any) -> Any:
        """Rewrite a function whose second argument is a list, which may be what one reference gives."""
        if not isinstance(argument, list) or len(argument) != 2 or not _is_get_att(argument[1]):
            return self._members(node)
        first, members = argument
        name, attribute = _attribute(members["Fn::GetAtt"])
        given = self.reference(name, attribute, whole_list=True) if name else None
        return (
            self._members(node)
            if given is None
            else {function: [self.rewritten(first) if isinstance(first, dict) else first, given]}
        )

    def _sub(self, node: dict[str, Any], argument: Any) -> Any:
        text, own = argument if isinstance(argument, list) and len(argument) == 2 else (argument, {})
        if not isinstance(text, str) or not isinstance(own, dict):
            return node
        variables = self.rewritten(own)
        new = _VARIABLE.sub(lambda found: self._variable(found.group(1).strip(), found.group(0), own), text)
        if new == text and variables is own:
            return node
        return {"Fn::Sub": [new, variables] if own else new}

    def _variable(self, name: str, written: str, own: Mapping[str, Any]) -> str:
        if name in own:
            return written
        target, _, attribute = name.partition(".")
        given = self.reference(target, attribute or None)
        return written if given is None else f"${{{_in_text(given)}}}"


_FUNCTIONS: Mapping[str, Handler] = {
    "Ref": Rewriting._ref,
    "Fn::GetAtt": Rewriting._get_att,
    "Fn::Sub": Rewriting._sub,
    "Fn::If": Rewriting._if,
    "Fn::FindInMap": Rewriting._find_in_map,
    "Fn::Select": Rewriting._select,
    "Fn::Join": Rewriting._join,
}


def _in_text(reference: Mapping[str, Any]) -> str:
    """Write a Ref or a GetAtt as a variable of a Sub."""
    if "Ref" in reference:
        return str(reference["Ref"])
    return ".".join(reference["Fn::GetAtt"])


def _is_get_att(node: Any) -> bool:
    return isinstance(node, dict) and len(node) == 1 and "Fn::GetAtt" in node


def _attribute(argument: Any) -> tuple[str, str | None]:
    """Read a GetAtt; one whose attribute is computed has no name here."""
    if isinstance(argument, str):
        argument = argument.split(".", 1)
    if isinstance(argument, list) and len(argument) == 2 and all(isinstance(each, str) for each in argument):
        return argument[0], argument[1]
    return "", None


class HandedDown(Rewriting):
    """The template of one nested stack.

    ``whole``: the document before anything moved; ``home``: the stack that each moved resource is in; ``title``: this
    stack's own. ``values``: what the parent gives the parameters; ``awaited``: what the stack has to wait for besides;
    ``of_others``: what it names of other nested stacks, as resource and attribute. ``sound``: no reference leads to
    nothing, or to a resource that comes later, so that there can be no circle.
    """

    def __init__(self, whole: Mapping[str, Any], home: Mapping[str, str], title: str) -> None:
        self._resources: Mapping[str, Any] = whole["Resources"]
        self._parameters: Mapping[str, Any] = whole.get("Parameters") or {}
        self._mappings: Mapping[str, Any] = whole.get("Mappings") or {}
        self._conditions: Mapping[str, Any] = whole.get("Conditions") or {}
        self._home = home
        self._title = title
        self._names: dict[tuple[str, str | None, bool], str] = {}
        self._used_mappings: dict[str, Any] = {}
        self._used_conditions: dict[str, str] = {}
        self.resources: dict[str, Any] = {}
        self.declared: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.outputs: dict[str, Any] = {}
        self.awaited: list[str] = []
        self.of_others: list[tuple[str, str | None]] = []
        self.sound = True

    def add(self, name: str, resource: Mapping[str, Any]) -> None:
        """Put a resource into the stack."""
        made = self.rewritten(resource)
        condition = made.get("Condition")
        if isinstance(condition, str):
            self.condition(condition)
        if "DependsOn" in made:
            made = self._waiting(made)
            self.sound = False
        self.resources[name] = made

    def _waiting(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """Let the whole stack wait for what a resource of it waits for elsewhere."""
        given = resource["DependsOn"]
        wanted = [given] if isinstance(given, str) else list(given)
        here = [name for name in wanted if self._home.get(name) == self._title]
        for name in wanted:
            place = self._home.get(name, name)
            if place != self._title:
                self.awaited.append(place)
        made = {key: member for key, member in resource.items() if key != "DependsOn"}
        return {**made, "DependsOn": here} if here else made

    def reference(self, name: str, attribute: str | None, *, whole_list: bool = False) -> Any:
        """Give the parameter by which the stack knows what another one has."""
        if self._home.get(name) == self._title:
            self.sound = self.sound and name in self.resources
            return None
        if name not in self._resources and name not in self._parameters and name not in _OF_THE_STACK:
            self.sound = self.sound and name.startswith("AWS::")
            return None
        key = (name, attribute, whole_list)
        if key not in self._names:
            self._names[key] = self._hand_down(name, attribute, whole_list=whole_list)
        return {"Ref": self._names[key]}

    def _hand_down(self, name: str, attribute: str | None, *, whole_list: bool) -> str:
        value: Any = {"Ref": name} if attribute is None else {"Fn::GetAtt": [name, attribute]}
        declared = self._parameters.get(name, {})
        given_type = str(declared.get("Type", ""))
        listed = whole_list or name == "AWS::NotificationARNs" or "List" in given_type
        if name in self._home:
            self.of_others.append((name, attribute))
            value = {"Fn::GetAtt": [self._home[name], f"Outputs.{output_name(name, attribute)}"]}
        if listed:  # a list reaches a nested stack as one text
            value = {"Fn::Join": [",", value]}
        condition = self._resources.get(name, {}).get("Condition")
        if isinstance(condition, str):
            value = {"Fn::If": [condition, value, ""]}
        facts = {"Type": "CommaDelimitedList" if listed else "String"}
        return self._declare(output_name(name, attribute), {**facts, **_secret(declared)}, value)

    def _declare(self, wanted: str, facts: Mapping[str, Any], value: Any) -> str:
        """Declare a parameter; what has its name already, as a resource or otherwise, leaves it another."""
        title = wanted
        while title in self.declared or self._home.get(title) == self._title:
            title += "Value"
        self.declared[title], self.values[title] = dict(facts), value
        return title

    def condition(self, name: str) -> None:
        """Let the parent say whether a condition holds; one that it does not know is told of elsewhere."""
        self.sound = self.sound and name in self._conditions
        if name in self._conditions and name not in self._used_conditions:
            facts = {"Type": "String", "AllowedValues": ["true", "false"]}
            value = {"Fn::If": [name, "true", "false"]}
            self._used_conditions[name] = self._declare(name, facts, value)

    def mapping(self, name: str) -> None:
        """Copy a mapping."""
        self.sound = self.sound and name in self._mappings
        if name in self._mappings:
            self._used_mappings[name] = self._mappings[name]

    def output(self, name: str, attribute: str | None) -> str:
        """Give the output by which others know a resource of the stack."""
        title = output_name(name, attribute)
        if title not in self.outputs:
            value = {"Ref": name} if attribute is None else {"Fn::GetAtt": [name, attribute]}
            condition = self.resources[name].get("Condition")
            self.outputs[title] = {**({"Condition": condition} if condition else {}), "Value": value}
        return title

    def sections(self) -> dict[str, Any]:
        """Give the template's sections."""
        conditions = {name: {"Fn::Equals": [{"Ref": by}, "true"]} for name, by in self._used_conditions.items()}
        resources = dict(self.resources)
        if all("Condition" in each for each in resources.values()):  # a stack of nothing can't be made
            resources[_PLACEHOLDER] = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
        found = {
            "Parameters": self.declared,
            "Mappings": self._used_mappings,
            "Conditions": conditions,
            "Resources": resources,
            "Outputs": self.outputs,
        }
        return {section: content for section, content in found.items() if content}


class HandedUp(Rewriting):
    """Rewrites what stays in the parent: what moved is named by an output of its stack."""

    def __init__(self, home: Mapping[str, str], children: Mapping[str, HandedDown]) -> None:
        self._home = home
        self._children = children

    def resource(self, resource: Any) -> Any:
        """Give a resource of the parent."""
        made = self.rewritten(resource)
        given = made.get("DependsOn")
        wanted = [given] if isinstance(given, str) else given
        if isinstance(wanted, list) and any(name in self._home for name in wanted):
            places = list(dict.fromkeys(self._home.get(name, name) for name in wanted))
            made = {**made, "DependsOn": places}
        return made

    def reference(self, name: str, attribute: str | None, *, whole_list: bool = False) -> Any:  # noqa: ARG002
        """Give the output of the stack that has a resource."""
        title = self._home.get(name)
        if title is None:
            return None
        return {"Fn::GetAtt": [title, f"Outputs.{self._children[title].output(name, attribute)}"]}


def output_name(name: str, attribute: str | None) -> str:
    """Name what stands for a resource, or for an attribute of one, where no dots and colons may be."""
    words = [name.replace("AWS::", ""), *(attribute or "").split(".")]
    return "".join([words[0], *(name_words(word) for word in words[1:] if word)])


def _secret(declared: Mapping[str, Any]) -> dict[str, Any]:
    return {"NoEcho": True} if declared.get("NoEcho") in (True, "true") else {}
