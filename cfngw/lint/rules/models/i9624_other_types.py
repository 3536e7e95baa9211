"""I9624: a body of another content type is checked too, or refused."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods, says_something, shown
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Integration, Validator


class OtherTypes(Rule):
    """A validator that callers get round by another Content-Type."""

    id = "I9624"
    short = "A body of another content type can't get round the model"
    long = (
        "A body is checked by the model for its Content-Type; where there is none for it, it is not checked. A caller "
        "who writes Content-Type: text/plain gets round the model unless the method refuses the type."
    )
    aws = "The stack is created; a body with another Content-Type reaches the backend unchecked."
    fix = "Name the model for $default too, or refuse other types with PassthroughBehavior: NEVER and a template."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
    tags = ("apigateway", "models", "security")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, route, resource in methods(view):
            validator, integration = route.validator, route.integration
            if not isinstance(validator, Validator) or validator.body is not True or "$default" in route.request_models:
                continue
            if not isinstance(integration, Integration) or not _lets_through(integration):
                continue
            names = [name for name in route.request_models.values() if says_something(api, name)]
            if names:
                kinds = ", ".join(route.request_models)
                yield Problem(
                    below(resource.properties.at, "RequestModels"),
                    f"{route.key} checks bodies of {kinds} alone: with another Content-Type a body gets round "
                    f"{shown(names[0])}. Name the model for $default too",
                )


def _lets_through(integration: Integration) -> bool:
    """Tell whether bodies of any type are passed on."""
    if integration.type in ("AWS_PROXY", "HTTP_PROXY"):
        return True
    if integration.type not in ("AWS", "HTTP"):
        return False
    if integration.passthrough in (None, "WHEN_NO_MATCH"):
        return True
    return integration.passthrough == "WHEN_NO_TEMPLATES" and not integration.request_templates
