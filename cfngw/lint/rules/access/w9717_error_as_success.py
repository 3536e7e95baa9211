"""W9717: an error is not answered as a success."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.responses import part_at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ErrorAsSuccess(Rule):
    """A gateway response with a status of success."""

    id = "W9717"
    short = "A gateway response does not tell an error as a success"
    long = (
        "Gateway responses are what callers get who were refused or failed. With a status of 2XX they count as served."
    )
    aws = "The stack is created; clients, caches and monitors take the refusal for a success."
    fix = "Write a status of 4XX or 5XX, or leave it out for the usual one."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
    tags = ("apigateway", "gateway-responses")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                status = each.status
                if isinstance(status, str) and len(status) == 3 and status[0] == "2" and status.isdecimal():
                    yield Problem(
                        part_at(each, "StatusCode"),
                        f"The gateway response {each.type} answers an error with {status}: clients would take it for a "
                        "success. Write a status of 4XX or 5XX",
                    )
