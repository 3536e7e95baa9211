"""W9615: a request validator checks something."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import VALIDATOR
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class IdleValidator(Rule):
    """A validator that checks neither bodies nor parameters."""

    id = "W9615"
    short = "A request validator checks bodies, parameters or both"
    long = "ValidateRequestBody and ValidateRequestParameters are false where they are left out."
    aws = "The stack is created; the methods that name the validator are checked for nothing."
    fix = "Set ValidateRequestBody or ValidateRequestParameters to true."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html"
    tags = ("apigateway", "models")
    types = (VALIDATOR,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(VALIDATOR):
            own = resource.properties
            if flag(own.get("ValidateRequestBody")) is False and flag(own.get("ValidateRequestParameters")) is False:
                yield Problem(
                    own.at,
                    f"The request validator {resource.logical_id} checks neither bodies nor parameters: its methods "
                    "take each call. Set ValidateRequestBody or ValidateRequestParameters to true",
                )
