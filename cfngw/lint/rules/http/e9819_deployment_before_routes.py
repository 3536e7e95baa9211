"""E9819: a deployment that waits for no route."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import DEPLOYMENT, apis
from cfngw.lint.rules.http.depends import missing
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class DeploymentBeforeRoutes(Rule):
    """A deployment that waits for no route."""

    id = "E9819"
    short = "A deployment waits for the routes of its API"
    long = (
        "A deployment is a copy of the routes as they are when it is made. CloudFormation makes it beside the "
        "routes, unless DependsOn says otherwise."
    )
    aws = (
        "The stack fails when the deployment is made first: 400, Unable to deploy API because no routes exist in "
        "this API."
    )
    fix = "Give the deployment DependsOn with all routes, or the stage AutoDeploy: true and no deployment."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html"
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            routes = {row.resource.logical_id for row in api.routes if row.resource.made is True}
            if not routes or api.has_body or api.resource.properties.get("Target") is not None:
                continue
            for deployment in api.of(DEPLOYMENT):
                left = missing(view, deployment, routes)
                if left == routes:
                    yield Problem(
                        deployment.at,
                        f"{deployment.logical_id} waits for no route of {api.resource.logical_id}: made "
                        "before them it fails (400, "
                        "no routes exist). Write DependsOn: "
                        f"[{', '.join(sorted(routes)[:3])}{', ...' if len(routes) > 3 else ''}]",
                    )
