"""One template under given values: its parameters, conditions, mappings and resources, and the stacks nested in it.

resolved = resolve(read(path), Given(parameters={"Stage": "dev"}, region="eu-west-1"))
for resource in resolved.everything(): ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cfngw.document.model import Document, TemplateError
from cfngw.document.node import NOTHING, Budget, Node
from cfngw.document.values import At, Reference, Unknown, scalar_text
from cfngw.errors import nearest

STACKS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_LISTS = ("CommaDelimitedList", "List<")
_STORED = "AWS::SSM::Parameter::"  # its value is the name of an SSM parameter
_ASSET = "aws:asset:path"
_MADE_BY_SAM = ("ServerlessRestApi", "ServerlessHttpApi", "ServerlessDeploymentApplication")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a template is resolved under; what is left out is unknown, but that a region tells its partition.

    ``defaults=False`` leaves a parameter that is not given unknown, also where the template has a default for it.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    region: str | None = None
    account: str | None = None
    partition: str | None = None
    stack_name: str | None = None
    defaults: bool = True

    def pseudo(self, name: str) -> str | None:
        """Give a pseudo parameter's value, if it is known."""
        partition = self.partition or (_partition(self.region) if self.region else None)
        suffix = {None: None, "aws-cn": "amazonaws.com.cn"}.get(partition, "amazonaws.com")
        return {
            "AWS::Region": self.region,
            "AWS::AccountId": self.account,
            "AWS::Partition": partition,
            "AWS::URLSuffix": suffix if partition in (None, "aws", "aws-cn", "aws-us-gov") else None,
            "AWS::StackName": self.stack_name,
        }.get(name)


def _partition(region: str) -> str:
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


PSEUDO = (
    *("AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region"),
    *("AWS::StackId", "AWS::StackName", "AWS::URLSuffix"),
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: ``key`` is its logical id, after those of the stacks around it, with slashes.

    ``made`` is False where its condition is, and an Unknown where nobody can tell.
    """

    key: str
    logical_id: str
    type: str
    node: Node = field(repr=False, compare=False)
    made: bool | Unknown = True

    @property
    def properties(self) -> Node:
        """Give its properties; an empty mapping where it has none."""
        found = self.node.get("Properties")
        return found if found is not None else self.node.made({})

    @property
    def at(self) -> At:
        """Give its place."""
        return self.node.at


class Scope:
    """A template under given values, and what was found out about it."""

    def __init__(self, document: Document, given: Given, *, parent: Scope | None = None, prefix: str = "") -> None:
        self.document = document
        self.given = given
        self.prefix = prefix
        self._above = parent
        self.budget: Budget = parent.budget if parent is not None else Budget()
        self.notes: list[Unknown] = parent.notes if parent is not None else []
        self.files: dict[Path, Document | Unknown] = parent.files if parent is not None else {}
        self.is_sam = "AWS::Serverless-2016-10-31" in str(document.data.get("Transform", ""))
        self._parameters = {
            name: each for name, each in _mapping(document.data.get("Parameters")).items() if isinstance(each, Mapping)
        }
        self._conditions: dict[str, bool | Unknown] = {}
        self._nested: dict[str, Scope | Unknown] = {}
        self._resources: dict[str, Resource] | None = None
        if parent is None:
            self._check_given()

    # --- nodes -------------------------------------------------------------------------------------------------

    @property
    def root(self) -> Node:
        """Give the whole template."""
        return Node(self, self.document, self.document.data, ())

    def head(self, document: Document, raw: Any, path: tuple[str | int, ...], env: tuple[tuple[str, Any], ...]) -> Node:
        """Resolve the outermost value of what is written at a place; members are resolved when they are asked for."""
        kind = type(raw)
        self.budget.step(At(document, path))
        if kind is dict and len(raw) == 1:
            name = next(iter(raw))
            if name == "Ref" or (name.startswith("Fn::") and not name.startswith("Fn::ForEach::")):
                from cfngw.document.intrinsics import resolve_intrinsic

                return resolve_intrinsic(name, Node(self, document, raw[name], (*path, name), env))
        elif kind is str:
            if env and "{" in raw:
                from cfngw.document.expansion import replaced

                raw = replaced(raw, env)
            if "{{resolve:" in raw:
                from cfngw.document.intrinsics import dynamic

                raw = dynamic(raw, At(document, path))
        return Node(self, document, raw, path, env)

    # --- names -------------------------------------------------------------------------------------------------

    def ref(self, name: str, at: At) -> Any:
        """Give what a Ref stands for."""
        if name in PSEUDO:
            return self._pseudo(name, at)
        if name in self._parameters:
            return self.parameter(name, at)
        return self._referred(name, "", at)

    def attribute(self, name: str, attribute: str, at: At) -> Any:
        """Give what a GetAtt stands for."""
        resource = self.index.get(name)
        if resource is not None and resource.type in STACKS and attribute.startswith("Outputs."):
            return self._output(resource, attribute.removeprefix("Outputs."), at)
        return self._referred(name, attribute, at)

    def parameter(self, name: str, at: At) -> Any:
        """Give a parameter's value: what is given, else its default."""
        declared = self._parameters[name]
        kind = str(declared.get("Type", ""))
        if name in self.given.parameters:
            value = self.given.parameters[name]
        elif "Default" in declared and self.given.defaults:
            value = declared["Default"]
        else:
            return Unknown(f"the parameter {name} has no value", at)
        if kind.startswith(_STORED):
            return Unknown(f"the parameter {name} is read from Systems Manager ({scalar_text(value) or '?'})", at)
        if kind.startswith(_LISTS) and isinstance(value, str):
            return [item.strip() for item in value.split(",")]
        if isinstance(value, Mapping) or value is None:
            return Unknown(f"the value of the parameter {name} is no text", at)
        return value

    @property
    def index(self) -> Mapping[str, Resource]:
        """Give all resources by logical id, those that a condition leaves out too."""
        if self._resources is None:
            self._resources = {}
            self._resources.update(self._listed())
        return self._resources

    def _listed(self) -> Iterator[tuple[str, Resource]]:
        section = self.root.get("Resources")
        for name, node in section.items() if section is not None else ():
            kind = node.get("Type")
            if kind is None or not isinstance(kind.value, str):
                continue
            condition = node.get("Condition")
            made: bool | Unknown = True
            if condition is not None:
                known = isinstance(condition.value, str)
                made = self.condition(condition.value, condition.at) if known else Unknown("no condition", node.at)
            yield name, Resource(self.prefix + name, name, kind.value, node, made)

    def everything(self) -> Iterator[Resource]:
        """Give each resource that is made, or may be; those of nested stacks after the stack."""
        for resource in self.index.values():
            if resource.made is False:
                continue
            yield resource
            if resource.type in STACKS:
                inner = self.nested(resource)
                if isinstance(inner, Scope):
                    yield from inner.everything()
                elif inner not in self.notes:
                    self.notes.append(inner)

    def _referred(self, name: str, attribute: str, at: At) -> Any:
        resource = self.index.get(name)
        if resource is not None:
            if resource.made is False:
                return Unknown(f"the condition of {name} is false", at)
            return Reference(resource.key, attribute, resource.type)
        if self.is_sam and (name in _MADE_BY_SAM or self._made_by_sam(name)):
            return Reference(self.prefix + name, attribute)
        close = nearest(name, [*self.index, *self._parameters])
        hint = f" (is {close} meant?)" if close else ""
        return Unknown(f"there is no {name} in the template{hint}", at)

    def _made_by_sam(self, name: str) -> bool:
        """Tell whether a name begins as that of a resource of SAM: ``HelloRole``, ``Hello.Alias``, ``ApiStage``."""
        return any(
            name.startswith(title) and each.type.startswith("AWS::Serverless::") for title, each in self.index.items()
        )

    def _pseudo(self, name: str, at: At) -> Any:
        if name == "AWS::NoValue":
            return NOTHING
        found = self.given.pseudo(name)
        return Unknown(f"{name} is not given", at) if found is None else found

    # --- conditions --------------------------------------------------------------------------------------------

    def condition(self, name: str, at: At) -> bool | Unknown:
        """Tell whether a condition holds."""
        if name not in self._conditions:
            self._conditions[name] = Unknown(f"the condition {name} goes in a circle", at)
            self._conditions[name] = self._decided(name, at)
        return self._conditions[name]

    def _decided(self, name: str, at: At) -> bool | Unknown:
        from cfngw.document.conditions import truth

        section = self.root.get("Conditions")
        entry = section.written(name) if section is not None else None
        if entry is None:
            return Unknown(f"there is no condition {name}", at)
        return truth(entry)

    # --- nested stacks -----------------------------------------------------------------------------------------

    def nested(self, resource: Resource) -> Scope | Unknown:
        """Give the template of a nested stack under what it is given, where its file lies beside this one."""
        if resource.key not in self._nested:
            circle = Unknown(f"the stack {resource.logical_id} holds itself", resource.at)
            self._nested[resource.key] = circle
            self._nested[resource.key] = self._read_nested(resource)
        return self._nested[resource.key]

    def _read_nested(self, resource: Resource) -> Scope | Unknown:
        from cfngw.document.expansion import beside

        metadata = resource.node.get("Metadata")
        location = (metadata.get(_ASSET) if metadata is not None else None) or resource.properties.get(
            STACKS[resource.type]
        )
        if location is None:
            return Unknown(f"the stack {resource.logical_id} names no template", resource.at)
        if location.unknown:
            return location.unknown
        document = beside(location)
        if isinstance(document, Unknown):
            return document
        if not isinstance(document.data, Mapping) or not isinstance(document.data.get("Resources"), Mapping):
            return Unknown(f"{document.path.name} is no template", location.at)
        if self.prefix.count("/") > 10 or any(document.path == each for each in self._around()):
            return Unknown(f"the stack {resource.logical_id} holds itself", resource.at)
        given = resource.properties.get("Parameters")
        values = {name: each.plain() for name, each in given.items()} if given is not None else {}
        inner = Given(
            parameters=values,
            region=self.given.region,
            account=self.given.account,
            partition=self.given.partition,
            defaults=self.given.defaults,
        )
        return Scope(document, inner, parent=self, prefix=f"{resource.key}/")

    def _around(self) -> Iterator[Path]:
        scope: Scope | None = self
        while scope is not None:
            yield scope.document.path
            scope = scope._above

    def _output(self, resource: Resource, name: str, at: At) -> Any:
        inner = self.nested(resource)
        if isinstance(inner, Unknown):
            return inner
        outputs = inner.root.get("Outputs")
        output = outputs.get(name) if outputs is not None else None
        value = output.get("Value") if output is not None else None
        return Unknown(f"the stack {resource.logical_id} has no output {name}", at) if value is None else value.plain()

    # --- what is given -----------------------------------------------------------------------------------------

    def _check_given(self) -> None:
        for name, value in self.given.parameters.items():
            declared = self._parameters.get(name)
            if declared is None:
                close = nearest(name, self._parameters)
                raise TemplateError(
                    f"the template has no parameter {name}.",
                    where=self.document.source(("Parameters",)),
                    allowed=", ".join(self._parameters) or None,
                    fix=f"write {close}" if close else "leave the value out",
                )
            allowed = declared.get("AllowedValues")
            if isinstance(allowed, list) and not set(_several(declared, value)) <= {
                scalar_text(one) for one in allowed
            }:
                raise TemplateError(
                    f"the parameter {name} can't have this value.",
                    where=self.document.source(("Parameters", name)),
                    given=value,
                    allowed=", ".join(map(str, allowed)),
                    fix="give one of those",
                )


def _several(declared: Mapping[str, Any], value: Any) -> list[str | None]:
    if str(declared.get("Type", "")).startswith(_LISTS):
        parts = value.split(",") if isinstance(value, str) else value
        return [str(part).strip() for part in parts]
    return [scalar_text(value)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def resolve(document: Document, given: Given | None = None) -> Scope:
    """Put a template under given values; raise TemplateError for a value that it does not take."""
    return Scope(document, given or Given())
