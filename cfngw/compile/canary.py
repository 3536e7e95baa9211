"""Canaries of stages: a parameter says which deployment gets the rest of the requests; while it is empty, none does."""

from __future__ import annotations

from typing import Any

from troposphere import If, NoValue, Ref, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.held_deployment import held, keep, naming
from cfngw.compile.stage_variables import stage_variables
from cfngw.declare.canary import Canary


def canary_options(assembly: Assembly, canary: Canary, stage: str, deployment: str) -> dict[str, Any]:
    """Give what a stage with a canary serves; ``stage`` and ``deployment`` are their logical ids."""
    condition = f"{stage}HasCanary"
    description = "The id of the deployment that is served but for the canary; empty: the new one serves all"
    served = held(assembly, naming(f"{stage}Base", description, canary.source), condition, deployment)
    setting = {
        "DeploymentId": Ref(deployment),
        "PercentTraffic": assembly.resolve(canary.percent),
        "StageVariableOverrides": stage_variables(assembly, canary.variables) or None,
        "UseStageCache": assembly.resolve(canary.use_cache),
    }
    keep(assembly, deployment, "for a canary")
    return {
        "DeploymentId": served,
        "CanarySetting": If(condition, apigateway.StageCanarySetting(**only_given(setting)), NoValue),
    }
