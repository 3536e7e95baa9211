"""E9531: a function is invoked by POST."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget, Integration


class LambdaMethod(Rule):
    """An integration with a function calls it by another method than POST."""

    id = "E9531"
    short = "A Lambda integration invokes the function by POST"
    long = (
        "IntegrationHttpMethod is the method of Lambda's own API, which is POST, whatever the method that the client "
        "calls."
    )
    aws = "The stack is created; each call is answered with 500 Internal server error (403 from Lambda in the log)."
    fix = "Write IntegrationHttpMethod: POST."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
    types = ("AWS::ApiGateway::Method",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST":
                continue
            for route in api.routes:
                found = route.integration
                if isinstance(found, Integration) and isinstance(found.target, FunctionTarget):
                    method = found.method
                    if isinstance(method, str) and method.upper() != "POST":
                        yield Problem(
                            below(found.at, "IntegrationHttpMethod"),
                            f"{route.key} invokes its function by {method}, and Lambda takes POST alone: each call "
                            "would be answered with 500. Write IntegrationHttpMethod: POST",
                        )
