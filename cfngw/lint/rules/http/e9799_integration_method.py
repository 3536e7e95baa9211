"""E9799: a method that is none."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, METHODS, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class IntegrationMethod(Rule):
    """A method that is none."""

    id = "E9799"
    short = "The method of an HTTP integration is one of HTTP's, or ANY"
    long = "IntegrationMethod is DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, or ANY for the method of the request."
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Write ANY, or one of the methods."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for row in api.integrations:
                method = row.found.method
                if (
                    row.found.type in ("HTTP_PROXY", "HTTP")
                    and isinstance(method, str)
                    and method not in (*METHODS, "ANY")
                ):
                    yield Problem(
                        row.at("IntegrationMethod"),
                        f"{row.name} calls its address by {method}, which API Gateway refuses (400). Write "
                        "ANY, or one of "
                        f"{', '.join(METHODS)}",
                    )
