"""W9817: a stage that serves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference, Text, Unknown
from cfngw.lint.rules.http.common import DEPLOYMENT, STAGE, apis, at, given, lacks
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class StageWithoutDeployment(Rule):
    """A stage that serves nothing."""

    id = "W9817"
    short = "A stage has AutoDeploy or a DeploymentId"
    long = (
        "A stage serves a deployment: one that DeploymentId names, one that names the stage, or with AutoDeploy "
        "the latest."
    )
    aws = (
        "The stack is created; each call is answered with 404 Not Found, or 403 Forbidden, until something is "
        "deployed to the stage."
    )
    fix = "Write AutoDeploy: true."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            named = {given(each, "StageName") for each in api.of(DEPLOYMENT)}
            for stage in api.of(STAGE):
                auto = flag(stage.properties.get("AutoDeploy"))
                if auto is not False or not lacks(stage, "DeploymentId"):
                    continue
                own = {given(stage, "StageName"), Reference(stage.key, "", stage.type)}
                if named & own or any(isinstance(name, (Unknown, Text)) for name in named):
                    continue
                yield Problem(
                    at(stage, "AutoDeploy"),
                    f"The stage {stage.logical_id} has neither AutoDeploy nor a DeploymentId: it serves "
                    "nothing, and calls get "
                    "404 or 403. Write AutoDeploy: true",
                )
