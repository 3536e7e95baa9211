"""Aliases that an API calls by name: somebody must make them, and a permission waits for the one it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from troposphere import Ref

from cfngw.compile.assembly import Assembly, Locate
from cfngw.compile.plain import plain
from cfngw.declare.function import Function
from cfngw.declare.qualifier import AliasCall
from cfngw.errors import CfngwError, nearest

_ALIAS = "AWS::Lambda::Alias"


def name_alias(assembly: Assembly, permission: str, function: str, alias: str) -> None:
    """Let a permission name the alias as a resource, if there is one of that name, so that it is made after it."""
    resources = assembly.template.resources
    found = _aliases({title: _named(each) for title, each in resources.items() if each.resource_type == _ALIAS})
    title = found.get((function, alias))
    if title is not None and permission in resources:
        resources[permission].FunctionName = Ref(title)


def _named(alias: Any) -> dict[str, Any]:
    """Give what tells an alias from others, as it will stand in the document."""
    named = {name: plain(alias.properties.get(name)) for name in ("FunctionName", "Name")}
    return {"Type": _ALIAS, "Properties": named}


def expect_aliases(assembly: Assembly, calls: Sequence[AliasCall]) -> None:
    """Check, when the template is finished, that every alias is made which a function of it is called by."""

    def check(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:  # noqa: ARG001
        found = _aliases(document["Resources"])
        missing = {
            (id(call.value), call.name): call
            for call in calls
            if isinstance(call.function, Function) and (call.function.resource_id, call.name) not in found
        }
        for call in missing.values():
            names = [name for function, name in found if function == call.function.resource_id]  # type: ignore[union-attr]
            close = nearest(call.name, names)
            yield call.value.refusal(
                f"nothing makes the alias {call.name} of {call.function.name}.",
                given=call.name,
                allowed=", ".join(names) or None,
                fix=f'write "{close}"' if close else f'put Alias("{call.name}", ...) into resources of the blueprint',
            )

    assembly.checks.append(check)


def _aliases(resources: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Give the logical ids of aliases by the function and the alias's name, where the template says both in words."""
    found = {}
    for title, resource in resources.items():
        properties = resource.get("Properties") if resource["Type"] == _ALIAS else None
        if isinstance(properties, Mapping):
            function = function_in(properties.get("FunctionName"))
            name = properties.get("Name")
            if function is not None and isinstance(name, str):
                found[function, name] = title
    return found


def function_in(name: Any) -> str | None:
    """Give the logical id in what names a function of this template: a Ref, or a GetAtt of its ARN."""
    if not isinstance(name, Mapping):
        return None
    if isinstance(name.get("Ref"), str):
        return str(name["Ref"])
    argument = name.get("Fn::GetAtt")
    dotted = argument if isinstance(argument, str) else ".".join(map(str, argument or ()))
    return dotted.removesuffix(".Arn") if dotted.endswith(".Arn") else None
