"""W9721: a deployment that waits for some methods."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import DEPLOYMENT
from cfngw.lint.rules.deployments.e9720_deployment_order import has_document, waited
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class DeploymentPartial(Rule):
    """A deployment that may be made before some of the methods."""

    id = "W9721"
    short = "A deployment waits for every method of its API"
    long = "A deployment is a picture of the API at one moment; what CloudFormation makes later is not in it."
    aws = "The stack is created; a method that was late is not served: 403 Missing Authentication Token."
    fix = "Add the method to DependsOn."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html"
    )
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(DEPLOYMENT):
            methods, missing = waited(view, each)
            if missing and (len(missing) < len(methods) or has_document(view, each)):
                shown = ", ".join(method.logical_id for method in missing[:3])
                more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
                yield Problem(
                    below(each.at, "DependsOn"),
                    f"{each.logical_id} does not wait for {shown}{more}: what is made after it is not served (403). "
                    "Add it to DependsOn",
                )
