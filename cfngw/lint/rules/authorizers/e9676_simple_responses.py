"""E9676: simple responses are of payload version 2.0."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import authorizers, called, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SimpleResponses(Rule):
    """Simple responses with payload version 1.0."""

    id = "E9676"
    short = "Simple responses are of payload version 2.0"
    long = "With EnableSimpleResponses a function answers {isAuthorized: true}. With 1.0 it answers with a policy."
    aws = (
        "A function of payload version 1.0 must return a policy: the stack fails, or each yes or no is answered with "
        "500 Internal Server Error."
    )
    fix = "Write AuthorizerPayloadFormatVersion: '2.0', or leave EnableSimpleResponses out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            if api.protocol == "HTTP" and authorizer.simple_responses is True and authorizer.payload_version == "1.0":
                yield Problem(
                    place(authorizer, "EnableSimpleResponses"),
                    f"{called(authorizer)} has simple responses with payload version 1.0, which knows but policies: "
                    "callers would get 500. Write AuthorizerPayloadFormatVersion: '2.0'",
                )
