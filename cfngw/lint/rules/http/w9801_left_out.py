"""W9801: an integration that leaves out what AWS asks for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget


class LeftOut(Rule):
    """An integration that leaves out what AWS asks for."""

    id = "W9801"
    short = "An integration of an HTTP API says its payload format, and of an address its method"
    long = (
        "AWS's documents ask for PayloadFormatVersion with a function, and for IntegrationMethod with an address, "
        "where the API is not made in the console."
    )
    aws = (
        "Where AWS takes the integration without them, a function gets format 1.0, with other names than those of "
        "2.0 in the event."
    )
    fix = 'Write PayloadFormatVersion: "2.0", as the function reads it, or IntegrationMethod: ANY.'
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                if row.resource is None:
                    continue
                found = row.found
                if found.type == "HTTP_PROXY" and found.method is None:
                    yield Problem(
                        row.at("IntegrationMethod"),
                        f"{row.name} doesn't say by which method its address is called. Write "
                        "IntegrationMethod: ANY for the "
                        "method of the request",
                    )
                if (
                    isinstance(found.target, FunctionTarget)
                    and found.type == "AWS_PROXY"
                    and found.payload_version is None
                ):
                    yield Problem(
                        row.at("PayloadFormatVersion"),
                        f"{row.name} doesn't say which event its function gets; AWS asks for it. Write "
                        "PayloadFormatVersion: "
                        '"2.0", or "1.0" for the event of REST APIs',
                    )
