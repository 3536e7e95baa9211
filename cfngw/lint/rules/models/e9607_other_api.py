"""E9607: the models and the validator of a method are of its API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Reference
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
        for api, route, resource in methods(view):
            validator = resource.properties.get("RequestValidatorId")
            wanted = [(MODEL, "model", node) for _, node in model_lists(resource)]
            wanted += [(VALIDATOR, "request validator", validator)] if validator is not None else []
            for kind, noun, node in wanted:
                problem = _problem(view, api.logical_id, kind, noun, node)
                if problem is not None:
                    yield Problem(
                        node.at, f"{route.key} has {problem}: AWS would refuse the method. Refer to one of the API"
                    )


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
