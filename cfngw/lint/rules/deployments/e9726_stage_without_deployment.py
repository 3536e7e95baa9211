"""E9726: a stage that serves no deployment."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.deployments.common import DEPLOYMENT, STAGE
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class StageWithoutDeployment(Rule):
    """A Stage without what API Gateway demands of it."""

    id = "E9726"
    short = "A stage names its deployment"
    long = "A stage of a REST API is made with the id of a Deployment of its API; the schema does not demand it."
    aws = "The stage is refused: No deployment ID specified, or Invalid Deployment identifier specified (400, 404)."
    fix = "Add DeploymentId: !Ref <Deployment>."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(STAGE):
            own = each.properties
            written = own.value if isinstance(own.value, dict) else {}
            if any(name.startswith("Fn::") for name in written):
                continue
            if "DeploymentId" not in written:
                yield Problem(
                    each.at, f"{each.logical_id} serves no deployment: AWS refuses it. Add DeploymentId: !Ref one"
                )
            given = own.get("DeploymentId")
            value = given.value if given is not None else None
            target = view.found.index.get(value.logical_id) if isinstance(value, Reference) else None
            if target is not None and target.type.startswith("AWS::ApiGateway") and target.type != DEPLOYMENT:
                yield Problem(
                    below(each.at, "Properties", "DeploymentId"),
                    f"{target.logical_id} is an {target.type}, no deployment: AWS answers Invalid Deployment "
                    "identifier specified. Refer to an AWS::ApiGateway::Deployment",
                )
