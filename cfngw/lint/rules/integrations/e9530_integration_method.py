"""E9530: an integration says by which method it calls."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import OF_AWS, OF_HTTP, TYPES, integrations, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY")


class IntegrationMethod(Rule):
    """An integration says by which method it calls."""

    id = "E9530"
    short = "An integration of AWS or HTTP names the method of its call"
    long = "IntegrationHttpMethod is the method that API Gateway uses towards the backend; only a mock needs none."
    aws = "PutIntegration answers 400 Enumeration value for HttpMethod must be non-empty, and the stack is rolled back."
    fix = "Write IntegrationHttpMethod: POST for functions and actions of AWS, else the backend's method, or ANY."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.type not in OF_AWS and row.type not in OF_HTTP:
                continue
            method = row.found.method
            if method is None and row.lacks("IntegrationHttpMethod"):
                fix = "POST, which is what Lambda takes" if row.invokes else "the method that the backend is called by"
                yield Problem(
                    row.at("IntegrationHttpMethod"),
                    f"The integration of {row.route.key} has no method to call by: API Gateway refuses it "
                    f"(Enumeration value for HttpMethod must be non-empty). Write {fix}",
                )
            elif told(method) is not None and method not in _METHODS:
                yield Problem(
                    row.at("IntegrationHttpMethod"),
                    f"{row.route.key} calls by {method}, which API Gateway does not know and refuses. Write one of "
                    f"{', '.join(_METHODS)}",
                )
