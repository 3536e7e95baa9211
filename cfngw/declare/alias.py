"""Aliases of functions that an HTTP API calls, by name or by a stage variable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cfngw.declare.http_integration import RouteTarget
from cfngw.declare.kinds import Words
from cfngw.declare.value import Value
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi

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
    missing: dict[tuple[int, str], CfngwError] = {}
    for target in {id(route.target): route.target for route in api.routes}.values():
        if not isinstance(target, Value) or not isinstance(target, RouteTarget) or target.qualifier is None:
            continue
        if api.invocation != "role":
            yield target.refusal(
                "an alias is called by the API's role; permissions for aliases come with a later version.",
                given=api.invocation,
                fix='give the API invocation="role"',
            )
        variable = stage_variable(target.qualifier)
        for stage in api.stages:
            if variable is not None and variable not in (stage.variables or {}):
                missing[id(stage), variable] = stage.refusal(
                    f'it has no variable "{variable}", which names the alias of a function.',
                    allowed=", ".join(stage.variables or {}) or None,
                    fix=f'give variables={{"{variable}": "..."}}',
                )
    yield from missing.values()
