"""I9616: a method with a validator has something to check."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.integration import parameters_of
from cfngw.read.model import Validator


class NothingToCheck(Rule):
    """A method whose validator finds no model and no required parameter."""

    id = "I9616"
    short = "A method with a request validator has a model or a required parameter"
    long = (
        "A validator checks a body by the models of RequestModels, and parameters by those of RequestParameters that "
        "are true. A method without either is checked for nothing."
    )
    aws = "The stack is created; each call reaches the backend."
    fix = "Add the model or the parameters, or take RequestValidatorId away."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            validator = route.validator
            if not isinstance(validator, Validator):
                continue
            bodies = validator.body is not False and _may(resource.properties.get("RequestModels"))
            given = resource.properties.get("RequestParameters")
            needed = _is_unknown(given) or any(flag is not False for flag in parameters_of(given).values())
            if bodies or (validator.parameters is not False and needed):
                continue
            if validator.body is False and validator.parameters is False:
                continue  # the validator itself is at fault
            missing = [
                *(["a model in RequestModels"] if validator.body is not False else []),
                *(["a required parameter"] if validator.parameters is not False else []),
            ]
            yield Problem(
                below(resource.properties.at, "RequestValidatorId"),
                f"{route.key} has the request validator {validator.logical_id} and not {' nor '.join(missing)}: "
                "nothing is checked. Add it, or take the validator away",
            )


def _is_unknown(node: object) -> bool:
    return getattr(node, "unknown", None) is not None


def _may(node: object) -> bool:
    """Tell whether there are models, or may be."""
    return node is not None and (_is_unknown(node) or getattr(node, "value", None) != {})
