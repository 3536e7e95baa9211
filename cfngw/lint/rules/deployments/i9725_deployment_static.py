"""I9725: a deployment that does not follow changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import DEPLOYMENT
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_CHANGING = re.compile(r"[0-9]{6,}|[0-9a-fA-F]{8,}")


class DeploymentStatic(Rule):
    """A deployment whose logical id stays the same."""

    id = "I9725"
    short = "A deployment gets a new logical id when its API changes"
    long = (
        "CloudFormation makes a new deployment when there is a new Deployment resource; a change of methods makes "
        "none. A logical id that ends in a digest of the API tells both apart."
    )
    aws = "Nothing fails; the stage goes on serving the API as it was at the first deployment."
    fix = "Put a digest or a time into the logical id on each change, or run aws apigateway create-deployment."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html"
    )
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(DEPLOYMENT):
            if not _CHANGING.search(each.logical_id):
                yield Problem(
                    each.at,
                    f"{each.logical_id} is made once: later changes of the API are not served until there is another "
                    "deployment. Put a digest of the API into its logical id",
                )
