"""W9742: what a deployment says of a stage that it does not make."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import DEPLOYMENT
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class StageDescription(Rule):
    """StageDescription without StageName."""

    id = "W9742"
    short = "StageDescription goes with StageName"
    long = "StageDescription says how the stage is that a Deployment makes, and it makes one by StageName alone."
    aws = "Not documented: the deployment is refused, or what is said of the stage has no effect."
    fix = "Write these properties into the AWS::ApiGateway::Stage."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html"
    )
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(DEPLOYMENT):
            own = each.properties
            written = own.value if isinstance(own.value, dict) else {}
            if own.get("StageDescription") is not None and "StageName" not in written:
                if any(name.startswith("Fn::") for name in written):
                    continue
                yield Problem(
                    below(each.at, "Properties", "StageDescription"),
                    f"{each.logical_id} describes a stage and names none: AWS refuses or ignores that. Write these "
                    "properties into the Stage",
                )
