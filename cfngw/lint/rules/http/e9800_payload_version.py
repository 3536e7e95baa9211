"""E9800: a payload format that the integration doesn't have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class PayloadVersion(Rule):
    """A payload format that the integration doesn't have."""

    id = "E9800"
    short = "PayloadFormatVersion is 1.0 or 2.0 for a function, 1.0 for all else"
    long = "2.0 is for functions behind an HTTP API; an address and a service of AWS get 1.0 alone."
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Write 2.0 or 1.0 for a function, 1.0 for all else, in quotes."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                version, found = row.found.payload_version, row.found
                if not isinstance(version, str):
                    continue
                service = isinstance(found.target, ServiceTarget) and found.target.subtype is not None
                if version not in ("1.0", "2.0"):
                    yield Problem(
                        row.at("PayloadFormatVersion"),
                        f"{row.name} asks for the payload format {version}, which API Gateway refuses "
                        '(400). Write "2.0" or "1.0"',
                    )
                elif version == "2.0" and (found.type == "HTTP_PROXY" or service):
                    what = "a service" if service else "an HTTP_PROXY"
                    yield Problem(
                        row.at("PayloadFormatVersion"),
                        f'{row.name} is {what}, which has the payload format 1.0 alone (400). Write "1.0"',
                    )
