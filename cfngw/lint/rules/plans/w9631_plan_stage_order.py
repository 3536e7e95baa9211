"""W9631: a plan that may be made before its stage."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import stages_of, unordered
from cfngw.lint.rules.plans.common import PLAN, plan_stages
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class PlanStageOrder(Rule):
    """A usage plan that names its stage as a text."""

    id = "W9631"
    short = "A usage plan waits for its stage"
    long = "A plan that names its stage as a text does not wait for the resource that makes it."
    aws = "The stack fails where the plan comes first: API Stage not found."
    fix = "Write Stage: !Ref <Stage>, or add DependsOn."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-apistage.html"
    types = (PLAN,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in plan_stages(view):
            name = literal(row.node.get("Stage"))
            if row.api is None or name is None:
                continue
            made = [stage for known, stage in stages_of(view, row.api) if known == name]
            if made and all(unordered(view, row.plan, stage) for stage in made):
                first = made[0].logical_id
                fix = f"Write !Ref {first}" if made[0].type.endswith("::Stage") else f"Add DependsOn: {first}"
                yield Problem(
                    below(row.node.at, "Stage"),
                    f"{row.plan.logical_id} does not wait for {first}, which makes the stage {name}: AWS answers API "
                    f"Stage not found where the plan comes first. {fix}",
                )
