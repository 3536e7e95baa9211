"""Aliases that an API calls by name or by a stage variable. What they are made of, Alias says in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import EllipsisType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cfngw.declare.function import Callee, Function, FunctionAlias, ImportedFunction
from cfngw.declare.kinds import Checked, Words
from cfngw.declare.stage_variables import named
from cfngw.declare.value import Value
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.rest_api import RestApi
    from cfngw.declare.stage import Stage

    Api: TypeAlias = HttpApi | RestApi

_ALIAS = re.compile(r"(?![0-9]+$)[A-Za-z0-9_-]{1,128}")
_BEGIN, _END = "${stageVariables.", "}"
QUALIFIER = Words(
    'an alias of the function, or "${stageVariables.name}"',
    pattern=r"(?=.*[A-Za-z])[A-Za-z0-9_-]+|\$\{stageVariables\.[A-Za-z0-9_]+\}",
    longest=128,
    literal=True,
)
OWN_QUALIFIER = Checked(
    f"{QUALIFIER.allowed}, or None for the function itself",
    lambda given: None if given is None else QUALIFIER.keep(given),
)
_QUALIFIED = re.compile(r"arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+:[^:]+")


def stage_variable(qualifier: str | None) -> str | None:
    """Give the stage variable that names an alias, if one does."""
    if qualifier is None or not qualifier.startswith(_BEGIN):
        return None
    return qualifier.removeprefix(_BEGIN).removesuffix(_END)


class Call(NamedTuple):
    """A function that an API calls, by which alias if by one; ``value``: who says so."""

    function: Callee
    qualifier: str | None
    value: Value


class AliasCall(NamedTuple):
    """An alias that an API calls, by its name; ``value``: who says so."""

    function: Callee
    name: str
    value: Value


def qualifier_of(api: Api, target: Any) -> str | None:
    """Give the alias that a target is called by: its own, or the API's; an Alias is one already."""
    function = target if isinstance(target, _CALLED) else target.function
    if function is None or isinstance(function, FunctionAlias):
        return None
    own = getattr(target, "qualifier", ...)
    return api.qualifier if isinstance(own, EllipsisType) else own


def check_named_once(target: Value, function: Callee | None, qualifier: Any) -> Iterator[CfngwError]:
    """Refuse a qualifier of what is an alias already."""
    if isinstance(qualifier, str) and isinstance(function, FunctionAlias):
        yield target.refusal(
            "its function is an alias already.",
            given=qualifier,
            allowed="an Alias, or a function and qualifier=",
            fix="leave out qualifier=",
        )


_CALLED = (Function, ImportedFunction, FunctionAlias)


def calls(api: Api) -> Iterator[Call]:
    """Give the functions that an API's routes or methods call, by each target once."""
    users: Any = api.routes if api.protocol == "HTTP" else api.methods
    for target in {id(user.target): user.target for user in users}.values():
        function = target if isinstance(target, _CALLED) else target.function
        if function is not None:
            own = getattr(target, "qualifier", ...)
            yield Call(function, qualifier_of(api, target), api if isinstance(own, EllipsisType) else target)


def qualifiers(api: Api) -> dict[int, list[str | None]]:
    """Give the aliases that each function is called by, by the function's identity; None is the function itself.

    Where not all stages say in words which alias they call, it is ``*``.
    """
    found: dict[int, dict[str | None, None]] = {}
    for authorizer in api.authorizers():
        found.setdefault(id(authorizer.function), {})[None] = None
    for call in calls(api):
        called = found.setdefault(id(call.function), {})
        variable = stage_variable(call.qualifier)
        if variable is None:
            called[call.qualifier] = None
            continue
        values = [value for stage in api.stages for _, value in _values(stage, variable)]
        known = [each for each in values if isinstance(each, str)]
        called.update(dict.fromkeys(known if len(known) == len(values) else ["*"]))
    return {function: list(names) for function, names in found.items()}


def _values(stage: Stage, variable: str) -> Iterator[tuple[Value, Any]]:
    """Give what a stage says that a variable is, and its canary, each with who says it; an alias by its name."""
    yield stage, named((stage.variables or {}).get(variable))
    if stage.canary is not None and variable in (stage.canary.variables or {}):
        yield stage.canary, named((stage.canary.variables or {})[variable])


def check_qualifiers(api: Api) -> Iterator[CfngwError]:
    """Check that aliases may be called, and that each stage names the one that it calls."""
    found: dict[tuple[int, str], CfngwError] = {}
    for call in calls(api):
        if call.qualifier is None:
            continue
        variable = stage_variable(call.qualifier)
        if isinstance(call.function, ImportedFunction):
            yield from _check_imported(call, call.function, variable)
        for stage in api.stages if variable is not None else ():
            problem = _misnamed(api, stage, str(variable))
            if problem is not None:
                found[id(stage), str(variable)] = problem
    yield from found.values()


def _check_imported(call: Call, function: ImportedFunction, variable: str | None) -> Iterator[CfngwError]:
    """Refuse what a function of another stack can't be called by.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
    """
    itself = "leave out qualifier=" if isinstance(call.value, _targets()) else "give its target qualifier=None"
    if function.cross_account and variable is not None:
        yield call.value.refusal(
            f"no stage variable chooses an alias of {function.name}, which is of another account.",
            given=call.qualifier,
            allowed="a stage variable for functions of the API's own account",
            fix=f"{itself}, and name the alias in the function's ARN",
            option="qualifier",
        )
    elif isinstance(function.arn, str) and _QUALIFIED.fullmatch(function.arn):
        yield call.value.refusal(
            f"the ARN of {function.name} names an alias or a version already.",
            given=function.arn,
            allowed="qualifier= for a function's plain ARN",
            fix=f"{itself}, or end the ARN with the function's name",
            option="qualifier",
        )


def _targets() -> tuple[type, ...]:
    from cfngw.declare.http_integration import RouteTarget
    from cfngw.declare.integration_base import Integration

    return RouteTarget, Integration


def place_of(api: Api, stage: Stage) -> dict[str, Any]:
    """Give where a problem of a stage is: the usual stage was declared by nobody, so that it is where stages are."""
    usual = any(stage is each for each in api.options["stages"].default)
    return {"where": api.source, "option": "stages"} if usual else {"where": stage.source}


def _misnamed(api: Api, stage: Stage, variable: str) -> CfngwError | None:
    """Tell what is wrong with the alias that a stage names, if anything."""
    variables = stage.variables or {}
    if variable not in variables:
        return stage.refusal(
            f'it has no variable "{variable}", which names the alias of a function.',
            allowed=", ".join(variables) or None,
            fix=f'give variables={{"{variable}": "..."}}',
            **place_of(api, stage),
        )
    for value, given in _values(stage, variable):
        if not isinstance(given, str):
            if api.invocation == "role":
                continue
            return value.refusal(
                f'its variable "{variable}" names an alias that is known to CloudFormation alone, and each alias needs '
                "a permission of its own.",
                given=given,
                allowed="the name of an alias, as text",
                fix='write it out, or give the API invocation="role"',
            )
        if not _ALIAS.fullmatch(given):
            name = stage.name.strip("$")
            return value.refusal(
                f'its variable "{variable}" names an alias, and this is no name of one.',
                given=given,
                allowed="letters, digits, '-' and '_', not of digits alone",
                fix=f'write variables={{"{variable}": "{name}"}} and Alias("{name}", ...)',
            )
    return None


def stage_aliases(api: Api, stage: Stage) -> Iterator[tuple[Function, str]]:
    """Give the aliases that a stage's variables name, each by its function."""
    found: dict[tuple[int, str], tuple[Function, str]] = {}
    for call in calls(api):
        variable = stage_variable(call.qualifier)
        name = named((stage.variables or {}).get(variable)) if variable is not None else None
        if isinstance(call.function, Function) and isinstance(name, str):
            found[id(call.function), name] = call.function, name
    yield from found.values()


def alias_calls(api: Api) -> Iterator[AliasCall]:
    """Give the aliases that an API calls by their names, as far as these are known."""
    for call in calls(api):
        if call.qualifier is None:
            continue
        variable = stage_variable(call.qualifier)
        if variable is None:
            yield AliasCall(call.function, call.qualifier, call.value)
            continue
        for stage in api.stages:
            for value, given in _values(stage, variable):
                if isinstance(given, str):
                    yield AliasCall(call.function, given, value)
