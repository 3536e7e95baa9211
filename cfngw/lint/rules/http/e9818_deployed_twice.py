"""E9818: a stage that deploys by itself and by a deployment."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import STAGE, apis, at, given, is_true
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class DeployedTwice(Rule):
    """A stage that deploys by itself and by a deployment."""

    id = "E9818"
    short = "A stage has AutoDeploy or a DeploymentId, not both"
    long = "With AutoDeploy API Gateway makes the deployments of a stage; it takes none by hand."
    aws = "The stack fails when the stage is made: 400, a deployment can't be set where AutoDeploy is on."
    fix = "Leave out DeploymentId and the deployment, or AutoDeploy."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for stage in api.of(STAGE):
                if is_true(stage, "AutoDeploy") and isinstance(given(stage, "DeploymentId"), (str, Reference)):
                    yield Problem(
                        at(stage, "DeploymentId"),
                        f"The stage {stage.logical_id} has AutoDeploy, with which API Gateway takes no "
                        "DeploymentId (400). "
                        "Leave one of the two out",
                    )
