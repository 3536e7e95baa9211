"""W9710: a gateway response is of a type that the gateway has."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.access.responses import part_at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

TYPES = (
    *("ACCESS_DENIED", "API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE"),
    *("BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "DEFAULT_4XX", "DEFAULT_5XX", "EXPIRED_TOKEN"),
    *("INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "INVALID_API_KEY", "INVALID_SIGNATURE"),
    *("MISSING_AUTHENTICATION_TOKEN", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "THROTTLED"),
    *("UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE", "WAF_FILTERED"),
)


class ResponseType(Rule):
    """A type of gateway response that AWS's list doesn't have."""

    id = "W9710"
    short = "A gateway response is of a type that the gateway has"
    long = "AWS's list has 21 types, such as UNAUTHORIZED and DEFAULT_4XX. It may have grown since this rule was made."
    aws = "The stack fails: API Gateway refuses a type that it doesn't have."
    fix = "Write one of the list."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
    tags = ("apigateway", "gateway-responses")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                if each.type not in TYPES:
                    close = nearest(each.type.upper(), TYPES)
                    yield Problem(
                        part_at(each, "ResponseType") if each.logical_id else each.at,
                        f"{each.type} is no type of gateway response in AWS's list: the stack would fail. "
                        + (f"Write {close}" if close else "Write one of the list, such as DEFAULT_4XX"),
                    )
