"""Canaries of stages: a parameter says which deployment the rest of the requests gets; while it is empty there is none.

A deployment that a new one takes the place of is kept, for the stage may still serve it: its deletion policy says so in
the template before, which is the one that CloudFormation goes by.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
"""

from __future__ import annotations

from typing import Any

from troposphere import Equals, If, Not, NoValue, Ref, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.stage_variables import stage_variables
from cfngw.declare.canary import Canary
from cfngw.declare.parameter import Condition, Parameter


def canary_options(assembly: Assembly, canary: Canary, stage: str, deployment: str) -> dict[str, Any]:
    """Give what a stage with a canary serves; ``stage`` and ``deployment`` are their logical ids."""
    base = Parameter(
        f"{stage}Base",
        "",
        description="The id of the deployment that is served but for the canary; empty: the new one serves all",
        allowed_pattern="[a-z0-9]*",
    ).moved(canary.source)
    condition = Condition(f"{stage}HasCanary", Not(Equals(Ref(base.name), ""))).moved(canary.source)
    assembly.add_parameter(base)
    assembly.add_condition(condition)
    setting = {
        "DeploymentId": Ref(deployment),
        "PercentTraffic": assembly.resolve(canary.percent),
        "StageVariableOverrides": stage_variables(assembly, canary.variables) or None,
        "UseStageCache": assembly.resolve(canary.use_cache),
    }
    _keep(assembly, deployment)
    return {
        "DeploymentId": If(condition.name, Ref(base.name), Ref(deployment)),
        "CanarySetting": If(condition.name, apigateway.StageCanarySetting(**only_given(setting)), NoValue),
    }


def _keep(assembly: Assembly, deployment: str) -> None:
    """Keep deployments that are replaced; CloudFormation takes a policy in with another change, here the metadata."""
    made = assembly.template.resources[deployment]
    made.DeletionPolicy = made.UpdateReplacePolicy = "Retain"
    ours = {**made.resource.get("Metadata", {}).get("cfngw", {}), "Kept": "for a canary"}
    made.Metadata = {"cfngw": ours}
