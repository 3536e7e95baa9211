"""Aliases of a stage that is promoted: each takes the version that the stage before it was looked at with.

The alias that a stage's variable names takes part when a parameter says what it points to: ``cfngw promote`` then gives
it the version of the function that the stack publishes, or what the alias of the stage before points to, together with
the deployment. Which output feeds which parameter stands in the alias's metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt

from cfngw.compile.assembly import Assembly, condition_name
from cfngw.compile.contents import add_output
from cfngw.compile.plain import plain
from cfngw.compile.promotion import promotion_metadata
from cfngw.compile.qualifier import alias_title, function_in
from cfngw.compile.version import add_version
from cfngw.declare.function import Function
from cfngw.declare.http_api import HttpApi
from cfngw.declare.parameter import Output
from cfngw.declare.qualifier import stage_aliases
from cfngw.declare.rest_api import RestApi
from cfngw.declare.stage import Stage
from cfngw.declare.version import Version
from cfngw.errors import DuplicateError, Notice
from cfngw.naming import promoted_version_id

_LATEST = "$LATEST"


def add_promoted_aliases(assembly: Assembly, api: HttpApi | RestApi) -> None:
    """Let the aliases that promoted stages name be promoted with them."""
    stages = {stage.name: stage for stage in api.stages}
    for stage in api.stages:
        if stage.promoted_from is None:
            continue
        origins = dict(stage_aliases(api, stages[stage.promoted_from]))
        given: dict[str, tuple[Function, str]] = {}
        for function, name in stage_aliases(api, stage):
            title = alias_title(assembly, function, name)
            if title is not None:
                _promote(assembly, stage, function, title, origins.get(function), given)


def _promote(
    assembly: Assembly,
    stage: Stage,
    function: Function,
    title: str,
    origin: str | None,
    given: dict[str, tuple[Function, str]],
) -> None:
    parameter = _parameter(assembly, title)
    if parameter is None:
        assembly.notices.append(_moved_by_itself(assembly, stage, title))
        return
    first, taken = given.setdefault(parameter, (function, title))
    if first != function:
        assembly.problems.append(
            DuplicateError(
                f"the parameter {parameter} says which version of {function.name} and which of {first.name} "
                f"{stage.name} has, and versions of functions have numbers of their own.",
                where=assembly.sources["Resources", title],
                other=assembly.sources["Resources", taken],
                given=parameter,
                allowed="a parameter for each function",
                fix=f'write version=Parameter("{parameter}{function.called}", "$LATEST")',
            )
        )
        return
    source = str(stage.promoted_from)
    output = promoted_version_id(function.resource_id, source)
    alias = assembly.template.resources[title]
    metadata = promotion_metadata(assembly, source, stage.name, {parameter: output}, stage.source)
    alias.Metadata = {**alias.resource.get("Metadata", {}), **metadata}
    looked_at = f"Version of {function.name} that {source} is looked at with"
    value = _version(assembly, stage, function, origin)
    add_output(assembly, Output(output, value, description=looked_at, condition=condition_name(function)), stage.source)


def _parameter(assembly: Assembly, title: str) -> str | None:
    """Give the parameter that says what an alias points to."""
    pointed = plain(assembly.template.resources[title].properties.get("FunctionVersion"))
    name = pointed.get("Ref") if isinstance(pointed, dict) else None
    return name if isinstance(name, str) else None


def _moved_by_itself(assembly: Assembly, stage: Stage, title: str) -> Notice:
    name = f"{stage.name.strip('$').capitalize()}Version"
    return Notice(
        f'Stage "{stage.name}": it is promoted from {stage.promoted_from}, and its alias {title} is not: no parameter '
        "says what that points to.",
        assembly.sources["Resources", title],
        f'write version=Parameter("{name}", "$LATEST"), or leave out promoted_from=',
    )


def _version(assembly: Assembly, stage: Stage, function: Function, origin: str | None) -> Any:
    """Give what the stage before calls: what its alias points to, and of $LATEST the version that is the same."""
    before = alias_title(assembly, function, origin) if origin is not None else None
    pointed = assembly.template.resources[before].properties.get("FunctionVersion") if before is not None else None
    if pointed is not None and plain(pointed) != _LATEST:
        return pointed
    title = next(_versions(assembly, function), None)
    if title is None:
        made = Version(function).moved(stage.source)
        add_version(assembly, made)
        title = made.resource_id
    return GetAtt(title, "Version")


def _versions(assembly: Assembly, function: Function) -> Iterator[str]:
    for title, each in assembly.template.resources.items():
        of = each.properties.get("FunctionName") if each.resource_type == "AWS::Lambda::Version" else None
        if of is not None and function_in(plain(of)) == function.resource_id:
            yield title
