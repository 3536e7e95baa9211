"""I9719: a gateway response says something."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.responses import PAGE
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_TYPE = "AWS::ApiGateway::GatewayResponse"
_PARTS = ("StatusCode", "ResponseParameters", "ResponseTemplates")


class ChangesNothing(Rule):
    """A gateway response without a status, headers and templates."""

    id = "I9719"
    short = "A gateway response changes something"
    long = "A gateway response without StatusCode, ResponseParameters and ResponseTemplates is what is there anyway."
    aws = "The stack is created; the answer is as without it."
    fix = "Write what should be different, or leave it out."
    url = PAGE
    tags = ("apigateway", "gateway-responses")
    types = (_TYPE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(_TYPE):
            own = resource.properties
            if all(own.get(name) is None for name in _PARTS):
                yield Problem(
                    resource.at,
                    f"{resource.logical_id} changes nothing: it has no status, headers or templates. Write one, or "
                    "leave it out",
                )
