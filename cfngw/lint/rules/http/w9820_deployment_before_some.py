"""W9820: a deployment that waits for some of the routes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import DEPLOYMENT, apis
from cfngw.lint.rules.http.depends import missing
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class DeploymentBeforeSome(Rule):
    """A deployment that waits for some of the routes."""

    id = "W9820"
    short = "A deployment waits for all routes of its API"
    long = "What is made after a deployment is not in it, until another is made."
    aws = "The stack is created; calls of the routes that came later may be answered with 404 Not Found."
    fix = "Name all routes in DependsOn of the deployment."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html"
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            routes = {row.resource.logical_id for row in api.routes if row.resource.made is True}
            for deployment in api.of(DEPLOYMENT):
                left = missing(view, deployment, routes)
                if isinstance(left, set) and left and (left != routes or api.has_body):
                    shown = ", ".join(sorted(left)[:3]) + (", ..." if len(left) > 3 else "")
                    yield Problem(
                        deployment.at,
                        f"{deployment.logical_id} doesn't wait for {shown}: what is made after it is not "
                        "served (404). Add to "
                        "DependsOn",
                    )
