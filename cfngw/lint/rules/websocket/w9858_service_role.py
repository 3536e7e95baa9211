"""W9858: a service that is called without a role."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class ServiceRole(Rule):
    """A service that is called without a role."""

    id = "W9858"
    short = "A service of AWS is called with a role"
    long = (
        "An integration of type AWS that leads to a service other than Lambda needs CredentialsArn, unless the "
        "policy of what is called lets API Gateway in."
    )
    aws = (
        "The stack is created, or fails with 400; each message of the route is answered with an internal server error."
    )
    fix = "Give the integration CredentialsArn, a role that apigateway.amazonaws.com may assume."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for row in api.integrations:
                target = row.found.target
                if not isinstance(target, ServiceTarget) or target.service == "lambda":
                    continue
                if target.subtype is None and row.found.credentials is None:
                    yield Problem(
                        row.at("CredentialsArn"),
                        f"{row.name} calls {target.service} without a role: messages end in an error, "
                        "unless its policy lets API "
                        "Gateway in. Give it CredentialsArn",
                    )
