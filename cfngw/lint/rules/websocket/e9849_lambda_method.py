"""E9849: a function that is not called by POST."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget


class LambdaMethod(Rule):
    """A function that is not called by POST."""

    id = "E9849"
    short = "A WebSocket API invokes a function by POST"
    long = "IntegrationMethod is the method of Lambda's own API, which is POST."
    aws = "The stack is created; each message of the route is answered with an internal server error."
    fix = "Write IntegrationMethod: POST."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for row in api.integrations:
                method = row.found.method
                if isinstance(row.found.target, FunctionTarget) and isinstance(method, str) and method != "POST":
                    yield Problem(
                        row.at("IntegrationMethod"),
                        f"{row.name} invokes its function by {method}, and Lambda takes POST alone: each "
                        "message ends in an error. "
                        "Write POST",
                    )
