"""Promotion of stages: a parameter says which deployment a stage serves, an output which one it is promoted from.

Which output feeds which parameter stands in the metadata of what is promoted, so that whoever has the template, and
what AWS says of its stack, can promote: {From: staging, To: prod, Parameters: {ProdDeploymentId: ...}, Before: ...}.
``Before`` refers to the parameter that remembers, in the stack itself, what was served before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import AWSHelperFn, If, Ref

from cfngw.compile.assembly import Assembly
from cfngw.compile.held_deployment import held, keep, naming
from cfngw.declare.parameter import Output, Parameter
from cfngw.declare.promotion import sources
from cfngw.declare.stage import Stage
from cfngw.naming import before_id, deployment_id, promoted_id, promoted_words, served_id, stage_id
from cfngw.source import Source


def stage_options(assembly: Assembly, api: str, stage: Stage, deployment: str) -> dict[str, Any]:
    """Give what a stage that is promoted to serves, and its metadata."""
    origin = str(stage.promoted_from)
    parameter, output = promoted_id(stage.name, stage.logical_id), served_id(api, origin)
    description = f"The deployment of {api} that {stage.name} serves, as cfngw promote writes it; empty: the newest"
    fix = f'give this stage logical_id="{stage_id(api, stage.name)}": its parameter is then named after that'
    served = held(assembly, naming(parameter, description, stage.source), _condition(stage), deployment, fix)
    keep(assembly, deployment, "for a promotion")
    return {
        "Metadata": promotion_metadata(assembly, origin, stage.name, {parameter: output}, stage.source),
        "DeploymentId": served,
    }


def promotion_metadata(
    assembly: Assembly, origin: str, stage: str, parameters: Mapping[str, str], source: Source
) -> dict[str, Any]:
    """Write for ``cfngw promote`` which outputs, told of ``origin``, the parameters of a stage are given.

    ``parameters``: the name of each parameter with that of its output. Any resource that takes such a parameter may
    have this metadata; the parameter that remembers what was before is put into the template once for each stage.
    """
    before = Parameter(
        before_id(stage),
        "",
        description=f"What {stage} served before it was last promoted from {origin}, as cfngw promote writes it",
    ).moved(source)
    assembly.add_parameter(before, "promote both from stages of one name; or build the APIs into stacks of their own")
    found = {"From": origin, "To": stage, "Parameters": dict(parameters), "Before": Ref(before.name)}
    return {"cfngw": {"Promotion": found}}


def promotion_outputs(api: str, stages: Sequence[Stage]) -> list[Output]:
    """Tell which deployment each stage serves that another one is promoted from."""
    return [
        Output(
            served_id(api, stage.name),
            _served(stage, deployment_id(api)),
            description=f"Id of the deployment that the stage {stage.name} serves",
        )
        for stage in sources(stages).values()
    ]


def _served(stage: Stage, deployment: str) -> AWSHelperFn:
    newest = Ref(deployment)
    if stage.promoted_from is None:
        return newest
    return If(_condition(stage), Ref(promoted_id(stage.name, stage.logical_id)), newest)


def _condition(stage: Stage) -> str:
    return f"{promoted_words(stage.name, stage.logical_id)}IsPromoted"
