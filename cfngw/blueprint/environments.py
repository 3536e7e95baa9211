"""The environments of a blueprint: its plan, and a blueprint for one of them. Loaded where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cfngw.declare.contents import Contents
from cfngw.declare.environment import Environment, PerEnvironment, Plan
from cfngw.declare.rest_api import REST_STAGE
from cfngw.declare.settling import AllEnvironments, OneEnvironment, Settling
from cfngw.declare.stage import DEFAULT_STAGE, Stage
from cfngw.errors import DeclarationError, report
from cfngw.source import Source, here

if TYPE_CHECKING:
    from cfngw.blueprint import Blueprint

_USUAL = "api"  # a stage that nobody named: not that of an environment, since all of them have it


def plan_of(label: str, contents: Contents, source: Source) -> Plan | None:
    """Give the environments that a blueprint declares."""
    found = _sound(contents)
    if found is None:
        return None
    return Plan(found, contents.one_template, contents.app_name, label, source)


def _sound(contents: Contents) -> Mapping[str, Environment] | None:
    """Give the environments, unless what was given was refused."""
    found = contents.environments
    sound = isinstance(found, Mapping) and all(isinstance(each, Environment) for each in found.values())
    return found if sound else None


def settled(
    plan: Plan, environment: str | None, contents: Contents, api: Any, rows: dict[str, dict[str, Any]]
) -> tuple[Settling, Contents, Any]:
    """Give what a blueprint declares as it is in an environment, and what settles the rest that belongs to it.

    ``rows`` takes those of the mapping, where one template serves all.
    """
    settling = _settling(plan, environment, rows)
    if api is not None:
        api = settling.settle(api)
        if api.api_name is None and plan.app_name is not None:
            named = object.__new__(type(api))
            named.__dict__.update(api.__dict__, api_name=settling.api_name())
            api = named
    return settling, settling.settle(contents), api


def _settling(plan: Plan, environment: str | None, rows: dict[str, dict[str, Any]]) -> AllEnvironments | OneEnvironment:
    if plan.one_template:
        return AllEnvironments(plan, rows)
    if environment is None:
        raise DeclarationError(
            f"{plan.label}: it has a template for each environment.",
            where=plan.source,
            given=list(plan.environments),
            fix=f'write .in_environment("{next(iter(plan.environments))}") before it, or give one_template=True; '
            "cfngw build makes all templates",
        )
    return OneEnvironment(plan, environment)


def check_environment(plan: Plan | None, label: str, name: str) -> None:
    """Refuse an environment that a blueprint doesn't have, or has no template of its own for."""
    if plan is None:
        raise DeclarationError(
            f"{label}: it has no environments.",
            where=here(),
            given=name,
            fix=f'give it environments=["{name}"]',
        )
    if name not in plan.environments:
        raise plan.unknown(name, here(), f'there is no environment "{name}".')
    if plan.one_template:
        raise DeclarationError(
            f"{plan.label}: one template serves all its environments.",
            where=here(),
            given=name,
            fix="leave out .in_environment(...): the stack's parameter Environment chooses",
        )


def agreed(plans: Sequence[Plan]) -> Plan:
    """Give the first of the plans of one template; refuse those that have other environments."""
    first = plans[0]
    for plan in plans[1:]:
        if _forms(plan) != _forms(first):
            raise DeclarationError(
                f"{plan.label}: it has other environments than {first.label}, and is in one template with it.",
                where=plan.source,
                given=_forms(plan),
                allowed=", ".join(_forms(first)),
                fix="give them to the Composition alone, or the same to both",
            )
    return first


def _forms(plan: Plan) -> list[str]:
    return [*plan.environments, *(["one_template=True"] if plan.one_template else [])]


def with_stages(blueprint: Blueprint, options: dict[str, Any], contents: Contents) -> dict[str, Any]:
    """Give an API's only stage the name that it has in each environment."""
    stages, environments = options["stages"], _sound(contents)
    if (
        environments is None
        or not isinstance(stages, tuple | list)
        or not all(isinstance(stage, Stage) for stage in stages)
    ):
        return options  # told elsewhere
    usual = len(stages) == 1 and (stages[0] is REST_STAGE or stages[0] is DEFAULT_STAGE)
    if usual:
        name = _USUAL if stages[0] is REST_STAGE else stages[0].name
        stages = [stages[0].but(name=name).moved(blueprint.source)]
    named = {name: each.stage for name, each in environments.items() if each.stage is not None}
    if named and len(stages) != 1:
        environment = environments[next(iter(named))]
        report(
            environment.refusal(
                f"{blueprint._named().label} has {len(stages)} stages, and this names one.",
                given=environment.stage,
                allowed="an API with one stage",
                fix='leave out stage=, and write Stage(PerEnvironment(dev="...", prod="..."))',
            )
        )
        return options
    if named and set(map(repr, named.values())) != {repr(stages[0].name)}:
        stage = stages[0]
        names = {name: named.get(name, stage.name) for name in environments}
        chosen = names[next(iter(names))] if len(set(map(repr, names.values()))) == 1 else PerEnvironment(names)
        stages = [stage.but(name=chosen).moved(stage.source)]
    return {**options, "stages": tuple(stages)}
