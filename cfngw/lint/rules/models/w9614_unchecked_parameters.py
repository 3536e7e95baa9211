"""W9614: a method with required parameters has a validator that checks them."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Validator


class UncheckedParameters(Rule):
    """A required parameter that nothing asks for."""

    id = "W9614"
    short = "A method with required parameters has a validator that checks parameters"
    long = (
        "A parameter of RequestParameters that is true is required only where the method has a request validator with "
        "ValidateRequestParameters."
    )
    aws = "The stack is created; a call without the parameter reaches the backend."
    fix = "Set RequestValidatorId to a validator with ValidateRequestParameters: true."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            needed = [
                (place, name)
                for (place, name), is_required in route.request_parameters.items()
                if is_required is True
                and place in ("querystring", "header")
                and name.lower() != "host"  # which all send
            ]
            validator = route.validator
            if not needed or not (
                validator is None or (isinstance(validator, Validator) and validator.parameters is False)
            ):
                continue
            place, name = needed[0]
            others = f" and {len(needed) - 1} more" if len(needed) > 1 else ""
            yield Problem(
                below(resource.properties.at, "RequestParameters", f"method.request.{place}.{name}"),
                f"{route.key} requires {place}.{name}{others}, and "
                + (
                    "has no RequestValidatorId: calls without it reach the backend. Set one with "
                    if validator is None
                    else f"its validator {validator.logical_id} does not check parameters: calls without it reach the "
                    "backend. Set there "
                )
                + "ValidateRequestParameters: true",
            )
