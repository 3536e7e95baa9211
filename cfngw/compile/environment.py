"""Environments in a template: the parameter and the mapping of one that serves several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cfngw.compile.assembly import Assembly
from cfngw.declare.environment import MAPPING, PARAMETER, Plan
from cfngw.declare.parameter import Parameter
from cfngw.declare.settling import AllEnvironments, Settling
from cfngw.errors import DeclarationError, LimitError

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_MOST_KEYS = 200


def without_environments(choices: Iterable[Any]) -> Iterator[DeclarationError]:
    """Refuse what stands for a value in each environment where a blueprint has none."""
    for choice in choices:
        names = ", ".join(f'"{name}"' for name in choice.names)
        yield DeclarationError(
            "PerEnvironment: the blueprint has no environments.",
            where=choice.source,
            given=choice,
            fix=f"give the blueprint environments=[{names}], or write one value",
        )


def add_environments(assembly: Assembly, settlings: Sequence[Settling]) -> None:
    """Tell what was wrong in an environment; put in what chooses among those of one template."""
    every = list({id(each): each for each in settlings}.values())
    for settling in every:
        assembly.problems += settling.problems
    shared = [each for each in every if isinstance(each, AllEnvironments)]
    if shared:
        _add_parameter(assembly, shared[0].plan)
        _add_mapping(assembly, shared[0])


def _add_parameter(assembly: Assembly, plan: Plan) -> None:
    """Ask which environment the stack is for; a parameter of that name that the user declared is taken as it is."""
    names = list(plan.environments)
    own = assembly.template.parameters.get(PARAMETER)
    if own is None:
        asked = Parameter(PARAMETER, allowed_values=names, description="The environment that this stack is")
        assembly.add_parameter(asked.moved(plan.source))
    elif list(own.properties.get("AllowedValues", ())) != names:
        assembly.problems.append(
            DeclarationError(
                f"{plan.label}: the parameter {PARAMETER} chooses among its environments.",
                where=assembly.sources.get(("Parameters", PARAMETER), plan.source),
                given=own.properties.get("AllowedValues"),
                allowed=f"allowed_values={names}",
                fix="write these, or rename your parameter",
            )
        )


def _add_mapping(assembly: Assembly, settling: AllEnvironments) -> None:
    """Put in what the parts of the template look up: they fill the same rows."""
    rows, plan = settling.rows, settling.plan
    keys = max(map(len, rows.values()), default=0)
    if keys > _MOST_KEYS:
        assembly.problems.append(
            LimitError(
                f"{plan.label}: the mapping of its environments has {keys} keys.",
                where=plan.source,
                given=keys,
                allowed=f"at most {_MOST_KEYS} values that differ, in one template",
                fix="leave out one_template=True, so that each environment has a template of its own",
            )
        )
    if any(rows.values()) and assembly.claim("Mappings", MAPPING, rows, plan.source):
        assembly.template.mappings[MAPPING] = rows
