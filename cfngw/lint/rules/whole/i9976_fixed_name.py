"""I9976: what may have to be replaced has no name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NAMES = {
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::IAM::Role": "RoleName",
    "AWS::ApiGateway::ApiKey": "Value",
}


class FixedName(Rule):
    """A physical name that is the same in each stack of the template."""

    id = "I9976"
    short = "A function, role or API key has no name or value that is the same in each stack"
    long = (
        "A name that is written out is there once in an account (and region): the template makes one stack, and an "
        "update that has to replace the resource fails, for the new one is made while the old one has the name. The "
        "same goes for the value of an API key."
    )
    aws = "A second stack fails with AlreadyExists; an update with CloudFormation cannot update a stack when a custom-named resource requires replacing."  # noqa: E501
    fix = "Leave the name out, or build it of the stack's: `!Sub ${AWS::StackName}-notes`."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html"
    tags = ("apigateway", "lambda", "iam")
    types = tuple(_NAMES)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if not view.defaults:
            return
        for resource in view.resources(*_NAMES):
            attribute = _NAMES[resource.type]
            written = resource.properties.written(attribute)
            # A parameter may be another in the next stack.
            name = literal(written) if written is not None and isinstance(written.value, str) else None
            if name:
                shown = "a value that is written out" if attribute == "Value" else f"the name {name} in each stack"
                yield Problem(
                    below(resource.at, "Properties", attribute),
                    f"{resource.logical_id} has {shown}: a second stack of this template fails, and so does an update "
                    f"that replaces it. Leave {attribute} out, or build it of ${{AWS::StackName}}",
                )
