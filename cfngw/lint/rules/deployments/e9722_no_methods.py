"""E9722: a deployment of an API that has no methods."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import DEPLOYMENT, METHOD, owner
from cfngw.lint.rules.deployments.e9720_deployment_order import has_document
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.tree.common import verbs
from cfngw.lint.rules.view import View


class NoMethods(Rule):
    """Nothing to deploy."""

    id = "E9722"
    short = "An API that is deployed has a method"
    long = "API Gateway deploys no API without methods; models, authorizers and resources alone are not enough."
    aws = "The stack fails: The REST API doesn't contain any methods."
    fix = "Add a method, and let the deployment depend on it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if view.is_open or any(_makes_others(kind) for kind in view.found.by_type):
            return
        if any(verb.api is None for verb in verbs(view)):
            return  # it may belong to any API
        for each in view.resources(DEPLOYMENT):
            api = owner(each)
            if api is None or each.made is not True or has_document(view, each):
                continue
            if next(view.found.of(api, METHOD), None) is None:
                yield Problem(
                    each.at,
                    f"{api} has no method: AWS answers The REST API doesn't contain any methods. Add one, and name it "
                    "in DependsOn",
                )


def _makes_others(kind: str) -> bool:
    return kind.startswith("Custom::") or kind in (
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::CustomResource",
        "AWS::Serverless::Application",
    )
