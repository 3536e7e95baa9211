"""W9622: a method that has no body checks none."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods, model_of, shown
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Validator

_BODILESS = ("GET", "HEAD", "OPTIONS")


class BodyOfGet(Rule):
    """A GET that asks for a body."""

    id = "W9622"
    short = "A GET, HEAD or OPTIONS asks for no body"
    long = (
        "A validator that checks bodies holds the body of a GET against the model too. Browsers and most clients send "
        "none, and a model that requires a member or a type refuses that."
    )
    aws = "The stack is created; calls without a body are answered with 400 Invalid request body."
    fix = "Take RequestModels away; describe what a GET needs as query parameters."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, route, resource in methods(view):
            validator = route.validator
            if route.method not in _BODILESS or not isinstance(validator, Validator) or validator.body is not True:
                continue
            for name in route.request_models.values():
                model = model_of(api, name)
                schema = model.schema if model is not None else None
                if isinstance(schema, dict) and (schema.get("required") or schema.get("type") in ("array", "string")):
                    yield Problem(
                        below(resource.properties.at, "RequestModels"),
                        f"{route.key} asks for a body that fits {shown(name)}, and a {route.method} is sent without "
                        "one: such calls would be answered with 400. Take RequestModels away",
                    )
                    break
