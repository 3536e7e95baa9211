"""The template while it is put together: who claimed which name, where it was declared, what is wrong so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from troposphere import AWSHelperFn, AWSObject, GenericHelperFn, GetAtt, If, NoValue, Ref, Template
from troposphere import Condition as TroposphereCondition
from troposphere import Parameter as TroposphereParameter

from cfngw.declare.intrinsic import Reference, Substitution
from cfngw.declare.kinds import Choice
from cfngw.declare.parameter import Condition, Parameter
from cfngw.declare.value import Value, choices_in
from cfngw.errors import CfngwError, DuplicateError, Notice, raise_all
from cfngw.source import Source

if TYPE_CHECKING:
    from cfngw.declare.nested_stacks import NestedStacks
    from cfngw.declare.settling import Settling

Locate: TypeAlias = Callable[[str], Source | None]
Check: TypeAlias = Callable[[Mapping[str, Any], Locate], Iterable[CfngwError]]


class Rights(NamedTuple):
    """What a role may do, by the condition that it holds under, and why some of it is wide."""

    statements: dict[str | None, list[Any]]
    reasons: dict[str, str]


class Assembly:
    """A template in the making.

    ``wanted`` holds values that were referred to and are not in it yet; ``path`` is the file that the template will
    be, whose folder the paths in it are relative to, and whose name begins those of the files beside it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.template = Template()
        self.path = path
        self.folder = path.parent if path is not None else None
        self.problems: list[CfngwError] = []
        self.notices: list[Notice] = []
        self.sources: dict[tuple[str, ...], Source] = {}
        self.wanted: list[Any] = []
        self.rights: dict[str, Rights] = {}
        self.deployments: dict[str, str] = {}  # the API of each; until the end they have no digest
        self.documented: dict[str, str] = {}  # the API of each version of documentation; until the end without a digest
        self.layouts: dict[str, str] = {}  # by the API's logical id: how it is laid out, unless as resources
        self.nested: dict[
            str, tuple[str, NestedStacks | None]
        ] = {}  # of these, those in nested stacks: name, and which
        self.mapped: dict[Any, tuple[str, Any]] = {}  # by domain and path: the API's logical id, and its mapping
        self.checks: list[Check] = []  # of the finished document
        self.closing: list[Callable[[], None]] = []  # to do when all has been added
        self.versions: list[str] = []  # of functions; until the end they don't tell what they are of
        self.settling: Settling | None = None  # what gives the values of an environment, where there are any
        self._lost: dict[int, Any] = {}  # by identity, kept so that none other gets the same
        self._owners: dict[tuple[str, str], Any] = {}

    def claim(self, section: str, name: str, owner: Any, source: Source, fix: str | None = None) -> bool:
        """Say whether ``owner`` may put ``name`` into a section now.

        False when it, or an equal value, did so before; a different owner is a problem that shows both lines, and
        ``fix`` where the usual advice is not enough.
        """
        space = "Resources" if section == "Parameters" else section  # CloudFormation wants them apart for Ref
        first = self._owners.setdefault((space, name), owner)
        if first is owner and (section, name) not in self.sources:
            self.sources[section, name] = source
            return True
        if first is not owner and first != owner:
            self._lost[id(owner)] = owner
            self.problems.append(self._collision(section, name, source, fix))
        return False

    def lost(self, owner: Any) -> bool:
        """Tell whether a value lost its name to another: what belongs to it would only collide again."""
        return id(owner) in self._lost

    def _collision(self, section: str, name: str, source: Source, fix: str | None) -> DuplicateError:
        places = (section, "Resources", "Parameters")
        earlier = next((self.sources[place, name] for place in places if (place, name) in self.sources), None)
        noun = {"Resources": "logical id", "Parameters": "parameter", "Outputs": "output", "Aliases": "alias"}.get(
            section, "condition"
        )
        pin = "rename one of them" + (", or pin another id with logical_id=" if noun == "logical id" else "")
        return DuplicateError(
            f"the {noun} {name} is taken.", where=source, other=earlier, given=name, allowed="each once", fix=fix or pin
        )

    def add(self, resource: AWSObject, owner: Any, source: Source | None = None) -> None:
        """Put a resource into the template for the value that declared it."""
        if self.claim("Resources", resource.title, owner, source or owner.source):
            self.template.resources[resource.title] = resource

    def resolve(self, given: Any) -> Any:
        """Give a declared option as troposphere takes it; what it refers to gets into the template too."""
        if isinstance(given, str | int | float | None):
            return given
        if isinstance(given, Parameter):
            self.add_parameter(given)
            return Ref(given.name)
        if isinstance(given, Reference):
            return self._refer(given)
        if isinstance(given, tuple | list):
            return [self.resolve(member) for member in given]
        if isinstance(given, Mapping):
            return {name: self.resolve(member) for name, member in given.items()}
        return self._intrinsic(given)

    def settle(self, given: Any) -> Any:
        """Give a declared value as it is in the environment; without environments, it must be the same in all."""
        if self.settling is not None:
            return self.settling.settle(given)
        choices = choices_in((given,))
        if choices:
            from cfngw.compile.environment import without_environments

            raise_all(without_environments(choices))
        return given

    def _refer(self, reference: Reference) -> AWSHelperFn:
        if reference.target is not None:
            self.wanted.append(reference.target)
        if reference.attribute is None:
            return Ref(reference.logical_id)
        return GetAtt(reference.logical_id, reference.attribute)

    def _intrinsic(self, given: Any) -> Any:
        if isinstance(given, Choice):
            return self.resolve(self.settle(given.opened()))
        if self.want_inside(given):
            given = settled(deepcopy(given), self)
        return given if isinstance(given, AWSHelperFn) else GenericHelperFn(given.to_dict())

    def want_inside(self, given: Any) -> bool:
        """Get what a troposphere function or resource names into the template; say whether conditions are among it."""
        conditions = False
        for inner in _declared_inside(given):
            if isinstance(inner, Condition):
                conditions = True
                self.add_condition(inner)
            elif isinstance(inner, Choice):
                conditions = True
            else:
                self.resolve(inner)
        return conditions

    def condition(self, value: Value) -> str | None:
        """Give the name of the condition that a value is made under; one that is given itself gets declared."""
        condition = getattr(value, "condition", None)
        if isinstance(condition, Condition):
            self.add_condition(condition)
        return condition_name(value)

    def add_condition(self, condition: Condition) -> None:
        """Put a condition into the template."""
        condition = self.settle(condition)
        if self.claim("Conditions", condition.name, condition, condition.source):
            self.template.conditions[condition.name] = self.resolve(condition.expression)

    def add_parameter(self, parameter: Parameter, fix: str | None = None) -> None:
        """Put a parameter into the template; ``fix``: what to do when its name is taken."""
        parameter = self.settle(parameter)
        if not self.claim("Parameters", parameter.name, parameter, parameter.source, fix):
            return
        named = {
            "Default": parameter.default,
            "Description": parameter.description,
            "AllowedPattern": parameter.allowed_pattern,
            "ConstraintDescription": parameter.constraint_description,
            "MinLength": parameter.min_length,
            "MaxLength": parameter.max_length,
            "MinValue": parameter.min_value,
            "MaxValue": parameter.max_value,
            "AllowedValues": list(parameter.allowed_values) or None,
            "NoEcho": parameter.no_echo or None,
        }
        options = {name: given for name, given in named.items() if given is not None}
        self.template.parameters[parameter.name] = TroposphereParameter(parameter.name, Type=parameter.type, **options)


def _declared_inside(given: Any) -> Iterator[Any]:
    """Find the parameters, conditions, references and declared values in a troposphere function or resource."""
    if isinstance(given, Parameter | Condition | Reference | Choice):
        yield given
    elif isinstance(given, Value):
        if isinstance(getattr(given, "resource_id", None), str):
            yield Reference(given.resource_id, target=given)  # type: ignore[attr-defined]
    elif isinstance(given, Substitution):
        yield from _declared_inside(given.targets)
    else:
        for member in _members(given):
            yield from _declared_inside(member)


def _members(given: Any) -> Iterable[Any]:
    """Give what is one step inside a container, a function, or an object of troposphere or awacs."""
    if isinstance(given, Mapping):
        return given.values()
    if isinstance(given, tuple | list):
        return given
    if isinstance(given, AWSHelperFn):
        return (getattr(given, "data", getattr(given, "tags", None)),)
    properties = getattr(given, "properties", None)
    return properties.values() if isinstance(properties, dict) else ()


def settled(node: Any, assembly: Assembly) -> Any:
    """Put in what conditions are called, and what an environment has; ``node`` is a copy and is changed."""
    if isinstance(node, Condition):
        return TroposphereCondition(node.name)
    if isinstance(node, Choice):
        return assembly.resolve(node)
    if isinstance(node, list | tuple):
        return [settled(member, assembly) for member in node]
    if isinstance(node, dict):
        chosen = node.get("Fn::If")
        if isinstance(chosen, list) and chosen and isinstance(chosen[0], Condition):
            chosen[0] = chosen[0].name
        node.update({name: settled(member, assembly) for name, member in node.items()})
    elif isinstance(node, AWSHelperFn):
        for name in ("data", "tags"):
            if hasattr(node, name):
                setattr(node, name, settled(getattr(node, name), assembly))
    elif isinstance(getattr(node, "properties", None), dict):
        settled(node.properties, assembly)
    return node


def list_of(assembly: Assembly, members: Any) -> Any:
    """Give a list; a parameter that is one itself stands for the whole of it."""
    only = members[0] if isinstance(members, tuple) and len(members) == 1 else None
    if isinstance(only, Parameter) and ("List<" in only.type or "CommaDelimitedList" in only.type):
        return assembly.resolve(only)
    return assembly.resolve(members)


def only_given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the options that were not given."""
    return {name: given for name, given in options.items() if given is not None}


def policies(deletion: str | None) -> dict[str, str]:
    """Give what happens to a resource when it is taken out, and the like when an update replaces it."""
    if deletion is None:
        return {}
    return {"DeletionPolicy": deletion, "UpdateReplacePolicy": "Delete" if deletion == "Delete" else "Retain"}


def conditional(made: Any, condition: str | None) -> Any:
    """Let a value stand only under a condition."""
    return made if condition is None else If(condition, made, NoValue)


def condition_name(value: Value | None) -> str | None:
    """Give the name of the condition that a value is made under, if any."""
    condition = getattr(value, "condition", None)
    return condition if condition is None or isinstance(condition, str) else str(condition.name)
