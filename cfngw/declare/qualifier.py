"""Aliases that an API calls by name or by a stage variable. What they are made of, Alias says in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.declare.function import Callee
from cfngw.declare.http_integration import RouteTarget
from cfngw.declare.kinds import Words
from cfngw.declare.value import Value
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.stage import Stage

_ALIAS = re.compile(r"(?![0-9]+$)[A-Za-z0-9_-]{1,128}")
_BEGIN, _END = "${stageVariables.", "}"
QUALIFIER = Words(
    'an alias of the function, or "${stageVariables.name}"',
    pattern=r"(?=.*[A-Za-z])[A-Za-z0-9_-]+|\$\{stageVariables\.[A-Za-z0-9_]+\}",
    longest=128,
    literal=True,
)


def stage_variable(qualifier: str | None) -> str | None:
    """Give the stage variable that names an alias, if one does."""
    if qualifier is None or not qualifier.startswith(_BEGIN):
        return None
    return qualifier.removeprefix(_BEGIN).removesuffix(_END)


class AliasCall(NamedTuple):
    """An alias that an API calls, by its name; ``value``: who says so."""

    function: Callee
    name: str
    value: Value


def qualifiers(api: HttpApi) -> dict[int, list[str | None]]:
    """Give the aliases that each function is called by, by the function's identity; None is the function itself.

    Where not all stages say in words which alias they call, it is ``*``.
    """
    found: dict[int, dict[str | None, None]] = {}
    for authorizer in api.authorizers():
        found.setdefault(id(authorizer.function), {})[None] = None
    for route in api.routes:
        called = found.setdefault(id(route.function), {})
        qualifier = route.target.qualifier if isinstance(route.target, RouteTarget) else None
        variable = stage_variable(qualifier)
        if variable is None:
            called[qualifier] = None
            continue
        values = [(stage.variables or {}).get(variable) for stage in api.stages]
        known = [each for each in values if isinstance(each, str)]
        called.update(dict.fromkeys(known if len(known) == len(values) else ["*"]))
    return {function: list(names) for function, names in found.items()}


def check_qualifiers(api: HttpApi) -> Iterator[CfngwError]:
    """Check that aliases may be called, and that each stage names the one that it calls."""
    found: dict[tuple[int, str], CfngwError] = {}
    for target in _qualified(api):
        variable = stage_variable(target.qualifier)
        for stage in api.stages if variable is not None else ():
            problem = _misnamed(api, stage, str(variable))
            if problem is not None:
                found[id(stage), str(variable)] = problem
    yield from found.values()


def _misnamed(api: HttpApi, stage: Stage, variable: str) -> CfngwError | None:
    """Tell what is wrong with the alias that a stage names, if anything."""
    variables = stage.variables or {}
    if variable not in variables:
        return stage.refusal(
            f'it has no variable "{variable}", which names the alias of a function.',
            allowed=", ".join(variables) or None,
            fix=f'give variables={{"{variable}": "..."}}',
        )
    named = variables[variable]
    if not isinstance(named, str):
        if api.invocation == "role":
            return None
        return stage.refusal(
            f'its variable "{variable}" names an alias that is known to CloudFormation alone, and each alias needs a '
            "permission of its own.",
            given=named,
            allowed="the name of an alias, as text",
            fix='write it out, or give the API invocation="role"',
        )
    if not _ALIAS.fullmatch(named):
        name = stage.name.strip("$")
        return stage.refusal(
            f'its variable "{variable}" names an alias, and this is no name of one.',
            given=named,
            allowed="letters, digits, '-' and '_', not of digits alone",
            fix=f'write variables={{"{variable}": "{name}"}} and Alias("{name}", ...)',
        )
    return None


def alias_calls(api: HttpApi) -> Iterator[AliasCall]:
    """Give the aliases that an API calls by their names, as far as these are known."""
    for target in _qualified(api):
        variable = stage_variable(target.qualifier)
        if variable is None:
            yield AliasCall(target.function, str(target.qualifier), target)
            continue
        for stage in api.stages:
            named = (stage.variables or {}).get(variable)
            if isinstance(named, str):
                yield AliasCall(target.function, named, stage)


def _qualified(api: HttpApi) -> Iterator[Any]:
    """Give the targets that name an alias, each once."""
    for target in {id(route.target): route.target for route in api.routes}.values():
        if isinstance(target, Value) and isinstance(target, RouteTarget) and target.qualifier is not None:
            yield target
