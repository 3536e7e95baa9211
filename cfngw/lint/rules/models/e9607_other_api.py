"""E9607: the models and the validator of a method are of its API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Reference, Unknown
from cfngw.lint.rules.models.common import METHOD, MODEL, VALIDATOR, methods, model_lists
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class OtherApi(Rule):
    """A method with a model or a validator of another API, or with another resource in their place."""

    id = "E9607"
    short = "The models and the validator of a method belong to its API"
    long = "RequestModels, ResponseModels and RequestValidatorId refer to resources with the same RestApiId."
    aws = (
        "The method is refused: Invalid model or Invalid Request Validator identifier specified; the stack rolls back."
    )
    fix = "Declare the model or the validator for this API, and refer to that."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        named = [(api, route, MODEL, "model", node) for api, route, _, node in model_lists(view)]
        named += [
            (api, route, VALIDATOR, "request validator", node)
            for api, route, resource in methods(view)
            if isinstance(route.validator, Unknown)
            and (node := resource.properties.get("RequestValidatorId")) is not None
        ]
        for api, route, kind, noun, node in named:
            problem = _problem(view, api.logical_id, kind, noun, node)
            if problem is not None:
                fix = "AWS would refuse the method. Refer to one of the API"
                yield Problem(node.at, f"{route.key} has {problem}: {fix}")


def _problem(view: View, api: str, kind: str, noun: str, node: Node) -> str | None:
    reference = node.value
    if not isinstance(reference, Reference) or not reference.type or reference.type == "AWS::CloudFormation::Stack":
        return None
    if reference.type != kind:
        if reference.type.startswith("AWS::ApiGateway"):
            return f"{reference.logical_id} as its {noun}, which is an {reference.type}"
        return None
    resource = view.found.index.get(reference.logical_id)
    owner = resource.properties.get("RestApiId") if resource is not None else None
    if owner is None or not isinstance(owner.value, Reference) or owner.value.logical_id == api:
        return None
    return f"the {noun} {reference.logical_id}, which belongs to {owner.value.logical_id} and not to {api}"
