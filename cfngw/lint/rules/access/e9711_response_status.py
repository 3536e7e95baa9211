"""E9711: the status of a gateway response is a number of three digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.access.responses import part_at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_FORM = re.compile(r"[1-5][0-9][0-9]")


class ResponseStatus(Rule):
    """A StatusCode that is none."""

    id = "E9711"
    short = "The status of a gateway response is a number from 100 to 599"
    long = "StatusCode is three digits, the first from 1 to 5; not a class such as 4XX, nor a word."
    aws = "The stack fails: API Gateway takes [1-5]\\d\\d."
    fix = "Write the status as three digits, or leave it out for the usual one."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html"
    tags = ("apigateway", "gateway-responses")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                if isinstance(each.status, str) and _FORM.fullmatch(each.status) is None:
                    yield Problem(
                        part_at(each, "StatusCode"),
                        f'The gateway response {each.type} has the status "{each.status}", which is none: the stack '
                        "would fail. Write three digits, such as 403",
                    )
