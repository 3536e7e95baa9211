"""E9606: the models that a method names are there."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.models.common import METHOD, MODEL, model_lists, names
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class UnknownModel(Rule):
    """A method that names a model which its API doesn't have."""

    id = "E9606"
    short = "A method names models that its API has"
    long = (
        "RequestModels and ResponseModels name models of the API. Empty and Error are always there; a model without a "
        "Name gets one made up by CloudFormation, which only Ref tells."
    )
    aws = "The method is refused: Invalid model identifier specified; the stack rolls back."
    fix = "Name the model by !Ref, or declare it as AWS::ApiGateway::Model."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        known: dict[str, set[str] | None] = {}
        for api, route, _, node in model_lists(view):
            if api.logical_id not in known:
                known[api.logical_id] = names(view, api)
            all_names = known[api.logical_id]
            name = node.value
            if all_names is None or not isinstance(name, str) or name in all_names:
                continue
            unnamed = view.found.index.get(name)
            close = nearest(name, all_names)
            if unnamed is not None and unnamed.type == MODEL:
                problem, fix = "is the logical id of a model, not its name", f"Write !Ref {name}"
            else:
                problem = f"is no model of {api.logical_id}"
                fix = f"Write {close}" if close else "Declare it as AWS::ApiGateway::Model"
            yield Problem(
                node.at, f"{route.key} names the model {name}, which {problem}: AWS would refuse the method. {fix}"
            )
