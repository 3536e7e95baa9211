"""E9720: a deployment that waits for no method."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.lint.rules.deployments.common import DEPLOYMENT, METHOD, owner, unordered
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


def waited(view: View, deployment: Resource) -> tuple[list[Resource], list[Resource]]:
    """Give the methods of its API, and those of them that a deployment does not wait for."""
    api = owner(deployment)
    methods = [each for each in view.found.of(api, METHOD) if each.made is True] if api is not None else []
    return methods, [each for each in methods if unordered(view, deployment, each)]


def has_document(view: View, deployment: Resource) -> bool:
    """Tell whether the API has methods before the first resource is added."""
    resource = view.found.index.get(owner(deployment) or "")
    own = resource.properties if resource is not None else None
    return own is None or any(own.get(name) is not None for name in ("Body", "BodyS3Location", "CloneFrom"))


class DeploymentOrder(Rule):
    """A deployment that CloudFormation makes before the methods."""

    id = "E9720"
    short = "A deployment waits for the methods of its API"
    long = (
        "Nothing in a Deployment refers to methods, so that CloudFormation makes it as soon as the API is there, "
        "unless DependsOn names them."
    )
    aws = "The stack fails: The REST API doesn't contain any methods."
    fix = "Add DependsOn with every method of the API."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html"
    )
    types = (DEPLOYMENT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(DEPLOYMENT):
            methods, missing = waited(view, each)
            if methods and len(missing) == len(methods) and not has_document(view, each):
                yield Problem(
                    each.at,
                    f"{each.logical_id} depends on no method of its API, so that CloudFormation makes it first: The "
                    f"REST API doesn't contain any methods. Add DependsOn: [{methods[0].logical_id}, ...] with each",
                )
