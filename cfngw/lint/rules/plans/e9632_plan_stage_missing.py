"""E9632: a plan for a stage that its API does not have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.deployments.common import all_told, stages_of
from cfngw.lint.rules.plans.common import PLAN, plan_stages
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class PlanStageMissing(Rule):
    """A usage plan that names a stage which nothing makes, or none."""

    id = "E9632"
    short = "A usage plan is for a stage that its API has"
    long = (
        "Each row of ApiStages names an API and one of its stages; an API of the same stack has those of the template."
    )
    aws = "The stack fails: API Stage not found."
    fix = "Name a stage of the API, best by !Ref."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-apistage.html"
    types = (PLAN,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in plan_stages(view):
            if not isinstance(row.node.value, dict) or any(each.startswith("Fn::") for each in row.node.value):
                continue
            for name, other in (("Stage", "ApiId"), ("ApiId", "Stage")):
                if name not in row.node.value and other in row.node.value:
                    text = f"A row of ApiStages has {other} and no {name}: AWS refuses the plan. Add {name}"
                    yield Problem(row.node.at, text)
            stage = literal(row.node.get("Stage"))
            if row.api is None or stage is None or not all_told(view, row.api):
                continue
            names = [known for known, _ in stages_of(view, row.api) if known is not None]
            if stage not in names:
                close = nearest(stage, names) or (names[0] if len(names) == 1 else None)
                fix = f"Write {close}" if close else "Add the stage, or leave the row out"
                yield Problem(
                    below(row.node.at, "Stage"),
                    f"{row.api} has no stage {stage}: AWS answers API Stage not found. {fix}",
                )
