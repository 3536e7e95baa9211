"""I9612: a request validator is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference
from cfngw.lint.rules.models.common import VALIDATOR
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class UnusedValidator(Rule):
    """A validator that no method names."""

    id = "I9612"
    short = "A request validator is used by a method"
    long = "A validator checks the calls of the methods that name it in RequestValidatorId; it checks no others."
    aws = "The stack is created; the validator checks nothing."
    fix = "Set RequestValidatorId: !Ref of the validator at the methods that it is for."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-validation-set-up.html"
    tags = ("apigateway", "models")
    types = (VALIDATOR,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if view.is_open or view.has("AWS::CloudFormation::Stack"):
            return
        used: set[str] | None = None
        for resource in view.resources(VALIDATOR):
            if used is None:
                used = {
                    reference.logical_id
                    for method in view.resources("AWS::ApiGateway::Method")
                    if isinstance(reference := _value(method.properties.get("RequestValidatorId")), Reference)
                }
                used |= set(_exported(view.document.data.get("Outputs")))
            if resource.key not in used and resource.logical_id not in used:
                yield Problem(
                    resource.at,
                    f"No method names the request validator {resource.logical_id}: it checks nothing. Set "
                    f"RequestValidatorId: !Ref {resource.logical_id} at the methods that it is for",
                )


def _value(node: Any) -> Any:
    return node.value if node is not None else None


def _exported(value: Any) -> Iterator[str]:
    """Give all words of the outputs: another stack may use what they name."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _exported(each)
    elif isinstance(value, list):
        for each in value:
            yield from _exported(each)
    elif isinstance(value, str):
        yield from value.replace("${", " ").replace("}", " ").replace(".", " ").split()
