"""W9613: a method with a model has a validator that checks bodies."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods, says_something, shown
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Validator


class UncheckedBody(Rule):
    """A request model that nothing enforces."""

    id = "W9613"
    short = "A method with a request model has a validator that checks the body"
    long = (
        "RequestModels alone describe the body, for SDKs and documents. Only a request validator with "
        "ValidateRequestBody checks it."
    )
    aws = "The stack is created; a body that doesn't fit the model reaches the backend."
    fix = "Set RequestValidatorId to a validator with ValidateRequestBody: true."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
    tags = ("apigateway", "models", "security")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, route, resource in methods(view):
            models = [name for name in route.request_models.values() if says_something(api, name)]
            if not models:
                continue
            validator = route.validator
            if validator is None:
                problem = "and no RequestValidatorId: nothing checks the body. Set one with ValidateRequestBody: true"
            elif isinstance(validator, Validator) and validator.body is False:
                name = validator.logical_id or validator.name
                problem = (
                    f"and its validator {name} does not check bodies: what does not fit reaches the backend. Set "
                    "ValidateRequestBody: true there"
                )
            else:
                continue
            yield Problem(
                below(resource.properties.at, "RequestModels"),
                f"{route.key} has the request model {shown(models[0])}, {problem}",
            )
