"""Stages that serve the deployment that a parameter names, and while it is empty the one of the stack.

A deployment that a new one takes the place of is kept, for a stage may still serve it: its deletion policy says so in
the template before, which is the one that CloudFormation goes by.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
"""

from __future__ import annotations

from troposphere import Equals, If, Not, Ref

from cfngw.compile.assembly import Assembly
from cfngw.declare.parameter import Condition, Parameter
from cfngw.source import Source


def held(assembly: Assembly, parameter: Parameter, condition: str, deployment: str, fix: str | None = None) -> If:
    """Let a parameter say which deployment is served; ``condition`` is the name of "it says one".

    ``fix``: what to do when the parameter's name is taken.
    """
    assembly.add_parameter(parameter, fix)
    assembly.add_condition(Condition(condition, Not(Equals(Ref(parameter.name), ""))).moved(parameter.source))
    return If(condition, Ref(parameter.name), Ref(deployment))


def naming(name: str, description: str, source: Source) -> Parameter:
    """Make a parameter that names a deployment, or none."""
    made: Parameter = Parameter(name, "", description=description, allowed_pattern="[a-z0-9]*").moved(source)
    return made


def keep(assembly: Assembly, deployment: str, what_for: str) -> None:
    """Keep deployments that are replaced; CloudFormation takes a policy in with another change, here the metadata."""
    made = assembly.template.resources[deployment]
    made.DeletionPolicy = made.UpdateReplacePolicy = "Retain"
    ours = made.resource.get("Metadata", {}).get("cfngw", {})
    reasons = dict.fromkeys([*(ours["Kept"].split(" and ") if "Kept" in ours else []), what_for])
    made.Metadata = {"cfngw": {**ours, "Kept": " and ".join(reasons)}}
