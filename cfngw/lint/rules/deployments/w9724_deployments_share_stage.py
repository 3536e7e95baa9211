"""W9724: two deployments that put themselves on one stage."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import DEPLOYMENT, owner
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class DeploymentsShareStage(Rule):
    """Two deployments with one StageName."""

    id = "W9724"
    short = "One deployment names a stage"
    long = "Of two deployments with one StageName, the stage serves that which CloudFormation makes last."
    aws = "Nothing fails when both are made; which of them is served depends on the order."
    fix = "Leave StageName out, and let one Stage refer to the deployment that it serves."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html"
    )
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str, str], str] = {}
        for each in view.resources(DEPLOYMENT):
            api, name = owner(each), literal(each.properties.get("StageName"))
            if api is None or name is None or each.made is not True:
                continue
            other = first.setdefault((api, name), each.logical_id)
            if other != each.logical_id:
                yield Problem(
                    below(each.at, "Properties", "StageName"),
                    f"{other} is deployed to the stage {name}, too: it serves what is made last. Let one Stage refer "
                    "to the deployment that it serves, and leave StageName out here",
                )
